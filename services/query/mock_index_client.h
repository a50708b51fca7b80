// An index that a test scripts. Tests only.
#ifndef JIANBAO_SERVICES_QUERY_MOCK_INDEX_CLIENT_H_
#define JIANBAO_SERVICES_QUERY_MOCK_INDEX_CLIENT_H_

#include "gmock/gmock.h"
#include "services/query/index_client.h"

namespace jianbao::query {

class MockIndexClient : public IndexClient {
 public:
  MOCK_METHOD(absl::StatusOr<index::v1::RetrieveResponse>, Retrieve,
              (const index::v1::RetrieveRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::FetchArticlesResponse>, FetchArticles,
              (const index::v1::FetchArticlesRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<type::v1::Issue>, FetchIssue,
              (const index::v1::FetchIssueRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::ScanIssuesResponse>, ScanIssues,
              (const index::v1::ScanIssuesRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::LookupEntitiesResponse>, LookupEntities,
              (const index::v1::LookupEntitiesRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::SuggestResponse>, Suggest,
              (const index::v1::SuggestRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::ProposeSpellingsResponse>, ProposeSpellings,
              (const index::v1::ProposeSpellingsRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<type::v1::Entity>, GetEntity,
              (const index::v1::GetEntityRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::ListEvidenceResponse>, ListEvidence,
              (const index::v1::ListEvidenceRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::EntityTimeline>, GetEntityTimeline,
              (const index::v1::GetEntityTimelineRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::ListRelatedEntitiesResponse>, ListRelatedEntities,
              (const index::v1::ListRelatedEntitiesRequest& request, const rpc::CallContext& call), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::FindOfficeHoldersResponse>, FindOfficeHolders,
              (const index::v1::FindOfficeHoldersRequest& request, const rpc::CallContext& call), (override));
};

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_MOCK_INDEX_CLIENT_H_
