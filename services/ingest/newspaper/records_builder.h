// From grouped lines to the records of records.h: texts with their spans, bylines, dates, seams joined. Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_RECORDS_BUILDER_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_RECORDS_BUILDER_H_

#include <cstddef>
#include <vector>

#include "services/ingest/newspaper/grouping.h"
#include "services/ingest/newspaper/records.h"
#include "services/ingest/newspaper/roles.h"

namespace jianbao::newspaper {

// Adds the articles to `issue`, in the order their first block stands in the file, and what belongs to none. Each line
// becomes one block. Returns, for each article, the index of the draft it was made from.
std::vector<size_t> BuildRecords(const Page& page, const Seams& seams, const std::vector<Line>& lines,
                                 const Grouping& grouping, ParsedIssue* issue);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_RECORDS_BUILDER_H_
