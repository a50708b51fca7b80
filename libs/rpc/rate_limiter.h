// A token bucket for each client, so that one of them cannot take the whole server. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_RATE_LIMITER_H_
#define JIANBAO_LIBS_RPC_RATE_LIMITER_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"

namespace jianbao::rpc {

class RateLimiter {
 public:
  // `per_second` calls in the long run and `burst` at once; 0 a second: no limit. `clock` must outlive this. At most
  // `max_clients` are remembered; those that have been quiet longest are forgotten, which gives them a full bucket.
  RateLimiter(double per_second, double burst, const Clock* clock, size_t max_clients = 10'000);

  // Zero: go on, a token was taken. Else how long until there is one.
  absl::Duration TryTake(const std::string& client);

 private:
  struct Bucket {
    double tokens = 0;
    absl::Time at;
  };

  void ForgetQuiet(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const double per_second_;
  const double burst_;
  const Clock* const clock_;
  const size_t max_clients_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_RATE_LIMITER_H_
