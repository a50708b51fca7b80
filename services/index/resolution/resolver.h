// Decides which sightings of personal names are one person: namesakes apart, misread forms joined, each with its
// reason.
//
// Pure functions of their arguments: the same sightings give the same people in whatever order they come. Thread-safe.
// Cost is linear in the sightings of a block, and quadratic in its names and in the distinct posts of one name, of
// which no more than ResolverOptions allows are looked at.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_RESOLVER_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_RESOLVER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/index/resolution/overrides.h"
#include "services/index/resolution/sighting.h"

namespace jianbao::resolution {

struct ResolverOptions {
  // Distinct posts of one name that are compared with one another, most often printed first; what is printed under
  // others is placed like a sighting without title.
  uint32_t max_posts = 64;
  // A misread form is this many times as rare as the right one.
  uint32_t min_rarity = 3;
};

struct Member {
  size_t sighting;    // index into the sightings given
  double confidence;  // that it is this person's, from 0 to 1
};

// A form of a person's name other than the display name.
struct Alias {
  std::string name;
  uint32_t sightings = 0;
  double confidence = 1;
  std::string reason;  // "looks like 顾明澈 (撤/澈 0.98); same title 区委书记; both named with 尉迟清"
};

// A post the person is printed with.
struct Tenure {
  std::string title;  // one post: 区委副书记、区长 gives two
  std::optional<absl::CivilDay> first;
  std::optional<absl::CivilDay> last;
  std::vector<size_t> sightings;  // that prove it, oldest first
};

struct Person {
  // The display name for whoever of that name is sighted first; for each namesake the name, '~' and eight hexadecimal
  // digits of the earliest post (the earliest article, where there is no post). Later issues leave ids as they are
  // unless they bring evidence that two people are one or that one is two, or make another form the most frequent one.
  // Ids can also change when an issue is added or removed that is earlier than all others of that name.
  std::string id;
  std::string name;             // the form printed most often, unless an override chose
  std::vector<Member> members;  // oldest first, undated last
  std::vector<Alias> aliases;   // most often printed first
  std::vector<Tenure> tenures;  // by first sighting
  double confidence = 1;        // mean of the members'
};

struct Resolution {
  std::vector<Person> people;  // most often sighted first
  std::vector<OverrideReport> overrides;
};

// The people of one block: every sighting of a name and of its look-alikes (block_keys.h) and of names that overrides
// tie to them. What it says of a name is final when all look-alikes of that name are in the block. Every sighting
// belongs to exactly one person.
Resolution Resolve(const std::vector<Sighting>& sightings, const std::vector<Override>& overrides = {},
                   const ResolverOptions& options = {});

// The same in two steps, for blocks that share names. Telling the namesakes of a name apart takes most of the time and
// depends on nothing but the sightings of that name: it is done once. Takes some 500 bytes a sighting.
class Prepared;
using PreparedPtr = std::shared_ptr<const Prepared>;
PreparedPtr Prepare(const std::vector<Sighting>& sightings, const ResolverOptions& options = {});

// `names`: one after another the sightings of the block, which Member::sighting counts through; no name is in two of
// them. Of the people none are left out who have a sighting of names[about], nor who go by the display name of one of
// those; without `about` none are left out at all.
Resolution Resolve(const std::vector<PreparedPtr>& names, const std::vector<Override>& overrides,
                   const ResolverOptions& options, std::optional<size_t> about);

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_RESOLVER_H_
