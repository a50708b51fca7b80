// Where each pair of neighbouring characters stands on the page: the page's own evidence that two characters make a
// word, and what two stretches of text have in common. Built in linear time, immutable, thread-safe for reading; the
// page must outlive it.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_NGRAM_INDEX_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_NGRAM_INDEX_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "services/ingest/newspaper/page.h"

namespace jianbao::newspaper {

class NgramIndex {
 public:
  explicit NgramIndex(const Page& page);

  // Times `text` (two or more characters, folded) stands within a line of the page, counting at most a few dozen.
  int Count(std::u32string_view text) const;

  // Pairs are numbered from 0. The one at place `i`; kNoPair where no two word characters of one line stand,
  // or on a page made so that too many pairs are alike to the index.
  static constexpr uint32_t kNoPair = UINT32_MAX;
  uint32_t PairAt(uint32_t i) const { return pair_at_[i]; }
  size_t pair_count() const { return pairs_.size(); }
  // Where the pair stands, in the order of the page.
  std::span<const uint32_t> Places(uint32_t pair) const {
    return {places_.data() + pairs_[pair].first, pairs_[pair].count};
  }

  // How much of `title` comes back in `body`: the share of its pairs of characters found there, rare pairs weighing
  // more than ones the whole page uses. 0..1.
  double Overlap(CharRange title, CharRange body) const;

 private:
  struct Pair {
    char32_t a = 0, b = 0;
    uint32_t first = 0, count = 0;  // in places_
  };

  size_t SlotOf(char32_t a, char32_t b) const;
  uint32_t Number(char32_t a, char32_t b);
  std::span<const uint32_t> LastPlaces(uint32_t pair, size_t most) const;
  bool CrossesLines(uint32_t at, size_t length) const;

  const Page& page_;
  std::vector<bool> starts_;       // per character: whether a line begins with it
  std::vector<uint32_t> pair_at_;  // per character
  std::vector<Pair> pairs_;        // in the order of their first places
  std::vector<uint32_t> places_;   // of all pairs
  std::vector<uint32_t> slots_;    // pairs by their characters: open addressing, a power of two and one behind
};

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_NGRAM_INDEX_H_
