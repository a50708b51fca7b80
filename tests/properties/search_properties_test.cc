// Searches over a random archive: whatever stands in an article finds it and is marked in it, pages show each hit once
// while issues are replaced, and facets equal a recount.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/text/chars.h"
#include "tests/support/cluster.h"

namespace jianbao {
namespace {

using index::v1::ApplyIssueRequest;
using index::v1::IndexService;
using query::v1::QueryService;
using query::v1::SearchRequest;
using query::v1::SearchResponse;
using testing::Call;

constexpr int kIssues = 30;
constexpr int kArticles = 6;

// Few characters, so that words recur; some with a traditional or full-width twin.
const std::vector<std::string>& Alphabet() {
  static const auto* const kAlphabet = new std::vector<std::string>{
      "春", "耕", "夏", "收", "秸", "秆", "禁", "烧", "县", "区", "乡", "村", "水", "田", "茶",
      "山", "会", "會", "国", "國", "禾", "稻", "1",  "１", "a",  "Ａ", "。", "，", " "};
  return *kAlphabet;
}
const std::vector<std::string>& People() {
  static const auto* const kPeople = new std::vector<std::string>{"贺若澜", "沈砚秋", "陆承钧", "顾明澈", "尉迟清"};
  return *kPeople;
}

class RandomArchive {
 public:
  explicit RandomArchive(uint32_t seed) : random_(seed) {}

  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  std::string Text(int characters) {
    std::string text;
    for (int i = 0; i < characters; ++i) text += Alphabet()[Below(static_cast<int>(Alphabet().size()))];
    return text;
  }

  ApplyIssueRequest Issue(int number, int version) {
    ApplyIssueRequest request;
    auto* issue = request.mutable_issue();
    issue->set_name(absl::StrFormat("publications/qing-he/issues/2023-%02d-%02d", 1 + number / 28, 1 + number % 28));
    issue->set_content_hash(absl::StrCat("version", version, "of", number));
    request.set_replace_existing(true);
    for (int i = 1; i <= kArticles; ++i) {
      auto* article = request.add_articles();
      article->set_name(absl::StrCat(issue->name(), "/articles/", i));
      article->set_headline(absl::StrCat("春", Text(8)));
      article->set_body(Text(20 + Below(150)));
      for (int j = Below(3); j > 0; --j) {
        auto* mention = article->add_mentions();
        mention->set_kind(type::v1::Mention::PERSON);
        mention->set_canonical(People()[Below(static_cast<int>(People().size()))]);
        mention->set_text(mention->canonical());
      }
    }
    return request;
  }

 private:
  std::mt19937 random_;
};

// What makes two texts the same for a search.
std::u32string Folded(const std::string& text) {
  std::u32string folded;
  for (const char32_t c : text::FromUtf8(text)) {
    if (!text::IsSpace(c) && !text::IsPunctuation(c)) folded += text::FoldChar(c);
  }
  return folded;
}

// Every character of `marked` lies in an occurrence of `query`.
bool IsMadeOf(const std::u32string& marked, const std::u32string& query) {
  size_t covered = 0;
  for (size_t at = marked.find(query); at != std::u32string::npos && at <= covered; at = marked.find(query, at + 1)) {
    covered = at + query.size();
  }
  return covered == marked.size() && covered > 0;
}

class SearchPropertiesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto cluster = testing::Cluster::Start();
    ASSERT_OK(cluster);
    cluster_ = std::move(cluster)->release();
    for (int i = 0; i < kIssues; ++i) Apply(archive_.Issue(i, 0));
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static void Apply(const ApplyIssueRequest& request) {
    ASSERT_OK(Call(cluster_->index_stub(), &IndexService::Stub::ApplyIssue, request));
    for (const auto& article : request.articles()) articles_[article.name()] = article;
  }

