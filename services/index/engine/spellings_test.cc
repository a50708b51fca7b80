// What a word may have been meant for: only what the archive holds, and why.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/checksum.h"
#include "libs/base/status_matchers.h"
#include "services/index/engine/engine_on_memory.h"

namespace jianbao::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SpellingsTest : public EngineOnMemory {
 protected:
  // An article a text, in an issue of their own.
  void Store(const std::string& issue_name, const std::vector<std::string>& bodies,
             std::vector<Mention> mentions = {}) {
    IssueRecord issue;
    issue.name = issue_name;
    issue.publication = "青禾日报";
    issue.content_hash = ContentHash(issue_name);
    for (size_t i = 0; i < bodies.size(); ++i) {
      Document document;
      document.name = absl::StrCat(issue_name, "/", i + 1);
      document.issue = issue_name;
      document.publication = issue.publication;
      document.text(TextField::kBody) = bodies[i];
      document.mentions = mentions;
      issue.documents.push_back(std::move(document));
    }
    Apply(issue);
  }
  // "text reason articles".
  std::vector<std::string> Proposed(const std::string& word) {
    const auto proposals = engine_->ProposeSpellings(word, {});
    EXPECT_OK(proposals);
    std::vector<std::string> lines;
    if (!proposals.ok()) return lines;
    for (const Spelling& spelling : proposals->spellings) {
      static const char* const kReasons[] = {"", "looks", "sounds", "edit"};
      lines.push_back(
          absl::StrCat(spelling.text, " ", kReasons[static_cast<int>(spelling.reason)], " ", spelling.articles));
    }
    return lines;
  }
};

TEST_F(SpellingsTest, OneCharacterMayBeMisreadMistypedDoubledOrOutOfOrder) {
  Store("a", {"全县秸秆禁烧工作会议召开。", "秸秆禁烧夜间巡查。"});
  EXPECT_THAT(Proposed("秸杆禁烧"), ElementsAre("秸秆禁烧 sounds 2"));  // 杆 looks and sounds like 秸秆's 秆
  EXPECT_THAT(Proposed("秸秆禁绕"), ElementsAre("秸秆禁烧 looks 2"));
  EXPECT_THAT(Proposed("秸秆进烧"), ElementsAre("秸秆禁烧 sounds 2"));
  EXPECT_THAT(Proposed("秸秆禁禁烧"), ElementsAre("秸秆禁烧 edit 2"));
  EXPECT_THAT(Proposed("秸秆的禁烧"), ElementsAre("秸秆禁烧 edit 2"));
  EXPECT_THAT(Proposed("秸秆烧禁"), ElementsAre("秸秆禁烧 edit 2", "秸秆禁 edit 2"));
  EXPECT_THAT(Proposed("秸稈禁绕"), ElementsAre("秸秆禁烧 looks 2"));
}

TEST_F(SpellingsTest, WhatTheArchiveDoesNotHoldIsNotProposed) {
  Store("a", {"秸秆禁烧。", "禁止焚烧。"});
  EXPECT_THAT(Proposed("秸秆禁烧"), IsEmpty());  // right as it is, and nothing near it
  EXPECT_THAT(Proposed("龙舟竞渡"), IsEmpty());
  EXPECT_THAT(Proposed("止绕"), IsEmpty());  // 止烧 is nowhere
  EXPECT_THAT(Proposed("绕"), IsEmpty());
  EXPECT_THAT(Proposed("，"), IsEmpty());
  ASSERT_OK(engine_->DeleteIssue("a", {}));
  EXPECT_THAT(Proposed("秸秆禁绕"), IsEmpty());
}

TEST_F(SpellingsTest, PairsThatNeverStandTogetherInOneArticleAreNoWord) {
  Store("a", {"水库水位", "位置图表"});
  EXPECT_THAT(Proposed("库水位直图"), IsEmpty());  // 库水 水位 位置 置图 are held, 库水位置图 by nobody
}

TEST_F(SpellingsTest, NamesAreFoundByTheirSoundThoughNoCharacterIsRight) {
  Store("a", {"县长贺若澜调研。"}, {{kPersonKind, "贺若澜", {"贺若澜"}, {}, 1}});
  EXPECT_THAT(Proposed("何弱兰"), ElementsAre("贺若澜 sounds 1"));
  EXPECT_THAT(Proposed("heruolan"), ElementsAre("贺若澜 sounds 1"));
  EXPECT_THAT(Proposed("hrl"), IsEmpty());
}

TEST_F(SpellingsTest, WhatMoreArticlesHoldIsLikelier) {
  Store("a", {"夏收", "夏收", "夏收", "夏牧"});
  const auto proposals = engine_->ProposeSpellings("夏攻", {});
  ASSERT_OK(proposals);
  ASSERT_FALSE(proposals->spellings.empty());
  EXPECT_EQ(proposals->spellings[0].text, "夏收");
  EXPECT_EQ(proposals->articles, 0U);
}

TEST_F(SpellingsTest, HowManyArticlesHoldTheWordItselfIsTold) {
  Store("a", {"秸秆禁烧", "秸秆禁绕"});
  const auto proposals = engine_->ProposeSpellings("秸秆禁绕", {});
  ASSERT_OK(proposals);
  EXPECT_EQ(proposals->articles, 1U);
  ASSERT_EQ(proposals->spellings.size(), 1U);
  EXPECT_EQ(proposals->spellings[0].text, "秸秆禁烧");
}

}  // namespace
}  // namespace jianbao::engine
