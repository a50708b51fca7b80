#include "libs/rpc/worker_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace jianbao::rpc {
namespace {

constexpr double kWeightOfNewest = 1.0 / 16;
constexpr int kNiceness = 5;

}  // namespace

WorkerPool::WorkerPool(int threads, size_t max_queued, absl::Duration max_wait, WaitObserver on_wait)
    : thread_count_(static_cast<size_t>(threads)),
      capacity_(max_queued),
      on_wait_(std::move(on_wait)),
      idle_(thread_count_),  // those that have not started yet, too: their task must not be refused
      wait_limit_(max_wait),
      most_running_(thread_count_) {
  threads_.reserve(thread_count_);
  for (size_t i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

WorkerPool::Admission WorkerPool::Admit(Task task) {
  absl::MutexLock lock(&mutex_);
  const bool let_in = wait_limit_.LetIn(ExpectedWait());
  // The more are refused, the fewer run at a time, to half of the threads, so that each of those let in is soon done.
  const double share = wait_limit_.Share() * static_cast<double>(thread_count_);
  most_running_ = std::max((thread_count_ + 1) / 2, static_cast<size_t>(std::ceil(share)));
  if (!let_in) return Admission::kQueueSlow;
  return Enqueue(std::move(task)) ? Admission::kScheduled : Admission::kQueueFull;
}

bool WorkerPool::TrySchedule(Task task) {
  absl::MutexLock lock(&mutex_);
  return Enqueue(std::move(task));
}

bool WorkerPool::Enqueue(Task task) {
  if (tasks_.size() >= capacity_ + idle_) return false;
  tasks_.push_back({std::move(task), absl::Now()});
  return true;
}

size_t WorkerPool::queued() const {
  absl::MutexLock lock(&mutex_);
  return tasks_.size();
}

absl::Duration WorkerPool::ExpectedWait() const {
  if (tasks_.size() + Running() < most_running_) return absl::ZeroDuration();
  const auto before_it = static_cast<double>(tasks_.size() + Running() - most_running_ + 1);
  return absl::Seconds(before_it * task_seconds_ / static_cast<double>(most_running_));
}

size_t WorkerPool::busy() const {
  absl::MutexLock lock(&mutex_);
  return Running();
}

void WorkerPool::Work() {
  // Threads that take and refuse calls come first: under too much load a refusal must not wait for a core.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
  while (true) {
    Task task;
    absl::Time since;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &WorkerPool::MayWork));
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
