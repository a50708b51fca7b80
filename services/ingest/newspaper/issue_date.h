// When: the day of the issue (supplied, printed, or inferred from the page's own evidence) and of each report, with its
// year worked out. Pure functions; no clock is asked.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_ISSUE_DATE_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_ISSUE_DATE_H_

#include <cstddef>
#include <vector>

#include "services/ingest/newspaper/grouping.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/newspaper/roles.h"

namespace jianbao::newspaper {

// Fills the issue's date, where it was read from and its range, and each article's dateline. `drafts` names the draft
// of each article of `issue`, whose masthead has been read already.
void DateIssue(const Page& page, const std::vector<Line>& lines, const Grouping& grouping,
               const std::vector<size_t>& drafts, const ParseOptions& options, ParsedIssue* issue);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_ISSUE_DATE_H_
