#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/bench/commands.h"
#include "services/index/bench/people_archive.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::bench {
namespace {

struct Percentiles {
  double p50_us = 0, p99_us = 0, worst_us = 0;
};

template <typename Pick>
absl::StatusOr<Percentiles> Measure(const engine::Engine& engine, const PeopleOptions& options, const Pick& pick) {
  std::vector<double> micros;
  for (uint32_t i = 0; i < options.lookups; ++i) {
    engine::LookupEntitiesOptions lookup;
    lookup.text = NameOf(pick(i), options.names);
    const auto start = std::chrono::steady_clock::now();
    JIANBAO_ASSIGN_OR_RETURN(const auto found, engine.LookupEntities(lookup));
    micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
    if (found.empty()) return Error(absl::StatusCode::kInternal, "NAME_LOST", lookup.text + " is not found");
  }
  std::sort(micros.begin(), micros.end());
  return Percentiles{micros[micros.size() / 2], micros[micros.size() * 99 / 100], micros.back()};
}

void Print(const char* what, const Percentiles& percentiles) {
  std::printf(",\"%s\":{\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f}", what, percentiles.p50_us, percentiles.p99_us,
              percentiles.worst_us);
}

}  // namespace

absl::Status RunPeople(const PeopleOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  JIANBAO_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(options.directory, {}));
  PeopleArchive archive(options.names, options.seed);
  JIANBAO_RETURN_IF_ERROR(archive.FillOnce(store.get()));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  JIANBAO_ASSIGN_OR_RETURN(const auto engine, engine::Engine::Open(store.get(), {}));
  JIANBAO_RETURN_IF_ERROR(WaitForNames(*engine));
  std::vector<uint64_t> asked;
  for (uint32_t i = 0; i < options.lookups; ++i) asked.push_back(archive.AnyName());
  const auto again = [&](uint32_t i) { return asked[i]; };
  JIANBAO_ASSIGN_OR_RETURN(const Percentiles first, Measure(*engine, options, again));
  JIANBAO_ASSIGN_OR_RETURN(const Percentiles second, Measure(*engine, options, again));
  JIANBAO_ASSIGN_OR_RETURN(const Percentiles known,
                           Measure(*engine, options, [&](uint32_t) { return archive.KnownName(); }));
  std::printf("{\"names\":%llu,\"fill_seconds\":%.1f,\"lookups\":%u", static_cast<unsigned long long>(options.names),
              seconds, options.lookups);
  Print("first_time", first);
  Print("again", second);
  Print("known_more_often", known);
  std::printf("}\n");
  return absl::OkStatus();
}

}  // namespace jianbao::bench
