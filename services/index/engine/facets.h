// Counting filter values and dates over the articles a search matched. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_FACETS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_FACETS_H_

#include <vector>

#include "absl/status/status.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/plan.h"
#include "services/index/engine/search_context.h"

namespace jianbao::engine {

// `matches`: by leaf, one bit an article (Ranking::matches). Fills in the facets and the histogram `options` asks for.
absl::Status CountFacets(const Leaves& leaves, const std::vector<std::vector<uint64_t>>& matches,
                         const SearchOptions& options, SearchContext* context, SearchResult* result);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_FACETS_H_
