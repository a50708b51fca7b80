// All names of the archive in memory, to be completed while somebody types: which entities' names and printed forms
// start so, most often named first. A copy of rows that the store holds (kEntityCount, kForm, the last kEvidence of
// each), so it needs no format of its own: it is read when the index is opened and follows every write. How much memory
// that takes: docs/adr/0022-names-in-memory.md.
//
// Thread-safe; one thread at a time loads or refreshes.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_NAME_DIRECTORY_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_NAME_DIRECTORY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/leaf.h"
#include "services/index/engine/ranked_keys.h"
#include "services/index/engine/row_counts.h"
#include "services/index/engine/typed_name.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

// An entity as it is recorded; of people, a name that resolution has not looked at.
struct NamedEntity {
  EntityId id;
  uint64_t articles = 0;  // that name it
  int32_t last_day = 0;   // as ToDayNumber()
};
// True where `a` is suggested before `b`: named in more articles, or as many and seen later, else by name.
bool IsSuggestedBefore(const NamedEntity& a, const NamedEntity& b);

class NameDirectory {
 public:
  // Reads everything as of `snapshot`; replaces what was there. Cancelled where `cancelled` says so.
  absl::Status Load(const storage::Store& store, const storage::Snapshot* snapshot,
                    const std::function<bool()>& cancelled);
  // Reads again what `keys` say now; those of kEntityCount and kForm rows matter.
  absl::Status Refresh(const storage::Store& store, const std::vector<std::string>& keys);
  // The same where nothing was removed, without reading: what the rows count now, and the newest day of the articles
  // that were added, by whom they name.
  absl::Status Add(const CountedRows& rows, const std::map<EntityId, int32_t>& newest_days);

  // The best `limit` entities of a kind that fit, best first.
  std::vector<NamedEntity> Best(uint8_t kind, const TypedName& typed, size_t limit) const;
  // Entities of any kind, of two letters or more, whose pinyin in one word is `letters`, best first.
  std::vector<NamedEntity> Pronounced(const std::string& letters) const;

 private:
  using ItemId = RankedKeys::ItemId;
  struct Item {
    std::string canonical;
    uint32_t articles = 0;
    int32_t last_day = 0;
    std::vector<std::string> forms;  // folded, by which it is found
  };
  // The entities of one kind.
  struct Kind {
    std::vector<Item> items;
    std::vector<ItemId> free;  // places of items that are gone
    RankedKeys keys;

    std::string_view NameOf(ItemId item) const { return items[item].canonical; }
  };
  class Loader;

  static uint64_t RankOf(const Item& item);
  // All keys of an item, each once.
  static std::vector<std::string> KeysOf(const Item& item);

  // What the store says of an entity now.
  struct Present {
    uint64_t articles = 0;
    int32_t last_day = kNoDate;
    bool may_be_later = false;          // the day known before counts too
    std::map<std::string, bool> forms;  // those that changed, and whether they are printed
  };
  // Takes a row into what is said of its entity; rows of other kinds are nothing to it.
  static absl::Status Take(const std::string& key, int64_t count, std::map<EntityId, Present>* present);
  void Update(const EntityId& id, const Present& present) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::map<uint8_t, Kind> kinds_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_NAME_DIRECTORY_H_
