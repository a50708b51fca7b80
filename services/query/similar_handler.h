// Finds articles like one article: those that share its most telling words and character pairs.
// Thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_SIMILAR_HANDLER_H_
#define JIANBAO_SERVICES_QUERY_SIMILAR_HANDLER_H_

#include "absl/status/statusor.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "libs/rpc/call_context.h"
#include "services/query/index_client.h"

namespace jianbao::query {

class SimilarHandler {
 public:
  // `index` must outlive this.
  explicit SimilarHandler(IndexClient* index) : index_(index) {}

  // The errors of QueryService.SimilarArticles.
  absl::StatusOr<v1::SimilarArticlesResponse> SimilarArticles(const v1::SimilarArticlesRequest& request,
                                                              const rpc::CallContext& call) const;

 private:
  IndexClient* const index_;
};

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_SIMILAR_HANDLER_H_
