#include "libs/rpc/rate_limiter.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace jianbao::rpc {
namespace {

TEST(RateLimiterTest, ABurstPassesAndThenTheRateHolds) {
  ManualClock clock(absl::UnixEpoch());
  RateLimiter limiter(2, 3, &clock);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.TryTake("a"), absl::ZeroDuration());
  EXPECT_EQ(limiter.TryTake("a"), absl::Milliseconds(500));
  clock.Advance(absl::Milliseconds(500));
  EXPECT_EQ(limiter.TryTake("a"), absl::ZeroDuration());
  EXPECT_GT(limiter.TryTake("a"), absl::ZeroDuration());
}

TEST(RateLimiterTest, ClientsDoNotTakeFromEachOther) {
  ManualClock clock(absl::UnixEpoch());
  RateLimiter limiter(1, 1, &clock);
  EXPECT_EQ(limiter.TryTake("a"), absl::ZeroDuration());
  EXPECT_GT(limiter.TryTake("a"), absl::ZeroDuration());
  EXPECT_EQ(limiter.TryTake("b"), absl::ZeroDuration());
}

TEST(RateLimiterTest, WithoutARateEverythingPasses) {
  ManualClock clock(absl::UnixEpoch());
  RateLimiter limiter(0, 0, &clock);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(limiter.TryTake("a"), absl::ZeroDuration());
}

TEST(RateLimiterTest, QuietClientsAreForgottenAndBusyOnesAreNot) {
  ManualClock clock(absl::UnixEpoch());
  RateLimiter limiter(1, 1, &clock, 3);
  EXPECT_EQ(limiter.TryTake("quiet 1"), absl::ZeroDuration());
  EXPECT_EQ(limiter.TryTake("quiet 2"), absl::ZeroDuration());
  clock.Advance(absl::Seconds(2));
  EXPECT_EQ(limiter.TryTake("busy"), absl::ZeroDuration());
  EXPECT_EQ(limiter.TryTake("new"), absl::ZeroDuration());
  EXPECT_GT(limiter.TryTake("busy"), absl::ZeroDuration());
}

}  // namespace
}  // namespace jianbao::rpc
