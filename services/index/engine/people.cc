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
#include "services/index/resolution/resolver.h"

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
constexpr uint64_t kCostOfBlock = 16;  // in sightings

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
  Builder(const View& view, const PeopleOptions& options, SearchContext* context)
      : view_(view),
        options_(options),
        context_(*context),
        it_(view.store->NewIterator(Family::kRecords, view.snapshot.get())) {}

  absl::StatusOr<BlockPtr> Build(const std::string& folded) {
    asked_ = folded;
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
  struct Row {
    Evidence evidence;
    const std::string* folded;  // its name, in known_
    bool resolved;              // false: past the limit
  };

  // The people of a name as they are recorded, with all their evidence, while there is room for them.
  absl::Status AddName(const std::string& folded) {
    if (known_.contains(folded)) return absl::OkStatus();
    if (known_.size() >= options_.max_names || rows_.size() >= options_.max_sightings) return absl::OkStatus();
    const std::string* const name = &*known_.insert(folded).first;
    std::vector<EntityId> ids;
    const std::string prefix = FormPrefix(folded);
    for (it_->Seek(prefix); it_->Valid() && it_->key().starts_with(prefix); it_->Next()) {
      if (context_.ShouldStop()) return context_.status();
      JIANBAO_ASSIGN_OR_RETURN(EntityId id, EntityOfFormKey(it_->key()));
      if (id.kind == kPersonKind && FoldName(id.canonical) == folded) ids.push_back(std::move(id));
    }
    JIANBAO_RETURN_IF_ERROR(it_->status());
    for (const EntityId& id : ids) JIANBAO_RETURN_IF_ERROR(ReadEvidence(id, name));
    return absl::OkStatus();
  }

  absl::Status ReadEvidence(const EntityId& id, const std::string* folded) {
    const std::string prefix = EvidencePrefix(id);
    for (it_->Seek(prefix); it_->Valid() && it_->key().starts_with(prefix); it_->Next()) {
      if (context_.ShouldStop()) return context_.status();
      JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, DecodeEvidence(it_->key(), it_->value()));
      rows_.push_back({std::move(evidence), folded, rows_.size() < options_.max_sightings});
    }
    return it_->status();
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
    uint64_t sightings = rows_.size();
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
    return static_cast<uint64_t>(
        std::count_if(rows_.begin(), rows_.end(), [&](const Row& row) { return *row.folded == folded; }));
  }

  void Resolve() {
    sightings_.clear();
    of_sighting_.clear();
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (!rows_[i].resolved) continue;
      const Evidence& evidence = rows_[i].evidence;
      resolution::Sighting sighting{.article = evidence.article, .date = evidence.date, .name = evidence.id.canonical};
      sighting.titles = evidence.titles;
      if (evidence.around.has_value()) {
        sighting.issue = evidence.around->issue;
        if (evidence.around->publication != options_.unknown_publication) {
          sighting.publication = evidence.around->publication;
        }
        sighting.people = evidence.around->people;
        sighting.order = evidence.around->order;
        sighting.places = evidence.around->places;
      }
      sightings_.push_back(std::move(sighting));
      of_sighting_.push_back(i);
    }
    resolution_ = resolution::Resolve(sightings_, view_.corrections->About(known_), kResolver);
  }

  const std::string& NameOf(const resolution::Member& member) const {
    return *rows_[of_sighting_[member.sighting]].folded;
  }

  bool IsAsked(const resolution::Person& person) const {
    return FoldName(person.name) == asked_ ||
           std::any_of(person.members.begin(), person.members.end(),
                       [&](const resolution::Member& member) { return NameOf(member) == asked_; });
  }

  // Other names of those who are asked for, whose own look-alikes are not known yet.
  std::set<std::string> NamesJoinedToAsked() const {
    std::set<std::string> names;
    for (const resolution::Person& person : resolution_.people) {
      if (!IsAsked(person)) continue;
      for (const resolution::Member& member : person.members) {
        if (!expanded_.contains(NameOf(member))) names.insert(NameOf(member));
      }
    }
    return names;
  }

  BlockPtr Finish() const {
    auto block = std::make_shared<Block>();
    size_t past_limit_of = resolution_.people.size();  // who gets what was not resolved
    for (size_t i = 0; i < resolution_.people.size() && past_limit_of == resolution_.people.size(); ++i) {
      if (IsAsked(resolution_.people[i])) past_limit_of = i;  // the first is the one sighted most
    }
    for (size_t i = 0; i < resolution_.people.size(); ++i) {
      const resolution::Person& person = resolution_.people[i];
      if (!IsAsked(person)) continue;
      std::vector<size_t> rows;
      for (const resolution::Member& member : person.members) rows.push_back(of_sighting_[member.sighting]);
      for (size_t r = 0; i == past_limit_of && r < rows_.size(); ++r) {
        if (!rows_[r].resolved) rows.push_back(r);
      }
      block->people.push_back(MakePerson(person, rows));
    }
    std::set<uint64_t> keys;
    for (const std::string& name : known_) keys.insert(Hash(TouchKeyOfName(name)));
    for (const std::string& name : expanded_) {
      for (const std::string& key : TouchKeys(name)) keys.insert(Hash(key));
    }
    block->depends_on.assign(keys.begin(), keys.end());
    return block;
  }

  PersonPtr MakePerson(const resolution::Person& resolved, const std::vector<size_t>& rows) const {
    auto person = std::make_shared<Person>();
    EntitySummary& summary = person->summary;
    summary.id = {kPersonKind, resolved.id};
    summary.name = resolved.name;
    std::map<std::string, uint32_t> names;
    std::map<std::string, std::set<DocId>> forms;    // printed, and where
    std::map<std::string, std::string> recorded_as;  // canonical name of a printed form
    NewestTitle newest;
    for (const size_t row : rows) {
      const Evidence& evidence = rows_[row].evidence;
      const std::string& canonical = evidence.id.canonical;
      newest.Add(evidence);
      const auto [at, added] = names.try_emplace(canonical, static_cast<uint32_t>(person->names.size()));
      if (added) person->names.push_back(canonical);
      person->sightings.push_back({ToDayNumber(evidence.date), evidence.doc, at->second});
      for (const std::string& text : evidence.texts) {
        forms[text].insert(evidence.doc);
        recorded_as.try_emplace(text, canonical);
      }
      if (evidence.texts.empty()) forms[canonical].insert(evidence.doc);
    }
    std::sort(person->sightings.begin(), person->sightings.end(), [](const PersonSighting& a, const PersonSighting& b) {
      return std::tie(a.day, a.doc, a.name) < std::tie(b.day, b.doc, b.name);
    });
    Summarize(*person, &summary);
    person->post = newest.title();
    for (const auto& [text, docs] : forms) {
      if (text == resolved.name) continue;
      const auto canonical = recorded_as.find(text);
      person->aliases.push_back(
          {text, docs.size(), ReasonFor(resolved, text, canonical == recorded_as.end() ? text : canonical->second)});
    }
    std::stable_sort(person->aliases.begin(), person->aliases.end(),
                     [](const Alias& a, const Alias& b) { return a.articles > b.articles; });
    return person;
  }

  static void Summarize(const Person& person, EntitySummary* summary) {
    std::set<DocId> docs;
    for (const PersonSighting& seen : person.sightings) docs.insert(seen.doc);
    summary->articles = docs.size();
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

  const View& view_;
  const PeopleOptions& options_;
  SearchContext& context_;
  const std::unique_ptr<storage::Iterator> it_;
  std::string asked_;
  std::set<std::string> known_;     // folded names in the block
  std::set<std::string> expanded_;  // those whose look-alikes were looked for
  std::vector<Row> rows_;
  std::vector<resolution::Sighting> sightings_;
  std::vector<size_t> of_sighting_;  // its row
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

bool People::IsCurrent(const Entry& entry, Revision revision) const {
  const Revision both_at_least = std::min(entry.revision, revision);
  if (both_at_least < floor_) return false;
  return std::none_of(entry.block->depends_on.begin(), entry.block->depends_on.end(), [&](uint64_t key) {
    const auto at = touched_.find(key);
    return at != touched_.end() && both_at_least < at->second;
  });
}

void People::Remember(Entry entry) const {
  absl::MutexLock lock(&mutex_);
  const auto forget = [this](std::list<Entry>::iterator at) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    cost_ -= at->cost;
    by_name_.erase(at->name);
    entries_.erase(at);
  };
  const auto known = by_name_.find(entry.name);
  if (known != by_name_.end()) forget(known->second);
  cost_ += entry.cost;
  entries_.push_front(std::move(entry));
  by_name_[entries_.front().name] = entries_.begin();
  while (cost_ > options_.cached_sightings && entries_.size() > 1) forget(std::prev(entries_.end()));
}

