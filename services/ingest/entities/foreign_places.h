// Tells foreign names of places from those of people: both are written by sound, and only what stands around them says
// which is which. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_FOREIGN_PLACES_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_FOREIGN_PLACES_H_

#include <cstdint>

#include "services/ingest/entities/lattice.h"

namespace jianbao::entities {

// Where the place that token `i`, a foreign name, names or begins ends; 0 where it names a person.
uint32_t ForeignPlaceEnd(const Lattice& lattice, int i);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_FOREIGN_PLACES_H_
