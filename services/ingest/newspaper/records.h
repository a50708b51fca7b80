// The records a newspaper page becomes. Plain values: no thread rules, no hidden state. All text is UTF-8; all spans
// are byte ranges of the file as received, whatever its encoding.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_RECORDS_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/text/decode.h"
#include "libs/text/span.h"

namespace jianbao::newspaper {

using text::AlignedText;
using text::ByteSpan;

enum class Role {
  kMasthead,
  kSlogan,
  kKicker,
  kHeadline,
  kDeck,
  kSectionLabel,
  kSubhead,
  kBody,
  kSignature,
  kSource,
  kCaption,
  kCard,
  kNoise,
};

enum class Genre { kNews, kNotice, kFeature, kProfile, kCommentary, kHeadlineOnly, kFragment };

// A run of text with one role, normally one printed line.
struct Block {
  Role role = Role::kBody;
  std::string text;             // cleaned: no inserted spaces, no markdown residue; the printed characters otherwise
  std::vector<ByteSpan> spans;  // together with every other block's: each non-space character of the file once
  double confidence = 1;        // 0..1, of role and article
};

struct Byline {
  std::string role;  // 记者, 通讯员, 见习记者, 评论员, 摄影 …; without the medium (本报, 晚报, 全媒体)
  std::vector<std::string> names;
};

// One article. Optional fields are absent where the page does not print them; nothing is made up.
struct Article {
  std::string headline;           // never empty
  bool headline_derived = false;  // the page lost the headline; this one is made from the lead
  std::optional<std::string> kicker;
  std::vector<std::string> decks;
  std::vector<std::string> subheads;
  std::optional<std::string> column;
  Genre genre = Genre::kNews;
  std::vector<Byline> bylines;
  std::optional<std::string> source;
  std::vector<std::string> signatories;
  std::optional<absl::CivilDay> dateline;  // the day the report is about
  std::optional<int> jump_to_page;
  std::optional<int> jump_from_page;
  bool truncated = false;
  std::vector<Block> blocks;  // in file order
  AlignedText body;           // paragraphs in repaired reading order, joined by one line feed each
  double confidence = 1;      // that exactly these blocks are this article
};

enum class DateSource { kUnknown, kPrinted, kInferred, kSupplied };

struct DateRange {
  absl::CivilDay earliest;
  absl::CivilDay latest;  // inclusive
};

// What the page says of the issue it belongs to.
struct Issue {
  std::optional<std::string> publication;
  std::optional<absl::CivilDay> publish_date;
  DateSource date_source = DateSource::kUnknown;
  std::optional<DateRange> date_range;  // with kInferred: the honest bracket around publish_date
  std::vector<ByteSpan> date_evidence;  // with kPrinted and kInferred: what the date was read from
  std::optional<std::string> weekday;
  std::optional<std::string> lunar_date;
  std::optional<int> issue_number;
  std::optional<int> page_count;
  std::optional<int> page_number;  // of this file, where it is one page of the issue
  std::optional<std::string> organizer;
  std::optional<std::string> publisher;
};

enum class Severity { kInfo, kWarning };

// Something odd the parser saw or repaired. `code` is UPPER_SNAKE and listed in docs/DIAGNOSTICS.md.
struct Diagnostic {
  std::string code;
  Severity severity = Severity::kInfo;
  std::string message;
  std::vector<ByteSpan> spans;
};

// A parsed page. Every non-space character of the file lies in exactly one block of one article or of `unassigned`.
struct ParsedIssue {
  Issue issue;
  std::vector<Article> articles;  // in the order their first block stands in the file
  std::vector<Block> unassigned;  // masthead, slogans, noise
  std::vector<Diagnostic> diagnostics;
  text::Encoding encoding = text::Encoding::kUtf8;
  bool encoding_detected = false;
};

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_RECORDS_H_
