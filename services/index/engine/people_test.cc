// People over many issues: misread forms joined, namesakes apart, corrections that outlive the issues they were made
// on.
#include "services/index/engine/people.h"

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/checksum.h"
#include "libs/base/status_matchers.h"
#include "services/index/engine/bulk_loader.h"
#include "services/index/engine/corrections.h"
#include "services/index/engine/engine_on_memory.h"
#include "services/index/engine/name_keys.h"
#include "services/index/engine/rebuild.h"
#include "services/index/engine/records.h"
#include "services/index/storage/memory_store.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr uint8_t kPlaceKind = 3;
const absl::CivilDay kDay(2021, 3, 1);

Mention Person(std::string name, std::vector<std::string> titles = {}) {
  return {kPersonKind, name, {name}, std::move(titles), 1};
}
Mention Place(std::string name) { return {kPlaceKind, name, {name}, {}, 1}; }

// An issue of one day; the mentions of each article stand in the order of print.
IssueRecord Issue(absl::CivilDay date, std::vector<std::vector<Mention>> articles, int version = 0) {
  IssueRecord issue;
  issue.name = absl::FormatCivilTime(date);
  issue.publication = "qing-he-ri-bao";
  issue.date = date;
  issue.content_hash = ContentHash(absl::StrCat(issue.name, version));
  for (size_t i = 0; i < articles.size(); ++i) {
    Document document;
    document.name = absl::StrCat(issue.name, "/", i + 1);
    document.issue = issue.name;
    document.publication = issue.publication;
    document.date = date;
    document.mentions = std::move(articles[i]);
    uint32_t position = 0;
    for (Mention& mention : document.mentions) mention.position = ++position;
    issue.documents.push_back(std::move(document));
  }
  return issue;
}

// The head of the district among those who always stand beside the post, once misread.
std::vector<Mention> Council(std::string head, std::string title = "区委书记") {
  return {Person("尉迟清", {"区长"}), Person(std::move(head), {std::move(title)}), Person("柏舟", {"区政协主席"})};
}

class PeopleTest : public EngineOnMemory {
 protected:
  void ApplyMisread() {
    for (int i = 0; i < 4; ++i) Apply(Issue(kDay + 10 * i, {Council("顾明澈")}));
    Apply(Issue(kDay + 15, {Council("顾明撤")}));
  }

  // The ids of whom a name means.
  std::vector<std::string> Ids(std::string text, NameMatch match = NameMatch::kFolded) {
    LookupEntitiesOptions options;
    options.text = std::move(text);
    options.match = match;
    options.kind = kPersonKind;
    const auto found = engine_->LookupEntities(options);
    EXPECT_OK(found);
    std::vector<std::string> ids;
    if (!found.ok()) return ids;
    for (const EntitySummary& summary : *found) ids.push_back(summary.id.canonical);
    return ids;
  }
  uint64_t ArticlesOf(std::string id) {
    const auto entity = engine_->GetEntity({kPersonKind, std::move(id)});
    return entity.ok() ? entity->summary.articles : 0;
  }
};

TEST_F(PeopleTest, AMisreadFormIsJoinedWhereASecondWitnessSpeaks) {
  ApplyMisread();
  EXPECT_THAT(Ids("顾明撤"), ElementsAre("顾明澈"));
  EXPECT_THAT(Ids("顾明澈"), ElementsAre("顾明澈"));
  ASSERT_OK_AND_ASSIGN(const Entity entity, engine_->GetEntity({kPersonKind, "顾明澈"}));
  EXPECT_EQ(entity.summary.name, "顾明澈");
  EXPECT_EQ(entity.summary.articles, 5);
  ASSERT_THAT(entity.aliases, SizeIs(1));
  EXPECT_EQ(entity.aliases[0].text, "顾明撤");
  EXPECT_EQ(entity.aliases[0].articles, 1);
  EXPECT_THAT(entity.aliases[0].reason, HasSubstr("looks like 顾明澈"));
  EXPECT_THAT(entity.aliases[0].reason, HasSubstr("same title 区委书记"));
  ASSERT_THAT(entity.titles, SizeIs(1));
  EXPECT_EQ(entity.titles[0].articles, 5);
  // The id the form had while it stood alone leads on.
  ASSERT_OK_AND_ASSIGN(const Entity by_form, engine_->GetEntity({kPersonKind, "顾明撤"}));
  EXPECT_EQ(by_form.summary.id.canonical, "顾明澈");
}

