// In which order the pieces of running text on a page want to be read. Column breaks cut sentences and print tails in
// other places; a piece that stops in mid-sentence is matched with the piece that goes on, over the whole page.
// Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_READING_ORDER_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_READING_ORDER_H_

#include <vector>

#include "services/ingest/newspaper/roles.h"
#include "services/ingest/newspaper/seams.h"

namespace jianbao::newspaper {

inline constexpr int kNone = -1;

// Where a piece of text reads on from.
struct Thread {
  int from = kNone;      // the line this one continues in mid-sentence
  double score = 0;      // log-odds of that
  bool moved = false;    // other matter stands between the two in the file
};

// One entry per line; lines that are not running text continue nothing.
std::vector<Thread> ReadingOrder(const Page& page, const Seams& seams, const std::vector<Line>& lines);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_READING_ORDER_H_
