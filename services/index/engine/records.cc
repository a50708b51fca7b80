#include "services/index/engine/records.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/engine/format.h"

namespace jianbao::engine {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);
constexpr uint8_t kRecordVersion = 1;  // of every value below; 1: first format

absl::Status Corrupt(const char* what) {
  return Error(absl::StatusCode::kDataLoss, "RECORD_CORRUPT",
               absl::StrCat("a stored ", what, " is damaged; restore a backup"));
}

// Values are: u8 version, fields, checksum of all that.
class Writer {
 public:
  Writer() { out_.push_back(static_cast<char>(kRecordVersion)); }

  Writer& Text(std::string_view text) {
    PutLengthPrefixed(text, &out_);
    return *this;
  }
  Writer& Number(uint64_t number) {
    PutVarint64(number, &out_);
    return *this;
  }
  Writer& Date(const std::optional<absl::CivilDay>& date) {
    PutDate(date, &out_);
    return *this;
  }
  std::string Finish() {
    AppendChecksum64(&out_);
    return std::move(out_);
  }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) {
    if (!RemoveChecksum64(&bytes) || bytes.empty()) return;
    good_ = static_cast<uint8_t>(bytes[0]) == kRecordVersion;
    in_ = bytes.substr(1);
  }

  void Text(std::string* text) {
    std::string_view view;
    if ((good_ = good_ && GetLengthPrefixed(&in_, &view))) text->assign(view);
  }
  void SkipText() {
    std::string_view view;
    good_ = good_ && GetLengthPrefixed(&in_, &view);
  }
  template <typename T>
  void Number(T* number) {
    uint64_t value = 0;
    if ((good_ = good_ && GetVarint64(&in_, &value))) *number = static_cast<T>(value);
  }
  void Date(std::optional<absl::CivilDay>* date) { good_ = good_ && GetDate(&in_, date); }
  // How many items follow; no more than there are bytes for.
  size_t Count() {
    uint64_t count = 0;
    Number(&count);
    good_ = good_ && count <= in_.size();
    return good_ ? static_cast<size_t>(count) : 0;
  }
  void Texts(std::vector<std::string>* texts) {
    texts->resize(Count());
    for (std::string& text : *texts) Text(&text);
  }
  bool AtEnd() const { return good_ && in_.empty(); }

 private:
  std::string_view in_;
  bool good_ = false;
};

void WriteTexts(const std::vector<std::string>& texts, Writer* writer) {
  writer->Number(texts.size());
  for (const std::string& text : texts) writer->Text(text);
}

// What every record begins with.
void ReadOrigin(Reader* reader, Document* document) {
  reader->Text(&document->name);
  reader->Text(&document->publication);
  reader->Text(&document->issue);
  reader->Date(&document->date);
  reader->Number(&document->page);
}

void ReadMentions(Reader* reader, Document* document) {
  document->mentions.resize(reader->Count());
  for (Mention& mention : document->mentions) {
    reader->Number(&mention.kind);
    reader->Text(&mention.canonical);
    reader->Texts(&mention.texts);
    reader->Texts(&mention.titles);
  }
}

// What stands at the end of a record: format 1 did not count, format 2 did not keep the order.
void ReadMentionCounts(Reader* reader, Document* document) {
  if (reader->AtEnd()) return;
  for (Mention& mention : document->mentions) reader->Number(&mention.count);
  if (reader->AtEnd()) return;
  for (Mention& mention : document->mentions) reader->Number(&mention.position);
}

}  // namespace

std::string RecordKey(RecordKind kind, std::string_view rest) {
  std::string key(1, static_cast<char>(kind));
  key.append(rest);
  return key;
}

std::string DocKey(RecordKind kind, DocId doc) {
  std::string key(1, static_cast<char>(kind));
  PutBigEndian32(doc.value(), &key);
  return key;
}

int32_t ToDayNumber(const std::optional<absl::CivilDay>& date) {
  return date.has_value() ? static_cast<int32_t>(*date - kEpoch) : kNoDate;
}

std::optional<absl::CivilDay> FromDayNumber(int32_t day) {
  if (day == kNoDate) return std::nullopt;
  return kEpoch + day;
}

void PutDate(const std::optional<absl::CivilDay>& date, std::string* out) {
  PutBigEndian32(static_cast<uint32_t>(ToDayNumber(date)) ^ 0x80000000U, out);
}

bool GetDayNumber(std::string_view* in, int32_t* day) {
  uint32_t bits = 0;
  if (!GetBigEndian32(in, &bits)) return false;
  *day = static_cast<int32_t>(bits ^ 0x80000000U);
  return true;
}

bool GetDate(std::string_view* in, std::optional<absl::CivilDay>* date) {
  int32_t day = 0;
  if (!GetDayNumber(in, &day)) return false;
  *date = FromDayNumber(day);
  return true;
}

std::string IssueByDateKey(std::string_view publication, const std::optional<absl::CivilDay>& date,
                           std::string_view name) {
  std::string key = RecordKey(RecordKind::kIssueByDate, publication);
  key.push_back('\0');
  PutDate(date, &key);
  key.append(name);
  return key;
}

std::string ManifestKey() { return RecordKey(RecordKind::kMeta, "manifest"); }
std::string StateKey() { return RecordKey(RecordKind::kMeta, "state"); }

