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

TEST(ValidateEntityViewsTest, MalformedNamesAreRefused) {
  for (const std::string name : {"", "entities/person/贺若澜", "entities/animal/00", "publications/a"}) {
    v1::ListMentionsRequest mentions;
    mentions.set_parent(name);
    EXPECT_THAT(ValidateListMentions(mentions), IsInvalid("NAME_MALFORMED", "ListMentionsRequest.parent")) << name;
    v1::GetEntityTimelineRequest timeline;
    timeline.set_name(name);
    EXPECT_THAT(ValidateGetEntityTimeline(timeline), IsInvalid("NAME_MALFORMED", "GetEntityTimelineRequest.name"));
    v1::ListRelatedEntitiesRequest related;
    related.set_name(name);
    EXPECT_THAT(ValidateListRelatedEntities(related), IsInvalid("NAME_MALFORMED", "ListRelatedEntitiesRequest.name"));
  }
}

TEST(ValidateEntityViewsTest, PagesHaveADefaultAndALimit) {
  v1::ListMentionsRequest mentions;
  mentions.set_parent("entities/person/00ff");
  ASSERT_OK_AND_ASSIGN(const auto plan, ValidateListMentions(mentions));
  EXPECT_EQ(plan.request.page_size(), 20);
  mentions.set_page_size(1000);
  ASSERT_OK_AND_ASSIGN(const auto large, ValidateListMentions(mentions));
  EXPECT_EQ(large.request.page_size(), 100);
  mentions.set_page_size(-1);
  EXPECT_THAT(ValidateListMentions(mentions), IsInvalid("PAGE_SIZE_NEGATIVE", "ListMentionsRequest.page_size"));
  v1::ListRelatedEntitiesRequest related;
  related.set_name("entities/person/00ff");
  related.set_page_token(NextPageToken(plan.fingerprint, "cursor"));
  EXPECT_THAT(ValidateListRelatedEntities(related),
              IsInvalid("PAGE_TOKEN_MISMATCH", "ListRelatedEntitiesRequest.page_token"));
}

TEST(ValidateEntityViewsTest, APostHasANameAndDaysInOrder) {
  v1::FindOfficeHoldersRequest request;
  for (const std::string& title : {std::string(), std::string("、 "), std::string(200, 'x')}) {
    request.set_title(title);
    EXPECT_THAT(ValidateFindOfficeHolders(request), IsInvalid("TITLE_MALFORMED", "FindOfficeHoldersRequest.title"));
  }
  request.set_title("县长");
  request.set_organization(std::string(65, 'x'));
  EXPECT_THAT(ValidateFindOfficeHolders(request),
              IsInvalid("ENTITY_TEXT_MALFORMED", "FindOfficeHoldersRequest.organization"));
  request.set_organization("青禾县");
  request.set_earliest("2021-02-30");
  EXPECT_THAT(ValidateFindOfficeHolders(request), IsInvalid("DATE_MALFORMED", "FindOfficeHoldersRequest.earliest"));
  request.set_earliest("2021-02-03");
  request.set_latest("2021-02-02");
  EXPECT_THAT(ValidateFindOfficeHolders(request), IsInvalid("DATE_RANGE_REVERSED", "FindOfficeHoldersRequest.latest"));
  request.set_latest("2021-02-03");
  ASSERT_OK_AND_ASSIGN(const auto plan, ValidateFindOfficeHolders(request));
  EXPECT_EQ(plan.request.title(), "县长");
  EXPECT_EQ(plan.request.organization(), "青禾县");
  EXPECT_EQ(plan.request.earliest(), plan.request.latest());
  EXPECT_EQ(plan.request.page_size(), 50);
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
