// What query_service.proto promises of each RPC, its errors above all.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "tests/contract/contract_test.h"

namespace jianbao {
namespace {

using namespace query::v1;  // NOLINT(google-build-using-namespace): the messages under test
using Stub = QueryService::Stub;
using testing::Call;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class QueryContractTest : public ContractTest {
 protected:
  static Stub& stub() { return cluster_->query_stub(); }
};

// What stands between quotes behind "jianbao search" or "jianbao export" in a file of ours.
std::vector<std::string> QueriesShownIn(const std::string& file) {
  std::vector<std::string> queries;
  const std::string text = testing::ReadWhole(std::string(JIANBAO_SOURCE_DIR "/") + file);
  for (const std::string before : {"jianbao search '", "jianbao export '"}) {
    for (size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
      const size_t begin = at + before.size();
      queries.push_back(text.substr(begin, text.find('\'', begin) - begin));
    }
  }
  return queries;
}

TEST_F(QueryContractTest, EveryQueryShownToNewcomersFindsSomethingInTheSampleIssues) {
  std::vector<std::string> queries = QueriesShownIn("README.md");
  EXPECT_GE(queries.size(), 5u);
  for (const char* file : {"cli/app.cc", "cli/commands_search.cc"}) {
    const std::vector<std::string> more = QueriesShownIn(file);
    EXPECT_FALSE(more.empty()) << file;
    queries.insert(queries.end(), more.begin(), more.end());
  }
  for (const std::string& query : queries) {
    SearchRequest request;
    request.set_query(query);
    ASSERT_OK_AND_ASSIGN(const auto found, Call(stub(), &Stub::Search, request));
    EXPECT_GT(found.hits_size(), 0) << query;
  }
}

TEST_F(QueryContractTest, SearchPointsAtTheFaultOfAQuery) {
  SearchRequest request;
  EXPECT_THAT(Call(stub(), &Stub::Search, request), StatusIs(absl::StatusCode::kInvalidArgument));
  request.set_query("秸秆 \"没有结尾");
  const auto unclosed = Call(stub(), &Stub::Search, request);
  EXPECT_THAT(unclosed, StatusIs(absl::StatusCode::kInvalidArgument));
  const auto detail = GetErrorDetail(unclosed.status());
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason.rfind("QUERY_", 0), 0u) << detail->reason;
  EXPECT_EQ(detail->metadata.at("position"), "7");
  request.set_query("autor:某人");
  EXPECT_CALL_FAILS(stub(), &Stub::Search, request, kInvalidArgument, "QUERY_FIELD_UNKNOWN");
  request.set_query(std::string(5000, 'x'));
  EXPECT_THAT(Call(stub(), &Stub::Search, request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(QueryContractTest, SearchChecksItsOtherFields) {
  SearchRequest request;
  request.set_query("县");
  request.set_page_size(-1);
  EXPECT_CALL_FAILS(stub(), &Stub::Search, request, kInvalidArgument, "PAGE_SIZE_NEGATIVE");
  request.set_page_size(0);
  request.set_page_token("garbage");
  EXPECT_CALL_FAILS(stub(), &Stub::Search, request, kInvalidArgument, "PAGE_TOKEN_MALFORMED");
  request.clear_page_token();
  request.set_earliest("2021");
  EXPECT_CALL_FAILS(stub(), &Stub::Search, request, kInvalidArgument, "DATE_MALFORMED");
  request.clear_earliest();
  request.set_publication("jin-ri-qing-he");
  EXPECT_CALL_FAILS(stub(), &Stub::Search, request, kInvalidArgument, "NAME_MALFORMED");
}

TEST_F(QueryContractTest, ARankingIsWeighedExplainedAndChecked) {
  SearchRequest request;
  request.set_query("县");
  request.set_explain(true);
  request.mutable_read_mask()->add_paths("headline");
  ASSERT_OK_AND_ASSIGN(const auto usual, Call(stub(), &Stub::Search, request));
  ASSERT_GT(usual.hits_size(), 0);
  EXPECT_NE(usual.hits(0).explanation().find("县 in "), std::string::npos) << usual.hits(0).explanation();
  EXPECT_NE(usual.hits(0).article().headline(), "");
  EXPECT_EQ(usual.hits(0).article().name(), "");
  EXPECT_GT(usual.statistics().total_micros(), 0);
  request.mutable_ranking()->set_freshness(1);
  request.mutable_ranking()->set_reference_date("2025-12-31");
  ASSERT_OK_AND_ASSIGN(const auto fresh, Call(stub(), &Stub::Search, request));
  EXPECT_LT(fresh.hits(0).score(), usual.hits(0).score());
  // A factor of the whole sum.
  EXPECT_THAT(fresh.hits(0).explanation(), ::testing::MatchesRegex(".* = age 0\\.[0-9]+ \\* \\(.* in .*\\)"));
  request.mutable_ranking()->set_freshness(2);
  EXPECT_CALL_FAILS(stub(), &Stub::Search, request, kInvalidArgument, "RANKING_OUT_OF_RANGE");
  request.clear_ranking();
  request.mutable_read_mask()->add_paths("no_field");
  EXPECT_CALL_FAILS(stub(), &Stub::Search, request, kInvalidArgument, "FIELD_MASK_UNKNOWN");
  GetIssueRequest issue;
  issue.set_name(kIssue);
  issue.mutable_read_mask()->add_paths("no_field");
  EXPECT_CALL_FAILS(stub(), &Stub::GetIssue, issue, kInvalidArgument, "FIELD_MASK_UNKNOWN");
}

TEST_F(QueryContractTest, FacetsCountPapersYearsAndMonthsAndCanBeTicked) {
  using Key = type::v1::KeywordNode;
  SearchRequest request;
  request.set_query("县");
  for (const auto key : {Key::PUBLICATION, Key::YEAR, Key::MONTH}) request.add_facets()->set_key(key);
  ASSERT_OK_AND_ASSIGN(const auto all, Call(stub(), &Stub::Search, request));
  for (const auto& facet : all.facets()) {
    ASSERT_GT(facet.values_size(), 1);
    int64_t sum = 0;
    for (const auto& value : facet.values()) sum += value.count();
    EXPECT_EQ(sum, all.total().value());
  }
  request.mutable_facets(1)->add_selected("2023");
  ASSERT_OK_AND_ASSIGN(const auto year, Call(stub(), &Stub::Search, request));
  EXPECT_EQ(year.facets(1).SerializeAsString(), all.facets(1).SerializeAsString());
  EXPECT_LT(year.total().value(), all.total().value());
  for (const auto& hit : year.hits()) EXPECT_EQ(hit.article().publish_date().substr(0, 4), "2023");
}

TEST_F(QueryContractTest, PagesShowEachHitOnceAndBelongToOneQuery) {
  SearchRequest request;
  request.set_query("县");
  request.set_page_size(5);
  request.set_exact_total(true);
  std::set<std::string> seen;
  int64_t total = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Call(stub(), &Stub::Search, request));
    total = page.total().value();
    EXPECT_EQ(page.total().relation(), Total::EXACT);
    for (const auto& hit : page.hits()) EXPECT_TRUE(seen.insert(hit.article().name()).second);
    if (!page.next_page_token().empty()) {
      SearchRequest other = request;
      other.set_query("区");
      other.set_page_token(page.next_page_token());
      EXPECT_CALL_FAILS(stub(), &Stub::Search, other, kInvalidArgument, "PAGE_TOKEN_MISMATCH");
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(static_cast<int64_t>(seen.size()), total);
  EXPECT_GT(total, 5);
}

TEST_F(QueryContractTest, FiltersByDateAndPublicationHold) {
  SearchRequest request;
  request.set_query("县");
  request.set_earliest("2023-01-01");
  request.set_latest("2023-12-31");
  request.set_publication("publications/jin-ri-qing-he");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(stub(), &Stub::Search, request));
  EXPECT_GT(response.hits_size(), 0);
  for (const auto& hit : response.hits()) EXPECT_EQ(hit.article().publish_date(), "2023-12-05");
}

TEST_F(QueryContractTest, ARevisionOutOfReachIsSaid) {
  SearchRequest request;
  request.set_query("县");
  request.set_min_revision(1'000'000'000);
  EXPECT_THAT(Call(stub(), &Stub::Search, request, kBehindTimeout),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "INDEX_BEHIND"));
}

TEST_F(QueryContractTest, ReadsCheckTheirNames) {
  GetArticleRequest article;
  article.set_name("publications/a/issues/2021-03-16/articles/x");
  EXPECT_CALL_FAILS(stub(), &Stub::GetArticle, article, kInvalidArgument, "NAME_MALFORMED");
  article.set_name("publications/a/issues/2021-03-16/articles/1");
  EXPECT_CALL_FAILS(stub(), &Stub::GetArticle, article, kNotFound, "ARTICLE_NOT_FOUND");
  GetIssueRequest issue;
  issue.set_name("publications/../issues/2021-03-16");
  EXPECT_CALL_FAILS(stub(), &Stub::GetIssue, issue, kInvalidArgument, "NAME_MALFORMED");
  issue.set_name("publications/a/issues/2021-03-16");
  EXPECT_CALL_FAILS(stub(), &Stub::GetIssue, issue, kNotFound, "ISSUE_NOT_FOUND");
  GetEntityRequest entity;
  entity.set_name("entities/person/贺若澜");
  EXPECT_CALL_FAILS(stub(), &Stub::GetEntity, entity, kInvalidArgument, "NAME_MALFORMED");
  entity.set_name("entities/person/00ff");
  EXPECT_CALL_FAILS(stub(), &Stub::GetEntity, entity, kNotFound, "ENTITY_NOT_FOUND");
}

TEST_F(QueryContractTest, BatchGetArticlesListsWhatIsMissing) {
  BatchGetArticlesRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::BatchGetArticles, request, kInvalidArgument, "NAMES_MISSING");
  request.add_names(kArticle);
  request.add_names("publications/a/issues/2021-03-16/articles/1");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(stub(), &Stub::BatchGetArticles, request));
  EXPECT_EQ(response.articles_size(), 1);
  EXPECT_EQ(response.missing_size(), 1);
  for (int i = 0; i < 101; ++i) request.add_names(kArticle);
  EXPECT_CALL_FAILS(stub(), &Stub::BatchGetArticles, request, kInvalidArgument, "TOO_MANY_NAMES");
}

TEST_F(QueryContractTest, ListIssuesPagesInOrder) {
  ListIssuesRequest request;
  request.set_page_size(-5);
  EXPECT_CALL_FAILS(stub(), &Stub::ListIssues, request, kInvalidArgument, "PAGE_SIZE_NEGATIVE");
  request.set_page_size(2);
  request.set_parent("publications/-");
  std::vector<std::string> names;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Call(stub(), &Stub::ListIssues, request));
    for (const auto& issue : page.issues()) names.push_back(issue.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names.size(), 6u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  request.set_page_token("garbage");
  EXPECT_CALL_FAILS(stub(), &Stub::ListIssues, request, kInvalidArgument, "PAGE_TOKEN_MALFORMED");
  request.clear_page_token();
  request.set_parent("newspapers/x");
  EXPECT_CALL_FAILS(stub(), &Stub::ListIssues, request, kInvalidArgument, "NAME_MALFORMED");
}

TEST_F(QueryContractTest, LookupEntitiesFiltersByKindAndTitle) {
  LookupEntitiesRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::LookupEntities, request, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  request.set_text("沈");
  request.set_match(LookupEntitiesRequest::PREFIX);
  request.add_kinds(type::v1::Mention::PERSON);
  request.set_title("副县长");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(stub(), &Stub::LookupEntities, request));
  ASSERT_EQ(response.entities_size(), 1);
  EXPECT_EQ(response.entities(0).display_name(), "沈砚秋");
  request.set_page_size(-1);
  EXPECT_CALL_FAILS(stub(), &Stub::LookupEntities, request, kInvalidArgument, "PAGE_SIZE_NEGATIVE");
}

