#include "services/index/engine/entity_rows.h"

#include <algorithm>

#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using storage::Family;

// kind, canonical: how an entity stands in keys. Ends a key or is followed by NUL, which no name contains.
std::string IdBytes(const EntityId& id) { return std::string(1, static_cast<char>(id.kind)) + id.canonical; }

// REQUIRES: `bytes` is not empty.
EntityId ParseId(std::string_view bytes) { return {static_cast<uint8_t>(bytes[0]), std::string(bytes.substr(1))}; }

std::string DatedKey(std::string key, const std::optional<absl::CivilDay>& date, DocId doc) {
  PutDate(date, &key);
  PutBigEndian32(doc.value(), &key);
  return key;
}

std::string FromTheEnd(std::string_view utf8) {
  std::u32string chars = text::FromUtf8(utf8);
  std::reverse(chars.begin(), chars.end());
  return text::ToUtf8(chars);
}

void PutTexts(const std::vector<std::string>& texts, std::string* out) {
  PutVarint64(texts.size(), out);
  for (const std::string& text : texts) PutLengthPrefixed(text, out);
}

bool GetTexts(std::string_view* in, std::vector<std::string>* texts) {
  uint64_t count = 0;
  if (!GetVarint64(in, &count) || count > in->size()) return false;
  texts->resize(count);
  for (std::string& text : *texts) {
    std::string_view view;
    if (!GetLengthPrefixed(in, &view)) return false;
    text.assign(view);
  }
  return true;
}

// An article's name usually begins with that of its issue, which is then only counted: its length, else 0 and the text.
void PutSurroundings(std::string_view article, const Surroundings& around, std::string* out) {
  const bool begins = !around.issue.empty() && article.substr(0, around.issue.size()) == around.issue;
  PutVarint64(begins ? around.issue.size() : 0, out);
  if (!begins) PutLengthPrefixed(around.issue, out);
  PutLengthPrefixed(around.publication, out);
  PutTexts(around.people, out);
  PutVarint32(around.order.has_value() ? *around.order + 1 : 0, out);
  PutTexts(around.places, out);
}

bool GetSurroundings(std::string_view article, std::string_view* in, Surroundings* around) {
  uint64_t issue_size = 0;
  uint32_t order = 0;
  std::string_view issue, publication;
  if (!GetVarint64(in, &issue_size) || issue_size > article.size()) return false;
  if (issue_size == 0 && !GetLengthPrefixed(in, &issue)) return false;
  if (issue_size > 0) issue = article.substr(0, issue_size);
  if (!GetLengthPrefixed(in, &publication) || !GetTexts(in, &around->people) || !GetVarint32(in, &order) ||
      !GetTexts(in, &around->places)) {
    return false;
  }
  around->issue.assign(issue);
  around->publication.assign(publication);
  if (order > 0) around->order = order - 1;
  return in->empty();
}

uint32_t TimesPrinted(const std::vector<std::string>& texts) {
  return static_cast<uint32_t>(std::max<size_t>(1, texts.size()));
}

// `rest`: what stands behind it.
absl::StatusOr<Evidence> DecodeEvidenceAlone(std::string_view key, std::string_view value, std::string_view* rest) {
  // 'E', kind, canonical, NUL, date, number
  constexpr size_t kTail = 2 * sizeof(uint32_t);
  if (key.size() < 3 + kTail) return CorruptEntityRow();
  std::string_view tail = key.substr(key.size() - kTail);
  Evidence evidence;
  evidence.id = ParseId(key.substr(1, key.size() - kTail - 2));
  uint32_t doc = 0;
  std::string_view article;
  if (!GetDate(&tail, &evidence.date) || !GetBigEndian32(&tail, &doc) || !GetLengthPrefixed(&value, &article) ||
      !GetTexts(&value, &evidence.texts) || !GetTexts(&value, &evidence.titles)) {
    return CorruptEntityRow();
  }
  evidence.count = TimesPrinted(evidence.texts);  // format 1 did not count
  if (!value.empty() && !GetVarint32(&value, &evidence.count)) return CorruptEntityRow();
  *rest = value;
  evidence.doc = DocId(doc);
  evidence.article.assign(article);
  return evidence;
}

}  // namespace

absl::Status CorruptEntityRow() {
  return Error(absl::StatusCode::kDataLoss, "RECORD_CORRUPT", "an entity's row is damaged; restore a backup");
}

absl::Status ForeignPageToken() {
  return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
               "the page token belongs to another request; start again without one");
}

uint32_t TimesNamed(const Mention& mention) { return mention.count > 0 ? mention.count : TimesPrinted(mention.texts); }

std::string EvidencePrefix(const EntityId& id) { return RecordKey(RecordKind::kEvidence, IdBytes(id)) + '\0'; }

std::string EvidenceKey(const EntityId& id, const std::optional<absl::CivilDay>& date, DocId doc) {
  return DatedKey(EvidencePrefix(id), date, doc);
}

