// The table "People who recur" of seeds/README.md, asked over gRPC: posts over time, misread forms joined with their
// reason, namesakes and look-alikes apart; and what archivists correct.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/contract_test.h"

namespace jianbao {
namespace {

using testing::Call;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;
using type::v1::Entity;
using type::v1::Mention;

// The sample issues by the days they are stored under; 02 and 05 print none.
enum Issue { k01, k02, k03, k04, k05, k06 };
constexpr const char* kDays[] = {"2021-03-16", "2022-10-18", "2023-12-05", "2022-06-21", "2024-04-12", "2025-09-18"};

class PeopleContractTest : public ContractTest {
 protected:
  static query::v1::QueryService::Stub& query() { return cluster_->query_stub(); }
  static index::v1::IndexService::Stub& index() { return cluster_->index_stub(); }

  static std::vector<Entity> LookUp(const std::string& text) {
    query::v1::LookupEntitiesRequest request;
    request.set_text(text);
    request.add_kinds(Mention::PERSON);
    const auto found = Call(query(), &query::v1::QueryService::Stub::LookupEntities, request);
    EXPECT_OK(found);
    if (!found.ok()) return {};
    return {found->entities().begin(), found->entities().end()};
  }
  // The one person a name means.
  static Entity Only(const std::string& text) {
    const std::vector<Entity> found = LookUp(text);
    EXPECT_THAT(found, SizeIs(1)) << text;
    return found.empty() ? Entity() : found[0];
  }
  static query::v1::EntityTimeline Timeline(const std::string& name) {
    query::v1::GetEntityTimelineRequest request;
    request.set_name(name);
    auto timeline = Call(query(), &query::v1::QueryService::Stub::GetEntityTimeline, request);
    EXPECT_OK(timeline) << name;
    return timeline.ok() ? *std::move(timeline) : query::v1::EntityTimeline();
  }
  // "title issue" of every article that proves a title, in the order of the timeline.
  static std::vector<std::pair<std::string, Issue>> Posts(const std::string& name) {
    std::vector<std::pair<std::string, Issue>> posts;
    const query::v1::EntityTimeline timeline = Timeline(name);
    for (const auto& tenure : timeline.titles()) {
      for (const std::string& article : tenure.articles()) {
        for (int issue = 0; issue < 6; ++issue) {
          std::pair<std::string, Issue> post(tenure.title(), static_cast<Issue>(issue));
          const bool proves = article.find(kDays[issue]) != std::string::npos;
          if (proves && std::find(posts.begin(), posts.end(), post) == posts.end()) posts.push_back(std::move(post));
        }
      }
    }
    return posts;
  }
  static std::string ReasonOf(const Entity& person, const std::string& form) {
    for (const auto& alias : person.aliases()) {
      if (alias.text() == form) return alias.reason();
    }
    return "";
  }
};

TEST_F(PeopleContractTest, TheCountysHeadHasHerPostsInOrder) {
  const Entity head = Only("贺若澜");
  std::vector<std::string> titles;
  const query::v1::EntityTimeline timeline = Timeline(head.name());
  for (const auto& tenure : timeline.titles()) titles.push_back(tenure.title());
  EXPECT_THAT(titles, ElementsAre("县委副书记、县长", "原任青禾县人民政府县长", "县委书记", "青禾县委书记", "副市长"));
  EXPECT_THAT(Posts(head.name()), ElementsAre(std::pair("县委副书记、县长", k01), std::pair("县委副书记、县长", k02),
                                              std::pair("原任青禾县人民政府县长", k03), std::pair("县委书记", k03),
                                              std::pair("青禾县委书记", k05), std::pair("副市长", k06)));
  EXPECT_EQ(head.first_seen(), "2021-03-16");
  EXPECT_EQ(head.last_seen(), "2025-09-18");
}

TEST_F(PeopleContractTest, PeopleWhoRecurHoldTheirPostsInOneRecord) {
  const std::vector<std::pair<std::string, std::vector<std::pair<std::string, Issue>>>> table = {
      {"沈砚秋", {{"副县长", k01}, {"县委常委、常务副县长", k02}, {"县委副书记", k03}, {"县委副书记、代县长", k03}}},
      {"陆承钧", {{"县委书记", k01}, {"县委书记", k02}}},
      {"欧阳知远", {{"县人大常委会主任", k01}, {"县人大常委会主任", k02}, {"县人大常委会主任", k03}}},
      {"闻人静", {{"县政协主席", k01}, {"县政协主席", k02}, {"县政协主席", k03}}},
      {"郗文昊", {{"县领导", k01}, {"县委常委、组织部部长", k02}, {"县领导", k03}}},
      {"裘祎", {{"县领导", k01}, {"县委常委、宣传部部长", k02}, {"县委常委、宣传部部长", k03}, {"县领导", k03}}},
      {"施昶", {{"副县长", k01}, {"副县长", k02}, {"县领导", k03}}},
      {"卓玉衡", {{"区委书记", k04}}},
      {"顾明澈", {{"区委副书记、区长", k04}, {"区委书记", k05}, {"桐湾区委书记", k06}}},
      {"尉迟清", {{"副区长", k04}, {"区委副书记、区长", k05}, {"桐湾区委副书记、区长", k06}}},
      {"司徒岚", {{"区政协主席", k04}, {"区政协主席", k05}, {"桐湾区政协主席", k06}}},
      {"邬以宁", {{"副区长", k05}}},
      {"虞晓岚", {{"承办法官", k01}, {"执行法官", k03}}},
      {"项伯钧", {{"心血管内科主任", k01}, {"县人民医院心血管内科主任", k02}}},
      {"龙海燕", {{"公司总经理", k02}, {"恒砺精密科技有限公司总经理", k03}}},
      {"苏梓涵", {{"荻丰家庭农场主", k02}, {"荻丰家庭农场主", k03}}},
      {"蓝金娣", {{"村民", k01}, {"村民", k02}, {"村民", k03}}},
      {"岳临川", {{"麻石乡中心小学校长", k04}, {"校长", k05}}},
      {"钟离雁", {{"桐湾港务集团有限公司总经理", k04}, {"桐湾港务集团有限公司总经理", k05}}},
      {"蔡伯涛", {{"船老大", k04}, {"船老大", k06}}},
  };
  for (const auto& [name, posts] : table) EXPECT_THAT(Posts(Only(name).name()), IsSupersetOf(posts)) << name;
}

TEST_F(PeopleContractTest, MisreadFormsAreJoinedAndSayWhy) {
  for (const auto& [misread, right] : {std::pair("施旭", "施昶"), {"裘袆", "裘祎"}, {"顾明撤", "顾明澈"}}) {
    const Entity person = Only(misread);
    EXPECT_EQ(person.display_name(), right);
    EXPECT_EQ(person.name(), Only(right).name());
    EXPECT_THAT(ReasonOf(person, misread), HasSubstr(std::string("looks like ") + right)) << misread;
    EXPECT_THAT(ReasonOf(person, misread), HasSubstr("; ")) << misread << " has no second witness";
  }
}

TEST_F(PeopleContractTest, TheSecretaryAndTheSurgeonAreTwoPeople) {
  const std::vector<Entity> namesakes = LookUp("陈建平");
  ASSERT_THAT(namesakes, SizeIs(2));
  EXPECT_NE(namesakes[0].name(), namesakes[1].name());
  EXPECT_EQ(namesakes[0].display_name(), namesakes[1].display_name());
  EXPECT_THAT(Posts(namesakes[0].name()),
              ElementsAre(std::pair("栗园村党支部书记", k02), std::pair("村党支部书记", k03)));
  EXPECT_EQ(namesakes[0].first_seen(), "2021-03-16");
  EXPECT_THAT(Posts(namesakes[1].name()), ElementsAre(std::pair("区人民医院骨科主任", k06)));
}

TEST_F(PeopleContractTest, WhoMerelyLooksAlikeStaysApart) {
  for (const char* name : {"秦望舒", "应知夏", "秦知夏", "竺一苇", "柯一苇", "沈砚秋"}) {
    const Entity person = Only(name);
    EXPECT_EQ(person.display_name(), name);
    EXPECT_EQ(person.aliases_size(), 0) << name;
  }
}

TEST_F(PeopleContractTest, HoldersOfAPostIncludeTheArticlesThatMisreadThem) {
  query::v1::FindOfficeHoldersRequest request;
  request.set_title("宣传部部长");
  ASSERT_OK_AND_ASSIGN(const auto found, Call(query(), &query::v1::QueryService::Stub::FindOfficeHolders, request));
  const auto head = std::find_if(found.holders().begin(), found.holders().end(),
                                 [](const auto& holder) { return holder.person().display_name() == "裘祎"; });
  ASSERT_NE(head, found.holders().end());
  EXPECT_EQ(head->tenure().article_count(), 2);
  EXPECT_EQ(head->tenure().last_seen(), "2023-12-05");
  ASSERT_FALSE(head->titles().empty());
  EXPECT_EQ(head->titles(0).first_seen(), head->tenure().first_seen());
  EXPECT_TRUE(head->titles(0).articles().empty());
  for (const auto& holder : found.holders()) EXPECT_NE(holder.person().display_name(), "裘袆");
}

TEST_F(PeopleContractTest, MentionsShowEveryForm) {
  query::v1::ListMentionsRequest request;
  request.set_parent(Only("顾明撤").name());
  ASSERT_OK_AND_ASSIGN(const auto page, Call(query(), &query::v1::QueryService::Stub::ListMentions, request));
  std::set<std::string> articles;
  for (const auto& mention : page.mentions()) EXPECT_TRUE(articles.insert(mention.article()).second);
  EXPECT_EQ(static_cast<int64_t>(articles.size()), Only("顾明澈").article_count());
}

TEST_F(PeopleContractTest, PinyinAndInitialsFindPeople) {
  EXPECT_EQ(Only("heruolan").display_name(), "贺若澜");
  EXPECT_EQ(Only("hrl").display_name(), "贺若澜");
}

TEST_F(PeopleContractTest, WhatIsSplitStaysSplitUntilItIsTakenBack) {
  using Stub = index::v1::IndexService::Stub;
  const Entity person = Only("顾明澈");
  index::v1::SplitEntitiesRequest split;
  split.set_name(person.name());
  EXPECT_CALL_FAILS(index(), &Stub::SplitEntities, split, kInvalidArgument, "CORRECTION_EMPTY");
  split.add_aliases("顾明澄");
  EXPECT_CALL_FAILS(index(), &Stub::SplitEntities, split, kNotFound, "FORM_NOT_FOUND");
  split.set_aliases(0, "顾明撤");
  split.set_reason("brothers");
  split.set_author("archivist");
  split.set_request_id("no good id");
  EXPECT_CALL_FAILS(index(), &Stub::SplitEntities, split, kInvalidArgument, "REQUEST_ID_MALFORMED");
  split.set_request_id("split-1");
  ASSERT_OK_AND_ASSIGN(const auto done, Call(index(), &Stub::SplitEntities, split));
  ASSERT_EQ(done.entities_size(), 2);
  EXPECT_EQ(done.entities(1).display_name(), "顾明撤");
  ASSERT_OK_AND_ASSIGN(const auto again, Call(index(), &Stub::SplitEntities, split));
  EXPECT_EQ(again.correction(), done.correction());
  EXPECT_EQ(Only("顾明撤").display_name(), "顾明撤");

  ASSERT_OK(cluster_->RestartIndex());
  EXPECT_EQ(Only("顾明撤").display_name(), "顾明撤");
  index::v1::MergeEntitiesRequest merge;
  merge.set_target("garbage");
  EXPECT_CALL_FAILS(index(), &Stub::MergeEntities, merge, kInvalidArgument, "NAME_MALFORMED");
  merge.set_target(person.name());
  EXPECT_CALL_FAILS(index(), &Stub::MergeEntities, merge, kInvalidArgument, "CORRECTION_EMPTY");
  merge.add_sources("entities/person/00ff");
  EXPECT_CALL_FAILS(index(), &Stub::MergeEntities, merge, kNotFound, "ENTITY_NOT_FOUND");
  merge.set_sources(0, "entities/place/00ff");
  EXPECT_CALL_FAILS(index(), &Stub::MergeEntities, merge, kInvalidArgument, "ENTITY_KIND_UNSUPPORTED");
  merge.set_sources(0, Only("顾明撤").name());
  merge.set_author(std::string(300, 'x'));
  EXPECT_CALL_FAILS(index(), &Stub::MergeEntities, merge, kInvalidArgument, "CORRECTION_NOTE_MALFORMED");
  merge.set_author("archivist");
  merge.set_reason("one after all");
  merge.set_request_id("split-1");
  EXPECT_CALL_FAILS(index(), &Stub::MergeEntities, merge, kInvalidArgument, "REQUEST_ID_REUSED");
  merge.clear_request_id();
  ASSERT_OK_AND_ASSIGN(const Entity merged, Call(index(), &Stub::MergeEntities, merge));
  EXPECT_EQ(merged.name(), person.name());
  EXPECT_THAT(ReasonOf(merged, "顾明撤"), HasSubstr("one after all (archivist"));

  ASSERT_OK_AND_ASSIGN(const auto history, Call(index(), &Stub::ListCorrections, index::v1::ListCorrectionsRequest()));
  ASSERT_EQ(history.corrections_size(), 2);
  EXPECT_EQ(history.corrections(0).name(), done.correction());
  EXPECT_EQ(history.corrections(0).author(), "archivist");
  EXPECT_GT(history.corrections(0).create_time().seconds(), 0);
  index::v1::ListCorrectionsRequest page;
  page.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Call(index(), &Stub::ListCorrections, page));
  EXPECT_NE(first.next_page_token(), "");
  page.set_page_token("x");
  EXPECT_CALL_FAILS(index(), &Stub::ListCorrections, page, kInvalidArgument, "PAGE_TOKEN_MALFORMED");

  index::v1::RevokeCorrectionRequest revoke;
  revoke.set_name("corrections/x");
  EXPECT_CALL_FAILS(index(), &Stub::RevokeCorrection, revoke, kInvalidArgument, "NAME_MALFORMED");
  revoke.set_name("corrections/99");
  EXPECT_CALL_FAILS(index(), &Stub::RevokeCorrection, revoke, kNotFound, "CORRECTION_NOT_FOUND");
  for (const auto& correction : history.corrections()) {
    revoke.set_name(correction.name());
    ASSERT_OK(Call(index(), &Stub::RevokeCorrection, revoke));
    EXPECT_CALL_FAILS(index(), &Stub::RevokeCorrection, revoke, kFailedPrecondition, "CORRECTION_REVOKED");
  }
  EXPECT_THAT(ReasonOf(Only("顾明撤"), "顾明撤"), HasSubstr("looks like 顾明澈"));
}

}  // namespace
}  // namespace jianbao