// The resource name of a person the samples name.
std::string NameOf(Stub& stub, const std::string& person) {
  LookupEntitiesRequest request;
  request.set_text(person);
  request.add_kinds(type::v1::Mention::PERSON);
  const auto found = Call(stub, &Stub::LookupEntities, request);
  EXPECT_OK(found);
  return found.ok() && found->entities_size() > 0 ? found->entities(0).name() : "";
}

TEST_F(QueryContractTest, LooseningIsAsTheDocumentSays) {
  const std::string document = testing::ReadWhole(JIANBAO_SOURCE_DIR "/docs/QUERY_LANGUAGE.md");
  const std::string kFence = "```query-loosening\n";
  const size_t begin = document.find(kFence);
  ASSERT_NE(begin, std::string::npos);
  const size_t end = document.find("```", begin + kFence.size());
  int examples = 0;
  SearchResponse response;
  for (const absl::string_view line :
       absl::StrSplit(document.substr(begin + kFence.size(), end - begin - kFence.size()), '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> change = absl::StrSplit(line, " > ");
    if (absl::StartsWith(line, "= ")) {
      EXPECT_EQ(MatchMode_Name(response.applied_match_mode()), std::string(line.substr(2))) << examples;
      continue;
    }
    if (!change.second.empty()) {
      ASSERT_GT(response.spelling_changes_size(), 0) << line;
      EXPECT_EQ(response.spelling_changes(0).from(), change.first);
      EXPECT_EQ(response.spelling_changes(0).to(), change.second);
      EXPECT_GT(response.hits_size(), 0) << line;
      continue;
    }
    SearchRequest request;
    request.set_query(std::string(line));
    ASSERT_OK_AND_ASSIGN(response, Call(stub(), &Stub::Search, request));
    ++examples;
  }
  EXPECT_GE(examples, 5);
}

TEST_F(QueryContractTest, WhatMayHaveBeenMeantIsAskedBeforeItIsShown) {
  SearchRequest request;
  request.set_query("秸杆禁烧 -龙舟");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(stub(), &Stub::Search, request));
  ASSERT_GT(response.did_you_mean_size(), 0);
  EXPECT_EQ(response.did_you_mean(0).query(), "秸秆禁烧 -龙舟");
  EXPECT_GT(response.did_you_mean(0).total().value(), 0);
  ASSERT_EQ(response.did_you_mean(0).changes_size(), 1);
  EXPECT_EQ(response.did_you_mean(0).changes(0).from(), "秸杆禁烧");
  request.set_query(response.did_you_mean(0).query());
  ASSERT_OK_AND_ASSIGN(const auto meant, Call(stub(), &Stub::Search, request));
  EXPECT_EQ(meant.applied_match_mode(), EXACT);
  EXPECT_GT(meant.hits_size(), 0);
  EXPECT_EQ(meant.did_you_mean_size(), 0);
  request.set_query("秸杆禁烧 日期:1950");  // right or wrong, there is nothing from that year
  ASSERT_OK_AND_ASSIGN(const auto nothing, Call(stub(), &Stub::Search, request));
  EXPECT_EQ(nothing.did_you_mean_size(), 0);
}

