// Ordinary words of Chinese and how usual they are: the dictionary ICU segments Chinese with, read where it lies in
// ICU's data. Immutable, so thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "unicode/ucharstrie.h"

namespace jianbao::entities {

class Lexicon {
 public:
  // Lives as long as the process. Without ICU's dictionary it is empty and a warning is logged: names are then told
  // from words by the name model alone.
  static const Lexicon& Get();

  // Where a walk through the words stands; making one for every character would cost more than the walk. Not
  // thread-safe.
  class Cursor {
   public:
    Cursor() : trie_(Get().words_) {}

   private:
    friend class Lexicon;
    icu::UCharsTrie trie_;
  };

  // Calls visit(length, cost) for every word that text starts with, shortest first. The cost is 10 * -ln(probability).
  template <typename Visit>
  void ForEachPrefix(std::u32string_view text, Cursor* cursor, Visit visit) const {
    if (text.empty() || text[0] >= costs_.size()) return;
    if (costs_[text[0]] != kNoWord) visit(1, costs_[text[0]]);
    if (text.size() == 1 || text[1] > 0xFFFF) return;
    const Walk pair = pairs_.Find(text[0] << 16 | text[1]);
    if (USTRINGTRIE_HAS_VALUE(pair.result)) visit(2, pair.cost);
    if (!USTRINGTRIE_HAS_NEXT(pair.result) || text.size() == 2) return;
    icu::UCharsTrie& trie = cursor->trie_;
    trie.resetToState64(pair.state);
    for (size_t length = 2; length < text.size() && text[length] <= 0xFFFF;) {
      const UStringTrieResult result = trie.next(static_cast<int32_t>(text[length++]));
      if (USTRINGTRIE_HAS_VALUE(result)) visit(length, static_cast<uint16_t>(trie.getValue()));
      if (!USTRINGTRIE_HAS_NEXT(result)) return;
    }
  }

  // Has what is known of the words that start with these two characters fetched from memory, which takes longer than
  // looking at it.
  void Prefetch(char32_t first, char32_t second) const { pairs_.Prefetch(first << 16 | second); }

 private:
  static constexpr uint16_t kNoWord = UINT16_MAX;

  // A walk from the root: where the trie stands, and the cost of the word it has spelled, if any.
  struct Walk {
    uint64_t state = 0;
    UStringTrieResult result = USTRINGTRIE_NO_MATCH;
    uint16_t cost = 0;
  };

  // The walks of two characters that lead somewhere: a hash table, in which a pair costs one look at memory. ICU's trie
  // costs several, for a character has up to hundreds of followers.
  class Pairs {
   public:
    Walk Find(uint32_t pair) const {
      const uint32_t hash = Hash(pair);
      if ((sieve_[hash >> kSieveBits >> 6] >> (hash >> kSieveBits & 63) & 1) == 0) return Walk();
      for (size_t at = hash >> kPlaceBits;; at = (at + 1) & (buckets_.size() - 1)) {
        uint64_t found = kFree;
        for (const uint64_t entry : buckets_[at]) found = entry >> kMarkShift == (hash & kMarkMask) ? entry : found;
        if (found != kFree) return Unpacked(found);
        if (buckets_[at].back() == kFree) return Walk();
      }
    }
    // False where the walk, which must lead somewhere, cannot be held: a dictionary too large.
    bool Add(uint32_t pair, const Walk& walk);
    void Prefetch(uint32_t pair) const { __builtin_prefetch(&buckets_[Hash(pair) >> kPlaceBits]); }

   private:
    // An entry: the low bits of the pair's hash, cost, place in the trie, characters of the node still to match,
    // result. `kStateShift` is where ICU's own 64-bit state has these characters. The high bits of a hash are the
    // number of the bucket, and a few are in both, so that what had to go to one of the next buckets is told from what
    // belongs there.
    static constexpr int kMarkShift = 40, kCostShift = 32, kTrieShift = 7, kRemainingShift = 2, kStateShift = 59;
    static constexpr uint64_t kMostCost = 0xFF, kTrieMask = (1u << 25) - 1, kRemainingMask = 31, kResultMask = 3;
    static constexpr uint32_t kMarkMask = (1u << 24) - 1;
    static constexpr uint64_t kFree = 0;
    static constexpr int kPlaceBits = 17, kSieveBits = 11;

    static Walk Unpacked(uint64_t entry) {
      return {(entry >> kRemainingShift & kRemainingMask) << kStateShift | (entry >> kTrieShift & kTrieMask),
              static_cast<UStringTrieResult>(entry & kResultMask),
              static_cast<uint16_t>(entry >> kCostShift & kMostCost)};
    }

    // Filled from the start; what finds a full one goes to the next.
    struct alignas(64) Bucket : std::array<uint64_t, 8> {};

    // No two pairs have the same.
    static uint32_t Hash(uint32_t pair) { return pair * 0x9E3779B1u; }

    std::vector<Bucket> buckets_ = std::vector<Bucket>(size_t{1} << (32 - kPlaceBits));
    // Most pairs lead nowhere: a bit for each of 2^21 hashes says so of nine in ten of them, in little memory.
    std::vector<uint64_t> sieve_ = std::vector<uint64_t>(size_t{1} << (32 - kSieveBits - 6));
    size_t size_ = 0;
  };

  Lexicon();

  // False where the words that start with `first`, behind which `*trie` stands, are more than pairs_ holds.
  bool AddPairs(char32_t first, icu::UCharsTrie* trie);

  icu::UCharsTrie words_;
  std::vector<uint16_t> costs_;  // by character, as a word; kNoWord where it is none
  Pairs pairs_;
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_
