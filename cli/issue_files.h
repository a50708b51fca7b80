// The issue files a person names on the command line. Pure functions over the file system; thread-safe.
#ifndef JIANBAO_CLI_ISSUE_FILES_H_
#define JIANBAO_CLI_ISSUE_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace jianbao::cli {

// Files as they are; folders as the *.txt files in and below them, sorted, hidden ones left out. Each file once.
// NotFound FILE_NOT_FOUND, PermissionDenied FILE_UNREADABLE for a path that cannot be looked at; NotFound
// NO_ISSUE_FILES where nothing is found at all.
absl::StatusOr<std::vector<std::string>> FindIssueFiles(const std::vector<std::string>& paths);

// How the file is named to the service: absolute, so that the same file keeps its name from wherever it is sent; bytes
// that are no UTF-8 replaced.
std::string SourceUri(const std::string& path);

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_ISSUE_FILES_H_