TEST_F(QueryContractTest, PagesOfNearSpellingsGoOnAsTheyBegan) {
  SearchRequest request;
  request.set_query("heruolan");
  request.set_page_size(2);
  std::set<std::string> seen;
  for (int page = 0; page < 50; ++page) {
    ASSERT_OK_AND_ASSIGN(const auto response, Call(stub(), &Stub::Search, request));
    EXPECT_EQ(response.applied_match_mode(), NEAR_SPELLINGS);
    for (const auto& hit : response.hits()) EXPECT_TRUE(seen.insert(hit.article().name()).second);
    if (response.next_page_token().empty()) break;
    request.set_page_token(response.next_page_token());
  }
  SearchRequest all;
  all.set_query("贺若澜");
  all.set_page_size(100);
  ASSERT_OK_AND_ASSIGN(const auto direct, Call(stub(), &Stub::Search, all));
  EXPECT_EQ(seen.size(), static_cast<size_t>(direct.hits_size()));
  EXPECT_GT(seen.size(), 2U);
}

// "name, note" of each suggestion.
std::vector<std::string> Suggested(Stub& stub, const std::string& prefix, int64_t min_revision = 0) {
  SuggestRequest request;
  request.set_prefix(prefix);
  request.set_min_revision(min_revision);
  const auto response = Call(stub, &Stub::Suggest, request);
  EXPECT_OK(response);
  std::vector<std::string> lines;
  if (!response.ok()) return lines;
  for (const auto& suggestion : response->suggestions()) {
    lines.push_back(absl::StrCat(suggestion.text(), ", ", suggestion.note()));
  }
  return lines;
}

