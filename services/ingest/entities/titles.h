// What people are called by their office or role: titles before and after names, joined ones, and collective ones that
// govern a whole list. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_TITLES_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_TITLES_H_

#include <cstdint>
#include <vector>

#include "services/ingest/entities/lattice.h"
#include "services/ingest/entities/phrases.h"

namespace jianbao::entities {

// Characters [begin, end) are a title of the person phrases[person].
struct Title {
  uint32_t person = 0;
  uint32_t begin = 0;
  uint32_t end = 0;
  bool former = false;  // the text says that the person leaves the office or has left it: 免去…职务, 不再担任…
};

// The titles of every person of `phrases`, which must be FindPhrases(lattice), in order of persons.
std::vector<Title> FindTitles(const Lattice& lattice, const std::vector<Phrase>& phrases);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_TITLES_H_
