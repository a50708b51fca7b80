#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "libs/base/status.h"
#include "services/index/bench/commands.h"
#include "services/index/bench/corpus.h"
#include "services/index/bench/peak_memory.h"
#include "services/index/engine/bulk_loader.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::bench {
namespace {

absl::Status LoadInBulk(CorpusReader* corpus, storage::Store* store, uint64_t* documents) {
  JIANBAO_ASSIGN_OR_RETURN(const auto loader, engine::BulkLoader::Start(store, {}));
  for (engine::IssueRecord issue; corpus->Next(&issue);) {
    *documents += issue.documents.size();
    JIANBAO_RETURN_IF_ERROR(loader->Add(std::move(issue)));
  }
  return loader->Finish();
}

absl::Status ApplyOnline(CorpusReader* corpus, storage::Store* store, uint64_t* documents) {
  JIANBAO_ASSIGN_OR_RETURN(const auto engine, engine::Engine::Open(store, {}));
  for (engine::IssueRecord issue; corpus->Next(&issue);) {
    *documents += issue.documents.size();
    JIANBAO_RETURN_IF_ERROR(engine->ApplyIssue(issue, {}).status());
  }
  return engine->Fold();  // everything on disk in its final form, as the peer's commit leaves it
}

uint64_t BytesIn(const std::string& directory) {
  uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

}  // namespace

absl::Status RunIndex(const IndexOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  CorpusReader corpus(options.corpus, options.articles_per_issue);
  JIANBAO_RETURN_IF_ERROR(corpus.status());
  uint64_t documents = 0;
  {
    JIANBAO_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(options.directory, {}));
    JIANBAO_RETURN_IF_ERROR(options.online ? ApplyOnline(&corpus, store.get(), &documents)
                                           : LoadInBulk(&corpus, store.get(), &documents));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf(
      "{\"engine\":\"jianbao-%s\",\"docs\":%llu,\"input_bytes\":%llu,\"seconds\":%.3f,\"docs_per_s\":%.1f,"
      "\"index_bytes\":%llu,\"peak_memory_mb\":%.1f}\n",
      options.online ? "online" : "bulk", static_cast<unsigned long long>(documents),
      static_cast<unsigned long long>(corpus.input_bytes()), seconds, static_cast<double>(documents) / seconds,
      static_cast<unsigned long long>(BytesIn(options.directory)), PeakMemoryMb());
  return absl::OkStatus();
}

}  // namespace jianbao::bench
