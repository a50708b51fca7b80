// From a query to matchers: what to look for is worked out once (Compile), how much each part weighs once the
// collection's statistics are known (Weigh), and the matchers are made for each leaf (Instantiate).
//
// One thread at a time.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_PLAN_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_PLAN_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/leaf.h"
#include "services/index/engine/matcher.h"
#include "services/index/engine/query.h"
#include "services/index/engine/unit.h"

namespace jianbao::engine {

using Leaves = std::vector<std::shared_ptr<const Leaf>>;

// Articles of an issue; found by the engine.
struct DocRange {
  DocId begin;
  DocId end;
};

// What a plan needs to know that its leaves cannot tell.
struct PlanHost {
  std::function<absl::StatusOr<DocRange>(const std::string& issue)> find_issue;
  // The text of one field of an article.
  std::function<absl::StatusOr<std::string>(DocId doc, TextField field)> read_text;
};

class Plan {
 public:
  static absl::StatusOr<Plan> Compile(const Query& query, const QueryLimits& limits, const Leaves& leaves,
                                      const PlanHost& host);

  // This index's share of the statistics: how many articles hold each of the plan's terms.
  std::map<std::string, uint64_t> DocumentFrequencies() const;
  void Weigh(const CollectionStatistics& statistics, const RankingOptions& ranking);

  // Matcher for leaf number `leaf` of those given to Compile(); null where nothing can match. Call Weigh() before.
  // With `scoring` false nothing scores. `host` and the plan must outlive the matcher.
  absl::StatusOr<MatcherPtr> Instantiate(size_t leaf, bool scoring, SearchContext* context) const;
  // What a part of the query does for a search that goes through windows of articles (see search.cc).
  enum class Role : uint8_t {
    kWanted,     // brings articles and their scores
    kRequired,   // is asked for those there are, and takes away what it does not match
    kPreferred,  // is asked for them, and adds to the scores of those it matches
  };
  // Where the query is a choice between parts, under filters or not, the matchers of the parts, of the filters and of
  // what is preferred besides (see search.cc); empty where nothing can match.
  struct Choice {
    MatcherPtr matcher;
    Role role;
  };
  absl::StatusOr<std::vector<Choice>> InstantiateChoices(size_t leaf, SearchContext* context) const;
  bool IsChoice() const { return ChoiceNode() != nullptr; }
  // Where several parts of the query must all match and at least two of them are choices between terms, the matchers
  // of these, of the other parts and of what is preferred besides; nothing where one of the parts matches nowhere.
  struct Conjunction {
    std::vector<MatcherPtr> terms;
    std::vector<MatcherPtr> others;
    std::vector<MatcherPtr> preferred;
  };
  absl::StatusOr<Conjunction> InstantiateConjunction(size_t leaf, bool scoring, SearchContext* context) const;
  bool IsConjunction() const;

  // How the score of `doc`, a match, comes about. Each part as if nothing else were asked for.
  absl::StatusOr<std::vector<ScorePart>> Explain(size_t leaf, LocalDoc doc, SearchContext* context) const;

 private:
  enum class Kind : uint8_t {
    kNone,
    kAll,
    kTerm,
    kPhrase,
    kAnd,
    kOr,
    kNot,
    kPrefer,
    kDates,
    kPages,
    kRange,
    kNear,
    kLead
  };
  struct Part {
    uint32_t term;  // index into terms_
    uint32_t offset;
  };
  struct Node {
    Kind kind = Kind::kNone;
    uint8_t field = 0;            // kTerm, kPhrase, kNear
    bool scores = false;          // kTerm, kPhrase
    bool filter = false;          // kTerm of a filter value: scores the same in every article, if at all
    std::string text;             // kTerm, kPhrase: what is looked for
    double boost = 1;             // kTerm, kPhrase
    double weight = 0;            // kTerm, kPhrase; by Weigh()
    std::vector<Part> parts;      // kTerm: one
    std::vector<Node> children;   // kNot: wanted-free, one; kPrefer: what is wanted, then what is preferred
    bool same_text = false;       // kOr: the children are one text in several fields
    uint32_t minimum = 1;         // kOr
    int32_t first = 0, last = 0;  // kDates, kPages
    DocRange range;               // kRange
    std::vector<Unit> units;      // kNear
    uint32_t slop = 0;            // kNear
  };
  class Compiler;
  // A term, or a choice between such nodes.
  static bool IsTermSomewhere(const Node& node);

  Plan(const Leaves& leaves, const PlanHost& host) : leaves_(leaves), host_(&host) {}
  absl::Status LoadLists();
  void WeighNode(const CollectionStatistics& statistics, const RankingOptions& ranking, Node* node);
  void WeighLead(const CollectionStatistics& statistics, const RankingOptions& ranking, Node* node) const;
  uint64_t Frequency(const CollectionStatistics& statistics, uint32_t term) const;

  struct MakeState {
    size_t leaf;
    bool scoring;
    SearchContext* context;
  };
  absl::StatusOr<MatcherPtr> Make(const Node& node, const MakeState& state) const;
  absl::StatusOr<MatcherPtr> MakeTerm(const Node& node, const MakeState& state) const;
  absl::StatusOr<MatcherPtr> MakeLead(const Node& node, const MakeState& state) const;
  absl::StatusOr<MatcherPtr> MakePhrase(const Node& node, const MakeState& state) const;
  absl::StatusOr<MatcherPtr> MakeAnd(const Node& node, const MakeState& state) const;
  absl::Status AddChoices(const Node& node, const MakeState& state, std::vector<MatcherPtr>* matchers) const;
  absl::StatusOr<MatcherPtr> MakeOr(const Node& node, const MakeState& state) const;
  absl::StatusOr<MatcherPtr> MakePrefer(const Node& node, const MakeState& state) const;
  absl::StatusOr<std::vector<MatcherPtr>> MakePreferred(const Node& node, const MakeState& state) const;
  static bool Scores(const Node& node);
  // Null where the query is no choice.
  const Node* ChoiceNode() const;
  // The query without what is preferred beside it.
  const Node& Wanted() const { return root_.kind == Kind::kPrefer ? root_.children[0] : root_; }
  absl::StatusOr<MatcherPtr> MakeFilter(const Node& node, const MakeState& state) const;
  absl::StatusOr<MatcherPtr> MakeNear(const Node& node, const MakeState& state) const;
  absl::Status ExplainNode(const Node& node, LocalDoc doc, const MakeState& state, std::vector<ScorePart>* parts) const;
  TermScorer ScorerOf(const Node& node, const MakeState& state) const;

  Leaves leaves_;
  const PlanHost* host_;
  Node root_;
  std::vector<std::string> terms_;
  std::vector<std::vector<std::optional<PostingList>>> lists_;  // by leaf, by term
  std::shared_ptr<std::array<LengthNorms, kTextFields>> norms_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_PLAN_H_
