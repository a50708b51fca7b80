#include "services/query/validate.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/page_token.h"

namespace jianbao::query {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Code InvalidArgument, the reason, and the field it concerns.
MATCHER_P2(IsInvalid, reason, field, "") {
  const absl::Status status = internal::AsStatus(arg);
  const auto detail = GetErrorDetail(status);
  *result_listener << status << (detail ? " field " + detail->field : "");
  return status.code() == kInvalid && detail && detail->reason == reason && detail->field == field;
}

v1::SearchRequest Request(const std::string& query) {
  v1::SearchRequest request;
  request.set_query(query);
  return request;
}

TEST(ValidateSearchTest, QueryErrorsCarryThePlaceInBytesAndACaret) {
  const auto plan = ValidateSearch(Request("春耕 autor:沈砚秋"));
  EXPECT_THAT(plan, IsInvalid("QUERY_FIELD_UNKNOWN", "SearchRequest.query"));
  const auto detail = GetErrorDetail(plan.status());
  EXPECT_EQ(detail->metadata.at("position"), "7");
  EXPECT_EQ(detail->metadata.at("caret"), "春耕 autor:沈砚秋\n     ^^^^^");
}

TEST(ValidateSearchTest, EachFaultNamesItsField) {
  EXPECT_THAT(ValidateSearch(Request("  ")), IsInvalid("QUERY_MISSING", "SearchRequest.query"));
  EXPECT_THAT(ValidateSearch(Request("-春耕")), IsInvalid("QUERY_ONLY_EXCLUDES", "SearchRequest.query"));
  EXPECT_THAT(ValidateSearch(Request("体裁:小说")), IsInvalid("QUERY_GENRE_UNKNOWN", "SearchRequest.query"));
  EXPECT_THAT(ValidateSearch(Request(std::string(5000, 'a'))), IsInvalid("QUERY_TOO_LONG", "SearchRequest.query"));

  auto request = Request("春耕");
  request.set_page_size(-1);
  EXPECT_THAT(ValidateSearch(request), IsInvalid("PAGE_SIZE_NEGATIVE", "SearchRequest.page_size"));
  request = Request("春耕");
  request.set_earliest("2023-02-30");
  EXPECT_THAT(ValidateSearch(request), IsInvalid("DATE_MALFORMED", "SearchRequest.earliest"));
  request = Request("春耕");
  request.set_earliest("2023-02-03");
  request.set_latest("2023-02-02");
  EXPECT_THAT(ValidateSearch(request), IsInvalid("DATE_RANGE_REVERSED", "SearchRequest.latest"));
  request = Request("春耕");
  request.set_publication("publications/../etc");
  EXPECT_THAT(ValidateSearch(request), IsInvalid("NAME_MALFORMED", "SearchRequest.publication"));
  request = Request("春耕");
  request.mutable_tree()->mutable_all_of();
  EXPECT_THAT(ValidateSearch(request), IsInvalid("QUERY_MALFORMED", "SearchRequest.tree"));
  request = Request("春耕");
  request.set_page_token("no token");
  EXPECT_THAT(ValidateSearch(request), IsInvalid("PAGE_TOKEN_MALFORMED", "SearchRequest.page_token"));
  request = Request("春耕");
  request.add_facets()->set_key(type::v1::KeywordNode::PAGE);
  EXPECT_THAT(ValidateSearch(request), IsInvalid("FACET_UNSUPPORTED", "SearchRequest.facets.key"));
  request = Request("春耕");
  request.add_facets()->set_key(type::v1::KeywordNode::PERSON);
  request.mutable_facets(0)->set_limit(201);
  EXPECT_THAT(ValidateSearch(request), IsInvalid("FACET_LIMIT_OUT_OF_RANGE", "SearchRequest.facets.limit"));
  request = Request("春耕");
  for (int i = 0; i < 17; ++i) request.add_facets()->set_key(type::v1::KeywordNode::PERSON);
  EXPECT_THAT(ValidateSearch(request), IsInvalid("TOO_MANY_FACETS", "SearchRequest.facets"));
}

TEST(ValidateSearchTest, ATokenHoldsForItsRequestAndModeOnly) {
  v1::SearchRequest request = Request("春耕");
  const uint64_t fingerprint = RequestFingerprint(request);
  request.set_page_token(EncodePageToken({fingerprint, v1::ALL_TERMS, 0, "cursor"}));
  request.set_page_size(3);
  ASSERT_OK_AND_ASSIGN(const SearchPlan plan, ValidateSearch(request));
  ASSERT_EQ(plan.rungs.size(), 1u);
  EXPECT_EQ(plan.rungs[0].mode, v1::ALL_TERMS);
  EXPECT_EQ(plan.retrieve.cursor(), "cursor");

  request.set_query("夏收");
  EXPECT_THAT(ValidateSearch(request), IsInvalid("PAGE_TOKEN_MISMATCH", "SearchRequest.page_token"));
  request.set_query("春耕");
  request.set_page_token(EncodePageToken({fingerprint, 99, 0, "cursor"}));
  EXPECT_THAT(ValidateSearch(request), IsInvalid("PAGE_TOKEN_MISMATCH", "SearchRequest.page_token"));
}

TEST(ValidateSearchTest, ATreeIsAQueryAloneAndBesideText) {
  v1::SearchRequest request;
  request.mutable_tree()->mutable_match_all();
  ASSERT_OK_AND_ASSIGN(const SearchPlan plan, ValidateSearch(request));
  ASSERT_EQ(plan.rungs.size(), 1u);
  EXPECT_TRUE(plan.rungs[0].query.has_match_all());
  EXPECT_EQ(plan.applied_query, "");

  request.set_query("春耕");
  request.mutable_tree()->mutable_keyword()->set_key(type::v1::KeywordNode::PERSON);
  request.mutable_tree()->mutable_keyword()->set_value("贺若澜");
  ASSERT_OK_AND_ASSIGN(const SearchPlan both, ValidateSearch(request));
  EXPECT_EQ(both.applied_query, "春耕 person:贺若澜");
}

TEST(ValidateSearchTest, DefaultsAndCaps) {
  ASSERT_OK_AND_ASSIGN(const SearchPlan plan, ValidateSearch(Request("春耕")));
  EXPECT_EQ(plan.retrieve.limit(), 10);
  EXPECT_EQ(plan.snippets->characters, 80);
  EXPECT_EQ(plan.snippets->max_passages, 1);
  v1::SearchRequest request = Request("春耕");
  request.set_snippet_characters(100'000);
  request.set_max_snippets(100'000);
  ASSERT_OK_AND_ASSIGN(const SearchPlan capped, ValidateSearch(request));
  EXPECT_EQ(capped.snippets->characters, 400);
  EXPECT_EQ(capped.snippets->max_passages, 5);
}

TEST(ValidateReadsTest, MalformedNamesAreRefused) {
  for (const std::string name : {"", "../etc/passwd", "publications/a/issues/2023-02-30/articles/1", "articles/1"}) {
    v1::GetArticleRequest article;
    article.set_name(name);
    EXPECT_THAT(ValidateGetArticle(article), IsInvalid("NAME_MALFORMED", "GetArticleRequest.name")) << name;
    v1::GetIssueRequest issue;
    issue.set_name(name);
    EXPECT_THAT(ValidateGetIssue(issue), IsInvalid("NAME_MALFORMED", "GetIssueRequest.name")) << name;
    v1::GetEntityRequest entity;
    entity.set_name(name);
    EXPECT_THAT(ValidateGetEntity(entity), IsInvalid("NAME_MALFORMED", "GetEntityRequest.name")) << name;
    v1::BatchGetArticlesRequest batch;
    batch.add_names("publications/a/issues/2023-02-03/articles/1");
    batch.add_names(name);
    EXPECT_THAT(ValidateBatchGetArticles(batch), IsInvalid("NAME_MALFORMED", "BatchGetArticlesRequest.names")) << name;
  }
}

TEST(ValidateReadsTest, BatchesHaveABeginningAndAnEnd) {
  v1::BatchGetArticlesRequest batch;
  EXPECT_THAT(ValidateBatchGetArticles(batch), IsInvalid("NAMES_MISSING", "BatchGetArticlesRequest.names"));
  for (int i = 0; i < 100; ++i) batch.add_names("publications/a/issues/2023-02-03/articles/1");
  EXPECT_OK(ValidateBatchGetArticles(batch));
  batch.add_names("publications/a/issues/2023-02-03/articles/1");
  EXPECT_THAT(ValidateBatchGetArticles(batch), IsInvalid("TOO_MANY_NAMES", "BatchGetArticlesRequest.names"));
}

TEST(ValidateListIssuesTest, ParentDatesAndTokensAreChecked) {
  v1::ListIssuesRequest request;
  request.set_parent("publications/-");
  ASSERT_OK_AND_ASSIGN(const auto all, ValidateListIssues(request));
  EXPECT_EQ(all.request.publication(), "");
  EXPECT_EQ(all.request.page_size(), 50);
  request.set_parent("publications/qing-he");
  request.set_page_size(10'000);
  ASSERT_OK_AND_ASSIGN(const auto one, ValidateListIssues(request));
  EXPECT_EQ(one.request.publication(), "qing-he");
  EXPECT_EQ(one.request.page_size(), 1000);
  request.set_page_token(EncodePageToken({all.fingerprint, 0, 0, "cursor"}));
  EXPECT_THAT(ValidateListIssues(request), IsInvalid("PAGE_TOKEN_MISMATCH", "ListIssuesRequest.page_token"));
  request.set_page_token(EncodePageToken({one.fingerprint, 0, 0, "cursor"}));
  EXPECT_OK(ValidateListIssues(request));
  request.set_parent("qing-he");
  EXPECT_THAT(ValidateListIssues(request), IsInvalid("NAME_MALFORMED", "ListIssuesRequest.parent"));
}

TEST(ValidateLookupEntitiesTest, TextIsOneTo64Characters) {
  v1::LookupEntitiesRequest request;
  EXPECT_THAT(ValidateLookupEntities(request), IsInvalid("ENTITY_TEXT_MALFORMED", "LookupEntitiesRequest.text"));
  request.set_text(std::string(65, 'a'));
  EXPECT_THAT(ValidateLookupEntities(request), IsInvalid("ENTITY_TEXT_MALFORMED", "LookupEntitiesRequest.text"));
  request.set_text("贺若澜");
  request.set_match(v1::LookupEntitiesRequest::PREFIX);
  ASSERT_OK_AND_ASSIGN(const auto plan, ValidateLookupEntities(request));
  EXPECT_EQ(plan.request.match(), index::v1::LookupEntitiesRequest::PREFIX);
  EXPECT_EQ(plan.request.page_size(), 20);
}

}  // namespace
}  // namespace jianbao::query
