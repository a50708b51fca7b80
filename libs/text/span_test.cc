#include "libs/text/span.h"

#include "gtest/gtest.h"

namespace jianbao::text {
namespace {

// "青禾" from two-byte source characters at byte 10, "ab" from byte 14.
AlignedText Sample() { return {"青禾ab", {{{0, 6}, {10, 14}}, {{6, 8}, {14, 16}}}}; }

TEST(AlignedTextTest, RunsOfOneStretchAreJoinedOnAppend) {
  AlignedText text{"青", {{{0, 3}, {10, 12}}}};
  text.Append({"禾", {{{0, 3}, {12, 14}}}});
  EXPECT_EQ(text.text, "青禾");
  EXPECT_EQ(text.runs, (std::vector<AlignedRun>{{{0, 6}, {10, 14}}}));
}

TEST(AlignedTextTest, RunsOfDifferentWidthStayApartOnAppend) {
  AlignedText text{"青", {{{0, 3}, {10, 12}}}};
  text.Append({"a", {{{0, 1}, {12, 13}}}});
  EXPECT_EQ(text.runs, (std::vector<AlignedRun>{{{0, 3}, {10, 12}}, {{3, 4}, {12, 13}}}));
}

TEST(AlignedTextTest, AppendingATextToItselfRepeatsItsSource) {
  AlignedText text{"ab", {{{0, 2}, {5, 7}}}};
  text.Append(text);
  EXPECT_EQ(text.text, "abab");
  EXPECT_EQ(text.runs, (std::vector<AlignedRun>{{{0, 2}, {5, 7}}, {{2, 4}, {5, 7}}}));
}

TEST(AlignedTextTest, SyntheticBytesHaveNoSource) {
  AlignedText text = Sample();
  text.AppendSynthetic("\n");
  text.Append({"c", {{{0, 1}, {16, 17}}}});
  EXPECT_EQ(ToSource(text.runs, {8, 9}), std::vector<ByteSpan>{});
  EXPECT_EQ(ToSource(text.runs, {6, 10}), (std::vector<ByteSpan>{{14, 17}}));
}

TEST(AlignedTextTest, ASliceKeepsTheSourceOfItsCharacters) {
  const AlignedText slice = Sample().Slice(3, 7);
  EXPECT_EQ(slice.text, "禾a");
  EXPECT_EQ(ToSource(slice.runs, {0, 3}), (std::vector<ByteSpan>{{12, 14}}));
  EXPECT_EQ(ToSource(slice.runs, {3, 4}), (std::vector<ByteSpan>{{14, 15}}));
  EXPECT_TRUE(Sample().Slice(3, 3).runs.empty());
}

TEST(ToSourceTest, EverySingleCharacterMapsToItsOwnBytes) {
  const AlignedText text = Sample();
  EXPECT_EQ(ToSource(text.runs, {0, 3}), (std::vector<ByteSpan>{{10, 12}}));
  EXPECT_EQ(ToSource(text.runs, {7, 8}), (std::vector<ByteSpan>{{15, 16}}));
  EXPECT_EQ(ToSource(text.runs, {0, 8}), (std::vector<ByteSpan>{{10, 16}})) << "touching ranges are one";
  EXPECT_TRUE(ToSource(text.runs, {4, 4}).empty());
}

TEST(ToSourceTest, TextPutTogetherOutOfOrderKeepsTextOrder) {
  const std::vector<AlignedRun> runs = {{{0, 3}, {100, 103}}, {{3, 6}, {20, 23}}};
  EXPECT_EQ(ToSource(runs, {0, 6}), (std::vector<ByteSpan>{{100, 103}, {20, 23}}));
}

TEST(MergedTest, TouchingAndNestedSpansBecomeOne) {
  EXPECT_EQ(Merged({{8, 9}, {0, 4}, {4, 6}, {1, 2}}), (std::vector<ByteSpan>{{0, 6}, {8, 9}}));
  EXPECT_TRUE(Merged({}).empty());
}

}  // namespace
}  // namespace jianbao::text
