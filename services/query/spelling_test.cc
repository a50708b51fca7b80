#include "services/query/spelling.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/fields.h"
#include "services/query/language/parser.h"
#include "services/query/language/printer.h"

namespace jianbao::query {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

language::Node Parse(const std::string& query) {
  auto tree = language::ParseQuery(query, ArchiveFields());
  EXPECT_OK(tree);
  return *std::move(tree);
}

using Spellings = std::vector<std::pair<std::string, int64_t>>;

void AddResult(int64_t articles, const Spellings& spellings, index::v1::ProposeSpellingsResponse* response) {
  auto* result = response->add_results();
  result->set_article_count(articles);
  for (const auto& [text, count] : spellings) {
    auto* spelling = result->add_spellings();
    spelling->set_text(text);
    spelling->set_reason(type::v1::SPELLING_REASON_LOOK_ALIKE);
    spelling->set_article_count(count);
  }
}

// "from>to" of each.
std::vector<std::string> Lines(const SpellingChanges& changes) {
  std::vector<std::string> lines;
  for (const auto& change : changes) lines.push_back(change.from() + ">" + change.to());
  return lines;
}

TEST(SpellingTest, OnlyWordsThatAreLookedForInTextsAreSpelled) {
  EXPECT_THAT(
      WordsToSpell(Parse("秸杆禁烧 标题:巡查 -演练 人物:贺若澜 “夏收现场” 秸杆禁烧 (春耕 OR 夏收) 日期:2023 禁")),
      ElementsAre("秸杆禁烧", "巡查", "春耕", "夏收"));
  EXPECT_THAT(WordsToSpell(Parse("“秸杆禁烧” 日期:2023")), IsEmpty());
  EXPECT_EQ(WordsToSpell(Parse("一一 二二 三三 四四 五五 六六 七七 八八 九九")).size(), 8U);
}

TEST(SpellingTest, NearSpellingsStandBesideTheWordsThatNoArticleHolds) {
  index::v1::ProposeSpellingsResponse proposed;
  AddResult(0, {{"秸秆禁烧", 12}, {"秸秆焚烧", 2}}, &proposed);
  AddResult(3, {{"巡察", 9}}, &proposed);
  const language::Node tree = Parse("秸杆禁烧 标题:巡查 -演练");
  const SpellingChanges changes = NearSpellings(WordsToSpell(tree), proposed);
  EXPECT_THAT(Lines(changes), ElementsAre("秸杆禁烧>秸秆禁烧", "秸杆禁烧>秸秆焚烧"));
  EXPECT_EQ(language::PrintQuery(WithAlternatives(tree, changes)),
            "(秸杆禁烧 OR 秸秆禁烧 OR 秸秆焚烧) headline:巡查 -演练");
  EXPECT_EQ(language::PrintQuery(WithAlternatives(tree, {})), "秸杆禁烧 headline:巡查 -演练");
}

TEST(SpellingTest, ReadingsReplaceWordsThatHardlyAnyArticleHolds) {
  index::v1::ProposeSpellingsResponse proposed;
  AddResult(0, {{"秸秆禁烧", 12}, {"秸秆焚烧", 2}}, &proposed);
  AddResult(2, {{"巡察", 10}, {"巡茶", 9}}, &proposed);
  AddResult(3, {{"演习", 100}}, &proposed);
  const language::Node tree = Parse("秸杆禁烧 标题:巡查 演练");
  const auto readings = LikelyReadings(WordsToSpell(tree), proposed);
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(language::PrintQuery(WithReplacements(tree, readings[0])), "秸秆禁烧 headline:巡察 演练");
  EXPECT_EQ(language::PrintQuery(WithReplacements(tree, readings[1])), "秸秆焚烧 headline:巡察 演练");
  EXPECT_THAT(LikelyReadings({"春耕"}, {}), IsEmpty());
}

}  // namespace
}  // namespace jianbao::query
