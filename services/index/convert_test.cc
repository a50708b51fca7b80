#include "services/index/convert.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"

namespace jianbao::index {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::Contains;
using type::v1::QueryNode;

v1::ApplyIssueRequest Request() {
  v1::ApplyIssueRequest request;
  request.mutable_issue()->set_name("publications/a/issues/2021-03-16");
  request.mutable_issue()->set_content_hash("h");
  auto* article = request.add_articles();
  article->set_name("publications/a/issues/2021-03-16/articles/1");
  article->set_headline("春耕动员会召开");
  article->set_kicker("不误农时");
  article->add_decks("沈砚秋讲话");
  article->set_column("田间");
  article->set_body("第一段\n第二段");
  article->add_bylines()->add_names("柳一鸣");
  auto* mention = article->add_mentions();
  mention->set_kind(type::v1::Mention::PERSON);
  mention->set_text("沈砚秌");
  mention->set_canonical("沈砚秋");
  mention->add_titles("副县长");
  return request;
}

const absl::Time kStored = absl::FromUnixSeconds(1'700'000'000);

TEST(ConvertTest, AnArticleComesBackAsItWasStored) {
  const v1::ApplyIssueRequest request = Request();
  ASSERT_OK_AND_ASSIGN(const engine::IssueRecord record, ToIssueRecord(request, kStored));
  ASSERT_EQ(record.documents.size(), 1u);
  const engine::Document& document = record.documents[0];
  ASSERT_OK_AND_ASSIGN(const type::v1::Article article, ToArticle(document));
  EXPECT_TRUE(MessageDifferencer::Equals(article, request.articles(0)));
  EXPECT_EQ(document.text(engine::TextField::kHeads), "不误农时\n沈砚秋讲话\n田间");
  EXPECT_EQ(document.date, absl::CivilDay(2021, 3, 16));
}

TEST(ConvertTest, APersonIsFoundByEitherFormAndKeepsOneRecord) {
  ASSERT_OK_AND_ASSIGN(const engine::IssueRecord record, ToIssueRecord(Request(), kStored));
  const engine::Document& document = record.documents[0];
  EXPECT_THAT(document.keywords, Contains(engine::Keyword{3, "沈砚秋"}));
  EXPECT_THAT(document.keywords, Contains(engine::Keyword{3, "沈砚秌"}));
  ASSERT_EQ(document.mentions.size(), 1u);
  EXPECT_EQ(document.mentions[0].canonical, "沈砚秋");
  EXPECT_EQ(document.mentions[0].count, 1);
}

TEST(ConvertTest, ATitleThatIsLeftIsRecordedAsHeldBefore) {
  v1::ApplyIssueRequest request = Request();
  auto* mention = request.mutable_articles(0)->mutable_mentions(0);
  mention->add_titles("县委常委");
  mention->add_former_titles("副县长");
  ASSERT_OK_AND_ASSIGN(const engine::IssueRecord record, ToIssueRecord(request, kStored));
  EXPECT_THAT(record.documents[0].mentions[0].titles, testing::ElementsAre("原任副县长", "县委常委"));
}

TEST(ConvertTest, EveryTimeAnArticleNamesAnEntityCounts) {
  v1::ApplyIssueRequest request = Request();
  for (int i = 0; i < 2; ++i) *request.mutable_articles(0)->add_mentions() = request.articles(0).mentions(0);
  request.mutable_articles(0)->mutable_mentions(2)->set_text("沈砚秋");
  ASSERT_OK_AND_ASSIGN(const engine::IssueRecord record, ToIssueRecord(request, kStored));
  ASSERT_EQ(record.documents[0].mentions.size(), 1u);
  EXPECT_EQ(record.documents[0].mentions[0].count, 3);
  EXPECT_EQ(record.documents[0].mentions[0].texts.size(), 2u);
}

TEST(ConvertTest, ArticlesOfAnotherIssueOrNumberAreRefused) {
  v1::ApplyIssueRequest request = Request();
  request.mutable_articles(0)->set_name("publications/a/issues/2021-03-16/articles/2");
  EXPECT_THAT(ToIssueRecord(request, kStored), ErrorIs(absl::StatusCode::kInvalidArgument, "ARTICLE_NOT_OF_ISSUE"));
  request.mutable_articles(0)->set_name("publications/b/issues/2021-03-16/articles/1");
  EXPECT_THAT(ToIssueRecord(request, kStored), ErrorIs(absl::StatusCode::kInvalidArgument, "ARTICLE_NOT_OF_ISSUE"));
  request.mutable_issue()->set_name("publications/../issues/2021-03-16");
  EXPECT_THAT(ToIssueRecord(request, kStored), ErrorIs(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED"));
}

TEST(ConvertTest, MatchesInJoinedFieldsPointAtTheSingleValue) {
  ASSERT_OK_AND_ASSIGN(const engine::IssueRecord record, ToIssueRecord(Request(), kStored));
  const std::string& heads = record.documents[0].text(engine::TextField::kHeads);
  const auto at = static_cast<uint32_t>(heads.find("讲话"));
  v1::FetchArticlesResponse::Result result;
  AppendMatches(record.documents[0], {{engine::TextField::kHeads, {{at, at + 6}}}}, 10, result.mutable_matches());
  ASSERT_EQ(result.matches_size(), 1);
  EXPECT_EQ(result.matches(0).index(), 1);
  EXPECT_EQ(std::string("沈砚秋讲话").substr(static_cast<size_t>(result.matches(0).span().begin()), 6), "讲话");
}

TEST(ConvertTest, EmptyAndEndlessQueryTreesAreRefused) {
  EXPECT_THAT(ToQuery(QueryNode()), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_MALFORMED"));
  QueryNode no_children;
  no_children.mutable_all_of();
  EXPECT_THAT(ToQuery(no_children), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_MALFORMED"));
  QueryNode deep;
  QueryNode* at = &deep;
  for (int i = 0; i < 60; ++i) at = at->mutable_none_of()->mutable_child();
  at->mutable_match_all();
  EXPECT_THAT(ToQuery(deep), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE"));
}

TEST(ConvertTest, EntityNamesSpellTheNameAndBack) {
  const engine::EntityId id{1, "欧阳知远"};
  EXPECT_THAT(ToEntityId(EntityResourceName(id), "f"), IsOkAndHolds(id));
}

}  // namespace
}  // namespace jianbao::index
