// What an archivist knows better: people to join, sightings to take away. Value types; thread-compatible.
//
// An override names sightings by what is printed where, never by a person's number or id, so it holds when issues are
// ingested again, when more are added and when the rules change. Overrides are only ever added: one is taken back by a
// later one that revokes it, and the list is the history.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_OVERRIDES_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_OVERRIDES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace jianbao::resolution {

// Sightings of a name in some articles, or in all articles of some issues.
struct Anchor {
  std::string name;                // as printed; folded before comparing
  std::vector<std::string> where;  // resource names of articles or issues; empty: wherever the name is printed

  friend bool operator==(const Anchor&, const Anchor&) = default;
};

enum class OverrideKind : uint8_t {
  kMerge,   // whoever `subject` sights and whoever `target` sights are one person
  kSplit,   // what `subject` sights is not that person but the one `target` sights; with no target, somebody else
  kRevoke,  // the override `revokes` no longer holds
};

struct Override {
  std::string id;  // unique; the caller's
  OverrideKind kind = OverrideKind::kMerge;
  Anchor subject;
  std::optional<Anchor> target;  // kMerge always has one
  std::string revokes;
  absl::Time time;
  std::string author;
  std::string reason;
  bool keeps_name = false;  // kMerge: the joined person goes by the target's name, not by the one printed most often
};

enum class OverrideOutcome : uint8_t {
  kApplied,
  kRevoked,
  kAnchorMissing,  // no sighting there any more, or not in this block; kept, and tried again with the next change
  kNothingToDo,    // so already
};

struct OverrideReport {
  std::string id;
  OverrideOutcome outcome;
};

// The overrides that still hold, in the order they apply: by time, then id.
std::vector<const Override*> Standing(const std::vector<Override>& overrides);

// The names that must stand in one block with `name` because an override ties them to it, `name` included; sorted.
std::vector<std::string> NamesTiedTo(const std::string& name, const std::vector<Override>& overrides);

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_OVERRIDES_H_
