#include "services/query/query_service.h"

#include "services/query/search_stream.h"

namespace jianbao::query {
namespace {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

}  // namespace

ServerUnaryReactor* QueryService::Search(CallbackServerContext* context, const v1::SearchRequest* request,
                                         v1::SearchResponse* response) {
  return Run(context, request, response, search_, &SearchHandler::Search);
}

ServerUnaryReactor* QueryService::GetArticle(CallbackServerContext* context, const v1::GetArticleRequest* request,
                                             type::v1::Article* response) {
  return Run(context, request, response, reader_, &ArchiveReader::GetArticle);
}

ServerUnaryReactor* QueryService::BatchGetArticles(CallbackServerContext* context,
                                                   const v1::BatchGetArticlesRequest* request,
                                                   v1::BatchGetArticlesResponse* response) {
  return Run(context, request, response, reader_, &ArchiveReader::BatchGetArticles);
}

ServerUnaryReactor* QueryService::GetIssue(CallbackServerContext* context, const v1::GetIssueRequest* request,
                                           type::v1::Issue* response) {
  return Run(context, request, response, reader_, &ArchiveReader::GetIssue);
}

ServerUnaryReactor* QueryService::ListIssues(CallbackServerContext* context, const v1::ListIssuesRequest* request,
                                             v1::ListIssuesResponse* response) {
  return Run(context, request, response, reader_, &ArchiveReader::ListIssues);
}

ServerUnaryReactor* QueryService::LookupEntities(CallbackServerContext* context,
                                                 const v1::LookupEntitiesRequest* request,
                                                 v1::LookupEntitiesResponse* response) {
  return Run(context, request, response, reader_, &ArchiveReader::LookupEntities);
}

ServerUnaryReactor* QueryService::GetEntity(CallbackServerContext* context, const v1::GetEntityRequest* request,
                                            type::v1::Entity* response) {
  return Run(context, request, response, reader_, &ArchiveReader::GetEntity);
}

grpc::ServerWriteReactor<v1::StreamSearchResponse>* QueryService::StreamSearch(CallbackServerContext* context,
                                                                               const v1::StreamSearchRequest* request) {
  return StartSearchStream(context, request, &search_, runner_);
}

ServerUnaryReactor* QueryService::Suggest(CallbackServerContext* context, const v1::SuggestRequest* request,
                                          v1::SuggestResponse* response) {
  return Run(context, request, response, reader_, &ArchiveReader::Suggest);
}

ServerUnaryReactor* QueryService::SimilarArticles(CallbackServerContext* context,
                                                  const v1::SimilarArticlesRequest* request,
                                                  v1::SimilarArticlesResponse* response) {
  return Run(context, request, response, similar_, &SimilarHandler::SimilarArticles);
}

ServerUnaryReactor* QueryService::ListMentions(CallbackServerContext* context, const v1::ListMentionsRequest* request,
                                               v1::ListMentionsResponse* response) {
  return Run(context, request, response, entities_, &EntityViews::ListMentions);
}

ServerUnaryReactor* QueryService::GetEntityTimeline(CallbackServerContext* context,
                                                    const v1::GetEntityTimelineRequest* request,
                                                    v1::EntityTimeline* response) {
  return Run(context, request, response, entities_, &EntityViews::GetEntityTimeline);
}

ServerUnaryReactor* QueryService::ListRelatedEntities(CallbackServerContext* context,
                                                      const v1::ListRelatedEntitiesRequest* request,
                                                      v1::ListRelatedEntitiesResponse* response) {
  return Run(context, request, response, entities_, &EntityViews::ListRelatedEntities);
}

ServerUnaryReactor* QueryService::FindOfficeHolders(CallbackServerContext* context,
                                                    const v1::FindOfficeHoldersRequest* request,
                                                    v1::FindOfficeHoldersResponse* response) {
  return Run(context, request, response, entities_, &EntityViews::FindOfficeHolders);
}

}  // namespace jianbao::query
