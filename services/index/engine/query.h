// What a search asks for, as a tree. Text in it is analysed by the engine, never by the caller, so that searching and
// indexing cannot disagree. Value types; thread-compatible.
//
//   Query query = Query::And({Query::Text("秸秆禁烧"), Query::Keyword(kPerson, "沈砚秋"),
//                             Query::Not(Query::Text("演练", FieldSet::Of(TextField::kHeadline)))});
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_QUERY_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_QUERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/index/engine/document.h"

namespace jianbao::engine {

// The text fields a condition looks at.
class FieldSet {
 public:
  static constexpr FieldSet All() { return FieldSet((1U << kTextFields) - 1); }
  static constexpr FieldSet None() { return FieldSet(0); }
  static constexpr FieldSet Of(TextField field) { return FieldSet(1U << static_cast<int>(field)); }

  constexpr FieldSet operator|(FieldSet other) const { return FieldSet(bits_ | other.bits_); }
  constexpr bool Has(TextField field) const { return (bits_ >> static_cast<int>(field) & 1U) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

  friend constexpr bool operator==(FieldSet, FieldSet) = default;

 private:
  explicit constexpr FieldSet(uint32_t bits) : bits_(bits) {}
  uint32_t bits_;
};

// Places of a body that are its lead.
inline constexpr uint32_t kLeadLetters = 100;

struct Query {
  // Every article.
  struct AllNode {
    friend bool operator==(const AllNode&, const AllNode&) = default;
  };
  // The characters of `text` one after another, in one field, whatever spaces, width or script form lie between them
  // and the print. With `whole_words`, a text that is one Latin or digit run must be a whole run of the article.
  // Text without letters or digits asks for its punctuation marks, in any order.
  struct TextNode {
    std::string text;
    FieldSet fields = FieldSet::All();
    bool whole_words = true;
    friend bool operator==(const TextNode&, const TextNode&) = default;
  };
  // The parts of `text` between white space, each as a TextNode, in order and without overlap, with at most `slop`
  // foreign characters between the first and the last.
  struct ProximityNode {
    std::string text;
    uint32_t slop = 0;
    FieldSet fields = FieldSet::All();
    friend bool operator==(const ProximityNode&, const ProximityNode&) = default;
  };
  // A Latin or digit run that starts with `text`; text with other characters matches as TextNode does.
  struct PrefixNode {
    std::string text;
    FieldSet fields = FieldSet::All();
    friend bool operator==(const PrefixNode&, const PrefixNode&) = default;
  };
  // Any bigram or word of `text`; more of them, and rarer ones, score higher. At least `minimum_percent` of the
  // different bigrams and words must occur (never fewer than one).
  struct AnyOfNode {
    std::string text;
    FieldSet fields = FieldSet::All();
    uint32_t minimum_percent = 0;
    bool characters = false;  // the different single characters instead
    // Only bigrams, and only where they stand in the lead: within the first kLeadLetters places of the body, whose
    // reporter tells there what the headline tells. Each scores the same however often it stands there, by how rare it
    // is; those that many articles hold say little and do not match.
    bool lead = false;
    friend bool operator==(const AnyOfNode&, const AnyOfNode&) = default;
  };
  // Filters do not score.
  struct KeywordNode {
    engine::Keyword keyword;
    friend bool operator==(const KeywordNode&, const KeywordNode&) = default;
  };
  struct PublicationNode {
    std::string publication;
    friend bool operator==(const PublicationNode&, const PublicationNode&) = default;
  };
  struct IssueNode {
    std::string issue;
    friend bool operator==(const IssueNode&, const IssueNode&) = default;
  };
  // Both ends included; an absent end is open. An article without date matches no range.
  struct DateNode {
    std::optional<absl::CivilDay> earliest;
    std::optional<absl::CivilDay> latest;
    friend bool operator==(const DateNode&, const DateNode&) = default;
  };
  struct PageNode {
    uint32_t first = 0;
    uint32_t last = 0;  // included
    friend bool operator==(const PageNode&, const PageNode&) = default;
  };
  struct AndNode {
    std::vector<Query> children;
    friend bool operator==(const AndNode&, const AndNode&) = default;
  };
  struct OrNode {
    std::vector<Query> children;
    friend bool operator==(const OrNode&, const OrNode&) = default;
  };
  // Articles the child does not match. Does not score.
  struct NotNode {
    std::vector<Query> child;  // exactly one
    friend bool operator==(const NotNode&, const NotNode&) = default;
  };
  // The child's articles with their scores times `factor` (0 makes a filter of it).
  struct BoostNode {
    std::vector<Query> child;  // exactly one
    float factor = 1;          // finite, 0 to 1,000
    friend bool operator==(const BoostNode&, const BoostNode&) = default;
  };