std::string EncodeEvidence(const std::string& article, const Mention& mention, const Surroundings* around) {
  std::string value;
  PutLengthPrefixed(article, &value);
  PutTexts(mention.texts, &value);
  PutTexts(mention.titles, &value);
  PutVarint32(TimesNamed(mention), &value);
  if (around != nullptr) PutSurroundings(article, *around, &value);
  return value;
}

absl::StatusOr<Evidence> DecodeEvidence(std::string_view key, std::string_view value) {
  std::string_view rest;
  JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, DecodeEvidenceAlone(key, value, &rest));
  // Format 2 did not keep what is printed around.
  if (!rest.empty() && !GetSurroundings(evidence.article, &rest, &evidence.around.emplace())) return CorruptEntityRow();
  return evidence;
}

absl::StatusOr<Evidence> DecodeEvidenceAlone(std::string_view key, std::string_view value) {
  std::string_view rest;
  return DecodeEvidenceAlone(key, value, &rest);
}

absl::StatusOr<DocId> DocOfEvidenceKey(std::string_view key) {
  uint32_t doc = 0;
  if (key.size() < sizeof(doc)) return CorruptEntityRow();
  key.remove_prefix(key.size() - sizeof(doc));
  if (!GetBigEndian32(&key, &doc)) return CorruptEntityRow();
  return DocId(doc);
}

std::string CountKey(const EntityId& id) { return RecordKey(RecordKind::kEntityCount, IdBytes(id)); }

absl::StatusOr<EntityId> EntityOfCountKey(std::string_view key) {
  if (key.size() < 2) return CorruptEntityRow();
  return ParseId(key.substr(1));
}

std::string EncodeCount(int64_t count) {
  std::string value;
  PutVarint64(static_cast<uint64_t>(count), &value);
  return value;
}

absl::StatusOr<int64_t> ReadCount(const storage::Store& store, const storage::Snapshot* snapshot,
                                  std::string_view key) {
  storage::PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, store.Get(Family::kRecords, key, snapshot, &value));
  if (!found) return 0;
  std::string_view in = value.view();
  uint64_t count = 0;
  if (!GetVarint64(&in, &count)) return CorruptEntityRow();
  return static_cast<int64_t>(count);
}

std::string FormPrefix(std::string_view folded) { return RecordKey(RecordKind::kForm, folded) + '\0'; }

std::string FormKey(std::string_view folded, const EntityId& id) { return FormPrefix(folded) + IdBytes(id); }

absl::StatusOr<EntityId> EntityOfFormKey(std::string_view key) {
  const size_t nul = key.find('\0');
  if (nul == std::string_view::npos || nul + 1 >= key.size()) return CorruptEntityRow();
  return ParseId(key.substr(nul + 1));
}

std::string_view FormOfKey(std::string_view key) { return key.substr(1, key.find('\0') - 1); }

std::string BlockKeyPrefix(std::string_view pattern) { return RecordKey(RecordKind::kBlockKey, pattern) + '\0'; }

std::string PinyinPrefix(std::string_view letters) { return RecordKey(RecordKind::kPinyin, letters); }

absl::StatusOr<std::string_view> NameOfKey(std::string_view key) {
  const size_t nul = key.find('\0');
  if (nul == std::string_view::npos) return CorruptEntityRow();
  return key.substr(nul + 1);
}

std::string TitlePrefix(std::string_view folded) { return RecordKey(RecordKind::kTitle, folded) + '\0'; }

std::string TitleKey(std::string_view folded, const Sighting& sighting) {
  return DatedKey(TitlePrefix(folded), sighting.date, sighting.doc) + IdBytes(sighting.id);
}

std::string PostPrefix(std::string_view folded) { return RecordKey(RecordKind::kPost, FromTheEnd(folded)); }

std::string PostKey(std::string_view folded, const Sighting& sighting) {
  return DatedKey(PostPrefix(folded) + '\0', sighting.date, sighting.doc) + IdBytes(sighting.id);
}

absl::StatusOr<SightingKey> ParseSightingKey(std::string_view key) {
  const size_t nul = key.find('\0');
  if (nul == std::string_view::npos) return CorruptEntityRow();
  std::string_view rest = key.substr(nul + 1);
  SightingKey sighting;
  uint32_t doc = 0;
  if (!GetDayNumber(&rest, &sighting.day) || !GetBigEndian32(&rest, &doc) || rest.empty()) return CorruptEntityRow();
  sighting.doc = DocId(doc);
  sighting.id = rest;
  return sighting;
}

EntityId EntityOfIdBytes(std::string_view bytes) { return ParseId(bytes); }

absl::StatusOr<Sighting> DecodeSighting(std::string_view key) {
  JIANBAO_ASSIGN_OR_RETURN(const SightingKey sighting, ParseSightingKey(key));
  return Sighting{ParseId(sighting.id), FromDayNumber(sighting.day), sighting.doc};
}

std::string EncodeTitles(const std::vector<std::string>& titles) {
  std::string value;
  PutTexts(titles, &value);
  return value;
}

absl::StatusOr<std::vector<std::string>> DecodeTitles(std::string_view value) {
  std::vector<std::string> titles;
  if (!GetTexts(&value, &titles) || !value.empty()) return CorruptEntityRow();
  return titles;
}

}  // namespace jianbao::engine
