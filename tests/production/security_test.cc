// Who gets in, and what those who mean harm can do.
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/production/hostile.h"
#include "tests/production/scenarios.h"
#include "tests/support/health.h"
#include "tests/support/http.h"

namespace jianbao {
namespace {

using testing::CertificateAuthority;
using testing::Cluster;
using testing::ClusterOptions;
using testing::TempDir;

// Three services that show certificates to each other, each of which may be called by those who have to.
class SecureClusterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(CertificateAuthority authority, CertificateAuthority::Create(dir_, "ca"));
    authority_ = std::make_unique<CertificateAuthority>(authority);
    ASSERT_OK_AND_ASSIGN(options_.security.tls, authority_->Issue("tester", "tester", "spiffe://example.org/tester"));
    ASSERT_OK_AND_ASSIGN(const auto first, authority_->Issue("first", "jianbao", "spiffe://example.org/jianbao"));
    // Services read through a link, as from a mounted secret.
    std::filesystem::create_directory_symlink("first", dir_.Join("current"));
    service_tls_ = {dir_.Join("current/cert.pem"), dir_.Join("current/key.pem"), first.ca};
    std::ofstream(dir_.Join("rules"))
        << "certificate spiffe://example.org/jianbao  jianbao.index.v1.IndexService/*\n"
           "certificate spiffe://example.org/tester   jianbao.ingest.v1.IngestService/IngestIssue "
           "jianbao.query.v1.QueryService/Search jianbao.query.v1.QueryService/GetIssue\n";
    options_.all = {"--tls_cert=" + service_tls_.certificate, "--tls_key=" + service_tls_.key,
                    "--tls_client_ca=" + service_tls_.ca, "--authorization=" + dir_.Join("rules"),
                    "--health_listen=127.0.0.1:0"};
    options_.ingest =
        options_.query = {"--index_tls_ca=" + service_tls_.ca, "--index_tls_cert=" + service_tls_.certificate,
                          "--index_tls_key=" + service_tls_.key};
    options_.query.push_back("--max_queue_wait=0");  // a slow machine is to let callers wait, not to refuse them
  }

  TempDir dir_;
  std::unique_ptr<CertificateAuthority> authority_;
  rpc::TlsFiles service_tls_;
  ClusterOptions options_;
};

