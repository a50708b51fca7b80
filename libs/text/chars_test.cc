#include "libs/text/chars.h"

#include "gtest/gtest.h"

namespace jianbao::text {
namespace {

std::string Folded(std::string_view utf8) {
  std::u32string chars = FromUtf8(utf8);
  for (char32_t& c : chars) c = FoldChar(c);
  return ToUtf8(chars);
}

TEST(CharsTest, EachClassKnowsItsCharactersOfBothWidths) {
  EXPECT_TRUE(IsHan(U'青') && IsHan(U'〇') && IsHan(U'々') && IsHan(U'𠮷'));
  EXPECT_FALSE(IsHan(U'。') || IsHan(U'a') || IsHan(U'あ'));
  EXPECT_TRUE(IsSpace(' ') && IsSpace('\t') && IsSpace(U'\u3000') && IsSpace(U'\u00A0') && IsSpace(U'\uFEFF'));
  EXPECT_FALSE(IsSpace(U'青') || IsSpace('x') || IsSpace(0));
  EXPECT_TRUE(IsDigit('7') && IsDigit(U'７'));
  EXPECT_FALSE(IsDigit(U'七'));
  EXPECT_TRUE(IsLatin('z') && IsLatin(U'Ｚ') && IsLatin(U'é'));
  EXPECT_FALSE(IsLatin(U'×') || IsLatin('@') || IsLatin('['));
  EXPECT_TRUE(IsPunctuation(U'、') && IsPunctuation('+') && IsPunctuation(U'《'));
  EXPECT_FALSE(IsPunctuation(U'青') || IsPunctuation('1'));
  EXPECT_TRUE(IsSentenceEnd(U'。') && IsSentenceEnd('?'));
  EXPECT_FALSE(IsSentenceEnd(U'…') || IsSentenceEnd(U'，'));
}

TEST(FoldCharTest, WidthCaseScriptAndQuotesAreEvenedOut) {
  EXPECT_EQ(Folded("ＡＢＣ１２３，ABC"), "abc123,abc");
  EXPECT_EQ(Folded("雲澤縣黨委書記"), "云泽县党委书记");
  EXPECT_EQ(Folded("“青禾”「青禾」"), "\"青禾\"\"青禾\"");
  EXPECT_EQ(Folded("１９９８—２０２３"), "1998-2023");
  EXPECT_EQ(Folded("⼈⺠"), "人⺠") << "a radical that has no compatibility mapping stays";
}

TEST(FoldCharTest, FoldingTwiceChangesNothing) {
  for (char32_t c = 0; c <= 0x323AF; ++c) {
    ASSERT_EQ(FoldChar(FoldChar(c)), FoldChar(c)) << "U+" << std::hex << static_cast<uint32_t>(c);
  }
  EXPECT_EQ(FoldChar(0x10FFFF), char32_t{0x10FFFF});
}

TEST(Utf8Test, EveryLengthRoundTrips) {
  for (const char32_t c : {U'\x7F', U'\x80', U'\u07FF', U'\u0800', U'\uFFFF', U'\U00010000', U'\U0010FFFF'}) {
    const std::string utf8 = ToUtf8(std::u32string_view(&c, 1));
    EXPECT_EQ(static_cast<int>(utf8.size()), Utf8Length(c));
    EXPECT_TRUE(IsValidUtf8(utf8));
    EXPECT_EQ(FromUtf8(utf8), std::u32string(1, c));
  }
}

TEST(Utf8Test, WhatIsNoCodePointBecomesAReplacement) {
  EXPECT_EQ(ToUtf8(std::u32string(1, char32_t{0xD800})), "\uFFFD");
  EXPECT_EQ(FromUtf8("a\xFF"
                     "b"),
            U"a\uFFFDb");
}

TEST(Utf8Test, OverlongSurrogateAndTruncatedSequencesAreInvalid) {
  for (const std::string_view bad :
       {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE9\x9D", "\x80"}) {
    EXPECT_FALSE(IsValidUtf8(bad));
  }
}

TEST(DisplayWidthTest, HanTakesTwoColumnsAndCombiningMarksNone) {
  EXPECT_EQ(DisplayWidth("青禾县a1"), 8);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("（）"), 4);
}

TEST(Chars, FoldsInALoopAsOneByOne) {
  const Folder fold;
  for (char32_t c = 0; c < 0x30000; ++c) ASSERT_EQ(fold(c), FoldChar(c)) << static_cast<uint32_t>(c);
}

}  // namespace
}  // namespace jianbao::text
