// Names that begin as typed: who comes first, what is shown of them, and that it follows the archive.
#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/checksum.h"
#include "libs/base/status_matchers.h"
#include "libs/text/chars.h"
#include "libs/text/pinyin.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/engine_on_memory.h"
#include "services/index/engine/name_keys.h"
#include "services/index/engine/typed_name.h"
#include "services/index/storage/memory_store.h"

namespace jianbao::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAreArray;

constexpr uint8_t kPerson = 1;
constexpr uint8_t kOrganization = 2;
constexpr uint8_t kPlace = 3;

Mention Named(uint8_t kind, std::string name, std::vector<std::string> titles = {}) {
  return {kind, name, {name}, std::move(titles), 1};
}
Mention Person(std::string name, std::vector<std::string> titles = {}) {
  return Named(kPerson, std::move(name), std::move(titles));
}

IssueRecord Issue(absl::CivilDay day, std::vector<std::vector<Mention>> articles, int version = 0) {
  IssueRecord issue;
  issue.name = absl::FormatCivilTime(day);
  issue.publication = "青禾日报";
  issue.date = day;
  issue.content_hash = ContentHash(absl::StrCat(issue.name, "#", version));
  for (size_t i = 0; i < articles.size(); ++i) {
    Document document;
    document.name = absl::StrCat(issue.name, "/", i + 1);
    document.issue = issue.name;
    document.publication = issue.publication;
    document.date = day;
    document.mentions = std::move(articles[i]);
    issue.documents.push_back(std::move(document));
  }
  return issue;
}

SuggestOptions Typed(std::string typed, uint32_t limit = 10) {
  SuggestOptions options;
  options.typed = std::move(typed);
  options.kinds = {kPerson, kOrganization, kPlace};
  options.limit = limit;
  return options;
}

// What is suggested once the names have been read: on a busy machine that may take longer than a call waits for.
absl::StatusOr<std::vector<Suggestion>> SuggestWhenRead(const Engine& engine, const SuggestOptions& options) {
  const absl::Time give_up = absl::Now() + absl::Seconds(20);
  while (true) {
    auto suggested = engine.Suggest(options);
    if (!absl::IsUnavailable(suggested.status()) || absl::Now() > give_up) return suggested;
  }
}

// "name", or "name, post".
std::vector<std::string> Lines(const Engine& engine, const SuggestOptions& options) {
  const auto suggested = SuggestWhenRead(engine, options);
  EXPECT_OK(suggested);
  std::vector<std::string> lines;
  if (!suggested.ok()) return lines;
  for (const Suggestion& suggestion : *suggested) {
    lines.push_back(suggestion.entity.name + (suggestion.post.empty() ? "" : ", " + suggestion.post));
  }
  return lines;
}

class SuggestionsTest : public EngineOnMemory {
 protected:
  std::vector<std::string> Suggest(std::string typed, uint32_t limit = 10) {
    return Lines(*engine_, Typed(std::move(typed), limit));
  }
};

TEST_F(SuggestionsTest, ANameIsFoundByWhateverWayOfTypingIt) {
  Apply(Issue(absl::CivilDay(2023, 5, 1), {{Person("贺若澜", {"县长"}), Person("沈砚秋", {"记者"})}}));
  for (const char* typed :
       {"贺",     "贺若",      "贺若澜", "賀若",     " 贺 若",     "h",   "H",     "he",     "her", "heru",
        "he ruo", "He Ruolan", "hè ruò", "heruolan", "he'ruo'lan", "hr",  "hrl",   "ＨＲＬ", "贺r", "贺ruo",
        "贺ruol", "贺rl",      "贺若l",  "贺若lan",  "he若",       "h若", "h若澜", "he若l"}) {
    EXPECT_THAT(Suggest(typed), ElementsAre("贺若澜, 县长")) << typed;
  }
  for (const char* typed :
       {"若", "ruo", "贺l", "贺ro", "hl", "heruolanx", "贺若澜x", "沈ruo", "he砚", "", "，", "？ 。"}) {
    EXPECT_THAT(Suggest(typed), IsEmpty()) << typed;
  }
  Apply(Issue(absl::CivilDay(2023, 5, 2), {{Person("吕绿")}}));
  Apply(Issue(absl::CivilDay(2023, 5, 3), {{Person("刘乾")}}));
  for (const char* typed : {"liuqian", "lq", "刘q", "刘乾", "liu乾", "l乾"})
    EXPECT_THAT(Suggest(typed), ElementsAre("刘乾")) << typed;
  for (const char* typed : {"lv", "lulv", "lü", "lvlv", "lǚ lǜ"})
    EXPECT_THAT(Suggest(typed), ElementsAre("吕绿")) << typed;
}

