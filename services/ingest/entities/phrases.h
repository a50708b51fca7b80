// Names longer than a word: organisations and sites by the grammar of their names, place or modifier before a head
// noun. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_PHRASES_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_PHRASES_H_

#include <cstdint>
#include <vector>

#include "services/ingest/entities/lattice.h"

namespace jianbao::entities {

enum class PhraseKind : uint8_t { kPerson, kOrganization, kPlace };

// A name in the lattice's text, [begin, end) in characters.
struct Phrase {
  uint32_t begin = 0;
  uint32_t end = 0;
  PhraseKind kind = PhraseKind::kPerson;
};

// Which names of people are wanted: full ones only, or a surname that stands for its bearer too (陈老师, 刘某).
enum class PeopleNames : uint8_t { kFull, kSurnamesToo };

// All names of the text last read, in text order, none overlapping.
std::vector<Phrase> FindPhrases(const Lattice& lattice, PeopleNames people);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_PHRASES_H_
