// Backups, restores and rebuilds with the real process, which is killed where it hurts.
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/rpc/channel.h"
#include "tests/support/cluster.h"

namespace jianbao {
namespace {

namespace fs = std::filesystem;
using index::v1::IndexService;
using testing::Call;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RunCommand;
using testing::Service;
using Stub = IndexService::Stub;

std::string IssueName(int number) {
  return absl::StrFormat("publications/test/issues/20%02d-%02d-%02d", number / 300 % 100, number / 25 % 12 + 1,
                         number % 25 + 1);
}

// An issue with a word that no other has.
index::v1::ApplyIssueRequest MakeIssue(int number) {
  index::v1::ApplyIssueRequest request;
  request.mutable_issue()->set_name(IssueName(number));
  request.mutable_issue()->set_content_hash(absl::StrCat("h", number));
  for (int i = 1; i <= 3; ++i) {
    auto* article = request.add_articles();
    article->set_name(absl::StrCat(IssueName(number), "/articles/", i));
    article->set_headline(absl::StrCat("灌渠第", number, "段完工"));
    article->set_body(absl::StrCat("本报讯 编号q", number, "x的灌渠工段修缮完工。"));
  }
  return request;
}

class BackupTest : public ::testing::Test {
 protected:
  void SetUp() override { Start(dir_.Join("index")); }

  void Start(const std::string& data_dir, const std::vector<std::string>& more = {}) {
    index_.reset();
    std::vector<std::string> flags = {"--listen=127.0.0.1:0", "--log_level=warning",
                                      absl::StrCat("--data_dir=", data_dir),
                                      absl::StrCat("--backup_dir=", dir_.Join("backups"))};
    flags.insert(flags.end(), more.begin(), more.end());
    auto started = Service::Start("jianbao-index", flags);
    ASSERT_OK(started);
    index_ = *std::move(started);
    stub_ = IndexService::NewStub(rpc::MakeChannel(index_->address(), {.retries = false}));
  }
  void Apply(int number) { ASSERT_OK(Call(*stub_, &Stub::ApplyIssue, MakeIssue(number))); }

  // Articles found by the word of issue `number`.
  int Found(int number) {
    index::v1::RetrieveRequest request;
    request.mutable_query()->mutable_text()->set_text(absl::StrCat("q", number, "x"));
    const auto response = Call(*stub_, &Stub::Retrieve, request);
    EXPECT_OK(response);
    return response.ok() ? response->hits_size() : -1;
  }
  void ExpectSound() {
    ASSERT_OK_AND_ASSIGN(const auto report, Call(*stub_, &Stub::CheckIntegrity, index::v1::CheckIntegrityRequest()));
    EXPECT_EQ(report.faults_size(), 0) << report.DebugString();
  }

  const testing::TempDir dir_;
  std::unique_ptr<Service> index_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(BackupTest, ABackupTakenUnderWritesRestoresExactlyItsRevisionAfterAKill) {
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::map<int, int64_t> revisions;  // of acknowledged issues
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      const auto applied = Call(*stub_, &Stub::ApplyIssue, MakeIssue(i));
      if (!applied.ok()) return;
      revisions[i] = applied->revision();
      ++written;
    }
  });
  const absl::Time patience = absl::Now() + testing::kPatience;
  const auto wait_for = [&](int count) {
    while (written < count && absl::Now() < patience) absl::SleepFor(absl::Milliseconds(1));
  };
  wait_for(20);
  index::v1::CreateBackupRequest create;
  create.set_request_id("one");
  const auto first = Call(*stub_, &Stub::CreateBackup, create);
  wait_for(written + 10);
  create.set_request_id("two");
  const auto backup = Call(*stub_, &Stub::CreateBackup, create);
  wait_for(written + 10);
  index_->Kill();
  stop = true;
  writer.join();
  ASSERT_OK(first);
  ASSERT_OK(backup);
  EXPECT_GT(backup->revision(), first->revision());

  const std::string restored = dir_.Join("restored");
  const std::vector<std::string> restore = {"restore", absl::StrCat("--backup_dir=", dir_.Join("backups")),
                                            absl::StrCat("--backup=", backup->name()),
                                            absl::StrCat("--data_dir=", restored)};
  ASSERT_OK_AND_ASSIGN(const auto done, RunCommand("jianbao-index", restore));
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr(absl::StrCat("revision ", backup->revision())));
  ASSERT_OK_AND_ASSIGN(const auto again, RunCommand("jianbao-index", restore));
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("not an empty folder"));

  ASSERT_NO_FATAL_FAILURE(Start(restored));
  ASSERT_OK_AND_ASSIGN(const auto statistics, Call(*stub_, &Stub::GetStatistics, index::v1::GetStatisticsRequest()));
  EXPECT_EQ(statistics.revision(), backup->revision());
  EXPECT_EQ(statistics.article_count(), backup->article_count());
  int kept = 0;
  for (const auto& [number, revision] : revisions) {
    EXPECT_EQ(Found(number), revision <= backup->revision() ? 3 : 0) << "issue " << number << " of " << revision;
    kept += revision <= backup->revision() ? 1 : 0;
  }
  EXPECT_GE(kept, 30);
  EXPECT_GT(static_cast<int>(revisions.size()), kept) << "something must have come after the backup";
  ExpectSound();
  Apply(5000);
  EXPECT_EQ(Found(5000), 3);
}

