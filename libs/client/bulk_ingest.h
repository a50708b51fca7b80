// Ingesting many files over one stream, several at a time, through outages of the services. Thread-safe; the source is
// read on threads of the call's own, which have ended when it returns.
#ifndef JIANBAO_LIBS_CLIENT_BULK_INGEST_H_
#define JIANBAO_LIBS_CLIENT_BULK_INGEST_H_

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/status/statusor.h"
#include "libs/client/connection.h"
#include "libs/client/retry.h"

namespace jianbao::client {

// The next file, or nullopt after the last. Called from one thread at a time, as the window has room.
using IngestSource = std::function<std::optional<ingest::v1::IngestIssueRequest>()>;
// What became of the `index`-th request of the source (0-based). Called once a request, in order, from the thread that
// called BulkIngest.
using IngestSink = std::function<void(int64_t index, const absl::StatusOr<ingest::v1::IngestIssueResponse>& result)>;

// Requests without request_id get one, so that repeating them is safe. When a request fails with a retryable error or
// the stream breaks, a new stream is opened after a backoff and everything unanswered is sent again. Returns an error
// when nothing was answered for policy.timeout or the stream failed for good: requests that `sink` has not heard of by
// then may or may not have been stored.
absl::Status BulkIngest(IngestConnection* connection, const RetryPolicy& policy, int max_in_flight,
                        const IngestSource& source, const IngestSink& sink);

}  // namespace jianbao::client

#endif  // JIANBAO_LIBS_CLIENT_BULK_INGEST_H_
