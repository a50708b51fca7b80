#include "tests/bench/path_load.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace jianbao::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

double Micros(SteadyClock::duration duration) { return std::chrono::duration<double, std::micro>(duration).count(); }

}  // namespace

double LoadFigures::Percentile(double share) const {
  if (micros.empty()) return 0;
  return micros[std::min(micros.size() - 1, static_cast<size_t>(share * static_cast<double>(micros.size())))];
}

void LoadFigures::Add(const LoadFigures& other) {
  std::vector<double> all(micros.size() + other.micros.size());
  std::merge(micros.begin(), micros.end(), other.micros.begin(), other.micros.end(), all.begin());
  micros = std::move(all);
  failures += other.failures;
  seconds += other.seconds;
}

LoadFigures RunLoad(int callers, absl::Duration duration, const std::function<bool(int caller, int64_t n)>& call) {
  std::vector<LoadFigures> parts(static_cast<size_t>(callers));
  std::vector<std::thread> threads;
  const auto start = SteadyClock::now();
  const auto end = start + absl::ToChronoNanoseconds(duration);
  for (int caller = 0; caller < callers; ++caller) {
    threads.emplace_back([&, caller] {
      LoadFigures& part = parts[static_cast<size_t>(caller)];
      auto now = SteadyClock::now();
      for (int64_t n = 0; now < end; ++n) {
        const bool good = call(caller, n);
        const auto then = std::exchange(now, SteadyClock::now());
        if (good) {
          part.micros.push_back(Micros(now - then));
        } else {
          ++part.failures;
        }
      }
      std::sort(part.micros.begin(), part.micros.end());
    });
  }
  for (std::thread& thread : threads) thread.join();
  LoadFigures figures;
  for (const LoadFigures& part : parts) figures.Add(part);
  figures.seconds = Micros(SteadyClock::now() - start) / 1e6;
  return figures;
}

}  // namespace jianbao::bench
