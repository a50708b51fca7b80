// From a search request to what is asked of the index: the query at each step of loosening, filters, facets, pages.
// Pure functions and values; thread-safe. Errors are InvalidArgument as query_service.proto lists them, with the field.
#ifndef JIANBAO_SERVICES_QUERY_SEARCH_PLAN_H_
#define JIANBAO_SERVICES_QUERY_SEARCH_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "services/query/language/tree.h"
#include "services/query/snippet.h"
#include "services/query/spelling.h"

namespace jianbao::query {

// One step of loosening: a query for the index and what to call it.
struct Rung {
  v1::MatchMode mode = v1::EXACT;
  // Not set where it depends on what the index holds: see NearRung().
  type::v1::QueryNode query;
  SpellingChanges changes;  // of NEAR_SPELLINGS

  bool NeedsSpellings() const {
    return query.node_case() == type::v1::QueryNode::NODE_NOT_SET && mode == v1::NEAR_SPELLINGS;
  }
};

// A search that may be run.
struct SearchPlan {
  std::optional<language::Node> tree;           // of the query text, where there is one
  type::v1::QueryNode filter;                   // what the request asks for besides; not set where nothing
  type::v1::Ranking ranking;                    // what raises an article
  std::vector<Rung> rungs;                      // strictest first, each different from the one before; never empty
  std::vector<type::v1::QueryNode> selections;  // what each facet restricts the hits to; not set where nothing
  std::string applied_query;                    // in canonical form; empty where the language cannot say it
  index::v1::RetrieveRequest retrieve;          // all but the query
  uint64_t fingerprint = 0;                     // for page tokens
  uint32_t skip = 0;                            // hits of the first page which the client has already
  std::optional<SnippetOptions> snippets;
  google::protobuf::FieldMask read_mask;  // of the hits' articles
};

absl::StatusOr<SearchPlan> PlanSearch(const v1::SearchRequest& request);
// The plan of a stream's first page; `page_token` may be a resume token.
absl::StatusOr<SearchPlan> PlanStreamSearch(const v1::StreamSearchRequest& request);

// The step of loosening that reads words in other ways besides: as written, where there are no changes.
// REQUIRES: plan.tree.
absl::StatusOr<Rung> NearRung(const SearchPlan& plan, SpellingChanges changes);
// The query with words replaced as written, with the same filters. REQUIRES: plan.tree.
absl::StatusOr<Rung> ReadingRung(const SearchPlan& plan, const SpellingChanges& changes);
// What a page token keeps of the index's cursor and of the step that answered.
std::string TokenCursor(const Rung& rung, const std::string& index_cursor);

// What `rung` asks for under the selections of all facets, or of all but one.
type::v1::QueryNode QueryUnderSelections(const SearchPlan& plan, const Rung& rung,
                                         std::optional<size_t> except_facet = std::nullopt);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_SEARCH_PLAN_H_
