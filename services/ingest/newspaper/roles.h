// What each printed line looks like by itself: candidates for its role, before the page decides. Lines that hold two
// things (a headline behind the end of a text, a card label behind a headline) are cut here. Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_ROLES_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_ROLES_H_

#include <optional>
#include <vector>

#include "services/ingest/newspaper/bylines.h"
#include "services/ingest/newspaper/ngram_index.h"
#include "services/ingest/newspaper/page.h"
#include "services/ingest/newspaper/seams.h"
#include "services/ingest/newspaper/weights.h"

namespace jianbao::newspaper {

// The shape of a line. Which article it belongs to, and whether a title is kicker, headline, deck or subhead, is
// decided by its neighbours.
enum class Shape {
  kNoise,      // stray characters, ornaments
  kMasthead,   // the paper's own matter: name, date, issue number, editors, page line
  kContact,    // telephone numbers and addresses: the paper's, or a notice's
  kSlogan,     // a banner that belongs to no article
  kTitle,      // may be a kicker, headline, deck, label or subhead: see Line::title
  kLabel,      // 【民生】: the name of a column in brackets
  kContents,   // 导读: over headlines whose texts stand on other pages
  kPointer,    // (详见第三版): behind a headline whose text stands on another page
  kTailpiece,  // 记者手记, 相关链接: a subhead inside an article
  kByline,     // a byline on a line of its own
  kSource,     // 来源:…
  kUnit,       // the name of an office or company alone
  kDate,       // a full date alone
  kCaption,
  kCardLabel,  // 人物名片
  kCard,       // the line of facts on a profile card
  kProse,
};

struct Line {
  Part part;
  Shape shape = Shape::kProse;
  double title = 0;             // log-odds of being a title rather than running text
  Lead lead;                    // how the text opens (prose only)
  std::optional<int> jump_to;   // ends with (下转第二版): the page it names
  bool jump_from = false;       // starts with (上接第一版)
  bool verse = false;           // of a poem or a table: ends where it ends, without a mark
  bool item = false;            // a bullet below the name of a column opens a short item
  bool campaign = false;        // a slogan beyond doubt, no headline
  bool same_line = false;       // printed on the line of the part before it
  std::vector<Byline> bylines;  // with kByline, and the photographer's with kCaption
};

std::vector<Line> ClassifyLines(const Page& page, const NgramIndex& index, const Seams& seams, const Weights& weights);

// Log-odds that `range` is a title rather than running text, by its own form.
double TitleScore(const Page& page, const Weights& weights, CharRange range);

// 鸡蛋 8.94 ↑0.22, 生猪(毛重) 0.93 平: names and figures, more of these than a title holds, or between white space; or
// names only, in a row.
bool IsTableRow(const Page& page, CharRange range);

// (下转第二版): the page it names, from the end (or, with `from`, 上接 at the start) of the text.
std::optional<int> JumpPage(std::u32string_view folded, bool from);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_ROLES_H_
