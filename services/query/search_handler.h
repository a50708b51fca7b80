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

// The query with other words in place of some, and what it finds.
struct Reading {
  SpellingChanges changes;
  v1::Total total;
};

// One page of a search.
struct SearchPage {
  v1::SearchResponse response;      // but for next_page_token
  std::vector<uint32_t> positions;  // of each hit among those the index returned for the page
  std::string next_cursor;          // of the index; empty on the last page
  Rung rung;                        // what answered
  // Other spellings of the query's words, where they were asked for.
  std::optional<SpellingProposals> proposed;
  // What may have been meant, where it was counted.
  std::optional<std::vector<Reading>> readings;
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
    std::optional<std::vector<Reading>> readings;
  };

  // One call of the index, added to `statistics`.
  absl::StatusOr<index::v1::RetrieveResponse> Ask(const index::v1::RetrieveRequest& request,
                                                  const rpc::CallContext& call, v1::SearchStatistics* statistics) const;
  absl::StatusOr<Found> Retrieve(const SearchPlan& plan, const rpc::CallContext& call,
                                 v1::SearchStatistics* statistics) const;
  // `request` asks for `rungs` in turn.
  absl::StatusOr<Found> AskInTurn(const index::v1::RetrieveRequest& request, const std::vector<Rung>& rungs,
                                  const rpc::CallContext& call, v1::SearchStatistics* statistics) const;
  // With words in other spellings, then as `looser` says; what may have been meant is counted in the same call.
  absl::Status AskRespelled(const SearchPlan& plan, const std::vector<std::string>& words,
                            const SpellingProposals& proposed, std::vector<Rung> looser, const rpc::CallContext& call,
                            v1::SearchStatistics* statistics, Found* found) const;
  // What the index says of the words of the query; nothing where it cannot say.
  SpellingProposals Propose(const std::vector<std::string>& words, const rpc::CallContext& call) const;
  // Other queries that find more than `response` has.
  absl::Status AddReadings(const SearchPlan& plan, const rpc::CallContext& call, SearchPage* page) const;
  absl::StatusOr<std::vector<Reading>> CountReadings(const SearchPlan& plan,
                                                     const std::vector<SpellingChanges>& readings,
                                                     const rpc::CallContext& call,
                                                     v1::SearchStatistics* statistics) const;
  // A facet's own selection does not count in its counts.
  absl::Status RecountSelectedFacets(const SearchPlan& plan, const rpc::CallContext& call, Found* found,
                                     v1::SearchStatistics* statistics) const;
  static void AddHits(const SearchPlan& plan, Found* found, SearchPage* page);

  IndexClient* const index_;
};

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_SEARCH_HANDLER_H_
