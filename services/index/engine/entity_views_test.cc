// What the index says of people and organisations over many articles, and that it says no more when articles go.
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/checksum.h"
#include "libs/base/status_matchers.h"
#include "services/index/engine/engine_on_memory.h"
#include "services/index/engine/posts.h"
#include "services/index/engine/records.h"
#include "services/index/engine/related_entities.h"
#include "services/index/storage/memory_store.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint8_t kPerson = 1;
constexpr uint8_t kOrganization = 2;
constexpr uint8_t kPlace = 3;

Mention Person(std::string name, std::vector<std::string> titles = {}, uint32_t count = 0) {
  return {kPerson, name, {name}, std::move(titles), count};
}
Mention Place(std::string name) { return {kPlace, name, {name}, {}, 0}; }

// An issue of one day, one article for each list of mentions.
IssueRecord Issue(std::optional<absl::CivilDay> date, std::vector<std::vector<Mention>> articles, int version = 0) {
  IssueRecord issue;
  issue.name = date.has_value() ? absl::FormatCivilTime(*date) : "undated";
  issue.publication = "青禾日报";
  issue.date = date;
  issue.content_hash = ContentHash(absl::StrCat(issue.name, version));
  for (size_t i = 0; i < articles.size(); ++i) {
    Document document;
    document.name = absl::StrCat(issue.name, "/", i + 1);
    document.issue = issue.name;
    document.publication = issue.publication;
    document.date = date;
    document.mentions = std::move(articles[i]);
    issue.documents.push_back(std::move(document));
  }
  return issue;
}

std::string Format(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? absl::FormatCivilTime(*day) : "-";
}

// "title: first to last, articles".
std::vector<std::string> Titles(const Holder& holder) {
  std::vector<std::string> lines;
  for (const TitleRecord& title : holder.titles) {
    lines.push_back(
        absl::StrCat(title.title, ": ", Format(title.first), " to ", Format(title.last), ", ", title.articles));
  }
  return lines;
}

class EntityViewsTest : public EngineOnMemory {
 protected:
  // "name, organisation, title: first to last, articles[?]" of every holder; ? marks who is presumed.
  std::vector<std::string> Holders(const FindHoldersOptions& options) {
    const auto page = engine_->FindHolders(options);
    EXPECT_OK(page);
    std::vector<std::string> lines;
    if (!page.ok()) return lines;
    for (const Holder& holder : page->holders) {
      lines.push_back(absl::StrCat(holder.person.id.canonical, ", ", holder.organization, ", ", holder.tenure.title,
                                   ": ", Format(holder.tenure.first), " to ", Format(holder.tenure.last), ", ",
                                   holder.tenure.articles, holder.presumed ? "?" : ""));
    }
    return lines;
  }
  std::vector<std::string> HoldersOn(std::string title, absl::CivilDay day, std::string organization = "") {
    FindHoldersOptions options;
    options.title = std::move(title);
    options.organization = std::move(organization);
    options.earliest = options.latest = day;
    return Holders(options);
  }
};

const absl::CivilDay kDay(2020, 1, 1);

TEST_F(EntityViewsTest, EvidenceCountsHowOftenAnArticleNamesAnEntity) {
  Apply(Issue(kDay, {{Person("贺若澜", {}, 7)},
                     {{kPerson, "贺若澜", {"贺若澜", "贺若斓"}, {}, 0}},  // not counted: one for each form
                     {{kPerson, "贺若澜", {}, {}, 0}},
                     {Person("贺若澜", {}, 2), Person("贺若澜", {}, 3)}}));
  ListEvidenceOptions options;
  options.id = {kPerson, "贺若澜"};
  ASSERT_OK_AND_ASSIGN(const EvidencePage page, engine_->ListEvidence(options));
  std::vector<uint32_t> counts;
  for (const Evidence& evidence : page.rows) counts.push_back(evidence.count);
  EXPECT_THAT(counts, ElementsAre(7, 2, 1, 5));
}

