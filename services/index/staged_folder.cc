#include "services/index/staged_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"

namespace jianbao::index {
namespace {

namespace fs = std::filesystem;

absl::Status Refused(std::string_view what, const std::string& path, const std::string& why) {
  return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
               absl::StrCat("cannot ", std::string(what), " ", path, ": ", why));
}

absl::Status CheckTarget(const std::string& target) {
  std::error_code error;
  if (!fs::exists(target, error)) return error ? Refused("look at", target, error.message()) : absl::OkStatus();
  if (fs::is_directory(target, error) && fs::is_empty(target, error) && !error) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "DATA_DIR_NOT_EMPTY",
               absl::StrCat(target, " is there already and not an empty folder; name a new one"));
}

absl::Status SyncFolder(const fs::path& folder) {
  const int fd = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  const std::string why = std::strerror(errno);
  if (fd >= 0) close(fd);
  return synced ? absl::OkStatus() : Refused("sync", folder.string(), why);
}

}  // namespace

absl::StatusOr<std::unique_ptr<StagedFolder>> StagedFolder::Create(const std::string& target) {
  if (target.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "DATA_DIR_MISSING", "name the new folder with --data_dir");
  }
  fs::path place = fs::path(target).lexically_normal();
  if (!place.has_filename()) place = place.parent_path();
  JIANBAO_RETURN_IF_ERROR(CheckTarget(place.string()));
  const std::string path = place.string() + ".new";
  std::error_code error;
  fs::create_directories(path, error);
  const int fd = error ? -1 : open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Refused("create", path, error ? error.message() : std::strerror(errno));
  std::unique_ptr<StagedFolder> staged;
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    close(fd);
    return Error(absl::StatusCode::kFailedPrecondition, "STORE_IN_USE",
                 absl::StrCat("another process fills ", path, "; wait until it is done"));
  }
  staged.reset(new StagedFolder(place.string(), path, fd));
  for (fs::directory_iterator left(path, error); !error && left != fs::directory_iterator(); left.increment(error)) {
    std::error_code stays;
    fs::remove_all(left->path(), stays);
    if (stays) return Refused("empty", path, stays.message());
  }
  if (error) return Refused("empty", path, error.message());
  return staged;
}

StagedFolder::~StagedFolder() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(path_, ignored);
  close(lock_);
}

absl::Status StagedFolder::Commit() {
  JIANBAO_RETURN_IF_ERROR(CheckTarget(target_));
  JIANBAO_RETURN_IF_ERROR(SyncFolder(path_));
  std::error_code error;
  fs::rename(path_, target_, error);  // over an empty folder too
  if (error) return Refused("put the folder at", target_, error.message());
  committed_ = true;
  return SyncFolder(fs::path(target_).parent_path());
}

}  // namespace jianbao::index
