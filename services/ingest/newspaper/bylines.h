// Who wrote a piece: bylines inside a lead (本报讯(记者…)), on a line of their own, or at the end of the text; names
// with separators, spaces, spaces inside a name, or none at all. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_BYLINES_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_BYLINES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "services/ingest/newspaper/page.h"
#include "services/ingest/newspaper/records.h"

namespace jianbao::newspaper {

// Reads `range` as a byline. Empty unless the whole range is roles and names, half of them plausible; where the place
// vouches for it (`certain`: in brackets behind 本报讯), any names. `parted` gets the first characters of the names
// that white space alone parts from the name before.
std::vector<Byline> ReadByline(const Page& page, CharRange range, bool certain = false,
                               std::vector<uint32_t>* parted = nullptr);

// Reads `range` as an author without a role, who gets the role 作者: □ 贺若澜, (县农业局 贺若澜 沈砚秋) or, where the
// place vouches for it (`certain`: a line between headline and text), 贺若澜 alone or behind a post. Empty unless the
// whole range is that.
std::vector<Byline> ReadAuthor(const Page& page, CharRange range, bool certain = false);

// 评论员文章, 本报特约评论员文章: says what kind of text an article is, and names nobody.
bool IsCommentaryLabel(std::u32string_view folded);

// How a report opens.
struct Lead {
  bool report = false;           // 本报讯, (记者…), 某某讯 …: only a report opens so
  uint32_t end = 0;              // first character of the text proper; the range's begin where nothing opens it
  CharRange words;               // 新华社北京3月5日电, without the bracket behind it
  std::vector<Byline> bylines;   // those printed in the opening
  std::vector<uint32_t> parted;  // names of them that white space alone parts from the name before: first characters
};
Lead ReadLead(const Page& page, CharRange range);

// The photographer under a picture: …。 记者 贺若澜 摄, 贺若澜 摄.
std::vector<Byline> ReadCredit(const Page& page, CharRange range);

// A byline that closes `range`, in brackets or behind the last sentence: (记者 贺若澜); empty where there is none.
std::vector<Byline> ReadClosingByline(const Page& page, CharRange range, std::vector<uint32_t>* parted = nullptr);

// Adds what `more` says and `bylines` does not say yet.
void MergeBylines(const std::vector<Byline>& more, std::vector<Byline>* bylines);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_BYLINES_H_
