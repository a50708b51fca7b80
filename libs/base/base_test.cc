#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/file.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/base/status_matchers.h"

namespace jianbao {
namespace {

TEST(CodingTest, VarintsRoundTripAtEveryLength) {
  for (int bits = 0; bits < 64; ++bits) {
    for (const uint64_t value : {uint64_t{1} << bits, (uint64_t{1} << bits) - 1}) {
      std::string bytes;
      PutVarint64(value, &bytes);
      std::string_view in = bytes;
      uint64_t back = 0;
      ASSERT_TRUE(GetVarint64(&in, &back));
      EXPECT_EQ(back, value);
      EXPECT_TRUE(in.empty());
    }
  }
}

TEST(CodingTest, TruncatedAndOverlongVarintsAreRefused) {
  uint64_t wide = 0;
  uint32_t narrow = 0;
  std::string_view truncated("\x80", 1);
  EXPECT_FALSE(GetVarint64(&truncated, &wide));
  std::string_view too_long("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10);
  EXPECT_FALSE(GetVarint64(&too_long, &wide));
  std::string five_bytes;
  PutVarint64(uint64_t{1} << 32, &five_bytes);
  std::string_view in = five_bytes;
  EXPECT_FALSE(GetVarint32(&in, &narrow)) << "2^32 does not fit 32 bits";
}

TEST(CodingTest, BigEndianKeepsNumericOrderInByteOrder) {
  std::string last;
  for (const uint32_t value : {0u, 1u, 255u, 256u, 65535u, 65536u, std::numeric_limits<uint32_t>::max()}) {
    std::string key;
    PutBigEndian32(value, &key);
    EXPECT_LE(last, key);
    last = key;
  }
}

TEST(CodingTest, ALengthBeyondTheBytesIsRefused) {
  std::string bytes;
  PutVarint64(1000, &bytes);
  bytes += "short";
  std::string_view in = bytes, value;
  EXPECT_FALSE(GetLengthPrefixed(&in, &value));
}

TEST(ErrorTest, TheDetailSurvivesAnnotation) {
  const absl::Status status = Error(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED", "bad name")
                                  .Field("GetIssueRequest.name")
                                  .With("position", 7);
  const absl::Status annotated = Annotate(status, "reading issue");
  EXPECT_THAT(annotated, ErrorIs(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED"));
  EXPECT_EQ(annotated.message(), "reading issue: bad name");
  EXPECT_EQ(GetErrorDetail(annotated)->field, "GetIssueRequest.name");
  EXPECT_EQ(GetErrorDetail(annotated)->metadata.at("position"), "7");
}

TEST(ErrorTest, AFactCanBeAddedLater) {
  const absl::Status status = Error(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN", "taken").With("issue", "a");
  const absl::Status extended = WithMetadata(status, "rejection", "rejections/b");
  EXPECT_EQ(GetErrorDetail(extended)->metadata,
            (std::map<std::string, std::string>{{"issue", "a"}, {"rejection", "rejections/b"}}));
  EXPECT_OK(WithMetadata(absl::OkStatus(), "k", "v"));
}

TEST(ErrorTest, AStatusWithoutDetailHasNone) {
  EXPECT_EQ(GetErrorDetail(absl::InternalError("plain")), std::nullopt);
  EXPECT_EQ(GetErrorDetail(absl::OkStatus()), std::nullopt);
}

absl::StatusOr<int> Half(int n) {
  if (n % 2 != 0) return Error(absl::StatusCode::kOutOfRange, "ODD", "odd");
  return n / 2;
}

absl::StatusOr<int> Quarter(int n) {
  JIANBAO_ASSIGN_OR_RETURN(const int half, Half(n));
  return Half(half);
}

TEST(StatusTest, AssignOrReturnPassesFailureThrough) {
  EXPECT_THAT(Quarter(8), IsOkAndHolds(2));
  EXPECT_THAT(Quarter(6), ErrorIs(absl::StatusCode::kOutOfRange, "ODD"));
}

TEST(ChecksumTest, WhatWasPutBehindBytesComesOffAgainAndNothingElseDoes) {
  std::string bytes = "content";
  AppendChecksum64(&bytes);
  ASSERT_EQ(bytes.size(), 15u);
  std::string_view view = bytes;
  EXPECT_TRUE(RemoveChecksum64(&view));
  EXPECT_EQ(view, "content");
  std::string damaged = bytes;
  damaged[0] = 'C';
  view = damaged;
  EXPECT_FALSE(RemoveChecksum64(&view));
  view = "short";
  EXPECT_FALSE(RemoveChecksum64(&view));
}

TEST(ChecksumTest, EqualContentHasEqualHashAndNothingElseHere) {
  EXPECT_EQ(ContentHash("剪报"), ContentHash("剪报"));
  EXPECT_NE(ContentHash("剪报"), ContentHash("简报"));
  EXPECT_EQ(ContentHash("").size(), 32u);
}

TEST(FileTest, EachKindOfUnreadablePathHasItsOwnReason) {
  EXPECT_THAT(ReadFile("/nonexistent/page.txt", 10), ErrorIs(absl::StatusCode::kNotFound, "FILE_NOT_FOUND"));
  EXPECT_THAT(ReadFile("/", 10), ErrorIs(absl::StatusCode::kInvalidArgument, "FILE_NOT_REGULAR"));
  EXPECT_THAT(ReadFile("/proc/self/exe", 10), ErrorIs(absl::StatusCode::kResourceExhausted, "FILE_TOO_LARGE"));
}

TEST(LogTest, UnknownLevelAndFormatAreRefused) {
  EXPECT_THAT(InitLog("test", "loud", "text"), ErrorIs(absl::StatusCode::kInvalidArgument, "LOG_LEVEL_UNKNOWN"));
  EXPECT_THAT(InitLog("test", "info", "xml"), ErrorIs(absl::StatusCode::kInvalidArgument, "LOG_FORMAT_UNKNOWN"));
}

}  // namespace
}  // namespace jianbao
