#include "services/index/backup_names.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/error.h"
#include "libs/base/log.h"

namespace jianbao::index {

std::string BackupName(uint32_t id) { return absl::StrCat("backups/", id); }

absl::StatusOr<uint32_t> ParseBackupName(std::string_view name, std::string_view field) {
  const std::string whole(name);
  uint32_t id = 0;
  if (absl::SimpleAtoi(absl::StripPrefix(whole, "backups/"), &id) && id > 0 && BackupName(id) == whole) return id;
  return Error(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED", "malformed name, want backups/{n}")
      .Field(field)
      .With("want", "backups/{n}");
}

std::string MakeBackupNote(const v1::Backup& backup) {
  v1::Backup note = backup;
  note.clear_name();
  note.clear_size_bytes();
  return note.SerializeAsString();
}

v1::Backup ToBackup(const storage::StoredCopy& copy) {
  v1::Backup backup;
  if (!backup.ParseFromString(copy.note)) {
    log::Warning("the note of a backup cannot be read id={}", copy.id);
    backup.Clear();
  }
  backup.set_name(BackupName(copy.id));
  backup.set_size_bytes(static_cast<int64_t>(copy.bytes));
  return backup;
}

}  // namespace jianbao::index
