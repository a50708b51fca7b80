#include "cli/terminal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "gtest/gtest.h"

namespace jianbao::cli {
namespace {

TEST(TerminalTest, AFileIsNoTerminalAndHasNoColourUnlessAsked) {
  unsetenv("COLUMNS");
  const int fd = open("/dev/null", O_WRONLY);
  const Terminal plain = Terminal::Of(fd, ColorMode::kAuto);
  EXPECT_FALSE(plain.is_terminal);
  EXPECT_FALSE(plain.color);
  EXPECT_EQ(plain.width, 80);
  EXPECT_TRUE(Terminal::Of(fd, ColorMode::kAlways).color);
  close(fd);
}

TEST(TerminalTest, ATerminalHasColourUnlessNoColorOrADumbTermSaysOtherwise) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0) GTEST_SKIP() << "no pseudo-terminals here, as in a bare chroot";
  ASSERT_EQ(grantpt(master), 0);
  ASSERT_EQ(unlockpt(master), 0);
  const int fd = open(ptsname(master), O_RDWR | O_NOCTTY);
  ASSERT_GE(fd, 0);
  setenv("TERM", "xterm-256color", 1);
  unsetenv("NO_COLOR");
  EXPECT_TRUE(Terminal::Of(fd, ColorMode::kAuto).color);
  EXPECT_FALSE(Terminal::Of(fd, ColorMode::kNever).color);
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(Terminal::Of(fd, ColorMode::kAuto).color);
  unsetenv("NO_COLOR");
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(Terminal::Of(fd, ColorMode::kAuto).color);
  close(fd);
  close(master);
}

TEST(TerminalTest, ColumnsOfTheEnvironmentCountWhereThereIsNoWindow) {
  setenv("COLUMNS", "100", 1);
  EXPECT_EQ(Terminal::Of(-1, ColorMode::kAuto).width, 100);
  setenv("COLUMNS", "3", 1);
  EXPECT_EQ(Terminal::Of(-1, ColorMode::kAuto).width, 40);
  unsetenv("COLUMNS");
}

TEST(PageTest, TablesAlignHanAndLatinColumns) {
  Page page({.width = 40});
  page.Table({{StyledText("县长"), StyledText("2021"), StyledText("x")},
              {StyledText("mayor"), StyledText("1"), StyledText("y")}},
             0);
  EXPECT_EQ(page.Finish(),
            "县长   2021  x\n"
            "mayor  1     y\n");
}

TEST(PageTest, OnlyTheFlexibleColumnIsCutWhenATableIsTooWide) {
  Page page({.width = 20});
  page.Table({{StyledText("1"), StyledText("秸秆禁烧秸秆禁烧秸秆禁烧"), StyledText("end")}}, 1);
  EXPECT_EQ(page.Finish(), "1  秸秆禁烧秸…   end\n");
}

TEST(PageTest, TheFlexibleColumnWrapsBesideTheOthersWhereAsked) {
  Page page({.width = 20});
  page.Table({{StyledText("1"), StyledText("秸秆禁烧秸秆禁烧"), StyledText("end")}}, 1, Overflow::kWrap);
  EXPECT_EQ(page.Finish(), "1  秸秆禁烧秸    end\n   秆禁烧\n");
}

TEST(PageTest, ARowThatEndsWithTheFlexibleColumnUsesTheWholeLine) {
  Page page({.width = 20});
  page.Table({{StyledText("1"), StyledText("秸秆禁烧秸秆禁烧"), StyledText("end")},
              {StyledText("2"), StyledText("秸秆禁烧秸秆禁")}},
             1);
  EXPECT_EQ(page.Finish(), "1  秸秆禁烧秸…   end\n2  秸秆禁烧秸秆禁\n");
}

TEST(PageTest, EmptyCellsAtTheEndOfARowLeaveNoBlanks) {
  Page page({.width = 20});
  page.Table({{StyledText("a"), StyledText()}, {StyledText("b"), StyledText("c")}}, 1);
  EXPECT_EQ(page.Finish(), "a\nb  c\n");
}

TEST(PageTest, ParagraphsWrapBehindTheirIndent) {
  Page page({.width = 16});
  page.Paragraph(StyledText("桐湾区春耕现场会"), 4, StyledText(" 7"));
  EXPECT_EQ(page.Finish(),
            " 7  桐湾区春耕\n"
            "    现场会\n");
}

TEST(PageTest, ARuleFillsTheWidth) {
  Page page({.width = 12});
  page.Rule(StyledText("标题"));
  EXPECT_EQ(page.Finish(), "── 标题 ────\n");
}

TEST(TerminalTest, BarsGrowInEighthsAndNeverVanish) {
  EXPECT_EQ(Bar(4, 4, 2), "██");
  EXPECT_EQ(Bar(3, 4, 2), "█▌");
  EXPECT_EQ(Bar(1, 1000, 2), "▏");
  EXPECT_EQ(Bar(0, 4, 2), "");
  EXPECT_EQ(Bar(1, 0, 2), "");
}

TEST(TerminalTest, NumbersAndSizesAreReadable) {
  EXPECT_EQ(WithCommas(0), "0");
  EXPECT_EQ(WithCommas(999), "999");
  EXPECT_EQ(WithCommas(1234567), "1,234,567");
  EXPECT_EQ(WithCommas(-1234), "-1,234");
  EXPECT_EQ(Count(1, "article"), "1 article");
  EXPECT_EQ(Count(1200, "article"), "1,200 articles");
  EXPECT_EQ(HumanBytes(12), "12 B");
  EXPECT_EQ(HumanBytes(3482), "3.4 KiB");
  EXPECT_EQ(HumanBytes(int64_t{5} << 30), "5.0 GiB");
}

}  // namespace
}  // namespace jianbao::cli
