#include "services/index/storage/rocksdb_backups.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_matchers.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

bool Never() { return false; }

class BackupFolderTest : public testing::Test {
 protected:
  BackupFolderTest() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / absl::StrCat("backups_", info->name());
    fs::remove_all(root_);
    fs::create_directories(root_);
    auto store = OpenRocksDbStore(Path("store"), {});
    EXPECT_OK(store);
    store_ = *std::move(store);
    auto folder = BackupFolder::Open(Path("backups"), BackupFolder::Access::kWrite);
    EXPECT_OK(folder);
    folder_ = *std::move(folder);
  }
  ~BackupFolderTest() override {
    store_.reset();
    folder_.reset();
    fs::remove_all(root_);
  }

  std::string Path(const std::string& name) const { return (root_ / name).string(); }

  // Values that do not compress, so that sizes tell what was copied.
  static std::string Noise(int seed, size_t bytes) {
    std::string noise;
    uint64_t x = static_cast<uint64_t>(seed) * 2654435761U + 1;
    while (noise.size() < bytes) noise.push_back(static_cast<char>((x = x * 6364136223846793005U + 1) >> 56));
    return noise;
  }
  void Put(const std::string& key, int seed, size_t bytes = 10'000) {
    WriteBatch batch;
    batch.Put(Family::kRecords, key, Noise(seed, bytes));
    ASSERT_OK(store_->Write(batch, /*sync=*/true));
  }
  absl::StatusOr<StoredCopy> Add(const std::string& note, const std::function<bool()>& cancelled = Never) {
    const std::string checkpoint = Path("checkpoint");
    fs::remove_all(checkpoint);
    if (const absl::Status status = store_->Checkpoint(checkpoint); !status.ok()) return status;
    return folder_->Add(checkpoint, note, cancelled);
  }
  static std::string Read(const Store& store, const std::string& key) {
    PinnedValue value;
    const auto found = store.Get(Family::kRecords, key, nullptr, &value);
    EXPECT_OK(found);
    return found.ok() && *found ? std::string(value.view()) : "(none)";
  }
  uint64_t BytesOnDisk() const {
    uint64_t total = 0;
    for (const auto& entry : fs::recursive_directory_iterator(Path("backups"))) {
      if (entry.is_regular_file()) total += entry.file_size();
    }
    return total;
  }
  std::vector<fs::path> Tables() const {
    std::vector<fs::path> tables;
    for (const auto& entry : fs::recursive_directory_iterator(Path("backups"))) {
      if (entry.path().extension() == ".sst") tables.push_back(entry.path());
    }
    std::sort(tables.begin(), tables.end());
    return tables;
  }
  static void FlipByte(const fs::path& file, int64_t at) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(at);
    const char was = static_cast<char>(stream.get());
    stream.seekp(at);
    stream.put(static_cast<char>(was ^ 0x40));
  }
  std::vector<uint32_t> Ids() const {
    std::vector<uint32_t> ids;
    const auto copies = folder_->List();
    EXPECT_OK(copies);
    if (copies.ok()) {
      for (const StoredCopy& copy : copies->whole) ids.push_back(copy.id);
    }
    return ids;
  }

  fs::path root_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<BackupFolder> folder_;
};

