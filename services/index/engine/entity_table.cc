#include "services/index/engine/entity_table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/matcher.h"
#include "services/index/engine/posts.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using storage::PinnedValue;

constexpr size_t kMaxProofs = 16;
// Forms one prefix look-up reads before it ranks what it has.
constexpr size_t kMaxFormsRead = 10'000;

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

// REQUIRES: evidence comes in order of date.
void AddToMonths(const Evidence& evidence, std::vector<MonthActivity>* months) {
  if (!evidence.date.has_value()) return;
  const absl::CivilMonth month(*evidence.date);
  if (months->empty() || months->back().month != month) months->push_back({month, 0, 0});
  ++months->back().articles;
  months->back().mentions += evidence.count;
}

// Rows of the posts that `titles` hold.
std::map<std::string, std::string> PostRows(const Sighting& sighting, const std::vector<std::string>& titles) {
  std::map<std::string, std::vector<std::string>> titles_of;
  for (const std::string& title : titles) {
    for (const std::string& post : PostsIn(title)) titles_of[PostKey(post, sighting)].push_back(title);
  }
  std::map<std::string, std::string> rows;
  for (const auto& [key, holding] : titles_of) rows[key] = EncodeTitles(holding);
  return rows;
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
    into.count += TimesNamed(mention);
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
    const Sighting sighting{{mention.kind, mention.canonical}, document.date, doc};
    const EntityId& id = sighting.id;
    row(EvidenceKey(id, document.date, doc), EncodeEvidence(document.name, mention));
    counts_[CountKey(id)] += sign;
    for (const std::string& form : FoldedForms(mention)) counts_[FormKey(form, id)] += sign;
    std::set<std::string> titles;
    for (const std::string& title : mention.titles) titles.insert(FoldName(title));
    for (const std::string& title : titles) {
      if (!title.empty()) row(TitleKey(title, sighting), "");
    }
    for (auto& [key, value] : PostRows(sighting, mention.titles)) row(key, std::move(value));
  }
}

std::vector<std::string> ChooseProof(const std::vector<std::string>& proof) {
  if (proof.size() <= kMaxProofs) return proof;
  std::vector<std::string> kept;
  for (size_t i = 0; i < kMaxProofs; ++i) kept.push_back(proof[i * (proof.size() - 1) / (kMaxProofs - 1)]);
  return kept;
}

absl::Status NoSuchEntity(const EntityId& id) {
  return Error(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND",
               absl::StrCat("no article names an entity \"", id.canonical, "\" of this kind"));
}

absl::Status AddPostRows(storage::Store* store) {
  constexpr size_t kRowsInABatch = 10'000;
  const std::string prefix = RecordKey(RecordKind::kEvidence, "");
  const auto it = store->NewIterator(Family::kRecords, nullptr);
  storage::WriteBatch batch;
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
    JIANBAO_ASSIGN_OR_RETURN(const Evidence evidence, DecodeEvidence(it->key(), it->value()));
    for (auto& [key, value] : PostRows({evidence.id, evidence.date, evidence.doc}, evidence.titles)) {
      batch.Put(Family::kRecords, key, std::move(value));
    }
    if (batch.operations().size() < kRowsInABatch) continue;
    JIANBAO_RETURN_IF_ERROR(store->Write(batch, /*sync=*/false));
    batch = {};
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  return store->Write(batch, /*sync=*/false);
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

absl::StatusOr<EntitySummary> EntityTable::Summarize(const EntityId& id) const {
  EntitySummary summary;
  summary.id = id;
  JIANBAO_ASSIGN_OR_RETURN(const int64_t articles, ReadCount(*store_, snapshot_, CountKey(id)));
  summary.articles = static_cast<uint64_t>(articles);
  if (articles == 0) return summary;
  const std::string prefix = EvidencePrefix(id);
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  // Undated rows come first: the first dated one is at or after day number kNoDate + 1.
  it->Seek(prefix + std::string("\0\0\0\1", 4));
  if (it->Valid() && it->key().substr(0, prefix.size()) == prefix) {
    std::string_view tail = it->key().substr(prefix.size());
    if (!GetDate(&tail, &summary.first)) return CorruptEntityRow();
    it->SeekBefore(prefix + std::string(9, '\xff'));
    tail = it->Valid() ? it->key().substr(prefix.size()) : "";
    if (!GetDate(&tail, &summary.last)) return CorruptEntityRow();
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  return summary;
}

absl::StatusOr<Entity> EntityTable::Get(const EntityId& id) const {
  JIANBAO_ASSIGN_OR_RETURN(EntityTimeline timeline, Timeline(id, {}));
  return std::move(timeline.entity);
}

absl::StatusOr<EntityTimeline> EntityTable::Timeline(const EntityId& id, const ReadControl& control) const {
  SearchContext context(control.deadline, control.cancelled);
  EntityTimeline timeline;
  Entity& entity = timeline.entity;
  JIANBAO_ASSIGN_OR_RETURN(entity.summary, Summarize(id));
  if (entity.summary.articles == 0) return NoSuchEntity(id);
  std::map<std::string, TitleRecord> titles;
  std::map<std::string, uint64_t> forms;
  const std::string prefix = EvidencePrefix(id);
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
    if (context.ShouldStop()) return context.status();
    JIANBAO_ASSIGN_OR_RETURN(const Evidence evidence, DecodeEvidence(it->key(), it->value()));
    for (const std::string& text : evidence.texts) forms[text] += text != id.canonical ? 1 : 0;
    for (const std::string& title : evidence.titles) {
      TitleRecord& record = titles[title];
      record.title = title;
      ++record.articles;
      if (!record.first.has_value()) record.first = evidence.date;
      if (evidence.date.has_value()) record.last = evidence.date;
      record.proof.push_back(evidence.article);
    }
    AddToMonths(evidence, &timeline.months);
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  for (auto& [title, record] : titles) {
    record.proof = ChooseProof(record.proof);
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
  return timeline;
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
    JIANBAO_ASSIGN_OR_RETURN(EntityId id, EntityOfFormKey(it->key()));
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
    if (options.after.substr(0, prefix.size()) != prefix) return ForeignPageToken();
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
    JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, DecodeEvidence(it->key(), it->value()));
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
  if (!options.after.empty() && options.after.substr(0, prefix.size()) != prefix) return ForeignPageToken();
  EvidencePage page;
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  std::string last;
  for (it->Seek(options.after.empty() ? prefix : options.after + '\0');
       it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
    JIANBAO_ASSIGN_OR_RETURN(const Sighting sighting, DecodeSighting(it->key()));
    const std::optional<absl::CivilDay>& date = sighting.date;
    if ((options.earliest.has_value() && (!date.has_value() || *date < *options.earliest)) ||
        (options.latest.has_value() && (!date.has_value() || *date > *options.latest))) {
      continue;
    }
    if (page.rows.size() == options.limit) {
      page.next = last;
      break;
    }
    const std::string evidence_key = EvidenceKey(sighting.id, date, sighting.doc);
    PinnedValue value;
    JIANBAO_ASSIGN_OR_RETURN(const bool found, store_->Get(Family::kRecords, evidence_key, snapshot_, &value));
    if (!found) return CorruptEntityRow();
    JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, DecodeEvidence(evidence_key, value.view()));
    last = it->key();
    page.rows.push_back(std::move(evidence));
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  return page;
}

}  // namespace jianbao::engine
