// Copies of RocksDB stores, side by side in one folder; files that several copies have in common lie there once. A copy
// is real: nothing of it is shared with the store it was made from, so that damage of the one is none of the other.
//
// A copy counts when its last file and then its list of files with their checksums are on disk; what a process that
// died or a full disk left behind is never listed, and removed by the next Add().
//
// One folder belongs to one BackupFolder at a time, of any process. Thread-safe, except that nothing else may run
// during Delete(), nor a second Add() during an Add().
#ifndef JIANBAO_SERVICES_INDEX_STORAGE_ROCKSDB_BACKUPS_H_
#define JIANBAO_SERVICES_INDEX_STORAGE_ROCKSDB_BACKUPS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/index/storage/store.h"

namespace jianbao::storage {

struct StoredCopy {
  uint32_t id = 0;     // from 1 on, in the order they were made
  uint64_t bytes = 0;  // of all its files, those shared with others included
  std::string note;    // what Add() was given
};

struct StoredCopies {
  std::vector<StoredCopy> whole;  // oldest first
  std::vector<uint32_t> damaged;  // that miss files or whose list of files cannot be read
};

// What was found wrong with a copy.
struct CopyCheck {
  uint64_t files = 0;               // that were read
  std::vector<std::string> faults;  // each names a file; empty: intact
};

class BackupFolder {
 public:
  enum class Access : uint8_t {
    kRead,   // looks only, also while a process that writes has the folder open
    kWrite,  // creates the folder where missing, and keeps others from writing
  };

  // FailedPrecondition BACKUP_FOLDER_IN_USE when another process writes to it, BACKUP_IO_FAILED when the file system
  // refuses; NotFound BACKUP_FOLDER_NOT_FOUND when there is none to read.
  static absl::StatusOr<std::unique_ptr<BackupFolder>> Open(const std::string& folder, Access access);
  virtual ~BackupFolder() = default;

  virtual absl::StatusOr<StoredCopies> List() const = 0;

  // Copies the store in `directory`, which nobody may have open for writing, and syncs the copy. `cancelled` is asked
  // after every few megabytes; Cancelled when it says so. FailedPrecondition BACKUP_IO_FAILED when there is no room or
  // the disk fails; nothing is left of a failed copy. REQUIRES: Access::kWrite.
  virtual absl::StatusOr<StoredCopy> Add(const std::string& directory, const std::string& note,
                                         const std::function<bool()>& cancelled) = 0;

  // The others below: NotFound BACKUP_NOT_FOUND when there is no such copy, DataLoss BACKUP_DAMAGED when it misses
  // files.

  // Reads every file and compares its size and checksum with those noted when the copy was made.
  virtual absl::StatusOr<CopyCheck> Verify(uint32_t id) const = 0;
  // Opens a copy where it lies, read-only.
  virtual absl::StatusOr<std::unique_ptr<Store>> OpenCopy(uint32_t id) const = 0;
  // Writes a copy into `directory`, replacing everything in it, checks each file's checksum on the way and syncs it.
  virtual absl::Status Restore(uint32_t id, const std::string& directory) const = 0;
  // Removes a copy, also a damaged one, and the files that no other shares. REQUIRES: Access::kWrite.
  virtual absl::Status Delete(uint32_t id) = 0;
};

}  // namespace jianbao::storage

#endif  // JIANBAO_SERVICES_INDEX_STORAGE_ROCKSDB_BACKUPS_H_
