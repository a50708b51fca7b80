#include "services/ingest/newspaper/page.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

Page Read(const std::string& file) { return Page(text::Decode(file, text::Encoding::kUtf8).value()); }

std::string Line(const Page& page, size_t i) { return text::ToUtf8(page.Printed(page.lines()[i].chars)); }

TEST(PageTest, MarkdownResidueAndInvisibleCharactersAreNoText) {
  const Page page = Read("## 标题在此\n本报讯(记者 贺**云舟)**\u00AD近日,\u200B一切如常。\n");
  EXPECT_EQ(Line(page, 0), "标题在此");
  EXPECT_EQ(Line(page, 1), "本报讯(记者贺云舟)近日,一切如常。");
}

TEST(PageTest, ResidueStaysInTheInkOfItsLine) {
  const Page page = Read("**标题**\n***\n");
  EXPECT_EQ(page.Source(page.lines()[0]), (text::ByteSpan{0, 10}));
  EXPECT_EQ(page.lines()[1].chars.size(), 0u);
  EXPECT_EQ(page.Source(page.lines()[1]), (text::ByteSpan{11, 14}));
}

TEST(PageTest, BlankLinesPartLinesOrGroupsOfLines) {
  const std::string head = "渡口换了新船\n", text = "木船退了下来,铁壳船一次可坐六十人。\n";
  EXPECT_TRUE(Read(head + "\n" + text + "\n" + head + "\n" + text).parted());
  EXPECT_FALSE(Read(head + "\n" + text + "\n" + head + "\n" + text).grouped());
  EXPECT_TRUE(Read(head + text + text + "\n" + head + text).grouped());
  EXPECT_FALSE(Read(head + text + text + "\n" + head + text).parted());
  EXPECT_FALSE(Read(head + text + text + head + text).grouped());
}

TEST(PageTest, ACutGivesEveryCharacterToOneSide) {
  const Page page = Read("任务完成。** 某地召开会议\n");
  const auto [text, title] = page.Split(page.lines()[0], 5);
  EXPECT_EQ(page.Source(text), (text::ByteSpan{0, 17}));
  EXPECT_EQ(page.Source(title), (text::ByteSpan{18, 36}));
}

TEST(PageTest, SpacesInTitlesPartPhrasesUnlessEveryCharacterStandsAlone) {
  const Page page = Read("心往一处想 劲往一处使\n通 知\n云 泽 晚 报\n");
  EXPECT_EQ(TitleText(page, page.lines()[0].chars), "心往一处想 劲往一处使");
  EXPECT_EQ(TitleText(page, page.lines()[2].chars), "云泽晚报");
}

TEST(PageTest, SpacesInRunningTextAreKeptOnlyBetweenLatinWords) {
  const Page page = Read("3 月 5 日,工程师Erik M. Berg来到石 桥镇。\n");
  EXPECT_EQ(RunningText(page, page.lines()[0].chars), "3月5日,工程师Erik M. Berg来到石桥镇。");
}

// A column of twelve characters, paragraphs indented by two, as some extractions print it.
std::string Wrapped() {
  std::string file = "白荻村修通进山路\n";
  for (int paragraph = 0; paragraph < 4; ++paragraph) {
    file += "　　村口的大樟树下人来人往\n十分热闹村民们说这条路修通\n了以后茶叶再也不愁卖不出去\n价钱也比往年好。\n";
  }
  return file;
}

TEST(PageTest, LinesBrokenAtTheWidthOfTheColumnAreJoinedToParagraphs) {
  const Page page = Read(Wrapped());
  ASSERT_EQ(page.lines().size(), 5u);
  EXPECT_EQ(Line(page, 0), "白荻村修通进山路");
  EXPECT_EQ(page.lines()[1].chars.size(), 11u + 13 + 13 + 8);
}

TEST(PageTest, ShortLinesOfManyWidthsAreNotJoined) {
  const Page page = Read("富强 民主\n云泽日报\n某地召开会议部署春耕\n沈砚秋主持\n");
  EXPECT_EQ(page.lines().size(), 4u);
}

}  // namespace
}  // namespace jianbao::newspaper
