// From a file to stored articles: validate, parse, find mentions, name, hand to the index; what cannot be parsed goes
// to quarantine. Knows no gRPC server. Thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_PIPELINE_H_
#define JIANBAO_SERVICES_INGEST_PIPELINE_H_

#include "absl/status/statusor.h"
#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "libs/rpc/call_context.h"
#include "services/ingest/index_sink.h"
#include "services/ingest/quarantine.h"

namespace jianbao::ingest {

class Pipeline {
 public:
  // Both must outlive the pipeline.
  Pipeline(IndexSink* sink, Quarantine* quarantine) : sink_(sink), quarantine_(quarantine) {}

  // The methods are the RPCs of the same name; their errors are listed in ingest_service.proto.
  absl::StatusOr<v1::ParseIssueResponse> ParseIssue(const v1::ParseIssueRequest& request) const;
  absl::StatusOr<v1::ExtractMentionsResponse> ExtractMentions(const v1::ExtractMentionsRequest& request) const;
  absl::StatusOr<v1::IngestIssueResponse> IngestIssue(const v1::IngestIssueRequest& request,
                                                      const rpc::CallContext& call) const;
  absl::StatusOr<v1::ListRejectionsResponse> ListRejections(const v1::ListRejectionsRequest& request) const;
  absl::StatusOr<v1::Rejection> GetRejection(const v1::GetRejectionRequest& request) const;
  absl::StatusOr<v1::DeleteRejectionResponse> DeleteRejection(const v1::DeleteRejectionRequest& request) const;
  absl::StatusOr<v1::IngestIssueResponse> RetryRejection(const v1::RetryRejectionRequest& request,
                                                         const rpc::CallContext& call) const;

 private:
  absl::StatusOr<v1::IngestIssueResponse> Store(const v1::IngestIssueRequest& request,
                                                const rpc::CallContext& call) const;
  // Whether the index would refuse the write for what is stored under its name: AlreadyExists ISSUE_NAME_TAKEN.
  absl::Status CheckName(const index::v1::ApplyIssueRequest& apply, const rpc::CallContext& call) const;

  IndexSink* const sink_;
  Quarantine* const quarantine_;
};

}  // namespace jianbao::ingest

#endif  // JIANBAO_SERVICES_INGEST_PIPELINE_H_
