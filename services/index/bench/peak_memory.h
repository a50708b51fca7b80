// How much memory this process has had at most. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_BENCH_PEAK_MEMORY_H_
#define JIANBAO_SERVICES_INDEX_BENCH_PEAK_MEMORY_H_

#include <sys/resource.h>

namespace jianbao::bench {

// Resident, in MiB: what Linux shows as VmHWM.
inline double PeakMemoryMb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace jianbao::bench

#endif  // JIANBAO_SERVICES_INDEX_BENCH_PEAK_MEMORY_H_
