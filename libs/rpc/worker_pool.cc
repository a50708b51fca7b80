#include "libs/rpc/worker_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace jianbao::rpc {
namespace {

constexpr double kWeightOfNewest = 1.0 / 16;
constexpr int kNiceness = 5;

}  // namespace

WorkerPool::WorkerPool(int threads, size_t max_queued, WaitObserver on_wait)
    : capacity_(max_queued), on_wait_(std::move(on_wait)) {
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
  tasks_.push_back({std::move(task), absl::Now()});
  return true;
}

size_t WorkerPool::queued() const {
  absl::MutexLock lock(&mutex_);
  return tasks_.size();
}

absl::Duration WorkerPool::ExpectedWait() const {
  absl::MutexLock lock(&mutex_);
  if (tasks_.size() < idle_) return absl::ZeroDuration();
  const auto before_it = static_cast<double>(tasks_.size() - idle_ + 1);
  return absl::Seconds(before_it * task_seconds_ / static_cast<double>(threads_.size()));
}

size_t WorkerPool::busy() const {
  absl::MutexLock lock(&mutex_);
  return threads_.size() - idle_;
}

void WorkerPool::Work() {
  // Threads that take and refuse calls come first: under too much load a refusal must not wait for a core.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
  while (true) {
    Task task;
    absl::Time since;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &WorkerPool::HasTaskOrStops));
      if (tasks_.empty()) return;
      task = std::move(tasks_.front().task);
      since = tasks_.front().since;
      tasks_.pop_front();
      --idle_;
    }
    const absl::Time start = absl::Now();
    if (on_wait_) on_wait_(start - since);
    task();
    task = nullptr;  // what the task owns goes before the thread counts as idle
    const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    absl::MutexLock lock(&mutex_);
    task_seconds_ += kWeightOfNewest * (seconds - task_seconds_);
    ++idle_;
  }
}

}  // namespace jianbao::rpc
