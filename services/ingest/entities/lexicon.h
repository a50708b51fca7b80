// Ordinary words of Chinese and how usual they are: the dictionary ICU segments Chinese with, read where it lies in
// ICU's data. Thread-safe: its words do not change, and what it remembers of walks through them is atomic.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_

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
    if (text.empty() || text[0] >= first_.size()) return;
    const First& first = first_[text[0]];
    if (USTRINGTRIE_HAS_VALUE(first.result)) visit(1, first.cost);
    if (!USTRINGTRIE_HAS_NEXT(first.result) || text.size() == 1 || text[1] > 0xFFFF) return;
    icu::UCharsTrie& trie = cursor->trie_;
    UStringTrieResult result = WalkPair(text[0], text[1], &trie);
    for (size_t length = 2;; ++length) {
      if (USTRINGTRIE_HAS_VALUE(result)) visit(length, static_cast<uint16_t>(trie.getValue()));
      if (!USTRINGTRIE_HAS_NEXT(result) || length == text.size() || text[length] > 0xFFFF) return;
      result = trie.next(static_cast<int32_t>(text[length]));
    }
  }

 private:
  // The trie after one character, so that no walk starts at the root with its thousands of children.
  struct First {
    uint64_t state = 0;
    UStringTrieResult result = USTRINGTRIE_NO_MATCH;
    uint16_t cost = 0;
  };

  // The trie after two characters, as found before. The second step is the dear one: the first has up to hundreds of
  // followers. Text repeats itself, so a few thousand remembered pairs spare most of these steps.
  class Pairs {
   public:
    // The trie's state in `*trie` and the result; false where the pair is not remembered.
    bool Find(uint32_t pair, icu::UCharsTrie* trie, UStringTrieResult* result) const {
      const uint64_t entry = entries_[Slot(pair)].load(std::memory_order_relaxed);
      if (entry >> kPairShift != pair) return false;
      *result = static_cast<UStringTrieResult>(entry & kResultMask);
      trie->resetToState64((entry >> kRemainingShift & kRemainingMask) << kStateShift |
                           (entry >> kPlaceShift & kPlaceMask));
      return true;
    }
    void Remember(uint32_t pair, const icu::UCharsTrie& trie, UStringTrieResult result);

   private:
    // An entry is one word, so that threads see it whole: pair, place in the trie, characters of the node still to
    // match, result. `kStateShift` is where ICU's own 64-bit state has these characters.
    static constexpr int kPairShift = 32, kPlaceShift = 7, kRemainingShift = 2, kStateShift = 59;
    static constexpr uint64_t kPlaceMask = (1u << 25) - 1, kRemainingMask = 31, kResultMask = 3;
    static constexpr int kBits = 15;

    static size_t Slot(uint32_t pair) { return pair * 0x9E3779B1u >> (32 - kBits); }

    std::vector<std::atomic<uint64_t>> entries_ = std::vector<std::atomic<uint64_t>>(size_t{1} << kBits);
  };

  Lexicon();

  UStringTrieResult WalkPair(char32_t first, char32_t second, icu::UCharsTrie* trie) const {
    const uint32_t pair = first << 16 | second;
    UStringTrieResult result;
    if (pairs_.Find(pair, trie, &result)) return result;
    trie->resetToState64(first_[first].state);
    result = trie->next(static_cast<int32_t>(second));
    pairs_.Remember(pair, *trie, result);
    return result;
  }

  icu::UCharsTrie words_;
  std::vector<First> first_;
  mutable Pairs pairs_;
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_