TEST_F(PeopleTest, LookAlikesWithoutWitnessOrNamedTogetherStayApart) {
  for (int i = 0; i < 4; ++i) Apply(Issue(kDay + 10 * i, {Council("顾明澈")}));
  Apply(Issue(kDay + 15, {{Person("顾明撤", {"栗园村村民"}), Place("栗园村")}}));
  EXPECT_THAT(Ids("顾明撤"), ElementsAre("顾明撤"));
  Apply(Issue(kDay + 15, {{Person("顾明撤", {"区委书记"}), Person("顾明澈", {"区委书记"})}}, /*version=*/1));
  EXPECT_THAT(Ids("顾明撤"), ElementsAre("顾明撤"));
  EXPECT_EQ(ArticlesOf("顾明澈"), 5);
}

TEST_F(PeopleTest, NamesakesAreTwoPeopleInEveryRead) {
  Apply(Issue(kDay, {{Person("陈建平", {"栗园村党支部书记"}), Place("柳溪乡"), Place("栗园村")}}));
  Apply(Issue(kDay + 500, {{Person("陈建平", {"栗园村党支部书记"}), Place("栗园村")}}));
  Apply(Issue(kDay + 1600, {{Person("宫霖", {"区长"}), Person("陈建平", {"区人民医院骨科主任"})}}));
  const std::vector<std::string> ids = Ids("陈建平");
  ASSERT_THAT(ids, SizeIs(2));
  EXPECT_EQ(ids[0], "陈建平");
  EXPECT_THAT(ids[1], testing::StartsWith("陈建平~"));
  EXPECT_EQ(ArticlesOf(ids[0]), 2);
  ASSERT_OK_AND_ASSIGN(const Entity surgeon, engine_->GetEntity({kPersonKind, ids[1]}));
  EXPECT_EQ(surgeon.summary.name, "陈建平");
  ASSERT_THAT(surgeon.titles, SizeIs(1));
  EXPECT_EQ(surgeon.titles[0].title, "区人民医院骨科主任");
  ListEvidenceOptions evidence;
  evidence.id = {kPersonKind, ids[1]};
  ASSERT_OK_AND_ASSIGN(const EvidencePage page, engine_->ListEvidence(evidence));
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_EQ(page.rows[0].article, absl::StrCat(absl::FormatCivilTime(kDay + 1600), "/1"));
  ListRelatedOptions related;
  related.id = {kPersonKind, ids[0]};
  ASSERT_OK_AND_ASSIGN(const RelatedPage others, engine_->ListRelated(related));
  for (const RelatedEntity& other : others.entities) EXPECT_NE(other.summary.name, "宫霖");
  related.id = {kPersonKind, "宫霖"};
  ASSERT_OK_AND_ASSIGN(const RelatedPage colleagues, engine_->ListRelated(related));
  ASSERT_THAT(colleagues.entities, SizeIs(1));
  EXPECT_EQ(colleagues.entities[0].summary.id.canonical, ids[1]);
  EXPECT_THAT(engine_->GetEntity({kPersonKind, "陈建平~00000000"}),
              ErrorIs(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND"));
}

TEST_F(PeopleTest, HoldersOfAPostAreResolvedPeople) {
  ApplyMisread();
  FindHoldersOptions options;
  options.title = "区委书记";
  ASSERT_OK_AND_ASSIGN(const HolderPage page, engine_->FindHolders(options));
  ASSERT_THAT(page.holders, SizeIs(1));
  EXPECT_EQ(page.holders[0].person.name, "顾明澈");
  EXPECT_EQ(page.holders[0].tenure.articles, 5);
}

TEST_F(PeopleTest, PagesOfAPersonsEvidenceRunThroughAllForms) {
  ApplyMisread();
  ListEvidenceOptions options;
  options.id = {kPersonKind, "顾明撤"};
  options.limit = 2;
  std::vector<std::string> dates;
  do {
    ASSERT_OK_AND_ASSIGN(const EvidencePage page, engine_->ListEvidence(options));
    for (const Evidence& row : page.rows) dates.push_back(absl::FormatCivilTime(*row.date));
    options.after = page.next;
  } while (!options.after.empty());
  EXPECT_THAT(dates, ElementsAre("2021-03-01", "2021-03-11", "2021-03-16", "2021-03-21", "2021-03-31"));
  options.earliest = kDay + 10;
  options.latest = kDay + 15;
  ASSERT_OK_AND_ASSIGN(const EvidencePage page, engine_->ListEvidence(options));
  EXPECT_THAT(page.rows, SizeIs(2));
  options.after = "foreign";
  EXPECT_THAT(engine_->ListEvidence(options), ErrorIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
}

TEST_F(PeopleTest, PeopleAreFoundByPinyinAndInitials) {
  ApplyMisread();
  EXPECT_THAT(Ids("gumingche"), ElementsAre("顾明澈"));
  EXPECT_THAT(Ids("Gu Ming Che"), ElementsAre("顾明澈"));
  EXPECT_THAT(Ids("gmc"), ElementsAre("顾明澈"));
  EXPECT_THAT(Ids("gumi", NameMatch::kPrefix), ElementsAre("顾明澈"));
  EXPECT_THAT(Ids("顾", NameMatch::kPrefix), ElementsAre("顾明澈"));
  EXPECT_THAT(Ids("gumi"), IsEmpty());
  EXPECT_THAT(Spellings("John"), IsEmpty());
  EXPECT_EQ(TypedSpelling("顾明"), "");
}

TEST_F(PeopleTest, EvidenceKeepsTheNearestInTheOrderOfPrint) {
  std::vector<Mention> mentions;
  for (int i = 0; i < 12; ++i) mentions.push_back(Person(absl::StrCat("人", std::string(1, 'a' + i))));
  mentions.insert(mentions.begin() + 6, Place("青禾县"));
  Apply(Issue(kDay, {mentions}));
  ListEvidenceOptions options;
  options.id = {kPersonKind, "人f"};
  ASSERT_OK_AND_ASSIGN(const EvidencePage page, engine_->ListEvidence(options));
  ASSERT_THAT(page.rows, SizeIs(1));
  ASSERT_TRUE(page.rows[0].around.has_value());
  const Surroundings& around = *page.rows[0].around;
  EXPECT_EQ(around.issue, "2021-03-01");
  EXPECT_EQ(around.publication, "qing-he-ri-bao");
  EXPECT_THAT(around.people, ElementsAre("人b", "人c", "人d", "人e", "人g", "人h"));
  EXPECT_EQ(around.order, 4);
  EXPECT_THAT(around.places, ElementsAre("青禾县"));
}

TEST_F(PeopleTest, WhoIsNamedFirstInAMergeIsThePersonAndTheSecondTimeTheyAreOneAlready) {
  Apply(Issue(kDay, {{Person("苏小妹")}}));
  for (int i = 10; i < 13; ++i) Apply(Issue(kDay + i, {{Person("苏梓涵")}}));
  const EntityId first{kPersonKind, "苏小妹"}, second{kPersonKind, "苏梓涵"};
  ASSERT_OK(engine_->MergePeople(first, {second}, {}));
  ASSERT_OK_AND_ASSIGN(const Entity entity, engine_->GetEntity(first));
  EXPECT_EQ(entity.summary.name, "苏小妹");
  ASSERT_THAT(entity.aliases, SizeIs(1));
  EXPECT_THAT(entity.aliases[0].reason, HasSubstr("merged by corrections/1 ("));
  const auto again = engine_->MergePeople(first, {first}, {});
  EXPECT_THAT(again, ErrorIs(absl::StatusCode::kInvalidArgument, "CORRECTION_EMPTY"));
  EXPECT_THAT(std::string(again.status().message()), HasSubstr("they are one already"));
}

TEST_F(PeopleTest, AMergeOutlivesReplacementAndIsTakenBack) {
  for (int i = 0; i < 3; ++i) Apply(Issue(kDay + i, {{Person("苏梓涵"), Person("柏舟")}}));
  for (int i = 10; i < 12; ++i) Apply(Issue(kDay + i, {{Person("苏小妹")}}));
  ASSERT_OK_AND_ASSIGN(
      const CorrectionResult merged,
      engine_->MergePeople({kPersonKind, "苏梓涵"}, {{kPersonKind, "苏小妹"}}, {"archivist", "pen name", "r1"}));
  EXPECT_TRUE(merged.changed);
  EXPECT_EQ(merged.correction.number, 1);
  EXPECT_EQ(merged.revision, engine_->revision());
  EXPECT_THAT(Ids("苏小妹"), ElementsAre("苏梓涵"));
  ASSERT_OK_AND_ASSIGN(const Entity entity, engine_->GetEntity({kPersonKind, "苏梓涵"}));
  EXPECT_EQ(entity.summary.articles, 5);
  ASSERT_THAT(entity.aliases, SizeIs(1));
  EXPECT_THAT(entity.aliases[0].reason, HasSubstr("pen name (archivist"));

  Apply(Issue(kDay, {{Person("苏梓涵")}, {Person("柏舟")}}, /*version=*/1));
  ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(kDay + 10), {}));
  EXPECT_EQ(ArticlesOf("苏梓涵"), 4);
  Open();
  EXPECT_EQ(ArticlesOf("苏梓涵"), 4);
  Apply(Issue(kDay + 10, {{Person("苏小妹")}}, /*version=*/2));
  EXPECT_EQ(ArticlesOf("苏小妹"), 5);
  Apply(Issue(kDay + 20, {{Person("苏小妹")}}));  // printed later, and the same person
  EXPECT_EQ(ArticlesOf("苏梓涵"), 6);

  ASSERT_OK_AND_ASSIGN(const CorrectionResult revoked,
                       engine_->RevokeCorrection(1, {"archivist", "was somebody else", ""}));
  EXPECT_EQ(revoked.correction.number, 2);
  EXPECT_EQ(ArticlesOf("苏梓涵"), 3);
  EXPECT_EQ(ArticlesOf("苏小妹"), 3);
  EXPECT_THAT(engine_->RevokeCorrection(1, {}), ErrorIs(absl::StatusCode::kFailedPrecondition, "CORRECTION_REVOKED"));
  ASSERT_OK(engine_->RevokeCorrection(2, {}));  // takes the taking back back
  EXPECT_EQ(ArticlesOf("苏梓涵"), 6);
  const std::vector<CorrectionState> history = engine_->ListCorrections(0, 10);
  ASSERT_THAT(history, SizeIs(3));
  EXPECT_FALSE(history[0].revoked);
  EXPECT_TRUE(history[1].revoked);
  EXPECT_EQ(history[1].correction.reason, "was somebody else");
}

TEST_F(PeopleTest, ASplitTakesAFormOutForGood) {
  ApplyMisread();
  ASSERT_OK(engine_->SplitPerson({kPersonKind, "顾明澈"}, {"顾明撤"}, {}, {"archivist", "brothers", ""}));
  EXPECT_THAT(Ids("顾明撤"), ElementsAre("顾明撤"));
  EXPECT_EQ(ArticlesOf("顾明澈"), 4);
  Apply(Issue(kDay + 16, {Council("顾明撤")}));
  Apply(Issue(kDay + 50, {Council("顾明澈")}));
  Open();
  EXPECT_EQ(ArticlesOf("顾明撤"), 2);
  EXPECT_EQ(ArticlesOf("顾明澈"), 5);
  ASSERT_OK(engine_->RevokeCorrection(1, {}));
  EXPECT_THAT(Ids("顾明撤"), ElementsAre("顾明撤"));  // two against five: no longer rare enough
  ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(kDay + 16), {}));
  EXPECT_THAT(Ids("顾明撤"), ElementsAre("顾明澈"));
}

