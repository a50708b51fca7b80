// Files that could not be ingested, kept on disk with their reason until somebody retries or
// deletes them: nothing is lost.
//
// One folder; for each rejection `<id>.content` (the file as received) and `<id>.rejection` (a serialised
// ingest.v1.Rejection without content), id = content hash. Each is written to a temporary name, synced and renamed, so
// a crash leaves a whole rejection or none. Thread-safe. One process per folder.
#ifndef JIANBAO_SERVICES_INGEST_QUARANTINE_H_
#define JIANBAO_SERVICES_INGEST_QUARANTINE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "libs/base/clock.h"

namespace jianbao::ingest {

struct QuarantineOptions {
  std::string directory;                 // created where missing
  int64_t max_bytes = int64_t{4} << 30;  // content kept in all; beyond it Add() refuses and the caller keeps the file
};

class Quarantine {
 public:
  // Unavailable QUARANTINE_IO_FAILED where the folder cannot be made or read. A damaged entry is skipped and logged.
  static absl::StatusOr<std::unique_ptr<Quarantine>> Open(QuarantineOptions options, const Clock* clock);

  // Keeps `request`'s file with the reason it failed; a file that is there already gets the new reason and one more
  // attempt. Returns the rejection's resource name. ResourceExhausted QUARANTINE_FULL, Unavailable
  // QUARANTINE_IO_FAILED.
  absl::StatusOr<std::string> Add(const v1::IngestIssueRequest& request, const google::rpc::Status& reason)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // NotFound REJECTION_NOT_FOUND. `id` is a validated rejection id.
  absl::StatusOr<v1::Rejection> Get(std::string_view id, bool with_content) const ABSL_LOCKS_EXCLUDED(mutex_);

  // Newest attempt first. InvalidArgument PAGE_TOKEN_MALFORMED.
  absl::StatusOr<v1::ListRejectionsResponse> List(int page_size, std::string_view page_token) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Forgets a rejection whose file is stored now, or that nobody wants. Removing what is not there is not an error.
  absl::Status Remove(std::string_view id) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // Newest first, ties by id.
  using Key = std::pair<int64_t, std::string>;

  Quarantine(QuarantineOptions options, const Clock* clock) : options_(std::move(options)), clock_(clock) {}

  absl::Status Load() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Index(const v1::Rejection& rejection) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string Path(std::string_view id, std::string_view suffix) const;

  const QuarantineOptions options_;
  const Clock* const clock_;

  mutable absl::Mutex mutex_;
  std::map<std::string, v1::Rejection, std::less<>> rejections_ ABSL_GUARDED_BY(mutex_);  // by id, without content
  std::map<Key, std::string> newest_first_ ABSL_GUARDED_BY(mutex_);                       // key -> id
  int64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace jianbao::ingest

#endif  // JIANBAO_SERVICES_INGEST_QUARANTINE_H_
