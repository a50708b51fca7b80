// What the paper prints about itself: name (also from its pinyin), date, weekday, lunar date, issue number, pages,
// organiser, publisher. Facts that can be checked against each other are. Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_MASTHEAD_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_MASTHEAD_H_

#include <vector>

#include "services/ingest/newspaper/page.h"
#include "services/ingest/newspaper/records.h"

namespace jianbao::newspaper {

// Reads the lines of the masthead. What they do not say stays absent; contradictions go to `diagnostics`.
Issue ReadMasthead(const Page& page, const std::vector<Part>& masthead, std::vector<Diagnostic>* diagnostics);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_MASTHEAD_H_
