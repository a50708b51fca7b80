#include "services/query/search_handler.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "libs/base/status.h"
#include "services/query/language/printer.h"
#include "services/query/page_token.h"
#include "services/query/query_node.h"
#include "services/query/read_mask.h"
#include "services/query/snippet.h"
#include "services/query/spelling.h"

namespace jianbao::query {
namespace {

using type::v1::QueryNode;

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

v1::SearchHit ToHit(const SearchPlan& plan, index::v1::RetrieveResponse::Hit* hit) {
  v1::SearchHit out;
  out.set_score(hit->score());
  out.set_explanation(hit->explanation());
  if (plan.snippets.has_value()) {
    for (v1::Snippet& snippet : BuildSnippets(hit->content(), hit->matches(), *plan.snippets)) {
      *out.add_snippets() = std::move(snippet);
    }
  }
  *out.mutable_article() = std::move(*Slim(hit->mutable_content()));
  ApplyReadMask(plan.read_mask, out.mutable_article());
  return out;
}

// The request that asks for the first of `rungs` that finds something.
index::v1::RetrieveRequest InTurn(const SearchPlan& plan, const std::vector<Rung>& rungs) {
  index::v1::RetrieveRequest request = plan.retrieve;
  // The articles come in the same answer: one trip to the index instead of two.
  request.mutable_hit_articles();
  for (const Rung& rung : rungs) {
    QueryNode query = QueryUnderSelections(plan, rung);
    QueryNode highlight;
    if (plan.snippets.has_value()) highlight = ToHighlightNode(query);
    const bool marks = highlight.node_case() != QueryNode::NODE_NOT_SET;
    if (&rung == &rungs.front()) {
      *request.mutable_query() = std::move(query);
      if (marks) *request.mutable_hit_articles()->mutable_highlight() = std::move(highlight);
    } else {
      index::v1::Loosening* loosening = request.add_loosenings();
      *loosening->mutable_query() = std::move(query);
      if (marks) *loosening->mutable_highlight() = std::move(highlight);
    }
  }
  return request;
}

absl::Status AnsweredOtherwise() {
  return Error(absl::StatusCode::kInternal, "INTERNAL", "the index answered what was not asked");
}

using Queries = google::protobuf::RepeatedPtrField<QueryNode>;

absl::StatusOr<Queries> QueriesOf(const SearchPlan& plan, const std::vector<SpellingChanges>& readings) {
  Queries queries;
  for (const SpellingChanges& reading : readings) {
    JIANBAO_ASSIGN_OR_RETURN(const Rung rung, ReadingRung(plan, reading));
    *queries.Add() = QueryUnderSelections(plan, rung);
  }
  return queries;
}

// `totals` are the index's answers about `readings`.
absl::StatusOr<std::vector<Reading>> WithTotals(const std::vector<SpellingChanges>& readings,
                                                const google::protobuf::RepeatedPtrField<index::v1::Total>& totals) {
  if (static_cast<size_t>(totals.size()) != readings.size()) return AnsweredOtherwise();
  std::vector<Reading> counted;
  for (const SpellingChanges& reading : readings) {
    counted.push_back({reading, ToTotal(totals[static_cast<int>(counted.size())])});
  }
  return counted;
}

int64_t MicrosSince(absl::Time start) { return absl::ToInt64Microseconds(absl::Now() - start); }

}  // namespace

absl::StatusOr<v1::SearchResponse> SearchHandler::Search(const v1::SearchRequest& request,
                                                         const rpc::CallContext& call) const {
  const absl::Time start = absl::Now();
  JIANBAO_ASSIGN_OR_RETURN(const SearchPlan plan, PlanSearch(request));
  const int64_t parse_micros = MicrosSince(start);
  JIANBAO_ASSIGN_OR_RETURN(SearchPage page, RunPage(plan, call));
  if (!page.next_cursor.empty()) {
    const auto mode = static_cast<uint32_t>(page.response.applied_match_mode());
    const std::string cursor = TokenCursor(page.rung, page.next_cursor);
    page.response.set_next_page_token(EncodePageToken({plan.fingerprint, mode, /*skip=*/0, cursor}));
  }
  if (request.page_token().empty()) JIANBAO_RETURN_IF_ERROR(AddReadings(plan, call, &page));
  page.response.mutable_statistics()->set_parse_micros(parse_micros);
  page.response.mutable_statistics()->set_total_micros(MicrosSince(start));
  return std::move(page.response);
}

absl::StatusOr<SearchPage> SearchHandler::RunPage(const SearchPlan& plan, const rpc::CallContext& call) const {
  SearchPage page;
  v1::SearchStatistics* statistics = page.response.mutable_statistics();
  JIANBAO_ASSIGN_OR_RETURN(Found found, Retrieve(plan, call, statistics));
  const absl::Time start = absl::Now();
  AddHits(plan, &found, &page);
  statistics->set_snippet_micros(MicrosSince(start));
  *page.response.mutable_total() = ToTotal(found.response.total());
  page.response.set_applied_match_mode(found.rung.mode);
  page.response.set_applied_query(plan.applied_query);
  page.response.set_index_revision(found.response.revision());
  page.response.mutable_facets()->Swap(found.response.mutable_facets());
  page.response.mutable_histogram()->Swap(found.response.mutable_histogram());
  page.response.mutable_spelling_changes()->Add(found.rung.changes.begin(), found.rung.changes.end());
  page.next_cursor = found.response.next_cursor();
  page.rung = std::move(found.rung);
  page.proposed = std::move(found.proposed);
  page.readings = std::move(found.readings);
  return page;
}

absl::StatusOr<index::v1::RetrieveResponse> SearchHandler::Ask(const index::v1::RetrieveRequest& request,
                                                               const rpc::CallContext& call,
                                                               v1::SearchStatistics* statistics) const {
  JIANBAO_RETURN_IF_ERROR(call.Check());
  const absl::Time start = absl::Now();
  JIANBAO_ASSIGN_OR_RETURN(auto response, index_->Retrieve(request, call));
  const auto& spent = response.statistics();
  statistics->set_index_calls(statistics->index_calls() + 1);
  statistics->set_index_micros(statistics->index_micros() + MicrosSince(start));
  statistics->set_retrieval_micros(statistics->retrieval_micros() + spent.retrieval_micros());
  statistics->set_fetch_micros(statistics->fetch_micros() + spent.fetch_micros());
  statistics->set_documents_considered(statistics->documents_considered() + spent.documents_considered());
  return response;
}

absl::StatusOr<SearchHandler::Found> SearchHandler::Retrieve(const SearchPlan& plan, const rpc::CallContext& call,
                                                             v1::SearchStatistics* statistics) const {
  const auto near = std::find_if(plan.rungs.begin(), plan.rungs.end(), std::mem_fn(&Rung::NeedsSpellings));
  const bool spells = near != plan.rungs.end();
  std::vector<std::string> words;
  if (spells) words = WordsToSpell(*plan.tree);
  Found found;
  if (near != plan.rungs.begin()) {
    const std::vector<Rung> rungs(plan.rungs.begin(), near);
    index::v1::RetrieveRequest request = InTurn(plan, rungs);
    request.mutable_spell()->Add(words.begin(), words.end());
    JIANBAO_ASSIGN_OR_RETURN(found, AskInTurn(request, rungs, call, statistics));
  }
  if (found.response.has_spellings()) found.proposed = std::move(*found.response.mutable_spellings());
  if (spells && found.response.hits().empty()) {
    const SpellingProposals proposed = found.proposed.has_value() ? *std::move(found.proposed) : Propose(words, call);
    JIANBAO_RETURN_IF_ERROR(
        AskRespelled(plan, words, proposed, {near + 1, plan.rungs.end()}, call, statistics, &found));
  }
  JIANBAO_RETURN_IF_ERROR(RecountSelectedFacets(plan, call, &found, statistics));
  return found;
}

absl::Status SearchHandler::AskRespelled(const SearchPlan& plan, const std::vector<std::string>& words,
                                         const SpellingProposals& proposed, std::vector<Rung> looser,
                                         const rpc::CallContext& call, v1::SearchStatistics* statistics,
                                         Found* found) const {
  JIANBAO_ASSIGN_OR_RETURN(Rung respelled, NearRung(plan, NearSpellings(words, proposed)));
  if (!respelled.changes.empty() || plan.rungs.size() == 1) looser.insert(looser.begin(), std::move(respelled));
  const std::vector<SpellingChanges> readings = LikelyReadings(words, proposed);
  if (looser.empty()) {
    JIANBAO_ASSIGN_OR_RETURN(found->readings, CountReadings(plan, readings, call, statistics));
    return absl::OkStatus();
  }
  index::v1::RetrieveRequest request = InTurn(plan, looser);
  JIANBAO_ASSIGN_OR_RETURN(*request.mutable_counted(), QueriesOf(plan, readings));
  JIANBAO_ASSIGN_OR_RETURN(*found, AskInTurn(request, looser, call, statistics));
  JIANBAO_ASSIGN_OR_RETURN(found->readings, WithTotals(readings, found->response.counts()));
  return absl::OkStatus();
}

absl::StatusOr<SearchHandler::Found> SearchHandler::AskInTurn(const index::v1::RetrieveRequest& request,
                                                              const std::vector<Rung>& rungs,
                                                              const rpc::CallContext& call,
                                                              v1::SearchStatistics* statistics) const {
  Found found;
  JIANBAO_ASSIGN_OR_RETURN(found.response, Ask(request, call, statistics));
  if (static_cast<size_t>(found.response.loosening()) >= rungs.size()) return AnsweredOtherwise();
  found.rung = rungs[static_cast<size_t>(found.response.loosening())];
  return found;
}

SpellingProposals SearchHandler::Propose(const std::vector<std::string>& words, const rpc::CallContext& call) const {
  index::v1::ProposeSpellingsRequest request;
  for (const std::string& word : words) request.add_texts(word);
  auto proposed = index_->ProposeSpellings(request, call);
  // A search is worth its hits without proposals; a call that ended is noticed at the next step.
  return proposed.ok() ? *std::move(proposed) : SpellingProposals();
}

absl::Status SearchHandler::AddReadings(const SearchPlan& plan, const rpc::CallContext& call, SearchPage* page) const {
  v1::SearchResponse* response = &page->response;
  // What was found as written was meant: to look for more would make every search for one article dear.
  const bool as_written = response->applied_match_mode() == v1::EXACT && response->total().value() > 0;
  if (!plan.tree.has_value() || as_written) return absl::OkStatus();
  if (!page->readings.has_value()) {
    const std::vector<std::string> words = WordsToSpell(*plan.tree);
    if (words.empty()) return absl::OkStatus();
    if (!page->proposed.has_value()) page->proposed = Propose(words, call);
    JIANBAO_ASSIGN_OR_RETURN(page->readings, CountReadings(plan, LikelyReadings(words, *page->proposed), call,
                                                           response->mutable_statistics()));
  }
  for (const Reading& reading : *page->readings) {
    if (reading.total.value() == 0) continue;
    v1::DidYouMean* meant = response->add_did_you_mean();
    meant->set_query(language::PrintQuery(WithReplacements(*plan.tree, reading.changes)));
    meant->mutable_changes()->Add(reading.changes.begin(), reading.changes.end());
    *meant->mutable_total() = reading.total;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Reading>> SearchHandler::CountReadings(const SearchPlan& plan,
                                                                  const std::vector<SpellingChanges>& readings,
                                                                  const rpc::CallContext& call,
                                                                  v1::SearchStatistics* statistics) const {
  if (readings.empty()) return std::vector<Reading>();
  JIANBAO_ASSIGN_OR_RETURN(Queries queries, QueriesOf(plan, readings));
  index::v1::RetrieveRequest request;
  *request.mutable_query() = std::move(queries[0]);
  request.mutable_counted()->Add(std::make_move_iterator(queries.begin() + 1), std::make_move_iterator(queries.end()));
  request.set_limit(1);
  request.set_min_revision(plan.retrieve.min_revision());
  JIANBAO_ASSIGN_OR_RETURN(const auto response, Ask(request, call, statistics));
  google::protobuf::RepeatedPtrField<index::v1::Total> totals;
  *totals.Add() = response.total();
  totals.MergeFrom(response.counts());
  return WithTotals(readings, totals);
}

absl::Status SearchHandler::RecountSelectedFacets(const SearchPlan& plan, const rpc::CallContext& call, Found* found,
                                                  v1::SearchStatistics* statistics) const {
  for (size_t i = 0; i < static_cast<size_t>(plan.retrieve.facets_size()); ++i) {
    if (plan.selections[i].node_case() == QueryNode::NODE_NOT_SET) continue;
    const int facet = static_cast<int>(i);
    index::v1::RetrieveRequest request;
    *request.mutable_query() = QueryUnderSelections(plan, found->rung, i);
    *request.add_facets() = plan.retrieve.facets(facet);
    request.set_limit(1);
    request.set_min_revision(found->response.revision());
    JIANBAO_ASSIGN_OR_RETURN(auto counted, Ask(request, call, statistics));
    if (counted.facets_size() == 1) *found->response.mutable_facets(facet) = std::move(*counted.mutable_facets(0));
  }
  return absl::OkStatus();
}

void SearchHandler::AddHits(const SearchPlan& plan, Found* found, SearchPage* page) {
  auto& hits = *found->response.mutable_hits();
  for (int i = static_cast<int>(plan.skip); i < hits.size(); ++i) {
    *page->response.add_hits() = ToHit(plan, &hits[i]);
    page->positions.push_back(static_cast<uint32_t>(i));
  }
}

}  // namespace jianbao::query
