#include "services/ingest/entities/term_trie.h"

#include <string>

#include "libs/text/chars.h"

namespace jianbao::entities {
namespace {

size_t TotalCharacters(const std::vector<TermList>& lists) {
  size_t bytes = 0;
  for (const TermList& list : lists) bytes += list.words.size();
  return bytes / 3 + 1;
}

}  // namespace

TermTrie::TermTrie(const std::vector<TermList>& lists) : first_(0x10000, kNone), nodes_(1) {
  int bits = 4;
  while ((size_t{1} << bits) < 2 * TotalCharacters(lists)) ++bits;
  edges_.resize(size_t{1} << bits);
  shift_ = 64 - bits;
  for (const TermList& list : lists) {
    uint32_t node = kRoot;
    for (const char32_t c : text::FromUtf8(std::string(list.words) + " ")) {
      if (c != U' ') {
        node = AddChild(node, c);
      } else if (node != kRoot) {
        Term& term = nodes_[node].term;
        if (list.cost != 0 && (term.cost == 0 || list.cost < term.cost)) term.cost = list.cost;
        term.classes |= list.classes;
        node = kRoot;
      }
    }
  }
}

uint32_t TermTrie::AddChild(uint32_t node, char32_t c) {
  if (const uint32_t child = Child(node, c); child != kNone) return child;
  const auto child = static_cast<uint32_t>(nodes_.size());
  nodes_.emplace_back();
  if (node == kRoot) {
    starts_[c] = true;
    return first_[c] = child;
  }
  nodes_[node].followers |= FollowerBit(c);
  const uint64_t key = Key(node, c);
  size_t slot = Slot(key);
  while (edges_[slot].child != kNone) slot = (slot + 1) & (edges_.size() - 1);
  edges_[slot] = {key, child};
  return child;
}

Term TermTrie::Find(std::u32string_view text) const {
  uint32_t node = kRoot;
  for (const char32_t c : text) {
    node = Child(node, c);
    if (node == kNone) return {};
  }
  return nodes_[node].term;
}

const TermTrie& TermTrie::Vocabulary() {
  static const TermTrie& trie = *[] {
    std::vector<TermList> lists;
    for (const auto& part : {PeopleTerms(), PlaceTerms(), OrganizationTerms(), CommonTerms()}) {
      lists.insert(lists.end(), part.begin(), part.end());
    }
    return new TermTrie(lists);
  }();
  return trie;
}

}  // namespace jianbao::entities
