// Who held a post: sightings of people under titles, merged by resolved person and organisation. A pure function of a
// view; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_OFFICE_HOLDERS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_OFFICE_HOLDERS_H_

#include "absl/status/statusor.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/people.h"
#include "services/index/engine/view.h"

namespace jianbao::engine {

// Engine::FindHolders() of a point in time. Reads one row a sighting, and those of the few articles that are shown.
absl::StatusOr<HolderPage> FindHolders(const View& view, const People& people, const FindHoldersOptions& options);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_OFFICE_HOLDERS_H_
