#include "services/index/engine/entity_table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/name_keys.h"
#include "services/index/engine/posts.h"
#include "services/index/engine/records.h"
#include "services/index/engine/search_context.h"
#include "services/index/resolution/block_keys.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using storage::PinnedValue;

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

// Names around a person longer than this are left out.
constexpr size_t kMaxBytesAround = 96;
constexpr size_t kMaxAround = 6;

bool ComesBefore(const Mention* a, const Mention* b) { return a->position < b->position; }

// At most kMaxAround of `names`, which are in the order of print, nearest to where `at` stands among them; `skip` is
// left out. `before` is how many of them stand before it.
std::vector<std::string> Nearest(const std::vector<const Mention*>& names, size_t at, const Mention* skip,
                                 uint32_t* before) {
  const size_t most = names.size();
  size_t low = at, high = at;  // taken are [low, high)
  size_t taken = 0;
  const auto distance = [&](size_t i) {
    const uint32_t here = at < most ? names[at]->position : names[most - 1]->position + 1;
    return here > names[i]->position ? here - names[i]->position : names[i]->position - here;
  };
  while (taken < kMaxAround && (low > 0 || high < most)) {
    const bool back = high == most || (low > 0 && distance(low - 1) <= distance(high));
    const Mention* next = back ? names[--low] : names[high++];
    taken += next != skip && next->canonical.size() <= kMaxBytesAround ? 1 : 0;
  }
  std::vector<std::string> nearest;
  *before = 0;
  for (size_t i = low; i < high; ++i) {
    if (names[i] == skip || names[i]->canonical.size() > kMaxBytesAround) continue;
    nearest.push_back(names[i]->canonical);
    *before += i < at ? 1 : 0;
  }
  return nearest;
}

// What an article prints around the people it names.
class Neighbourhood {
 public:
  // Both must outlive it.
  Neighbourhood(const Document& document, const std::vector<Mention>& joined) : document_(document) {
    for (const Mention& mention : joined) (mention.kind == kPersonKind ? people_ : places_).push_back(&mention);
    std::stable_sort(people_.begin(), people_.end(), ComesBefore);
    std::stable_sort(places_.begin(), places_.end(), ComesBefore);
  }

  Surroundings Around(const Mention& person) const {
    Surroundings around;
    around.issue = document_.issue;
    around.publication = document_.publication;
    const auto at = std::find(people_.begin(), people_.end(), &person);
    uint32_t before = 0;
    around.people = Nearest(people_, static_cast<size_t>(at - people_.begin()), &person, &before);
    if (person.position > 0) around.order = before;
    const auto place = std::lower_bound(places_.begin(), places_.end(), &person, ComesBefore);
    around.places = Nearest(places_, static_cast<size_t>(place - places_.begin()), nullptr, &before);
    return around;
  }

