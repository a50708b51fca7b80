// Closed-loop load on one function and what came of it. Thread-safe where it says so.
#ifndef JIANBAO_TESTS_BENCH_PATH_LOAD_H_
#define JIANBAO_TESTS_BENCH_PATH_LOAD_H_

#include <functional>
#include <vector>

#include "absl/time/time.h"

namespace jianbao::bench {

struct LoadFigures {
  std::vector<double> micros;  // of every call that succeeded, ascending
  int64_t failures = 0;
  double seconds = 0;

  double PerSecond() const { return seconds > 0 ? static_cast<double>(micros.size()) / seconds : 0; }
  double Percentile(double share) const;
  void Add(const LoadFigures& other);
};

// `callers` threads each call `call(caller, n)` with growing n, one call after the other, for `duration`; true is a
// success. `call` must be thread-safe.
LoadFigures RunLoad(int callers, absl::Duration duration, const std::function<bool(int caller, int64_t n)>& call);

}  // namespace jianbao::bench

#endif  // JIANBAO_TESTS_BENCH_PATH_LOAD_H_