TEST_F(BackupFolderTest, AnEmptyFolderListsNothing) {
  EXPECT_THAT(Ids(), IsEmpty());
  EXPECT_THAT(folder_->Verify(1).status(), ErrorIs(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND"));
  EXPECT_THAT(folder_->OpenCopy(1).status(), ErrorIs(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND"));
  EXPECT_THAT(folder_->Restore(1, Path("r")), ErrorIs(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND"));
  EXPECT_THAT(folder_->Delete(1), ErrorIs(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND"));
}

TEST_F(BackupFolderTest, ACopyIsOfItsTimeAndKeepsItsNote) {
  const std::string note("any\0bytes\n", 10);
  Put("a", 1);
  ASSERT_OK_AND_ASSIGN(const StoredCopy first, Add(note));
  Put("a", 2);
  ASSERT_OK(Add("two"));
  ASSERT_OK_AND_ASSIGN(const StoredCopies copies, folder_->List());
  ASSERT_EQ(copies.whole.size(), 2U);
  EXPECT_EQ(copies.whole[0].id, first.id);
  EXPECT_EQ(copies.whole[0].note, note);
  EXPECT_GT(copies.whole[0].bytes, 10'000U);
  ASSERT_OK_AND_ASSIGN(const auto copy, folder_->OpenCopy(first.id));
  EXPECT_EQ(Read(*copy, "a"), Noise(1, 10'000));
  ASSERT_OK(folder_->Restore(first.id, Path("restored")));
  ASSERT_OK_AND_ASSIGN(const auto restored, OpenRocksDbStore(Path("restored"), {}));
  EXPECT_EQ(Read(*restored, "a"), Noise(1, 10'000));
}

TEST_F(BackupFolderTest, CopiesShareWhatTheyHaveInCommonAndNothingWithTheStore) {
  Put("large", 1, 1'000'000);
  ASSERT_OK(Add("one"));
  const uint64_t one = BytesOnDisk();
  Put("small", 2);
  ASSERT_OK(Add("two"));
  EXPECT_LT(BytesOnDisk(), one + 100'000);
  for (const fs::path& table : Tables()) EXPECT_EQ(fs::hard_link_count(table), 1U) << table;
}

TEST_F(BackupFolderTest, VerificationNamesEveryDamagedTable) {
  Put("a", 1, 100'000);
  ASSERT_OK(Add("one"));
  Put("b", 2, 100'000);
  ASSERT_OK_AND_ASSIGN(const StoredCopy copy, Add("two"));
  ASSERT_OK_AND_ASSIGN(CopyCheck check, folder_->Verify(copy.id));
  EXPECT_THAT(check.faults, IsEmpty());
  EXPECT_GE(check.files, 5U);
  const std::vector<fs::path> tables = Tables();
  ASSERT_EQ(tables.size(), 2U);
  for (const fs::path& table : tables) FlipByte(table, 5'000);
  ASSERT_OK_AND_ASSIGN(check, folder_->Verify(copy.id));
  EXPECT_THAT(check.faults,
              UnorderedElementsAre(HasSubstr(tables[0].filename().string()), HasSubstr(tables[1].filename().string())));
  EXPECT_THAT(folder_->Restore(copy.id, Path("r")), ErrorIs(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED"));
}

TEST_F(BackupFolderTest, ACopyThatLostAFileIsListedAsDamagedOnly) {
  Put("a", 1);
  ASSERT_OK(Add("one"));
  ASSERT_OK(Add("two"));
  fs::remove(Path("backups/private/1/CURRENT"));
  ASSERT_OK_AND_ASSIGN(const StoredCopies copies, folder_->List());
  EXPECT_THAT(Ids(), ElementsAre(2));
  EXPECT_THAT(copies.damaged, ElementsAre(1));
  ASSERT_OK_AND_ASSIGN(const CopyCheck check, folder_->Verify(1));
  EXPECT_THAT(check.faults, ElementsAre(HasSubstr("private/1/CURRENT")));
  EXPECT_THAT(folder_->OpenCopy(1).status(), ErrorIs(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED"));
  ASSERT_OK(folder_->Delete(1));
  ASSERT_OK_AND_ASSIGN(const StoredCopies left, folder_->List());
  EXPECT_THAT(left.damaged, IsEmpty());
}

TEST_F(BackupFolderTest, ACancelledCopyLeavesNothing) {
  Put("a", 1, 20 << 20);
  EXPECT_THAT(Add("one", [] { return true; }).status(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(Ids(), IsEmpty());
  EXPECT_LT(BytesOnDisk(), 1'000U);
  ASSERT_OK(Add("two"));
  EXPECT_THAT(Ids(), ElementsAre(1));
}

TEST_F(BackupFolderTest, ADiskWithoutRoomLeavesNothingAndSaysSo) {
  Put("a", 1);
  ASSERT_OK(Add("one"));
  Put("b", 2, 8 << 20);
  ASSERT_OK(store_->Checkpoint(Path("large")));
  {
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1 << 20, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const absl::Cleanup restore = [&] {
      setrlimit(RLIMIT_FSIZE, &before);
      std::signal(SIGXFSZ, handler);
    };
    EXPECT_THAT(folder_->Add(Path("large"), "two", Never).status(),
                ErrorIs(absl::StatusCode::kFailedPrecondition, "BACKUP_IO_FAILED"));
  }
  EXPECT_THAT(Ids(), ElementsAre(1));
  EXPECT_LT(BytesOnDisk(), 1 << 20);
  ASSERT_OK_AND_ASSIGN(const StoredCopy copy, folder_->Add(Path("large"), "two", Never));
  ASSERT_OK_AND_ASSIGN(const CopyCheck check, folder_->Verify(copy.id));
  EXPECT_THAT(check.faults, IsEmpty());
}

TEST_F(BackupFolderTest, DeletingACopyKeepsWhatOthersShare) {
  Put("a", 1, 1'000'000);
  ASSERT_OK(Add("one"));
  Put("b", 2, 1'000'000);
  ASSERT_OK(Add("two"));
  ASSERT_OK(folder_->Delete(2));
  EXPECT_LT(BytesOnDisk(), 1'200'000U);
  ASSERT_OK_AND_ASSIGN(const CopyCheck check, folder_->Verify(1));
  EXPECT_THAT(check.faults, IsEmpty());
  EXPECT_THAT(folder_->Verify(2).status(), ErrorIs(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND"));
}

TEST_F(BackupFolderTest, ASecondWriterIsRefusedAndReadersAreNot) {
  EXPECT_THAT(BackupFolder::Open(Path("backups"), BackupFolder::Access::kWrite).status(),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "BACKUP_FOLDER_IN_USE"));
  EXPECT_OK(BackupFolder::Open(Path("backups"), BackupFolder::Access::kRead));
  EXPECT_THAT(BackupFolder::Open(Path("nowhere"), BackupFolder::Access::kRead).status(),
              ErrorIs(absl::StatusCode::kNotFound, "BACKUP_FOLDER_NOT_FOUND"));
  std::ofstream(Path("file")) << "x";
  EXPECT_THAT(BackupFolder::Open(Path("file"), BackupFolder::Access::kWrite).status(),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "BACKUP_IO_FAILED"));
}

}  // namespace
}  // namespace jianbao::storage
