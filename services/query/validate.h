// What each request must be, checked before anything is done for it: a request in, a request to the index or a
// positioned, named error out. Pure functions; thread-safe. Errors are InvalidArgument with the reason that
// query_service.proto lists and the field "Message.field".
#ifndef JIANBAO_SERVICES_QUERY_VALIDATE_H_
#define JIANBAO_SERVICES_QUERY_VALIDATE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "services/query/snippet.h"

namespace jianbao::query {

// One step of loosening: a query for the index and what to call it.
struct Rung {
  v1::MatchMode mode = v1::EXACT;
  type::v1::QueryNode query;
};

// A search that may be run.
struct SearchPlan {
  std::vector<Rung> rungs;              // strictest first, each different from the one before; never empty
  std::string applied_query;            // in canonical form; empty where the language cannot say it
  index::v1::RetrieveRequest retrieve;  // all but the query
  uint64_t fingerprint = 0;             // for page tokens
  uint32_t skip = 0;                    // hits of the first page which the client has already
  std::optional<SnippetOptions> snippets;
};

absl::StatusOr<SearchPlan> ValidateSearch(const v1::SearchRequest& request);
// The plan of a stream's first page; `page_token` may be a resume token.
absl::StatusOr<SearchPlan> ValidateStreamSearch(const v1::StreamSearchRequest& request);

absl::StatusOr<index::v1::FetchArticlesRequest> ValidateGetArticle(const v1::GetArticleRequest& request);
absl::StatusOr<index::v1::FetchArticlesRequest> ValidateBatchGetArticles(const v1::BatchGetArticlesRequest& request);
absl::StatusOr<index::v1::FetchArticlesRequest> ValidateSimilarArticles(const v1::SimilarArticlesRequest& request);
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

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_VALIDATE_H_
