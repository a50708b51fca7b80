#include "services/index/engine/name_directory.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "libs/base/coding.h"
#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using storage::Family;

// Names put to a test of what was typed, of those whose keys fit. Only what mixes letters and characters has one.
constexpr size_t kMaxNamesTested = 4'096;
constexpr uint32_t kRowsBetweenQuestions = 1'024;

// The day of the newest article that names `id`; kNoDate where none is dated.
absl::StatusOr<int32_t> LastDay(storage::Iterator* it, const EntityId& id) {
  const std::string prefix = EvidencePrefix(id);
  it->SeekBefore(prefix + std::string(9, '\xff'));
  JIANBAO_RETURN_IF_ERROR(it->status());
  if (!it->Valid() || !it->key().starts_with(prefix)) return kNoDate;
  std::string_view tail = it->key().substr(prefix.size());
  std::optional<absl::CivilDay> date;
  if (!GetDate(&tail, &date)) return CorruptEntityRow();
  return ToDayNumber(date);
}

uint32_t Saturated(uint64_t count) {
  return static_cast<uint32_t>(std::min<uint64_t>(count, std::numeric_limits<uint32_t>::max()));
}

}  // namespace

bool IsSuggestedBefore(const NamedEntity& a, const NamedEntity& b) {
  if (a.articles != b.articles) return a.articles > b.articles;
  if (a.last_day != b.last_day) return a.last_day > b.last_day;
  return a.id.canonical < b.id.canonical;
}

uint64_t NameDirectory::RankOf(const Item& item) {
  constexpr uint32_t kSign = uint32_t{1} << 31;
  return uint64_t{item.articles} << 32 | (static_cast<uint32_t>(item.last_day) ^ kSign);
}

std::vector<std::string> NameDirectory::KeysOf(const Item& item) {
  std::vector<std::string> keys = TypingKeys(item.canonical);
  for (const std::string& form : item.forms) {
    for (std::string& key : TypingKeys(form)) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
    }
  }
  return keys;
}

// Reads the whole store; what it makes is put in place at the end.
class NameDirectory::Loader {
 public:
  Loader(const storage::Store& store, const storage::Snapshot* snapshot, const std::function<bool()>& cancelled)
      : it_(store.NewIterator(Family::kRecords, snapshot)), cancelled_(cancelled) {}

  absl::StatusOr<std::map<uint8_t, Kind>> Run() {
    JIANBAO_RETURN_IF_ERROR(ReadNames());
    JIANBAO_RETURN_IF_ERROR(ReadForms());
    JIANBAO_RETURN_IF_ERROR(ReadDays());
    for (auto& [number, kind] : kinds_) {
      std::vector<RankedKeys::Entry> entries;
      entries.reserve(3 * kind.items.size());
      for (size_t i = 0; i < kind.items.size(); ++i) {
        const uint64_t rank = RankOf(kind.items[i]);
        for (std::string& key : KeysOf(kind.items[i])) {
          entries.push_back({std::move(key), rank, static_cast<ItemId>(i)});
        }
        JIANBAO_RETURN_IF_ERROR(Check());
      }
      kind.keys.Build(std::move(entries), [&kind = kind](ItemId item) { return kind.NameOf(item); });
    }
    return std::move(kinds_);
  }

 private:
  absl::Status Check() {
    if (++rows_ % kRowsBetweenQuestions == 0 && cancelled_()) return absl::CancelledError("the index is being closed");
    return absl::OkStatus();
  }

  // Calls `row` with each row of a kind of record.
  template <typename Row>
  absl::Status ForEach(RecordKind record, const Row& row) {
    const std::string prefix = RecordKey(record, "");
    for (it_->Seek(prefix); it_->Valid() && it_->key().starts_with(prefix); it_->Next()) {
      JIANBAO_RETURN_IF_ERROR(Check());
      JIANBAO_RETURN_IF_ERROR(row(it_->key(), it_->value()));
    }
    return it_->status();
  }

