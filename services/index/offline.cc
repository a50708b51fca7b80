#include "services/index/offline.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/backup_names.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/rebuild.h"
#include "services/index/staged_folder.h"
#include "services/index/storage/rocksdb_backups.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::index {
namespace {

// The copy asked for, or the newest.
absl::StatusOr<storage::StoredCopy> Choose(const storage::BackupFolder& folder, const std::string& name) {
  JIANBAO_ASSIGN_OR_RETURN(const storage::StoredCopies copies, folder.List());
  if (name.empty() && !copies.whole.empty()) return copies.whole.back();
  uint32_t id = 0;
  if (!name.empty()) {
    JIANBAO_ASSIGN_OR_RETURN(id, ParseBackupName(name, "--backup"));
  }
  const auto found = std::find_if(copies.whole.begin(), copies.whole.end(),
                                  [&](const storage::StoredCopy& copy) { return copy.id == id; });
  if (found != copies.whole.end()) return *found;
  if (std::find(copies.damaged.begin(), copies.damaged.end(), id) != copies.damaged.end()) {
    return Error(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED", absl::StrCat(name, " misses files"));
  }
  return Error(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND",
               name.empty() ? "there is no whole backup" : absl::StrCat("there is no ", name));
}

std::string Describe(const engine::IndexSummary& summary) {
  return absl::StrCat("revision ", summary.revision.value(), ", ", summary.issues, " issues, ", summary.documents,
                      " articles");
}

}  // namespace

absl::StatusOr<engine::IndexSummary> InspectDataFolder(const std::string& folder) {
  storage::RocksDbOptions options;
  options.create_if_missing = false;
  options.read_only = true;
  JIANBAO_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(folder, options));
  return engine::InspectIndex(*store);
}

absl::StatusOr<std::string> RestoreBackup(const RestoreConfig& config) {
  if (config.backup_dir.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "BACKUP_DIR_MISSING",
                 "name the backups' folder with --backup_dir");
  }
  JIANBAO_ASSIGN_OR_RETURN(const auto folder,
                           storage::BackupFolder::Open(config.backup_dir, storage::BackupFolder::Access::kRead));
  JIANBAO_ASSIGN_OR_RETURN(const storage::StoredCopy copy, Choose(*folder, config.backup));
  JIANBAO_ASSIGN_OR_RETURN(const auto staged, StagedFolder::Create(config.data_dir));
  JIANBAO_RETURN_IF_ERROR(folder->Restore(copy.id, staged->path()));
  JIANBAO_ASSIGN_OR_RETURN(const engine::IndexSummary summary, InspectDataFolder(staged->path()));
  const v1::Backup noted = ToBackup(copy);
  if (static_cast<int64_t>(summary.revision.value()) != noted.revision() ||
      static_cast<int64_t>(summary.documents) != noted.article_count()) {
    return Error(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
                 absl::StrCat(noted.name(), " holds ", Describe(summary), ", but revision ", noted.revision(), " with ",
                              noted.article_count(), " articles was backed up"));
  }
  JIANBAO_RETURN_IF_ERROR(staged->Commit());
  return absl::StrCat("restored ", noted.name(), " to ", config.data_dir, ": ", Describe(summary));
}

absl::StatusOr<std::string> RebuildDataFolder(const RebuildConfig& config) {
  if (config.from.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "REBUILD_SOURCE_MISSING",
                 "name the index to rebuild from with --from");
  }
  storage::RocksDbOptions options;
  options.create_if_missing = false;
  // Opened for writing, although nothing is written: so it cannot run meanwhile.
  JIANBAO_ASSIGN_OR_RETURN(const auto from, storage::OpenRocksDbStore(config.from, options));
  JIANBAO_ASSIGN_OR_RETURN(const engine::IndexSummary before, engine::InspectIndex(*from));
  JIANBAO_ASSIGN_OR_RETURN(const auto staged, StagedFolder::Create(config.data_dir));
  {
    JIANBAO_ASSIGN_OR_RETURN(const auto to, storage::OpenRocksDbStore(staged->path(), {}));
    engine::BulkLoadOptions load;
    load.memory_bytes = static_cast<uint64_t>(config.memory_mib) << 20;
    JIANBAO_RETURN_IF_ERROR(engine::RebuildIndex(*from, to.get(), load));
  }
  JIANBAO_ASSIGN_OR_RETURN(const engine::IndexSummary after, InspectDataFolder(staged->path()));
  if (after.documents != before.documents || after.issues != before.issues) {
    return Error(absl::StatusCode::kDataLoss, "INDEX_CORRUPT",
                 absl::StrCat(config.from, " says it holds ", Describe(before), ", but its records are ",
                              Describe(after), "; restore a backup"));
  }
  JIANBAO_RETURN_IF_ERROR(staged->Commit());
  return absl::StrCat("rebuilt ", config.from, " with analyzer ", after.analyzer, " in ", config.data_dir, ": ",
                      Describe(after));
}

}  // namespace jianbao::index
