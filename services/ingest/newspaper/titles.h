// What a title is for: kicker, headline, deck, column label or subhead. Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_TITLES_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_TITLES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "services/ingest/newspaper/ngram_index.h"
#include "services/ingest/newspaper/page.h"
#include "services/ingest/newspaper/records.h"
#include "services/ingest/newspaper/weights.h"

namespace jianbao::newspaper {

// Who presided, who spoke, who came: the line under the headline of a meeting report; or one a dash opens.
bool LooksLikeDeck(const Page& page, CharRange title);

// The name of a column or series, such as 【民生】, “某某”工程 or 某某进行时——第一件事 ①.
bool LooksLikeLabel(const Page& page, const NgramIndex& index, CharRange title);

// Two phrases of one length: 以展为媒 以链聚商.
bool IsCouplet(const Page& page, CharRange title);

// Whether a sentence of the page reads on from one title in the next: a headline set on two lines.
bool ReadsAcross(const Page& page, const NgramIndex& index, CharRange first, CharRange second);

// 一、… (二)… 3. …: numbered within an article.
bool IsNumbered(std::u32string_view folded);

// The column a label names: without brackets, number and subtitle.
std::string ColumnName(const Page& page, CharRange label);

// The roles of titles that stand over one article, in file order.
std::vector<Role> TitleRoles(const Page& page, const NgramIndex& index, const Weights& weights,
                             const std::vector<CharRange>& titles);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_TITLES_H_