TEST_F(SuggestionsTest, ThoseNamedMostOftenComeFirstThenThoseSeenLastThenByName) {
  Apply(Issue(absl::CivilDay(2023, 5, 1), {{Person("林乙"), Person("林甲"), Person("林丁")}, {Person("林丁")}}));
  Apply(Issue(absl::CivilDay(2023, 6, 1), {{Person("林丙")}}));
  EXPECT_THAT(Suggest("林"), ElementsAre("林丁", "林丙", "林乙", "林甲"));
  EXPECT_THAT(Suggest("lin", 2), ElementsAre("林丁", "林丙"));
}

TEST_F(SuggestionsTest, PeopleComeBeforeOrganisationsAndPlacesWhichKeepAPlaceEach) {
  std::vector<Mention> mentions = {Named(kOrganization, "青禾县水利局"), Named(kOrganization, "青禾县医院"),
                                   Named(kPlace, "青禾县"), Named(kPlace, "青山村")};
  for (const char* given : {"一", "二", "三", "四", "五", "六", "七", "八", "九"}) {
    mentions.push_back(Person(absl::StrCat("青", given)));
  }
  Apply(Issue(absl::CivilDay(2023, 5, 1), {mentions, {Named(kPlace, "青山村")}}));
  const std::vector<std::string> ten = Suggest("青");
  ASSERT_EQ(ten.size(), 10U);
  EXPECT_THAT(ten[7], "青六");  // 一七三九二五八六四: by code point
  EXPECT_THAT(ten[8], "青禾县医院");
  EXPECT_THAT(ten[9], "青山村");
  EXPECT_THAT(Suggest("青禾"), ElementsAre("青禾县医院", "青禾县水利局", "青禾县"));
  EXPECT_THAT(Suggest("qhx"), ElementsAre("青禾县医院", "青禾县水利局", "青禾县"));
  EXPECT_EQ(Suggest("青", 3).size(), 3U);
  SuggestOptions places = Typed("青");
  places.kinds = {kPlace};
  EXPECT_THAT(Lines(*engine_, places), ElementsAre("青山村", "青禾县"));
}

TEST_F(SuggestionsTest, ThePostIsTheOneSeenLast) {
  Apply(Issue(absl::CivilDay(2021, 1, 1), {{Person("贺若澜", {"副县长"})}}));
  Apply(Issue(absl::CivilDay(2023, 1, 1), {{Person("贺若澜", {"县长"})}}));
  Apply(Issue(absl::CivilDay(2024, 1, 1), {{Person("贺若澜")}}));
  EXPECT_THAT(Suggest("贺"), ElementsAre("贺若澜, 县长"));
  Apply(Issue(absl::CivilDay(2022, 1, 1), {{Person("贺若澜", {"常务副县长"})}}));
  EXPECT_THAT(Suggest("贺"), ElementsAre("贺若澜, 县长"));
  ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(absl::CivilDay(2023, 1, 1)), {}));
  EXPECT_THAT(Suggest("贺"), ElementsAre("贺若澜, 常务副县长"));
}

TEST_F(SuggestionsTest, APostThatWasLeftIsNotShown) {
  Apply(Issue(absl::CivilDay(2023, 5, 1), {{Person("贺若澜", {"县长"}), Person("沈砚秋", {"副县长", "组织部部长"})}}));
  Apply(Issue(absl::CivilDay(2023, 6, 1), {{Person("贺若澜", {"原任县长"}), Person("沈砚秋", {"原任副县长"})}}));
  EXPECT_THAT(Suggest("贺若澜"), ElementsAre("贺若澜"));
  EXPECT_THAT(Suggest("沈砚秋"), ElementsAre("沈砚秋, 组织部部长"));
  Apply(Issue(absl::CivilDay(2023, 7, 1), {{Person("贺若澜", {"县长"})}}));
  EXPECT_THAT(Suggest("贺若澜"), ElementsAre("贺若澜, 县长"));
}

TEST_F(SuggestionsTest, WhatNoIssueNamesAnyMoreIsGone) {
  Apply(Issue(absl::CivilDay(2023, 5, 1), {{Person("贺若澜"), Named(kPlace, "河湾镇")}}));
  Apply(Issue(absl::CivilDay(2023, 5, 2), {{Person("贺若澜"), Person("何远")}}));
  EXPECT_THAT(Suggest("he"), ElementsAre("贺若澜", "何远", "河湾镇"));
  Apply(Issue(absl::CivilDay(2023, 5, 2), {{Person("何近")}}, /*version=*/1));
  EXPECT_THAT(Suggest("he"), ElementsAre("何近", "贺若澜", "河湾镇"));
  ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(absl::CivilDay(2023, 5, 1)), {}));
  EXPECT_THAT(Suggest("he"), ElementsAre("何近"));
  ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(absl::CivilDay(2023, 5, 2)), {}));
  EXPECT_THAT(Suggest("he"), IsEmpty());
}

