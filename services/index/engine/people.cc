#include "services/index/engine/people.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/corrections.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/name_keys.h"
#include "services/index/engine/records.h"
#include "services/index/resolution/block_keys.h"
#include "services/index/resolution/look_alike.h"

namespace jianbao::engine {
namespace {

using storage::Family;

// How often the block is made larger because a look-alike was joined and may have better ones.
constexpr int kMaxRounds = 3;
// Names whose people a look-up by name resolves: the most frequent ones.
constexpr size_t kMaxNamesLookedUp = 200;
// Rows one spelling reads.
constexpr size_t kMaxSpellingRows = 10'000;
constexpr size_t kMaxTouched = 1'000'000;
constexpr uint64_t kCostOfBlock = 16;  // in cached sightings
constexpr uint64_t kCostOfName = 2;    // in prepared sightings

std::string NameOfId(std::string_view id) { return std::string(id.substr(0, id.find('~'))); }

uint64_t Hash(std::string_view key) { return Checksum64(key); }

}  // namespace

bool Person::IsSeen(std::string_view name, DocId doc) const {
  return std::any_of(sightings.begin(), sightings.end(),
                     [&](const PersonSighting& seen) { return seen.doc == doc && names[seen.name] == name; });
}

// Makes one block.
class People::Builder {
 public:
  Builder(const People& all, const View& view, SearchContext* context)
      : all_(all),
        view_(view),
        options_(all.options_),
        context_(*context),
        it_(view.store->NewIterator(Family::kRecords, view.snapshot.get())) {}

  absl::StatusOr<std::shared_ptr<const Block>> Build(const std::string& folded) {
    JIANBAO_RETURN_IF_ERROR(AddName(folded));
    for (const std::string& tied : view_.corrections->NamesTiedTo({folded})) {
      if (tied != folded) JIANBAO_RETURN_IF_ERROR(AddName(tied));
    }
    std::set<std::string> open = known_;
    for (int round = 0; round < kMaxRounds && !open.empty(); ++round) {
      const size_t before = known_.size();
      for (const std::string& name : open) JIANBAO_RETURN_IF_ERROR(AddLookAlikes(name));
      if (round == 0 || known_.size() > before) Resolve();
      open = NamesJoinedToAsked();
    }
    return Finish();
  }

 private:
  // A name of the block; the first one is asked for.
  struct Name {
    const std::string* folded;  // in known_
    std::shared_ptr<const PreparedName> prepared;
    uint64_t resolved = 0;           // so many of its sightings are prepared: not those past the limit
    size_t first = 0;                // of them among those of the block
    std::vector<Evidence> evidence;  // of all sightings, without what is printed around; empty: not read
  };
  // A sighting of a name.
  struct Row {
    size_t name;
    size_t sighting;
  };

  // The people of a name as they are recorded, with all their evidence, while there is room for them.
  absl::Status AddName(const std::string& folded) {
    if (known_.contains(folded)) return absl::OkStatus();
    if (known_.size() >= options_.max_names || rows_ >= options_.max_sightings) return absl::OkStatus();
    Name name{&*known_.insert(folded).first};
    const uint64_t room = options_.max_sightings - rows_;
    name.first = resolved_;
    name.prepared = all_.FindPrepared(folded, view_.state.revision);
    if (name.prepared == nullptr || name.prepared->articles > room) JIANBAO_RETURN_IF_ERROR(Prepare(room, &name));
    name.resolved = std::min(name.prepared->articles, room);
    resolved_ += name.resolved;
    rows_ += name.prepared->articles;
    names_.push_back(std::move(name));
    return absl::OkStatus();
  }

