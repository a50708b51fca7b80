#include "libs/rpc/metrics.h"

#include <regex>
#include <set>
#include <string>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "libs/base/status_matchers.h"

namespace jianbao::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Method& Search() { return MethodOf<query::v1::SearchRequest>(); }

TEST(MethodTest, ARequestSaysWhichRpcItIsOf) {
  EXPECT_EQ(Search().name, "jianbao.query.v1.QueryService/Search");
  EXPECT_EQ(&Search(), &MethodTaking(query::v1::SearchRequest::descriptor()));
}

TEST(MetricsTest, CallsAreCountedByMethodAndCodeAndTimed) {
  Metrics metrics("test", "1.2");
  metrics.CallStarted(Search());
  metrics.CallStarted(Search());
  metrics.CallEnded(Search(), absl::StatusCode::kNotFound, absl::Milliseconds(3));
  const std::string text = metrics.Text();
  EXPECT_THAT(
      text, HasSubstr("jianbao_rpc_calls_total{code=\"NOT_FOUND\",method=\"jianbao.query.v1.QueryService/Search\"} 1"));
  EXPECT_THAT(text, HasSubstr("jianbao_rpc_in_flight_calls{method=\"jianbao.query.v1.QueryService/Search\"} 1"));
  EXPECT_THAT(text, HasSubstr("jianbao_rpc_duration_seconds_bucket{method=\"jianbao.query.v1.QueryService/Search\","
                              "le=\"0.005\"} 1"));
  EXPECT_THAT(text, HasSubstr("jianbao_build_info{program=\"test\",version=\"1.2\"} 1"));
}

TEST(MetricsTest, ShedCallsAreCountedByTheirCause) {
  Metrics metrics("test", "1");
  metrics.CallShed(ShedCause::kMemory);
  EXPECT_THAT(metrics.Text(), HasSubstr("jianbao_rpc_shed_calls_total{cause=\"memory\"} 1"));
  EXPECT_THAT(metrics.Text(), HasSubstr("jianbao_rpc_shed_calls_total{cause=\"queue_full\"} 0"));
}

TEST(MetricsTest, SourcesAreAskedAtEveryScrapeUntilTheyAreRemoved) {
  Metrics metrics("test", "1");
  int asked = 0;
  metrics.AddSource([&asked]() -> std::vector<Figure> {
    return {
        {"sample_store_bytes", "help", Figure::Kind::kGauge, static_cast<double>(++asked), {{"family", "records"}}}};
  });
  EXPECT_THAT(metrics.Text(), HasSubstr("sample_store_bytes{family=\"records\"} 1"));
  EXPECT_THAT(metrics.Text(), HasSubstr("sample_store_bytes{family=\"records\"} 2"));
  metrics.RemoveSources();
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("sample_store_bytes")));
}

TEST(MetricsTest, TheProcessIsDescribed) {
  const std::string text = Metrics("test", "1").Text();
  for (const char* name : {"process_resident_memory_bytes ", "process_open_fds ", "process_max_fds ",
                           "process_cpu_seconds_total ", "process_start_time_seconds ", "process_threads "}) {
    EXPECT_THAT(text, HasSubstr(name));
  }
}

TEST(MetricsTest, EveryNameEndsInAUnit) {
  Metrics metrics("test", "1");
  metrics.CallStarted(Search());
  metrics.CallEnded(Search(), absl::StatusCode::kOk, absl::Milliseconds(3));
  metrics.CallWaited(absl::Milliseconds(1));
  const std::regex unit(".*_(total|seconds|bytes|calls|workers|threads|fds|info)");
  const std::vector<std::string> lines = absl::StrSplit(metrics.Text(), '\n');
  for (const std::string& line : lines) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    if (words.size() != 4 || words[1] != "TYPE") continue;
    EXPECT_TRUE(std::regex_match(words[2], unit)) << words[2];
  }
}

TEST(MetricsTest, AnAddressInUseIsNamed) {
  Metrics first("test", "1"), second("test", "1");
  const auto address = first.Serve("127.0.0.1:0");
  ASSERT_OK(address);
  EXPECT_THAT(*address, Not(HasSubstr(":0")));
  EXPECT_THAT(second.Serve(*address), ErrorIs(absl::StatusCode::kUnavailable, "ADDRESS_IN_USE"));
  EXPECT_THAT(second.Serve("nowhere"), ErrorIs(absl::StatusCode::kInvalidArgument, "LISTEN_ADDRESS_MALFORMED"));
}

}  // namespace
}  // namespace jianbao::rpc
