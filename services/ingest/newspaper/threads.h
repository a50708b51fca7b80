// In which order the pieces of running text on a page want to be read, and under which head. Columns cut sentences,
// print tails in other places and let two articles alternate; so every piece may begin the text of a waiting head, go
// on with any article that is under way, or stand alone; a run of lines between them may open articles, stand inside
// one or be text itself. The cheapest explanation of the whole page is looked for. Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_THREADS_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_THREADS_H_

#include <vector>

#include "services/ingest/newspaper/affinity.h"
#include "services/ingest/newspaper/heads.h"
#include "services/ingest/newspaper/roles.h"
#include "services/ingest/newspaper/seams.h"
#include "services/ingest/newspaper/weights.h"

namespace jianbao::newspaper {

enum class Link {
  kFirst,      // first piece of an article
  kSentence,   // goes on in mid-sentence where the piece before stopped
  kParagraph,  // next paragraph
  kSameLine,   // the rest of the printed line, which seemed to hold two things
};

// One article's text.
struct Thread {
  int head = kNone;           // kNone: the page prints none for it
  std::vector<size_t> lines;  // in reading order
  std::vector<Link> links;    // how each goes on from the one before
  std::vector<bool> moved;    // whether other text stands between the two in the file
};

// The page as it is best explained.
struct Explanation {
  std::vector<Place> places;  // one per line; heads are indices into `heads`
  std::vector<Head> heads;    // in file order
  // Every line of running text is in exactly one thread.
  std::vector<Thread> threads;
  // Per line: how much likelier its place was than the others it might have had, 0 to 1, as seen when it was decided.
  std::vector<double> certainty;
  double score = 0;  // sum of the log-odds
};

// Likes and dislikes decisions beyond their log-odds: what one learns the weights with. Each answer is added to the
// score of the explanation that decides so.
class Guide {
 public:
  virtual ~Guide() = default;
  virtual double OfReading(const Run& run, const Reading& reading, const std::vector<Head>& heads) const = 0;
  // A piece of text goes on behind line `last`, …
  virtual double OfGoingOn(size_t line, size_t last) const = 0;
  // … is the first one of a head, or of a text without one (null), …
  virtual double OfBeginning(size_t line, const Head* head) const = 0;
  // … goes on at line `tail`, which is printed above it.
  virtual double OfAdopting(size_t line, size_t tail) const = 0;
};

struct SearchOptions {
  size_t beam = 64;              // explanations kept at most while the page is read
  const Guide* guide = nullptr;  // not owned
};

Explanation ExplainPage(const Page& page, const Seams& seams, const NgramIndex& index, const std::vector<Line>& lines,
                        const Readings& readings, const Weights& weights, const SearchOptions& options = {});

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_THREADS_H_
