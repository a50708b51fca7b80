#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/base/error.h"
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

// Of this thread alone: what neighbours on the machine cannot lengthen.
double CpuMilliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void PrintFigures(const char* name, std::vector<double>* times_ms) {
  std::sort(times_ms->begin(), times_ms->end());
  std::printf(",\"%s\":{\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}", name, (*times_ms)[times_ms->size() / 2],
              (*times_ms)[static_cast<size_t>(static_cast<double>(times_ms->size()) * 0.99)], times_ms->back());
}

// What the disk alone takes: appends as many bytes as an issue has to a file beside the index and syncs it.
class BareFile {
 public:
  explicit BareFile(const std::string& directory) : path_(directory + ".bare-sync"), fd_(Create(path_)) {}
  ~BareFile() {
    close(fd_);
    unlink(path_.c_str());
  }
  BareFile(const BareFile&) = delete;
  BareFile& operator=(const BareFile&) = delete;

  absl::StatusOr<double> AppendAndSync(size_t bytes) {
    buffer_.resize(bytes, '.');
    const auto start = Clock::now();
    if (write(fd_, buffer_.data(), bytes) != static_cast<ssize_t>(bytes) || fdatasync(fd_) != 0) {
      return Error(absl::StatusCode::kUnavailable, "FILE_WRITE_FAILED", "cannot write to " + path_);
    }
    return MillisecondsSince(start);
  }

 private:
  static int Create(const std::string& path) {
    return open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  }

  const std::string path_;
  const int fd_;
  std::string buffer_;
};

size_t BytesOf(const engine::IssueRecord& issue) {
  size_t bytes = 0;
  for (const engine::Document& document : issue.documents) {
    for (const std::string& text : document.texts) bytes += text.size();
  }
  return bytes;
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
  std::vector<double> cpu_ms;
  BareFile bare(options.directory);
  std::vector<double> bare_ms;
  for (engine::IssueRecord issue; corpus.Next(&issue);) {
    const auto start = Clock::now();
    const double cpu_start_ms = CpuMilliseconds();
    JIANBAO_ASSIGN_OR_RETURN(const engine::ApplyResult applied, engine->ApplyIssue(issue, {}));
    writes_ms.push_back(MillisecondsSince(start));
    cpu_ms.push_back(CpuMilliseconds() - cpu_start_ms);
    const auto acknowledged = Clock::now();
    engine::SearchOptions search;
    search.min_revision = applied.revision;
    search.exact_total = true;
    JIANBAO_ASSIGN_OR_RETURN(const engine::SearchResult result,
                             engine->Search(engine::Query::Issue(issue.name), search));
    searches_ms.push_back(MillisecondsSince(acknowledged));
    both_ms.push_back(MillisecondsSince(start));
    JIANBAO_ASSIGN_OR_RETURN(const double bare_sync, bare.AppendAndSync(BytesOf(issue)));
    bare_ms.push_back(bare_sync);
    if (result.total.value != issue.documents.size()) return absl::DataLossError("an acknowledged issue is not found");
  }
  if (both_ms.empty()) return absl::FailedPreconditionError("the corpus holds no article");
  std::printf("{\"engine\":\"jianbao\",\"issues\":%zu", both_ms.size());
  PrintFigures("write", &writes_ms);
  PrintFigures("search_after_ack", &searches_ms);
  PrintFigures("write_to_visible", &both_ms);
  PrintFigures("write_cpu", &cpu_ms);
  PrintFigures("bare_sync", &bare_ms);
  std::printf("}\n");
  return absl::OkStatus();
}

}  // namespace jianbao::bench