std::string EncodeArticle(const Document& document, const std::array<uint32_t, kTextFields>& lengths) {
  Writer writer;
  writer.Text(document.name).Text(document.publication).Text(document.issue).Date(document.date);
  writer.Number(document.page);
  for (int i = 0; i < kTextFields; ++i) writer.Number(lengths[i]).Text(document.texts[i]);
  writer.Number(document.keywords.size());
  for (const Keyword& keyword : document.keywords) writer.Number(keyword.field).Text(keyword.value);
  writer.Number(document.mentions.size());
  for (const Mention& mention : document.mentions) {
    writer.Number(mention.kind).Text(mention.canonical);
    WriteTexts(mention.texts, &writer);
    WriteTexts(mention.titles, &writer);
  }
  writer.Text(document.payload);
  for (const Mention& mention : document.mentions) writer.Number(mention.count);
  for (const Mention& mention : document.mentions) writer.Number(mention.position);
  return writer.Finish();
}

absl::StatusOr<ArticleRecord> DecodeArticle(std::string_view bytes) {
  Reader reader(bytes);
  ArticleRecord record;
  Document& document = record.document;
  ReadOrigin(&reader, &document);
  for (int i = 0; i < kTextFields; ++i) {
    reader.Number(&record.lengths[i]);
    reader.Text(&document.texts[i]);
  }
  document.keywords.resize(reader.Count());
  for (Keyword& keyword : document.keywords) {
    reader.Number(&keyword.field);
    reader.Text(&keyword.value);
  }
  ReadMentions(&reader, &document);
  reader.Text(&document.payload);
  ReadMentionCounts(&reader, &document);
  if (!reader.AtEnd()) return Corrupt("article");
  return record;
}

absl::StatusOr<Document> DecodeMentions(std::string_view bytes) {
  Reader reader(bytes);
  Document document;
  ReadOrigin(&reader, &document);
  uint64_t number = 0;
  for (int i = 0; i < kTextFields; ++i) {
    reader.Number(&number);
    reader.SkipText();
  }
  for (size_t keywords = reader.Count(); keywords > 0; --keywords) {
    reader.Number(&number);
    reader.SkipText();
  }
  ReadMentions(&reader, &document);
  reader.SkipText();
  ReadMentionCounts(&reader, &document);
  if (!reader.AtEnd()) return Corrupt("article");
  return document;
}

std::string EncodeIssue(const IssueRow& row) {
  const IssueSummary& summary = row.summary;
  Writer writer;
  writer.Text(summary.name).Text(summary.publication).Date(summary.date).Text(summary.payload);
  writer.Text(summary.content_hash).Text(summary.request_id).Number(summary.revision.value());
  writer.Number(row.first.value());
  WriteTexts(summary.documents, &writer);
  return writer.Finish();
}

absl::StatusOr<IssueRow> DecodeIssue(std::string_view bytes) {
  Reader reader(bytes);
  IssueRow row;
  IssueSummary& summary = row.summary;
  uint64_t revision = 0;
  uint32_t first = 0;
  reader.Text(&summary.name);
  reader.Text(&summary.publication);
  reader.Date(&summary.date);
  reader.Text(&summary.payload);
  reader.Text(&summary.content_hash);
  reader.Text(&summary.request_id);
  reader.Number(&revision);
  reader.Number(&first);
  reader.Texts(&summary.documents);
  if (!reader.AtEnd()) return Corrupt("issue");
  summary.revision = Revision(revision);
  row.first = DocId(first);
  return row;
}

std::string EncodeState(const State& state) {
  Writer writer;
  writer.Number(state.revision.value()).Number(state.next_doc.value()).Number(state.issues).Number(state.documents);
  for (const uint64_t length : state.total_length) writer.Number(length);
  return writer.Finish();
}

absl::StatusOr<State> DecodeState(std::string_view bytes) {
  Reader reader(bytes);
  State state;
  uint64_t revision = 0;
  uint32_t next_doc = 0;
  reader.Number(&revision);
  reader.Number(&next_doc);
  reader.Number(&state.issues);
  reader.Number(&state.documents);
  for (uint64_t& length : state.total_length) reader.Number(&length);
  if (!reader.AtEnd()) return Corrupt("state");
  state.revision = Revision(revision);
  state.next_doc = DocId(next_doc);
  return state;
}

Manifest NewManifest() {
  Manifest manifest;
  manifest.format_version = kFormatVersion;
  manifest.analyzer = kAnalyzerId;
  manifest.analyzer_version = kAnalyzerVersion;
  return manifest;
}

std::string EncodeManifest(const Manifest& manifest) {
  Writer writer;
  writer.Number(manifest.format_version).Text(manifest.analyzer).Number(manifest.analyzer_version);
  writer.Number(manifest.loading ? 1 : 0).Number(manifest.next_segment).Number(manifest.segments.size());
  for (const SegmentInfo& segment : manifest.segments) {
    writer.Number(segment.id).Number(segment.base.value()).Number(segment.size).Number(segment.dropped);
  }
  return writer.Finish();
}

absl::StatusOr<Manifest> DecodeManifest(std::string_view bytes) {
  Reader reader(bytes);
  Manifest manifest;
  uint32_t loading = 0;
  reader.Number(&manifest.format_version);
  reader.Text(&manifest.analyzer);
  reader.Number(&manifest.analyzer_version);
  reader.Number(&loading);
  reader.Number(&manifest.next_segment);
  manifest.loading = loading != 0;
  manifest.segments.resize(reader.Count());
  for (SegmentInfo& segment : manifest.segments) {
    uint32_t base = 0;
    reader.Number(&segment.id);
    reader.Number(&base);
    reader.Number(&segment.size);
    reader.Number(&segment.dropped);
    segment.base = DocId(base);
  }
  if (!reader.AtEnd()) return Corrupt("manifest");
  return manifest;
}

}  // namespace jianbao::engine
