// Tells people of one name apart. Internal to the component. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_NAMESAKES_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_NAMESAKES_H_

#include <cstdint>
#include <vector>

#include "services/index/resolution/drafts.h"

namespace jianbao::resolution {

// The people behind the sightings of one folded name. Posts that clash part people; posts that go together, or apart
// ones whose holders are named with the same others, join them. A sighting without a telling title goes to whom it
// shares most with, else to whom is printed most.
std::vector<Draft> SplitNamesakes(const Sightings& sightings, uint32_t max_posts);

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_NAMESAKES_H_
