// Load on a query service: searches at a given rate whatever the answers take, as many independent callers would send
// them, or as fast as a number of callers in a row get answers. Not thread-safe.
#ifndef JIANBAO_TESTS_PRODUCTION_LOAD_H_
#define JIANBAO_TESTS_PRODUCTION_LOAD_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "libs/rpc/channel.h"

namespace jianbao::testing {

struct LoadResult {
  absl::Duration took;
  std::vector<double> admitted_millis;  // answered with hits; sorted
  std::vector<double> shed_millis;      // RESOURCE_EXHAUSTED; sorted
  std::map<std::string, int> failures;  // anything else, by code and message
  int not_sent = 0;                     // more were under way than the client can hold

  double Throughput() const { return static_cast<double>(admitted_millis.size()) / absl::ToDoubleSeconds(took); }
};

// Of sorted values; 0 where there are none.
double Percentile(const std::vector<double>& sorted, double percent);

// `callers` searches at a time for `duration`.
LoadResult ClosedLoad(const std::string& address, int callers, absl::Duration duration);
// `per_second` searches for `duration`.
LoadResult OpenLoad(const std::string& address, double per_second, absl::Duration duration);

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_PRODUCTION_LOAD_H_
