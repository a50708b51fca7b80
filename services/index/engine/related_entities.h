// Who and what is named in the same articles as an entity. A pure function of a view; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_RELATED_ENTITIES_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_RELATED_ENTITIES_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/people.h"
#include "services/index/engine/view.h"

namespace jianbao::engine {

// Engine::ListRelated() of a point in time. Reads at most `options.max_articles` articles.
absl::StatusOr<RelatedPage> ListRelated(const View& view, const People& people, const ListRelatedOptions& options);

// The log-likelihood ratio as Engine::ListRelated() states it, for counts of articles: all, those that name the one,
// the other, both. REQUIRES: both <= one, both <= other, one + other - both <= all.
double Relatedness(uint64_t all, uint64_t one, uint64_t other, uint64_t both);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_RELATED_ENTITIES_H_
