#include "services/index/resolution/overrides.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace jianbao::resolution {

std::vector<const Override*> Standing(const std::vector<Override>& overrides) {
  std::vector<const Override*> ordered;
  for (const Override& override : overrides) ordered.push_back(&override);
  std::sort(ordered.begin(), ordered.end(),
            [](const Override* a, const Override* b) { return std::tie(a->time, a->id) < std::tie(b->time, b->id); });
  // A revocation may itself be revoked, so the last word counts: go from the newest to the oldest.
  std::set<std::string> revoked;
  std::vector<const Override*> standing;
  for (auto it = ordered.rbegin(); it != ordered.rend(); ++it) {
    if (revoked.contains((*it)->id)) continue;
    if ((*it)->kind == OverrideKind::kRevoke) {
      revoked.insert((*it)->revokes);
    } else {
      standing.push_back(*it);
    }
  }
  std::reverse(standing.begin(), standing.end());
  return standing;
}

std::vector<std::string> NamesTiedTo(const std::string& name, const std::vector<Override>& overrides) {
  std::set<std::string> names = {name};
  const std::vector<const Override*> standing = Standing(overrides);
  for (size_t before = 0; before != names.size();) {
    before = names.size();
    for (const Override* override : standing) {
      if (!override->target.has_value()) continue;
      if (names.contains(override->subject.name)) names.insert(override->target->name);
      if (names.contains(override->target->name)) names.insert(override->subject.name);
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace jianbao::resolution