TEST_F(QueryContractTest, SuggestCompletesNamesWithTheCurrentPost) {
  SuggestRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::Suggest, request, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  request.set_prefix(std::string(65, 'h'));
  EXPECT_CALL_FAILS(stub(), &Stub::Suggest, request, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  request.set_prefix("贺若");
  request.set_limit(51);
  EXPECT_CALL_FAILS(stub(), &Stub::Suggest, request, kInvalidArgument, "LIMIT_OUT_OF_RANGE");
  request.set_limit(5);
  request.set_min_revision(1'000'000);
  EXPECT_THAT(Call(stub(), &Stub::Suggest, request, kBehindTimeout),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "INDEX_BEHIND"));
  request.set_min_revision(0);
  for (const char* typed : {"贺若", "heruo", "he ruo lan", "hrl", "贺rl"}) {
    request.set_prefix(typed);
    ASSERT_OK_AND_ASSIGN(const auto response, Call(stub(), &Stub::Suggest, request));
    ASSERT_GT(response.suggestions_size(), 0) << typed;
    const auto& first = response.suggestions(0);
    EXPECT_EQ(first.text(), "贺若澜") << typed;
    EXPECT_EQ(first.kind(), type::v1::Mention::PERSON);
    EXPECT_GT(response.index_revision(), 0);
    // The first of the entity's titles is the one seen last.
    GetEntityRequest get;
    get.set_name(first.entity());
    ASSERT_OK_AND_ASSIGN(const auto entity, Call(stub(), &Stub::GetEntity, get));
    ASSERT_GT(entity.titles_size(), 0);
    EXPECT_EQ(first.note(), entity.titles(0).title());
    EXPECT_EQ(first.article_count(), entity.article_count());
    EXPECT_EQ(first.last_seen(), entity.last_seen());
  }
}

