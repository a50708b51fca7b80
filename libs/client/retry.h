// When and how long the client tries again. Every RPC of Jianbao may be repeated: reads change nothing and writes carry
// a request id. So what is retried depends on the error alone: UNAVAILABLE, and RESOURCE_EXHAUSTED that names a delay.
#ifndef JIANBAO_LIBS_CLIENT_RETRY_H_
#define JIANBAO_LIBS_CLIENT_RETRY_H_

#include <functional>

#include "absl/random/random.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"

namespace jianbao::client {

// A plain value.
struct RetryPolicy {
  // For a call with all its attempts; for a stream, the longest time without an answer.
  absl::Duration timeout = absl::Seconds(30);
  absl::Duration initial_backoff = absl::Milliseconds(100);
  absl::Duration max_backoff = absl::Seconds(5);
  // Told before every wait, e.g. to say so to a person. May be called from any thread that calls the client.
  std::function<void(const absl::Status& error, absl::Duration wait)> on_retry;
  // Replaced in tests.
  const Clock* clock = Clock::System();
  std::function<void(absl::Duration)> sleep = absl::SleepFor;
};

bool IsRetryable(const absl::Status& error);

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// Waits that double from the initial to the longest backoff, each shortened by up to a half at random, so that clients
// that failed together do not come back together. Thread-compatible.
class Backoff {
 public:
  explicit Backoff(const RetryPolicy& policy);

  // How long to wait after `error`; not less than the server asks for.
  absl::Duration Next(const absl::Status& error);
  // After a success.
  void Reset() { next_ = initial_; }

 private:
  const absl::Duration initial_;
  const absl::Duration max_;
  absl::Duration next_;
  absl::BitGen random_;
};

// Calls attempt(deadline) until it succeeds, fails for good, or the next wait would pass the deadline; the last error,
// or the one before where the last says no more than that the time is up.
template <typename Attempt>
auto Retry(const RetryPolicy& policy, const Attempt& attempt) -> decltype(attempt(absl::Time())) {
  const absl::Time deadline = policy.clock->Now() + policy.timeout;
  Backoff backoff(policy);
  absl::Status cause;
  while (true) {
    auto result = attempt(deadline);
    if (result.ok()) return result;
    if (absl::IsDeadlineExceeded(StatusOf(result)) && !cause.ok()) return cause;
    if (!IsRetryable(StatusOf(result))) return result;
    cause = StatusOf(result);
    const absl::Duration wait = backoff.Next(cause);
    if (policy.clock->Now() + wait >= deadline) return result;
    if (policy.on_retry) policy.on_retry(cause, wait);
    policy.sleep(wait);
  }
}

}  // namespace jianbao::client

#endif  // JIANBAO_LIBS_CLIENT_RETRY_H_
