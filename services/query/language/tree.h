// The tree a query becomes. Plain values that compare by content, with no positions and no text of the query left;
// this, not the text, is what crosses to the index. Thread-compatible.
//
// A tree is canonical when Canonical() (canonical.h) returns it unchanged; ParseQuery() returns only such trees.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_TREE_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"

namespace jianbao::language {

struct Node;

// In every leaf, `field` is the canonical name of a field, or empty: then each field searched by default may match.

// Characters that stand together. The index folds them (width, case, simplified forms) as it folds articles.
struct Word {
  std::string field;
  std::string text;
  friend bool operator==(const Word&, const Word&) = default;
};

// A word or name that begins with `text`.
struct Prefix {
  std::string field;
  std::string text;
  friend bool operator==(const Prefix&, const Prefix&) = default;
};

// Exactly these characters in this order; white space and punctuation between them do not count. Unlike a Word it is
// never taken apart.
struct Phrase {
  std::string field;
  std::string text;
  friend bool operator==(const Phrase&, const Phrase&) = default;
};

// Words near one another and in this order, with at most `distance` other characters between the first and the last.
struct Near {
  std::string field;
  std::vector<std::string> words;
  int distance = 0;
  friend bool operator==(const Near&, const Near&) = default;
};

// Days `first` to `last`, both inclusive; an absent end is open.
struct DateRange {
  std::string field;
  std::optional<absl::CivilDay> first;
  std::optional<absl::CivilDay> last;
  friend bool operator==(const DateRange&, const DateRange&) = default;
};

// Whole numbers `first` to `last`, both inclusive; an absent end is open.
struct NumberRange {
  std::string field;
  std::optional<uint32_t> first;
  std::optional<uint32_t> last;
  friend bool operator==(const NumberRange&, const NumberRange&) = default;
};

// Every one of `operands` and none of `excluded`. Exclusion has no node of its own, so a tree cannot ask for
// "everything but …", which no index answers well.
struct And {
  std::vector<Node> operands;
  std::vector<Node> excluded;
  friend bool operator==(const And& a, const And& b);
};

// At least one of `operands`.
struct Or {
  std::vector<Node> operands;
  friend bool operator==(const Or& a, const Or& b);
};

struct Node {
  using Value = std::variant<Word, Prefix, Phrase, Near, DateRange, NumberRange, And, Or>;

  Node() = default;
  template <typename T, typename = std::enable_if_t<!std::is_same_v<std::decay_t<T>, Node>>>
  Node(T&& alternative) : value(std::forward<T>(alternative)) {}  // NOLINT(google-explicit-constructor)

  Value value;

  friend bool operator==(const Node& a, const Node& b) { return a.value == b.value; }
};

inline bool operator==(const And& a, const And& b) { return a.operands == b.operands && a.excluded == b.excluded; }
inline bool operator==(const Or& a, const Or& b) { return a.operands == b.operands; }

// Calls the overload that fits the node's alternative: std::visit(Overloaded{[](const Word&) {…}, …}, node.value).
template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_TREE_H_
