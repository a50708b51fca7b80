#include "services/index/storage/rocksdb_backups.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/error.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/options.h"
#include "rocksdb/sst_file_reader.h"
#include "rocksdb/utilities/backup_engine.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kLockFile[] = "LOCK";
constexpr char kListsFolder[] = "meta";  // RocksDB's, with one file a copy

absl::Status FromRocks(const rocksdb::Status& status, const std::string& what) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat(what, ": ", status.ToString());
  if (status.IsIncomplete()) return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", message);
  if (status.IsCorruption()) return Error(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED", message);
  return Error(absl::StatusCode::kFailedPrecondition, "BACKUP_IO_FAILED", message);
}

absl::Status NoSuchCopy(uint32_t id) {
  return Error(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND", absl::StrCat("there is no backup ", id));
}

// A RocksDB database open for reading, whatever column families it has.
class ReadOnlyDb {
 public:
  ReadOnlyDb() = default;
  ReadOnlyDb(const ReadOnlyDb&) = delete;
  ReadOnlyDb& operator=(const ReadOnlyDb&) = delete;
  ~ReadOnlyDb() {
    for (rocksdb::ColumnFamilyHandle* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  }

  rocksdb::Status Open(const std::string& directory) {
    std::vector<std::string> names;
    rocksdb::Status listed = rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), directory, &names);
    if (!listed.ok()) return listed;
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    families.reserve(names.size());
    for (const std::string& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    rocksdb::DB* raw = nullptr;
    rocksdb::Status status = rocksdb::DB::OpenForReadOnly(rocksdb::DBOptions(), directory, families, &handles_, &raw);
    db_.reset(raw);
    return status;
  }
  rocksdb::DB* get() const { return db_.get(); }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

// The engine of RocksDB is opened for each operation: it reads the lists of files then, and one that was told to stop
// stays stopped.
class RocksDbBackupFolder final : public BackupFolder {
 public:
  RocksDbBackupFolder(std::string folder, rocksdb::FileLock* lock) : folder_(std::move(folder)), lock_(lock) {}
  ~RocksDbBackupFolder() override {
    if (lock_ == nullptr) return;
    const rocksdb::Status status = env_->UnlockFile(lock_);
    if (!status.ok()) log::Warning("backup folder stays locked folder={} error={}", folder_, status.ToString());
  }

  absl::StatusOr<StoredCopies> List() const override {
    JIANBAO_ASSIGN_OR_RETURN(const auto engine, Reader());
    std::vector<rocksdb::BackupInfo> infos;
    engine->GetBackupInfo(&infos);
    StoredCopies copies;
    for (const rocksdb::BackupInfo& info : infos)
      copies.whole.push_back({info.backup_id, info.size, info.app_metadata});
    std::sort(copies.whole.begin(), copies.whole.end(),
              [](const StoredCopy& a, const StoredCopy& b) { return a.id < b.id; });
    engine->GetCorruptedBackups(&copies.damaged);
    std::sort(copies.damaged.begin(), copies.damaged.end());
    return copies;
  }

  absl::StatusOr<StoredCopy> Add(const std::string& directory, const std::string& note,
                                 const std::function<bool()>& cancelled) override {
    ReadOnlyDb db;
    JIANBAO_RETURN_IF_ERROR(FromRocks(db.Open(directory), absl::StrCat("cannot open ", directory)));
    JIANBAO_ASSIGN_OR_RETURN(const auto engine, Writer());
    rocksdb::CreateBackupOptions options;
    options.progress_callback = [&] {
      if (cancelled()) engine->StopBackup();
    };
    rocksdb::BackupID id = 0;
    rocksdb::Status status = engine->CreateNewBackupWithMetadata(options, db.get(), note, &id);
    rocksdb::BackupInfo info;
    if (status.ok()) status = engine->GetBackupInfo(id, &info);
    if (status.ok()) return StoredCopy{id, info.size, info.app_metadata};
    const rocksdb::Status cleaned = engine->GarbageCollect();
    if (!cleaned.ok()) log::Warning("cannot remove what is left of a backup error={}", cleaned.ToString());
    return FromRocks(status, "the backup was not made");
  }

  absl::StatusOr<CopyCheck> Verify(uint32_t id) const override {
    JIANBAO_ASSIGN_OR_RETURN(const auto engine, Reader());
    CopyCheck check;
    rocksdb::BackupInfo info;
    if (const rocksdb::Status known = engine->GetBackupInfo(id, &info, /*include_file_details=*/true); !known.ok()) {
      if (known.IsNotFound()) return NoSuchCopy(id);
      check.faults.push_back(WithoutFolder(known.ToString()));
      return check;
    }
    check.files = info.file_details.size();
    const rocksdb::Status compared = engine->VerifyBackup(id, /*verify_with_checksum=*/true);
    if (compared.ok()) return check;
    // RocksDB stops at the first file; tables, which are nearly all of a copy, can be asked one by one.
    check.faults.push_back(WithoutFolder(compared.ToString()));
    for (const rocksdb::BackupFileInfo& file : info.file_details) {
      if (absl::EndsWith(file.relative_filename, ".sst")) CheckTable(file.relative_filename, &check.faults);
    }
    return check;
  }

  absl::StatusOr<std::unique_ptr<Store>> OpenCopy(uint32_t id) const override {
    JIANBAO_ASSIGN_OR_RETURN(const auto engine, Reader());
    rocksdb::BackupInfo info;
    JIANBAO_RETURN_IF_ERROR(InfoOf(*engine, id, &info));
    RocksDbOptions options;
    options.create_if_missing = false;
    options.read_only = true;
    options.block_cache_bytes = uint64_t{8} << 20;
    return OpenRocksDbStore(info.name_for_open, options, info.env_for_open);
  }

  absl::Status Restore(uint32_t id, const std::string& directory) const override {
    JIANBAO_ASSIGN_OR_RETURN(const auto engine, Reader());
    rocksdb::BackupInfo info;
    JIANBAO_RETURN_IF_ERROR(InfoOf(*engine, id, &info));
    return FromRocks(engine->RestoreDBFromBackup(rocksdb::RestoreOptions(), id, directory, directory),
                     absl::StrCat("backup ", id, " was not restored; VerifyBackup names the files at fault"));
  }

  absl::Status Delete(uint32_t id) override {
    JIANBAO_ASSIGN_OR_RETURN(const auto engine, Writer());
    const rocksdb::Status status = engine->DeleteBackup(id);
    if (status.IsNotFound()) return NoSuchCopy(id);
    return FromRocks(status, absl::StrCat("backup ", id, " was not removed"));
  }

 private:
  rocksdb::BackupEngineOptions Options() const {
    rocksdb::BackupEngineOptions options(folder_);
    options.callback_trigger_interval_size = uint64_t{4} << 20;
    return options;
  }
  absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> Reader() const {
    rocksdb::BackupEngineReadOnly* raw = nullptr;
    const rocksdb::Status status = rocksdb::BackupEngineReadOnly::Open(Options(), env_, &raw);
    std::unique_ptr<rocksdb::BackupEngineReadOnly> engine(raw);
    JIANBAO_RETURN_IF_ERROR(FromRocks(status, "cannot read the backup folder"));
    return engine;
  }
  absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> Writer() const {
    rocksdb::BackupEngine* raw = nullptr;
    const rocksdb::Status status = rocksdb::BackupEngine::Open(Options(), env_, &raw);
    std::unique_ptr<rocksdb::BackupEngine> engine(raw);
    JIANBAO_RETURN_IF_ERROR(FromRocks(status, "cannot write to the backup folder"));
    return engine;
  }

  absl::Status InfoOf(const rocksdb::BackupEngineReadOnly& engine, uint32_t id, rocksdb::BackupInfo* info) const {
    const rocksdb::Status status = engine.GetBackupInfo(id, info, /*include_file_details=*/true);
    if (status.IsNotFound()) return NoSuchCopy(id);
    return FromRocks(status, absl::StrCat("backup ", id));
  }

  // Adds a fault unless the table is sound or one names it already.
  void CheckTable(const std::string& name, std::vector<std::string>* faults) const {
    if (std::any_of(faults->begin(), faults->end(), [&](const std::string& f) { return absl::StrContains(f, name); })) {
      return;
    }
    rocksdb::SstFileReader reader{rocksdb::Options()};
    rocksdb::Status status = reader.Open((fs::path(folder_) / name).string());
    if (status.ok()) status = reader.VerifyChecksum();
    if (!status.ok()) faults->push_back(WithoutFolder(absl::StrCat(name, ": ", status.ToString())));
  }

  std::string WithoutFolder(const std::string& message) const {
    return absl::StrReplaceAll(message, {{folder_ + "/", ""}});
  }

  const std::string folder_;
  rocksdb::Env* const env_ = rocksdb::Env::Default();
  rocksdb::FileLock* const lock_;  // null where the folder is only read
};

}  // namespace

absl::StatusOr<std::unique_ptr<BackupFolder>> BackupFolder::Open(const std::string& folder, Access access) {
  std::error_code error;
  if (access == Access::kRead) {
    if (fs::is_directory(fs::path(folder) / kListsFolder, error)) {
      return std::make_unique<RocksDbBackupFolder>(folder, nullptr);
    }
    return Error(absl::StatusCode::kNotFound, "BACKUP_FOLDER_NOT_FOUND",
                 absl::StrCat("there are no backups in ", folder));
  }
  fs::create_directories(fs::path(folder) / kListsFolder, error);
  if (error) {
    return Error(absl::StatusCode::kFailedPrecondition, "BACKUP_IO_FAILED",
                 absl::StrCat("cannot create the backup folder ", folder, ": ", error.message()));
  }
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::Status status = rocksdb::Env::Default()->LockFile((fs::path(folder) / kLockFile).string(), &lock);
  if (status.ok()) return std::make_unique<RocksDbBackupFolder>(folder, lock);
  if (absl::StrContains(status.ToString(), "lock")) {
    return Error(absl::StatusCode::kFailedPrecondition, "BACKUP_FOLDER_IN_USE",
                 absl::StrCat("another index writes its backups to ", folder, "; give each a folder of its own"));
  }
  return FromRocks(status, absl::StrCat("cannot write to the backup folder ", folder));
}

}  // namespace jianbao::storage
