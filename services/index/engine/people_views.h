// What the evidence of a resolved person says: the person's side of the entity reads. Pure functions of a view;
// thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_PEOPLE_VIEWS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_PEOPLE_VIEWS_H_

#include "absl/status/statusor.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/people.h"
#include "services/index/engine/search_context.h"
#include "services/index/engine/view.h"

namespace jianbao::engine {

// The evidence of sightings [first, last) of a person, which belong to one article, as one row under the person's id.
absl::StatusOr<Evidence> ReadEvidence(const View& view, const Person& person, const PersonSighting* first,
                                      const PersonSighting* last);

absl::StatusOr<EntityTimeline> TimelineOf(const View& view, const Person& person, SearchContext* context);

// Engine::ListEvidence() of a person. REQUIRES: options.after is empty or begins as the evidence of options.id does.
absl::StatusOr<EvidencePage> EvidenceOf(const View& view, const Person& person, const ListEvidenceOptions& options);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_PEOPLE_VIEWS_H_
