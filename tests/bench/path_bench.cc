// The whole path of a search, client -> query -> index and back with 10 hits and their snippets, beside two hops of
// plain gRPC with messages of the same sizes, in the same run on the same two cores.
//
//   path_bench CORPUS.tsv QUERIES.tsv [--seconds N] [--rounds N] [--data_dir DIR]
//
// The files are those of `jianbao-bench generate`. An archive in DIR is kept, and used again when it is there.
//
// One JSON object goes to standard output, a table for people to standard error. The two paths take turns, so that a
// noisy machine is as noisy for both.
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "echo.grpc.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "libs/base/status.h"
#include "nlohmann/json.hpp"
#include "tests/bench/path_archive.h"
#include "tests/bench/path_load.h"
#include "tests/support/cluster.h"

namespace jianbao::bench {
namespace {

using index::v1::IndexService;
using query::v1::QueryService;
using testing::Service;

constexpr int kHits = 10;
constexpr int kCores = 2;
constexpr int kConnections = 4;
constexpr int kCallerCounts[] = {1, 4, 16};
// As many callers as are measured would be more than the services let in.
constexpr char kPatient[] = "--max_queue_wait=0";
constexpr char kEchoBinary[] = "../tests/path_echo";

struct Options {
  std::string corpus, queries, data_dir;
  int seconds = 3;
  int rounds = 3;
};

// This process and what it starts share the first two cores.
void UseTwoCores() {
  cpu_set_t all, few;
  CPU_ZERO(&few);
  if (sched_getaffinity(0, sizeof(all), &all) != 0) return;
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&few) < kCores; ++cpu) {
    if (CPU_ISSET(cpu, &all)) CPU_SET(cpu, &few);
  }
  sched_setaffinity(0, sizeof(few), &few);
}

// Channels to one server that do not share a connection.
template <typename Stub, typename NewStub>
std::vector<std::unique_ptr<Stub>> Connect(const std::string& address, NewStub new_stub) {
  std::vector<std::unique_ptr<Stub>> stubs;
  for (int i = 0; i < kConnections; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    stubs.push_back(new_stub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments)));
  }
  return stubs;
}

// Means over many searches, in microseconds.
struct TimeTable {
  std::atomic<int64_t> searches{0}, total{0}, parse{0}, index{0}, retrieval{0}, fetch{0}, snippets{0}, calls{0};

  void Add(const query::v1::SearchStatistics& statistics) {
    ++searches;
    total += statistics.total_micros();
    parse += statistics.parse_micros();
    index += statistics.index_micros();
    retrieval += statistics.retrieval_micros();
    fetch += statistics.fetch_micros();
    snippets += statistics.snippet_micros();
    calls += statistics.index_calls();
  }
  double Mean(const std::atomic<int64_t>& sum) const {
    return static_cast<double>(sum) / static_cast<double>(std::max<int64_t>(1, searches));
  }
};

// One question both paths are asked: the search, and an echo of its size.
struct Probe {
  query::v1::SearchRequest search;
  EchoRequest echo;
};

class PathBench {
 public:
  explicit PathBench(const Options& options) : options_(options) {}

  absl::Status Run() {
    JIANBAO_RETURN_IF_ERROR(StartServers());
    JIANBAO_RETURN_IF_ERROR(Load());
    JIANBAO_RETURN_IF_ERROR(MakeProbes());
    for (const int callers : kCallerCounts) MeasureLevel(callers);
    std::printf("%s\n", report_.dump().c_str());
    return failures_ == 0 ? absl::OkStatus() : absl::InternalError(absl::StrCat(failures_, " calls failed"));
  }

 private:
  absl::Status StartServers() {
    const std::string data_dir = options_.data_dir.empty() ? dir_.Join("index") : options_.data_dir;
    JIANBAO_ASSIGN_OR_RETURN(
        index_, Service::Start("jianbao-index", {"--listen=127.0.0.1:0", absl::StrCat("--data_dir=", data_dir),
                                                 "--log_level=warning", kPatient}));
    JIANBAO_ASSIGN_OR_RETURN(
        query_, Service::Start("jianbao-query", {"--listen=127.0.0.1:0", absl::StrCat("--index=", index_->address()),
                                                 "--log_level=warning", kPatient}));
    JIANBAO_ASSIGN_OR_RETURN(echo_, Service::Start(kEchoBinary, {}));
    JIANBAO_ASSIGN_OR_RETURN(relay_, Service::Start(kEchoBinary, {echo_->address()}));
    searchers_ =
        Connect<QueryService::Stub>(query_->address(), [](auto channel) { return QueryService::NewStub(channel); });
    echoers_ = Connect<Echo::Stub>(relay_->address(), [](auto channel) { return Echo::NewStub(channel); });
    return absl::OkStatus();
  }

