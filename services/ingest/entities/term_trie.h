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
    uint32_t node = kRoot;
    for (size_t i = 0; i < text.size(); ++i) {
      node = Child(node, text[i]);
      if (node == kNone) return;
      const Node& reached = nodes_[node];
      if (reached.term.classes != 0) visit(i + 1, reached.term);
      if (i + 1 == text.size() || (reached.followers & FollowerBit(text[i + 1])) == 0) return;
    }
  }

  // The term that is exactly `text`; classes 0 where it is none.
  Term Find(std::u32string_view text) const;

 private:
  static constexpr uint32_t kRoot = 0;
  static constexpr uint32_t kNone = UINT32_MAX;

  struct Node {
    uint64_t followers = 0;  // a sieve of the characters that lead on: most walks end here, without a look at the edges
    Term term;
  };
  struct Edge {
    uint64_t key = UINT64_MAX;  // parent node and character
    uint32_t child = kNone;
  };

  // Whether a term starts with `c`. Most characters start none, and this small table says so.
  bool MayStart(char32_t c) const { return c < starts_.size() && starts_[c]; }

  static uint64_t FollowerBit(char32_t c) { return uint64_t{1} << (c & 63); }
  static uint64_t Key(uint32_t node, char32_t c) { return uint64_t{node} << 32 | c; }
  size_t Slot(uint64_t key) const { return key * 0x9E3779B97F4A7C15u >> shift_; }
  uint32_t Child(uint32_t node, char32_t c) const {
    if (node == kRoot) return c < first_.size() ? first_[c] : kNone;
    const uint64_t key = Key(node, c);
    for (size_t slot = Slot(key);; slot = (slot + 1) & (edges_.size() - 1)) {
      if (edges_[slot].key == key) return edges_[slot].child;
      if (edges_[slot].child == kNone) return kNone;
    }
  }
  uint32_t AddChild(uint32_t node, char32_t c);

  std::bitset<0x10000> starts_;  // by character, whether the root has a child
  std::vector<uint32_t> first_;  // that child
  std::vector<Edge> edges_;      // open addressing, a power of two, at most half full
  std::vector<Node> nodes_;
  int shift_ = 0;
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_TERM_TRIE_H_
