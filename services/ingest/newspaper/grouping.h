// Puts heads, texts and what stands about them together: which article each line belongs to, and as what.
// Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_GROUPING_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_GROUPING_H_

#include <cstddef>
#include <vector>

#include "services/ingest/newspaper/records.h"
#include "services/ingest/newspaper/roles.h"
#include "services/ingest/newspaper/threads.h"

namespace jianbao::newspaper {

// Where a line went. `article` is an index into Grouping::drafts, kNone for what belongs to no article.
struct Placement {
  int article = kNone;
  Role role = Role::kNoise;
  double certainty = 1;  // see Explanation::certainty
};

// An article as lines, before it becomes a record.
struct Draft {
  Thread text;                  // may be empty
  std::vector<size_t> bylines;  // on lines of their own; one may stand over another piece of the same series
  int label = kNone;            // line of the column's name, which may stand in another article
  int headline = kNone;         // line
};

struct Grouping {
  std::vector<Placement> placements;  // one per line
  std::vector<Draft> drafts;
};

Grouping GroupLines(const Page& page, const std::vector<Line>& lines, Explanation explanation);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_GROUPING_H_
