#include "libs/client/retry.h"

#include <algorithm>

#include "libs/rpc/status.h"

namespace jianbao::client {

bool IsRetryable(const absl::Status& error) {
  if (error.code() == absl::StatusCode::kUnavailable) return true;
  return error.code() == absl::StatusCode::kResourceExhausted && rpc::GetRetryDelay(error).has_value();
}

Backoff::Backoff(const RetryPolicy& policy)
    : initial_(policy.initial_backoff), max_(policy.max_backoff), next_(policy.initial_backoff) {}

absl::Duration Backoff::Next(const absl::Status& error) {
  const absl::Duration wait = next_ * absl::Uniform(random_, 0.5, 1.0);
  next_ = std::min(next_ * 2, max_);
  return std::max(wait, rpc::GetRetryDelay(error).value_or(absl::ZeroDuration()));
}

}  // namespace jianbao::client
