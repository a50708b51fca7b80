#include "services/query/similar_handler.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/query/search_handler.h"
#include "services/query/search_plan.h"
#include "services/query/validate.h"

namespace jianbao::query {
namespace {

using type::v1::QueryNode;

// The lead says what a report is about; the rest adds more noise than evidence.
constexpr size_t kLeadCharacters = 200;
constexpr float kHeadlineWeight = 2;
// Fewer shared parts than this are chance.
constexpr int kMinimumPercent = 10;
constexpr int kDefaultLimit = 10;

QueryNode LooseText(const std::string& text, float weight) {
  QueryNode node;
  auto* loose = node.mutable_boost()->mutable_child()->mutable_loose_text();
  node.mutable_boost()->set_factor(weight);
  loose->set_text(text);
  loose->set_minimum_percent(kMinimumPercent);
  return node;
}

std::string Beginning(const std::string& text, size_t characters) {
  const std::u32string chars = text::FromUtf8(text);
  return text::ToUtf8(std::u32string_view(chars).substr(0, characters));
}

}  // namespace

QueryNode SimilarityQuery(const type::v1::Article& article) {
  QueryNode query;
  *query.mutable_any_of()->add_children() = LooseText(Beginning(article.headline(), kLeadCharacters), kHeadlineWeight);
  if (!article.body().empty()) {
    *query.mutable_any_of()->add_children() = LooseText(Beginning(article.body(), kLeadCharacters), 1);
  }
  return query;
}

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
  SearchPlan plan;
  plan.rungs.push_back({v1::ANY_TERM, SimilarityQuery(fetched.results(0).article())});
  plan.retrieve.set_limit(limit + 1);  // the article itself comes first
  JIANBAO_ASSIGN_OR_RETURN(SearchPage page, SearchHandler(index_).RunPage(plan, call));
  v1::SimilarArticlesResponse response;
  for (auto& hit : *page.response.mutable_hits()) {
    if (hit.article().name() != request.name() && response.hits_size() < limit) *response.add_hits() = std::move(hit);
  }
  return response;
}

}  // namespace jianbao::query
