#include "services/query/similar_handler.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/query/query_node.h"
#include "services/query/search_handler.h"
#include "services/query/search_plan.h"
#include "services/query/validate.h"

namespace jianbao::query {
namespace {

// Fewer shared terms than this are chance.
constexpr int kMinimumPercent = 10;
constexpr int kDefaultLimit = 10;
constexpr size_t kMaxTextBytes = 1024;  // of a node

// As many of the terms, the first ones, as a node takes.
std::string TextOf(const google::protobuf::RepeatedPtrField<std::string>& terms) {
  std::string text;
  for (const std::string& term : terms) {
    if (text.size() + 1 + term.size() > kMaxTextBytes) break;
    absl::StrAppend(&text, text.empty() ? "" : " ", term);
  }
  return text;
}

}  // namespace

absl::StatusOr<v1::SimilarArticlesResponse> SimilarHandler::SimilarArticles(const v1::SimilarArticlesRequest& request,
                                                                            const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto fetch, ValidateSimilarArticles(request));
  JIANBAO_ASSIGN_OR_RETURN(const auto fetched, index_->FetchArticles(fetch, call));
  if (fetched.results().empty()) {
    return Error(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND",
                 absl::StrCat("there is no article \"", request.name(), "\"; GetIssue lists those of an issue"))
        .Field("SimilarArticlesRequest.name");
  }
  const int limit = request.limit() == 0 ? kDefaultLimit : request.limit();
  v1::SimilarArticlesResponse response;
  const auto& terms = fetched.results(0).telling_terms();
  if (terms.empty()) return response;  // nothing else holds any of its words
  SearchPlan plan;
  plan.rungs.push_back(
      {v1::ANY_TERM, LooseTextQuery(TextOf(terms), type::v1::SEARCH_FIELD_UNSPECIFIED, kMinimumPercent)});
  plan.retrieve.set_limit(limit + 1);  // the article itself comes first
  JIANBAO_ASSIGN_OR_RETURN(SearchPage page, SearchHandler(index_).RunPage(plan, call));
  for (auto& hit : *page.response.mutable_hits()) {
    if (hit.article().name() != request.name() && response.hits_size() < limit) *response.add_hits() = std::move(hit);
  }
  return response;
}

}  // namespace jianbao::query
