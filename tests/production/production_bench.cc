// Figures of the production shell, with real binaries on loopback; one JSON object a line.
//
//   production_bench overload [--seconds=60]      four times what the query service can do
//   production_bench restarts [--count=200]       rolling restarts under load of retrying clients
//   production_bench rotation [--count=20]        certificates replaced under load
//   production_bench telemetry [--seconds=10] [--rounds=5]   what metrics and access logs cost
//   production_bench terminate [--count=20]       SIGTERM of the index while issues stream in
//   production_bench quiet [--seconds=60]         calls that come once in a while
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "libs/base/status.h"
#include "libs/rpc/pulse.h"
#include "tests/production/load.h"
#include "tests/production/scenarios.h"

namespace jianbao::testing {
namespace {

int64_t ResidentKib(pid_t pid) {
  const std::vector<std::string> lines = absl::StrSplit(ReadWhole(absl::StrCat("/proc/", pid, "/status")), '\n');
  for (const std::string& line : lines) {
    const std::vector<std::string> words = absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    int64_t kib = 0;
    if (words.size() > 1 && words[0] == "VmRSS:" && absl::SimpleAtoi(words[1], &kib)) return kib;
  }
  return 0;
}

void PrintLoad(const char* phase, const LoadResult& result, Service& service) {
  int failed = 0;
  for (const auto& [error, times] : result.failures) {
    failed += times;
    std::fprintf(stderr, "%d x %s\n", times, error.c_str());
  }
  std::printf(
      "{\"phase\":\"%s\",\"admitted\":%zu,\"admitted_per_second\":%.0f,\"admitted_p50_millis\":%.2f,"
      "\"admitted_p99_millis\":%.2f,\"shed\":%zu,\"shed_p50_millis\":%.2f,\"shed_p99_millis\":%.2f,\"failed\":%d,"
      "\"not_sent\":%d,\"resident_mib\":%.0f}\n",
      phase, result.admitted_millis.size(), result.Throughput(), Percentile(result.admitted_millis, 50),
      Percentile(result.admitted_millis, 99), result.shed_millis.size(), Percentile(result.shed_millis, 50),
      Percentile(result.shed_millis, 99), failed, result.not_sent,
      static_cast<double>(ResidentKib(service.pid())) / 1024);
  std::fflush(stdout);
}

absl::Status Overload(int seconds) {
  JIANBAO_ASSIGN_OR_RETURN(const auto cluster, StartWithSamples());
  Service& query = cluster->query();
  ClosedLoad(query.address(), 8, absl::Seconds(2));  // warm
  const LoadResult capacity = ClosedLoad(query.address(), 8, absl::Seconds(10));
  PrintLoad("capacity, 8 callers", capacity, query);
  const double rate = capacity.Throughput();
  PrintLoad("0.8 of it", OpenLoad(query.address(), 0.8 * rate, absl::Seconds(seconds)), query);
  PrintLoad("4 times it", OpenLoad(query.address(), 4 * rate, absl::Seconds(seconds)), query);
  PrintLoad("0.8 of it, first 2 s after", OpenLoad(query.address(), 0.8 * rate, absl::Seconds(2)), query);
  PrintLoad("0.8 of it, then", OpenLoad(query.address(), 0.8 * rate, absl::Seconds(10)), query);
  return absl::OkStatus();
}

absl::Status PrintCounts(const char* what, int times, const absl::StatusOr<CallCounts>& counts) {
  JIANBAO_RETURN_IF_ERROR(counts.status());
  int failed = 0;
  for (const auto& [error, number] : counts->failed) {
    failed += number;
    std::fprintf(stderr, "%d x %s\n", number, error.c_str());
  }
  std::printf("{\"%s\":%d,\"calls\":%d,\"failed\":%d}\n", what, times, counts->succeeded + failed, failed);
  return absl::OkStatus();
}

absl::Status Restarts(int count) {
  JIANBAO_ASSIGN_OR_RETURN(const auto cluster, StartWithSamples());
  return PrintCounts("restarts", count, RollingRestarts(*cluster, count));
}

absl::Status Rotation(int count) {
  const TempDir dir;
  JIANBAO_ASSIGN_OR_RETURN(const CertificateAuthority ca, CertificateAuthority::Create(dir, "ca"));
  JIANBAO_ASSIGN_OR_RETURN(const rpc::TlsFiles tester, ca.Issue("tester", "tester"));
  JIANBAO_RETURN_IF_ERROR(ca.Issue("first", "jianbao").status());
  std::filesystem::create_directory_symlink("first", dir.Join("current"));
  const rpc::TlsFiles tls = {dir.Join("current/cert.pem"), dir.Join("current/key.pem"), ca.certificate()};
  ClusterOptions options;
  options.security.tls = tester;
  options.all = {"--tls_cert=" + tls.certificate, "--tls_key=" + tls.key, "--tls_client_ca=" + tls.ca};
  options.ingest =
      options.query = {"--index_tls_ca=" + tls.ca, "--index_tls_cert=" + tls.certificate, "--index_tls_key=" + tls.key};
  JIANBAO_ASSIGN_OR_RETURN(const auto cluster, StartWithSamples(options));
  return PrintCounts("rotations", count, RotateUnderLoad(*cluster, ca, tls, count));
}

// With and without by turns, so that what else the machine does meets both.
absl::Status Telemetry(int seconds, int rounds) {
  JIANBAO_ASSIGN_OR_RETURN(const auto with,
                           StartWithSamples({.all = {"--log_level=info", "--access_log=info", "--log_format=json",
                                                     "--metrics_listen=127.0.0.1:0"}}));
  JIANBAO_ASSIGN_OR_RETURN(const auto without, StartWithSamples({.all = {"--access_log=off"}}));
  for (Cluster* cluster : {with.get(), without.get()}) ClosedLoad(cluster->query().address(), 8, absl::Seconds(2));
  std::vector<double> ratios;
  for (int i = 0; i < rounds; ++i) {
    const double bare = ClosedLoad(without->query().address(), 8, absl::Seconds(seconds)).Throughput();
    const double told = ClosedLoad(with->query().address(), 8, absl::Seconds(seconds)).Throughput();
    ratios.push_back(told / bare);
    std::printf("{\"round\":%d,\"calls_per_second_without\":%.0f,\"calls_per_second_with\":%.0f,\"ratio\":%.3f}\n", i,
                bare, told, told / bare);
    std::fflush(stdout);
  }
  std::sort(ratios.begin(), ratios.end());
  std::printf("{\"median_ratio\":%.3f}\n", ratios[ratios.size() / 2]);
  return absl::OkStatus();
}

absl::Status Terminate(int count) {
  JIANBAO_ASSIGN_OR_RETURN(const auto cluster, Cluster::Start());
  IngestCounts total;
  int clean = 0;
  for (int i = 0; i < count; ++i) {
    int exit_code = -1;
    JIANBAO_ASSIGN_OR_RETURN(const IngestCounts counts, TerminateUnderIngest(*cluster, 50, &exit_code));
    clean += exit_code == 0 ? 1 : 0;
    total.acknowledged += counts.acknowledged;
    total.refused += counts.refused;
    total.missing += counts.missing;
  }
  std::printf(
      "{\"terminations\":%d,\"exit_0\":%d,\"acknowledged\":%d,\"refused\":%d,\"acknowledged_and_missing\":%d}\n", count,
      clean, total.acknowledged, total.refused, total.missing);
  return absl::OkStatus();
}

// gRPC's threads like to doze between such calls, those of this process too.
absl::Status Quiet(int seconds) {
  JIANBAO_ASSIGN_OR_RETURN(const auto cluster, StartWithSamples());
  const rpc::Pulse awake;
  const std::string& address = cluster->query().address();
  ClosedLoad(address, 1, absl::Seconds(1));  // warm
  PrintLoad("a call each 1.1 s", OpenLoad(address, 1 / 1.1, absl::Seconds(seconds)), cluster->query());
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  CLI::App app("Figures of the production shell, one JSON object a line.", "production_bench");
  app.require_subcommand(1);
  int seconds = 0, count = 0, rounds = 5;
  absl::Status status;
  CLI::App* overload = app.add_subcommand("overload", "four times what the query service can do");
  overload->add_option("--seconds", seconds)->check(CLI::Range(1, 3600));
  overload->callback([&] { status = Overload(seconds > 0 ? seconds : 60); });
  CLI::App* restarts = app.add_subcommand("restarts", "rolling restarts under load of retrying clients");
  restarts->add_option("--count", count)->check(CLI::Range(1, 10'000));
  restarts->callback([&] { status = Restarts(count > 0 ? count : 200); });
  CLI::App* rotation = app.add_subcommand("rotation", "certificates replaced under load");
  rotation->add_option("--count", count)->check(CLI::Range(1, 10'000));
  rotation->callback([&] { status = Rotation(count > 0 ? count : 20); });
  CLI::App* telemetry = app.add_subcommand("telemetry", "what metrics and access logs cost");
  telemetry->add_option("--seconds", seconds)->check(CLI::Range(1, 3600));
  telemetry->add_option("--rounds", rounds)->check(CLI::Range(1, 1000));
  telemetry->callback([&] { status = Telemetry(seconds > 0 ? seconds : 10, rounds); });
  CLI::App* terminate = app.add_subcommand("terminate", "SIGTERM of the index while issues stream in");
  terminate->add_option("--count", count)->check(CLI::Range(1, 10'000));
  terminate->callback([&] { status = Terminate(count > 0 ? count : 20); });
  CLI::App* quiet = app.add_subcommand("quiet", "calls that come once in a while");
  quiet->add_option("--seconds", seconds)->check(CLI::Range(1, 3600));
  quiet->callback([&] { status = Quiet(seconds > 0 ? seconds : 60); });
  CLI11_PARSE(app, argc, argv);
  if (!status.ok()) std::fprintf(stderr, "production_bench: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace jianbao::testing

int main(int argc, char** argv) { return jianbao::testing::Main(argc, argv); }
