// Ordinary words of Chinese and how usual they are: the dictionary ICU segments Chinese with, read where it lies in
// ICU's data. Thread-safe: its words do not change, and what it remembers of walks through them is atomic.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_

#include <array>
#include <atomic>
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
    const Walk pair = WalkPair(text[0], text[1], &cursor->trie_);
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

  // Has what is remembered of the words that start with these two characters fetched from memory, which takes longer
  // than looking at it.
  void Prefetch(char32_t first, char32_t second) const { pairs_.Prefetch(first << 16 | second); }

 private:
  static constexpr uint16_t kNoWord = UINT16_MAX;

  // A walk from the root: where the trie stands, and the cost of the word it has spelled, if any.
  struct Walk {
    uint64_t state = 0;
    UStringTrieResult result = USTRINGTRIE_NO_MATCH;
    uint16_t cost = 0;
  };

  // The walks of two characters, as found before. The second step is the dear one: the first character has up to
  // hundreds of followers. Text repeats itself, so some hundred thousand remembered pairs, one megabyte, spare most of
  // these steps.
  class Pairs {
   public:
    // False where the pair is not remembered.
    bool Find(uint32_t pair, Walk* walk) const {
      const uint32_t hash = Hash(pair);
      for (const std::atomic<uint64_t>& place : places_[hash >> kTagBits]) {
        const uint64_t entry = place.load(std::memory_order_relaxed);
        if (entry >> kTagShift != (kSeen | (hash & kTagMask))) continue;
        walk->result = static_cast<UStringTrieResult>(entry & kResultMask);
        walk->cost = static_cast<uint16_t>(entry >> kCostShift & kMostCost);
        walk->state = (entry >> kRemainingShift & kRemainingMask) << kStateShift | (entry >> kPlaceShift & kPlaceMask);
        return true;
      }
      return false;
    }
    void Remember(uint32_t pair, const Walk& walk);
    void Prefetch(uint32_t pair) const { __builtin_prefetch(&places_[Hash(pair) >> kTagBits]); }

   private:
    // An entry is one word, so that threads see it whole: what its place does not say of the pair, cost, place in the
    // trie, characters of the node still to match, result. `kStateShift` is where ICU's own 64-bit state has these
    // characters.
    static constexpr int kTagShift = 40, kCostShift = 32, kPlaceShift = 7, kRemainingShift = 2, kStateShift = 59;
    static constexpr uint64_t kMostCost = 0xFF, kPlaceMask = (1u << 25) - 1, kRemainingMask = 31, kResultMask = 3;
    static constexpr int kTagBits = 17;
    static constexpr uint32_t kTagMask = (1u << kTagBits) - 1, kSeen = 1u << kTagBits;

    // Four entries share a place, the last one remembered first.
    struct alignas(32) Place : std::array<std::atomic<uint64_t>, 4> {};

    // No two pairs have the same.
    static uint32_t Hash(uint32_t pair) { return pair * 0x9E3779B1u; }

    std::vector<Place> places_ = std::vector<Place>(size_t{1} << (32 - kTagBits));
  };

  Lexicon();

  // May use `*trie` for it.
  Walk WalkPair(char32_t first, char32_t second, icu::UCharsTrie* trie) const {
    Walk walk;
    return pairs_.Find(first << 16 | second, &walk) ? walk : WalkNewPair(first, second, trie);
  }
  Walk WalkNewPair(char32_t first, char32_t second, icu::UCharsTrie* trie) const;

  icu::UCharsTrie words_;
  std::vector<uint16_t> costs_;   // by character, as a word; kNoWord where it is none
  std::vector<uint64_t> states_;  // … the trie after it, so that no walk starts at the root with its thousands of
                                  // children; 0 where nothing follows
  mutable Pairs pairs_;
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_
