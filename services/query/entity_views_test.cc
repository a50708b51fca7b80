#include "services/query/entity_views.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/mock_index_client.h"

namespace jianbao::query {
namespace {

using testing::ElementsAre;
using testing::Invoke;
using testing::NiceMock;
using testing::Return;

constexpr char kEntity[] = "entities/person/e8b4ba";

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

class EntityViewsTest : public testing::Test {
 protected:
  v1::ListMentionsRequest MentionsRequest() {
    v1::ListMentionsRequest request;
    request.set_parent(kEntity);
    return request;
  }

  NiceMock<MockIndexClient> index_;
  const EntityViews views_{&index_};
  const rpc::CallContext call_;
};

TEST_F(EntityViewsTest, MentionsShowHowAndWhereEachArticleNamesTheEntity) {
  EXPECT_CALL(index_, ListEvidence).WillOnce(Return(FromText<index::v1::ListEvidenceResponse>(R"(
    kind: PERSON display_name: "贺若澜" revision: 7
    evidence { article: "a/1" date: "2021-03-16" texts: "贺若澜" texts: "贺若斓" titles: "副县长" titles: "县长"
               mention_count: 3 }
    evidence { article: "a/2" texts: "贺若澜" mention_count: 1 })")));
  EXPECT_CALL(index_, FetchArticles).WillOnce(Invoke([](const auto& request, const auto&) {
    EXPECT_THAT(request.names(), ElementsAre("a/1", "a/2"));
    EXPECT_EQ(request.highlight().any_of().children_size(), 2);
    EXPECT_EQ(request.min_revision(), 7);
    return FromText<index::v1::FetchArticlesResponse>(R"(
      results {
        article { name: "a/1" headline: "春耕" body: "县长贺若澜讲话"
                  mentions { kind: PLACE text: "贺若澜" canonical: "贺若澜" }
                  mentions { kind: PERSON text: "贺若斓" canonical: "贺若澜" titles: "副县长" spans { begin: 5 end: 14 } }
                  mentions { kind: PERSON text: "贺若澜" canonical: "贺若澜" titles: "县长" } }
        matches { field: SEARCH_FIELD_BODY span { begin: 6 end: 15 } } }
      results {
        article { name: "a/2" headline: "贺若澜走访" body: "走访农户"
                  mentions { kind: PERSON text: "贺若澜" canonical: "贺若澜" } }
        matches { field: SEARCH_FIELD_HEADLINE span { begin: 0 end: 9 } } })");
  }));
  ASSERT_OK_AND_ASSIGN(const auto response, views_.ListMentions(MentionsRequest(), call_));
  ASSERT_EQ(response.mentions_size(), 2);
  const auto& first = response.mentions(0);
  EXPECT_EQ(first.article(), "a/1");
  EXPECT_EQ(first.headline(), "春耕");
  EXPECT_EQ(first.publish_date(), "2021-03-16");
  EXPECT_EQ(first.mention_count(), 3);
  EXPECT_EQ(first.mention().text(), "贺若斓");
  EXPECT_EQ(first.mention().spans(0).begin(), 5);
  EXPECT_THAT(first.mention().titles(), ElementsAre("副县长", "县长"));
  EXPECT_EQ(first.snippet().text(), "县长贺若澜讲话");
  EXPECT_EQ(first.snippet().highlights(0).begin(), 6);
  const auto& second = response.mentions(1);
  EXPECT_FALSE(second.has_publish_date());
  EXPECT_EQ(second.snippet().field(), type::v1::SEARCH_FIELD_HEADLINE);
  EXPECT_EQ(response.next_page_token(), "");
}

TEST_F(EntityViewsTest, ArticlesReplacedMeanwhileAreLeftOut) {
  EXPECT_CALL(index_, ListEvidence).WillOnce(Return(FromText<index::v1::ListEvidenceResponse>(R"(
    kind: PERSON display_name: "贺若澜"
    evidence { article: "a/1" texts: "贺若澜" mention_count: 1 }
    evidence { article: "a/2" texts: "贺若澜" mention_count: 1 })")));
  EXPECT_CALL(index_, FetchArticles).WillOnce(Return(FromText<index::v1::FetchArticlesResponse>(R"(
    results { article { name: "a/2" mentions { kind: PERSON text: "沈砚秋" canonical: "沈砚秋" } } }
    missing: "a/1")")));
  ASSERT_OK_AND_ASSIGN(const auto response, views_.ListMentions(MentionsRequest(), call_));
  EXPECT_EQ(response.mentions_size(), 0);
}

TEST_F(EntityViewsTest, ListingsPageThroughTokensBoundToTheirRequest) {
  EXPECT_CALL(index_, ListEvidence).WillRepeatedly(Invoke([](const auto& request, const auto&) {
    index::v1::ListEvidenceResponse response;
    if (request.page_token().empty()) response.set_next_page_token("evidence");
    return response;
  }));
  EXPECT_CALL(index_, ListRelatedEntities).WillRepeatedly(Invoke([](const auto& request, const auto&) {
    EXPECT_TRUE(request.page_token().empty() || request.page_token() == "20");
    index::v1::ListRelatedEntitiesResponse response;
    if (request.page_token().empty()) response.set_next_page_token("20");
    return response;
  }));
  v1::ListMentionsRequest mentions = MentionsRequest();
  ASSERT_OK_AND_ASSIGN(auto page, views_.ListMentions(mentions, call_));
  mentions.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(page, views_.ListMentions(mentions, call_));
  EXPECT_EQ(page.next_page_token(), "");
  mentions.set_parent("entities/person/e8b4bb");
  EXPECT_THAT(views_.ListMentions(mentions, call_), ErrorIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MISMATCH"));
  v1::ListRelatedEntitiesRequest related;
  related.set_name(kEntity);
  ASSERT_OK_AND_ASSIGN(auto others, views_.ListRelatedEntities(related, call_));
  related.set_page_token(others.next_page_token());
  ASSERT_OK_AND_ASSIGN(others, views_.ListRelatedEntities(related, call_));
  EXPECT_EQ(others.next_page_token(), "");
  related.add_kinds(type::v1::Mention::PERSON);
  EXPECT_THAT(views_.ListRelatedEntities(related, call_),
              ErrorIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MISMATCH"));
}

TEST_F(EntityViewsTest, ATimelineIsWhatTheIndexSays) {
  EXPECT_CALL(index_, GetEntityTimeline).WillOnce(Invoke([](const auto& request, const auto&) {
    EXPECT_EQ(request.name(), kEntity);
    EXPECT_EQ(request.min_revision(), 9);
    return FromText<index::v1::EntityTimeline>(R"(
      entity { display_name: "贺若澜" }
      titles { title: "县长" article_count: 2 }
      months { month: "2021-03" article_count: 2 mention_count: 5 })");
  }));
  v1::GetEntityTimelineRequest request;
  request.set_name(kEntity);
  request.set_min_revision(9);
  ASSERT_OK_AND_ASSIGN(const auto timeline, views_.GetEntityTimeline(request, call_));
  EXPECT_EQ(timeline.entity().display_name(), "贺若澜");
  EXPECT_EQ(timeline.titles(0).title(), "县长");
  EXPECT_EQ(timeline.months(0).month(), "2021-03");
  EXPECT_EQ(timeline.months(0).article_count(), 2);
  EXPECT_EQ(timeline.months(0).mention_count(), 5);
}

TEST_F(EntityViewsTest, HoldersAreWhatTheIndexSays) {
  EXPECT_CALL(index_, FindOfficeHolders).WillOnce(Invoke([](const auto& request, const auto&) {
    EXPECT_EQ(request.title(), "县长");
    EXPECT_EQ(request.earliest(), "2021-03-16");
    return FromText<index::v1::FindOfficeHoldersResponse>(R"(
      holders { person { display_name: "贺若澜" } tenure { title: "县长" organization: "青禾县" } presumed: true }
      next_page_token: "place")");
  }));
  v1::FindOfficeHoldersRequest request;
  request.set_title("县长");
  request.set_earliest("2021-03-16");
  ASSERT_OK_AND_ASSIGN(const auto found, views_.FindOfficeHolders(request, call_));
  ASSERT_EQ(found.holders_size(), 1);
  EXPECT_EQ(found.holders(0).person().display_name(), "贺若澜");
  EXPECT_EQ(found.holders(0).tenure().organization(), "青禾县");
  EXPECT_TRUE(found.holders(0).presumed());
  EXPECT_NE(found.next_page_token(), "");
}

TEST_F(EntityViewsTest, ErrorsOfTheIndexComeThrough) {
  EXPECT_CALL(index_, FindOfficeHolders)
      .WillOnce(Return(Error(absl::StatusCode::kResourceExhausted, "POST_TOO_COMMON", "ask for a longer title")));
  v1::FindOfficeHoldersRequest request;
  request.set_title("长");
  EXPECT_THAT(views_.FindOfficeHolders(request, call_),
              ErrorIs(absl::StatusCode::kResourceExhausted, "POST_TOO_COMMON"));
}

}  // namespace
}  // namespace jianbao::query