TEST_F(PeopleTest, ASplitByArticlesMakesANamesake) {
  for (int i = 0; i < 4; ++i) Apply(Issue(kDay + i, {{Person("虞晓岚", {"县医院护士"})}}));
  const std::string article = absl::StrCat(absl::FormatCivilTime(kDay + 2), "/1");
  ASSERT_OK(engine_->SplitPerson({kPersonKind, "虞晓岚"}, {}, {article}, {"archivist", "another one", ""}));
  EXPECT_THAT(Ids("虞晓岚"), SizeIs(2));
  EXPECT_EQ(ArticlesOf("虞晓岚"), 3);
}

TEST_F(PeopleTest, CorrectionsAreCheckedAndIdempotent) {
  ApplyMisread();
  const EntityId head{kPersonKind, "顾明澈"}, other{kPersonKind, "柏舟"};
  EXPECT_THAT(engine_->MergePeople({kPlaceKind, "青禾县"}, {head}, {}),
              ErrorIs(absl::StatusCode::kInvalidArgument, "ENTITY_KIND_UNSUPPORTED"));
  EXPECT_THAT(engine_->MergePeople(head, {{kPersonKind, "无名"}}, {}),
              ErrorIs(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND"));
  EXPECT_THAT(engine_->MergePeople(head, {{kPersonKind, "顾明撤"}}, {}),
              ErrorIs(absl::StatusCode::kInvalidArgument, "CORRECTION_EMPTY"));
  EXPECT_THAT(engine_->SplitPerson(head, {"柏舟"}, {}, {}), ErrorIs(absl::StatusCode::kNotFound, "FORM_NOT_FOUND"));
  EXPECT_THAT(engine_->SplitPerson(head, {"顾明澈", "顾明撤"}, {}, {}),
              ErrorIs(absl::StatusCode::kInvalidArgument, "CORRECTION_TOO_WIDE"));
  EXPECT_THAT(engine_->SplitPerson(head, {}, {"elsewhere"}, {}),
              ErrorIs(absl::StatusCode::kInvalidArgument, "CORRECTION_EMPTY"));
  EXPECT_THAT(engine_->RevokeCorrection(1, {}), ErrorIs(absl::StatusCode::kNotFound, "CORRECTION_NOT_FOUND"));
  const CorrectionNote note{"archivist", "once", "r1"};
  ASSERT_OK_AND_ASSIGN(const CorrectionResult first, engine_->SplitPerson(head, {"顾明撤"}, {}, note));
  ASSERT_OK_AND_ASSIGN(const CorrectionResult again, engine_->SplitPerson(head, {"顾明撤"}, {}, note));
  EXPECT_FALSE(again.changed);
  EXPECT_EQ(again.correction, first.correction);
  EXPECT_THAT(engine_->MergePeople(head, {other}, note),
              ErrorIs(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
  EXPECT_THAT(engine_->ListCorrections(0, 10), SizeIs(1));
}

TEST(CorrectionTest, ComesBackAsItWasWrittenAndDamageIsSeen) {
  Correction correction;
  correction.number = 7;
  correction.kind = CorrectionKind::kMerge;
  correction.subjects = {{"顾明撤", {"2021-03-16"}}, {"顾眀澈", {}}};
  correction.target = PersonAnchor{"顾明澈", {"2021-03-01", "2021-03-11"}};
  correction.time = absl::FromUnixSeconds(1'700'000'000);
  correction.author = "archivist";
  correction.reason = "checked";
  correction.request_id = "r1";
  correction.request_hash = 42;
  const std::string bytes = EncodeCorrection(correction);
  EXPECT_THAT(DecodeCorrection(bytes), IsOkAndHolds(correction));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_THAT(DecodeCorrection(damaged), ErrorIs(absl::StatusCode::kDataLoss, "RECORD_CORRUPT"));
    EXPECT_THAT(DecodeCorrection(bytes.substr(0, i)), ErrorIs(absl::StatusCode::kDataLoss, "RECORD_CORRUPT"));
  }
}

// ---- The same people whatever the way -----------------------------------------------------------------------------

// Everything said of the people of some names, as text.
std::string Say(const Engine& engine, const std::vector<std::string>& names) {
  std::string said;
  for (const std::string& name : names) {
    LookupEntitiesOptions lookup;
    lookup.text = name;
    lookup.kind = kPersonKind;
    const std::vector<EntitySummary> found = *engine.LookupEntities(lookup);
    for (const EntitySummary& summary : found) {
      const auto known = engine.GetEntity(summary.id);
      EXPECT_OK(known) << summary.id.canonical << " when asked for " << name;
      if (!known.ok()) continue;
      const Entity& entity = *known;
      absl::StrAppend(&said, name, ": ", summary.id.canonical, " ", summary.articles, " ", entity.summary.articles);
      for (const Alias& alias : entity.aliases) absl::StrAppend(&said, "; ", alias.text, " ", alias.reason);
      for (const TitleRecord& title : entity.titles) absl::StrAppend(&said, "; ", title.title, " ", title.articles);
      ListEvidenceOptions evidence;
      evidence.id = summary.id;
      const EvidencePage page = *engine.ListEvidence(evidence);
      for (const Evidence& row : page.rows) absl::StrAppend(&said, " ", row.article);
      said += "\n";
    }
  }
  return said;
}

TEST_F(PeopleTest, IssuesInAnyOrderReplacedAndDeletedGiveThePeopleOfAFreshIndex) {
  const std::vector<std::string> names = {"顾明澈", "顾明撤", "尉迟清", "柏舟", "陈建平", "陈建乎", "王建军", "王建平"};
  const std::vector<std::string> titles = {"区委书记", "区长", "区政协主席", "栗园村党支部书记", "区人民医院骨科主任"};
  std::mt19937 random(20260202);  // NOLINT(cert-msc51-cpp): the same issues in every run
  const auto pick = [&random](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
  const auto random_article = [&] {
    if (pick(2) == 0) return Council(pick(5) == 0 ? "顾明撤" : "顾明澈");
    std::vector<Mention> mentions;
    for (size_t i = 1 + pick(3); i > 0; --i) {
      Mention person = Person(names[pick(names.size())]);
      if (pick(2) == 0) person.titles.push_back(titles[pick(titles.size())]);
      mentions.push_back(std::move(person));
    }
    if (pick(2) == 0) mentions.push_back(Place("栗园村"));
    return mentions;
  };
  std::map<std::string, IssueRecord> kept;
  int joined = 0;
  for (int step = 0; step < 200; ++step) {
    const absl::CivilDay day = kDay + static_cast<int>(15 * pick(15));
    if (pick(4) == 0) {
      ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(day), {}));
      kept.erase(absl::FormatCivilTime(day));
    } else {
      std::vector<std::vector<Mention>> articles;
      for (size_t i = pick(3); i > 0; --i) articles.push_back(random_article());
      IssueRecord issue = Issue(day, std::move(articles), step + 1);
      Apply(issue);
      kept[issue.name] = std::move(issue);
    }
    const std::string said = Say(*engine_, names);  // after every step, so that the cache is warm and must notice
    joined += said.find("looks like") != std::string::npos ? 1 : 0;
    if (step % 10 != 9) continue;
    const auto fresh_store = storage::NewMemoryStore();
    EngineOptions options;
    options.background = false;
    ASSERT_OK_AND_ASSIGN(const auto fresh, Engine::Open(fresh_store.get(), options));
    for (auto it = kept.rbegin(); it != kept.rend(); ++it) ASSERT_OK(fresh->ApplyIssue(it->second, {}));
    ASSERT_EQ(said, Say(*fresh, names)) << "after step " << step;
  }
  EXPECT_GT(joined, 20);
}

TEST_F(PeopleTest, ARebuiltIndexKnowsTheSamePeopleAndCorrections) {
  ApplyMisread();
  Apply(Issue(kDay + 60, {{Person("苏小妹"), Person("苏梓涵")}}));
  ASSERT_OK(engine_->MergePeople({kPersonKind, "苏梓涵"}, {{kPersonKind, "苏小妹"}}, {"archivist", "pen name", ""}));
  const std::vector<std::string> names = {"顾明澈", "顾明撤", "柏舟", "苏小妹", "苏梓涵"};
  const std::string said = Say(*engine_, names);
  EXPECT_THAT(said, HasSubstr("苏小妹: 苏"));
  const auto rebuilt_store = storage::NewMemoryStore();
  ASSERT_OK(RebuildIndex(*store_, rebuilt_store.get(), {}));
  EngineOptions options;
  options.background = false;
  ASSERT_OK_AND_ASSIGN(const auto rebuilt, Engine::Open(rebuilt_store.get(), options));
  EXPECT_EQ(Say(*rebuilt, names), said);
  EXPECT_THAT(rebuilt->ListCorrections(0, 10), SizeIs(1));
}

TEST_F(PeopleTest, AnIndexOfFormat2GetsTheRowsOfPeopleWhenItIsOpened) {
  ApplyMisread();
  engine_.reset();
  storage::WriteBatch batch;
  for (const RecordKind kind : {RecordKind::kBlockKey, RecordKind::kPinyin}) {
    const std::string begin = RecordKey(kind, "");
    batch.DeleteRange(Family::kRecords, begin, std::string(1, static_cast<char>(begin[0] + 1)));
  }
  Manifest manifest = NewManifest();
  manifest.format_version = 2;
  batch.Put(Family::kRecords, ManifestKey(), EncodeManifest(manifest));
  ASSERT_OK(store_->Write(batch, /*sync=*/true));
  Open();
  EXPECT_THAT(Ids("gumingche"), ElementsAre("顾明澈"));
  EXPECT_THAT(Ids("顾明撤"), ElementsAre("顾明澈"));
  for (int i = 0; i < 4; ++i) ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(kDay + 10 * i), {}));
  ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(kDay + 15), {}));
  const auto it = store_->NewIterator(Family::kRecords, nullptr);
  for (it->Seek(""); it->Valid(); it->Next()) {
    EXPECT_NE(it->key()[0], static_cast<char>(RecordKind::kBlockKey));
    EXPECT_NE(it->key()[0], static_cast<char>(RecordKind::kPinyin));
  }
}

TEST_F(PeopleTest, ABlockIsBoundedAndTheRestIsStillSomebodys) {
  engine_.reset();
  EngineOptions options;
  options.background = false;
  options.people.max_sightings = 3;
  ASSERT_OK_AND_ASSIGN(engine_, Engine::Open(store_.get(), options));
  ApplyMisread();
  EXPECT_EQ(ArticlesOf("顾明澈"), 4);
  EXPECT_THAT(Ids("顾明澈"), ElementsAre("顾明澈"));
  EXPECT_EQ(ArticlesOf("顾明撤"), 1);
}

}  // namespace
}  // namespace jianbao::engine