TEST_F(QueryContractTest, SuggestKnowsAnIssueAtOnceAndForgetsItWhenItIsDeleted) {
  EXPECT_THAT(Suggested(stub(), "苏暮"), IsEmpty());
  const auto request =
      IssueOfDay("2024-08-09",
                 "今日青禾\n2024年8月9日\n\n镇长苏暮舟调研水库\n本报讯 8月8日，云台镇镇长苏暮舟到水库调研。"
                 "苏暮舟说，今年的蓄水已经完成。\n");
  ASSERT_OK_AND_ASSIGN(const auto ingested, cluster_->Ingest(request));
  EXPECT_THAT(Suggested(stub(), "苏暮", ingested.revision()), ElementsAre(HasSubstr("苏暮舟, ")));
  EXPECT_THAT(Suggested(stub(), "smz"), ElementsAre(HasSubstr("镇长")));
  index::v1::DeleteIssueRequest remove;
  remove.set_name(ingested.issue());
  ASSERT_OK_AND_ASSIGN(const auto removed,
                       Call(cluster_->index_stub(), &index::v1::IndexService::Stub::DeleteIssue, remove));
  EXPECT_THAT(Suggested(stub(), "苏暮", removed.revision()), IsEmpty());
  EXPECT_THAT(Suggested(stub(), "smz"), IsEmpty());
}