  // All pages of a search; `between` runs after each.
  template <typename Function>
  static std::vector<query::v1::SearchHit> AllHits(SearchRequest request, int64_t* total, Function between) {
    std::vector<query::v1::SearchHit> hits;
    do {
      const auto page = cluster_->Search(request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      if (request.page_token().empty()) *total = page->total().value();
      hits.insert(hits.end(), page->hits().begin(), page->hits().end());
      request.set_page_token(page->next_page_token());
      between();
    } while (!request.page_token().empty());
    return hits;
  }

  static inline testing::Cluster* cluster_ = nullptr;
  static inline RandomArchive archive_{20231109};
  static inline std::map<std::string, type::v1::Article> articles_;  // as stored
};

TEST_F(SearchPropertiesTest, WhateverStandsInAnArticleFindsItAndIsMarked) {
  std::vector<std::string> names;
  for (const auto& [name, article] : articles_) names.push_back(name);
  for (int round = 0; round < 400; ++round) {
    const auto& article = articles_.at(names[archive_.Below(static_cast<int>(names.size()))]);
    const std::u32string text = text::FromUtf8(round % 4 == 0 ? article.headline() : article.body());
    const size_t length = 1 + archive_.Below(8);
    const size_t begin = archive_.Below(static_cast<int>(text.size() - length + 1));
    const std::string words = text::ToUtf8(std::u32string_view(text).substr(begin, length));
    if (Folded(words).empty()) continue;
    SearchRequest request;
    request.set_query(absl::StrCat("\"", words, "\""));
    request.set_page_size(100);
    request.set_max_snippets(5);
    request.set_exact_total(true);
    int64_t total = 0;
    const auto hits = AllHits(request, &total, [] {});
    EXPECT_EQ(static_cast<int64_t>(hits.size()), total) << words;
    bool found = false;
    for (const auto& hit : hits) {
      found |= hit.article().name() == article.name();
      int marks = 0;
      for (const auto& snippet : hit.snippets()) {
        for (const auto& span : snippet.highlights()) {
          const std::string marked = snippet.text().substr(span.begin(), span.end() - span.begin());
          EXPECT_TRUE(IsMadeOf(Folded(marked), Folded(words))) << "[" << words << "] marked [" << marked << "]";
          ++marks;
        }
      }
      EXPECT_GT(marks, 0) << "[" << words << "] in " << hit.article().name();
    }
    EXPECT_TRUE(found) << "[" << words << "] of " << article.name();
  }
}

TEST_F(SearchPropertiesTest, FacetsEqualARecount) {
  for (const std::string query : {"春", "秸秆 OR 禁烧", "山 -水", "人物:贺若澜 OR 茶"}) {
    SearchRequest request;
    request.set_query(query);
    request.set_page_size(100);
    auto* facet = request.add_facets();
    facet->set_key(type::v1::KeywordNode::PERSON);
    facet->set_limit(200);
    ASSERT_OK_AND_ASSIGN(const SearchResponse first, cluster_->Search(request));
    ASSERT_EQ(first.facets_size(), 1);
    std::map<std::string, int64_t> counted, recounted;
    for (const auto& value : first.facets(0).values()) counted[value.value()] = value.count();
    int64_t total = 0;
    for (const auto& hit : AllHits(request, &total, [] {})) {
      std::set<std::string> people;
      for (const auto& mention : articles_.at(hit.article().name()).mentions()) people.insert(mention.canonical());
      for (const std::string& person : people) ++recounted[person];
    }
    EXPECT_EQ(counted, recounted) << query;
    EXPECT_FALSE(counted.empty()) << query;
  }
}

TEST_F(SearchPropertiesTest, ASelectionRestrictsTheHitsAndNotItsOwnFacet) {
  SearchRequest request;
  request.set_query("春");
  request.set_page_size(100);
  auto* facet = request.add_facets();
  facet->set_key(type::v1::KeywordNode::PERSON);
  facet->set_limit(200);
  ASSERT_OK_AND_ASSIGN(const SearchResponse open, cluster_->Search(request));
  facet->add_selected(People()[0]);
  facet->add_selected(People()[1]);
  ASSERT_OK_AND_ASSIGN(const SearchResponse selected, cluster_->Search(request));
  EXPECT_EQ(selected.facets(0).SerializeAsString(), open.facets(0).SerializeAsString());
  int64_t total = 0;
  const auto hits = AllHits(request, &total, [] {});
  EXPECT_GT(total, 0);
  EXPECT_LT(total, open.total().value());
  for (const auto& hit : hits) {
    const auto& mentions = articles_.at(hit.article().name()).mentions();
    EXPECT_TRUE(std::any_of(mentions.begin(), mentions.end(), [](const auto& mention) {
      return mention.canonical() == People()[0] || mention.canonical() == People()[1];
    }));
  }
}

TEST_F(SearchPropertiesTest, HistogramsEqualARecount) {
  const std::map<type::v1::DateUnit, size_t> units = {
      {type::v1::DATE_UNIT_YEAR, 4}, {type::v1::DATE_UNIT_MONTH, 7}, {type::v1::DATE_UNIT_DAY, 10}};
  for (const auto& [unit, length] : units) {
    SearchRequest request;
    request.set_query("春 OR 茶");
    request.set_page_size(100);
    request.set_histogram(unit);
    ASSERT_OK_AND_ASSIGN(const SearchResponse first, cluster_->Search(request));
    std::map<std::string, int64_t> counted, recounted;
    for (const auto& bucket : first.histogram()) counted[bucket.period()] = bucket.count();
    int64_t total = 0;
    for (const auto& hit : AllHits(request, &total, [] {})) {
      const std::string& name = hit.article().name();
      ++recounted[name.substr(name.find("/issues/") + 8, length)];
    }
    EXPECT_EQ(counted, recounted);
    EXPECT_FALSE(counted.empty());
  }
}

TEST_F(SearchPropertiesTest, PagesShowEachHitOnceInOneOrderWhileIssuesAreReplaced) {
  int version = 1;
  for (const auto order : {query::v1::RELEVANCE, query::v1::NEWEST, query::v1::OLDEST}) {
    SearchRequest request;
    request.set_query("春 秸");
    request.set_match_mode(query::v1::EXACT);
    request.set_sort_order(order);
    request.set_exact_total(true);
    request.set_page_size(100);
    int64_t total = 0;
    std::vector<std::string> at_once, by_pages;
    for (const auto& hit : AllHits(request, &total, [] {})) at_once.push_back(hit.article().name());
    request.set_page_size(3);
    const auto replace_one = [&version] { Apply(archive_.Issue(archive_.Below(kIssues), version++)); };
    for (const auto& hit : AllHits(request, &total, replace_one)) by_pages.push_back(hit.article().name());
    EXPECT_EQ(by_pages, at_once);
    EXPECT_EQ(static_cast<int64_t>(by_pages.size()), total);
    EXPECT_GT(total, 20);
  }
}

TEST_F(SearchPropertiesTest, AWriteIsSeenByASearchThatCarriesItsRevision) {
  for (int version = 1000; version < 1030; ++version) {
    ApplyIssueRequest issue = archive_.Issue(archive_.Below(kIssues), version);
    issue.mutable_articles(0)->set_headline(absl::StrCat("独一无二", version));
    ASSERT_OK_AND_ASSIGN(const auto applied, Call(cluster_->index_stub(), &IndexService::Stub::ApplyIssue, issue));
    SearchRequest request;
    request.set_query(absl::StrCat("\"独一无二", version, "\""));
    request.set_min_revision(applied.revision());
    ASSERT_OK_AND_ASSIGN(const auto response, cluster_->Search(request));
    ASSERT_EQ(response.hits_size(), 1);
    EXPECT_EQ(response.hits(0).article().name(), issue.articles(0).name());
    EXPECT_GE(response.index_revision(), applied.revision());
  }
}

}  // namespace
}  // namespace jianbao
