// One archive in one engine and in four: whatever is asked, the merged answer of the four is the answer of the one, in
// order, score, count and page.
#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/memory_store.h"

namespace jianbao::engine {
namespace {

constexpr int kShards = 4;
constexpr int kIssues = 120;
constexpr int kArticles = 5;
constexpr uint8_t kPerson = 3;

class Random {
 public:
  explicit Random(uint32_t seed) : random_(seed) {}

  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  std::string Text(int characters) {
    static const auto& alphabet = *new std::vector<std::string>{"春", "耕", "夏", "收", "秸", "秆", "禁", "烧", "县",
                                                                "区", "水", "會", "会", "1",  "a",  "，", "。"};
    std::string text;
    while (characters-- > 0) text += alphabet[static_cast<size_t>(Below(static_cast<int>(alphabet.size())))];
    return text;
  }
  std::string Person() {
    static const auto& people = *new std::vector<std::string>{"贺若澜", "沈砚秋", "陆承钧"};
    return people[static_cast<size_t>(Below(3))];
  }

 private:
  std::mt19937 random_;
};

IssueRecord RandomIssue(int number, Random* random) {
  IssueRecord issue;
  issue.name = absl::StrCat("issue-", number);
  issue.publication = number % 3 == 0 ? "qing-he" : "tong-wan";
  if (number % 11 != 0) issue.date = absl::CivilDay(2021, 1, 1) + 9 * number;
  issue.content_hash = absl::StrCat("hash-", number);
  for (int i = 0; i < kArticles; ++i) {
    Document document;
    document.name = absl::StrCat(issue.name, "/", i);
    document.issue = issue.name;
    document.publication = issue.publication;
    document.date = issue.date;
    document.text(TextField::kHeadline) = absl::StrCat("春", random->Text(6));
    document.text(TextField::kBody) = random->Text(10 + random->Below(200));
    document.keywords.push_back({kPerson, random->Person()});
    issue.documents.push_back(std::move(document));
  }
  return issue;
}

Query RandomQuery(Random* random) {
  const std::string text = absl::StrCat("春", random->Text(1 + random->Below(5)));
  switch (random->Below(6)) {
    case 0: return Query::Text(text);
    case 1: return Query::And({Query::Text("春"), Query::Text(random->Text(1) + "水")});
    case 2: return Query::Or({Query::Text(text), Query::Text("秸秆"), Query::Text("夏收")});
    case 3: {
      Query characters = Query::AnyOf(text);
      std::get<Query::AnyOfNode>(characters.node).characters = true;
      return Query::Prefer(Query::AnyOf(text), {Query::Boost(std::move(characters), 1.5)});
    }
    case 4:
      return Query::Prefer(Query::Or({Query::Text("耕"), Query::Keyword(kPerson, random->Person())}),
                           {Query::Keyword(kPerson, random->Person()), Query::Phrase("夏收")});
    default: return Query::And({Query::Text("水"), Query::Not(Query::Text(random->Text(2) + "县"))});
  }
}

class ShardsPropertyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    EngineOptions options;
    options.background = false;
    for (int i = 0; i <= kShards; ++i) {
      stores_.push_back(storage::NewMemoryStore());
      ASSERT_OK_AND_ASSIGN(auto engine, Engine::Open(stores_.back().get(), options));
      engines_.push_back(std::move(engine));
    }
    for (int i = 0; i < kIssues; ++i) {
      const IssueRecord issue = RandomIssue(i, &random_);
      ASSERT_OK(whole().ApplyIssue(issue, {}));
      ASSERT_OK(shard(random_.Below(kShards)).ApplyIssue(issue, {}));
      if (i == kIssues / 2) Fold();  // a part of each in segments, a part in memory
    }
  }
  void Fold() {
    for (const auto& engine : engines_) ASSERT_OK(engine->Fold());
  }

  Engine& whole() { return *engines_[kShards]; }
  Engine& shard(int i) { return *engines_[static_cast<size_t>(i)]; }

  // One page of all shards as one: the best hits of each, put in order.
  SearchResult Merged(const Query& query, SearchOptions options) {
    options.statistics = CollectionStatistics();
    for (int i = 0; i < kShards; ++i) {
      const auto local = shard(i).CollectStatistics(query);
      EXPECT_OK(local);
      if (local.ok()) options.statistics->Add(*local);
    }
    SearchResult merged;
    merged.total.exact = true;
    std::map<std::string, uint64_t> people;
    for (int i = 0; i < kShards; ++i) {
      const auto part = shard(i).Search(query, options);
      EXPECT_OK(part);
      if (!part.ok()) continue;
      merged.hits.insert(merged.hits.end(), part->hits.begin(), part->hits.end());
      merged.total.value += part->total.value;
      for (const auto& facet : part->facets) {
        for (const FacetValue& value : facet) people[value.value] += value.count;
      }
    }
    std::sort(merged.hits.begin(), merged.hits.end(),
              [](const Hit& a, const Hit& b) { return RanksBefore(a.sort_key, b.sort_key); });
    if (merged.hits.size() > options.limit) merged.hits.resize(options.limit);
    merged.facets.emplace_back();
    for (const auto& [value, count] : people) merged.facets[0].push_back({value, count});
    std::stable_sort(merged.facets[0].begin(), merged.facets[0].end(),
                     [](const FacetValue& a, const FacetValue& b) { return a.count > b.count; });
    return merged;
  }

