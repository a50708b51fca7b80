#include "services/query/spelling.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>
#include <variant>

#include "libs/text/chars.h"

namespace jianbao::query {
namespace {

using language::Node;
using language::Word;

constexpr size_t kMaxWords = 8;
constexpr size_t kMaxWordBytes = 256;
constexpr size_t kMinCharacters = 2;
constexpr size_t kMaxReadings = 3;
// A word in so many articles or fewer may be misprinted in all of them; what was meant is printed this much more often.
constexpr int64_t kHardlyAny = 2;
constexpr int64_t kTimesAsOften = 5;

bool IsTextField(const std::string& field) {
  return field.empty() || field == "headline" || field == "heads" || field == "body" || field == "byline";
}

// Calls `visit` with every word that is searched in texts and not excluded; what it returns takes the word's place.
Node Rewrite(const Node& node, const std::function<Node(const Word&)>& visit) {
  return std::visit(
      language::Overloaded{[&](const Word& word) -> Node { return IsTextField(word.field) ? visit(word) : Node(word); },
                           [&](const language::And& conjunction) -> Node {
                             language::And out{{}, conjunction.excluded};
                             for (const Node& operand : conjunction.operands) {
                               out.operands.push_back(Rewrite(operand, visit));
                             }
                             return out;
                           },
                           [&](const language::Or& disjunction) -> Node {
                             language::Or out;
                             for (const Node& operand : disjunction.operands) {
                               out.operands.push_back(Rewrite(operand, visit));
                             }
                             return out;
                           },
                           [](const auto& other) -> Node { return other; }},
      node.value);
}

v1::SpellingChange Change(const std::string& word, const SpellingProposals::Spelling& spelling) {
  v1::SpellingChange change;
  change.set_from(word);
  change.set_to(spelling.text());
  change.set_reason(spelling.reason());
  change.set_article_count(spelling.article_count());
  return change;
}

}  // namespace

std::vector<std::string> WordsToSpell(const Node& tree) {
  std::vector<std::string> words;
  Rewrite(tree, [&](const Word& word) -> Node {
    const bool fits = word.text.size() <= kMaxWordBytes && text::FromUtf8(word.text).size() >= kMinCharacters;
    const bool known = std::find(words.begin(), words.end(), word.text) != words.end();
    if (fits && !known && words.size() < kMaxWords) words.push_back(word.text);
    return word;
  });
  return words;
}

SpellingChanges NearSpellings(const std::vector<std::string>& words, const SpellingProposals& proposed) {
  SpellingChanges changes;
  for (int i = 0; i < std::min(static_cast<int>(words.size()), proposed.results_size()); ++i) {
    if (proposed.results(i).article_count() > 0) continue;
    for (const auto& spelling : proposed.results(i).spellings()) {
      changes.push_back(Change(words[static_cast<size_t>(i)], spelling));
    }
  }
  return changes;
}

std::vector<SpellingChanges> LikelyReadings(const std::vector<std::string>& words, const SpellingProposals& proposed) {
  std::vector<SpellingChanges> likely_of_word;
  for (int i = 0; i < std::min(static_cast<int>(words.size()), proposed.results_size()); ++i) {
    const auto& result = proposed.results(i);
    SpellingChanges likely;
    for (const auto& spelling : result.spellings()) {
      if (result.article_count() <= kHardlyAny && spelling.article_count() >= kTimesAsOften * result.article_count()) {
        likely.push_back(Change(words[static_cast<size_t>(i)], spelling));
      }
    }
    if (!likely.empty()) likely_of_word.push_back(std::move(likely));
  }
  std::vector<SpellingChanges> readings;
  if (likely_of_word.empty()) return readings;
  SpellingChanges best;
  for (const SpellingChanges& likely : likely_of_word) best.push_back(likely.front());
  readings.push_back(best);
  // Further ones differ in one word.
  for (size_t other = 1; other < kMaxReadings; ++other) {
    for (size_t w = 0; w < likely_of_word.size() && readings.size() < kMaxReadings; ++w) {
      if (other >= likely_of_word[w].size()) continue;
      readings.push_back(best);
      readings.back()[w] = likely_of_word[w][other];
    }
  }
  return readings;
}

Node WithAlternatives(const Node& tree, const SpellingChanges& changes) {
  return Rewrite(tree, [&](const Word& word) -> Node {
    language::Or either{{word}};
    for (const v1::SpellingChange& change : changes) {
      if (change.from() == word.text) either.operands.push_back(Word{word.field, change.to()});
    }
    if (either.operands.size() == 1) return word;
    return either;
  });
}

Node WithReplacements(const Node& tree, const SpellingChanges& changes) {
  return Rewrite(tree, [&](const Word& word) -> Node {
    for (const v1::SpellingChange& change : changes) {
      if (change.from() == word.text) return Word{word.field, change.to()};
    }
    return word;
  });
}

}  // namespace jianbao::query
