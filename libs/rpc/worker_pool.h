// A fixed number of threads and a bounded queue before them: where blocking work of RPC handlers runs, so that gRPC's
// own threads never wait. Thread-safe.
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

namespace jianbao::rpc {

class WorkerPool {
 public:
  using Task = absl::AnyInvocable<void()>;

  // Told how long a task waited, on the thread that is about to run it.
  using WaitObserver = std::function<void(absl::Duration)>;

  // REQUIRES: threads >= 1. At most `max_queued` tasks wait besides those that run.
  WorkerPool(int threads, size_t max_queued, WaitObserver on_wait = nullptr);
  // Runs what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False, and `task` is dropped unrun, when the queue is full.
  [[nodiscard]] bool TrySchedule(Task task);

  // At most so many tasks are begun while as many run; all threads may at first. REQUIRES: tasks >= 1.
  void RunAtMost(size_t tasks);

  size_t queued() const;
  // How long a task would wait that came now, going by how long the last ones took.
  absl::Duration ExpectedWait() const;
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
  size_t most_running_ ABSL_GUARDED_BY(mutex_);
  double task_seconds_ ABSL_GUARDED_BY(mutex_) = 0;  // a mean of the last ones
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_WORKER_POOL_H_
