#include "services/query/index_client.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "jianbao/index/v1/index_service.grpc.pb.h"
#include "libs/base/error.h"
#include "libs/rpc/late_call.h"
#include "libs/rpc/status.h"

namespace jianbao::query {
namespace {

using index::v1::IndexService;

class StubIndexClient final : public IndexClient {
 public:
  explicit StubIndexClient(const IndexClientOptions& options)
      : options_(options),
        channel_(rpc::MakeChannel(options.address, {.security = options.security})),
        stub_(IndexService::NewStub(channel_)) {}

  absl::StatusOr<index::v1::RetrieveResponse> Retrieve(const index::v1::RetrieveRequest& request,
                                                       const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::Retrieve, request, call);
  }
  absl::StatusOr<index::v1::FetchArticlesResponse> FetchArticles(const index::v1::FetchArticlesRequest& request,
                                                                 const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::FetchArticles, request, call);
  }
  absl::StatusOr<type::v1::Issue> FetchIssue(const index::v1::FetchIssueRequest& request,
                                             const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::FetchIssue, request, call);
  }
  absl::StatusOr<index::v1::ScanIssuesResponse> ScanIssues(const index::v1::ScanIssuesRequest& request,
                                                           const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::ScanIssues, request, call);
  }
  absl::StatusOr<index::v1::LookupEntitiesResponse> LookupEntities(const index::v1::LookupEntitiesRequest& request,
                                                                   const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::LookupEntities, request, call);
  }
  absl::StatusOr<index::v1::SuggestResponse> Suggest(const index::v1::SuggestRequest& request,
                                                     const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::Suggest, request, call);
  }
  absl::StatusOr<index::v1::ProposeSpellingsResponse> ProposeSpellings(
      const index::v1::ProposeSpellingsRequest& request, const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::ProposeSpellings, request, call);
  }
  absl::StatusOr<type::v1::Entity> GetEntity(const index::v1::GetEntityRequest& request,
                                             const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::GetEntity, request, call);
  }
  absl::StatusOr<index::v1::ListEvidenceResponse> ListEvidence(const index::v1::ListEvidenceRequest& request,
                                                               const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::ListEvidence, request, call);
  }
  absl::StatusOr<index::v1::EntityTimeline> GetEntityTimeline(const index::v1::GetEntityTimelineRequest& request,
                                                              const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::GetEntityTimeline, request, call);
  }
  absl::StatusOr<index::v1::ListRelatedEntitiesResponse> ListRelatedEntities(
      const index::v1::ListRelatedEntitiesRequest& request, const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::ListRelatedEntities, request, call);
  }
  absl::StatusOr<index::v1::FindOfficeHoldersResponse> FindOfficeHolders(
      const index::v1::FindOfficeHoldersRequest& request, const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::FindOfficeHolders, request, call);
  }

 private:
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (IndexService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                           Response*),
                                const Request& request, const rpc::CallContext& call) const {
    const auto context = call.MakeClientContext(options_.timeout, options_.reserve);
    Response response;
    const grpc::Status status = (stub_.get()->*method)(context.get(), request, &response);
    if (status.ok()) return response;
    const absl::Status failure = rpc::FromGrpc(status);
    return Explained(call.cancelled() ? failure : rpc::LateCallIsUnavailable(failure));
  }

  // Errors the index itself did not answer come without a reason.
  absl::Status Explained(const absl::Status& status) const {
    if (GetErrorDetail(status).has_value()) return status;
    switch (status.code()) {
      case absl::StatusCode::kUnavailable: return Unreachable(rpc::TransportCause(status));
      case absl::StatusCode::kDeadlineExceeded:
        // The time may have passed between two attempts to connect.
        if (channel_->GetState(/*try_to_connect=*/false) != GRPC_CHANNEL_READY)
          return Unreachable("no connection in time");
        return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                     "the index did not answer in time; allow more time or ask for less");
      case absl::StatusCode::kCancelled:
        return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the client cancelled the call");
      default: return status;
    }
  }

  absl::Status Unreachable(const std::string& cause) const {
    return Error(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE",
                 absl::StrCat("the index at ", options_.address, " cannot be reached, try again (", cause, ")"));
  }

  const IndexClientOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<IndexService::Stub> stub_;
};

}  // namespace

std::unique_ptr<IndexClient> MakeIndexClient(const IndexClientOptions& options) {
  return std::make_unique<StubIndexClient>(options);
}

}  // namespace jianbao::query
