// Places in a list that says at its end what they are: 芦湾、前岙两镇; 柳沟、双庙等乡镇. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_LISTED_PLACES_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_LISTED_PLACES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "services/ingest/entities/character_set.h"
#include "services/ingest/entities/lattice.h"
#include "services/ingest/entities/phrases.h"

namespace jianbao::entities {

// Whether what starts at `at` may count the units listed before it. Nearly nothing does.
inline bool MayEndList(std::u32string_view chars, uint32_t at) {
  static constexpr CharacterSet kCounts(U"等两二三四五六七八九十几");
  return at > 2 && kCounts.Has(chars[at]);
}

// The places listed before `end`, in text order, where what starts there counts units (两镇); none otherwise.
// `phrases`: the names found before it, of which no person is a place. REQUIRES: MayEndList().
std::vector<Phrase> FindListedPlaces(const Lattice& lattice, uint32_t end, const std::vector<Phrase>& phrases);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_LISTED_PLACES_H_
