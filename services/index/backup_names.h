// Names of backups, `backups/{n}`, and what is written beside each copy. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_BACKUP_NAMES_H_
#define JIANBAO_SERVICES_INDEX_BACKUP_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "services/index/storage/rocksdb_backups.h"

namespace jianbao::index {

std::string BackupName(uint32_t id);
// InvalidArgument NAME_MALFORMED with `field`.
absl::StatusOr<uint32_t> ParseBackupName(std::string_view name, std::string_view field);

// The note of a copy is a Backup without name and size. One that cannot be read leaves name and size alone to be told.
std::string MakeBackupNote(const v1::Backup& backup);
v1::Backup ToBackup(const storage::StoredCopy& copy);

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_BACKUP_NAMES_H_
