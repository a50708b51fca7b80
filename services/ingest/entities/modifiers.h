// What stands before the head noun of an organisation's or a site's name and may belong to the name. Pure functions;
// thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_MODIFIERS_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_MODIFIERS_H_

#include <cstdint>

#include "services/ingest/entities/lattice.h"

namespace jianbao::entities {

struct Modifier {
  uint32_t begin = 0;   // leftmost character that can belong to it
  uint32_t anchor = 0;  // leftmost place or established organisation in it
  uint32_t prefix = 0;  // leftmost 省, 区, … that stands for the paper's own place
  bool anchored = false;
  bool prefixed = false;
  bool generic = false;   // holds a word that describes and does not name: 大型, 行业
  bool stranger = false;  // holds a character run no dictionary knows, as invented names do
};

// Reads leftwards from the token `head`, an index into lattice.tokens(), which is itself not part of the modifier.
Modifier ReadModifier(const Lattice& lattice, int head);

// Whether 中国, 中央, 全国 or another state starts at `at`: what no smaller place stands before.
bool IsCountryWide(const Lattice& lattice, uint32_t at);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_MODIFIERS_H_
