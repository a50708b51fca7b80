// What all contract tests know of the sample issues in their suite.
#ifndef JIANBAO_TESTS_CONTRACT_CONTRACT_TEST_H_
#define JIANBAO_TESTS_CONTRACT_CONTRACT_TEST_H_

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/support/cluster.h"
#include "tests/support/seeded_cluster_test.h"

namespace jianbao {

class ContractTest : public testing::SeededClusterTest {
 protected:
  // A file of 今日青禾 of that day.
  static ingest::v1::IngestIssueRequest IssueOfDay(const std::string& date, const std::string& content) {
    ingest::v1::IngestIssueRequest request;
    request.set_content(content);
    request.mutable_hints()->set_publication("今日青禾");
    request.mutable_hints()->set_publish_date(date);
    return request;
  }

  // Of calls that wait for a revision that never comes: a quarter of it is left to say so.
  static constexpr absl::Duration kBehindTimeout = absl::Seconds(4);

  // A stored issue and one of its articles.
  static constexpr char kIssue[] = "publications/jin-ri-qing-he/issues/2021-03-16";
  static constexpr char kArticle[] = "publications/jin-ri-qing-he/issues/2021-03-16/articles/1";
};

}  // namespace jianbao

// The status and reason that the call of `method` with `request` fails with.
#define EXPECT_CALL_FAILS(stub, method, request, code, reason) \
  EXPECT_THAT(::jianbao::testing::Call(stub, method, request), ::jianbao::ErrorIs(absl::StatusCode::code, reason))

#endif  // JIANBAO_TESTS_CONTRACT_CONTRACT_TEST_H_
