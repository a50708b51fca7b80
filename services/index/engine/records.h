// Stored records and their keys: articles, issues, the index's own state. docs/formats/keyspace.md. Pure functions and
// value types; thread-safe. Decoders accept any bytes and return DataLoss RECORD_CORRUPT for what they cannot read.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_RECORDS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_RECORDS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/index/engine/document.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/segment.h"

namespace jianbao::engine {

// First byte of every key of the records family. Part of the on-disk format.
enum class RecordKind : char {
  kArticle = 'A',      // u32 BE number -> article
  kBlockKey = 'B',     // pattern, 0, folded name of a person -> articles that name one of that name
  kEntityCount = 'C',  // kind, canonical -> articles that name it
  kNameOf = 'D',       // u32 BE number -> name of the article
  kEvidence = 'E',     // kind, canonical, 0, date, number -> what one article says
  kForm = 'F',         // folded form, 0, kind, canonical -> articles that print it so
  kIssue = 'I',        // name -> issue
  kIssueByDate = 'L',  // publication, 0, date, name -> nothing
  kMeta = 'M',         // "manifest", "state"
  kName = 'N',         // name of an article -> u32 BE number
  kTitle = 'O',        // folded title, 0, date, number, kind, canonical -> nothing
  kPost = 'P',         // folded post from its end, 0, date, number, kind, canonical -> titles that hold it
  kTombstone = 'T',    // u32 BE first number -> u32 BE count of articles deleted
  kCorrection = 'V',   // u64 BE number -> what an archivist decided of people
  kMark = 'X',         // the caller's marks
  kPinyin = 'Y',       // pinyin or its initials, 0, folded name of a person -> articles that name one of that name
};

std::string RecordKey(RecordKind kind, std::string_view rest);
std::string DocKey(RecordKind kind, DocId doc);  // kArticle, kNameOf, kTombstone
// Dates as four bytes whose order is that of time, the absent one first.
void PutDate(const std::optional<absl::CivilDay>& date, std::string* out);
bool GetDate(std::string_view* in, std::optional<absl::CivilDay>* date);
// As ToDayNumber().
bool GetDayNumber(std::string_view* in, int32_t* day);
int32_t ToDayNumber(const std::optional<absl::CivilDay>& date);
std::optional<absl::CivilDay> FromDayNumber(int32_t day);
std::string IssueByDateKey(std::string_view publication, const std::optional<absl::CivilDay>& date,
                           std::string_view name);

std::string ManifestKey();
std::string StateKey();

// An article with what the index must know to remove it again.
struct ArticleRecord {
  Document document;
  std::array<uint32_t, kTextFields> lengths = {};

  friend bool operator==(const ArticleRecord&, const ArticleRecord&) = default;
};
std::string EncodeArticle(const Document& document, const std::array<uint32_t, kTextFields>& lengths);
absl::StatusOr<ArticleRecord> DecodeArticle(std::string_view bytes);
// The article without texts, keywords and payload, which are most of it.
absl::StatusOr<Document> DecodeMentions(std::string_view bytes);

struct IssueRow {
  IssueSummary summary;
  DocId first;  // its articles are [first, first + summary.documents.size())
};
std::string EncodeIssue(const IssueRow& row);
absl::StatusOr<IssueRow> DecodeIssue(std::string_view bytes);

// Changes with every write.
struct State {
  Revision revision;
  DocId next_doc;
  uint64_t issues = 0;
  uint64_t documents = 0;
  std::array<uint64_t, kTextFields> total_length = {};

  friend bool operator==(const State&, const State&) = default;
};
std::string EncodeState(const State& state);
absl::StatusOr<State> DecodeState(std::string_view bytes);

// Changes with every fold.
struct Manifest {
  uint32_t format_version = 0;
  std::string analyzer;
  uint32_t analyzer_version = 0;
  bool loading = false;  // a bulk load has begun and not ended
  uint32_t next_segment = 1;
  std::vector<SegmentInfo> segments;  // neighbours in order, from article 0 on

  DocId folded_end() const {
    return segments.empty() ? DocId(0) : DocId(segments.back().base.value() + segments.back().size);
  }
  friend bool operator==(const Manifest&, const Manifest&) = default;
};
// Of an empty index of this program's format.
Manifest NewManifest();
std::string EncodeManifest(const Manifest& manifest);
absl::StatusOr<Manifest> DecodeManifest(std::string_view bytes);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_RECORDS_H_
