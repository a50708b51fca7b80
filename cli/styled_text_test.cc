#include "cli/styled_text.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jianbao::cli {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Wrapped(std::string_view utf8, int width) {
  std::vector<std::string> lines;
  for (const StyledText& line : StyledText(utf8).Wrap(width)) lines.push_back(line.ToString(false));
  return lines;
}

TEST(StyledTextTest, AHanCharacterIsTwoColumnsWide) {
  EXPECT_EQ(StyledText("青禾 A1").width(), 7);
  EXPECT_EQ(StyledText("").width(), 0);
}

TEST(StyledTextTest, ColoursAreSwitchedOnAndOffOnceForEachRun) {
  StyledText text("ab", Style::kStrong);
  text.Append("c", Style::kStrong).Append("d");
  EXPECT_EQ(text.ToString(true), "\x1b[1mabc\x1b[0md");
  EXPECT_EQ(text.ToString(false), "abcd");
}

TEST(StyledTextTest, ControlCharactersOfAPageCannotSteerTheTerminal) {
  EXPECT_EQ(StyledText("a\x1b[2Jb\nc\u202Ed").ToString(true), "a\uFFFD[2Jb c\uFFFDd");
}

TEST(StyledTextTest, BytesThatAreNoUtf8AreShownAsReplacements) {
  EXPECT_EQ(StyledText("a\xff").ToString(false), "a\uFFFD");
}

TEST(StyledTextTest, FitCutsAtAColumnAndSaysSo) {
  EXPECT_EQ(StyledText("秸秆禁烧").Fit(8).ToString(false), "秸秆禁烧");
  EXPECT_EQ(StyledText("秸秆禁烧").Fit(7).ToString(false), "秸秆禁…");
  EXPECT_EQ(StyledText("秸秆禁烧").Fit(6).ToString(false), "秸秆…");
}

TEST(StyledTextTest, TheEndOrBothEndsCanBeKeptInstead) {
  EXPECT_EQ(StyledText("秸秆禁烧").FitEnd(6).ToString(false), "…禁烧");
  EXPECT_EQ(StyledText("秸秆禁烧").FitEnd(8).ToString(false), "秸秆禁烧");
  EXPECT_EQ(StyledText("全县秸秆禁烧现场会召开").FitMiddle(16).ToString(false), "全县秸秆…5…召开");
  EXPECT_EQ(StyledText("全县秸秆禁烧").FitMiddle(7).ToString(false), "全县秸…");
  EXPECT_EQ(StyledText("").FitMiddle(0).ToString(false), "");
}

TEST(StyledTextTest, HanTextBreaksAnywhereButNotBeforeClosingPunctuation) {
  EXPECT_THAT(Wrapped("桐湾区春耕现场会召开", 8), ElementsAre("桐湾区春", "耕现场会", "召开"));
  EXPECT_THAT(Wrapped("桐湾区春,现场", 8), ElementsAre("桐湾区春,", "现场"));
  EXPECT_THAT(Wrapped("桐湾区“春耕”现场", 8), ElementsAre("桐湾区", "“春耕”现", "场"));
}

TEST(StyledTextTest, LatinWordsAndNumbersStayWholeWhereTheyFit) {
  EXPECT_THAT(Wrapped("投资 12.86 亿元", 8), ElementsAre("投资", "12.86 亿", "元"));
  EXPECT_THAT(Wrapped("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
}

TEST(StyledTextTest, ANumberIsNotBrokenBehindItsPoint) {
  EXPECT_THAT(Wrapped("in body 2.61", 9), ElementsAre("in body", "2.61"));
  EXPECT_THAT(Wrapped("the end. next", 7), ElementsAre("the end.", "next"));
  EXPECT_THAT(Wrapped("他说「好。」再见", 8), ElementsAre("他说", "「好。」", "再见"));
}

TEST(StyledTextTest, EmptyTextIsOneEmptyLine) { EXPECT_THAT(Wrapped("", 10), ElementsAre("")); }

TEST(HighlightTest, RangesAreStyledAndTheRestIsBase) {
  EXPECT_EQ(Highlight("县长贺若澜", {{6, 15, Style::kPerson}}).ToString(true), "县长\x1b[32m贺若澜\x1b[0m");
}

TEST(HighlightTest, RangesThatAreOffOrOutOfBoundsAreWidenedOrIgnored) {
  EXPECT_EQ(Highlight("县长", {{4, 5, Style::kPerson}}).ToString(true), "县\x1b[32m长\x1b[0m");
  EXPECT_EQ(Highlight("县长", {{100, 200, Style::kPerson}, {5, 2, Style::kPerson}}).ToString(true), "县长");
}

}  // namespace
}  // namespace jianbao::cli
