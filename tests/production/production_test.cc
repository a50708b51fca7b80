// What an operator does to running services, and what load does to them: outcomes, not speed (production_bench
// measures).
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/client/client.h"
#include "libs/client/grpc_connection.h"
#include "tests/production/hostile.h"
#include "tests/production/load.h"
#include "tests/production/scenarios.h"
#include "tests/support/health.h"

namespace jianbao {
namespace {

void ExpectNoFailure(const testing::CallCounts& counts) {
  for (const auto& [error, times] : counts.failed) ADD_FAILURE() << times << " x " << error;
}

TEST(OperationsTest, TenRollingRestartsOfQueryFailNoCallOfARetryingClient) {
  ASSERT_OK_AND_ASSIGN(const auto cluster, testing::StartWithSamples());
  ASSERT_OK_AND_ASSIGN(const auto counts, testing::RollingRestarts(*cluster, 10));
  EXPECT_GT(counts.succeeded, 200);
  ExpectNoFailure(counts);
}

TEST(OperationsTest, AServiceThatComesBackIsFoundByTheNextRetries) {
  ASSERT_OK_AND_ASSIGN(const auto cluster, testing::StartWithSamples());
  ASSERT_OK_AND_ASSIGN(auto service, cluster->StartQuery());
  const std::string address = service->address();
  int retries = 0;
  const client::Client client({.query = client::MakeQueryConnection(address)},
                              {.on_retry = [&](const absl::Status&, absl::Duration) {
                                if (retries++ > 0) return;
                                ASSERT_OK_AND_ASSIGN(service, cluster->StartQuery(address));
                              }});
  query::v1::SearchRequest request;
  request.set_query("秸秆禁烧");
  ASSERT_OK(client.Search(request));
  ASSERT_EQ(service->Terminate(), 0);
  EXPECT_OK(client.Search(request));
  EXPECT_GE(retries, 1);
  EXPECT_LE(retries, 3) << "a connection moves on while a call waits for it, not while the client sleeps";
}

TEST(OperationsTest, SigtermWhileIssuesStreamInLosesNothingAcknowledged) {
  ASSERT_OK_AND_ASSIGN(const auto cluster, testing::Cluster::Start());
  for (int round = 0; round < 2; ++round) {
    int exit_code = -1;
    ASSERT_OK_AND_ASSIGN(const auto counts, testing::TerminateUnderIngest(*cluster, 40, &exit_code));
    EXPECT_EQ(exit_code, 0);
    EXPECT_GE(counts.acknowledged, 40);
    EXPECT_EQ(counts.missing, 0);
  }
}

TEST(OperationsTest, WhileDrainingAServiceIsAliveAndNotReady) {
  ASSERT_OK_AND_ASSIGN(const auto cluster,
                       testing::Cluster::Start({.query = {"--drain_wait=10s", "--health_listen=127.0.0.1:0"}}));
  const std::string probes = cluster->query().announced("health");
  EXPECT_EQ(testing::Health(probes, "readiness"), "SERVING");
  const pid_t pid = cluster->query().pid();
  kill(pid, SIGTERM);
  EXPECT_EQ(testing::HealthSoon(probes, "NOT_SERVING"), "NOT_SERVING");
  EXPECT_EQ(testing::Health(probes, "liveness"), "SERVING");
  EXPECT_OK(cluster->Search("秸秆禁烧")) << "calls are welcome until the wait is over";
  int exit_code = -1;
  ASSERT_TRUE(cluster->query().WaitForEnd(testing::kPatience, &exit_code));
  EXPECT_EQ(exit_code, 0);
}

TEST(OverloadTest, WhatIsTooMuchIsShedAndTheRestIsServedAndThenAllIsWell) {
  ASSERT_OK_AND_ASSIGN(const auto cluster,
                       testing::StartWithSamples({.query = {"--worker_threads=2", "--max_queued_calls=8"}}));
  const testing::LoadResult calm = testing::ClosedLoad(cluster->query().address(), 2, absl::Seconds(1));
  EXPECT_GT(calm.admitted_millis.size(), 0u);
  EXPECT_TRUE(calm.failures.empty()) << calm.failures.begin()->first;
  const testing::LoadResult flood = testing::ClosedLoad(cluster->query().address(), 64, absl::Seconds(3));
  EXPECT_GT(flood.admitted_millis.size(), 0u);
  EXPECT_GT(flood.shed_millis.size(), 0u);
  EXPECT_TRUE(flood.failures.empty()) << flood.failures.begin()->first;
  EXPECT_OK(cluster->Search("秸秆禁烧"));
}

TEST(StartTest, ASoundConfigurationIsSoundAndAWrongOneIsToldWhole) {
  for (const char* binary : {"jianbao-index", "jianbao-ingest", "jianbao-query"}) {
    ASSERT_OK_AND_ASSIGN(const auto sound, testing::RunCommand(binary, {"--check_config"}));
    EXPECT_EQ(sound.exit_code, 0) << sound.err;
    ASSERT_OK_AND_ASSIGN(
        const auto wrong,
        testing::RunCommand(binary, {"--check_config", "--listen=x", "--tls_cert=/none", "--metrics_listen=y",
                                     "--authorization=/none", "--worker_threads=0"}));
    EXPECT_EQ(wrong.exit_code, 2);
    for (const char* flag : {"--listen", "--tls_key", "--metrics_listen", "--authorization", "--worker_threads"}) {
      EXPECT_NE(wrong.err.find(flag), std::string::npos) << flag << " in " << wrong.err;
    }
  }
}

TEST(StartTest, WhatOneProgramAloneCanTellIsTold) {
  const testing::TempDir dir;
  std::ofstream(dir.Join("rules")) << "anyone jianbao.query.v1.QueryService/Serch\n";
  struct Case {
    const char* binary;
    std::vector<std::string> flags;
    const char* told;
  };
  const std::vector<Case> cases = {
      {"jianbao-query", {"--index=nohost"}, "--index: \"nohost\" is no address"},
      {"jianbao-ingest", {"--index=localhost:99999"}, "--index: \"localhost:99999\" is no address"},
      {"jianbao-query", {"--authorization=" + dir.Join("rules")}, "has no method Serch, want one of "},
      {"jianbao-index", {"--data_dir=/tmp/q", "--backup_dir=/tmp/q/b"}, "none lies in the other"},
  };
  for (const Case& wrong : cases) {
    std::vector<std::string> flags = wrong.flags;
    flags.push_back("--check_config");
    ASSERT_OK_AND_ASSIGN(const auto result, testing::RunCommand(wrong.binary, flags));
    EXPECT_EQ(result.exit_code, 2) << wrong.told;
    EXPECT_NE(result.err.find(wrong.told), std::string::npos) << result.err;
  }
  ASSERT_OK_AND_ASSIGN(const auto target,
                       testing::RunCommand("jianbao-query", {"--check_config", "--index=dns:///index:50052"}));
  EXPECT_EQ(target.exit_code, 0) << target.err;
}

TEST(ServiceConfigTest, ItNamesMethodsThatThereAreAndRetriesNothingButUnavailable) {
  const std::string json = testing::ReadWhole(JIANBAO_SOURCE_DIR "/protos/service_config.json");
  const std::vector<std::string> methods = testing::AllMethods();
  const std::regex name(R"re("service": "([^"]+)", "method": "([^"]+)")re");
  int named = 0;
  for (auto it = std::sregex_iterator(json.begin(), json.end(), name); it != std::sregex_iterator(); ++it, ++named) {
    const std::string method = absl::StrCat("/", it->str(1), "/", it->str(2));
    EXPECT_NE(std::find(methods.begin(), methods.end(), method), methods.end()) << method;
  }
  EXPECT_GT(named, 30);
  EXPECT_NE(json.find(R"("retryableStatusCodes": ["UNAVAILABLE"])"), std::string::npos);
}

TEST(StartTest, TooFewOpenFilesAreRefusedWithWhatToDo) {
  ASSERT_OK_AND_ASSIGN(const auto result,
                       testing::RunCommand("jianbao-query", {"--listen=127.0.0.1:0", "--min_open_files=1000000"}));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("ulimit -n"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace jianbao
