// Runs a plan over the leaves of a point in time and keeps the best hits. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_SEARCH_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_SEARCH_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "services/index/engine/doc_set.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/plan.h"
#include "services/index/engine/search_context.h"

namespace jianbao::engine {

// A hit that has no name yet: names are read for those that stay.
struct RankedDoc {
  SortKey key;
  DocId doc;
};

struct Ranking {
  std::vector<RankedDoc> best;  // best first
  Total total;
  std::vector<std::vector<uint64_t>> matches;  // by leaf, one bit an article; only where asked for
};

// What age leaves of the score of an article of this date (days since 1970-01-01, or kNoDate).
double AgeFactor(const RankingOptions& ranking, int32_t date);

// REQUIRES: plan.Weigh() was called. The caller looks at context->status() afterwards: a failed one means the ranking
// is not complete and must not be used.
absl::StatusOr<Ranking> Rank(const Plan& plan, const Leaves& leaves, const DocSet& deleted,
                             const SearchOptions& options, bool want_matches, SearchContext* context);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_SEARCH_H_