absl::StatusOr<People::BlockPtr> People::BlockOf(const View& view, const std::string& folded,
                                                 SearchContext* context) const {
  const Revision revision = view.state.revision;
  {
    absl::MutexLock lock(&mutex_);
    const auto known = by_name_.find(folded);
    if (known != by_name_.end() && IsCurrent(*known->second, revision)) {
      entries_.splice(entries_.begin(), entries_, known->second);
      return known->second->block;
    }
  }
  JIANBAO_ASSIGN_OR_RETURN(BlockPtr block, Builder(view, options_, context).Build(folded));
  Entry entry{folded, block, revision, kCostOfBlock};
  for (const PersonPtr& person : block->people) entry.cost += person->sightings.size() + person->aliases.size();
  Remember(std::move(entry));
  return block;
}

// ---- Questions ----------------------------------------------------------------------------------------------------

absl::StatusOr<std::vector<PersonPtr>> People::Named(const View& view, std::string_view name,
                                                     SearchContext* context) const {
  const std::string folded = FoldName(name);
  std::vector<PersonPtr> named;
  if (folded.empty()) return named;
  JIANBAO_ASSIGN_OR_RETURN(const BlockPtr block, BlockOf(view, folded, context));
  for (const PersonPtr& person : block->people) {
    const std::string home = FoldName(person->summary.name);
    if (home == folded) {
      named.push_back(person);
      continue;
    }
    JIANBAO_ASSIGN_OR_RETURN(const BlockPtr home_block, BlockOf(view, home, context));
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
