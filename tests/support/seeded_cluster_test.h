// One running suite for all tests of a binary, with the sample issues in it.
#ifndef JIANBAO_TESTS_SUPPORT_SEEDED_CLUSTER_TEST_H_
#define JIANBAO_TESTS_SUPPORT_SEEDED_CLUSTER_TEST_H_

#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/support/cluster.h"

namespace jianbao::testing {

class SeededClusterTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto cluster = StartWithSamples();
    ASSERT_OK(cluster);
    cluster_ = std::move(cluster)->release();
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static inline Cluster* cluster_ = nullptr;
};

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_SUPPORT_SEEDED_CLUSTER_TEST_H_
