#include "services/ingest/quarantine.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/support/process.h"

namespace jianbao::ingest {
namespace {

class QuarantineTest : public ::testing::Test {
 protected:
  QuarantineTest() { Reopen(); }

  void Reopen(int64_t max_bytes = 1 << 20) {
    quarantine_.reset();
    auto opened = Quarantine::Open({.directory = dir_.Join("q"), .max_bytes = max_bytes}, &clock_);
    ASSERT_OK(opened);
    quarantine_ = *std::move(opened);
  }

  static v1::IngestIssueRequest File(const std::string& content) {
    v1::IngestIssueRequest request;
    request.set_content(content);
    request.set_source_uri("scans/page.txt");
    request.mutable_hints()->set_encoding("GBK");
    return request;
  }

  static google::rpc::Status Reason(const std::string& message) {
    google::rpc::Status status;
    status.set_code(3);
    status.set_message(message);
    return status;
  }

  const jianbao::testing::TempDir dir_;
  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  std::unique_ptr<Quarantine> quarantine_;
};

std::string IdOf(const std::string& name) { return name.substr(std::string("rejections/").size()); }

TEST_F(QuarantineTest, AFileComesBackWholeAfterReopening) {
  const std::string bytes("\xff\xfe\0garbage", 10);
  ASSERT_OK_AND_ASSIGN(const std::string name, quarantine_->Add(File(bytes), Reason("binary")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const v1::Rejection rejection, quarantine_->Get(IdOf(name), /*with_content=*/true));
  EXPECT_EQ(rejection.content(), bytes);
  EXPECT_EQ(rejection.status().message(), "binary");
  EXPECT_EQ(rejection.hints().encoding(), "GBK");
  EXPECT_EQ(rejection.attempt_count(), 1);
}

TEST_F(QuarantineTest, TheSameFileIsKeptOnceWithItsLastReason) {
  ASSERT_OK_AND_ASSIGN(const std::string first, quarantine_->Add(File("page"), Reason("one")));
  clock_.Advance(absl::Minutes(1));
  ASSERT_OK_AND_ASSIGN(const std::string second, quarantine_->Add(File("page"), Reason("two")));
  EXPECT_EQ(first, second);
  ASSERT_OK_AND_ASSIGN(const v1::Rejection rejection, quarantine_->Get(IdOf(first), false));
  EXPECT_EQ(rejection.attempt_count(), 2);
  EXPECT_EQ(rejection.status().message(), "two");
  EXPECT_LT(rejection.first_attempt_time().seconds(), rejection.last_attempt_time().seconds());
  ASSERT_OK_AND_ASSIGN(const auto list, quarantine_->List(10, ""));
  EXPECT_EQ(list.rejections_size(), 1);
}

TEST_F(QuarantineTest, PagesShowEachRejectionOnceNewestFirst) {
  for (const std::string content : {"a", "b", "c", "d", "e"}) {
    ASSERT_OK(quarantine_->Add(File(content), Reason(content)));
    clock_.Advance(absl::Seconds(1));
  }
  std::string seen, token;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, quarantine_->List(2, token));
    for (const auto& rejection : page.rejections()) seen += rejection.status().message();
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(seen, "edcba");
}

TEST_F(QuarantineTest, AForeignPageTokenIsRefused) {
  EXPECT_THAT(quarantine_->List(2, "!!"), ErrorIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MALFORMED"));
  EXPECT_THAT(quarantine_->List(2, "YWJj"), ErrorIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MALFORMED"));
}

TEST_F(QuarantineTest, ARemovedRejectionIsGoneForGood) {
  ASSERT_OK_AND_ASSIGN(const std::string name, quarantine_->Add(File("page"), Reason("x")));
  ASSERT_OK(quarantine_->Remove(IdOf(name)));
  EXPECT_OK(quarantine_->Remove(IdOf(name)));
  EXPECT_THAT(quarantine_->Get(IdOf(name), true), ErrorIs(absl::StatusCode::kNotFound, "REJECTION_NOT_FOUND"));
  Reopen();
  EXPECT_THAT(quarantine_->Get(IdOf(name), true), ErrorIs(absl::StatusCode::kNotFound, "REJECTION_NOT_FOUND"));
}

TEST_F(QuarantineTest, AFullQuarantineRefusesInsteadOfDropping) {
  Reopen(/*max_bytes=*/6);
  ASSERT_OK_AND_ASSIGN(const std::string name, quarantine_->Add(File("1234"), Reason("x")));
  EXPECT_THAT(quarantine_->Add(File("5678"), Reason("x")),
              ErrorIs(absl::StatusCode::kResourceExhausted, "QUARANTINE_FULL"));
  EXPECT_OK(quarantine_->Get(IdOf(name), true));
}

TEST_F(QuarantineTest, ADamagedEntryDoesNotHideTheOthers) {
  ASSERT_OK(quarantine_->Add(File("good"), Reason("x")));
  std::ofstream(dir_.Join("q") + "/0123.rejection") << "not a record";
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto list, quarantine_->List(10, ""));
  EXPECT_EQ(list.rejections_size(), 1);
}

}  // namespace
}  // namespace jianbao::ingest