  // The child's articles. Those that match a preferred query too score more, by its score; here filters score as well,
  // by how rare they are.
  struct PreferNode {
    std::vector<Query> child;  // exactly one
    std::vector<Query> preferred;
    friend bool operator==(const PreferNode&, const PreferNode&) = default;
  };

  using Node = std::variant<AllNode, TextNode, ProximityNode, PrefixNode, AnyOfNode, KeywordNode, PublicationNode,
                            IssueNode, DateNode, PageNode, AndNode, OrNode, NotNode, BoostNode, PreferNode>;
  Node node = AllNode{};

  static Query All() { return {}; }
  static Query Text(std::string text, FieldSet fields = FieldSet::All()) {
    return {TextNode{std::move(text), fields, /*whole_words=*/true}};
  }
  static Query Phrase(std::string text, FieldSet fields = FieldSet::All()) {
    return {TextNode{std::move(text), fields, /*whole_words=*/false}};
  }
  static Query Proximity(std::string text, uint32_t slop, FieldSet fields = FieldSet::All()) {
    return {ProximityNode{std::move(text), slop, fields}};
  }
  static Query Prefix(std::string text, FieldSet fields = FieldSet::All()) {
    return {PrefixNode{std::move(text), fields}};
  }
  static Query AnyOf(std::string text, FieldSet fields = FieldSet::All(), uint32_t minimum_percent = 0) {
    return {AnyOfNode{std::move(text), fields, minimum_percent}};
  }
  static Query Keyword(uint8_t field, std::string value) { return {KeywordNode{{field, std::move(value)}}}; }
  static Query Publication(std::string publication) { return {PublicationNode{std::move(publication)}}; }
  static Query Issue(std::string issue) { return {IssueNode{std::move(issue)}}; }
  static Query Date(std::optional<absl::CivilDay> earliest, std::optional<absl::CivilDay> latest) {
    return {DateNode{earliest, latest}};
  }
  static Query Page(uint32_t first, uint32_t last) { return {PageNode{first, last}}; }
  static Query And(std::vector<Query> children) { return {AndNode{std::move(children)}}; }
  static Query Or(std::vector<Query> children) { return {OrNode{std::move(children)}}; }
  static Query Not(Query child);
  static Query Boost(Query child, float factor);
  static Query Prefer(Query child, std::vector<Query> preferred);

  friend bool operator==(const Query&, const Query&) = default;
};

inline Query Query::Not(Query child) {
  NotNode node;
  node.child.push_back(std::move(child));
  return {std::move(node)};
}

inline Query Query::Boost(Query child, float factor) {
  BoostNode node{{}, factor};
  node.child.push_back(std::move(child));
  return {std::move(node)};
}

inline Query Query::Prefer(Query child, std::vector<Query> preferred) {
  PreferNode node{{}, std::move(preferred)};
  node.child.push_back(std::move(child));
  return {std::move(node)};
}

// What a hostile query may not exceed; checked before any work is done.
struct QueryLimits {
  uint32_t max_nodes = 1024;
  uint32_t max_depth = 32;
  uint32_t max_text_bytes = 16 << 10;    // of all texts together
  uint32_t max_prefix_expansions = 256;  // words one PrefixNode may stand for
  uint32_t max_slop = 1000;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_QUERY_H_
