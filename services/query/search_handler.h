// Runs a search: the strictest reading of the query first, looser ones where it finds nothing, then the articles of the
// page with what matched in them. Thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_SEARCH_HANDLER_H_
#define JIANBAO_SERVICES_QUERY_SEARCH_HANDLER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "libs/rpc/call_context.h"
#include "services/query/index_client.h"
#include "services/query/search_plan.h"

namespace jianbao::query {

// One page of a search.
struct SearchPage {
  v1::SearchResponse response;      // but for next_page_token
  std::vector<uint32_t> positions;  // of each hit among those the index returned for the page
  std::string next_cursor;          // of the index; empty on the last page
  Rung rung;                        // what answered
  // Other spellings of the query's words, where they were asked for.
  std::optional<SpellingProposals> proposed;
};

class SearchHandler {
 public:
  // `index` must outlive this.
  explicit SearchHandler(IndexClient* index) : index_(index) {}

  // The errors of QueryService.Search.
  absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request, const rpc::CallContext& call) const;

  // Articles are found and shown as of one revision.
  absl::StatusOr<SearchPage> RunPage(const SearchPlan& plan, const rpc::CallContext& call) const;

 private:
  struct Found {
    Rung rung;
    index::v1::RetrieveResponse response;
    std::optional<SpellingProposals> proposed;
  };

  // One call of the index, added to `statistics`.
  absl::StatusOr<index::v1::RetrieveResponse> Ask(const index::v1::RetrieveRequest& request,
                                                  const rpc::CallContext& call, v1::SearchStatistics* statistics) const;
  absl::StatusOr<Found> Retrieve(const SearchPlan& plan, const rpc::CallContext& call,
                                 v1::SearchStatistics* statistics) const;
  // One call for all of `rungs`, of which the first that finds something answers. Where none does, the index says how
  // else `words` may be written.
  absl::StatusOr<Found> AskInTurn(const SearchPlan& plan, const std::vector<Rung>& rungs,
                                  const std::vector<std::string>& words, const rpc::CallContext& call,
                                  v1::SearchStatistics* statistics) const;
  // What the index says of the words of the query; nothing where it cannot say.
  SpellingProposals Propose(const std::vector<std::string>& words, const rpc::CallContext& call) const;
  // Other queries that find more than `response` has.
  absl::Status AddReadings(const SearchPlan& plan, const rpc::CallContext& call, SearchPage* page) const;
  absl::StatusOr<v1::Total> CountReading(const SearchPlan& plan, const SpellingChanges& changes,
                                         const rpc::CallContext& call, v1::SearchStatistics* statistics) const;
  // A facet's own selection does not count in its counts.
  absl::Status RecountSelectedFacets(const SearchPlan& plan, const rpc::CallContext& call, Found* found,
                                     v1::SearchStatistics* statistics) const;
  static void AddHits(const SearchPlan& plan, Found* found, SearchPage* page);

  IndexClient* const index_;
};

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_SEARCH_HANDLER_H_