  absl::Status Load() {
    const auto stub = IndexService::NewStub(grpc::CreateChannel(index_->address(), grpc::InsecureChannelCredentials()));
    JIANBAO_ASSIGN_OR_RETURN(const auto stored, testing::Call(*stub, &IndexService::Stub::GetStatistics, {}));
    report_["articles"] = stored.article_count();
    if (stored.article_count() > 0) return absl::OkStatus();
    const absl::Time start = absl::Now();
    JIANBAO_ASSIGN_OR_RETURN(
        const int64_t articles, LoadArchive(options_.corpus, [&](const auto& request) {
          return testing::Call(*stub, &IndexService::Stub::ApplyIssue, request, absl::Minutes(2)).status();
        }));
    const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    report_["articles"] = articles;
    std::fprintf(stderr, "%lld articles stored in %.1f s\n", static_cast<long long>(articles), seconds);
    return absl::OkStatus();
  }

  // Queries that fill a page, each asked once, which also warms the servers.
  absl::Status MakeProbes() {
    JIANBAO_ASSIGN_OR_RETURN(const auto texts, ReadQueryTexts(options_.queries));
    double request_bytes = 0, response_bytes = 0;
    for (const std::string& text : texts) {
      Probe probe;
      probe.search.set_query(text);
      probe.search.set_page_size(kHits);
      JIANBAO_ASSIGN_OR_RETURN(const auto response,
                               testing::Call(*searchers_[0], &QueryService::Stub::Search, probe.search));
      if (response.hits_size() < kHits) continue;
      const auto request_size = probe.search.ByteSizeLong();
      const auto response_size = response.ByteSizeLong();
      probe.echo.mutable_payload()->assign(request_size, 'x');
      probe.echo.set_answer_bytes(static_cast<int32_t>(response_size));
      request_bytes += static_cast<double>(request_size);
      response_bytes += static_cast<double>(response_size);
      probes_.push_back(std::move(probe));
    }
    if (probes_.empty()) return absl::FailedPreconditionError("no query fills a page; use a larger corpus");
    const auto n = static_cast<double>(probes_.size());
    report_["queries"] = probes_.size();
    report_["request_bytes"] = request_bytes / n;
    report_["response_bytes"] = response_bytes / n;
    std::fprintf(stderr, "%zu queries of %d hits, %.0f bytes out, %.0f bytes back\n\n", probes_.size(), kHits,
                 request_bytes / n, response_bytes / n);
    return absl::OkStatus();
  }

  const Probe& ProbeOf(int caller, int64_t n) const {
    return probes_[(static_cast<size_t>(n) * 7 + static_cast<size_t>(caller) * 31) % probes_.size()];
  }

  LoadFigures MeasureSearch(int callers, absl::Duration duration, TimeTable* table) {
    return RunLoad(callers, duration, [&](int caller, int64_t n) {
      grpc::ClientContext context;
      testing::SetTimeout(absl::Seconds(10), &context);
      query::v1::SearchResponse response;
      const auto status = searchers_[caller % kConnections]->Search(&context, ProbeOf(caller, n).search, &response);
      if (!status.ok() || response.hits_size() != kHits) return false;
      table->Add(response.statistics());
      return true;
    });
  }

  LoadFigures MeasureEcho(int callers, absl::Duration duration) {
    return RunLoad(callers, duration, [&](int caller, int64_t n) {
      const Probe& probe = ProbeOf(caller, n);
      grpc::ClientContext context;
      testing::SetTimeout(absl::Seconds(10), &context);
      EchoResponse response;
      const auto status = echoers_[caller % kConnections]->Call(&context, probe.echo, &response);
      return status.ok() && static_cast<int32_t>(response.payload().size()) == probe.echo.answer_bytes();
    });
  }