TEST_F(SuggestionsTest, APrintedFormFindsTheEntityAsLongAsItIsPrinted) {
  Mention bureau = Named(kOrganization, "青禾县农业农村局");
  bureau.texts = {"县农业局"};
  Apply(Issue(absl::CivilDay(2023, 5, 1), {{bureau}}));
  Apply(Issue(absl::CivilDay(2023, 5, 2), {{Named(kOrganization, "青禾县农业农村局")}}));
  EXPECT_THAT(Suggest("县农"), ElementsAre("青禾县农业农村局"));
  EXPECT_THAT(Suggest("xny"), ElementsAre("青禾县农业农村局"));
  ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(absl::CivilDay(2023, 5, 1)), {}));
  EXPECT_THAT(Suggest("县农"), IsEmpty());
  EXPECT_THAT(Suggest("青禾县农"), ElementsAre("青禾县农业农村局"));
}

TEST_F(SuggestionsTest, AMisreadNameIsThePersonItWasJoinedTo) {
  std::vector<std::vector<Mention>> articles(6, {Person("顾明澈", {"局长"}), Person("沈砚秋")});
  articles.push_back({Person("顾明撤", {"局长"}), Person("沈砚秋")});
  Apply(Issue(absl::CivilDay(2023, 5, 1), articles));
  EXPECT_THAT(Suggest("顾"), ElementsAre("顾明澈, 局长"));
  EXPECT_THAT(Suggest("顾明撤"), ElementsAre("顾明澈, 局长"));
  const auto suggested = engine_->Suggest(Typed("顾"));
  ASSERT_OK(suggested);
  EXPECT_EQ(suggested->at(0).entity.articles, 7U);
}

TEST_F(SuggestionsTest, KeysSpellNamesAsTheStoredRowsDo) {
  for (const std::string name : {"贺若澜", "單雄", "欧阳青", "青禾县第二中学", "龘", "Smith", "刘乾"}) {
    std::vector<std::string> stored = Spellings(name);
    stored.push_back(FoldName(name));
    EXPECT_THAT(TypingKeys(name), UnorderedElementsAreArray(stored)) << name;
  }
}

// Random archives: what is suggested is what is looked up, with the post that GetEntity() shows first.
class RandomSuggestionsTest : public SuggestionsTest {
 protected:
  std::string RandomName() {
    static const std::u32string kSurnames = U"贺何林凌", kGiven = U"若澜明朗远志";
    std::u32string name = {kSurnames[random_() % 4], kGiven[random_() % 6]};
    if (random_() % 2 == 0) name.push_back(kGiven[random_() % 6]);
    return text::ToUtf8(name);
  }
  IssueRecord RandomIssue(int day, int version) {
    static const std::vector<std::string> kTitles = {"县长", "副县长", "镇长", "教师", "医师", ""};
    std::vector<std::vector<Mention>> articles(1 + random_() % 4);
    for (auto& mentions : articles) {
      for (size_t i = 0; i <= random_() % 4; ++i) {
        const std::string title = kTitles[random_() % kTitles.size()];
        mentions.push_back(Person(RandomName(), title.empty() ? std::vector<std::string>() : std::vector{title}));
      }
      if (random_() % 3 == 0) mentions.push_back(Named(kPlace, RandomName() + "村"));
    }
    return Issue(absl::CivilDay(2023, 1, 1) + day, std::move(articles), version);
  }
  // The first of GetEntity()'s titles as a list shows them: latest first.
  std::string PostOf(const EntityId& id) {
    const auto entity = engine_->GetEntity(id);
    EXPECT_OK(entity);
    const TitleRecord* latest = nullptr;
    for (const TitleRecord& title : entity->titles) {
      if (latest == nullptr || title.last > latest->last) latest = &title;
    }
    return latest == nullptr ? "" : latest->title;
  }
  void CompareWithLookUps(const std::string& typed) {
    for (const uint8_t kind : {kPerson, kPlace}) {
      LookupEntitiesOptions lookup;
      lookup.text = typed;
      lookup.match = NameMatch::kPrefix;
      lookup.kind = kind;
      lookup.limit = 1'000;
      ASSERT_OK_AND_ASSIGN(auto looked_up, engine_->LookupEntities(lookup));
      std::sort(looked_up.begin(), looked_up.end(), [](const EntitySummary& a, const EntitySummary& b) {
        return std::make_tuple(-static_cast<int64_t>(a.articles), b.last, a.name, a.id) <
               std::make_tuple(-static_cast<int64_t>(b.articles), a.last, b.name, b.id);
      });
      SuggestOptions options = Typed(typed, 100);
      options.kinds = {kind};
      ASSERT_OK_AND_ASSIGN(const auto suggested, engine_->Suggest(options));
      ASSERT_EQ(suggested.size(), std::min<size_t>(100, looked_up.size())) << typed;
      for (size_t i = 0; i < suggested.size(); ++i) {
        EXPECT_EQ(suggested[i].entity.id.canonical, looked_up[i].id.canonical) << typed << " " << i;
        EXPECT_EQ(suggested[i].entity.articles, looked_up[i].articles) << typed << " " << i;
        if (kind != kPerson) continue;
        EXPECT_EQ(suggested[i].post, PostOf(looked_up[i].id)) << looked_up[i].id.canonical;
      }
    }
  }

