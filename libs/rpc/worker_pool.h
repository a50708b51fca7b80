// A fixed number of threads and a bounded queue before them: where blocking work of RPC handlers runs, so that gRPC's
// own threads never wait. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_WORKER_POOL_H_
#define JIANBAO_LIBS_RPC_WORKER_POOL_H_

#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace jianbao::rpc {

class WorkerPool {
 public:
  using Task = absl::AnyInvocable<void()>;

  // REQUIRES: threads >= 1. At most `max_queued` tasks wait besides those that run.
  WorkerPool(int threads, size_t max_queued);
  // Runs what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False, and `task` is dropped unrun, when the queue is full.
  [[nodiscard]] bool TrySchedule(Task task);

  size_t queued() const;

 private:
  void Work();
  bool HasTaskOrStops() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !tasks_.empty(); }

  const size_t capacity_;
  mutable absl::Mutex mutex_;
  std::deque<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  size_t idle_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_WORKER_POOL_H_
