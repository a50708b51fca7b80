#include "libs/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace jianbao {
namespace {

absl::Status Failure(const std::string& path, int error) {
  const std::string message = absl::StrCat("cannot read ", path, ": ", std::strerror(error));
  switch (error) {
    case ENOENT:
    case ENOTDIR: return Error(absl::StatusCode::kNotFound, "FILE_NOT_FOUND", message).With("path", path);
    case EACCES:
    case EPERM: return Error(absl::StatusCode::kPermissionDenied, "FILE_UNREADABLE", message).With("path", path);
    default: return Error(absl::StatusCode::kUnavailable, "FILE_READ_FAILED", message).With("path", path);
  }
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, uint64_t max_bytes) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return Failure(path, errno);
  const absl::Cleanup closer = [fd] { close(fd); };
  struct stat info;
  if (fstat(fd, &info) != 0) return Failure(path, errno);
  if (!S_ISREG(info.st_mode)) {
    return Error(absl::StatusCode::kInvalidArgument, "FILE_NOT_REGULAR",
                 absl::StrCat("cannot read ", path, ": it is not a regular file"))
        .With("path", path);
  }
  const auto size = static_cast<uint64_t>(info.st_size);
  if (size > max_bytes) {
    return Error(absl::StatusCode::kResourceExhausted, "FILE_TOO_LARGE",
                 absl::StrCat("cannot read ", path, ": it has ", size, " bytes, at most ", max_bytes, " are accepted"))
        .With("path", path)
        .With("limit", max_bytes);
  }
  std::string bytes(size, '\0');
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = read(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Failure(path, errno);
    if (n == 0) break;
    done += static_cast<size_t>(n);
  }
  bytes.resize(done);
  return bytes;
}

}  // namespace jianbao