  std::mt19937 random_{3};
};

TEST_F(RandomSuggestionsTest, AgreeWithLookUpsWhateverWasWritten) {
  for (int step = 0; step < 120; ++step) {
    const int day = static_cast<int>(random_() % 12);
    if (random_() % 4 == 0) {
      ASSERT_OK(engine_->DeleteIssue(absl::FormatCivilTime(absl::CivilDay(2023, 1, 1) + day), {}));
    } else {
      Apply(RandomIssue(day, step));
    }
    if (step % 40 == 39) Open();  // read from the store again
    if (step % 10 != 9) continue;
    // Resolve everybody, so that no name is too dear for a suggestion.
    for (const char* letter : {"h", "l"}) {
      LookupEntitiesOptions lookup;
      lookup.text = letter;
      lookup.match = NameMatch::kPrefix;
      ASSERT_OK(engine_->LookupEntities(lookup));
    }
    for (const char* typed : {"贺", "何", "林明", "贺若澜"}) CompareWithLookUps(typed);
  }
}

// On an engine that works in the background.
class BackgroundTest : public ::testing::Test {
 protected:
  void Open() {
    engine_.reset();
    ASSERT_OK_AND_ASSIGN(engine_, Engine::Open(store_.get(), {}));
  }

  std::unique_ptr<storage::Store> store_ = storage::NewMemoryStore();
  std::unique_ptr<Engine> engine_;
};

TEST_F(BackgroundTest, APersonThatTakesLongComesByNameAndWithThePostSoonAfter) {
  Open();
  const std::vector<std::vector<Mention>> articles(900, {Person("贺若澜", {"县长"})});
  ASSERT_OK(engine_->ApplyIssue(Issue(absl::CivilDay(2023, 5, 1), articles), {}));
  const auto first = SuggestWhenRead(*engine_, Typed("贺"));
  ASSERT_OK(first);
  ASSERT_EQ(first->size(), 1U);
  EXPECT_EQ(first->at(0).entity.articles, 900U);
  EXPECT_EQ(first->at(0).post, "");
  const absl::Time give_up = absl::Now() + absl::Seconds(20);
  std::vector<std::string> lines;
  while (lines != std::vector<std::string>{"贺若澜, 县长"} && absl::Now() < give_up) {
    absl::SleepFor(absl::Milliseconds(5));
    lines = Lines(*engine_, Typed("贺"));
  }
  EXPECT_THAT(lines, ElementsAre("贺若澜, 县长"));
}

TEST_F(BackgroundTest, AnIndexThatIsOpenedAgainSuggestsWhatItHoldsAndWhatIsWrittenMeanwhile) {
  Open();
  for (int day = 0; day < 36; ++day) {
    static const std::u32string kGiven = U"若澜明朗远志";
    const auto tens = static_cast<size_t>(day) / 6, ones = static_cast<size_t>(day) % 6;
    const std::string name = "林" + text::ToUtf8(kGiven.substr(tens, 1) + kGiven.substr(ones, 1));
    ASSERT_OK(engine_->ApplyIssue(Issue(absl::CivilDay(2023, 5, 1) + day, {{Person(name)}}), {}));
    if (day % 10 == 5) Open();
    EXPECT_THAT(Lines(*engine_, Typed("林", 100)), testing::SizeIs(day + 1));
  }
}

}  // namespace
}  // namespace jianbao::engine