  void MeasureLevel(int callers) {
    TimeTable table, unused;
    LoadFigures search, echo;
    MeasureEcho(callers, absl::Seconds(1));
    MeasureSearch(callers, absl::Seconds(1), &unused);
    for (int round = 0; round < options_.rounds; ++round) {
      echo.Add(MeasureEcho(callers, absl::Seconds(options_.seconds)));
      search.Add(MeasureSearch(callers, absl::Seconds(options_.seconds), &table));
    }
    failures_ += search.failures + echo.failures;
    Report(callers, search, echo, table);
  }

  void Report(int callers, const LoadFigures& search, const LoadFigures& echo, const TimeTable& table) {
    const auto figures = [](const LoadFigures& load) {
      return nlohmann::json{{"calls_per_s", load.PerSecond()},
                            {"p50_us", load.Percentile(0.5)},
                            {"p99_us", load.Percentile(0.99)},
                            {"calls", load.micros.size()},
                            {"failures", load.failures}};
    };
    double sum = 0;
    for (const double micros : search.micros) sum += micros;
    const double call = sum / static_cast<double>(std::max<size_t>(1, search.micros.size()));
    const double own =
        table.Mean(table.total) - table.Mean(table.parse) - table.Mean(table.index) - table.Mean(table.snippets);
    const std::vector<std::pair<std::string, double>> shares = {
        {"client to query and back", call - table.Mean(table.total)},
        {"query: parse", table.Mean(table.parse)},
        {"query to index and back", table.Mean(table.index) - table.Mean(table.retrieval) - table.Mean(table.fetch)},
        {"index: retrieval", table.Mean(table.retrieval)},
        {"index: articles and matches", table.Mean(table.fetch)},
        {"query: snippets", table.Mean(table.snippets)},
        {"query: rest", own},
    };
    const double throughput = search.PerSecond() / std::max(1e-9, echo.PerSecond());
    const double p99 = search.Percentile(0.99) / std::max(1e-9, echo.Percentile(0.99));
    nlohmann::json level = {{"callers", callers},
                            {"connections", std::min(callers, kConnections)},
                            {"search", figures(search)},
                            {"echo", figures(echo)},
                            {"throughput_ratio", throughput},
                            {"p99_ratio", p99},
                            {"index_calls", table.Mean(table.calls)}};
    std::fprintf(stderr, "%d callers       per second    p50 us    p99 us\n", callers);
    std::fprintf(stderr, "  two-hop echo  %10.0f %9.0f %9.0f\n", echo.PerSecond(), echo.Percentile(0.5),
                 echo.Percentile(0.99));
    std::fprintf(stderr, "  search        %10.0f %9.0f %9.0f   throughput %.2f x (want 0.50), p99 %.2f x (want 2.50)\n",
                 search.PerSecond(), search.Percentile(0.5), search.Percentile(0.99), throughput, p99);
    for (const auto& [name, micros] : shares) {
      level["mean_us"][name] = micros;
      std::fprintf(stderr, "    %-28s %9.0f us %5.1f %%\n", name.c_str(), micros, 100 * micros / std::max(1.0, call));
    }
    std::fprintf(stderr, "\n");
    report_["levels"].push_back(std::move(level));
  }

  const Options options_;
  const testing::TempDir dir_;
  std::unique_ptr<Service> index_, query_, echo_, relay_;
  std::vector<std::unique_ptr<QueryService::Stub>> searchers_;
  std::vector<std::unique_ptr<Echo::Stub>> echoers_;
  std::vector<Probe> probes_;
  int64_t failures_ = 0;
  nlohmann::json report_ = {{"bench", "path"}, {"cores", kCores}, {"hits", kHits}};
};

}  // namespace
}  // namespace jianbao::bench

int main(int argc, char** argv) {
  CLI::App app("The whole path of a search beside two hops of plain gRPC.");
  jianbao::bench::Options options;
  app.add_option("corpus", options.corpus, "id, date, headline, body; one article a line")->required();
  app.add_option("queries", options.queries, "class, text; one query a line")->required();
  app.add_option("--seconds", options.seconds, "of each measurement")->check(CLI::Range(1, 600));
  app.add_option("--data_dir", options.data_dir, "folder of the index; kept, and not filled again");
  app.add_option("--rounds", options.rounds, "of each level")->check(CLI::Range(1, 100));
  CLI11_PARSE(app, argc, argv);
  jianbao::bench::UseTwoCores();
  const absl::Status status = jianbao::bench::PathBench(options).Run();
  if (status.ok()) return 0;
  std::fprintf(stderr, "path_bench: %s\n", status.ToString().c_str());
  return 1;
}
