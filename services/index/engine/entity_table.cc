#include "services/index/engine/entity_table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using storage::PinnedValue;

constexpr size_t kMaxProofs = 16;
// Forms one prefix look-up reads before it ranks what it has.
constexpr size_t kMaxFormsRead = 10'000;

absl::Status Corrupt() {
  return Error(absl::StatusCode::kDataLoss, "RECORD_CORRUPT", "an entity's row is damaged; restore a backup");
}

absl::Status BadToken() {
  return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
               "the page token belongs to another request; start again without one");
}

// kind, canonical: how an entity stands in keys. Ends a key or is followed by NUL, which no name contains.
std::string IdBytes(const EntityId& id) { return std::string(1, static_cast<char>(id.kind)) + id.canonical; }

EntityId ParseId(std::string_view bytes) { return {static_cast<uint8_t>(bytes[0]), std::string(bytes.substr(1))}; }

std::string EvidencePrefix(const EntityId& id) { return RecordKey(RecordKind::kEvidence, IdBytes(id)) + '\0'; }

std::string DatedKey(std::string key, const std::optional<absl::CivilDay>& date, DocId doc) {
  PutDate(date, &key);
  PutBigEndian32(doc.value(), &key);
  return key;
}

std::string EvidenceKey(const EntityId& id, const std::optional<absl::CivilDay>& date, DocId doc) {
  return DatedKey(EvidencePrefix(id), date, doc);
}

std::string FormPrefix(std::string_view folded) { return RecordKey(RecordKind::kForm, folded) + '\0'; }
std::string TitlePrefix(std::string_view folded) { return RecordKey(RecordKind::kTitle, folded) + '\0'; }

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

// Evidence: length-prefixed article name, texts, titles.
std::string EncodeEvidence(const std::string& article, const Mention& mention) {
  std::string value;
  PutLengthPrefixed(article, &value);
  PutTexts(mention.texts, &value);
  PutTexts(mention.titles, &value);
  return value;
}

std::string EncodeCount(int64_t count) {
  std::string value;
  PutVarint64(static_cast<uint64_t>(count), &value);
  return value;
}

absl::StatusOr<int64_t> ReadCount(const storage::Store& store, const storage::Snapshot* snapshot,
                                  std::string_view key) {
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, store.Get(Family::kRecords, key, snapshot, &value));
  if (!found) return 0;
  std::string_view in = value.view();
  uint64_t count = 0;
  if (!GetVarint64(&in, &count)) return Corrupt();
  return static_cast<int64_t>(count);
}

void AddDistinct(std::string text, std::vector<std::string>* texts) {
  if (!text.empty() && std::find(texts->begin(), texts->end(), text) == texts->end()) {
    texts->push_back(std::move(text));
  }
}

// The folded canonical name and printed forms of a mention, each once.
std::set<std::string> FoldedForms(const Mention& mention) {
  std::set<std::string> forms = {FoldName(mention.canonical)};
  for (const std::string& text : mention.texts) forms.insert(FoldName(text));
  forms.erase("");
  return forms;
}

// Keeps the first, the last and, in between, every so many-th proof.
void TrimProof(std::vector<std::string>* proof) {
  if (proof->size() <= kMaxProofs) return;
  std::vector<std::string> kept;
  for (size_t i = 0; i < kMaxProofs; ++i) kept.push_back((*proof)[i * (proof->size() - 1) / (kMaxProofs - 1)]);
  *proof = std::move(kept);
}

}  // namespace

std::vector<Mention> JoinMentions(const std::vector<Mention>& mentions) {
  std::map<EntityId, Mention> joined;
  for (const Mention& mention : mentions) {
    if (mention.canonical.empty()) continue;
    Mention& into = joined[{mention.kind, mention.canonical}];
    into.kind = mention.kind;
    into.canonical = mention.canonical;
    for (const std::string& text : mention.texts) AddDistinct(text, &into.texts);
    for (const std::string& title : mention.titles) AddDistinct(title, &into.titles);
  }
  std::vector<Mention> result;
  for (auto& [id, mention] : joined) result.push_back(std::move(mention));
  return result;
}