TEST_F(QueryContractTest, ListMentionsShowsEveryArticleThatNamesAPerson) {
  ListMentionsRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::ListMentions, request, kInvalidArgument, "NAME_MALFORMED");
  request.set_parent("entities/person/00ff");
  EXPECT_CALL_FAILS(stub(), &Stub::ListMentions, request, kNotFound, "ENTITY_NOT_FOUND");
  request.set_parent(NameOf(stub(), "贺若澜"));
  request.set_page_size(-1);
  EXPECT_CALL_FAILS(stub(), &Stub::ListMentions, request, kInvalidArgument, "PAGE_SIZE_NEGATIVE");
  request.set_page_size(2);
  GetEntityRequest get;
  get.set_name(request.parent());
  ASSERT_OK_AND_ASSIGN(const auto entity, Call(stub(), &Stub::GetEntity, get));
  std::set<std::string> seen;
  std::string last_date;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Call(stub(), &Stub::ListMentions, request));
    for (const auto& mention : page.mentions()) {
      EXPECT_TRUE(seen.insert(mention.article()).second);
      EXPECT_EQ(mention.mention().canonical(), entity.display_name());
      EXPECT_FALSE(mention.snippet().highlights().empty()) << mention.article();
      EXPECT_GE(mention.mention_count(), 1);
      EXPECT_GE(mention.publish_date(), last_date);
      last_date = mention.publish_date();
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(static_cast<int64_t>(seen.size()), entity.article_count());
  EXPECT_GT(entity.article_count(), 2);
}

TEST_F(QueryContractTest, GetEntityTimelineAddsUpToTheEntity) {
  GetEntityTimelineRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::GetEntityTimeline, request, kInvalidArgument, "NAME_MALFORMED");
  request.set_name("entities/person/00ff");
  EXPECT_CALL_FAILS(stub(), &Stub::GetEntityTimeline, request, kNotFound, "ENTITY_NOT_FOUND");
  request.set_name(NameOf(stub(), "贺若澜"));
  ASSERT_OK_AND_ASSIGN(const auto timeline, Call(stub(), &Stub::GetEntityTimeline, request));
  int64_t articles = 0;
  for (const auto& month : timeline.months()) {
    EXPECT_GE(month.mention_count(), month.article_count());
    articles += month.article_count();
  }
  EXPECT_EQ(articles, timeline.entity().article_count());
  EXPECT_EQ(timeline.months(0).month(), timeline.entity().first_seen().substr(0, 7));
  ASSERT_GT(timeline.titles_size(), 0);
  for (const auto& tenure : timeline.titles()) {
    EXPECT_GT(tenure.articles_size(), 0) << tenure.title();
    EXPECT_LE(tenure.first_seen(), tenure.last_seen());
  }
}