  // Prepares at most `most` of a name's sightings.
  absl::Status Prepare(uint64_t most, Name* name) {
    JIANBAO_ASSIGN_OR_RETURN(name->evidence, ReadEvidence(*name->folded, DecodeEvidence));
    std::vector<resolution::Sighting> sightings;
    for (Evidence& evidence : name->evidence) {
      if (sightings.size() < most) sightings.push_back(ToSighting(&evidence));
      evidence.around.reset();
    }
    auto prepared = std::make_shared<PreparedName>();
    prepared->sightings = resolution::Prepare(sightings, kResolver);
    prepared->articles = name->evidence.size();
    prepared->depends_on = {Hash(TouchKeyOfName(*name->folded))};
    name->prepared = prepared;
    if (prepared->articles <= most) all_.KeepPrepared(*name->folded, std::move(prepared), view_.state.revision);
    return absl::OkStatus();
  }

  using Decode = absl::StatusOr<Evidence>(std::string_view key, std::string_view value);
  absl::StatusOr<std::vector<Evidence>> ReadEvidence(const std::string& folded, Decode* decode) {
    std::vector<EntityId> ids;
    const std::string prefix = FormPrefix(folded);
    for (it_->Seek(prefix); it_->Valid() && it_->key().starts_with(prefix); it_->Next()) {
      if (context_.ShouldStop()) return context_.status();
      JIANBAO_ASSIGN_OR_RETURN(EntityId id, EntityOfFormKey(it_->key()));
      if (id.kind == kPersonKind && FoldName(id.canonical) == folded) ids.push_back(std::move(id));
    }
    JIANBAO_RETURN_IF_ERROR(it_->status());
    std::vector<Evidence> evidence;
    for (const EntityId& id : ids) {
      const std::string of_id = EvidencePrefix(id);
      for (it_->Seek(of_id); it_->Valid() && it_->key().starts_with(of_id); it_->Next()) {
        if (context_.ShouldStop()) return context_.status();
        JIANBAO_ASSIGN_OR_RETURN(Evidence row, decode(it_->key(), it_->value()));
        evidence.push_back(std::move(row));
      }
      JIANBAO_RETURN_IF_ERROR(it_->status());
    }
    return evidence;
  }

  // Takes what is printed around.
  resolution::Sighting ToSighting(Evidence* evidence) const {
    resolution::Sighting sighting{.article = evidence->article, .date = evidence->date, .name = evidence->id.canonical};
    sighting.titles = evidence->titles;
    if (!evidence->around.has_value()) return sighting;
    Surroundings& around = *evidence->around;
    sighting.issue = std::move(around.issue);
    if (around.publication != options_.unknown_publication) sighting.publication = std::move(around.publication);
    sighting.people = std::move(around.people);
    sighting.order = around.order;
    sighting.places = std::move(around.places);
    return sighting;
  }

  // A name that looks like another and may be a misreading of it, or the other way round.
  struct LookAlikeName {
    double likeness;
    uint64_t articles;
    std::string folded;
  };

  absl::Status AddLookAlikes(const std::string& folded) {
    if (!expanded_.insert(folded).second) return absl::OkStatus();
    const uint64_t articles = ArticlesOf(folded);
    std::map<std::string, LookAlikeName> found;
    for (const std::string& key : resolution::BlockKeys(folded)) {
      const std::string prefix = BlockKeyPrefix(key);
      for (it_->Seek(prefix); it_->Valid() && it_->key().starts_with(prefix); it_->Next()) {
        if (context_.ShouldStop()) return context_.status();
        const std::string_view other = it_->key().substr(prefix.size());
        std::string_view value = it_->value();
        uint64_t count = 0;
        if (!GetVarint64(&value, &count)) return CorruptEntityRow();
        // A form is joined only to one that is printed several times as often.
        if (std::max(count, articles) < kResolver.min_rarity || known_.contains(std::string(other))) continue;
        if (found.contains(std::string(other))) continue;
        const auto likeness = resolution::CompareNames(folded, other);
        if (!likeness.has_value()) continue;
        found[std::string(other)] = {likeness->likeness, count, std::string(other)};
      }
      JIANBAO_RETURN_IF_ERROR(it_->status());
    }
    std::vector<LookAlikeName> sorted;
    uint64_t sightings = rows_;
    for (auto& [other, look_alike] : found) sorted.push_back(std::move(look_alike));
    std::stable_sort(sorted.begin(), sorted.end(), [](const LookAlikeName& a, const LookAlikeName& b) {
      return a.likeness != b.likeness ? a.likeness > b.likeness : a.articles > b.articles;
    });
    for (const LookAlikeName& look_alike : sorted) {
      sightings += look_alike.articles;
      if (sightings > options_.max_sightings) continue;
      JIANBAO_RETURN_IF_ERROR(AddName(look_alike.folded));
    }
    return absl::OkStatus();
  }

