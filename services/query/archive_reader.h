// Reading by name: articles, issues, entities. Thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_ARCHIVE_READER_H_
#define JIANBAO_SERVICES_QUERY_ARCHIVE_READER_H_

#include "absl/status/statusor.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "libs/rpc/call_context.h"
#include "services/query/index_client.h"

namespace jianbao::query {

// Each function has the errors of the RPC of its name.
class ArchiveReader {
 public:
  // `index` must outlive this.
  explicit ArchiveReader(IndexClient* index) : index_(index) {}

  absl::StatusOr<type::v1::Article> GetArticle(const v1::GetArticleRequest& request,
                                               const rpc::CallContext& call) const;
  absl::StatusOr<v1::BatchGetArticlesResponse> BatchGetArticles(const v1::BatchGetArticlesRequest& request,
                                                                const rpc::CallContext& call) const;
  absl::StatusOr<type::v1::Issue> GetIssue(const v1::GetIssueRequest& request, const rpc::CallContext& call) const;
  absl::StatusOr<v1::ListIssuesResponse> ListIssues(const v1::ListIssuesRequest& request,
                                                    const rpc::CallContext& call) const;
  absl::StatusOr<v1::LookupEntitiesResponse> LookupEntities(const v1::LookupEntitiesRequest& request,
                                                            const rpc::CallContext& call) const;
  absl::StatusOr<v1::SuggestResponse> Suggest(const v1::SuggestRequest& request, const rpc::CallContext& call) const;
  absl::StatusOr<type::v1::Entity> GetEntity(const v1::GetEntityRequest& request, const rpc::CallContext& call) const;

 private:
  IndexClient* const index_;
};

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_ARCHIVE_READER_H_
