// What is done to data folders while no index runs on them: looking at one, restoring a backup, rebuilding an index.
// The latter two write a new folder, leave nothing at its place unless it is complete, and say what was done in a line
// for people. Pure functions of the file system; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_OFFLINE_H_
#define JIANBAO_SERVICES_INDEX_OFFLINE_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/index/engine/inspect.h"

namespace jianbao::index {

// What the index in a data folder says of itself; the folder stays as it is. Fails as storage::OpenRocksDbStore and
// engine::InspectIndex do.
absl::StatusOr<engine::IndexSummary> InspectDataFolder(const std::string& folder);

struct RestoreConfig {
  std::string backup_dir;
  std::string backup;    // backups/{n}; empty: the newest
  std::string data_dir;  // not there yet, or empty
};
// Compares every file's checksum and the index's own word with what was noted when the backup was made, before the
// folder is put in its place. Fails as StagedFolder and storage::BackupFolder do, or with InvalidArgument
// BACKUP_DIR_MISSING, NAME_MALFORMED.
absl::StatusOr<std::string> RestoreBackup(const RestoreConfig& config);

struct RebuildConfig {
  std::string from;      // the data folder of an index
  std::string data_dir;  // not there yet, or empty
  int memory_mib = 512;  // of lists before they are written
};
// Reads records only, so the index may be of an older format or another analyser. Fails as StagedFolder,
// storage::OpenRocksDbStore and engine::RebuildIndex do, or with InvalidArgument REBUILD_SOURCE_MISSING.
absl::StatusOr<std::string> RebuildDataFolder(const RebuildConfig& config);

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_OFFLINE_H_
