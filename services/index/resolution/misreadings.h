// Joins misread forms of a name to the person they mean. Internal to the component. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_MISREADINGS_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_MISREADINGS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "services/index/resolution/drafts.h"

namespace jianbao::resolution {

struct Joint {
  size_t rare;      // draft whose name is misread
  size_t frequent;  // draft it means
  double confidence;
  std::string reason;
  bool slip = false;  // in an article that names both
};

// Which drafts are misread forms of which others. Likeness is never enough: a second witness is needed (the same post
// at that time, the same neighbours in a list, the same company), the rare form must be `min_rarity` times as rare, no
// post may clash, and no article may name both, unless it is a slip: a form printed once, hard to tell from the right
// one, in an article that names it away from that one and under another title or none. At most one joint a rare draft;
// following joints ends at a draft that is joined to none.
std::vector<Joint> FindMisreadings(const std::vector<const Draft*>& drafts, uint32_t min_rarity);

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_MISREADINGS_H_