TEST_F(QueryContractTest, ListRelatedEntitiesRanksThoseNamedTogether) {
  ListRelatedEntitiesRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::ListRelatedEntities, request, kInvalidArgument, "NAME_MALFORMED");
  request.set_name("entities/person/00ff");
  EXPECT_CALL_FAILS(stub(), &Stub::ListRelatedEntities, request, kNotFound, "ENTITY_NOT_FOUND");
  request.set_name(NameOf(stub(), "贺若澜"));
  request.add_kinds(type::v1::Mention::PERSON);
  request.set_page_size(3);
  ASSERT_OK_AND_ASSIGN(const auto page, Call(stub(), &Stub::ListRelatedEntities, request));
  ASSERT_EQ(page.entities_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(page.entities(i).entity().kind(), type::v1::Mention::PERSON);
    EXPECT_NE(page.entities(i).entity().name(), request.name());
    EXPECT_GE(page.entities(i).entity().article_count(), page.entities(i).article_count());
    if (i > 0) {
      EXPECT_LE(page.entities(i).weight(), page.entities(i - 1).weight());
    }
  }
  ASSERT_NE(page.next_page_token(), "");
  request.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto next, Call(stub(), &Stub::ListRelatedEntities, request));
  EXPECT_NE(next.entities(0).entity().name(), page.entities(0).entity().name());
  request.clear_kinds();
  EXPECT_CALL_FAILS(stub(), &Stub::ListRelatedEntities, request, kInvalidArgument, "PAGE_TOKEN_MISMATCH");
}

TEST_F(QueryContractTest, WhatShowsAnArticleOfAnInferredDateSaysSo) {
  ASSERT_OK_AND_ASSIGN(const SearchResponse inferred, cluster_->Search("标题:秸秆禁烧区域"));
  ASSERT_EQ(inferred.hits_size(), 1);
  const type::v1::Article& article = inferred.hits(0).article();
  EXPECT_EQ(article.date_range().earliest(), "2022-10-17");
  EXPECT_EQ(article.date_range().latest(), "2022-10-24");
  ASSERT_OK_AND_ASSIGN(const SearchResponse printed, cluster_->Search("标题:青禾轴承产业推介会"));
  ASSERT_EQ(printed.hits_size(), 1);
  EXPECT_FALSE(printed.hits(0).article().has_date_range());

  LookupEntitiesRequest lookup;
  lookup.set_text("陆承钧");
  ASSERT_OK_AND_ASSIGN(const auto found, Call(stub(), &Stub::LookupEntities, lookup));
  ASSERT_FALSE(found.entities().empty());
  ListMentionsRequest list;
  list.set_parent(found.entities(0).name());
  ASSERT_OK_AND_ASSIGN(const auto mentions, Call(stub(), &Stub::ListMentions, list));
  for (const auto& mention : mentions.mentions()) {
    EXPECT_EQ(mention.has_date_range(), mention.publish_date() == "2022-10-18") << mention.article();
  }
  EXPECT_GT(mentions.mentions_size(), 1);
}

TEST_F(QueryContractTest, FindOfficeHoldersChecksItsRequest) {
  FindOfficeHoldersRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::FindOfficeHolders, request, kInvalidArgument, "TITLE_MALFORMED");
  request.set_title("县长");
  request.set_organization(std::string(100, 'x'));
  EXPECT_CALL_FAILS(stub(), &Stub::FindOfficeHolders, request, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  request.clear_organization();
  request.set_earliest("2021-13-01");
  EXPECT_CALL_FAILS(stub(), &Stub::FindOfficeHolders, request, kInvalidArgument, "DATE_MALFORMED");
  request.set_earliest("2021-03-16");
  request.set_latest("2021-03-15");
  EXPECT_CALL_FAILS(stub(), &Stub::FindOfficeHolders, request, kInvalidArgument, "DATE_RANGE_REVERSED");
  request.clear_latest();
  request.set_page_token("garbage");
  EXPECT_CALL_FAILS(stub(), &Stub::FindOfficeHolders, request, kInvalidArgument, "PAGE_TOKEN_MALFORMED");
}

