// The index as this service sees it: the calls it makes, and nothing of how they travel. Tests mock it.
// Implementations are thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_INDEX_CLIENT_H_
#define JIANBAO_SERVICES_QUERY_INDEX_CLIENT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/channel.h"

namespace jianbao::query {

// Every call is made on behalf of `call`: it ends with it and within its deadline. Besides the errors of the RPC of the
// same name, each may fail with Unavailable INDEX_UNAVAILABLE and DeadlineExceeded DEADLINE_EXCEEDED.
class IndexClient {
 public:
  virtual ~IndexClient() = default;

  virtual absl::StatusOr<index::v1::RetrieveResponse> Retrieve(const index::v1::RetrieveRequest& request,
                                                               const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<index::v1::FetchArticlesResponse> FetchArticles(const index::v1::FetchArticlesRequest& request,
                                                                         const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<type::v1::Issue> FetchIssue(const index::v1::FetchIssueRequest& request,
                                                     const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<index::v1::ScanIssuesResponse> ScanIssues(const index::v1::ScanIssuesRequest& request,
                                                                   const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<index::v1::LookupEntitiesResponse> LookupEntities(
      const index::v1::LookupEntitiesRequest& request, const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<index::v1::SuggestResponse> Suggest(const index::v1::SuggestRequest& request,
                                                             const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<index::v1::ProposeSpellingsResponse> ProposeSpellings(
      const index::v1::ProposeSpellingsRequest& request, const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<type::v1::Entity> GetEntity(const index::v1::GetEntityRequest& request,
                                                     const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<index::v1::ListEvidenceResponse> ListEvidence(const index::v1::ListEvidenceRequest& request,
                                                                       const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<index::v1::EntityTimeline> GetEntityTimeline(
      const index::v1::GetEntityTimelineRequest& request, const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<index::v1::ListRelatedEntitiesResponse> ListRelatedEntities(
      const index::v1::ListRelatedEntitiesRequest& request, const rpc::CallContext& call) = 0;
  virtual absl::StatusOr<index::v1::FindOfficeHoldersResponse> FindOfficeHolders(
      const index::v1::FindOfficeHoldersRequest& request, const rpc::CallContext& call) = 0;
};

struct IndexClientOptions {
  // host:port, or any gRPC target.
  std::string address = "127.0.0.1:50052";
  rpc::ChannelSecurity security = {};
  // One call takes at most this long, however long the caller would wait.
  absl::Duration timeout = absl::Seconds(20);
  // Kept back of the caller's time, so that our answer still arrives.
  absl::Duration reserve = absl::Milliseconds(5);
};

// Over gRPC; connects on the first call.
std::unique_ptr<IndexClient> MakeIndexClient(const IndexClientOptions& options);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_INDEX_CLIENT_H_
