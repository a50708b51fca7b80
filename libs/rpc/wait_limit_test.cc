#include "libs/rpc/wait_limit.h"

#include "gtest/gtest.h"

namespace jianbao::rpc {
namespace {

constexpr absl::Duration kMost = absl::Milliseconds(20);

TEST(WaitLimitTest, ACrowdMayWaitAsLongAsIsAllowed) {
  WaitLimit limit(kMost);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limit.LetIn(kMost));
  EXPECT_FALSE(limit.LetIn(kMost + absl::Milliseconds(1)));
}

TEST(WaitLimitTest, WhereMostAreRefusedTheOthersWaitLittle) {
  WaitLimit limit(kMost);
  for (int i = 0; i < 1000; ++i) limit.LetIn(i % 10 == 0 ? absl::ZeroDuration() : 2 * kMost);
  EXPECT_LT(limit.Current(), kMost / 4);
  EXPECT_LT(limit.Share(), 0.25);
  EXPECT_FALSE(limit.LetIn(kMost / 2));
  EXPECT_TRUE(limit.LetIn(kMost / 10));
}

TEST(WaitLimitTest, WhatFollowsACrushIsLetInAgain) {
  WaitLimit limit(kMost);
  for (int i = 0; i < 1000; ++i) limit.LetIn(2 * kMost);
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(limit.LetIn(absl::Milliseconds(1)));
  EXPECT_GT(limit.Current(), 0.9 * kMost);
}

TEST(WaitLimitTest, AnInfiniteLimitRefusesNone) {
  WaitLimit limit(absl::InfiniteDuration());
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(limit.LetIn(absl::Hours(1)));
}

}  // namespace
}  // namespace jianbao::rpc
