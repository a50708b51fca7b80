// One running suite for all contract tests of a binary, with the sample issues in it.
#ifndef JIANBAO_TESTS_CONTRACT_CONTRACT_TEST_H_
#define JIANBAO_TESTS_CONTRACT_CONTRACT_TEST_H_

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/support/cluster.h"

namespace jianbao {

class ContractTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto cluster = testing::Cluster::Start();
    ASSERT_OK(cluster);
    cluster_ = std::move(cluster)->release();
    for (const std::string& path : testing::ListFiles(JIANBAO_SOURCE_DIR "/seeds/issues", ".txt")) {
      ASSERT_OK(cluster_->Ingest(testing::FileRequest(path)));
    }
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  // A file of 今日青禾 of that day.
  static ingest::v1::IngestIssueRequest IssueOfDay(const std::string& date, const std::string& content) {
    ingest::v1::IngestIssueRequest request;
    request.set_content(content);
    request.mutable_hints()->set_publication("今日青禾");
    request.mutable_hints()->set_publish_date(date);
    return request;
  }

  // A stored issue and one of its articles.
  static constexpr char kIssue[] = "publications/jin-ri-qing-he/issues/2021-03-16";
  static constexpr char kArticle[] = "publications/jin-ri-qing-he/issues/2021-03-16/articles/1";

  static inline testing::Cluster* cluster_ = nullptr;
};

}  // namespace jianbao

// The status and reason that the call of `method` with `request` fails with.
#define EXPECT_CALL_FAILS(stub, method, request, code, reason) \
  EXPECT_THAT(::jianbao::testing::Call(stub, method, request), ::jianbao::ErrorIs(absl::StatusCode::code, reason))

#endif  // JIANBAO_TESTS_CONTRACT_CONTRACT_TEST_H_
