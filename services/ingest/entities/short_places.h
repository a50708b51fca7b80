// Places of one character (中美, 访华, 日军), which only their neighbours tell from ordinary words. Pure function;
// thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_SHORT_PLACES_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_SHORT_PLACES_H_

#include <vector>

#include "services/ingest/entities/lattice.h"
#include "services/ingest/entities/phrases.h"

namespace jianbao::entities {

// Whether `token` is worth asking about. Nearly all words are short and without any such character.
inline bool MayHoldShortPlaces(const Lattice& lattice, const Token& token) {
  if (token.kind != TokenKind::kWord) return false;
  const uint32_t classes = lattice.StartsAt(token.begin) | lattice.StartsAt(token.end - 1);
  return token.end - token.begin > 2 || (classes & kPlaceShort) != 0;
}

// The short places in lattice.tokens()[i], or a line named by its ends (沪杭铁路) that starts with it.
// REQUIRES: MayHoldShortPlaces().
std::vector<Phrase> FindShortPlaces(const Lattice& lattice, int i);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_SHORT_PLACES_H_
