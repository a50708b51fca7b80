#include <time.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "services/index/bench/commands.h"
#include "services/index/bench/corpus.h"
#include "services/index/bench/peak_memory.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::bench {
namespace {

// As the peer: three rounds over all queries to warm up, then each query so many times, of which the median counts.
constexpr int kWarmUpRounds = 3;

struct ClassFigures {
  std::vector<double> medians_us;
  uint64_t with_hits = 0;
};

class Runner {
 public:
  Runner(const engine::Engine& engine, const SearchOptions& options) : engine_(engine), options_(options) {
    search_.limit = 10;
    search_.exact_total = options.exact;
    search_.names = false;  // as the peer: numbers while the clock runs, names afterwards
  }

  absl::Status Run(const std::vector<BenchQuery>& queries) {
    for (int round = 0; round < kWarmUpRounds; ++round) {
      for (const BenchQuery& query : queries) {
        JIANBAO_RETURN_IF_ERROR(engine_.Search(query.query, search_).status());
      }
    }
    for (const BenchQuery& query : queries) JIANBAO_RETURN_IF_ERROR(Measure(query));
    return absl::OkStatus();
  }

  void Print(uint64_t documents) {
    std::printf("{\"engine\":\"jianbao\",\"docs\":%llu", static_cast<unsigned long long>(documents));
    for (auto& [kind, figures] : classes_) {
      std::vector<double>& all = figures.medians_us;
      std::sort(all.begin(), all.end());
      double sum = 0;
      for (const double value : all) sum += value;
      std::printf(
          ",\"%s\":{\"n\":%zu,\"p50_us\":%.1f,\"p95_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f,\"mean_us\":%.1f,"
          "\"with_hits\":%llu}",
          kind.c_str(), all.size(), all[all.size() / 2], all[static_cast<size_t>(all.size() * 0.95)],
          all[static_cast<size_t>(all.size() * 0.99)], all.back(), sum / all.size(),
          static_cast<unsigned long long>(figures.with_hits));
    }
    if (known_ > 0) std::printf(",\"mrr10\":%.4f", reciprocal_ranks_ / known_);
    std::printf(",\"peak_memory_mb\":%.1f}\n", PeakMemoryMb());
  }

 private:
  absl::Status Measure(const BenchQuery& query) {
    std::vector<double> runs;
    engine::SearchResult result;
    for (uint32_t i = 0; i < options_.repetitions; ++i) {
      const double start = NowMicros();
      JIANBAO_ASSIGN_OR_RETURN(result, engine_.Search(query.query, search_));
      runs.push_back(NowMicros() - start);
    }
    std::sort(runs.begin(), runs.end());
    ClassFigures& figures = classes_[query.kind];
    figures.medians_us.push_back(runs[runs.size() / 2]);
    figures.with_hits += result.hits.empty() ? 0 : 1;
    if (query.kind == "known") JIANBAO_RETURN_IF_ERROR(Judge(query, result));
    return absl::OkStatus();
  }

  double NowMicros() const {
    timespec now{};
    clock_gettime(options_.cpu_time ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
  }

  absl::Status Judge(const BenchQuery& query, const engine::SearchResult& result) {
    ++known_;
    for (size_t rank = 0; rank < result.hits.size(); ++rank) {
      JIANBAO_ASSIGN_OR_RETURN(const engine::StoredDocument stored,
                               engine_.GetDocument(result.hits[rank].doc, std::nullopt));
      if (stored.document.name != query.relevant) continue;
      reciprocal_ranks_ += 1.0 / static_cast<double>(rank + 1);
      break;
    }
    return absl::OkStatus();
  }

  const engine::Engine& engine_;
  const SearchOptions& options_;
  engine::SearchOptions search_;
  std::map<std::string, ClassFigures> classes_;
  double reciprocal_ranks_ = 0;
  int known_ = 0;
};

}  // namespace

absl::Status RunSearch(const SearchOptions& options) {
  JIANBAO_ASSIGN_OR_RETURN(const std::vector<BenchQuery> queries, ReadQueries(options.queries, options.shape));
  storage::RocksDbOptions store_options;
  store_options.create_if_missing = false;
  store_options.block_cache_bytes = options.cache_mb << 20;
  JIANBAO_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(options.directory, store_options));
  engine::EngineOptions engine_options;
  engine_options.background = false;
  JIANBAO_ASSIGN_OR_RETURN(const auto engine, engine::Engine::Open(store.get(), engine_options));
  Runner runner(*engine, options);
  JIANBAO_RETURN_IF_ERROR(runner.Run(queries));
  runner.Print(engine->Statistics().documents);
  return absl::OkStatus();
}

}  // namespace jianbao::bench
