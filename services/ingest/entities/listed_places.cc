#include "services/ingest/entities/listed_places.h"

#include <algorithm>
#include <string_view>

#include "libs/text/chars.h"
#include "services/ingest/entities/character_set.h"
#include "services/ingest/entities/name_model.h"

namespace jianbao::entities {
namespace {

constexpr size_t kMaxListed = 20;        // names in a list
constexpr uint32_t kMaxListedPlace = 4;  // characters of one of them

class ListedPlaceFinder {
 public:
  ListedPlaceFinder(const Lattice& lattice, const std::vector<Phrase>& phrases)
      : lattice_(lattice), tokens_(lattice.tokens()), phrases_(phrases) {}

  // 芦湾、前岙两镇; 柳沟、双庙等乡镇: names of a list that says at its end what they are.
  std::vector<Phrase> Find(uint32_t end) const {
    const std::u32string_view chars = lattice_.chars();
    std::vector<Phrase> places;
    if (!CountsUnits(end)) return places;
    for (uint32_t to = end; to >= 2 && places.size() < kMaxListed;) {
      uint32_t from = to;
      while (from > 0 && to - from <= kMaxListedPlace && NameModel::Get().IsHan(chars[from - 1])) --from;
      const bool first = from == 0 || chars[from - 1] != U'、';
      if (first) from = FirstListedPlace(from, to);
      const uint32_t length = to - from;
      if (length < 2 || length > kMaxListedPlace || HoldsPerson(from, to) || !MayBeListedPlace(from, to)) break;
      places.push_back({from, to, PhraseKind::kPlace});
      if (first) break;
      to = from - 1;
    }
    if (places.size() < 2) places.clear();
    std::reverse(places.begin(), places.end());
    return places;
  }

 private:
  // 两镇, 三个乡镇, 等县: what counts the units of administration listed before it.
  bool CountsUnits(uint32_t at) const {
    static constexpr CharacterSet kNumerals(U"两二三四五六七八九十几");
    const std::u32string_view chars = lattice_.chars();
    const uint32_t begin = at;
    if (chars[at] == U'等') ++at;
    while (at < chars.size() && (kNumerals.Has(chars[at]) || text::IsDigit(chars[at]))) ++at;
    const bool counted = chars[begin] != U'等' && at > begin;
    if (counted && NamesCountedSite(at)) return true;
    if (at < chars.size() && chars[at] == U'个') ++at;
    const bool spots = chars.substr(at).starts_with(U"地") || chars.substr(at).starts_with(U"处");
    if (counted && spots && lattice_.TokenStartingAt(at + 1) >= 0) return true;
    for (const std::u32string_view unit :
         {U"乡镇", U"镇街", U"镇", U"乡", U"村", U"县", U"区", U"市", U"街道", U"社区", U"行政村", U"自然村"}) {
      if (!chars.substr(at).starts_with(unit)) continue;
      // 两镇, not 两镇长; 等市, not 等市民.
      const uint32_t end = at + static_cast<uint32_t>(unit.size());
      return end == chars.size() || (lattice_.TokenStartingAt(end) >= 0 && (lattice_.StartsAt(end) & kPost) == 0);
    }
    return false;
  }

  // 三|座|口袋公园, 三|家|农贸市场
  bool NamesCountedSite(uint32_t at) const {
    static constexpr CharacterSet kCounters(U"座家");
    if (at >= lattice_.chars().size() || !kCounters.Has(lattice_.chars()[at])) return false;
    for (int i = lattice_.TokenStartingAt(at + 1), k = 0; i >= 0 && i < static_cast<int>(tokens_.size()) && k < 2;
         ++i, ++k) {
      if ((tokens_[i].classes & kSiteSuffix) != 0) return true;
    }
    return false;
  }

  // Where the first name of a list starts, which words of the sentence may stand before.
  uint32_t FirstListedPlace(uint32_t from, uint32_t to) const {
    for (const uint32_t length : {2u, 3u}) {
      if (to >= from + length && lattice_.TokenStartingAt(to - length) >= 0) return to - length;
    }
    return to;
  }

  bool HoldsPerson(uint32_t from, uint32_t to) const {
    return std::any_of(phrases_.rbegin(), phrases_.rend(), [from, to](const Phrase& phrase) {
      return phrase.kind == PhraseKind::kPerson && phrase.begin < to && phrase.end > from;
    });
  }

  bool MayBeListedPlace(uint32_t from, uint32_t to) const {
    constexpr uint32_t kNever = kPost | kOrgSuffix | kStop | kTimeWord;
    if (lattice_.LongestStartingAt(from, kNever) == to) return false;
    for (uint32_t at = from; at < to; ++at) {
      if (NameModel::Get().IsNeverInPlace(lattice_.chars()[at])) return false;
    }
    return true;
  }

  const Lattice& lattice_;
  const std::vector<Token>& tokens_;
  const std::vector<Phrase>& phrases_;
};

}  // namespace

std::vector<Phrase> FindListedPlaces(const Lattice& lattice, uint32_t end, const std::vector<Phrase>& phrases) {
  return ListedPlaceFinder(lattice, phrases).Find(end);
}

}  // namespace jianbao::entities