TEST_F(EntityViewsTest, ATimelineCountsArticlesAndMentionsByMonth) {
  Apply(Issue(std::nullopt, {{Person("贺若澜", {"副县长"}, 1)}}));
  Apply(Issue(absl::CivilDay(2020, 1, 5), {{Person("贺若澜", {"副县长"}, 2)}, {Person("贺若澜", {}, 3)}}));
  Apply(Issue(absl::CivilDay(2020, 1, 31), {{Person("贺若澜", {"副县长"}, 1)}, {Person("沈砚秋", {}, 9)}}));
  Apply(Issue(absl::CivilDay(2021, 3, 1), {{Person("贺若澜", {"县委副书记、县长"}, 4)}}));
  ASSERT_OK_AND_ASSIGN(const EntityTimeline timeline, engine_->GetTimeline({kPerson, "贺若澜"}, {}));
  EXPECT_EQ(timeline.entity.summary.articles, 5);
  ASSERT_EQ(timeline.months.size(), 2);
  EXPECT_EQ(timeline.months[0].month, absl::CivilMonth(2020, 1));
  EXPECT_EQ(timeline.months[0].articles, 3);
  EXPECT_EQ(timeline.months[0].mentions, 6);
  EXPECT_EQ(timeline.months[1].month, absl::CivilMonth(2021, 3));
  EXPECT_EQ(timeline.months[1].mentions, 4);
  ASSERT_EQ(timeline.entity.titles.size(), 2);
  EXPECT_EQ(timeline.entity.titles[0].first, absl::CivilDay(2020, 1, 5));
  EXPECT_EQ(timeline.entity.titles[0].last, absl::CivilDay(2020, 1, 31));
  EXPECT_THAT(timeline.entity.titles[1].proof, ElementsAre("2021-03-01/1"));
  EXPECT_THAT(engine_->GetTimeline({kPerson, "无名"}, {}), ErrorIs(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND"));
}

TEST_F(EntityViewsTest, HoldersAreMergedByPersonInTheOrderOfTheirFirstSighting) {
  Apply(Issue(kDay + 20,
              {{Person("贺若澜", {"县长"})}, {Person("贺若澜", {"县委副书记、县长"}), Person("施昶", {"副县长"})}}));
  Apply(Issue(kDay, {{Person("贺若澜", {"县委副书记、县长"})}}));
  Apply(Issue(kDay - 9, {{Person("沈砚秋", {"县长"})}}));
  Apply(Issue(std::nullopt, {{Person("闻人静", {"县长"})}, {Person("沈砚秋", {"县长"})}}));
  Apply(Issue(kDay + 5, {{Person("巫志勇", {"代县长"}), Person("陆承钧", {"原县长"})}}));
  FindHoldersOptions options;
  options.title = "县长";
  EXPECT_THAT(Holders(options),
              ElementsAre("沈砚秋, , 县长: 2019-12-23 to 2019-12-23, 2",
                          "贺若澜, , 县委副书记、县长: 2020-01-01 to 2020-01-21, 3", "闻人静, , 县长: - to -, 1"));
  ASSERT_OK_AND_ASSIGN(const HolderPage page, engine_->FindHolders(options));
  EXPECT_THAT(page.holders[1].tenure.proof, ElementsAre("2020-01-01/1", "2020-01-21/1", "2020-01-21/2"));
  EXPECT_THAT(Titles(page.holders[0]), ElementsAre("县长: 2019-12-23 to 2019-12-23, 2"));
  EXPECT_THAT(Titles(page.holders[1]),
              ElementsAre("县委副书记、县长: 2020-01-01 to 2020-01-21, 2", "县长: 2020-01-21 to 2020-01-21, 1"));
  EXPECT_THAT(Titles(page.holders[2]), ElementsAre("县长: - to -, 1"));
  options.title = "县委副书记、县长";
  EXPECT_THAT(Holders(options), ElementsAre("贺若澜, , 县委副书记、县长: 2020-01-01 to 2020-01-21, 2"));
  options.title = "副县长";
  EXPECT_THAT(Holders(options), ElementsAre("施昶, , 副县长: 2020-01-21 to 2020-01-21, 1"));
  options.title = "市长";
  EXPECT_THAT(Holders(options), IsEmpty());
}

TEST_F(EntityViewsTest, WhoLeftAPostHoldsItNoLongerAndIsNoHolderByLeaving) {
  Apply(Issue(kDay, {{Person("闵学文", {"澜州市教育局局长"})}, {Person("苗青", {"泊安县教育局局长"})}}));
  Apply(Issue(kDay + 30, {{Person("闵学文", {FormerTitle("澜州市教育局局长")}),
                           Person("司空瑾", {FormerTitle("云岗县教育局局长")})}}));
  const std::string min = "闵学文, 澜州市, 澜州市教育局局长: 2020-01-01 to 2020-01-01, 1";
  const std::string miao = "苗青, 泊安县, 泊安县教育局局长: 2020-01-01 to 2020-01-01, 1?";
  EXPECT_THAT(HoldersOn("教育局局长", kDay + 29), ElementsAre(miao, min + "?"));
  EXPECT_THAT(HoldersOn("教育局局长", kDay + 30), ElementsAre(miao));
  EXPECT_THAT(HoldersOn("教育局局长", kDay + 60), ElementsAre(miao));
  Apply(Issue(kDay + 90, {{Person("闵学文", {"教育局局长"})}}));  // called back
  EXPECT_THAT(HoldersOn("教育局局长", kDay + 91),
              ElementsAre(miao, "闵学文, 澜州市, 澜州市教育局局长: 2020-01-01 to 2020-03-31, 2?"));
}

TEST_F(EntityViewsTest, OneWhoHeldThePostOfTwoOrganizationsIsAnsweredForEach) {
  Apply(Issue(kDay, {{Person("贺若澜", {"青禾县县长"})}}));
  Apply(Issue(kDay + 10, {{Person("贺若澜", {"县长"})}}));
  Apply(Issue(kDay + 400, {{Person("贺若澜", {"云泽县委副书记、县长"})}}));
  Apply(Issue(kDay + 410, {{Person("贺若澜", {"县长"})}}));
  FindHoldersOptions options;
  options.title = "县长";
  EXPECT_THAT(Holders(options), ElementsAre("贺若澜, 青禾县, 青禾县县长: 2020-01-01 to 2020-01-11, 2",
                                            "贺若澜, 云泽县, 云泽县委副书记、县长: 2021-02-04 to 2021-02-14, 2"));
  EXPECT_THAT(HoldersOn("县长", kDay + 399), ElementsAre("贺若澜, 青禾县, 青禾县县长: 2020-01-01 to 2020-01-11, 2?"));
  EXPECT_THAT(HoldersOn("县长", kDay + 405),
              ElementsAre("贺若澜, 云泽县, 云泽县委副书记、县长: 2021-02-04 to 2021-02-14, 2"));
  EXPECT_THAT(HoldersOn("县长", kDay + 405, "青禾县"), IsEmpty());
  options.organization = "云泽";
  EXPECT_THAT(Holders(options), ElementsAre("贺若澜, 云泽县, 云泽县委副书记、县长: 2021-02-04 to 2021-02-14, 2"));
}

TEST_F(EntityViewsTest, ATitleWithoutOrganizationCountsWhereItsArticleNamesTheOneAskedFor) {
  Apply(Issue(kDay, {{Person("贺若澜", {"县长"}), Place("青禾县")}, {Person("沈砚秋", {"县长"}), Place("云泽县")}}));
  Apply(Issue(kDay + 9, {{Person("贺若澜", {"县长"})}}));
  Apply(Issue(kDay + 9, {{Person("贺若澜", {"县长"})}, {Person("施昶", {"云泽县县长"}), Place("青禾县")}}, 1));
  FindHoldersOptions options;
  options.title = "县长";
  options.organization = "青禾县";
  EXPECT_THAT(Holders(options), ElementsAre("贺若澜, 青禾县, 县长: 2020-01-01 to 2020-01-10, 2"));
  options.organization = "无此县";
  EXPECT_THAT(Holders(options), IsEmpty());
}

TEST_F(EntityViewsTest, OnADayTheHolderIsWhoWasSeenAroundItOrLastBefore) {
  Apply(Issue(kDay, {{Person("贺若澜", {"县长"})}}));
  Apply(Issue(kDay + 100, {{Person("贺若澜", {"县长"})}}));
  Apply(Issue(kDay + 200, {{Person("沈砚秋", {"县长"})}}));
  Apply(Issue(kDay + 300, {{Person("沈砚秋", {"县长"})}}));
  const std::string first = "贺若澜, , 县长: 2020-01-01 to 2020-04-10, 2";
  const std::string second = "沈砚秋, , 县长: 2020-07-19 to 2020-10-27, 2";
  EXPECT_THAT(HoldersOn("县长", kDay - 1), IsEmpty());
  EXPECT_THAT(HoldersOn("县长", kDay), ElementsAre(first));
  EXPECT_THAT(HoldersOn("县长", kDay + 50), ElementsAre(first));
  EXPECT_THAT(HoldersOn("县长", kDay + 100), ElementsAre(first));
  EXPECT_THAT(HoldersOn("县长", kDay + 199), ElementsAre(first + "?"));
  EXPECT_THAT(HoldersOn("县长", kDay + 200), ElementsAre(second));
  EXPECT_THAT(HoldersOn("县长", kDay + 9000), ElementsAre(second + "?"));

  FindHoldersOptions options;
  options.title = "县长";
  options.earliest = kDay + 90;
  options.latest = kDay + 210;
  EXPECT_THAT(Holders(options), ElementsAre(first, second));
  options.earliest = kDay + 150;
  EXPECT_THAT(Holders(options), ElementsAre(second));
  options.earliest.reset();
  options.latest = kDay + 150;
  EXPECT_THAT(Holders(options), ElementsAre(first));
}

TEST_F(EntityViewsTest, EachOrganizationHasItsOwnHolderOnADay) {
  Apply(Issue(kDay, {{Person("贺若澜", {"青禾县县长"}), Person("沈砚秋", {"云泽县县长"})}}));
  Apply(Issue(kDay + 100, {{Person("沈砚秋", {"云泽县县长"}), Person("施昶", {"桐湾区区长"})}}));
  EXPECT_THAT(HoldersOn("县长", kDay + 50), ElementsAre("沈砚秋, 云泽县, 云泽县县长: 2020-01-01 to 2020-04-10, 2",
                                                        "贺若澜, 青禾县, 青禾县县长: 2020-01-01 to 2020-01-01, 1?"));
  EXPECT_THAT(HoldersOn("县长", kDay + 50, "青禾县"),
              ElementsAre("贺若澜, 青禾县, 青禾县县长: 2020-01-01 to 2020-01-01, 1?"));
}

TEST_F(EntityViewsTest, PagesOfHoldersShowEachOnce) {
  std::vector<std::string> want;
  for (int i = 0; i < 5; ++i) {
    Apply(Issue(kDay + 10 * i, {{Person(absl::StrCat("人", i), {"镇长"})}}));
    want.push_back(absl::StrCat("人", i));
  }
  FindHoldersOptions options;
  options.title = "镇长";
  options.limit = 2;
  std::vector<std::string> names;
  do {
    ASSERT_OK_AND_ASSIGN(const HolderPage page, engine_->FindHolders(options));
    for (const Holder& holder : page.holders) names.push_back(holder.person.id.canonical);
    options.after = page.next;
  } while (!options.after.empty());
  EXPECT_EQ(names, want);
  options.after = "bad";
  EXPECT_THAT(engine_->FindHolders(options), ErrorIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
}

TEST_F(EntityViewsTest, SearchesForHoldersAreBounded) {
  for (int i = 0; i < 5; ++i) Apply(Issue(kDay + i, {{Person("贺若澜", {"副镇长"})}}));
  FindHoldersOptions options;
  options.title = "镇长";
  options.max_sightings = 4;
  EXPECT_THAT(engine_->FindHolders(options), ErrorIs(absl::StatusCode::kResourceExhausted, "POST_TOO_COMMON"));
  options.max_sightings = 5;
  EXPECT_OK(engine_->FindHolders(options));
  options.control.deadline = absl::InfinitePast();
  EXPECT_THAT(engine_->FindHolders(options), ErrorIs(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED"));
  options.title = "、";
  EXPECT_THAT(engine_->FindHolders(options), ErrorIs(absl::StatusCode::kInvalidArgument, "TITLE_INVALID"));
}

TEST(RelatednessTest, IsTheLogLikelihoodRatioOfTheFourCounts) {
  EXPECT_DOUBLE_EQ(Relatedness(100, 10, 20, 2), 0);  // just as chance has it
  const double want = 2 * (8 * std::log(8 * 100 / (10.0 * 12)) + 2 * std::log(2 * 100 / (10.0 * 88)) +
                           4 * std::log(4 * 100 / (90.0 * 12)) + 86 * std::log(86 * 100 / (90.0 * 88)));
  EXPECT_NEAR(Relatedness(100, 10, 12, 8), want, 1e-9);
  EXPECT_GT(Relatedness(100, 10, 10, 10), Relatedness(100, 10, 12, 8));
  EXPECT_LT(Relatedness(100, 50, 50, 5), 0);
  EXPECT_DOUBLE_EQ(Relatedness(10, 10, 10, 10), 0);
}

TEST_F(EntityViewsTest, RelatedAreThoseNamedTogetherMoreOftenThanByChance) {
  for (int i = 0; i < 20; ++i) {
    std::vector<Mention> mentions = {Place("青禾县")};
    if (i < 6) mentions.push_back(Person("贺若澜", {"县长"}));
    if (i < 5) mentions.push_back(Person("沈砚秋", {i < 4 ? "副县长" : "县委书记"}));
    if (i == 0) mentions.push_back(Person("施昶"));
    if (i == 0 || i > 10) mentions.push_back(Person("闻人静"));
    Apply(Issue(kDay + i, {std::move(mentions)}));
  }
  ListRelatedOptions options;
  options.id = {kPerson, "贺若澜"};
  ASSERT_OK_AND_ASSIGN(RelatedPage page, engine_->ListRelated(options));
  std::vector<std::string> names;
  for (const RelatedEntity& related : page.entities) names.push_back(related.summary.id.canonical);
  EXPECT_THAT(names, ElementsAre("沈砚秋", "施昶", "青禾县", "闻人静"));
  EXPECT_EQ(page.entities[0].articles, 5);
  EXPECT_EQ(page.entities[0].summary.articles, 5);
  EXPECT_EQ(page.entities[0].title, "县委书记");  // the newest
  EXPECT_EQ(page.entities[0].title_article, "2020-01-05/1");
  EXPECT_DOUBLE_EQ(page.entities[0].weight, Relatedness(20, 6, 5, 5));
  EXPECT_DOUBLE_EQ(page.entities[2].weight, 0);  // in every article
  EXPECT_LT(page.entities[3].weight, 0);

  options.kinds = {kPerson};
  options.limit = 2;
  ASSERT_OK_AND_ASSIGN(page, engine_->ListRelated(options));
  EXPECT_EQ(page.entities.size(), 2);
  EXPECT_TRUE(page.more);
  options.offset = 2;
  ASSERT_OK_AND_ASSIGN(page, engine_->ListRelated(options));
  ASSERT_EQ(page.entities.size(), 1);
  EXPECT_EQ(page.entities[0].summary.id.canonical, "闻人静");
  EXPECT_FALSE(page.more);

  options = {};
  options.id = {kPerson, "贺若澜"};
  options.max_articles = 1;  // the newest, which names 青禾县 alone
  ASSERT_OK_AND_ASSIGN(page, engine_->ListRelated(options));
  EXPECT_EQ(page.entities.size(), 1);
  options.control.cancelled = [] { return true; };
  EXPECT_THAT(engine_->ListRelated(options), StatusIs(absl::StatusCode::kCancelled));
  options = {};
  options.id = {kOrganization, "无名"};
  EXPECT_THAT(engine_->ListRelated(options), ErrorIs(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND"));
}

TEST_F(EntityViewsTest, AnIndexOfFormat1GetsTheRowsOfPostsWhenItIsOpened) {
  Apply(Issue(kDay, {{Person("贺若澜", {"青禾县委副书记、县长"})}}));
  engine_.reset();
  storage::WriteBatch batch;
  const std::string posts = RecordKey(RecordKind::kPost, "");
  batch.DeleteRange(Family::kRecords, posts, RecordKey(RecordKind(static_cast<char>(posts[0] + 1)), ""));
  Manifest manifest = NewManifest();
  manifest.format_version = 1;
  batch.Put(Family::kRecords, ManifestKey(), EncodeManifest(manifest));
  ASSERT_OK(store_->Write(batch, /*sync=*/true));
  Open();
  FindHoldersOptions options;
  options.title = "县长";
  const std::string want = "贺若澜, 青禾县, 青禾县委副书记、县长: 2020-01-01 to 2020-01-01, 1";
  EXPECT_THAT(Holders(options), ElementsAre(want));
  Open();
  EXPECT_THAT(Holders(options), ElementsAre(want));
  ASSERT_OK(engine_->DeleteIssue("2020-01-01", {}));
  EXPECT_THAT(Holders(options), IsEmpty());
}

// ---- Evidence goes with its article -------------------------------------------------------------------------------

// Everything the entity reads of `engine` say, as text.
std::string EverythingSaid(const Engine& engine, const std::vector<EntityId>& ids,
                           const std::vector<std::string>& posts) {
  std::string said;
  const auto tell_title = [&said](const TitleRecord& title) {
    absl::StrAppend(&said, "  ", title.title, " ", title.articles, " ", Format(title.first), " ", Format(title.last),
                    " ", absl::StrJoin(title.proof, ","), "\n");
  };
  for (const EntityId& id : ids) {
    const auto timeline = engine.GetTimeline(id, {});
    absl::StrAppend(&said, id.canonical, " ", timeline.status().ToString(), "\n");
    if (!timeline.ok()) continue;
    const EntitySummary& summary = timeline->entity.summary;
    absl::StrAppend(&said, summary.articles, " ", Format(summary.first), " ", Format(summary.last), "\n");
    for (const TitleRecord& title : timeline->entity.titles) tell_title(title);
    for (const Alias& alias : timeline->entity.aliases) absl::StrAppend(&said, alias.text, " ", alias.articles, "\n");
    for (const MonthActivity& month : timeline->months) {
      absl::StrAppend(&said, absl::FormatCivilTime(month.month), " ", month.articles, " ", month.mentions, "\n");
    }
    ListEvidenceOptions evidence;
    evidence.id = id;
    const EvidencePage rows = *engine.ListEvidence(evidence);
    for (const Evidence& row : rows.rows) {
      absl::StrAppend(&said, row.article, " ", Format(row.date), " ", row.count, " ", absl::StrJoin(row.texts, ","),
                      " ", absl::StrJoin(row.titles, ","), "\n");
    }
    ListRelatedOptions related;
    related.id = id;
    const RelatedPage others = *engine.ListRelated(related);
    for (const RelatedEntity& other : others.entities) {
      absl::StrAppend(&said, other.summary.id.canonical, " ", other.articles, " ", other.weight, " ", other.title, " ",
                      other.title_article, "\n");
    }
    LookupEntitiesOptions lookup;
    lookup.text = id.canonical;
    lookup.match = NameMatch::kPrefix;
    const std::vector<EntitySummary> named = *engine.LookupEntities(lookup);
    for (const EntitySummary& found : named) {
      absl::StrAppend(&said, found.id.canonical, " ", found.articles, "\n");
    }
  }
  for (const std::string& post : posts) {
    FindHoldersOptions holders;
    holders.title = post;
    const HolderPage found = *engine.FindHolders(holders);
    for (const Holder& holder : found.holders) {
      absl::StrAppend(&said, post, ": ", holder.person.id.canonical, " of ", holder.organization, "\n");
      tell_title(holder.tenure);
    }
    FindByTitleOptions by_title;
    by_title.title = post;
    const EvidencePage rows = *engine.FindByTitle(by_title);
    for (const Evidence& row : rows.rows) absl::StrAppend(&said, row.article, "\n");
  }
  return said;
}

// Rows of each kind in the store.
std::map<char, int> CountRows(const storage::Store& store) {
  std::map<char, int> rows;
  const auto it = store.NewIterator(Family::kRecords, nullptr);
  for (it->Seek(""); it->Valid(); it->Next()) ++rows[it->key()[0]];
  return rows;
}

TEST_F(EntityViewsTest, WhatIsReplacedOrDeletedTakesItsEvidenceAwayExactly) {
  const std::vector<std::string> names = {"贺若澜", "沈砚秋", "沈砚", "施昶"};
  const std::vector<std::string> titles = {"县长",   "县委副书记、县长", "青禾县县长",
                                           "副县长", "云泽县委书记",     "县委书记"};
  const std::vector<std::string> places = {"青禾县", "云泽县"};
  std::vector<EntityId> ids;
  for (const std::string& name : names) ids.push_back({kPerson, name});
  for (const std::string& place : places) ids.push_back({kPlace, place});
  std::mt19937 random(20260101);  // NOLINT(cert-msc51-cpp): the same issues in every run
  const auto pick = [&random](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
  const auto random_mentions = [&] {
    std::vector<Mention> mentions;
    for (size_t i = pick(4); i > 0; --i) {
      Mention person = Person(names[pick(names.size())], {}, static_cast<uint32_t>(pick(4)));
      if (pick(4) == 0) person.texts = {"贺若斓"};
      for (size_t t = pick(3); t > 0; --t) person.titles.push_back(titles[pick(titles.size())]);
      mentions.push_back(std::move(person));
    }
    if (pick(2) == 0) mentions.push_back(Place(places[pick(places.size())]));
    return mentions;
  };
  std::map<std::string, IssueRecord> kept;
  for (int step = 0; step < 150; ++step) {
    const absl::CivilDay day = kDay + static_cast<int>(20 * pick(12));
    if (pick(4) == 0) {
      ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(day), {}));
      kept.erase(absl::FormatCivilTime(day));
    } else {
      std::vector<std::vector<Mention>> articles;
      for (size_t i = pick(4); i > 0; --i) articles.push_back(random_mentions());
      IssueRecord issue = Issue(day, std::move(articles), step + 1);
      Apply(issue);
      kept[issue.name] = std::move(issue);
    }
    if (step % 10 == 3) {
      ASSERT_OK(engine_->Fold());
    }
    if (step % 10 == 7) Open();
    if (step % 5 != 0) continue;
    const auto fresh_store = storage::NewMemoryStore();
    EngineOptions options;
    options.background = false;
    ASSERT_OK_AND_ASSIGN(const auto fresh, Engine::Open(fresh_store.get(), options));
    for (const auto& [name, issue] : kept) ASSERT_OK(fresh->ApplyIssue(issue, {}));
    ASSERT_EQ(EverythingSaid(*engine_, ids, titles), EverythingSaid(*fresh, ids, titles)) << "after step " << step;
    std::map<char, int> rows = CountRows(*store_), fresh_rows = CountRows(*fresh_store);
    rows.erase(static_cast<char>(RecordKind::kTombstone));
    EXPECT_EQ(rows, fresh_rows) << "after step " << step;
  }
}

}  // namespace
}  // namespace jianbao::engine
