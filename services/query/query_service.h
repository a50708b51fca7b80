// The gRPC face of this service: every RPC of QueryService, each handed to the object that answers it. Thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_QUERY_SERVICE_H_
#define JIANBAO_SERVICES_QUERY_QUERY_SERVICE_H_

#include "jianbao/query/v1/query_service.grpc.pb.h"
#include "libs/rpc/unary.h"
#include "services/query/archive_reader.h"
#include "services/query/entity_views.h"
#include "services/query/index_client.h"
#include "services/query/search_handler.h"
#include "services/query/similar_handler.h"

namespace jianbao::query {

class QueryService final : public v1::QueryService::CallbackService {
 public:
  // All must outlive the server this is registered with.
  QueryService(IndexClient* index, const rpc::UnaryRunner* runner)
      : search_(index), similar_(index), reader_(index), entities_(index), runner_(runner) {}

  grpc::ServerUnaryReactor* Search(grpc::CallbackServerContext* context, const v1::SearchRequest* request,
                                   v1::SearchResponse* response) override;
  grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context, const v1::GetArticleRequest* request,
                                       type::v1::Article* response) override;
  grpc::ServerUnaryReactor* BatchGetArticles(grpc::CallbackServerContext* context,
                                             const v1::BatchGetArticlesRequest* request,
                                             v1::BatchGetArticlesResponse* response) override;
  grpc::ServerUnaryReactor* GetIssue(grpc::CallbackServerContext* context, const v1::GetIssueRequest* request,
                                     type::v1::Issue* response) override;
  grpc::ServerUnaryReactor* ListIssues(grpc::CallbackServerContext* context, const v1::ListIssuesRequest* request,
                                       v1::ListIssuesResponse* response) override;
  grpc::ServerUnaryReactor* Suggest(grpc::CallbackServerContext* context, const v1::SuggestRequest* request,
                                    v1::SuggestResponse* response) override;
  grpc::ServerUnaryReactor* LookupEntities(grpc::CallbackServerContext* context,
                                           const v1::LookupEntitiesRequest* request,
                                           v1::LookupEntitiesResponse* response) override;
  grpc::ServerUnaryReactor* GetEntity(grpc::CallbackServerContext* context, const v1::GetEntityRequest* request,
                                      type::v1::Entity* response) override;
  grpc::ServerWriteReactor<v1::StreamSearchResponse>* StreamSearch(grpc::CallbackServerContext* context,
                                                                   const v1::StreamSearchRequest* request) override;
  grpc::ServerUnaryReactor* SimilarArticles(grpc::CallbackServerContext* context,
                                            const v1::SimilarArticlesRequest* request,
                                            v1::SimilarArticlesResponse* response) override;
  grpc::ServerUnaryReactor* ListMentions(grpc::CallbackServerContext* context, const v1::ListMentionsRequest* request,
                                         v1::ListMentionsResponse* response) override;
  grpc::ServerUnaryReactor* GetEntityTimeline(grpc::CallbackServerContext* context,
                                              const v1::GetEntityTimelineRequest* request,
                                              v1::EntityTimeline* response) override;
  grpc::ServerUnaryReactor* ListRelatedEntities(grpc::CallbackServerContext* context,
                                                const v1::ListRelatedEntitiesRequest* request,
                                                v1::ListRelatedEntitiesResponse* response) override;
  grpc::ServerUnaryReactor* FindOfficeHolders(grpc::CallbackServerContext* context,
                                              const v1::FindOfficeHoldersRequest* request,
                                              v1::FindOfficeHoldersResponse* response) override;

 private:
  // Hands a request to `method` of `object` on a worker.
  template <typename Object, typename Request, typename Response>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                const Object& object,
                                absl::StatusOr<Response> (Object::*method)(const Request&, const rpc::CallContext&)
                                    const) const {
    return runner_->Run(context, request, response,
                        [&object, method](const Request& request, const rpc::CallContext& call) {
                          return (object.*method)(request, call);
                        });
  }

  const SearchHandler search_;
  const SimilarHandler similar_;
  const ArchiveReader reader_;
  const EntityViews entities_;
  const rpc::UnaryRunner* const runner_;
};

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_QUERY_SERVICE_H_
