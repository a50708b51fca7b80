#include "libs/rpc/worker_pool.h"

#include <utility>

namespace jianbao::rpc {

WorkerPool::WorkerPool(int threads, size_t max_queued) : capacity_(max_queued) {
  {
    // Threads that have not started yet count as idle: their task must not be refused.
    absl::MutexLock lock(&mutex_);
    idle_ = static_cast<size_t>(threads);
  }
  threads_.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::TrySchedule(Task task) {
  absl::MutexLock lock(&mutex_);
  if (tasks_.size() >= capacity_ + idle_) return false;
  tasks_.push_back(std::move(task));
  return true;
}

size_t WorkerPool::queued() const {
  absl::MutexLock lock(&mutex_);
  return tasks_.size();
}

void WorkerPool::Work() {
  while (true) {
    Task task;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &WorkerPool::HasTaskOrStops));
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
      --idle_;
    }
    task();
    task = nullptr;  // what the task owns goes before the thread counts as idle
    absl::MutexLock lock(&mutex_);
    ++idle_;
  }
}

}  // namespace jianbao::rpc
