#include "services/ingest/ingest_service.h"

#include "services/ingest/ingest_stream.h"

namespace jianbao::ingest {

using rpc::CallContext;

grpc::ServerUnaryReactor* IngestService::ParseIssue(grpc::CallbackServerContext* context,
                                                    const v1::ParseIssueRequest* request,
                                                    v1::ParseIssueResponse* response) {
  return runner_->Run(context, request, response,
                      [this](const auto& r, const CallContext&) { return pipeline_->ParseIssue(r); });
}

grpc::ServerUnaryReactor* IngestService::ExtractMentions(grpc::CallbackServerContext* context,
                                                         const v1::ExtractMentionsRequest* request,
                                                         v1::ExtractMentionsResponse* response) {
  return runner_->Run(context, request, response,
                      [this](const auto& r, const CallContext&) { return pipeline_->ExtractMentions(r); });
}

grpc::ServerUnaryReactor* IngestService::IngestIssue(grpc::CallbackServerContext* context,
                                                     const v1::IngestIssueRequest* request,
                                                     v1::IngestIssueResponse* response) {
  return runner_->Run(context, request, response,
                      [this](const auto& r, const CallContext& call) { return pipeline_->IngestIssue(r, call); });
}

grpc::ServerBidiReactor<v1::IngestIssuesRequest, v1::IngestIssuesResponse>* IngestService::IngestIssues(
    grpc::CallbackServerContext* context) {
  return StartIngestStream(context, pipeline_, runner_);
}

grpc::ServerUnaryReactor* IngestService::ListRejections(grpc::CallbackServerContext* context,
                                                        const v1::ListRejectionsRequest* request,
                                                        v1::ListRejectionsResponse* response) {
  return runner_->Run(context, request, response,
                      [this](const auto& r, const CallContext&) { return pipeline_->ListRejections(r); });
}

grpc::ServerUnaryReactor* IngestService::GetRejection(grpc::CallbackServerContext* context,
                                                      const v1::GetRejectionRequest* request, v1::Rejection* response) {
  return runner_->Run(context, request, response,
                      [this](const auto& r, const CallContext&) { return pipeline_->GetRejection(r); });
}

grpc::ServerUnaryReactor* IngestService::RetryRejection(grpc::CallbackServerContext* context,
                                                        const v1::RetryRejectionRequest* request,
                                                        v1::IngestIssueResponse* response) {
  return runner_->Run(context, request, response,
                      [this](const auto& r, const CallContext& call) { return pipeline_->RetryRejection(r, call); });
}

grpc::ServerUnaryReactor* IngestService::DeleteRejection(grpc::CallbackServerContext* context,
                                                         const v1::DeleteRejectionRequest* request,
                                                         v1::DeleteRejectionResponse* response) {
  return runner_->Run(context, request, response,
                      [this](const auto& r, const CallContext&) { return pipeline_->DeleteRejection(r); });
}

}  // namespace jianbao::ingest
