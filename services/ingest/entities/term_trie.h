// The project's own vocabulary as a trie: every term that starts at a character, in one walk. Immutable after
// construction, so thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_TERM_TRIE_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_TERM_TRIE_H_

#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "services/ingest/entities/vocabulary.h"

namespace jianbao::entities {

struct Term {
  uint32_t classes = 0;  // TermClass bits; 0 for a node that ends no term
  uint16_t cost = 0;     // as in TermList
};

class TermTrie {
 public:
  explicit TermTrie(const std::vector<TermList>& lists);

  // All of this component's vocabulary. Lives as long as the process.
  static const TermTrie& Vocabulary();

  // Calls visit(length, term) for every term that text starts with, shortest first.
  template <typename Visit>
  void ForEachPrefix(std::u32string_view text, Visit visit) const {
    if (text.empty() || !MayStart(text[0])) return;
    uint32_t node = roots_[text[0]];
    for (size_t length = 1; node != kNone; ++length) {
      const Node& reached = nodes_[node];
      if (reached.term.classes != 0) visit(length, reached.term);
      if (length == text.size() || (reached.followers & FollowerBit(text[length])) == 0) return;
      node = Child(reached, text[length]);
    }
  }

 private:
  static constexpr uint32_t kNone = 0;  // the root is nobody's child

  // Children stand together, and nodes in the order of their depths: where most walks go is little memory.
  struct Node {
    uint64_t followers = 0;  // a sieve of the characters that lead on: most walks end here, without a look at letters_
    Term term;
    uint32_t first_child = 0;
    uint32_t children = 0;
  };

  // Whether a term starts with `c`. Most characters start none, and this small table says so.
  bool MayStart(char32_t c) const { return c < starts_.size() && starts_[c]; }

  static uint64_t FollowerBit(char32_t c) { return uint64_t{1} << (c & 63); }
  uint32_t Child(const Node& node, char32_t c) const {
    for (uint32_t child = node.first_child; child < node.first_child + node.children; ++child) {
      if (letters_[child] == c) return child;
    }
    return kNone;
  }

  std::bitset<0x10000> starts_;    // by character, whether the root has a child
  std::vector<uint16_t> roots_;    // that child
  std::vector<Node> nodes_;        // the root first
  std::vector<char16_t> letters_;  // of each node: the character that leads to it
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_TERM_TRIE_H_
