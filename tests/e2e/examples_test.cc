// The examples for Python and Go, generated from the contracts and run against the real services. Skipped where their
// Debian packages are not installed; scripts/test installs them.
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/support/cluster.h"
#include "tests/support/seeded_cluster_test.h"

namespace jianbao {
namespace {

using ::testing::HasSubstr;

constexpr char kExamples[] = JIANBAO_SOURCE_DIR "/examples";

bool Succeeds(const std::string& command) {
  return std::system(absl::StrCat("(", command, ") >/dev/null 2>&1").c_str()) == 0;
}

class ExamplesTest : public testing::SeededClusterTest {
 protected:
  // What a shell command writes; its errors too.
  std::string Output(const std::string& command) {
    const std::string path = dir_.Join("output");
    std::system(absl::StrCat("timeout 300 ", command, " >", path, " 2>&1").c_str());
    return testing::ReadWhole(path);
  }

  // Both examples print the same for `program`, a command line without its arguments.
  void ExpectAnswers(const std::string& program) {
    query::v1::SearchRequest request;
    request.set_query("秸秆禁烧");
    request.set_exact_total(true);
    ASSERT_OK_AND_ASSIGN(const auto response, cluster_->Search(request));
    ASSERT_GT(response.total().value(), 0);
    const std::string& address = cluster_->query().address();
    const std::string found = Output(absl::StrCat(program, " ", address, " 秸秆禁烧"));
    ASSERT_THAT(found, HasSubstr(absl::StrCat(response.total().value(), " articles, matched EXACT")));
    EXPECT_THAT(found, HasSubstr(response.hits(0).article().headline()));
    EXPECT_THAT(found, HasSubstr("[秸秆禁烧]"));
    EXPECT_THAT(found, HasSubstr(absl::StrCat("streamed: ", response.total().value())));
    const std::string failed = Output(absl::StrCat(program, " ", address, " '“秸秆禁烧'"));
    EXPECT_THAT(failed, HasSubstr("QUERY_QUOTE_UNCLOSED SearchRequest.query"));
  }

  const testing::TempDir dir_;
};

TEST_F(ExamplesTest, PythonSearchesAndReadsReasons) {
  if (!Succeeds("command -v grpc_python_plugin && /usr/bin/python3 -c 'import grpc, google.protobuf'")) {
    GTEST_SKIP() << "python3-grpcio is not installed";
  }
  const std::string generated = dir_.Join("generated");
  EXPECT_EQ(Output(absl::StrCat(kExamples, "/python/generate ", generated)), "");
  ExpectAnswers(absl::StrCat("env PYTHONPATH=", generated, " /usr/bin/python3 ", kExamples, "/python/search.py"));
}

TEST_F(ExamplesTest, GoSearchesAndReadsReasons) {
  if (!Succeeds("test -x /usr/bin/go && command -v protoc-gen-go-grpc && test -d "
                "/usr/share/gocode/src/google.golang.org/grpc")) {
    GTEST_SKIP() << "golang-google-grpc-dev is not installed";
  }
  EXPECT_EQ(Output(absl::StrCat(kExamples, "/go/build ", dir_.Join("go"))), "");
  ExpectAnswers(dir_.Join("go/search"));
}

}  // namespace
}  // namespace jianbao
