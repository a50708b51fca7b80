#include "libs/rpc/worker_pool.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
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

TEST(WorkerPoolTest, NoMoreTasksRunAtATimeThanAllowed) {
  constexpr int kTasks = 20;
  std::atomic<int> running{0}, most{0}, done{0};
  WorkerPool pool(4, kTasks);
  pool.RunAtMost(2);
  for (int i = 0; i < kTasks; ++i) {
    ASSERT_TRUE(pool.TrySchedule([&] {
      const int now = ++running;
      for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
      }
      absl::SleepFor(absl::Milliseconds(1));
      --running;
      ++done;
    }));
  }
  while (done < kTasks) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(most, 2);
}

TEST(WorkerPoolTest, TheWaitIsForeseenFromHowLongTasksTook) {
  absl::Notification go;  // outlives the thread that waits for it
  WorkerPool pool(1, 10);
  EXPECT_EQ(pool.ExpectedWait(), absl::ZeroDuration());
  for (int i = 0; i < 3; ++i) {
    absl::Notification done;
    while (!pool.TrySchedule([&] {
      absl::SleepFor(absl::Milliseconds(16));
      done.Notify();
    })) {
    }
    done.WaitForNotification();
  }
  ASSERT_TRUE(pool.TrySchedule([&] { go.WaitForNotification(); }));
  while (pool.busy() == 0 || pool.queued() > 0) absl::SleepFor(absl::Milliseconds(1));
  const absl::Duration next = pool.ExpectedWait();
  EXPECT_GT(next, absl::Milliseconds(1));
  ASSERT_TRUE(pool.TrySchedule([] {}));
  EXPECT_GE(pool.ExpectedWait(), 2 * next - absl::Microseconds(1));
  go.Notify();
}

}  // namespace
}  // namespace jianbao::rpc
