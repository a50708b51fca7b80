// A fixed number of threads and a bounded queue before them: where blocking work of RPC handlers runs, so that gRPC's
// own threads never wait. Under too much load new work is refused early, so that what is let in is soon done.
// Thread-safe.
#ifndef JIANBAO_LIBS_RPC_WORKER_POOL_H_
#define JIANBAO_LIBS_RPC_WORKER_POOL_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/rpc/wait_limit.h"

namespace jianbao::rpc {

class WorkerPool {
 public:
  using Task = absl::AnyInvocable<void()>;

  // Told how long a task waited, on the thread that is about to run it.
  using WaitObserver = std::function<void(absl::Duration)>;

  // What became of a task; all but kScheduled: it was dropped unrun.
  enum class Admission { kScheduled, kQueueFull, kQueueSlow };

  // REQUIRES: threads >= 1. At most `max_queued` tasks wait besides those that run. `max_wait`: see Admit().
  WorkerPool(int threads, size_t max_queued, absl::Duration max_wait = absl::InfiniteDuration(),
             WaitObserver on_wait = nullptr);
  // Runs what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // For new work, which is refused where it would have to wait for longer than `max_wait`, going by how long the last
  // tasks took, or for less where many are refused anyway (wait_limit.h).
  [[nodiscard]] Admission Admit(Task task);
  // For more of work that was let in: refused by a full queue alone, with false, and then dropped unrun.
  [[nodiscard]] bool TrySchedule(Task task);

  size_t queued() const;
  // Threads that run a task.
  size_t busy() const;
  size_t threads() const { return thread_count_; }
  size_t capacity() const { return capacity_; }

 private:
  struct Waiting {
    Task task;
    absl::Time since;
  };

  void Work();
  bool Enqueue(Task task) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Duration ExpectedWait() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  size_t Running() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return thread_count_ - idle_; }
  bool MayWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || (!tasks_.empty() && Running() < most_running_);
  }

  const size_t thread_count_;
  const size_t capacity_;
  const WaitObserver on_wait_;
  mutable absl::Mutex mutex_;
  std::deque<Waiting> tasks_ ABSL_GUARDED_BY(mutex_);
  size_t idle_ ABSL_GUARDED_BY(mutex_);
  WaitLimit wait_limit_ ABSL_GUARDED_BY(mutex_);
  size_t most_running_ ABSL_GUARDED_BY(mutex_);      // no task is begun while so many run
  double task_seconds_ ABSL_GUARDED_BY(mutex_) = 0;  // a mean of the last ones
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_WORKER_POOL_H_