  uint64_t ArticlesOf(const std::string& folded) const {
    const auto at =
        std::find_if(names_.begin(), names_.end(), [&](const Name& name) { return *name.folded == folded; });
    return at == names_.end() ? 0 : at->prepared->articles;
  }

  void Resolve() {
    std::vector<resolution::PreparedPtr> sightings;
    for (const Name& name : names_) sightings.push_back(name.prepared->sightings);
    resolution_ = resolution::Resolve(sightings, view_.corrections->About(known_), kResolver, /*about=*/0);
  }

  Row RowOf(const resolution::Member& member) const {
    const auto behind = std::upper_bound(names_.begin(), names_.end(), member.sighting,
                                         [](size_t sighting, const Name& name) { return sighting < name.first; });
    const auto at = static_cast<size_t>(behind - names_.begin()) - 1;
    return {at, member.sighting - names_[at].first};
  }

  bool IsAsked(const resolution::Person& person) const {
    return std::any_of(person.members.begin(), person.members.end(),
                       [&](const resolution::Member& member) { return member.sighting < names_[0].resolved; });
  }

  // Other names of those who are asked for, whose own look-alikes are not known yet.
  std::set<std::string> NamesJoinedToAsked() const {
    std::vector<char> joined(names_.size());
    for (const resolution::Person& person : resolution_.people) {
      if (!IsAsked(person)) continue;
      for (const resolution::Member& member : person.members) joined[RowOf(member).name] = 1;
    }
    std::set<std::string> names;
    for (size_t i = 0; i < names_.size(); ++i) {
      if (joined[i] && !expanded_.contains(*names_[i].folded)) names.insert(*names_[i].folded);
    }
    return names;
  }

  absl::StatusOr<std::shared_ptr<const Block>> Finish() {
    auto block = std::make_shared<Block>();
    bool first = true;  // it gets what was not resolved: it is sighted most
    for (const resolution::Person& person : resolution_.people) {
      if (!IsAsked(person)) continue;
      std::vector<Row> rows;
      for (const resolution::Member& member : person.members) rows.push_back(RowOf(member));
      if (std::exchange(first, false)) AddUnresolved(&rows);
      JIANBAO_ASSIGN_OR_RETURN(PersonPtr made, MakePerson(person, rows));
      block->people.push_back(std::move(made));
    }
    std::set<uint64_t> keys;
    for (const std::string& name : known_) keys.insert(Hash(TouchKeyOfName(name)));
    for (const std::string& name : expanded_) {
      for (const std::string& key : TouchKeys(name)) keys.insert(Hash(key));
    }
    block->depends_on.assign(keys.begin(), keys.end());
    return block;
  }

  void AddUnresolved(std::vector<Row>* rows) const {
    for (size_t i = 0; i < names_.size(); ++i) {
      for (uint64_t row = names_[i].resolved; row < names_[i].prepared->articles; ++row) rows->push_back({i, row});
    }
  }

  absl::StatusOr<const Evidence*> EvidenceOf(const Row& row) {
    Name& name = names_[row.name];
    if (name.evidence.empty()) {
      JIANBAO_ASSIGN_OR_RETURN(name.evidence, ReadEvidence(*name.folded, DecodeEvidenceAlone));
    }
    if (row.sighting >= name.evidence.size()) return CorruptEntityRow();
    return &name.evidence[row.sighting];
  }

