#include "services/index/resolution/resolver.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jianbao::resolution {
namespace {

using absl::CivilDay;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A sighting in an issue of its own.
Sighting See(const std::string& name, CivilDay date, std::vector<std::string> titles = {},
             std::vector<std::string> people = {}, std::vector<std::string> places = {}) {
  static int next = 0;
  Sighting sighting;
  sighting.issue = absl::StrCat("publications/qing-he/issues/", date.year(), "-", date.month(), "-", date.day());
  sighting.article = absl::StrCat(sighting.issue, "/articles/", ++next);
  sighting.publication = "今日青禾";
  sighting.date = date;
  sighting.name = name;
  sighting.titles = std::move(titles);
  sighting.people = std::move(people);
  sighting.places = std::move(places);
  sighting.order = 0;
  return sighting;
}

std::vector<Sighting> Times(int n, const Sighting& sighting) {
  std::vector<Sighting> sightings;
  for (int i = 0; i < n; ++i) {
    sightings.push_back(sighting);
    sightings.back().date = *sighting.date + 7 * i;
    sightings.back().article += absl::StrCat("-", i);
  }
  return sightings;
}

std::vector<Sighting> Join(std::vector<std::vector<Sighting>> lists) {
  std::vector<Sighting> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

// "id: form form …" of each person, sorted: what a resolution says, whatever the order.
std::vector<std::string> Told(const std::vector<Sighting>& sightings, const std::vector<Override>& overrides = {}) {
  std::vector<std::string> told;
  for (const Person& person : Resolve(sightings, overrides).people) {
    std::vector<std::string> articles;
    for (const Member& member : person.members) articles.push_back(sightings[member.sighting].article);
    std::sort(articles.begin(), articles.end());
    std::string all;
    for (const std::string& article : articles) absl::StrAppend(&all, " ", article);
    told.push_back(absl::StrCat(person.id, ":", all));
  }
  std::sort(told.begin(), told.end());
  return told;
}

const CivilDay kDay(2021, 3, 16);

TEST(ResolverTest, ACareerIsOnePerson) {
  const Resolution resolution =
      Resolve({See("贺若澜", kDay, {"县委副书记、县长"}), See("贺若澜", kDay + 600, {"县委副书记、县长"}),
               See("贺若澜", kDay + 990, {"县委书记"}), See("贺若澜", kDay + 1100, {"青禾县委书记"}),
               See("贺若澜", kDay + 1600, {"副市长"}), See("贺若澜", kDay + 30)});
  ASSERT_THAT(resolution.people, SizeIs(1));
  const Person& person = resolution.people[0];
  EXPECT_EQ(person.id, "贺若澜");
  EXPECT_THAT(person.members, SizeIs(6));
  ASSERT_THAT(person.tenures, SizeIs(5));
  EXPECT_EQ(person.tenures[1].title, "县长");
  EXPECT_EQ(person.tenures[1].first, kDay);
  EXPECT_EQ(person.tenures[1].last, kDay + 600);
}

TEST(ResolverTest, AVillageSecretaryAndASurgeonAreNamesakes) {
  const Resolution resolution =
      Resolve({See("陈建平", kDay, {"柳溪乡栗园村党支部书记"}), See("陈建平", kDay + 500, {"栗园村党支部书记"}),
               See("陈建平", kDay + 1500, {"区人民医院骨科主任"})});
  ASSERT_THAT(resolution.people, SizeIs(2));
  EXPECT_EQ(resolution.people[0].id, "陈建平");
  EXPECT_THAT(resolution.people[0].members, SizeIs(2));
  EXPECT_THAT(resolution.people[1].id, HasSubstr("陈建平~"));
}

TEST(ResolverTest, UntitledSightingsGoWhereTheyShareMost) {
  const std::vector<Sighting> sightings = {See("陈建平", kDay, {"栗园村党支部书记"}, {"柴绮"}, {"柳溪乡", "栗园村"}),
                                           See("陈建平", kDay + 9, {"区人民医院骨科主任"}, {"宫霖"}),
                                           See("陈建平", kDay + 400, {}, {"宫霖"})};
  const Resolution resolution = Resolve(sightings);
  ASSERT_THAT(resolution.people, SizeIs(2));
  EXPECT_THAT(resolution.people[0].members, SizeIs(2));
  EXPECT_EQ(resolution.people[0].members[0].sighting, 1u);
  EXPECT_EQ(resolution.people[0].members[1].sighting, 2u);
  EXPECT_LT(resolution.people[0].members[1].confidence, resolution.people[0].members[0].confidence);
}

TEST(ResolverTest, AMisreadNameIsJoinedAndSaysWhy) {
  const Resolution resolution = Resolve(Join({Times(4, See("顾明澈", kDay, {"区委书记"}, {"尉迟清", "柏舟"})),
                                              {See("顾明撤", kDay + 10, {"区委书记"}, {"尉迟清", "柏舟"})}}));
  ASSERT_THAT(resolution.people, SizeIs(1));
  const Person& person = resolution.people[0];
  EXPECT_EQ(person.name, "顾明澈");
  ASSERT_THAT(person.aliases, SizeIs(1));
  EXPECT_EQ(person.aliases[0].name, "顾明撤");
  EXPECT_THAT(person.aliases[0].reason, AllOf(HasSubstr("looks like 顾明澈 (撤/澈 0."),
                                              HasSubstr("same title 区委书记"), HasSubstr("both named with 尉迟清")));
}

TEST(ResolverTest, LikenessAloneJoinsNobody) {
  const auto right = Times(6, See("顾明澈", kDay, {"区委书记"}, {"尉迟清"}));
  EXPECT_THAT(Resolve(Join({right, {See("顾明撤", kDay + 10)}})).people, SizeIs(2));
  EXPECT_THAT(Resolve(Join({right, {See("顾明撤", kDay + 10, {"栗园村村民"}, {"尉迟清"})}})).people, SizeIs(2));
  // The post was held years before.
  EXPECT_THAT(Resolve(Join({right, {See("顾明撤", kDay + 900, {"区委书记"})}})).people, SizeIs(2));
}

TEST(ResolverTest, ARareNameIsNotRareEnoughAmongFew) {
  EXPECT_THAT(Resolve({See("顾明澈", kDay, {"区委书记"}), See("顾明澈", kDay + 20, {"区委书记"}),
                       See("顾明撤", kDay + 10, {"区委书记"})})
                  .people,
              SizeIs(2));
}

TEST(ResolverTest, WhoIsNamedInOneArticleIsNotOnePerson) {
  auto sightings = Join({Times(6, See("顾明澈", kDay, {"副区长"}, {"尉迟清", "柏舟"})),
                         {See("顾明撤", kDay + 10, {"副区长"}, {"尉迟清", "柏舟"})}});
  ASSERT_THAT(Resolve(sightings).people, SizeIs(1));
  sightings.back().article = sightings.front().article;
  EXPECT_THAT(Resolve(sightings).people, SizeIs(2));
}

TEST(ResolverTest, AFormPrintedOnceBesideTheRightOneMayBeASlip) {
  auto sightings = Join({Times(6, See("顾明澈", kDay, {"副区长"}, {"尉迟清", "柏舟"})),
                         {See("顾明撤", kDay, {}, {"卓玉衡", "尉迟清", "柏舟"})}});
  sightings.front().people = {"尉迟清", "卓玉衡", "柏舟", "顾明撤"};
  sightings.front().order = 0;
  sightings.back().article = sightings.front().article;
  sightings.back().people = {"顾明澈", "尉迟清", "卓玉衡", "柏舟"};
  sightings.back().order = 4;
  EXPECT_THAT(Resolve(sightings).people, SizeIs(1));
  sightings.back().titles = {"副区长"};  // listed with the other one
  EXPECT_THAT(Resolve(sightings).people, SizeIs(2));
  sightings.back().titles = {};
  sightings.back().order = 1;  // named right after the other one
  EXPECT_THAT(Resolve(sightings).people, SizeIs(2));
}

TEST(ResolverTest, WhoIsStillSeenHoldsThePostOfThatPaperUntilAnotherIsPrinted) {
  auto sightings = Join({Times(3, See("裘祎", kDay, {"县委宣传部部长"})),
                         {See("裘祎", kDay + 400, {"县领导"})},
                         {See("裘袆", kDay + 400, {"县委宣传部部长"})}});
  EXPECT_THAT(Resolve(sightings).people, SizeIs(1));
  sightings[3].titles = {"县长"};
  EXPECT_THAT(Resolve(sightings).people, SizeIs(2));
}

TEST(ResolverTest, PeopleWhoMerelySoundAlikeStayApart) {
  EXPECT_THAT(Resolve(Join({Times(9, See("王建军", kDay, {"副县长"}, {"贺若澜", "施昶"})),
                            {See("王建平", kDay + 10, {"县水利局局长"}, {"贺若澜", "施昶"})}}))
                  .people,
              SizeIs(2));
}

TEST(ResolverTest, FormsOfOneNameAreOnePerson) {
  const Resolution resolution = Resolve({See("張學海", kDay), See("张学海", kDay + 1), See("张学海", kDay + 2)});
  ASSERT_THAT(resolution.people, SizeIs(1));
  EXPECT_EQ(resolution.people[0].name, "张学海");
  ASSERT_THAT(resolution.people[0].aliases, SizeIs(1));
  EXPECT_EQ(resolution.people[0].aliases[0].name, "張學海");
}

std::vector<Sighting> Mixed() {
  return Join({Times(8, See("顾明澈", kDay, {"区委书记"}, {"尉迟清", "柏舟"})),
               {See("顾明撤", kDay + 9, {"区委书记"}), See("顾眀澈", kDay + 20, {}, {"尉迟清", "柏舟"})},
               Times(3, See("顾明澈", kDay + 3, {"栗园村村民"}, {"柴绮"}, {"栗园村"})),
               {See("顾明澈", kDay + 30), See("顾明澈", kDay + 31, {}, {"柴绮"})}});
}

TEST(ResolverTest, TheOrderOfSightingsDoesNotMatter) {
  std::vector<Sighting> sightings = Mixed();
  const std::vector<std::string> told = Told(sightings);
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(sightings.begin(), sightings.end(), random);
    EXPECT_EQ(Told(sightings), told);
  }
}

// Id and members, counted through the names of `parts`, of each person who has a sighting of one of them.
std::vector<std::string> ToldOf(const Resolution& resolution, const std::vector<std::vector<Sighting>>& parts,
                                const std::string& name) {
  const std::vector<Sighting> all = Join(parts);
  std::vector<std::string> told;
  for (const Person& person : resolution.people) {
    const auto is_of_name = [&](const Member& member) { return all[member.sighting].name == name; };
    if (std::none_of(person.members.begin(), person.members.end(), is_of_name)) continue;
    told.push_back(absl::StrCat(person.id, " ", person.name, " ", person.confidence));
    for (const Member& member : person.members) absl::StrAppend(&told.back(), " ", all[member.sighting].article);
    for (const Alias& alias : person.aliases) absl::StrAppend(&told.back(), "; ", alias.name, ": ", alias.reason);
  }
  return told;
}

TEST(ResolverTest, NamesPreparedOneByOneGiveTheSamePeople) {
  std::vector<std::vector<Sighting>> parts(4);  // the last is of a name that nobody prints
  for (const Sighting& sighting : Mixed()) {
    parts[sighting.name == "顾明澈" ? 0 : sighting.name == "顾明撤" ? 1 : 2].push_back(sighting);
  }
  std::vector<PreparedPtr> prepared;
  for (const auto& part : parts) prepared.push_back(Prepare(part));
  const Resolution at_once = Resolve(Join(parts));
  EXPECT_EQ(Resolve(prepared, {}, {}, std::nullopt).people.size(), at_once.people.size());
  for (size_t i = 0; i < 3; ++i) {
    const std::string& name = parts[i].front().name;
    const std::vector<std::string> told = ToldOf(at_once, parts, name);
    EXPECT_FALSE(told.empty());
    EXPECT_EQ(ToldOf(Resolve(prepared, {}, {}, i), parts, name), told) << name;
    EXPECT_EQ(ToldOf(Resolve(prepared, {}, {}, std::nullopt), parts, name), told) << name;
  }
}

TEST(ResolverTest, LaterIssuesLeaveIdsAsTheyAre) {
  std::vector<Sighting> sightings = Mixed();
  std::vector<std::string> before, after;
  for (const Person& person : Resolve(sightings).people) before.push_back(person.id);
  for (const Sighting& later : Times(20, See("顾明澈", kDay + 400, {"副市长"}, {"尉迟清"}))) sightings.push_back(later);
  for (const Person& person : Resolve(sightings).people) after.push_back(person.id);
  EXPECT_EQ(before, after);
}

TEST(ResolverTest, EverySightingHasOnePersonHoweverManyPostsThereAre) {
  std::vector<Sighting> sightings;
  for (int i = 0; i < 300; ++i) {
    sightings.push_back(See("陈建平", kDay + i, {absl::StrCat("第", i, "村党支部书记")}));
  }
  size_t members = 0;
  for (const Person& person : Resolve(sightings).people) members += person.members.size();
  EXPECT_EQ(members, sightings.size());
  EXPECT_THAT(Resolve({}).people, SizeIs(0));
}

TEST(ResolverTest, CostGrowsWithTheSightings) {
  const auto time = [](int n) {
    const auto sightings = Times(n, See("顾明澈", CivilDay(1900, 1, 1), {"区委书记"}, {"尉迟清", "柏舟"}));
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THAT(Resolve(sightings).people, SizeIs(1));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  time(100);
  EXPECT_LT(time(20'000), 40 * std::max(time(2'000), 0.005));
}

// ---- Overrides ----------------------------------------------------------------------------------------------------

Override Make(const std::string& id, OverrideKind kind, Anchor subject, std::optional<Anchor> target = std::nullopt) {
  return {id,          kind,     std::move(subject), std::move(target), "", absl::FromUnixSeconds(1'700'000'000),
          "archivist", "checked"};
}

TEST(OverrideTest, WhatAnArchivistJoinsIsOnePerson) {
  const std::vector<Sighting> sightings = {See("陈建平", kDay, {"栗园村党支部书记"}),
                                           See("陈建平", kDay + 900, {"区人民医院骨科主任"})};
  const Override merge =
      Make("1", OverrideKind::kMerge, {"陈建平", {sightings[1].article}}, Anchor{"陈建平", {sightings[0].article}});
  const Resolution resolution = Resolve(sightings, {merge});
  ASSERT_THAT(resolution.people, SizeIs(1));
  EXPECT_EQ(resolution.overrides[0].outcome, OverrideOutcome::kApplied);
}

TEST(OverrideTest, AJoinOfOtherNamesShowsWhoDecided) {
  const std::vector<Sighting> sightings = {See("苏梓涵", kDay), See("苏梓涵", kDay + 1), See("苏小妹", kDay + 2)};
  const Override merge =
      Make("1", OverrideKind::kMerge, {"苏小妹", {sightings[2].issue}}, Anchor{"苏梓涵", {sightings[0].issue}});
  const Resolution resolution = Resolve(sightings, {merge});
  ASSERT_THAT(resolution.people, SizeIs(1));
  ASSERT_THAT(resolution.people[0].aliases, SizeIs(1));
  EXPECT_EQ(resolution.people[0].aliases[0].reason, "checked (archivist, 2023-11-14)");
  EXPECT_THAT(NamesTiedTo("苏梓涵", {merge}), SizeIs(2));
}

TEST(OverrideTest, WhomAnArchivistJoinsOthersToKeepsTheNameThoughOthersArePrintedOftener) {
  const std::vector<Sighting> sightings = {See("苏小妹", kDay), See("苏梓涵", kDay + 1), See("苏梓涵", kDay + 2)};
  Override merge =
      Make("1", OverrideKind::kMerge, {"苏梓涵", {sightings[1].issue}}, Anchor{"苏小妹", {sightings[0].issue}});
  merge.keeps_name = true;
  merge.author.clear();
  const Resolution resolution = Resolve(sightings, {merge});
  ASSERT_THAT(resolution.people, SizeIs(1));
  EXPECT_EQ(resolution.people[0].name, "苏小妹");
  EXPECT_EQ(resolution.people[0].id, "苏小妹");
  ASSERT_THAT(resolution.people[0].aliases, SizeIs(1));
  EXPECT_EQ(resolution.people[0].aliases[0].name, "苏梓涵");
  EXPECT_EQ(resolution.people[0].aliases[0].reason, "checked (2023-11-14)");
}

TEST(OverrideTest, ASplitTakesSightingsAwayAndOutlivesNewArticles) {
  auto sightings = Join(
      {Times(4, See("顾明澈", kDay, {"区委书记"}, {"尉迟清"})), {See("顾明撤", kDay + 10, {"区委书记"}, {"尉迟清"})}});
  const std::vector<Override> split = {Make("1", OverrideKind::kSplit, {"顾明撤", {sightings.back().article}})};
  EXPECT_THAT(Resolve(sightings).people, SizeIs(1));
  EXPECT_THAT(Resolve(sightings, split).people, SizeIs(2));
  for (const Sighting& later : Times(5, See("顾明澈", kDay + 300, {"区委书记"}, {"尉迟清"})))
    sightings.push_back(later);
  EXPECT_THAT(Resolve(sightings, split).people, SizeIs(2));
}

TEST(OverrideTest, ASplitMayNameWhoseTheSightingIs) {
  const std::vector<Sighting> sightings = {
      See("陈建平", kDay, {"栗园村党支部书记"}), See("陈建平", kDay + 1, {"栗园村党支部书记"}),
      See("陈建平", kDay + 900, {"区人民医院骨科主任"}), See("陈建平", kDay + 901)};
  const Override split =
      Make("1", OverrideKind::kSplit, {"陈建平", {sightings[3].article}}, Anchor{"陈建平", {sightings[2].article}});
  for (const Person& person : Resolve(sightings, {split}).people) EXPECT_THAT(person.members, SizeIs(2));
}

TEST(OverrideTest, ARevokedOverrideNoLongerHoldsAndStaysOnRecord) {
  const std::vector<Sighting> sightings = {See("陈建平", kDay, {"栗园村党支部书记"}),
                                           See("陈建平", kDay + 900, {"区人民医院骨科主任"})};
  std::vector<Override> overrides = {
      Make("1", OverrideKind::kMerge, {"陈建平", {sightings[1].article}}, Anchor{"陈建平", {sightings[0].article}}),
      Make("2", OverrideKind::kRevoke, {})};
  overrides[1].revokes = "1";
  overrides[1].time += absl::Hours(1);
  const Resolution resolution = Resolve(sightings, overrides);
  EXPECT_THAT(resolution.people, SizeIs(2));
  ASSERT_THAT(resolution.overrides, SizeIs(2));
  EXPECT_EQ(resolution.overrides[0].outcome, OverrideOutcome::kRevoked);
}

TEST(OverrideTest, AnOverrideWhoseAnchorIsGoneIsReported) {
  const Override split = Make("1", OverrideKind::kSplit, {"陈建平", {"publications/x/issues/2020-01-01/articles/1"}});
  const Resolution resolution = Resolve({See("陈建平", kDay)}, {split});
  EXPECT_THAT(resolution.people, SizeIs(1));
  EXPECT_EQ(resolution.overrides[0].outcome, OverrideOutcome::kAnchorMissing);
}

}  // namespace
}  // namespace jianbao::resolution
