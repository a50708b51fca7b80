#include "services/query/search_handler.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "libs/base/status.h"
#include "services/query/language/printer.h"
#include "services/query/page_token.h"
#include "services/query/query_node.h"
#include "services/query/snippet.h"
#include "services/query/spelling.h"

namespace jianbao::query {
namespace {

// So few hits as written that something else may have been meant.
constexpr int64_t kHardlyAnyHit = 2;

v1::Total ToTotal(const index::v1::Total& total) {
  v1::Total out;
  out.set_value(total.value());
  out.set_relation(total.relation() == index::v1::Total::EXACT ? v1::Total::EXACT : v1::Total::AT_LEAST);
  return out;
}

// A hit shows the article without what only its page needs.
type::v1::Article* Slim(type::v1::Article* article) {
  article->clear_blocks();
  article->clear_body_alignment();
  article->clear_mentions();
  return article;
}

v1::SearchHit ToHit(const index::v1::RetrieveResponse::Hit& hit, const SearchPlan& plan,
                    index::v1::FetchArticlesResponse::Result* result) {
  v1::SearchHit out;
  out.set_score(hit.score());
  out.set_explanation(hit.explanation());
  if (plan.snippets.has_value()) {
    for (v1::Snippet& snippet : BuildSnippets(result->article(), result->matches(), *plan.snippets)) {
      *out.add_snippets() = std::move(snippet);
    }
  }
  *out.mutable_article() = std::move(*Slim(result->mutable_article()));
  return out;
}

}  // namespace

absl::StatusOr<v1::SearchResponse> SearchHandler::Search(const v1::SearchRequest& request,
                                                         const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const SearchPlan plan, PlanSearch(request));
  JIANBAO_ASSIGN_OR_RETURN(SearchPage page, RunPage(plan, call));
  if (!page.next_cursor.empty()) {
    const auto mode = static_cast<uint32_t>(page.response.applied_match_mode());
    const std::string cursor = TokenCursor(page.rung, page.next_cursor);
    page.response.set_next_page_token(EncodePageToken({plan.fingerprint, mode, /*skip=*/0, cursor}));
  }
  if (request.page_token().empty()) JIANBAO_RETURN_IF_ERROR(AddReadings(plan, call, &page.response));
  return std::move(page.response);
}

absl::StatusOr<SearchPage> SearchHandler::RunPage(const SearchPlan& plan, const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(Found found, Retrieve(plan, call));
  SearchPage page;
  JIANBAO_RETURN_IF_ERROR(AddHits(plan, found, call, &page));
  *page.response.mutable_total() = ToTotal(found.response.total());
  page.response.set_applied_match_mode(found.rung.mode);
  page.response.set_applied_query(plan.applied_query);
  page.response.set_index_revision(found.response.revision());
  *page.response.mutable_facets() = found.response.facets();
  *page.response.mutable_histogram() = found.response.histogram();
  page.response.mutable_spelling_changes()->Add(found.rung.changes.begin(), found.rung.changes.end());
  page.next_cursor = found.response.next_cursor();
  page.rung = std::move(found.rung);
  return page;
}

absl::StatusOr<SearchHandler::Found> SearchHandler::Retrieve(const SearchPlan& plan,
                                                             const rpc::CallContext& call) const {
  Found found;
  for (const Rung& rung : plan.rungs) {
    JIANBAO_RETURN_IF_ERROR(call.Check());
    Rung tried = rung;
    if (tried.query.node_case() == type::v1::QueryNode::NODE_NOT_SET && tried.mode == v1::NEAR_SPELLINGS) {
      const std::vector<std::string> words = WordsToSpell(*plan.tree);
      JIANBAO_ASSIGN_OR_RETURN(tried, NearRung(plan, NearSpellings(words, Propose(words, call))));
      if (tried.changes.empty() && plan.rungs.size() > 1) continue;
    }
    index::v1::RetrieveRequest request = plan.retrieve;
    *request.mutable_query() = QueryUnderSelections(plan, tried);
    found.rung = std::move(tried);
    JIANBAO_ASSIGN_OR_RETURN(found.response, index_->Retrieve(request, call));
    if (!found.response.hits().empty()) break;
  }
  JIANBAO_RETURN_IF_ERROR(RecountSelectedFacets(plan, call, &found));
  return found;
}

