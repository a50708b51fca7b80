#include "services/index/backups.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "libs/base/error.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "services/index/backup_names.h"
#include "services/index/engine/inspect.h"
#include "services/index/offline.h"
#include "services/index/read_requests.h"

namespace jianbao::index {
namespace {

namespace fs = std::filesystem;

constexpr int kDefaultBackups = 100;
constexpr int kMaxBackups = 1000;
constexpr char kScratchFolder[] = "checkpoint";

absl::Status Busy() {
  return Error(absl::StatusCode::kFailedPrecondition, "BACKUP_FOLDER_BUSY",
               "a backup is being written, verified or removed; try again when that is done");
}

// Without symbolic links as far as it exists, and without a slash at its end.
fs::path Resolved(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error).lexically_normal();
  fs::path resolved = fs::weakly_canonical(absolute, error);
  if (error) resolved = absolute;
  return resolved.has_filename() ? resolved : resolved.parent_path();
}

bool LiesIn(const fs::path& inner, const fs::path& outer) {
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

absl::StatusOr<BackupConfig> MakeBackupConfig(const std::string& data_dir, const std::string& backup_dir, int keep) {
  const fs::path data = Resolved(data_dir);
  const fs::path backups = backup_dir.empty() ? fs::path(data.string() + "-backups") : Resolved(backup_dir);
  if (LiesIn(backups, data) || LiesIn(data, backups)) {
    return Error(absl::StatusCode::kInvalidArgument, "BACKUP_DIR_INVALID",
                 absl::StrCat("--backup_dir is ", backups.string(), " and --data_dir ", data.string(),
                              "; want folders of which none lies in the other"));
  }
  return BackupConfig{backups.string(), (data / kScratchFolder).string(), static_cast<uint32_t>(keep)};
}

Backups::Backups(engine::Engine* engine, BackupConfig config, const Clock* clock)
    : engine_(engine), config_(std::move(config)), clock_(clock) {
  RemoveScratch();  // left by a process that died
}

Backups::~Backups() = default;

void Backups::RemoveScratch() const {
  std::error_code error;
  fs::remove_all(config_.scratch_folder, error);
  if (error) log::Warning("cannot remove folder={} error={}", config_.scratch_folder, error.message());
}

absl::StatusOr<storage::BackupFolder*> Backups::Folder() {
  absl::MutexLock lock(&list_mutex_);
  if (folder_ == nullptr) {
    JIANBAO_ASSIGN_OR_RETURN(folder_,
                             storage::BackupFolder::Open(config_.folder, storage::BackupFolder::Access::kWrite));
  }
  return folder_.get();
}

absl::StatusOr<v1::Backup> Backups::CreateBackup(const v1::CreateBackupRequest& request, const rpc::CallContext& call) {
  JIANBAO_RETURN_IF_ERROR(names::CheckRequestId(request.request_id(), "CreateBackupRequest.request_id"));
  if (busy_.exchange(true)) return Busy();
  const absl::Cleanup done = [this] { busy_ = false; };
  JIANBAO_ASSIGN_OR_RETURN(storage::BackupFolder* const folder, Folder());
  JIANBAO_ASSIGN_OR_RETURN(const storage::StoredCopies copies, folder->List());
  for (const storage::StoredCopy& copy : copies.whole) {
    v1::Backup made = ToBackup(copy);
    if (!request.request_id().empty() && made.request_id() == request.request_id()) return made;
  }
  JIANBAO_ASSIGN_OR_RETURN(v1::Backup backup, Copy(folder, request.request_id(), call));
  RemoveOldest(folder);
  return backup;
}

absl::StatusOr<v1::Backup> Backups::Copy(storage::BackupFolder* folder, const std::string& request_id,
                                         const rpc::CallContext& call) {
  RemoveScratch();
  const absl::Cleanup clean = [this] { RemoveScratch(); };
  v1::Backup note;
  *note.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(clock_->Now()));
  JIANBAO_RETURN_IF_ERROR(engine_->Checkpoint(config_.scratch_folder));
  JIANBAO_ASSIGN_OR_RETURN(const engine::IndexSummary summary, InspectDataFolder(config_.scratch_folder));
  note.set_revision(static_cast<int64_t>(summary.revision.value()));
  note.set_issue_count(static_cast<int64_t>(summary.issues));
  note.set_article_count(static_cast<int64_t>(summary.documents));
  note.set_format_version(static_cast<int32_t>(summary.format_version));
  note.set_analyzer(summary.analyzer);
  note.set_request_id(request_id);
  const absl::StatusOr<storage::StoredCopy> copy =
      folder->Add(config_.scratch_folder, MakeBackupNote(note), [&call] { return !call.Check().ok(); });
  if (absl::IsCancelled(copy.status())) JIANBAO_RETURN_IF_ERROR(call.Check());
  JIANBAO_RETURN_IF_ERROR(copy.status());
  log::Info("backup made name={} revision={} articles={} bytes={}", BackupName(copy->id), note.revision(),
            note.article_count(), copy->bytes);
  return ToBackup(*copy);
}

// The backup is made whatever becomes of the old ones.
void Backups::RemoveOldest(storage::BackupFolder* folder) {
  if (config_.keep == 0) return;
  const absl::StatusOr<storage::StoredCopies> copies = folder->List();
  absl::Status status = copies.status();
  for (size_t i = 0; status.ok() && i + config_.keep < copies->whole.size(); ++i) {
    status = Remove(folder, copies->whole[i].id);
  }
  if (!status.ok()) log::Warning("old backups were not removed error={}", status.ToString());
}

absl::Status Backups::Remove(storage::BackupFolder* folder, uint32_t id) {
  absl::MutexLock lock(&list_mutex_);
  JIANBAO_RETURN_IF_ERROR(folder->Delete(id));
  log::Info("backup removed name={}", BackupName(id));
  return absl::OkStatus();
}

absl::StatusOr<v1::ListBackupsResponse> Backups::ListBackups(const v1::ListBackupsRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(const auto after,
                           NumberOfPageToken<uint32_t>(request.page_token(), "ListBackupsRequest.page_token"));
  const int page_size = Clamped(request.page_size(), kDefaultBackups, kMaxBackups);
  JIANBAO_ASSIGN_OR_RETURN(storage::BackupFolder* const folder, Folder());
  absl::StatusOr<storage::StoredCopies> copies;
  {
    absl::MutexLock lock(&list_mutex_);
    copies = folder->List();
  }
  JIANBAO_RETURN_IF_ERROR(copies.status());
  v1::ListBackupsResponse response;
  uint32_t last = after;
  for (const storage::StoredCopy& copy : copies->whole) {
    if (copy.id <= after) continue;
    if (response.backups_size() == page_size) {
      response.set_next_page_token(absl::StrCat(last));
      break;
    }
    last = copy.id;
    *response.add_backups() = ToBackup(copy);
  }
  if (after == 0) {
    for (const uint32_t id : copies->damaged) response.add_damaged(BackupName(id));
  }
  return response;
}

absl::StatusOr<v1::VerifyBackupResponse> Backups::VerifyBackup(const v1::VerifyBackupRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(const uint32_t id, ParseBackupName(request.name(), "VerifyBackupRequest.name"));
  if (busy_.exchange(true)) return Busy();
  const absl::Cleanup done = [this] { busy_ = false; };
  JIANBAO_ASSIGN_OR_RETURN(storage::BackupFolder* const folder, Folder());
  JIANBAO_ASSIGN_OR_RETURN(const storage::CopyCheck check, folder->Verify(id));
  v1::VerifyBackupResponse response;
  response.set_files_checked(static_cast<int64_t>(check.files));
  for (const std::string& fault : check.faults) response.add_faults(fault);
  if (!check.faults.empty()) return response;
  // Sound files can hold an unsound index.
  const absl::StatusOr<std::unique_ptr<storage::Store>> copy = folder->OpenCopy(id);
  const absl::Status inspected = copy.ok() ? engine::InspectIndex(**copy).status() : copy.status();
  if (!inspected.ok()) response.add_faults(absl::StrCat("the index in the backup: ", inspected.message()));
  return response;
}

absl::StatusOr<v1::DeleteBackupResponse> Backups::DeleteBackup(const v1::DeleteBackupRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(const uint32_t id, ParseBackupName(request.name(), "DeleteBackupRequest.name"));
  if (busy_.exchange(true)) return Busy();
  const absl::Cleanup done = [this] { busy_ = false; };
  JIANBAO_ASSIGN_OR_RETURN(storage::BackupFolder* const folder, Folder());
  absl::Status removed = Remove(folder, id);
  if (!removed.ok() && !(absl::IsNotFound(removed) && request.allow_missing())) return removed;
  return v1::DeleteBackupResponse();
}

}  // namespace jianbao::index