  void ExpectSame(const SearchResult& merged, const SearchResult& one) {
    ASSERT_EQ(merged.hits.size(), one.hits.size());
    for (size_t i = 0; i < one.hits.size(); ++i) {
      EXPECT_EQ(merged.hits[i].name, one.hits[i].name) << i;
      EXPECT_EQ(merged.hits[i].score, one.hits[i].score) << i;
      EXPECT_EQ(merged.hits[i].sort_key, one.hits[i].sort_key) << i;
    }
  }

  Random random_{20260111};
  std::vector<std::unique_ptr<storage::Store>> stores_;
  std::vector<std::unique_ptr<Engine>> engines_;
};

TEST_F(ShardsPropertyTest, FourShardsRankPageAndCountAsOne) {
  int pages = 0;
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    const Query query = RandomQuery(&random_);
    SearchOptions options;
    options.limit = 7;
    options.sort = static_cast<Sort>(random_.Below(3));
    if (round % 3 == 0) {
      options.ranking.freshness = 0.5;
      options.ranking.half_life_days = 200;
      options.ranking.reference = absl::CivilDay(2023, 6, 1);
    }
    for (int page = 0; page < 5; ++page) {
      const auto one = whole().Search(query, options);
      ASSERT_OK(one);
      ExpectSame(Merged(query, options), *one);
      if (one->hits.size() < options.limit) break;
      options.search_after = one->hits.back().sort_key;
      ++pages;
    }
    options.search_after.reset();
    options.facets = {{FacetKind::kKeyword, kPerson, 10}};
    ASSERT_OK_AND_ASSIGN(const SearchResult one, whole().Search(query, options));
    const SearchResult merged = Merged(query, options);
    EXPECT_EQ(merged.total.value, one.total.value);
    ASSERT_EQ(merged.facets[0].size(), one.facets[0].size());
    for (size_t i = 0; i < one.facets[0].size(); ++i) {
      EXPECT_EQ(merged.facets[0][i].value, one.facets[0][i].value);
      EXPECT_EQ(merged.facets[0][i].count, one.facets[0][i].count);
    }
  }
  EXPECT_GT(pages, 300);
}

// What is skipped on the way to the best hits is never one of them.
TEST_F(ShardsPropertyTest, SkippingChangesNoRankingAndExplanationsAddUp) {
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    const Query query = RandomQuery(&random_);
    SearchOptions options;
    options.limit = 5;
    options.explain = true;
    if (round % 2 == 0) {
      options.ranking.freshness = 0.7;
      options.ranking.reference = absl::CivilDay(2024, 1, 1);
    }
    ASSERT_OK_AND_ASSIGN(const SearchResult pruned, whole().Search(query, options));
    options.exact_total = true;
    ASSERT_OK_AND_ASSIGN(const SearchResult exact, whole().Search(query, options));
    ExpectSame(pruned, exact);
    EXPECT_LE(pruned.total.value, exact.total.value);
    for (const Hit& hit : pruned.hits) {
      double sum = 0;
      for (const ScorePart& part : hit.score_parts) sum += part.score;
      EXPECT_NEAR(sum * hit.age_factor, hit.score, 0.001) << hit.name;
    }
  }
}

TEST_F(ShardsPropertyTest, FacetsOfPapersYearsAndMonthsEqualARecount) {
  SearchOptions options;
  options.limit = 10'000;
  options.documents = options.limit;
  options.facets = {{FacetKind::kPublication, 0, 200}, {FacetKind::kYear, 0, 200}, {FacetKind::kMonth, 0, 200}};
  ASSERT_OK_AND_ASSIGN(const SearchResult result, whole().Search(Query::Text("秸"), options));
  std::vector<std::map<std::string, uint64_t>> recounted(3), counted(3);
  for (const Hit& hit : result.hits) {
    ++recounted[0][hit.document->publication];
    if (!hit.document->date.has_value()) continue;
    ++recounted[1][absl::FormatCivilTime(absl::CivilYear(*hit.document->date))];
    ++recounted[2][absl::FormatCivilTime(absl::CivilMonth(*hit.document->date))];
  }
  for (size_t i = 0; i < 3; ++i) {
    for (const FacetValue& value : result.facets[i]) counted[i][value.value] = value.count;
    EXPECT_EQ(counted[i], recounted[i]);
    EXPECT_FALSE(counted[i].empty());
  }
}

}  // namespace
}  // namespace jianbao::engine
