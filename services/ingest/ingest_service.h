// The gRPC shell of ingest: hands requests to the pipeline on worker threads. Thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_INGEST_SERVICE_H_
#define JIANBAO_SERVICES_INGEST_INGEST_SERVICE_H_

#include "jianbao/ingest/v1/ingest_service.grpc.pb.h"
#include "libs/rpc/unary.h"
#include "services/ingest/pipeline.h"

namespace jianbao::ingest {

class IngestService final : public v1::IngestService::CallbackService {
 public:
  // All must outlive the server this is registered with.
  IngestService(const Pipeline* pipeline, const rpc::UnaryRunner* runner) : pipeline_(pipeline), runner_(runner) {}

  grpc::ServerUnaryReactor* ParseIssue(grpc::CallbackServerContext* context, const v1::ParseIssueRequest* request,
                                       v1::ParseIssueResponse* response) override;
  grpc::ServerUnaryReactor* ExtractMentions(grpc::CallbackServerContext* context,
                                            const v1::ExtractMentionsRequest* request,
                                            v1::ExtractMentionsResponse* response) override;
  grpc::ServerUnaryReactor* IngestIssue(grpc::CallbackServerContext* context, const v1::IngestIssueRequest* request,
                                        v1::IngestIssueResponse* response) override;
  grpc::ServerBidiReactor<v1::IngestIssuesRequest, v1::IngestIssuesResponse>* IngestIssues(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* ListRejections(grpc::CallbackServerContext* context,
                                           const v1::ListRejectionsRequest* request,
                                           v1::ListRejectionsResponse* response) override;
  grpc::ServerUnaryReactor* GetRejection(grpc::CallbackServerContext* context, const v1::GetRejectionRequest* request,
                                         v1::Rejection* response) override;
  grpc::ServerUnaryReactor* RetryRejection(grpc::CallbackServerContext* context,
                                           const v1::RetryRejectionRequest* request,
                                           v1::IngestIssueResponse* response) override;
  grpc::ServerUnaryReactor* DeleteRejection(grpc::CallbackServerContext* context,
                                            const v1::DeleteRejectionRequest* request,
                                            v1::DeleteRejectionResponse* response) override;

 private:
  const Pipeline* const pipeline_;
  const rpc::UnaryRunner* const runner_;
};

}  // namespace jianbao::ingest

#endif  // JIANBAO_SERVICES_INGEST_INGEST_SERVICE_H_
