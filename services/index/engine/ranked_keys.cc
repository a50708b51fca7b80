#include "services/index/engine/ranked_keys.h"

#include <algorithm>
#include <cassert>
#include <tuple>
#include <utility>

namespace jianbao::engine {
namespace {

// Small enough to be read through in a few microseconds, large enough that there are few of them.
constexpr size_t kMaxBlock = 512;

bool ComesBefore(const RankedKeys::Entry& entry, std::string_view key, RankedKeys::ItemId item) {
  const int order = std::string_view(entry.key).compare(key);
  return order != 0 ? order < 0 : entry.item < item;
}

bool Ranks(uint64_t a_rank, RankedKeys::ItemId a, uint64_t b_rank, RankedKeys::ItemId b, RankedKeys::NameOf name_of) {
  if (a_rank != b_rank) return a_rank > b_rank;
  return a != b && name_of(a) < name_of(b);
}

struct Ranked {
  uint64_t rank;
  RankedKeys::ItemId item;
};

// The best so far.
class BestItems {
 public:
  BestItems(size_t limit, RankedKeys::NameOf name_of) : limit_(limit), name_of_(name_of) {}

  bool WouldTake(uint64_t rank, RankedKeys::ItemId item) const {
    return best_.size() < limit_ || Ranks(rank, item, best_.back().rank, best_.back().item, name_of_);
  }
  bool Has(RankedKeys::ItemId item) const {
    return std::any_of(best_.begin(), best_.end(), [item](const Ranked& ranked) { return ranked.item == item; });
  }
  void Take(uint64_t rank, RankedKeys::ItemId item) {
    const auto at = std::partition_point(best_.begin(), best_.end(), [&](const Ranked& other) {
      return Ranks(other.rank, other.item, rank, item, name_of_);
    });
    best_.insert(at, {rank, item});
    if (best_.size() > limit_) best_.pop_back();
  }
  std::vector<RankedKeys::ItemId> items() const {
    std::vector<RankedKeys::ItemId> items;
    for (const Ranked& ranked : best_) items.push_back(ranked.item);
    return items;
  }

 private:
  const size_t limit_;
  const RankedKeys::NameOf name_of_;
  std::vector<Ranked> best_;
};

}  // namespace

void RankedKeys::Build(std::vector<Entry> entries, NameOf name_of) {
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return std::tie(a.key, a.item) < std::tie(b.key, b.item); });
  size_ = entries.size();
  blocks_.clear();
  constexpr size_t kFill = kMaxBlock * 3 / 4;  // leaves room for what comes later
  for (size_t begin = 0; begin < entries.size(); begin += kFill) {
    const size_t end = std::min(begin + kFill, entries.size());
    Block block;
    block.entries.reserve(end - begin);
    for (size_t i = begin; i < end; ++i) block.entries.push_back(std::move(entries[i]));
    FindBest(&block, name_of);
    blocks_.push_back(std::move(block));
  }
}

void RankedKeys::FindBest(Block* block, NameOf name_of) const {
  const Entry* best = &block->entries.front();
  for (const Entry& entry : block->entries) {
    if (Ranks(entry.rank, entry.item, best->rank, best->item, name_of)) best = &entry;
  }
  block->best_rank = best->rank;
  block->best_item = best->item;
}

RankedKeys::Place RankedKeys::LowerBound(std::string_view key, ItemId item) const {
  const auto block = std::partition_point(blocks_.begin(), blocks_.end(),
                                          [&](const Block& b) { return ComesBefore(b.entries.back(), key, item); });
  if (block == blocks_.end()) return {blocks_.size(), 0};
  const auto entry = std::partition_point(block->entries.begin(), block->entries.end(),
                                          [&](const Entry& e) { return ComesBefore(e, key, item); });
  return {static_cast<size_t>(block - blocks_.begin()), static_cast<size_t>(entry - block->entries.begin())};
}

