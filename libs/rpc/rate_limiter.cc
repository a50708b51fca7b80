#include "libs/rpc/rate_limiter.h"

#include <algorithm>

namespace jianbao::rpc {

RateLimiter::RateLimiter(double per_second, double burst, const Clock* clock, size_t max_clients)
    : per_second_(per_second), burst_(std::max(burst, 1.0)), clock_(clock), max_clients_(max_clients) {}

absl::Duration RateLimiter::TryTake(const std::string& client) {
  if (per_second_ <= 0) return absl::ZeroDuration();
  const absl::Time now = clock_->Now();
  absl::MutexLock lock(&mutex_);
  if (buckets_.size() >= max_clients_ && !buckets_.contains(client)) ForgetQuiet(now);
  const auto [it, added] = buckets_.try_emplace(client, Bucket{burst_, now});
  Bucket& bucket = it->second;
  bucket.tokens = std::min(burst_, bucket.tokens + absl::ToDoubleSeconds(now - bucket.at) * per_second_);
  bucket.at = now;
  if (bucket.tokens < 1) return absl::Seconds((1 - bucket.tokens) / per_second_);
  bucket.tokens -= 1;
  return absl::ZeroDuration();
}

// Those whose buckets are full again lose nothing; where that is not enough, everybody starts anew.
void RateLimiter::ForgetQuiet(absl::Time now) {
  absl::erase_if(buckets_, [&](const auto& entry) {
    return entry.second.tokens + absl::ToDoubleSeconds(now - entry.second.at) * per_second_ >= burst_;
  });
  if (buckets_.size() >= max_clients_) buckets_.clear();
}

}  // namespace jianbao::rpc