  absl::StatusOr<PersonPtr> MakePerson(const resolution::Person& resolved, const std::vector<Row>& rows) {
    auto person = std::make_shared<Person>();
    EntitySummary& summary = person->summary;
    summary.id = {kPersonKind, resolved.id};
    summary.name = resolved.name;
    std::map<std::string, uint32_t> names;
    std::map<std::string, std::vector<DocId>> forms;  // printed, and where
    std::map<std::string, std::string> recorded_as;   // canonical name of a printed form
    NewestTitle newest;
    for (const Row& row : rows) {
      JIANBAO_ASSIGN_OR_RETURN(const Evidence* const evidence, EvidenceOf(row));
      const std::string& canonical = evidence->id.canonical;
      newest.Add(*evidence);
      const auto [at, added] = names.try_emplace(canonical, static_cast<uint32_t>(person->names.size()));
      if (added) person->names.push_back(canonical);
      person->sightings.push_back({ToDayNumber(evidence->date), evidence->doc, at->second});
      for (const std::string& text : evidence->texts) {
        forms[text].push_back(evidence->doc);
        recorded_as.try_emplace(text, canonical);
      }
      if (evidence->texts.empty()) forms[canonical].push_back(evidence->doc);
    }
    std::sort(person->sightings.begin(), person->sightings.end(), [](const PersonSighting& a, const PersonSighting& b) {
      return std::tie(a.day, a.doc, a.name) < std::tie(b.day, b.doc, b.name);
    });
    Summarize(*person, &summary);
    person->post = newest.title();
    for (auto& [text, docs] : forms) {
      if (text == resolved.name) continue;
      const auto canonical = recorded_as.find(text);
      person->aliases.push_back({text, CountOnce(&docs),
                                 ReasonFor(resolved, text, canonical == recorded_as.end() ? text : canonical->second)});
    }
    std::stable_sort(person->aliases.begin(), person->aliases.end(),
                     [](const Alias& a, const Alias& b) { return a.articles > b.articles; });
    return person;
  }

  static uint64_t CountOnce(std::vector<DocId>* docs) {
    std::sort(docs->begin(), docs->end());
    return static_cast<uint64_t>(std::unique(docs->begin(), docs->end()) - docs->begin());
  }

  static void Summarize(const Person& person, EntitySummary* summary) {
    std::vector<DocId> docs;
    for (const PersonSighting& seen : person.sightings) docs.push_back(seen.doc);
    summary->articles = CountOnce(&docs);
    const auto dated = std::find_if(person.sightings.begin(), person.sightings.end(),
                                    [](const PersonSighting& seen) { return FromDayNumber(seen.day).has_value(); });
    if (dated == person.sightings.end()) return;
    summary->first = FromDayNumber(dated->day);
    summary->last = FromDayNumber(person.sightings.back().day);
  }

  // Why a printed form is taken for a person: its issue took it for `canonical`, which was joined to the person.
  static std::string ReasonFor(const resolution::Person& person, const std::string& text,
                               const std::string& canonical) {
    std::string reason;
    for (const resolution::Alias& alias : person.aliases) {
      if (alias.name == canonical) reason = alias.reason;
    }
    if (text == canonical) return reason;
    std::string in_issue = absl::StrCat("stands for ", canonical, " in its issue");
    return reason.empty() ? in_issue : absl::StrCat(in_issue, "; ", reason);
  }

  static constexpr resolution::ResolverOptions kResolver{};

