// Organisations that only the titles of their people show: in 米粮业同业公会理事长甘雨亭 what stands before the post is
// one, whatever it is made of. A pure function over one stretch of text.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_TITLE_UNITS_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_TITLE_UNITS_H_

#include <vector>

#include "services/ingest/entities/lattice.h"
#include "services/ingest/entities/phrases.h"
#include "services/ingest/entities/titles.h"

namespace jianbao::entities {

// Adds to `phrases` the organisations in `titles` that are not among them, and keeps what `titles` say of persons true.
void AddUnitsOfTitles(const Lattice& lattice, std::vector<Phrase>* phrases, std::vector<Title>* titles);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_TITLE_UNITS_H_
