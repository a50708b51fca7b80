// The heads of a page: runs of lines between texts, read as the heads of new articles, as subheads inside one, and as
// what signs the article above. Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_HEADS_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_HEADS_H_

#include <cstddef>
#include <vector>

#include "services/ingest/newspaper/ngram_index.h"
#include "services/ingest/newspaper/records.h"
#include "services/ingest/newspaper/roles.h"
#include "services/ingest/newspaper/seams.h"

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
  int head = kNone;
};

// The head of one article.
struct Head {
  size_t first = 0;      // line
  size_t run = 0;        // first line of the run of heads it stands in
  int headline = kNone;  // lines
  int label = kNone;
  std::vector<size_t> titles;
  std::vector<size_t> bylines;
  bool complete = false;    // needs no text: a pointer to another page, or a picture with its caption
  bool opens_text = false;  // a byline or card says that a text follows
  bool notice = false;
};

struct Heads {
  std::vector<Place> places;       // one per line
  std::vector<bool> signed_below;  // per line of text: a source or signature stands right below it
  std::vector<Head> heads;         // in file order
};

Heads ReadHeads(const Page& page, const NgramIndex& index, const Seams& seams, const std::vector<Line>& lines);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_HEADS_H_