void EntityChanges::Change(DocId doc, const Document& document, int sign) {
  const auto row = [&](std::string key, std::string value) {
    if (sign > 0) {
      added_[std::move(key)] = std::move(value);
    } else {
      removed_.push_back(std::move(key));
    }
  };
  for (const Mention& mention : JoinMentions(document.mentions)) {
    const EntityId id{mention.kind, mention.canonical};
    row(EvidenceKey(id, document.date, doc), EncodeEvidence(document.name, mention));
    counts_[RecordKey(RecordKind::kEntityCount, IdBytes(id))] += sign;
    for (const std::string& form : FoldedForms(mention)) counts_[FormPrefix(form) + IdBytes(id)] += sign;
    std::set<std::string> titles;
    for (const std::string& title : mention.titles) titles.insert(FoldName(title));
    for (const std::string& title : titles) {
      if (!title.empty()) row(DatedKey(TitlePrefix(title), document.date, doc) + IdBytes(id), "");
    }
  }
}

absl::Status EntityChanges::Finish(const storage::Store& store, storage::WriteBatch* batch) const {
  for (const std::string& key : removed_) batch->Delete(Family::kRecords, key);
  for (const auto& [key, value] : added_) batch->Put(Family::kRecords, key, value);
  for (const auto& [key, change] : counts_) {
    if (change == 0) continue;
    JIANBAO_ASSIGN_OR_RETURN(const int64_t before, ReadCount(store, nullptr, key));
    if (before + change > 0) {
      batch->Put(Family::kRecords, key, EncodeCount(before + change));
    } else {
      batch->Delete(Family::kRecords, key);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Evidence> EntityTable::ReadEvidence(std::string_view key, std::string_view value) const {
  // 'E', kind, canonical, NUL, date, number
  constexpr size_t kTail = 2 * sizeof(uint32_t);
  if (key.size() < 3 + kTail) return Corrupt();
  std::string_view tail = key.substr(key.size() - kTail);
  Evidence evidence;
  evidence.id = ParseId(key.substr(1, key.size() - kTail - 2));
  uint32_t doc = 0;
  std::string_view article;
  if (!GetDate(&tail, &evidence.date) || !GetBigEndian32(&tail, &doc) || !GetLengthPrefixed(&value, &article) ||
      !GetTexts(&value, &evidence.texts) || !GetTexts(&value, &evidence.titles)) {
    return Corrupt();
  }
  evidence.doc = DocId(doc);
  evidence.article.assign(article);
  return evidence;
}

absl::StatusOr<EntitySummary> EntityTable::Summarize(const EntityId& id) const {
  EntitySummary summary;
  summary.id = id;
  JIANBAO_ASSIGN_OR_RETURN(const int64_t articles,
                           ReadCount(*store_, snapshot_, RecordKey(RecordKind::kEntityCount, IdBytes(id))));
  summary.articles = static_cast<uint64_t>(articles);
  if (articles == 0) return summary;
  const std::string prefix = EvidencePrefix(id);
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  // Undated rows come first: the first dated one is at or after day number kNoDate + 1.
  it->Seek(prefix + std::string("\0\0\0\1", 4));
  if (it->Valid() && it->key().substr(0, prefix.size()) == prefix) {
    std::string_view tail = it->key().substr(prefix.size());
    if (!GetDate(&tail, &summary.first)) return Corrupt();
    it->SeekBefore(prefix + std::string(9, '\xff'));
    tail = it->Valid() ? it->key().substr(prefix.size()) : "";
    if (!GetDate(&tail, &summary.last)) return Corrupt();
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  return summary;
}

absl::StatusOr<Entity> EntityTable::Get(const EntityId& id) const {
  Entity entity;
  JIANBAO_ASSIGN_OR_RETURN(entity.summary, Summarize(id));
  if (entity.summary.articles == 0) {
    return Error(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND",
                 absl::StrCat("no article names an entity \"", id.canonical, "\" of this kind"));
  }
  std::map<std::string, TitleRecord> titles;
  std::map<std::string, uint64_t> forms;
  const std::string prefix = EvidencePrefix(id);
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
    JIANBAO_ASSIGN_OR_RETURN(const Evidence evidence, ReadEvidence(it->key(), it->value()));
    for (const std::string& text : evidence.texts) forms[text] += text != id.canonical ? 1 : 0;
    for (const std::string& title : evidence.titles) {
      TitleRecord& record = titles[title];
      record.title = title;
      ++record.articles;
      if (!record.first.has_value()) record.first = evidence.date;
      if (evidence.date.has_value()) record.last = evidence.date;
      record.proof.push_back(evidence.article);
    }
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  for (auto& [title, record] : titles) {
    TrimProof(&record.proof);
    entity.titles.push_back(std::move(record));
  }
  std::stable_sort(entity.titles.begin(), entity.titles.end(), [](const TitleRecord& a, const TitleRecord& b) {
    return ToDayNumber(a.first) < ToDayNumber(b.first);
  });
  for (const auto& [text, articles] : forms) {
    if (articles > 0) entity.aliases.push_back({text, articles});
  }
  std::stable_sort(entity.aliases.begin(), entity.aliases.end(),
                   [](const Alias& a, const Alias& b) { return a.articles > b.articles; });
  return entity;
}

absl::StatusOr<std::vector<EntitySummary>> EntityTable::Lookup(const LookupEntitiesOptions& options) const {
  const std::string folded = FoldName(options.text);
  if (folded.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "NAME_INVALID", "the name to look up has no letter");
  }
  std::set<EntityId> ids;
  const std::string prefix =
      options.match == NameMatch::kPrefix ? RecordKey(RecordKind::kForm, folded) : FormPrefix(folded);
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  size_t read = 0;
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix && read < kMaxFormsRead;
       it->Next(), ++read) {
    const size_t nul = it->key().find('\0');
    if (nul == std::string_view::npos || nul + 1 >= it->key().size()) return Corrupt();
    EntityId id = ParseId(it->key().substr(nul + 1));
    if (options.kind.has_value() && id.kind != *options.kind) continue;
    if (options.match == NameMatch::kExact && id.canonical != options.text) continue;
    ids.insert(std::move(id));
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  std::vector<EntitySummary> found;
  for (const EntityId& id : ids) {
    JIANBAO_ASSIGN_OR_RETURN(EntitySummary summary, Summarize(id));
    found.push_back(std::move(summary));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const EntitySummary& a, const EntitySummary& b) { return a.articles > b.articles; });
  if (found.size() > options.limit) found.resize(options.limit);
  return found;
}

absl::StatusOr<EvidencePage> EntityTable::ListEvidence(const ListEvidenceOptions& options) const {
  const std::string prefix = EvidencePrefix(options.id);
  std::string begin = prefix;
  if (options.earliest.has_value()) PutDate(options.earliest, &begin);
  std::string end = prefix;
  if (options.latest.has_value()) {
    PutDate(*options.latest + 1, &end);
  } else {
    end.append(9, '\xff');
  }
  if (!options.after.empty()) {
    if (options.after.substr(0, prefix.size()) != prefix) return BadToken();
    begin = std::max(begin, options.after + '\0');
  }
  EvidencePage page;
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  std::string last;
  for (it->Seek(begin); it->Valid() && it->key() < end; it->Next()) {
    if (page.rows.size() == options.limit) {
      page.next = last;
      break;
    }
    JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, ReadEvidence(it->key(), it->value()));
    last = it->key();
    page.rows.push_back(std::move(evidence));
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  return page;
}

absl::StatusOr<EvidencePage> EntityTable::FindByTitle(const FindByTitleOptions& options) const {
  const std::string folded = FoldName(options.title);
  if (folded.empty()) return Error(absl::StatusCode::kInvalidArgument, "TITLE_INVALID", "the title has no letter");
  const std::string prefix = options.prefix ? RecordKey(RecordKind::kTitle, folded) : TitlePrefix(folded);
  if (!options.after.empty() && options.after.substr(0, prefix.size()) != prefix) return BadToken();
  EvidencePage page;
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  std::string last;
  for (it->Seek(options.after.empty() ? prefix : options.after + '\0');
       it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
    const size_t nul = it->key().find('\0');
    std::string_view rest = it->key().substr(nul + 1);
    std::optional<absl::CivilDay> date;
    uint32_t doc = 0;
    if (nul == std::string_view::npos || !GetDate(&rest, &date) || !GetBigEndian32(&rest, &doc) || rest.empty()) {
      return Corrupt();
    }
    if ((options.earliest.has_value() && (!date.has_value() || *date < *options.earliest)) ||
        (options.latest.has_value() && (!date.has_value() || *date > *options.latest))) {
      continue;
    }
    if (page.rows.size() == options.limit) {
      page.next = last;
      break;
    }
    const std::string evidence_key = EvidenceKey(ParseId(rest), date, DocId(doc));
    PinnedValue value;
    JIANBAO_ASSIGN_OR_RETURN(const bool found, store_->Get(Family::kRecords, evidence_key, snapshot_, &value));
    if (!found) return Corrupt();
    JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, ReadEvidence(evidence_key, value.view()));
    last = it->key();
    page.rows.push_back(std::move(evidence));
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  return page;
}

}  // namespace jianbao::engine