  absl::Status ReadNames() {
    return ForEach(RecordKind::kEntityCount, [this](std::string_view key, std::string_view value) -> absl::Status {
      JIANBAO_ASSIGN_OR_RETURN(EntityId id, EntityOfCountKey(key));
      uint64_t articles = 0;
      if (!GetVarint64(&value, &articles)) return CorruptEntityRow();
      kinds_[id.kind].items.push_back({std::move(id.canonical), Saturated(articles), kNoDate, {}});
      return absl::OkStatus();
    });
  }

  absl::Status ReadForms() {
    return ForEach(RecordKind::kForm, [this](std::string_view key, std::string_view) -> absl::Status {
      JIANBAO_ASSIGN_OR_RETURN(const EntityId id, EntityOfFormKey(key));
      std::string form(FormOfKey(key));
      if (form == FoldName(id.canonical)) return absl::OkStatus();
      std::vector<Item>& items = kinds_[id.kind].items;  // by name, as the rows are
      const auto at = std::lower_bound(items.begin(), items.end(), id.canonical,
                                       [](const Item& item, const std::string& name) { return item.canonical < name; });
      if (at == items.end() || at->canonical != id.canonical) return CorruptEntityRow();
      at->forms.push_back(std::move(form));
      return absl::OkStatus();
    });
  }

  absl::Status ReadDays() {
    for (auto& [number, kind] : kinds_) {
      for (Item& item : kind.items) {
        JIANBAO_RETURN_IF_ERROR(Check());
        JIANBAO_ASSIGN_OR_RETURN(item.last_day, LastDay(it_.get(), {number, item.canonical}));
      }
    }
    return absl::OkStatus();
  }

  const std::unique_ptr<storage::Iterator> it_;
  const std::function<bool()>& cancelled_;
  uint32_t rows_ = 0;
  std::map<uint8_t, Kind> kinds_;
};

absl::Status NameDirectory::Load(const storage::Store& store, const storage::Snapshot* snapshot,
                                 const std::function<bool()>& cancelled) {
  JIANBAO_ASSIGN_OR_RETURN(auto kinds, Loader(store, snapshot, cancelled).Run());
  absl::MutexLock lock(&mutex_);
  kinds_.swap(kinds);
  return absl::OkStatus();
}

absl::Status NameDirectory::Take(const std::string& key, int64_t count, std::map<EntityId, Present>* present) {
  if (key[0] == static_cast<char>(RecordKind::kEntityCount)) {
    JIANBAO_ASSIGN_OR_RETURN(const EntityId id, EntityOfCountKey(key));
    (*present)[id].articles = static_cast<uint64_t>(count);
  } else if (key[0] == static_cast<char>(RecordKind::kForm)) {
    JIANBAO_ASSIGN_OR_RETURN(const EntityId id, EntityOfFormKey(key));
    (*present)[id].forms[std::string(FormOfKey(key))] = count > 0;
  }
  return absl::OkStatus();
}

absl::Status NameDirectory::Refresh(const storage::Store& store, const std::vector<std::string>& keys) {
  std::map<EntityId, Present> changed;
  for (const std::string& key : keys) {
    JIANBAO_ASSIGN_OR_RETURN(const int64_t count, ReadCount(store, nullptr, key));
    JIANBAO_RETURN_IF_ERROR(Take(key, count, &changed));
  }
  const auto it = store.NewIterator(Family::kRecords, nullptr);
  for (auto& [id, present] : changed) {
    JIANBAO_ASSIGN_OR_RETURN(present.last_day, LastDay(it.get(), id));
  }
  absl::MutexLock lock(&mutex_);
  for (const auto& [id, present] : changed) Update(id, present);
  return absl::OkStatus();
}

absl::Status NameDirectory::Add(const CountedRows& rows, const std::map<EntityId, int32_t>& newest_days) {
  std::map<EntityId, Present> changed;
  for (const auto& [key, count] : rows) JIANBAO_RETURN_IF_ERROR(Take(key, count, &changed));
  absl::MutexLock lock(&mutex_);
  for (auto& [id, present] : changed) {
    const auto newest = newest_days.find(id);
    if (newest != newest_days.end()) present.last_day = newest->second;
    present.may_be_later = true;
    Update(id, present);
  }
  return absl::OkStatus();
}

