// People, organisations, places and typed values named in a text. Thread-safe: one extractor serves all threads.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_MENTIONS_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_MENTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/text/span.h"
#include "services/ingest/entities/costs.h"
#include "services/ingest/newspaper/records.h"

namespace jianbao::entities {

enum class Kind { kPerson, kOrganization, kPlace, kDate, kMoney, kMeasure };

// One name as it stands in the text.
struct Mention {
  Kind kind = Kind::kPerson;
  std::string text;       // as printed, without inner white space
  std::string canonical;  // the form this name is best known by in the issue; `text` where nothing better is known
  std::vector<std::string> titles;  // persons: the longest title printed against the name; the collective title over it
  std::vector<std::string> former_titles;  // those of `titles` that the text says the person leaves or has left
  std::optional<std::string> value;        // dates: ISO 8601; money: "CNY 286000000"; measures: number and unit
  std::vector<text::ByteSpan> spans;       // where it stands; a name cut by a column seam has several
  double confidence = 1;
};

// Mentions in any one text, e.g. a sentence, in text order; spans are byte offsets into `utf8`. A surname that stands
// for its bearer (陈老师) is a mention too.
std::vector<Mention> ExtractMentions(std::string_view utf8);

// The same for texts that belong together, such as the sentences of one article or file, one list a text: a name that
// one of them establishes is found in the others.
std::vector<std::vector<Mention>> ExtractMentions(const std::vector<std::string_view>& texts);

// Mentions of every article of a page, one list an article, spans into the page file. Headline, decks, subheads, cards,
// captions, signatures and body are read, bylines are not; people are named in full. A second pass carries names
// accepted once through the whole page.
std::vector<std::vector<Mention>> ExtractMentions(const newspaper::ParsedIssue& page);

// With other costs, for looking for better ones.
std::vector<std::vector<Mention>> ExtractMentions(const newspaper::ParsedIssue& page, const Costs& costs);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_MENTIONS_H_
