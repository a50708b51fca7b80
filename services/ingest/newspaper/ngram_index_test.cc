#include "services/ingest/newspaper/ngram_index.h"

#include <algorithm>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

Page Read(const std::string& file) { return Page(text::Decode(file, text::Encoding::kUtf8).value()); }

// A page of a few characters in short lines, so that pairs come back often and at the ends of lines.
std::string RandomPage(uint32_t seed) {
  std::mt19937 random(seed);
  std::string file;
  for (int i = 0; i < 600; ++i) {
    constexpr std::u32string_view kCharacters = U"田水村镇1a,。";
    text::AppendUtf8(kCharacters[random() % kCharacters.size()], &file);
    if (random() % 9 == 0) file += '\n';
  }
  return file;
}

bool IsWordChar(char32_t c) { return text::IsHan(c) || text::IsDigit(c) || text::IsLatin(c); }

// Times `text` stands in the lines of the page, looked for line by line.
int CountLineByLine(const Page& page, std::u32string_view text) {
  int count = 0;
  for (const Part& line : page.lines()) {
    for (size_t at = page.Folded(line).find(text); at != std::u32string_view::npos;
         at = page.Folded(line).find(text, at + 1))
      ++count;
  }
  return count;
}

TEST(NgramIndexTest, CountsWhatASearchLineByLineCounts) {
  constexpr int kMost = 48;
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const Page page = Read(RandomPage(seed));
    const NgramIndex index(page);
    for (uint32_t i = 0; i + 3 <= page.size(); ++i) {
      for (uint32_t length = 2; length <= 3; ++length) {
        const std::u32string text(page.Folded(CharRange{i, i + length}));
        const bool words = IsWordChar(text[0]) && IsWordChar(text[1]);
        ASSERT_EQ(index.Count(text), words ? std::min(kMost, CountLineByLine(page, text)) : 0)
            << "seed " << seed << ", " << text::ToUtf8(text);
      }
    }
  }
}

TEST(NgramIndexTest, KnowsThePlacesOfEachPair) {
  const Page page = Read("村口的水渠\n水渠通到村口\n");
  const NgramIndex index(page);
  const uint32_t pair = index.PairAt(3);  // 水渠
  ASSERT_NE(pair, NgramIndex::kNoPair);
  ASSERT_EQ(index.Places(pair).size(), 2u);
  EXPECT_EQ(index.Places(pair)[0], 3u);
  EXPECT_EQ(index.Places(pair)[1], 5u);
  EXPECT_EQ(index.PairAt(4), NgramIndex::kNoPair) << "渠水 crosses the end of a line";
}

TEST(NgramIndexTest, ATitleOverlapsTheTextThatUsesItsPairs) {
  const Page page = Read("水渠通水\n昨日水渠通水，村民很高兴\n今年粮价平稳\n");
  const NgramIndex index(page);
  const auto range = [&](size_t line) { return page.lines()[line].chars; };
  EXPECT_DOUBLE_EQ(index.Overlap(range(0), range(1)), 1);
  EXPECT_DOUBLE_EQ(index.Overlap(range(0), range(2)), 0);
}

TEST(NgramIndexTest, APageOfManyPairsIsIndexed) {
  std::u32string chars;
  for (char32_t a = 0x4E00; a < 0x4E00 + 700; ++a) {
    for (char32_t b = 0x5F00; b < 0x5F00 + 200; ++b) chars += {a, b};
  }
  const Page page = Read(text::ToUtf8(chars));
  const NgramIndex index(page);
  EXPECT_EQ(index.Count(chars.substr(0, 2)), 1);
  EXPECT_EQ(index.Count(chars.substr(chars.size() - 2)), 1);
}

}  // namespace
}  // namespace jianbao::newspaper
