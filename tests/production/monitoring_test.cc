// What an operator sees: metrics, traces through the hops, logs that keep secrets, and a dashboard and alerts that ask
// for nothing the services do not tell.
#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/rpc/trace_context.h"
#include "tests/production/scenarios.h"
#include "tests/support/http.h"

namespace jianbao {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// All names that the three services export, after every kind of call has been made once.
std::string ScrapeAll(testing::Cluster& cluster) {
  std::string all;
  for (testing::Service* service : {&cluster.index(), &cluster.ingest(), &cluster.query()}) {
    const auto text = testing::HttpGet(service->announced("metrics"), "/metrics");
    EXPECT_OK(text);
    absl::StrAppend(&all, text.value_or(""));
  }
  return all;
}

class MonitoringTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto cluster =
        testing::StartWithSamples({.all = {"--metrics_listen=127.0.0.1:0", "--log_level=info", "--log_format=json"}});
    ASSERT_OK(cluster);
    cluster_ = std::move(cluster)->release();
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static inline testing::Cluster* cluster_ = nullptr;
};

TEST_F(MonitoringTest, EveryServiceTellsRateErrorsAndDuration) {
  ASSERT_OK(cluster_->Search("秸秆禁烧"));
  EXPECT_FALSE(cluster_->Search("\"").ok());
  const auto query = testing::HttpGet(cluster_->query().announced("metrics"), "/metrics");
  ASSERT_OK(query);
  constexpr char kSearch[] = "method=\"jianbao.query.v1.QueryService/Search\"";
  EXPECT_THAT(*query, HasSubstr(absl::StrCat("jianbao_rpc_calls_total{code=\"OK\",", kSearch, "}")));
  EXPECT_THAT(*query, HasSubstr(absl::StrCat("jianbao_rpc_calls_total{code=\"INVALID_ARGUMENT\",", kSearch, "}")));
  EXPECT_THAT(*query, HasSubstr("jianbao_rpc_duration_seconds_bucket{"));
  EXPECT_THAT(*query, HasSubstr("process_resident_memory_bytes"));
  EXPECT_THAT(*query, HasSubstr("jianbao_server_open_connections 1"));
  const auto index = testing::HttpGet(cluster_->index().announced("metrics"), "/metrics");
  ASSERT_OK(index);
  EXPECT_THAT(*index, HasSubstr("jianbao_index_issues 6"));
  EXPECT_THAT(*index, HasSubstr("jianbao_store_block_cache_hits_total"));
  EXPECT_THAT(*index, HasSubstr("method=\"jianbao.index.v1.IndexService/ApplyIssue\""));
}

TEST_F(MonitoringTest, OneTraceRunsThroughTheLogsOfAllHops) {
  const auto trace = rpc::TraceContext::New();
  grpc::ClientContext context;
  testing::SetTimeout(testing::kPatience, &context);
  context.AddMetadata("traceparent", trace.ToString());
  context.AddMetadata("x-request-id", "trace-test-1");
  query::v1::SearchRequest request;
  request.set_query("县医院");
  query::v1::SearchResponse response;
  ASSERT_OK(testing::ToAbsl(cluster_->query_stub().Search(&context, request, &response)));
  for (testing::Service* service : {&cluster_->query(), &cluster_->index()}) {
    const std::string line = service->LineOfLog({trace.trace_id, "\"request_id\":\"trace-test-1\""});
    ASSERT_NE(line, "") << service->log();
    EXPECT_THAT(line, HasSubstr("\"message\":\"call\""));
    EXPECT_THAT(line, HasSubstr("\"code\":\"OK\""));
    EXPECT_THAT(line, HasSubstr("\"millis\":"));
    EXPECT_THAT(line, HasSubstr("\"peer\":\"ipv4:127.0.0.1:"));
    EXPECT_THAT(line, Not(HasSubstr(trace.span_id))) << "each hop is a span of its own";
  }
}

TEST_F(MonitoringTest, LogsTellNothingOfWhatWasAskedFor) {
  ASSERT_OK(cluster_->Search("岚轴精工"));
  EXPECT_FALSE(cluster_->Search("\"岚轴精工").ok());
  EXPECT_NE(cluster_->query().LineOfLog({"QueryService/Search", "INVALID_ARGUMENT"}), "");
  EXPECT_NE(cluster_->index().LineOfLog({"IndexService/Retrieve", "\"code\":\"OK\""}), "");
  for (testing::Service* service : {&cluster_->query(), &cluster_->index(), &cluster_->ingest()}) {
    EXPECT_THAT(service->log(), Not(HasSubstr("岚轴")));
  }
}

// Names of our metrics in a file, without the endings that Prometheus puts behind the name of a histogram.
std::set<std::string> NamesIn(const std::string& text) {
  const std::regex name("\\b(jianbao_(rpc|server|store|index|ingest|query|build)_[a-z_]+|process_[a-z_]+)\\b");
  std::set<std::string> names;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), name); it != std::sregex_iterator(); ++it) {
    names.insert(std::regex_replace(it->str(), std::regex("_(bucket|sum|count)$"), ""));
  }
  return names;
}

TEST_F(MonitoringTest, DashboardsAndAlertsAskForWhatIsTold) {
  ASSERT_OK(cluster_->Search("秸秆禁烧"));
  const std::set<std::string> told = NamesIn(ScrapeAll(*cluster_));
  int files = 0;
  std::set<std::string> asked;
  for (const char* folder : {"deploy/grafana", "deploy/alerts"}) {
    for (const std::string ending : {".json", ".yaml"}) {
      for (const std::string& file : testing::ListFiles(absl::StrCat(JIANBAO_SOURCE_DIR, "/", folder), ending)) {
        asked.merge(NamesIn(testing::ReadWhole(file)));
        ++files;
      }
    }
  }
  EXPECT_GE(files, 2);
  EXPECT_GT(asked.size(), 15u);
  for (const std::string& name : asked) {
    const bool only_over_tls = name == "jianbao_server_certificate_expiry_time_seconds";
    EXPECT_TRUE(only_over_tls || told.contains(name)) << name;
  }
}

TEST_F(MonitoringTest, EveryMetricIsDocumentedAndEndsInItsUnit) {
  ASSERT_OK(cluster_->Search("秸秆禁烧"));
  const std::string manual = testing::ReadWhole(JIANBAO_SOURCE_DIR "/docs/OPERATIONS.md");
  const std::regex unit(
      ".*_(total|seconds|bytes|calls|workers|threads|fds|info|connections|issues|articles|segments|"
      "revisions|compactions|flushes|writes|stores)");
  for (const std::string& name : NamesIn(ScrapeAll(*cluster_))) {
    EXPECT_TRUE(std::regex_match(name, unit)) << name;
    EXPECT_THAT(manual, HasSubstr(absl::StrCat("`", name, "`")));
  }
}

}  // namespace
}  // namespace jianbao
