// Ordinary words of Chinese and how usual they are: the dictionary ICU segments Chinese with, read where it lies in
// ICU's data. Immutable after construction, so thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_

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
    if (text.empty() || text[0] >= first_.size() || !first_[text[0]].found) return;
    const First& first = first_[text[0]];
    icu::UCharsTrie& trie = cursor->trie_;
    trie.resetToState(first.state);
    UStringTrieResult result = first.result;
    for (size_t length = 1;; ++length) {
      if (USTRINGTRIE_HAS_VALUE(result)) visit(length, static_cast<uint16_t>(trie.getValue()));
      if (!USTRINGTRIE_HAS_NEXT(result) || length == text.size() || text[length] > 0xFFFF) return;
      result = trie.next(static_cast<int32_t>(text[length]));
    }
  }

 private:
  // The trie after one character, so that no walk starts at the root with its thousands of children.
  struct First {
    icu::UCharsTrie::State state;
    UStringTrieResult result = USTRINGTRIE_NO_MATCH;
    bool found = false;
  };

  Lexicon();

  icu::UCharsTrie words_;
  std::vector<First> first_;
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_LEXICON_H_
