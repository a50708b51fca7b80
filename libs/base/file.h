// Reading whole files, with errors that name the path. Pure functions; thread-safe.
#ifndef JIANBAO_LIBS_BASE_FILE_H_
#define JIANBAO_LIBS_BASE_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace jianbao {

// The bytes of a regular file. NotFound when there is none, PermissionDenied when it may not be read,
// InvalidArgument when it is not a regular file, ResourceExhausted when it is larger than `max_bytes` (it is then not
// read), Unavailable when reading fails.
absl::StatusOr<std::string> ReadFile(const std::string& path, uint64_t max_bytes);

}  // namespace jianbao

#endif  // JIANBAO_LIBS_BASE_FILE_H_
