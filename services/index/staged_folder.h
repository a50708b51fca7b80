// A folder that is filled beside its place and put there, by one rename, when it is complete: whoever dies on the way
// leaves nothing at the place. Not thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_STAGED_FOLDER_H_
#define JIANBAO_SERVICES_INDEX_STAGED_FOLDER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace jianbao::index {

class StagedFolder {
 public:
  // Makes `{target}.new`, emptied of what an earlier attempt left. InvalidArgument DATA_DIR_MISSING without a target;
  // FailedPrecondition DATA_DIR_NOT_EMPTY where `target` exists and is no empty folder, STORE_IN_USE while another
  // process fills `{target}.new`; Unavailable STORE_UNAVAILABLE when the file system refuses.
  static absl::StatusOr<std::unique_ptr<StagedFolder>> Create(const std::string& target);
  // Removes the folder unless it was put in its place.
  ~StagedFolder();
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;

  const std::string& path() const { return path_; }

  // Puts the folder in its place, durably. REQUIRES: nobody has a file in it open. Not to be used afterwards.
  absl::Status Commit();

 private:
  StagedFolder(std::string target, std::string path, int lock)
      : target_(std::move(target)), path_(std::move(path)), lock_(lock) {}

  const std::string target_;
  const std::string path_;
  const int lock_;  // the open folder; locked as long as it is
  bool committed_ = false;
};

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_STAGED_FOLDER_H_