TEST_F(QueryContractTest, FindOfficeHoldersTellsARankFromThePost) {
  FindOfficeHoldersRequest request;
  request.set_title("县长");
  ASSERT_OK_AND_ASSIGN(const auto heads, Call(stub(), &Stub::FindOfficeHolders, request));
  request.set_title("副县长");
  ASSERT_OK_AND_ASSIGN(const auto deputies, Call(stub(), &Stub::FindOfficeHolders, request));
  const auto names = [](const FindOfficeHoldersResponse& response) {
    std::set<std::string> found;
    for (const auto& holder : response.holders()) found.insert(holder.person().display_name());
    return found;
  };
  EXPECT_TRUE(names(heads).contains("贺若澜"));
  EXPECT_FALSE(names(heads).contains("施昶"));
  EXPECT_TRUE(names(deputies).contains("施昶"));
  EXPECT_FALSE(names(deputies).contains("贺若澜"));
  for (const auto& holder : heads.holders()) EXPECT_GT(holder.tenure().articles_size(), 0);

  request.set_title("县长");
  request.set_earliest("2021-03-16");
  request.set_latest("2021-03-16");
  ASSERT_OK_AND_ASSIGN(const auto on_a_day, Call(stub(), &Stub::FindOfficeHolders, request));
  ASSERT_EQ(names(on_a_day).count("贺若澜"), 1u);
  for (const auto& holder : on_a_day.holders()) {
    if (holder.person().display_name() == "贺若澜") {
      EXPECT_FALSE(holder.presumed());
    }
  }
}

TEST_F(QueryContractTest, StreamSearchGivesTheHitsOfAllPagesAndResumes) {
  StreamSearchRequest request;
  request.mutable_search()->set_query("县");
  const auto read = [&request] {
    std::vector<StreamSearchResponse> responses;
    grpc::ClientContext context;
    testing::SetTimeout(testing::kPatience, &context);
    auto stream = stub().StreamSearch(&context, request);
    StreamSearchResponse response;
    while (stream->Read(&response)) responses.push_back(response);
    EXPECT_OK(testing::ToAbsl(stream->Finish()));
    return responses;
  };
  const auto whole = read();
  SearchRequest search = request.search();
  search.set_page_size(100);
  ASSERT_OK_AND_ASSIGN(const auto page, Call(stub(), &Stub::Search, search));
  ASSERT_EQ(whole.size(), static_cast<size_t>(page.hits_size()));
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(whole[i].hit().article().name(), page.hits(static_cast<int>(i)).article().name());
  }
  request.mutable_search()->set_page_token(whole[1].resume_token());
  EXPECT_EQ(read().size(), whole.size() - 2);
}

TEST_F(QueryContractTest, SimilarArticlesLeavesOutTheArticleItself) {
  SimilarArticlesRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::SimilarArticles, request, kInvalidArgument, "NAME_MALFORMED");
  request.set_name("publications/a/issues/2021-03-16/articles/1");
  EXPECT_CALL_FAILS(stub(), &Stub::SimilarArticles, request, kNotFound, "ARTICLE_NOT_FOUND");
  request.set_name(kArticle);
  request.set_limit(-1);
  EXPECT_CALL_FAILS(stub(), &Stub::SimilarArticles, request, kInvalidArgument, "LIMIT_OUT_OF_RANGE");
  request.set_limit(3);
  ASSERT_OK_AND_ASSIGN(const auto response, Call(stub(), &Stub::SimilarArticles, request));
  EXPECT_GT(response.hits_size(), 0);
  EXPECT_LE(response.hits_size(), 3);
  for (const auto& hit : response.hits()) EXPECT_NE(hit.article().name(), kArticle);
}

TEST_F(QueryContractTest, SimilarArticlesAnswersForEveryArticle) {
  SearchRequest everything;
  everything.mutable_tree()->mutable_match_all();
  everything.set_page_size(100);
  ASSERT_OK_AND_ASSIGN(const auto all, Call(stub(), &Stub::Search, everything));
  ASSERT_GT(all.hits_size(), 10);
  for (const auto& hit : all.hits()) {
    SimilarArticlesRequest request;
    request.set_name(hit.article().name());
    EXPECT_OK(Call(stub(), &Stub::SimilarArticles, request).status()) << hit.article().name();
  }
}

}  // namespace
}  // namespace jianbao
