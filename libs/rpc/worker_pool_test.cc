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

// Runs a few tasks one after the other, so that the pool takes a task to last at least kLeastMean from now on.
constexpr absl::Duration kLeastMean = absl::Microseconds(2800);
void RunSlowTasks(WorkerPool* pool) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pool->TrySchedule([] { absl::SleepFor(absl::Milliseconds(16)); }));
    while (pool->queued() + pool->busy() > 0) absl::SleepFor(absl::Milliseconds(1));
  }
}

TEST(WorkerPoolTest, NewWorkIsRefusedWhereItsWaitWouldBeTooLong) {
  absl::Notification go;  // outlives the thread that waits for it
  WorkerPool pool(1, 1000, /*max_wait=*/10 * kLeastMean);
  RunSlowTasks(&pool);
  ASSERT_TRUE(pool.TrySchedule([&] { go.WaitForNotification(); }));
  int admitted = 0;
  WorkerPool::Admission admission{};
  while ((admission = pool.Admit([] {})) == WorkerPool::Admission::kScheduled) ++admitted;
  EXPECT_EQ(admission, WorkerPool::Admission::kQueueSlow);
  EXPECT_LE(admitted, 10);
  EXPECT_TRUE(pool.TrySchedule([] {})) << "what was let in goes on";
  go.Notify();
}

TEST(WorkerPoolTest, NewWorkIsRefusedByAFullQueueHoweverShortTheWait) {
  absl::Notification go;
  WorkerPool pool(1, 1);
  EXPECT_EQ(pool.Admit([&] { go.WaitForNotification(); }), WorkerPool::Admission::kScheduled);
  EXPECT_EQ(pool.Admit([] {}), WorkerPool::Admission::kScheduled);
  EXPECT_EQ(pool.Admit([] {}), WorkerPool::Admission::kQueueFull);
  go.Notify();
}

TEST(WorkerPoolTest, WhereMostAreRefusedHalfOfTheThreadsWork) {
  constexpr int kTasks = 20;
  std::atomic<int> running{0}, most{0}, done{0};
  absl::Notification go;
  WorkerPool pool(4, kTasks, /*max_wait=*/kLeastMean / 100);
  RunSlowTasks(&pool);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(pool.TrySchedule([&] { go.WaitForNotification(); }));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(pool.Admit([] {}), WorkerPool::Admission::kQueueSlow);
  go.Notify();
  while (pool.queued() + pool.busy() > 0) absl::SleepFor(absl::Milliseconds(1));
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

}  // namespace
}  // namespace jianbao::rpc