TEST_F(BackupTest, AKillDuringABackupLeavesNoHalfOne) {
  for (int i = 0; i < 60; ++i) Apply(i);
  int made = 0;
  for (int round = 0; round < 8; ++round) {
    std::thread caller([&] {
      if (Call(*stub_, &Stub::CreateBackup, index::v1::CreateBackupRequest()).ok()) ++made;
    });
    absl::SleepFor(absl::Milliseconds(4 * round));
    index_->Kill();
    caller.join();
    ASSERT_NO_FATAL_FAILURE(Start(dir_.Join("index")));
    EXPECT_FALSE(fs::exists(dir_.Join("index/checkpoint")));
    Apply(100 + round);
  }
  ASSERT_OK(Call(*stub_, &Stub::CreateBackup, index::v1::CreateBackupRequest()));
  ASSERT_OK_AND_ASSIGN(const auto list, Call(*stub_, &Stub::ListBackups, index::v1::ListBackupsRequest()));
  EXPECT_GE(list.backups_size(), made + 1);
  EXPECT_THAT(list.damaged(), IsEmpty());
  for (const auto& backup : list.backups()) {
    index::v1::VerifyBackupRequest verify;
    verify.set_name(backup.name());
    ASSERT_OK_AND_ASSIGN(const auto report, Call(*stub_, &Stub::VerifyBackup, verify));
    EXPECT_EQ(report.faults_size(), 0) << report.DebugString();
    EXPECT_GT(report.files_checked(), 3);
  }
}

TEST_F(BackupTest, OldBackupsGoAndDamageIsNamedByFile) {
  ASSERT_NO_FATAL_FAILURE(Start(dir_.Join("index"), {"--keep_backups=2"}));
  for (int i = 0; i < 4; ++i) {
    Apply(i);
    ASSERT_OK(Call(*stub_, &Stub::CreateBackup, index::v1::CreateBackupRequest()));
  }
  ASSERT_OK_AND_ASSIGN(const auto list, Call(*stub_, &Stub::ListBackups, index::v1::ListBackupsRequest()));
  ASSERT_EQ(list.backups_size(), 2);
  EXPECT_EQ(list.backups(1).name(), "backups/4");
  EXPECT_EQ(list.backups(1).article_count(), 12);
  std::string damaged;
  for (const auto& entry : fs::directory_iterator(dir_.Join("backups/shared_checksum"))) {
    damaged = entry.path().filename().string();
    fs::resize_file(entry.path(), fs::file_size(entry.path()) + 1);
  }
  index::v1::VerifyBackupRequest verify;
  verify.set_name("backups/4");
  ASSERT_OK_AND_ASSIGN(const auto report, Call(*stub_, &Stub::VerifyBackup, verify));
  ASSERT_GE(report.faults_size(), 1);
  EXPECT_THAT(report.faults(0), HasSubstr("shared_checksum/"));
  ASSERT_OK_AND_ASSIGN(const auto refused,
                       RunCommand("jianbao-index", {"restore", absl::StrCat("--backup_dir=", dir_.Join("backups")),
                                                    absl::StrCat("--data_dir=", dir_.Join("restored"))}));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_FALSE(fs::exists(dir_.Join("restored")));
}

TEST_F(BackupTest, ARebuildThatIsKilledHarmsNothingAndOneThatEndsAnswersTheSame) {
  for (int i = 0; i < 120; ++i) Apply(i);
  index_.reset();  // kill -9
  const std::string from = absl::StrCat("--from=", dir_.Join("index"));
  const std::string to = absl::StrCat("--data_dir=", dir_.Join("rebuilt"));
  int killed = 0;
  for (int round = 0; round < 8; ++round) {
    const auto result = RunCommand("jianbao-index", {"rebuild", from, to}, absl::Milliseconds(10 + 15 * round));
    if (result.ok()) break;  // done before it was killed
    ++killed;
    if (fs::exists(dir_.Join("rebuilt"))) break;  // killed after its last step: then it is whole, as is seen below
  }
  EXPECT_GT(killed, 0);
  if (!fs::exists(dir_.Join("rebuilt"))) {
    ASSERT_OK_AND_ASSIGN(const auto result, RunCommand("jianbao-index", {"rebuild", from, to}));
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("120 issues, 360 articles"));
  }
  for (const std::string folder : {"index", "rebuilt"}) {
    ASSERT_NO_FATAL_FAILURE(Start(dir_.Join(folder)));
    for (int i = 0; i < 120; i += 7) EXPECT_EQ(Found(i), 3) << folder << " issue " << i;
    ExpectSound();
  }
}

}  // namespace
}  // namespace jianbao
