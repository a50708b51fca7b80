// Where parsed issues go: the index. An interface, so that the pipeline can be tested without a server. Thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_INDEX_SINK_H_
#define JIANBAO_SERVICES_INGEST_INDEX_SINK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "jianbao/index/v1/index_service.grpc.pb.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/channel.h"

namespace jianbao::ingest {

class IndexSink {
 public:
  virtual ~IndexSink() = default;

  // Stores one issue, whole or not at all. Unavailable INDEX_UNAVAILABLE: nothing is known to be stored, trying again
  // with the same request is safe. Other failures are the index's own.
  virtual absl::StatusOr<index::v1::ApplyIssueResponse> Apply(const index::v1::ApplyIssueRequest& request,
                                                              const rpc::CallContext& call) = 0;
  // What is stored under a name, without the file. NotFound ISSUE_NOT_FOUND; Unavailable as above.
  virtual absl::StatusOr<type::v1::Issue> Fetch(const index::v1::FetchIssueRequest& request,
                                                const rpc::CallContext& call) = 0;
};

struct IndexSinkOptions {
  std::string address = "127.0.0.1:50052";
  rpc::ChannelSecurity security = {};
  // How long an index that is down is waited for, within the caller's deadline.
  absl::Duration patience = absl::Seconds(5);
};

// The index over gRPC. Retries UNAVAILABLE with backoff: both calls are idempotent.
std::unique_ptr<IndexSink> MakeGrpcIndexSink(const IndexSinkOptions& options);

}  // namespace jianbao::ingest

#endif  // JIANBAO_SERVICES_INGEST_INDEX_SINK_H_
