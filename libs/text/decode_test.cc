#include "libs/text/decode.h"

#include <string>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/text/chars.h"

namespace jianbao::text {
namespace {

constexpr std::u32string_view kPage = U"青禾县举行会议，贺若澜讲话。\n第2版";
// The same page in GB18030.
constexpr std::string_view kGbPage =
    "\xC7\xE0\xBA\xCC\xCF\xD8\xBE\xD9\xD0\xD0\xBB\xE1\xD2\xE9\xA3\xAC\xBA\xD8\xC8\xF4\xC0\xBD\xBD\xB2\xBB\xB0\xA1\xA3\n"
    "\xB5\xDA"
    "2"
    "\xB0\xE6";

std::string Utf16(std::u32string_view chars, bool little_endian) {
  std::string bytes;
  for (char32_t c : chars) {
    bytes += static_cast<char>(little_endian ? c : c >> 8);
    bytes += static_cast<char>(little_endian ? c >> 8 : c);
  }
  return bytes;
}

// Every character must encode back to exactly the bytes its offsets point at.
void ExpectOffsetsTileTheBytes(const DecodedText& text, size_t size) {
  ASSERT_EQ(text.offsets.size(), text.chars.size() + 1);
  EXPECT_EQ(text.offsets.back(), size);
  for (size_t i = 0; i + 1 < text.offsets.size(); ++i) EXPECT_LT(text.offsets[i], text.offsets[i + 1]);
}

TEST(DecodeTest, Utf8IsDetectedWithOffsetsOfEveryCharacter) {
  const std::string bytes = "a青𠮷é";
  ASSERT_OK_AND_ASSIGN(const DecodedText text, Decode(bytes, std::nullopt));
  EXPECT_EQ(text.chars, U"a青𠮷é");
  EXPECT_EQ(text.offsets, (std::vector<uint32_t>{0, 1, 4, 8, 10}));
  EXPECT_EQ(text.encoding, Encoding::kUtf8);
  EXPECT_TRUE(text.detected);
}

TEST(DecodeTest, GbkIsDetectedWithOffsetsOfEveryCharacter) {
  ASSERT_OK_AND_ASSIGN(const DecodedText text, Decode(kGbPage, std::nullopt));
  EXPECT_EQ(text.chars, kPage);
  EXPECT_EQ(text.encoding, Encoding::kGb18030);
  ExpectOffsetsTileTheBytes(text, kGbPage.size());
  EXPECT_EQ(text.offsets[1], 2u);
}

TEST(DecodeTest, FourByteGb18030IsOneCharacter) {
  const std::string bytes = "a\x95\x32\x82\x36z";  // U+20000
  ASSERT_OK_AND_ASSIGN(const DecodedText text, Decode(bytes, Encoding::kGb18030));
  EXPECT_EQ(text.chars, U"a\U00020000z");
  EXPECT_EQ(text.offsets, (std::vector<uint32_t>{0, 1, 5, 6}));
}

TEST(DecodeTest, Utf16IsDetectedInBothByteOrdersWithAndWithoutMark) {
  for (const bool little_endian : {true, false}) {
    for (const bool marked : {true, false}) {
      const std::string bytes = Utf16(marked ? U"\uFEFF" : U"", little_endian) + Utf16(kPage, little_endian);
      ASSERT_OK_AND_ASSIGN(const DecodedText text, Decode(bytes, std::nullopt));
      EXPECT_EQ(text.chars, kPage);
      EXPECT_EQ(text.encoding, little_endian ? Encoding::kUtf16Le : Encoding::kUtf16Be);
      EXPECT_EQ(text.byte_order_mark, marked);
      EXPECT_EQ(text.detected, !marked);
      EXPECT_EQ(text.offsets.front(), marked ? 2u : 0u);
      ExpectOffsetsTileTheBytes(text, bytes.size());
    }
  }
}

TEST(DecodeTest, SurrogatePairsAreOneCharacter) {
  const std::string bytes("\x42\xD8\xB7\xDF", 4);  // U+20BB7
  ASSERT_OK_AND_ASSIGN(const DecodedText text, Decode(bytes, Encoding::kUtf16Le));
  EXPECT_EQ(text.chars, U"𠮷");
  EXPECT_EQ(text.offsets, (std::vector<uint32_t>{0, 4}));
  EXPECT_THAT(Decode(bytes.substr(0, 2), Encoding::kUtf16Le),
              ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_NOT_IN_ENCODING"));
}

TEST(DecodeTest, AByteOrderMarkIsSkippedAndCorrectsTheByteOrder) {
  ASSERT_OK_AND_ASSIGN(const DecodedText utf8, Decode("\xEF\xBB\xBF青", std::nullopt));
  EXPECT_EQ(utf8.chars, U"青");
  EXPECT_EQ(utf8.offsets, (std::vector<uint32_t>{3, 6}));
  EXPECT_FALSE(utf8.detected);
  ASSERT_OK_AND_ASSIGN(const DecodedText utf16, Decode(Utf16(U"\uFEFF青", false), Encoding::kUtf16Le));
  EXPECT_EQ(utf16.encoding, Encoding::kUtf16Be);
}

TEST(DecodeTest, AWrongLabelIsRefusedAtTheFirstFault) {
  const auto status = Decode(kGbPage, Encoding::kUtf8).status();
  EXPECT_THAT(status, ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_NOT_IN_ENCODING"));
  EXPECT_EQ(GetErrorDetail(status)->metadata.at("position"), "0");
  EXPECT_EQ(GetErrorDetail(Decode("青禾\xFF", Encoding::kUtf8).status())->metadata.at("position"), "6");
  EXPECT_EQ(GetErrorDetail(Decode("ab\xFF\xFF", Encoding::kGb18030).status())->metadata.at("position"), "2");
  EXPECT_EQ(GetErrorDetail(Decode("ab\xC7", Encoding::kGb18030).status())->metadata.at("position"), "2");
  EXPECT_EQ(GetErrorDetail(Decode("abc", Encoding::kUtf16Le).status())->metadata.at("position"), "2");
  EXPECT_THAT(Decode("\xEF\xBB\xBF青", Encoding::kGb18030),
              ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_NOT_IN_ENCODING"));
}

TEST(DecodeTest, NoEncodingIsGuessedForTextThatFitsNone) {
  EXPECT_THAT(Decode("caf\xE9 au lait, na\xEFve r\xE9sum\xE9", std::nullopt),
              ErrorIs(absl::StatusCode::kInvalidArgument, "ENCODING_NOT_DETECTED"));
  // Big5 for 縣長會議新聞報導.
  EXPECT_THAT(Decode("\xBF\xA4\xAA\xF8\xB7\x7C\xC4\xB3\xB7\x73\xBB\x44\xB3\xF8\xBE\xC9", std::nullopt),
              ErrorIs(absl::StatusCode::kInvalidArgument, "ENCODING_NOT_DETECTED"));
}

TEST(DecodeTest, EmptyBinaryAndHugeInputsEachHaveTheirReason) {
  EXPECT_THAT(Decode("", std::nullopt), ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_EMPTY"));
  EXPECT_THAT(Decode(" \n\xE3\x80\x80", std::nullopt), ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_EMPTY"));
  EXPECT_THAT(Decode("\xEF\xBB\xBF", std::nullopt), ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_EMPTY"));
  EXPECT_THAT(Decode(std::string("\x7F"
                                 "ELF\0\0\1\2\3",
                                 9),
                     std::nullopt),
              ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_BINARY"));
  EXPECT_THAT(Decode(std::string("ab\0c", 4), Encoding::kUtf8),
              ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_BINARY"));
  EXPECT_THAT(Decode("\1\2\3\4 text", std::nullopt), ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_BINARY"));
  EXPECT_THAT(Decode(std::string((64 << 20) + 1, 'a'), std::nullopt),
              ErrorIs(absl::StatusCode::kResourceExhausted, "TEXT_TOO_LARGE"));
}

TEST(DecodeTest, EveryTruncationOfAPageEndsInTextOrInAnError) {
  for (size_t size = 1; size < kGbPage.size(); ++size) {
    for (const auto encoding : {Encoding::kUtf8, Encoding::kUtf16Le, Encoding::kUtf16Be, Encoding::kGb18030}) {
      const auto text = Decode(kGbPage.substr(0, size), encoding);
      if (text.ok()) {
        ExpectOffsetsTileTheBytes(*text, size);
      } else {
        EXPECT_EQ(text.status().code(), absl::StatusCode::kInvalidArgument);
      }
    }
  }
}

TEST(ParseEncodingTest, NamesAndAliasesAreUnderstoodInAnyCase) {
  EXPECT_THAT(ParseEncoding("utf-8"), IsOkAndHolds(Encoding::kUtf8));
  EXPECT_THAT(ParseEncoding("GBK"), IsOkAndHolds(Encoding::kGb18030));
  EXPECT_THAT(ParseEncoding("gb2312"), IsOkAndHolds(Encoding::kGb18030));
  EXPECT_THAT(ParseEncoding("UTF_16BE"), IsOkAndHolds(Encoding::kUtf16Be));
  EXPECT_THAT(ParseEncoding("big5"), ErrorIs(absl::StatusCode::kInvalidArgument, "ENCODING_UNKNOWN"));
  for (const auto encoding : {Encoding::kUtf8, Encoding::kUtf16Le, Encoding::kUtf16Be, Encoding::kGb18030}) {
    EXPECT_THAT(ParseEncoding(EncodingName(encoding)), IsOkAndHolds(encoding));
  }
}

}  // namespace
}  // namespace jianbao::text
