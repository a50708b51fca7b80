// The storage port on RocksDB, one database in one directory. The only code that includes RocksDB.
// Thread-safe, as the port is.
#ifndef JIANBAO_SERVICES_INDEX_STORAGE_ROCKSDB_STORE_H_
#define JIANBAO_SERVICES_INDEX_STORAGE_ROCKSDB_STORE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/index/storage/store.h"

namespace rocksdb {
class Env;
}

namespace jianbao::storage {

struct RocksDbOptions {
  // Affect behaviour.
  bool create_if_missing = true;
  bool read_only = false;

  // Affect performance.
  uint64_t block_cache_bytes = uint64_t{256} << 20;  // raise it until the postings in daily use fit
  uint64_t write_buffer_bytes = uint64_t{64} << 20;  // per family
  int background_jobs = 2;
};

// Opens or creates the store in `directory`. FailedPrecondition STORE_IN_USE when another process holds it, NotFound
// STORE_NOT_FOUND when there is none and it may not be created, DataLoss STORE_CORRUPT when it is damaged,
// Unavailable STORE_UNAVAILABLE for everything the file system refuses.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStore(const std::string& directory, const RocksDbOptions& options);
// The same on another file system than the machine's, for rocksdb_backups.cc.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStore(const std::string& directory, const RocksDbOptions& options,
                                                        std::shared_ptr<rocksdb::Env> env);

}  // namespace jianbao::storage

#endif  // JIANBAO_SERVICES_INDEX_STORAGE_ROCKSDB_STORE_H_
