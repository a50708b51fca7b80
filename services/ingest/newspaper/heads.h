// What may stand between two texts: the heads of new articles, subheads inside one, what signs the article above,
// or text after all. A run of such lines has several likely readings; which one holds is decided by the texts around it
// (threads.h). Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_HEADS_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_HEADS_H_

#include <cstddef>
#include <vector>

#include "services/ingest/newspaper/ngram_index.h"
#include "services/ingest/newspaper/records.h"
#include "services/ingest/newspaper/roles.h"
#include "services/ingest/newspaper/seams.h"
#include "services/ingest/newspaper/weights.h"

namespace jianbao::newspaper {

inline constexpr int kNone = -1;

// What a line is to the article it stands with, and which article that is.
enum class Attachment {
  kText,     // running text: the reading order decides
  kHead,     // part of head `head`
  kAbove,    // belongs to the text printed before it
  kBelow,    // belongs to the text printed after it (a subhead)
  kNothing,  // masthead, slogan, noise
};

struct Place {
  Attachment attachment = Attachment::kNothing;
  Role role = Role::kNoise;
  int head = kNone;  // index into Readings::heads
};

// The head of one article.
struct Head {
  size_t first = 0;      // line
  size_t run = 0;        // the run of heads it stands in
  int headline = kNone;  // lines
  int label = kNone;
  std::vector<size_t> titles;
  std::vector<size_t> bylines;
  bool complete = false;    // needs no text: a pointer to another page, or a picture with its caption
  bool opens_text = false;  // a byline or card says that a text follows
  bool notice = false;
};

// One reading of a run.
struct Reading {
  double score = 0;           // log-odds by the run's own form
  std::vector<Place> places;  // one per line of the run
  bool signed_above = false;  // the text above ends here: a source or signature stands below it
  bool byline_above = false;  // … a byline among them
  int subheads = 0;
  int subhead_chars = 0;  // of all of them
};

// The lines [begin, end) between two texts.
struct Run {
  size_t begin = 0;
  size_t end = 0;
  std::vector<Reading> readings;  // likeliest first, never empty
};

struct Readings {
  std::vector<Run> runs;    // in file order; all other lines are text
  std::vector<Head> heads;  // of all readings
};

Readings ReadHeads(const Page& page, const NgramIndex& index, const Seams& seams, const std::vector<Line>& lines,
                   const Weights& weights);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_HEADS_H_
