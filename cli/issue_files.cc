#include "cli/issue_files.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"

namespace jianbao::cli {
namespace {

namespace fs = std::filesystem;

absl::Status Failure(const std::string& path, const std::error_code& error) {
  const bool missing = error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
  return Error(missing ? absl::StatusCode::kNotFound : absl::StatusCode::kPermissionDenied,
               missing ? "FILE_NOT_FOUND" : "FILE_UNREADABLE",
               absl::StrCat("cannot read ", path, ": ", error.message()))
      .With("path", path);
}

bool IsHidden(const fs::path& path) { return path.filename().native().front() == '.'; }

absl::Status AddFolder(const std::string& folder, std::vector<std::string>* files) {
  std::error_code error;
  std::vector<std::string> found;
  fs::recursive_directory_iterator it(folder, error);
  for (; !error && it != fs::end(it); it.increment(error)) {
    if (IsHidden(it->path())) {
      it.disable_recursion_pending();
    } else if (it->path().extension() == ".txt" && it->is_regular_file(error)) {
      found.push_back(it->path().native());
    }
  }
  if (error) return Failure(folder, error);
  std::sort(found.begin(), found.end());
  files->insert(files->end(), found.begin(), found.end());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> FindIssueFiles(const std::vector<std::string>& paths) {
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (error) return Failure(path, error);
    if (fs::is_directory(status)) {
      JIANBAO_RETURN_IF_ERROR(AddFolder(path, &found));
    } else {
      found.push_back(path);
    }
  }
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const std::string& file : found) {
    if (seen.insert(SourceUri(file)).second) files.push_back(file);
  }
  if (files.empty()) {
    return Error(absl::StatusCode::kNotFound, "NO_ISSUE_FILES",
                 absl::StrCat("no *.txt file in ", absl::StrJoin(paths, ", ")));
  }
  return files;
}

std::string SourceUri(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  const std::string native = error ? path : absolute.lexically_normal().native();
  return text::IsValidUtf8(native) ? native : text::ToUtf8(text::FromUtf8(native));
}

}  // namespace jianbao::cli
