#include "services/ingest/entities/term_trie.h"

#include <map>
#include <string>
#include <utility>

#include "libs/text/chars.h"

namespace jianbao::entities {
namespace {

// Every word of the lists, with all that they say of it.
std::map<std::u32string, Term> Merge(const std::vector<TermList>& lists) {
  std::map<std::u32string, Term> terms;
  for (const TermList& list : lists) {
    std::u32string word;
    for (const char32_t c : text::FromUtf8(std::string(list.words) + " ")) {
      if (c != U' ') {
        word += c;
        continue;
      }
      if (word.empty()) continue;
      Term& term = terms[std::exchange(word, {})];
      if (list.cost != 0 && (term.cost == 0 || list.cost < term.cost)) term.cost = list.cost;
      term.classes |= list.classes;
    }
  }
  return terms;
}

}  // namespace

TermTrie::TermTrie(const std::vector<TermList>& lists) : roots_(starts_.size(), kNone), nodes_(1), letters_(1) {
  const std::map<std::u32string, Term> merged = Merge(lists);
  const std::vector<std::pair<std::u32string_view, Term>> terms(merged.begin(), merged.end());
  struct Range {
    size_t begin, end;
    size_t depth;
  };
  std::vector<Range> below = {{0, terms.size(), 0}};  // of each node, the terms that start with what leads to it
  for (size_t n = 0; n < nodes_.size(); ++n) {
    auto [at, end, depth] = below[n];
    if (at < end && terms[at].first.size() == depth) nodes_[n].term = terms[at++].second;
    nodes_[n].first_child = static_cast<uint32_t>(nodes_.size());
    while (at < end) {
      const size_t begin = at;
      const char32_t c = terms[begin].first[depth];
      while (at < end && terms[at].first[depth] == c) ++at;
      nodes_[n].followers |= FollowerBit(c);
      ++nodes_[n].children;
      nodes_.emplace_back();
      letters_.push_back(static_cast<char16_t>(c));
      below.push_back({begin, at, depth + 1});
    }
  }
  for (uint32_t root = 1; root <= nodes_[0].children; ++root) {
    starts_[letters_[root]] = true;
    roots_[letters_[root]] = static_cast<uint16_t>(root);
  }
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
