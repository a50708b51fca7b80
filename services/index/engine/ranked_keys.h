// Strings in order, each standing for a ranked item, of which the best under a prefix are found without looking at all
// of them: the list is kept in blocks that know their best item. What a look-up reads is bounded by the number of
// blocks and of the items asked for, however many strings begin so.
//
// Thread-compatible. Holds no item itself: what one is called, for ties, is asked of the owner.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_RANKED_KEYS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_RANKED_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"

namespace jianbao::engine {

class RankedKeys {
 public:
  using ItemId = uint32_t;
  struct Entry {
    std::string key;
    uint64_t rank;  // of the item; higher comes first
    ItemId item;
  };
  // Breaks ties of rank: the lower name comes first.
  using NameOf = absl::FunctionRef<std::string_view(ItemId)>;
  using Accept = absl::FunctionRef<bool(ItemId)>;

  // Replaces everything. `entries` in any order; a pair of key and item once.
  void Build(std::vector<Entry> entries, NameOf name_of);
  // REQUIRES: no such pair of key and item is there.
  void Insert(Entry entry, NameOf name_of);
  // REQUIRES: the pair of key and item is there. `rank` replaces the rank it has.
  void Rerank(std::string_view key, ItemId item, uint64_t rank, NameOf name_of);
  void Erase(std::string_view key, ItemId item, NameOf name_of);

  // The best `limit` items with a key that starts with `prefix` and which `accept` takes, best first, each once.
  // At most `max_asked` items are put to `accept`, the best-ranked blocks' first.
  std::vector<ItemId> Best(std::string_view prefix, size_t limit, NameOf name_of, Accept accept,
                           size_t max_asked) const;
  // Items whose key is `key`.
  std::vector<ItemId> WithKey(std::string_view key) const;

  size_t size() const { return size_; }

 private:
  struct Block {
    std::vector<Entry> entries;  // by key, then item; never empty
    uint64_t best_rank = 0;
    ItemId best_item = 0;
  };
  struct Place {
    size_t block;
    size_t entry;
  };

  // The first entry that is not before (key, item); of the last block, its end.
  Place LowerBound(std::string_view key, ItemId item) const;
  void FindBest(Block* block, NameOf name_of) const;

  std::vector<Block> blocks_;
  size_t size_ = 0;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_RANKED_KEYS_H_