index::v1::ProposeSpellingsResponse SearchHandler::Propose(const std::vector<std::string>& words,
                                                           const rpc::CallContext& call) const {
  index::v1::ProposeSpellingsRequest request;
  for (const std::string& word : words) request.add_texts(word);
  auto proposed = index_->ProposeSpellings(request, call);
  // A search is worth its hits without proposals; a call that ended is noticed at the next step.
  return proposed.ok() ? *std::move(proposed) : index::v1::ProposeSpellingsResponse();
}

absl::Status SearchHandler::AddReadings(const SearchPlan& plan, const rpc::CallContext& call,
                                        v1::SearchResponse* response) const {
  const bool as_written = response->applied_match_mode() == v1::EXACT;
  const int64_t found_as_written = as_written ? response->total().value() : 0;
  if (!plan.tree.has_value() || found_as_written > kHardlyAnyHit) return absl::OkStatus();
  const std::vector<std::string> words = WordsToSpell(*plan.tree);
  if (words.empty()) return absl::OkStatus();
  for (const SpellingChanges& changes : LikelyReadings(words, Propose(words, call))) {
    JIANBAO_RETURN_IF_ERROR(call.Check());
    JIANBAO_ASSIGN_OR_RETURN(const Rung reading, ReadingRung(plan, changes));
    index::v1::RetrieveRequest request;
    *request.mutable_query() = QueryUnderSelections(plan, reading);
    request.set_limit(1);
    request.set_min_revision(plan.retrieve.min_revision());
    JIANBAO_ASSIGN_OR_RETURN(const auto found, index_->Retrieve(request, call));
    if (found.hits().empty() || found.total().value() <= found_as_written) continue;
    v1::DidYouMean* meant = response->add_did_you_mean();
    meant->set_query(language::PrintQuery(WithReplacements(*plan.tree, changes)));
    meant->mutable_changes()->Add(changes.begin(), changes.end());
    *meant->mutable_total() = ToTotal(found.total());
  }
  return absl::OkStatus();
}

absl::Status SearchHandler::RecountSelectedFacets(const SearchPlan& plan, const rpc::CallContext& call,
                                                  Found* found) const {
  for (size_t i = 0; i < static_cast<size_t>(plan.retrieve.facets_size()); ++i) {
    if (plan.selections[i].node_case() == type::v1::QueryNode::NODE_NOT_SET) continue;
    JIANBAO_RETURN_IF_ERROR(call.Check());
    const int facet = static_cast<int>(i);
    index::v1::RetrieveRequest request;
    *request.mutable_query() = QueryUnderSelections(plan, found->rung, i);
    *request.add_facets() = plan.retrieve.facets(facet);
    request.set_limit(1);
    request.set_min_revision(found->response.revision());
    JIANBAO_ASSIGN_OR_RETURN(auto counted, index_->Retrieve(request, call));
    if (counted.facets_size() == 1) *found->response.mutable_facets(facet) = std::move(*counted.mutable_facets(0));
  }
  return absl::OkStatus();
}

absl::Status SearchHandler::AddHits(const SearchPlan& plan, const Found& found, const rpc::CallContext& call,
                                    SearchPage* page) const {
  const auto& hits = found.response.hits();
  index::v1::FetchArticlesRequest request;
  for (int i = static_cast<int>(plan.skip); i < hits.size(); ++i) request.add_names(hits[i].article());
  if (request.names().empty()) return absl::OkStatus();
  if (plan.snippets.has_value()) {
    type::v1::QueryNode highlight = ToHighlightNode(QueryUnderSelections(plan, found.rung));
    if (highlight.node_case() != type::v1::QueryNode::NODE_NOT_SET) *request.mutable_highlight() = std::move(highlight);
  }
  request.set_summary_only(true);
  request.set_min_revision(found.response.revision());
  JIANBAO_RETURN_IF_ERROR(call.Check());
  JIANBAO_ASSIGN_OR_RETURN(auto fetched, index_->FetchArticles(request, call));
  absl::flat_hash_map<std::string, index::v1::FetchArticlesResponse::Result*> by_name;
  for (auto& result : *fetched.mutable_results()) by_name[result.article().name()] = &result;
  for (int i = static_cast<int>(plan.skip); i < hits.size(); ++i) {
    const auto result = by_name.find(hits[i].article());
    if (result == by_name.end()) continue;
    *page->response.add_hits() = ToHit(hits[i], plan, result->second);
    page->positions.push_back(static_cast<uint32_t>(i));
  }
  return absl::OkStatus();
}

}  // namespace jianbao::query