 private:
  const Document& document_;
  std::vector<const Mention*> people_, places_;  // in the order of print
};

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
    if (into.position == 0 || (mention.position > 0 && mention.position < into.position)) {
      into.position = mention.position;
    }
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
  const std::vector<Mention> joined = JoinMentions(document.mentions);
  const Neighbourhood neighbourhood(document, joined);
  for (const Mention& mention : joined) {
    const Sighting sighting{{mention.kind, mention.canonical}, document.date, doc};
    const EntityId& id = sighting.id;
    if (id.kind == kPersonKind) {
      const Surroundings around = neighbourhood.Around(mention);
      row(EvidenceKey(id, document.date, doc), EncodeEvidence(document.name, mention, &around));
      ChangeName(id.canonical, sign);
    } else {
      row(EvidenceKey(id, document.date, doc), EncodeEvidence(document.name, mention, nullptr));
    }
    if (sign > 0) {
      int32_t& newest = newest_days_.try_emplace(id, kNoDate).first->second;
      newest = std::max(newest, ToDayNumber(document.date));
    }
    removes_ = removes_ || sign < 0;
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

void EntityChanges::Clear() {
  constexpr size_t kMaxNames = 100'000;
  removes_ = false;
  newest_days_.clear();
  removed_.clear();
  added_.clear();
  counts_.clear();
  touched_.clear();
  if (rows_of_name_.size() > kMaxNames) rows_of_name_.clear();
}

void EntityChanges::AddPeople(DocId doc, const Document& document) {
  const std::vector<Mention> joined = JoinMentions(document.mentions);
  const Neighbourhood neighbourhood(document, joined);
  for (const Mention& mention : joined) {
    if (mention.kind != kPersonKind) continue;
    const Surroundings around = neighbourhood.Around(mention);
    added_[EvidenceKey({mention.kind, mention.canonical}, document.date, doc)] =
        EncodeEvidence(document.name, mention, &around);
    ChangeName(mention.canonical, +1);
  }
}

void EntityChanges::ChangeName(const std::string& canonical, int sign) {
  const std::string folded = FoldName(canonical);
  for (const std::string& row : RowsOfName(canonical, folded)) counts_[row] += sign;
  for (std::string& key : TouchKeys(folded)) touched_.insert(std::move(key));
}

const std::vector<std::string>& EntityChanges::RowsOfName(const std::string& canonical, const std::string& folded) {
  const auto [at, added] = rows_of_name_.try_emplace(canonical);
  std::vector<std::string>& rows = at->second;
  if (!added || folded.empty()) return rows;
  for (const std::string& key : resolution::BlockKeys(folded)) rows.push_back(BlockKeyPrefix(key) + folded);
  for (const std::string& letters : Spellings(canonical)) rows.push_back(PinyinPrefix(letters) + '\0' + folded);
  return rows;
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

absl::Status AddPeopleRows(storage::Store* store) {
  constexpr size_t kArticlesInABatch = 1'000;
  storage::WriteBatch batch;
  for (const RecordKind kind : {RecordKind::kBlockKey, RecordKind::kPinyin}) {
    const std::string begin = RecordKey(kind, "");
    batch.DeleteRange(Family::kRecords, begin, std::string(1, static_cast<char>(begin[0] + 1)));
  }
  JIANBAO_RETURN_IF_ERROR(store->Write(batch, /*sync=*/false));
  const std::string prefix = RecordKey(RecordKind::kArticle, "");
  const auto it = store->NewIterator(Family::kRecords, nullptr);
  EntityChanges changes;
  size_t articles = 0;
  const auto flush = [&]() -> absl::Status {
    batch = {};
    RowCounts counts(store);
    JIANBAO_RETURN_IF_ERROR(changes.Finish(&counts, &batch).status());
    changes = {};
    return store->Write(batch, /*sync=*/false);
  };
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
    std::string_view key = it->key().substr(prefix.size());
    uint32_t doc = 0;
    if (!GetBigEndian32(&key, &doc)) return CorruptEntityRow();
    JIANBAO_ASSIGN_OR_RETURN(const ArticleRecord record, DecodeArticle(it->value()));
    changes.AddPeople(DocId(doc), record.document);
    if (++articles % kArticlesInABatch == 0) JIANBAO_RETURN_IF_ERROR(flush());
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  return flush();
}

void TimelineBuilder::Add(const Evidence& evidence) {
  for (const std::string& text : evidence.texts) ++forms_[text];
  for (const std::string& title : evidence.titles) {
    TitleRecord& record = titles_[title];
    record.title = title;
    ++record.articles;
    if (!record.first.has_value()) record.first = evidence.date;
    if (evidence.date.has_value()) record.last = evidence.date;
    record.proof.push_back(evidence.article);
  }
  if (!evidence.date.has_value()) return;
  const absl::CivilMonth month(*evidence.date);
  if (months_.empty() || months_.back().month != month) months_.push_back({month, 0, 0});
  ++months_.back().articles;
  months_.back().mentions += evidence.count;
}

EntityTimeline TimelineBuilder::Finish() {
  EntityTimeline timeline;
  timeline.months = std::move(months_);
  for (auto& [title, record] : titles_) {
    record.proof = ChooseProof(record.proof);
    timeline.entity.titles.push_back(std::move(record));
  }
  std::stable_sort(
      timeline.entity.titles.begin(), timeline.entity.titles.end(),
      [](const TitleRecord& a, const TitleRecord& b) { return ToDayNumber(a.first) < ToDayNumber(b.first); });
  return timeline;
}

std::vector<Alias> TimelineBuilder::Aliases(const std::string& name) const {
  std::vector<Alias> aliases;
  for (const auto& [text, articles] : forms_) {
    if (text != name) aliases.push_back({text, articles, ""});
  }
  std::stable_sort(aliases.begin(), aliases.end(),
                   [](const Alias& a, const Alias& b) { return a.articles > b.articles; });
  return aliases;
}

void NewestTitle::Add(const Evidence& evidence) {
  const int32_t day = ToDayNumber(evidence.date);
  for (const std::string& title : evidence.titles) {
    Days& days = titles_.try_emplace(title, Days{day, day}).first->second;
    if (days.first == kNoDate || (day != kNoDate && day < days.first)) days.first = day;
    days.last = std::max(days.last, day);
  }
}

std::string NewestTitle::title() const {
  const auto is_worse = [](const auto& a, const auto& b) {
    return a.second.last != b.second.last ? a.second.last < b.second.last : a.second.first > b.second.first;
  };
  const auto newest = std::max_element(titles_.begin(), titles_.end(), [&](const auto& a, const auto& b) {
    return IsHeld(a) != IsHeld(b) ? IsHeld(b) : is_worse(a, b);
  });
  return newest == titles_.end() || !IsHeld(*newest) ? "" : newest->first;
}

bool NewestTitle::IsHeld(const std::pair<const std::string, Days>& title) const {
  if (!TitleLeft(title.first).empty()) return false;
  const auto left = titles_.find(FormerTitle(title.first));
  return left == titles_.end() || left->second.last < title.second.last;
}

absl::StatusOr<CountedRows> EntityChanges::Finish(RowCounts* counts, storage::WriteBatch* batch) const {
  for (const std::string& key : removed_) batch->Delete(Family::kRecords, key);
  for (const auto& [key, value] : added_) batch->Put(Family::kRecords, key, value);
  CountedRows rows;
  rows.reserve(counts_.size());
  for (const auto& [key, change] : counts_) {
    JIANBAO_ASSIGN_OR_RETURN(const int64_t before, counts->Read(key));
    rows.emplace_back(key, std::max<int64_t>(0, before + change));
    if (change == 0) continue;
    if (before + change > 0) {
      batch->Put(Family::kRecords, key, EncodeCount(before + change));
    } else {
      batch->Delete(Family::kRecords, key);
    }
  }
  return rows;
}

absl::StatusOr<EntitySummary> EntityTable::Summarize(const EntityId& id) const {
  EntitySummary summary;
  summary.id = id;
  summary.name = id.canonical;
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
  JIANBAO_ASSIGN_OR_RETURN(EntitySummary summary, Summarize(id));
  if (summary.articles == 0) return NoSuchEntity(id);
  TimelineBuilder builder;
  const std::string prefix = EvidencePrefix(id);
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
    if (context.ShouldStop()) return context.status();
    JIANBAO_ASSIGN_OR_RETURN(const Evidence evidence, DecodeEvidence(it->key(), it->value()));
    builder.Add(evidence);
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  EntityTimeline timeline = builder.Finish();
  timeline.entity.summary = std::move(summary);
  timeline.entity.aliases = builder.Aliases(id.canonical);
  return timeline;
}

absl::StatusOr<std::map<EntityId, uint64_t>> EntityTable::Find(const LookupEntitiesOptions& options) const {
  const std::string folded = FoldName(options.text);
  if (folded.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "NAME_INVALID", "the name to look up has no letter");
  }
  std::map<EntityId, uint64_t> found;
  const std::string prefix =
      options.match == NameMatch::kPrefix ? RecordKey(RecordKind::kForm, folded) : FormPrefix(folded);
  const auto it = store_->NewIterator(Family::kRecords, snapshot_);
  size_t read = 0;
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix && read < kMaxFormsRead;
       it->Next(), ++read) {
    JIANBAO_ASSIGN_OR_RETURN(EntityId id, EntityOfFormKey(it->key()));
    if (options.kind.has_value() && id.kind != *options.kind) continue;
    if (options.match == NameMatch::kExact && id.canonical != options.text) continue;
    std::string_view value = it->value();
    uint64_t articles = 0;
    if (!GetVarint64(&value, &articles)) return CorruptEntityRow();
    found[std::move(id)] += articles;
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
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
