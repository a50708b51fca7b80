#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "libs/base/status.h"
#include "services/index/bench/commands.h"
#include "services/index/bench/corpus.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::bench {
namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void PrintFigures(const char* name, std::vector<double>* times_ms) {
  std::sort(times_ms->begin(), times_ms->end());
  std::printf(",\"%s\":{\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}", name, (*times_ms)[times_ms->size() / 2],
              (*times_ms)[static_cast<size_t>(static_cast<double>(times_ms->size()) * 0.99)], times_ms->back());
}

}  // namespace

absl::Status RunVisibility(const IndexOptions& options) {
  CorpusReader corpus(options.corpus, options.articles_per_issue);
  JIANBAO_RETURN_IF_ERROR(corpus.status());
  JIANBAO_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(options.directory, {}));
  JIANBAO_ASSIGN_OR_RETURN(const auto engine, engine::Engine::Open(store.get(), {}));
  std::vector<double> writes_ms;
  std::vector<double> searches_ms;
  std::vector<double> both_ms;
  for (engine::IssueRecord issue; corpus.Next(&issue);) {
    const auto start = Clock::now();
    JIANBAO_ASSIGN_OR_RETURN(const engine::ApplyResult applied, engine->ApplyIssue(issue, {}));
    writes_ms.push_back(MillisecondsSince(start));
    const auto acknowledged = Clock::now();
    engine::SearchOptions search;
    search.min_revision = applied.revision;
    search.exact_total = true;
    JIANBAO_ASSIGN_OR_RETURN(const engine::SearchResult result,
                             engine->Search(engine::Query::Issue(issue.name), search));
    searches_ms.push_back(MillisecondsSince(acknowledged));
    both_ms.push_back(MillisecondsSince(start));
    if (result.total.value != issue.documents.size()) return absl::DataLossError("an acknowledged issue is not found");
  }
  if (both_ms.empty()) return absl::FailedPreconditionError("the corpus holds no article");
  std::printf("{\"engine\":\"jianbao\",\"issues\":%zu", both_ms.size());
  PrintFigures("write", &writes_ms);
  PrintFigures("search_after_ack", &searches_ms);
  PrintFigures("write_to_visible", &both_ms);
  std::printf("}\n");
  return absl::OkStatus();
}

}  // namespace jianbao::bench
