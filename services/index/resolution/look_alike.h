// How much two characters, and two names, look alike to a machine that reads print.
//
// Likeness raises a suspicion and proves nothing: two people of one village may well be called so alike.
// What else must speak for joining two names is in misreadings.h. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_LOOK_ALIKE_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_LOOK_ALIKE_H_

#include <optional>
#include <string_view>
#include <vector>

namespace jianbao::resolution {

// From 0 to 1, the same both ways; 1 for one character and for two forms of one (學, 学). 0 where one of them is no
// ideograph of the basic plane.
double LookAlike(char32_t a, char32_t b);

// From here on two characters count as look-alikes: nine in ten of the pairs that are really confused, one in twenty of
// two common characters of given names (docs/adr/0017-entity-resolution.md).
inline constexpr double kLookAlikeThreshold = 0.50;
// From here on they are hard to tell: four in five, and one in sixty. Less than this wants more witnesses.
inline constexpr double kCloseLikeness = 0.85;

struct LookAlikeCharacter {
  char32_t character;  // folded
  double likeness;     // kLookAlikeThreshold or more
};
// All other characters that count as look-alikes of `c`, ascending. Goes through twenty thousand.
std::vector<LookAlikeCharacter> LookAlikesOf(char32_t c);

// Names of fewer characters have too little left in common when one is misread; longer ones are no names.
inline constexpr size_t kMinNameLength = 2;
inline constexpr size_t kMaxNameLength = 16;
// How many characters of a name of so many may be misread: one, in names of four and more two.
constexpr size_t MaxMisread(size_t length) { return length >= 4 ? 2 : 1; }

struct MisreadCharacter {
  char32_t from;  // in the first name
  char32_t to;    // in the second
  double likeness;
};
struct NameLikeness {
  std::vector<MisreadCharacter> characters;  // that differ, in order; never empty
  double likeness = 1;                       // of the least alike
};

// How two different names (UTF-8) look alike; nothing where they do not, or are one after folding: other lengths, more
// characters that differ than MaxMisread() or one pair below kLookAlikeThreshold.
std::optional<NameLikeness> CompareNames(std::string_view a, std::string_view b);

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_LOOK_ALIKE_H_
