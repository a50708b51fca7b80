// Where a query matches in an article's text. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_HIGHLIGHT_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_HIGHLIGHT_H_

#include <vector>

#include "absl/status/statusor.h"
#include "services/index/engine/engine.h"

namespace jianbao::engine {

// REQUIRES: `query` passed ValidateQuery().
absl::StatusOr<std::vector<FieldMatches>> FindMatches(const Document& document, const Query& query);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_HIGHLIGHT_H_
