#include "libs/rpc/worker_pool.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace jianbao::rpc {
namespace {

TEST(WorkerPoolTest, RefusesATaskWhenAllThreadsWorkAndTheQueueIsFull) {
  absl::Notification started, go;
  WorkerPool pool(1, 1);
  ASSERT_TRUE(pool.TrySchedule([&] {
    started.Notify();
    go.WaitForNotification();
  }));
  started.WaitForNotification();
  EXPECT_TRUE(pool.TrySchedule([] {}));
  EXPECT_FALSE(pool.TrySchedule([] {}));
  go.Notify();
}

TEST(WorkerPoolTest, WithoutAQueueAnIdleThreadStillTakesATask) {
  WorkerPool pool(1, 0);
  absl::Notification ran;
  EXPECT_TRUE(pool.TrySchedule([&] { ran.Notify(); }));
  ran.WaitForNotification();
}

TEST(WorkerPoolTest, RunsEverythingThatWasAcceptedBeforeItEnds) {
  std::atomic<int> ran{0};
  {
    WorkerPool pool(4, 1000);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(pool.TrySchedule([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 1000);
}

}  // namespace
}  // namespace jianbao::rpc
