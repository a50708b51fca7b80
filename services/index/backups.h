// Backups of a running index: requests in, answers out. Each function has the errors of the RPC of its name.
// Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_BACKUPS_H_
#define JIANBAO_SERVICES_INDEX_BACKUPS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "libs/base/clock.h"
#include "libs/rpc/call_context.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/rocksdb_backups.h"

namespace jianbao::index {

struct BackupConfig {
  std::string folder;          // created on first use
  std::string scratch_folder;  // on the disk of the data; holds a backup's source while it is copied
  uint32_t keep = 0;           // newest backups left after one was made; 0: all
};

// InvalidArgument BACKUP_DIR_INVALID where one of the folders lies in the other.
absl::StatusOr<BackupConfig> MakeBackupConfig(const std::string& data_dir, const std::string& backup_dir, int keep);

class Backups {
 public:
  // `engine` and `clock` must outlive this.
  Backups(engine::Engine* engine, BackupConfig config, const Clock* clock);
  ~Backups();

  absl::StatusOr<v1::Backup> CreateBackup(const v1::CreateBackupRequest& request, const rpc::CallContext& call);
  absl::StatusOr<v1::ListBackupsResponse> ListBackups(const v1::ListBackupsRequest& request);
  absl::StatusOr<v1::VerifyBackupResponse> VerifyBackup(const v1::VerifyBackupRequest& request);
  absl::StatusOr<v1::DeleteBackupResponse> DeleteBackup(const v1::DeleteBackupRequest& request);

 private:
  // All but Folder() only while busy_ is ours. Opens the folder on first use.
  absl::StatusOr<storage::BackupFolder*> Folder();
  absl::StatusOr<v1::Backup> Copy(storage::BackupFolder* folder, const std::string& request_id,
                                  const rpc::CallContext& call);
  absl::Status Remove(storage::BackupFolder* folder, uint32_t id);
  void RemoveOldest(storage::BackupFolder* folder);
  void RemoveScratch() const;

  engine::Engine* const engine_;
  const BackupConfig config_;
  const Clock* const clock_;

  std::atomic<bool> busy_ = false;  // a backup is being made, verified or removed
  absl::Mutex list_mutex_;          // short: listing, and removing files
  std::unique_ptr<storage::BackupFolder> folder_ ABSL_GUARDED_BY(list_mutex_);
};

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_BACKUPS_H_