void NameDirectory::Update(const EntityId& id, const Present& present) {
  const std::string folded = FoldName(id.canonical);
  if (folded.empty()) return;
  Kind& kind = kinds_[id.kind];
  const auto name_of = [&kind](ItemId item) { return kind.NameOf(item); };
  const std::vector<ItemId> named = kind.keys.WithKey(folded);
  const auto known =
      std::find_if(named.begin(), named.end(), [&](ItemId item) { return kind.NameOf(item) == id.canonical; });
  std::vector<std::string> old_keys;
  ItemId at = 0;
  if (known != named.end()) {
    at = *known;
    old_keys = KeysOf(kind.items[at]);
  } else if (present.articles == 0) {
    return;
  } else if (kind.free.empty()) {
    at = static_cast<ItemId>(kind.items.size());
    kind.items.push_back({id.canonical, 0, kNoDate, {}});
  } else {
    at = kind.free.back();
    kind.free.pop_back();
    kind.items[at] = {id.canonical, 0, kNoDate, {}};
  }
  Item& item = kind.items[at];
  item.articles = Saturated(present.articles);
  item.last_day = present.may_be_later ? std::max(item.last_day, present.last_day) : present.last_day;
  for (const auto& [form, is_printed] : present.forms) {
    if (form == folded) continue;
    const auto form_at = std::find(item.forms.begin(), item.forms.end(), form);
    if (is_printed && form_at == item.forms.end()) item.forms.push_back(form);
    if (!is_printed && form_at != item.forms.end()) item.forms.erase(form_at);
  }
  const std::vector<std::string> new_keys = present.articles > 0 ? KeysOf(item) : std::vector<std::string>();
  const auto has = [](const std::vector<std::string>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  for (const std::string& key : old_keys) {
    if (!has(new_keys, key)) kind.keys.Erase(key, at, name_of);
  }
  for (const std::string& key : new_keys) {
    if (has(old_keys, key)) {
      kind.keys.Rerank(key, at, RankOf(item), name_of);
    } else {
      kind.keys.Insert({key, RankOf(item), at}, name_of);
    }
  }
  if (present.articles == 0) {
    item = {};
    kind.free.push_back(at);
  }
}

std::vector<NamedEntity> NameDirectory::Best(uint8_t kind, const TypedName& typed, size_t limit) const {
  std::vector<NamedEntity> best;
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = kinds_.find(kind);
  if (found == kinds_.end()) return best;
  const Kind& names = found->second;
  const auto name_of = [&names](ItemId item) { return names.NameOf(item); };
  const auto fits = [&](ItemId item) {
    const Item& named = names.items[item];
    return typed.Fits(named.canonical) || std::any_of(named.forms.begin(), named.forms.end(),
                                                      [&](const std::string& form) { return typed.Fits(form); });
  };
  std::set<ItemId> seen;
  for (const std::string& prefix : typed.prefixes()) {
    const size_t tested = typed.IsTested() ? kMaxNamesTested : std::numeric_limits<size_t>::max();
    for (const ItemId item : names.keys.Best(prefix, limit, name_of, fits, tested)) {
      const Item& named = names.items[item];
      if (seen.insert(item).second) best.push_back({{kind, named.canonical}, named.articles, named.last_day});
    }
  }
  std::sort(best.begin(), best.end(), IsSuggestedBefore);
  if (best.size() > limit) best.resize(limit);
  return best;
}

std::vector<NamedEntity> NameDirectory::Pronounced(const std::string& letters) const {
  std::vector<NamedEntity> named;
  absl::ReaderMutexLock lock(&mutex_);
  for (const auto& [number, kind] : kinds_) {
    for (const ItemId at : kind.keys.WithKey(letters)) {
      const Item& item = kind.items[at];
      // Initials are keys too.
      const std::vector<std::string> keys = TypingKeys(item.canonical);
      if (keys.size() < 2 || keys[1] != letters) continue;
      named.push_back({{number, item.canonical}, item.articles, item.last_day});
    }
  }
  std::sort(named.begin(), named.end(), IsSuggestedBefore);
  return named;
}

}  // namespace jianbao::engine
