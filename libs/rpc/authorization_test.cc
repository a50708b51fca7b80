#include "libs/rpc/authorization.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/support/process.h"

namespace jianbao::rpc {
namespace {

constexpr char kSearch[] = "jianbao.query.v1.QueryService/Search";
constexpr char kApply[] = "jianbao.index.v1.IndexService/ApplyIssue";
constexpr char kHealth[] = "grpc.health.v1.Health/Check";

class AuthorizationTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& content) {
    std::ofstream(dir_.Join(name)) << content;
    // Two writes within one tick of the file system's clock must still differ.
    std::filesystem::last_write_time(dir_.Join(name),
                                     std::filesystem::file_time_type::clock::now() + std::chrono::seconds(++writes_));
  }
  auto Load() { return Authorization::Load(dir_.Join("rules")); }

  testing::TempDir dir_;
  int writes_ = 0;
};

TEST_F(AuthorizationTest, WhatNoRuleAllowsIsRefused) {
  Write("token", "a-long-enough-secret\n");
  Write(
      "rules",
      "# comment\n"
      "certificate spiffe://example.org/query jianbao.query.v1.QueryService/Get* jianbao.query.v1.QueryService/Search\n"
      "token token jianbao.index.v1.IndexService/*   # another\n"
      "anyone grpc.health.v1.Health/*\n");
  ASSERT_OK_AND_ASSIGN(const auto rules, Load());
  const Credentials query = {.certificate = "spiffe://example.org/query"};
  const Credentials token = {.token = "a-long-enough-secret"};
  EXPECT_OK(rules->Check(query, kSearch));
  EXPECT_OK(rules->Check(query, "jianbao.query.v1.QueryService/GetArticle"));
  EXPECT_OK(rules->Check(token, kApply));
  EXPECT_OK(rules->Check({}, kHealth));
  EXPECT_THAT(rules->Check(query, kApply), ErrorIs(absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(rules->Check(token, kSearch), ErrorIs(absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(rules->Check({}, kSearch), ErrorIs(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN"));
  EXPECT_THAT(rules->Check({.certificate = "other"}, kSearch),
              ErrorIs(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN"));
  EXPECT_THAT(rules->Check({.token = "a-long-enough-secre"}, kApply),
              ErrorIs(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN"));
  EXPECT_THAT(rules->Check({}, "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"),
              ErrorIs(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN"));
}

TEST_F(AuthorizationTest, AnEmptyFileAllowsNothing) {
  Write("rules", "");
  ASSERT_OK_AND_ASSIGN(const auto rules, Load());
  EXPECT_FALSE(rules->Check({.certificate = "a"}, kSearch).ok());
  EXPECT_FALSE(rules->Check({}, kHealth).ok());
}

TEST_F(AuthorizationTest, EveryMistakeIsListedWithItsLine) {
  Write("short", "secret");
  Write("rules",
        "anybody *\n\ncertificate a\ncertificate a Search\ntoken short *\ntoken missing *\n"
        "anyone jianbao.*/Search\n");
  const absl::Status status = Load().status();
  EXPECT_THAT(status, ErrorIs(absl::StatusCode::kInvalidArgument, "AUTHORIZATION_MALFORMED"));
  for (const char* line : {"line 1:", "line 3:", "line 4:", "line 5:", "line 6:", "line 7:"}) {
    EXPECT_NE(status.message().find(line), std::string::npos) << line << " in " << status;
  }
  EXPECT_EQ(status.message().find("secret"), std::string::npos) << "a token must not be told";
}

TEST_F(AuthorizationTest, AMissingFileIsAnError) { EXPECT_FALSE(Load().ok()); }

TEST_F(AuthorizationTest, ChangesOfRulesAndTokensAreTakenUpAndBadOnesAreNot) {
  Write("token", "the-first-secret-there-is");
  Write("rules", "token token *\n");
  ASSERT_OK_AND_ASSIGN(const auto rules, Load());
  EXPECT_THAT(rules->Refresh(), IsOkAndHolds(false));
  Write("token", "the-second-secret-there-is");
  EXPECT_THAT(rules->Refresh(), IsOkAndHolds(true));
  EXPECT_FALSE(rules->Check({.token = "the-first-secret-there-is"}, kSearch).ok());
  EXPECT_OK(rules->Check({.token = "the-second-secret-there-is"}, kSearch));
  Write("rules", "nonsense\n");
  EXPECT_FALSE(rules->Refresh().ok());
  EXPECT_OK(rules->Check({.token = "the-second-secret-there-is"}, kSearch));
  Write("rules", "anyone grpc.health.v1.Health/*\n");
  EXPECT_THAT(rules->Refresh(), IsOkAndHolds(true));
  EXPECT_FALSE(rules->Check({.token = "the-second-secret-there-is"}, kSearch).ok());
}

TEST(ClientNameTest, ACertificateThenATokenThenTheHostNamesAClient) {
  EXPECT_EQ(ClientName({.certificate = "spiffe://example.org/a", .token = "t"}, "ipv4:10.0.0.1:4242", true),
            "spiffe://example.org/a");
  EXPECT_EQ(ClientName({.token = "t"}, "ipv4:10.0.0.1:4242", true).rfind("token-", 0), 0u);
  EXPECT_EQ(ClientName({.token = "t"}, "ipv4:10.0.0.1:4242", false), "ipv4:10.0.0.1");
}

}  // namespace
}  // namespace jianbao::rpc