  const People& all_;
  const View& view_;
  const PeopleOptions& options_;
  SearchContext& context_;
  const std::unique_ptr<storage::Iterator> it_;
  std::set<std::string> known_;     // folded names in the block
  std::set<std::string> expanded_;  // those whose look-alikes were looked for
  std::vector<Name> names_;         // in the order they came in
  uint64_t rows_ = 0;               // sightings of them
  size_t resolved_ = 0;             // those of them that are resolved
  resolution::Resolution resolution_;
};

// ---- Cache --------------------------------------------------------------------------------------------------------

void People::Touch(const std::set<std::string>& keys, Revision revision) const {
  absl::MutexLock lock(&mutex_);
  if (touched_.size() + keys.size() > kMaxTouched) {
    touched_.clear();
    floor_ = revision;
  }
  for (const std::string& key : keys) touched_[Hash(key)] = revision;
}

bool People::IsCurrent(Revision made, Revision wanted, const std::vector<uint64_t>& depends_on) const {
  const Revision both_at_least = std::min(made, wanted);
  if (both_at_least < floor_) return false;
  for (const uint64_t key : depends_on) {  // a lambda would be analysed as if it did not hold the lock
    const auto at = touched_.find(key);
    if (at != touched_.end() && both_at_least < at->second) return false;
  }
  return true;
}

template <typename Value>
const typename People::Cache<Value>::Entry* People::Cache<Value>::Find(const std::string& name) {
  const auto known = by_name_.find(name);
  if (known == by_name_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, known->second);
  return &entries_.front();
}

template <typename Value>
void People::Cache<Value>::Put(Entry entry, uint64_t most) {
  const auto known = by_name_.find(entry.name);
  if (known != by_name_.end()) Forget(known->second);
  cost_ += entry.cost;
  entries_.push_front(std::move(entry));
  by_name_[entries_.front().name] = entries_.begin();
  while (cost_ > most && entries_.size() > 1) Forget(std::prev(entries_.end()));
}

template <typename Value>
void People::Cache<Value>::Forget(typename std::list<Entry>::iterator at) {
  cost_ -= at->cost;
  by_name_.erase(at->name);
  entries_.erase(at);
}

std::shared_ptr<const People::PreparedName> People::FindPrepared(const std::string& folded, Revision revision) const {
  absl::MutexLock lock(&mutex_);
  const auto* known = prepared_.Find(folded);
  const bool current = known != nullptr && IsCurrent(known->revision, revision, known->value->depends_on);
  return current ? known->value : nullptr;
}

void People::KeepPrepared(const std::string& folded, std::shared_ptr<const PreparedName> prepared,
                          Revision revision) const {
  const uint64_t cost = kCostOfName + prepared->articles;
  absl::MutexLock lock(&mutex_);
  prepared_.Put({folded, std::move(prepared), revision, cost}, options_.prepared_sightings);
}

absl::StatusOr<std::shared_ptr<const People::Block>> People::BlockOf(const View& view, const std::string& folded,
                                                                     SearchContext* context) const {
  const Revision revision = view.state.revision;
  {
    absl::MutexLock lock(&mutex_);
    const auto* known = blocks_.Find(folded);
    if (known != nullptr && IsCurrent(known->revision, revision, known->value->depends_on)) return known->value;
  }
  JIANBAO_ASSIGN_OR_RETURN(std::shared_ptr<const Block> block, Builder(*this, view, context).Build(folded));
  uint64_t cost = kCostOfBlock;
  for (const PersonPtr& person : block->people) cost += person->sightings.size() + person->aliases.size();
  absl::MutexLock lock(&mutex_);
  blocks_.Put({folded, block, revision, cost}, options_.cached_sightings);
  return block;
}

// ---- Questions ----------------------------------------------------------------------------------------------------

absl::StatusOr<std::vector<PersonPtr>> People::Named(const View& view, std::string_view name,
                                                     SearchContext* context) const {
  const std::string folded = FoldName(name);
  std::vector<PersonPtr> named;
  if (folded.empty()) return named;
  JIANBAO_ASSIGN_OR_RETURN(const auto block, BlockOf(view, folded, context));
  for (const PersonPtr& person : block->people) {
    const std::string home = FoldName(person->summary.name);
    if (home == folded) {
      named.push_back(person);
      continue;
    }
    JIANBAO_ASSIGN_OR_RETURN(const auto home_block, BlockOf(view, home, context));
    const PersonSighting& seen = *std::find_if(person->sightings.begin(), person->sightings.end(), [&](const auto& s) {
      return FoldName(person->names[s.name]) == folded;
    });
    const auto same = std::find_if(home_block->people.begin(), home_block->people.end(), [&](const PersonPtr& other) {
      return other->IsSeen(person->names[seen.name], seen.doc);
    });
    named.push_back(same == home_block->people.end() ? person : *same);
  }
  return named;
}

absl::StatusOr<PersonPtr> People::Get(const View& view, std::string_view id, SearchContext* context) const {
  const std::string name = NameOfId(id);
  JIANBAO_ASSIGN_OR_RETURN(const std::vector<PersonPtr> named, Named(view, name, context));
  for (const PersonPtr& person : named) {
    if (person->summary.id.canonical == id) return person;
  }
  if (name != id || named.empty()) return NoSuchEntity({kPersonKind, std::string(id)});
  const auto meant = [&](const PersonPtr& person) {
    return std::count_if(person->sightings.begin(), person->sightings.end(),
                         [&](const PersonSighting& seen) { return person->names[seen.name] == name; });
  };
  PersonPtr best;
  for (const PersonPtr& person : named) {
    if (meant(person) > (best == nullptr ? 0 : meant(best))) best = person;
  }
  if (best == nullptr) return NoSuchEntity({kPersonKind, std::string(id)});
  return best;
}

absl::StatusOr<std::vector<EntitySummary>> People::Lookup(const View& view, const LookupEntitiesOptions& options,
                                                          SearchContext* context) const {
  LookupEntitiesOptions people = options;
  people.kind = kPersonKind;
  JIANBAO_ASSIGN_OR_RETURN(const auto ids, EntityTable(view.store, view.snapshot.get()).Find(people));
  std::map<std::string, uint64_t> articles;  // by folded name
  for (const auto& [id, count] : ids) articles[FoldName(id.canonical)] += count;
  const std::string typed = TypedSpelling(options.text);
  if (!typed.empty() && options.match != NameMatch::kExact) {
    const std::string prefix = PinyinPrefix(typed) + (options.match == NameMatch::kPrefix ? "" : std::string(1, '\0'));
    const auto it = view.store->NewIterator(Family::kRecords, view.snapshot.get());
    size_t read = 0;
    for (it->Seek(prefix); it->Valid() && it->key().starts_with(prefix) && read < kMaxSpellingRows;
         it->Next(), ++read) {
      JIANBAO_ASSIGN_OR_RETURN(const std::string_view name, NameOfKey(it->key()));
      std::string_view value = it->value();
      uint64_t count = 0;
      if (!GetVarint64(&value, &count)) return CorruptEntityRow();
      uint64_t& known = articles[std::string(name)];
      known = std::max(known, count);
    }
    JIANBAO_RETURN_IF_ERROR(it->status());
  }
  std::vector<std::pair<uint64_t, std::string>> names;
  for (const auto& [name, count] : articles) names.emplace_back(count, name);
  std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  if (names.size() > kMaxNamesLookedUp) names.resize(kMaxNamesLookedUp);
  std::map<EntityId, EntitySummary> found;
  for (const auto& [count, name] : names) {
    if (context->CheckNow()) return context->status();
    JIANBAO_ASSIGN_OR_RETURN(const std::vector<PersonPtr> named, Named(view, name, context));
    for (const PersonPtr& person : named) found.emplace(person->summary.id, person->summary);
  }
  std::vector<EntitySummary> summaries;
  for (auto& [id, summary] : found) summaries.push_back(std::move(summary));
  return summaries;
}

}  // namespace jianbao::engine
