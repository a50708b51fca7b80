// What each reading request must be, checked before anything is done for it: a request in, a request to the index or a
// positioned, named error out. Pure functions; thread-safe. Errors are InvalidArgument with the reason that
// query_service.proto lists and the field "Message.field".
#ifndef JIANBAO_SERVICES_QUERY_VALIDATE_H_
#define JIANBAO_SERVICES_QUERY_VALIDATE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "jianbao/query/v1/query_service.pb.h"

namespace jianbao::query {

absl::StatusOr<index::v1::FetchArticlesRequest> ValidateGetArticle(const v1::GetArticleRequest& request);
absl::StatusOr<index::v1::FetchArticlesRequest> ValidateBatchGetArticles(const v1::BatchGetArticlesRequest& request);
absl::StatusOr<index::v1::FetchArticlesRequest> ValidateSimilarArticles(const v1::SimilarArticlesRequest& request);
absl::StatusOr<index::v1::SuggestRequest> ValidateSuggest(const v1::SuggestRequest& request);
absl::StatusOr<index::v1::FetchIssueRequest> ValidateGetIssue(const v1::GetIssueRequest& request);
absl::StatusOr<index::v1::GetEntityRequest> ValidateGetEntity(const v1::GetEntityRequest& request);

// A page of a listing: what to ask the index for, and the fingerprint the next page's token needs.
template <typename IndexRequest>
struct ListPlan {
  IndexRequest request;
  uint64_t fingerprint = 0;
};

absl::StatusOr<ListPlan<index::v1::ScanIssuesRequest>> ValidateListIssues(const v1::ListIssuesRequest& request);
absl::StatusOr<ListPlan<index::v1::LookupEntitiesRequest>> ValidateLookupEntities(
    const v1::LookupEntitiesRequest& request);
absl::StatusOr<ListPlan<index::v1::ListEvidenceRequest>> ValidateListMentions(const v1::ListMentionsRequest& request);
absl::StatusOr<index::v1::GetEntityTimelineRequest> ValidateGetEntityTimeline(
    const v1::GetEntityTimelineRequest& request);
absl::StatusOr<ListPlan<index::v1::ListRelatedEntitiesRequest>> ValidateListRelatedEntities(
    const v1::ListRelatedEntitiesRequest& request);
absl::StatusOr<ListPlan<index::v1::FindOfficeHoldersRequest>> ValidateFindOfficeHolders(
    const v1::FindOfficeHoldersRequest& request);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_VALIDATE_H_