void RankedKeys::Insert(Entry entry, NameOf name_of) {
  ++size_;
  if (blocks_.empty()) {
    blocks_.push_back({{entry}, entry.rank, entry.item});
    return;
  }
  Place at = LowerBound(entry.key, entry.item);
  if (at.block == blocks_.size()) at = {blocks_.size() - 1, blocks_.back().entries.size()};
  Block& block = blocks_[at.block];
  if (Ranks(entry.rank, entry.item, block.best_rank, block.best_item, name_of)) {
    block.best_rank = entry.rank;
    block.best_item = entry.item;
  }
  block.entries.insert(block.entries.begin() + static_cast<ptrdiff_t>(at.entry), std::move(entry));
  if (block.entries.size() <= kMaxBlock) return;
  Block rest;
  const auto middle = block.entries.begin() + static_cast<ptrdiff_t>(block.entries.size() / 2);
  rest.entries.assign(std::make_move_iterator(middle), std::make_move_iterator(block.entries.end()));
  block.entries.erase(middle, block.entries.end());
  FindBest(&block, name_of);
  FindBest(&rest, name_of);
  blocks_.insert(blocks_.begin() + static_cast<ptrdiff_t>(at.block) + 1, std::move(rest));
}

void RankedKeys::Rerank(std::string_view key, ItemId item, uint64_t rank, NameOf name_of) {
  const Place at = LowerBound(key, item);
  assert(at.block < blocks_.size());
  Block& block = blocks_[at.block];
  Entry& entry = block.entries[at.entry];
  assert(entry.item == item && entry.key == key);
  const bool fell = rank < entry.rank;
  entry.rank = rank;
  if (item == block.best_item && fell) {
    FindBest(&block, name_of);
  } else if (item == block.best_item || Ranks(rank, item, block.best_rank, block.best_item, name_of)) {
    block.best_rank = rank;
    block.best_item = item;
  }
}

void RankedKeys::Erase(std::string_view key, ItemId item, NameOf name_of) {
  const Place at = LowerBound(key, item);
  assert(at.block < blocks_.size());
  Block& block = blocks_[at.block];
  assert(block.entries[at.entry].item == item && block.entries[at.entry].key == key);
  block.entries.erase(block.entries.begin() + static_cast<ptrdiff_t>(at.entry));
  --size_;
  if (block.entries.empty()) {
    blocks_.erase(blocks_.begin() + static_cast<ptrdiff_t>(at.block));
  } else if (block.best_item == item) {
    FindBest(&block, name_of);
  }
}

std::vector<RankedKeys::ItemId> RankedKeys::Best(std::string_view prefix, size_t limit, NameOf name_of, Accept accept,
                                                 size_t max_asked) const {
  if (limit == 0) return {};
  BestItems best(limit, name_of);
  const auto read = [&](const Block& block, size_t begin) {
    for (size_t i = begin; i < block.entries.size() && max_asked > 0; ++i) {
      const Entry& entry = block.entries[i];
      if (!std::string_view(entry.key).starts_with(prefix)) return;
      if (!best.WouldTake(entry.rank, entry.item) || best.Has(entry.item)) continue;
      --max_asked;
      if (accept(entry.item)) best.Take(entry.rank, entry.item);
    }
  };
  const Place first = LowerBound(prefix, 0);
  if (first.block == blocks_.size()) return {};
  // The first block and the last one may hold other keys too; those between are read in the order of their best items.
  const auto begin = blocks_.begin() + static_cast<ptrdiff_t>(first.block) + 1;
  const auto end = std::partition_point(begin, blocks_.end(), [&](const Block& b) {
    return std::string_view(b.entries.front().key).starts_with(prefix);
  });
  read(*std::prev(begin), first.entry);
  std::vector<const Block*> between;
  if (end != begin) {
    read(*std::prev(end), 0);
    for (auto block = begin; block != std::prev(end); ++block) between.push_back(&*block);
  }
  const auto worse = [&](const Block* a, const Block* b) {
    return Ranks(b->best_rank, b->best_item, a->best_rank, a->best_item, name_of);
  };
  std::make_heap(between.begin(), between.end(), worse);
  while (!between.empty() && max_asked > 0) {
    const Block* block = between.front();
    if (!best.WouldTake(block->best_rank, block->best_item)) break;
    read(*block, 0);
    std::pop_heap(between.begin(), between.end(), worse);
    between.pop_back();
  }
  return best.items();
}

std::vector<RankedKeys::ItemId> RankedKeys::WithKey(std::string_view key) const {
  std::vector<ItemId> items;
  const Place first = LowerBound(key, 0);
  for (size_t b = first.block; b < blocks_.size(); ++b) {
    const auto& entries = blocks_[b].entries;
    for (size_t i = b == first.block ? first.entry : 0; i < entries.size(); ++i) {
      if (entries[i].key != key) return items;
      items.push_back(entries[i].item);
    }
  }
  return items;
}

}  // namespace jianbao::engine
