// Where each pair of neighbouring characters stands on the page: the page's own evidence that two characters make a
// word, and what two stretches of text have in common. Built in linear time, immutable, thread-safe for reading; the
// page must outlive it.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_NGRAM_INDEX_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_NGRAM_INDEX_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "services/ingest/newspaper/page.h"

namespace jianbao::newspaper {

class NgramIndex {
 public:
  explicit NgramIndex(const Page& page);

  // Times `text` (two or more characters, folded) stands within a line of the page, counting at most a few dozen.
  int Count(std::u32string_view text) const;

  // The places of the pair at place `i`, itself included, if there are at most `limit`; else, or where no pair of word
  // characters begins, 0. Writes to places[0 .. result).
  int RarePlaces(uint32_t i, uint32_t* places, int limit) const;

  // How much of `title` comes back in `body`: the share of its pairs of characters found there, rare pairs weighing
  // more than ones the whole page uses. 0..1.
  double Overlap(CharRange title, CharRange body) const;

 private:
  template <typename Visit>
  void ForEach(char32_t a, char32_t b, Visit visit) const;

  bool CrossesLines(uint32_t at, size_t length) const;

  const Page& page_;
  std::vector<bool> starts_;     // per character: whether a line begins with it
  std::vector<uint32_t> heads_;  // last place of each bucket's chain, + 1; 0 for none
  std::vector<uint32_t> next_;   // place before it in the same bucket, + 1
};

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_NGRAM_INDEX_H_
