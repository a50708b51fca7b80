#include "services/ingest/quarantine.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "libs/base/checksum.h"
#include "libs/base/error.h"
#include "libs/base/file.h"
#include "libs/base/log.h"
#include "libs/base/status.h"

namespace jianbao::ingest {
namespace {

using google::protobuf::util::TimeUtil;

constexpr char kContentSuffix[] = ".content";
constexpr char kRejectionSuffix[] = ".rejection";
constexpr char kNamePrefix[] = "rejections/";
constexpr uint64_t kMaxFileBytes = uint64_t{1} << 30;
constexpr int kDefaultPageSize = 50;
constexpr int kMaxPageSize = 1000;

absl::Status IoFailure(std::string_view what, int error) {
  return Error(absl::StatusCode::kUnavailable, "QUARANTINE_IO_FAILED",
               absl::StrCat("quarantine: cannot ", std::string(what), ": ", std::strerror(error)));
}

absl::Status SyncFolder(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return IoFailure(absl::StrCat("open ", directory), errno);
  const absl::Cleanup closer = [fd] { close(fd); };
  if (fsync(fd) != 0) return IoFailure(absl::StrCat("sync ", directory), errno);
  return absl::OkStatus();
}

// Writes `bytes` to `path` so that after a crash the file is whole or absent.
absl::Status WriteFile(const std::string& path, std::string_view bytes) {
  const std::string temporary = path + ".tmp";
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return IoFailure(absl::StrCat("create ", temporary), errno);
  const absl::Cleanup closer = [fd] { close(fd); };
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return IoFailure(absl::StrCat("write ", temporary), errno);
    done += static_cast<size_t>(n);
  }
  if (fsync(fd) != 0) return IoFailure(absl::StrCat("sync ", temporary), errno);
  if (rename(temporary.c_str(), path.c_str()) != 0) return IoFailure(absl::StrCat("rename ", temporary), errno);
  return absl::OkStatus();
}

std::string IdOf(const v1::Rejection& rejection) { return rejection.name().substr(sizeof(kNamePrefix) - 1); }

std::pair<int64_t, std::string> KeyOf(const v1::Rejection& rejection) {
  return {-TimeUtil::TimestampToMicroseconds(rejection.last_attempt_time()), IdOf(rejection)};
}

// A page token is the key of the last rejection shown.
std::string EncodeToken(const std::pair<int64_t, std::string>& key) {
  return absl::WebSafeBase64Escape(absl::StrCat(key.first, " ", key.second));
}

std::optional<std::pair<int64_t, std::string>> DecodeToken(std::string_view token) {
  std::string plain;
  if (!absl::WebSafeBase64Unescape(absl::string_view(token.data(), token.size()), &plain)) return std::nullopt;
  const size_t space = plain.find(' ');
  int64_t time = 0;
  if (space == std::string::npos || !absl::SimpleAtoi(plain.substr(0, space), &time)) return std::nullopt;
  return std::pair(time, plain.substr(space + 1));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Quarantine>> Quarantine::Open(QuarantineOptions options, const Clock* clock) {
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  if (error) return IoFailure(absl::StrCat("create ", options.directory), error.value());
  std::unique_ptr<Quarantine> quarantine(new Quarantine(std::move(options), clock));
  absl::MutexLock lock(&quarantine->mutex_);
  JIANBAO_RETURN_IF_ERROR(quarantine->Load());
  return quarantine;
}

absl::Status Quarantine::Load() {
  std::error_code error;
  std::filesystem::directory_iterator entry(options_.directory, error);
  for (const std::filesystem::directory_iterator end; !error && entry != end; entry.increment(error)) {
    const std::string path = entry->path().string();
    if (!absl::EndsWith(path, kRejectionSuffix)) continue;
    const auto bytes = ReadFile(path, kMaxFileBytes);
    v1::Rejection rejection;
    const std::string id = entry->path().stem().string();
    std::error_code unknown;
    if (!bytes.ok() || !rejection.ParseFromString(*bytes) || rejection.name() != kNamePrefix + id ||
        !std::filesystem::exists(Path(id, kContentSuffix), unknown)) {
      log::Warning("quarantine: skipping damaged entry {}", path);
      continue;
    }
    Index(rejection);
  }
  if (error) return IoFailure(absl::StrCat("read ", options_.directory), error.value());
  return absl::OkStatus();
}

void Quarantine::Index(const v1::Rejection& rejection) {
  const std::string id = IdOf(rejection);
  if (const auto old = rejections_.find(id); old != rejections_.end()) {
    newest_first_.erase(KeyOf(old->second));
    bytes_ -= old->second.content_size();
  }
  bytes_ += rejection.content_size();
  newest_first_[KeyOf(rejection)] = id;
  rejections_[id] = rejection;
}

std::string Quarantine::Path(std::string_view id, std::string_view suffix) const {
  return absl::StrCat(options_.directory, "/", std::string(id), std::string(suffix));
}

absl::StatusOr<std::string> Quarantine::Add(const v1::IngestIssueRequest& request, const google::rpc::Status& reason) {
  const std::string id = ContentHash(request.content());
  absl::MutexLock lock(&mutex_);
  v1::Rejection rejection;
  const auto known = rejections_.find(id);
  if (known != rejections_.end()) {
    rejection = known->second;
  } else if (bytes_ + static_cast<int64_t>(request.content().size()) > options_.max_bytes) {
    return Error(absl::StatusCode::kResourceExhausted, "QUARANTINE_FULL",
                 absl::StrCat("quarantine holds ", bytes_, " bytes of at most ", options_.max_bytes,
                              ": retry or delete rejections first"))
        .With("limit", options_.max_bytes);
  } else {
    JIANBAO_RETURN_IF_ERROR(WriteFile(Path(id, kContentSuffix), request.content()));
  }
  const auto now = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(clock_->Now()));
  rejection.set_name(kNamePrefix + id);
  *rejection.mutable_status() = reason;
  rejection.set_source_uri(request.source_uri());
  rejection.set_content_size(static_cast<int64_t>(request.content().size()));
  if (!rejection.has_first_attempt_time()) *rejection.mutable_first_attempt_time() = now;
  *rejection.mutable_last_attempt_time() = now;
  rejection.set_attempt_count(rejection.attempt_count() + 1);
  *rejection.mutable_hints() = request.hints();
  JIANBAO_RETURN_IF_ERROR(WriteFile(Path(id, kRejectionSuffix), rejection.SerializeAsString()));
  JIANBAO_RETURN_IF_ERROR(SyncFolder(options_.directory));
  Index(rejection);
  return rejection.name();
}

absl::StatusOr<v1::Rejection> Quarantine::Get(std::string_view id, bool with_content) const {
  absl::MutexLock lock(&mutex_);
  const auto found = rejections_.find(id);
  if (found == rejections_.end()) {
    return Error(absl::StatusCode::kNotFound, "REJECTION_NOT_FOUND",
                 absl::StrCat("no rejection ", kNamePrefix, std::string(id),
                              ": it was retried with success, deleted or never there"));
  }
  v1::Rejection rejection = found->second;
  if (with_content) {
    JIANBAO_ASSIGN_OR_RETURN(*rejection.mutable_content(), ReadFile(Path(id, kContentSuffix), kMaxFileBytes));
  }
  return rejection;
}

absl::StatusOr<v1::ListRejectionsResponse> Quarantine::List(int page_size, std::string_view page_token) const {
  if (page_size <= 0) page_size = kDefaultPageSize;
  page_size = std::min(page_size, kMaxPageSize);
  absl::MutexLock lock(&mutex_);
  auto at = newest_first_.begin();
  if (!page_token.empty()) {
    const auto last = DecodeToken(page_token);
    if (!last.has_value()) {
      return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MALFORMED",
                   "malformed page token, want next_page_token of the page before or nothing")
          .Field("ListRejectionsRequest.page_token");
    }
    at = newest_first_.upper_bound(*last);
  }
  v1::ListRejectionsResponse response;
  for (; at != newest_first_.end() && response.rejections_size() < page_size; ++at) {
    *response.add_rejections() = rejections_.find(at->second)->second;
  }
  if (at != newest_first_.end()) response.set_next_page_token(EncodeToken(KeyOf(*response.rejections().rbegin())));
  return response;
}

absl::Status Quarantine::Remove(std::string_view id) {
  absl::MutexLock lock(&mutex_);
  const auto found = rejections_.find(id);
  if (found == rejections_.end()) return absl::OkStatus();
  // The record goes first: content without a record is an orphan, a record without content would be a lie.
  if (unlink(Path(id, kRejectionSuffix).c_str()) != 0 && errno != ENOENT) return IoFailure("remove a rejection", errno);
  if (unlink(Path(id, kContentSuffix).c_str()) != 0 && errno != ENOENT) return IoFailure("remove a rejection", errno);
  bytes_ -= found->second.content_size();
  newest_first_.erase(KeyOf(found->second));
  rejections_.erase(found);
  return SyncFolder(options_.directory);
}

}  // namespace jianbao::ingest