TEST_F(SecureClusterTest, ServicesTrustEachOtherAndNobodyElseGetsIn) {
  ASSERT_OK_AND_ASSIGN(const auto cluster, testing::StartWithSamples(options_));
  ASSERT_OK(cluster->Search("秸秆禁烧"));
  for (testing::Service* service : {&cluster->index(), &cluster->ingest(), &cluster->query()}) {
    // In clear text, and without a certificate.
    EXPECT_EQ(testing::CallByName(service->address(), "/jianbao.query.v1.QueryService/Search", "").first,
              grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(testing::CallByName(service->address(), "/jianbao.query.v1.QueryService/Search", "",
                                  {.tls = {.ca = service_tls_.ca}})
                  .first,
              grpc::StatusCode::UNAVAILABLE);
    // Probes show nothing and need nothing.
    const std::string probes = service->announced("health");
    EXPECT_EQ(testing::Health(probes, "liveness"), "SERVING");
    EXPECT_EQ(testing::Health(probes, "readiness"), "SERVING");
    EXPECT_EQ(testing::Health(probes, ""), "SERVING");
    EXPECT_EQ(testing::CallByName(probes, "/jianbao.query.v1.QueryService/Search", "").first,
              grpc::StatusCode::UNIMPLEMENTED);
  }
  EXPECT_EQ(testing::Health(cluster->query().announced("health"), "jianbao.query.v1.QueryService"), "SERVING");
}

TEST_F(SecureClusterTest, NoMethodOfAnyContractAnswersWithoutARule) {
  std::ofstream(dir_.Join("rules")) << "certificate spiffe://example.org/jianbao *\n";  // not the tester
  ASSERT_OK_AND_ASSIGN(const auto cluster, Cluster::Start(options_));
  int asked = 0;
  for (const std::string& method : testing::AllMethods()) {
    testing::Service& service = absl::StrContains(method, ".query.")    ? cluster->query()
                                : absl::StrContains(method, ".ingest.") ? cluster->ingest()
                                                                        : cluster->index();
    EXPECT_EQ(testing::CallByName(service.address(), method, "", options_.security).first,
              grpc::StatusCode::UNAUTHENTICATED)
        << method;
    ++asked;
  }
  EXPECT_GT(asked, 40);
  for (const char* method : {"/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch", "/none.Such/Method",
                             "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"}) {
    EXPECT_EQ(testing::CallByName(cluster->query().address(), method, "", options_.security).first,
              grpc::StatusCode::UNAUTHENTICATED)
        << method;
  }
}

TEST_F(SecureClusterTest, ACertificateIsRotatedUnderLoadWithoutAFailedCall) {
  ASSERT_OK_AND_ASSIGN(const auto cluster, testing::StartWithSamples(options_));
  ASSERT_OK_AND_ASSIGN(const auto counts, testing::RotateUnderLoad(*cluster, *authority_, service_tls_, 2));
  EXPECT_GT(counts.succeeded, 60);
  for (const auto& [error, times] : counts.failed) ADD_FAILURE() << times << " x " << error;
}

// The first search that is let in: until the calls of an attack are done with, the service may well refuse others.
absl::Status SearchSoon(Cluster& cluster) {
  const absl::Time patience = absl::Now() + testing::kPatience;
  while (true) {
    absl::Status status = cluster.Search("秸秆禁烧").status();
    if (status.code() != absl::StatusCode::kResourceExhausted || absl::Now() > patience) return status;
    absl::SleepFor(absl::Milliseconds(50));
  }
}

TEST(HostileTest, EveryServiceOutlivesEveryAttack) {
  ASSERT_OK_AND_ASSIGN(const auto cluster, testing::StartWithSamples());
  for (const testing::Attack& attack : testing::Attacks()) {
    for (testing::Service* service : {&cluster->query(), &cluster->ingest(), &cluster->index()}) {
      SCOPED_TRACE(absl::StrCat(attack.name, " on ", service->address()));
      attack.run(service->address());
      ASSERT_EQ(kill(service->pid(), 0), 0) << service->log();
      EXPECT_EQ(testing::HealthSoon(service->address(), "SERVING"), "SERVING");
      EXPECT_OK(SearchSoon(*cluster));
    }
  }
  EXPECT_EQ(cluster->query().Terminate(), 0);
  EXPECT_EQ(cluster->ingest().Terminate(), 0);
  EXPECT_EQ(cluster->index().Terminate(), 0);
}

// The listener of gRPC 1.51 would be deaf for good after this.
TEST(HostileTest, AServiceThatRanOutOfFilesHearsAgainWhenThereAreSome) {
  ASSERT_OK_AND_ASSIGN(const auto cluster,
                       testing::StartWithSamples({.query = {"--metrics_listen=127.0.0.1:0", "--watchdog_interval=0"}}));
  testing::Service& query = cluster->query();
  ASSERT_OK(cluster->Search("秸秆禁烧"));  // connects, also to the index
  rlimit few = {64, 20'000};
  ASSERT_EQ(prlimit(query.pid(), RLIMIT_NOFILE, &few, nullptr), 0);
  std::vector<int> connections;
  for (int i = 0; i < 200; ++i) connections.push_back(testing::Connect(query.address()));
  EXPECT_NE(query.LineOfLog({"cannot accept a connection"}), "");
  EXPECT_OK(cluster->Search("秸秆禁烧")) << "who is connected is served";
  for (const int fd : connections) close(fd);
  EXPECT_EQ(testing::HealthSoon(query.address(), "SERVING"), "SERVING") << "over a new connection";
  const auto metrics = testing::HttpGet(query.announced("metrics"), "/metrics");
  ASSERT_OK(metrics);
  EXPECT_THAT(*metrics, ::testing::Not(::testing::HasSubstr("jianbao_server_accept_failures_total 0\n")))
      << "the test must have used the files up";
}

}  // namespace
}  // namespace jianbao
