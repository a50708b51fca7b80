// From a query to a plan: which terms stand for each text, in which fields.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/format.h"
#include "services/index/engine/plan.h"
#include "services/index/engine/query_check.h"

namespace jianbao::engine {
namespace {

int32_t DayNumber(absl::CivilDay day) {
  return static_cast<int32_t>(std::clamp<int64_t>(day - absl::CivilDay(1970, 1, 1), kNoDate + 1, INT32_MAX));
}

}  // namespace

class Plan::Compiler {
 public:
  Compiler(Plan* plan, const QueryLimits& limits) : plan_(plan), limits_(limits) {}

  absl::StatusOr<Node> Compile(const Query& query, double boost) {
    return std::visit([&](const auto& node) { return CompileNode(node, boost); }, query.node);
  }

 private:
  Part PartOf(TermKind kind, uint8_t field, const std::string& text, uint32_t offset) {
    std::string term = engine::MakeTerm(kind, field, text);
    const auto [it, inserted] = term_numbers_.try_emplace(term, static_cast<uint32_t>(plan_->terms_.size()));
    if (inserted) plan_->terms_.push_back(std::move(term));
    return {it->second, offset};
  }

  // One unit in one field.
  Node UnitIn(const Unit& unit, uint8_t field, double boost) {
    const std::vector<UnitTerm> terms = TermsOf(unit);
    Node node;
    node.field = field;
    node.scores = true;
    node.boost = boost;
    node.text = text::ToUtf8(unit.letters.empty() ? unit.punctuation : unit.letters);
    for (const UnitTerm& term : terms) node.parts.push_back(PartOf(term.kind, field, term.text, term.offset));
    if (!unit.letters.empty() || terms.size() == 1) {
      node.kind = terms.size() == 1 ? Kind::kTerm : Kind::kPhrase;
      return node;
    }
    Node marks;
    marks.kind = Kind::kAnd;
    for (const Part& part : node.parts) {
      Node mark = node;
      mark.kind = Kind::kTerm;
      mark.parts = {part};
      marks.children.push_back(std::move(mark));
    }
    return marks;
  }

  // One unit in any of several fields.
  Node UnitInAny(const Unit& unit, FieldSet fields, double boost) {
    Node either;
    either.kind = Kind::kOr;
    either.same_text = true;
    for (int i = 0; i < kTextFields; ++i) {
      if (fields.Has(static_cast<TextField>(i))) {
        either.children.push_back(UnitIn(unit, static_cast<uint8_t>(i), boost));
      }
    }
    if (either.children.size() == 1) return std::move(either.children[0]);
    return either;
  }

  absl::StatusOr<Node> CompileNode(const Query::AllNode&, double) {
    Node node;
    node.kind = Kind::kAll;
    return node;
  }

  absl::StatusOr<Node> CompileNode(const Query::TextNode& query, double boost) {
    JIANBAO_ASSIGN_OR_RETURN(const Unit unit, MakeUnit(query.text, query.whole_words));
    return UnitInAny(unit, query.fields, boost);
  }

  absl::StatusOr<Node> CompileNode(const Query::ProximityNode& query, double boost) {
    JIANBAO_ASSIGN_OR_RETURN(const std::vector<Unit> units, MakeUnits(query.text, true));
    if (units.size() == 1) return UnitInAny(units[0], query.fields, boost);
    Node either;
    either.kind = Kind::kOr;
    for (int i = 0; i < kTextFields; ++i) {
      if (!query.fields.Has(static_cast<TextField>(i))) continue;
      Node near;
      near.kind = Kind::kNear;
      near.field = static_cast<uint8_t>(i);
      near.units = units;
      near.slop = query.slop;
      Node all;
      all.kind = Kind::kAnd;
      for (const Unit& unit : units) all.children.push_back(UnitIn(unit, near.field, boost));
      near.children.push_back(std::move(all));
      either.children.push_back(std::move(near));
    }
    return either;
  }

  absl::StatusOr<Node> CompileNode(const Query::PrefixNode& query, double boost) {
    JIANBAO_ASSIGN_OR_RETURN(const Unit unit, MakeUnit(query.text, true));
    if (!unit.whole_word) return UnitInAny(unit, query.fields, boost);
    std::set<std::string> words;
    const std::string prefix = text::ToUtf8(unit.letters);
    for (int i = 0; i < kTextFields; ++i) {
      if (query.fields.Has(static_cast<TextField>(i))) {
        JIANBAO_RETURN_IF_ERROR(CollectWords(static_cast<uint8_t>(i), prefix, &words));
      }
    }
    Node either;
    either.kind = Kind::kOr;
    for (const std::string& word : words) {
      Unit whole;
      whole.letters = text::FromUtf8(word);
      whole.whole_word = true;
      either.children.push_back(UnitInAny(whole, query.fields, boost));
    }
    if (either.children.empty()) either.kind = Kind::kNone;
    return either;
  }

  absl::Status CollectWords(uint8_t field, const std::string& prefix, std::set<std::string>* words) {
    for (const auto& leaf : plan_->leaves_) {
      JIANBAO_RETURN_IF_ERROR(
          leaf->ForEachTerm(engine::MakeTerm(TermKind::kWord, field, prefix), [&](std::string_view term, uint32_t) {
            words->insert(std::string(TextOf(term)));
            return words->size() <= limits_.max_prefix_expansions;
          }));
    }
    if (words->size() <= limits_.max_prefix_expansions) return absl::OkStatus();
    return Error(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE",
                 absl::StrCat("more than ", limits_.max_prefix_expansions, " words begin so; give more letters"))
        .With("limit", limits_.max_prefix_expansions);
  }

  absl::StatusOr<Node> CompileNode(const Query::AnyOfNode& query, double boost) {
    const std::vector<Unit> bag = query.characters ? MakeCharacterBag(query.text) : MakeBag(query.text);
    if (query.lead) return LeadOf(bag, boost);
    if (bag.empty() && query.characters) return Node();
    if (bag.empty()) {
      JIANBAO_ASSIGN_OR_RETURN(const Unit unit, MakeUnit(query.text, true));
      return UnitInAny(unit, query.fields, boost);
    }
    if (bag.size() > limits_.max_nodes) {
      return Error(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE",
                   absl::StrCat("the text has ", bag.size(), " different terms; at most ", limits_.max_nodes,
                                " can be searched at once"))
          .With("limit", limits_.max_nodes);
    }
    Node either;
    either.kind = Kind::kOr;
    for (const Unit& unit : bag) either.children.push_back(UnitInAny(unit, query.fields, boost));
    either.minimum = std::max<uint32_t>(1, (static_cast<uint32_t>(bag.size()) * query.minimum_percent + 99) / 100);
    return either;
  }

  Node LeadOf(const std::vector<Unit>& bag, double boost) {
    Node either;
    either.kind = Kind::kOr;
    for (const Unit& unit : bag) {
      Node node = UnitIn(unit, static_cast<uint8_t>(TextField::kBody), boost);
      if (node.kind != Kind::kTerm || !HasPositions(KindOf(plan_->terms_[node.parts[0].term]))) continue;
      node.kind = Kind::kLead;
      either.children.push_back(std::move(node));
    }
    if (either.children.empty()) either.kind = Kind::kNone;
    return either;
  }

  Node FilterTerm(TermKind kind, uint8_t field, const std::string& text, double boost) {
    Node node;
    node.kind = Kind::kTerm;
    node.parts = {PartOf(kind, field, text, 0)};
    node.filter = true;
    node.scores = filters_score_;
    node.boost = boost;
    node.text = text;
    return node;
  }
  absl::StatusOr<Node> CompileNode(const Query::KeywordNode& query, double boost) {
    return FilterTerm(TermKind::kKeyword, query.keyword.field, query.keyword.value, boost);
  }
  absl::StatusOr<Node> CompileNode(const Query::PublicationNode& query, double boost) {
    return FilterTerm(TermKind::kOrigin, 0, query.publication, boost);
  }
  absl::StatusOr<Node> CompileNode(const Query::IssueNode& query, double) {
    Node node;
    node.kind = Kind::kRange;
    JIANBAO_ASSIGN_OR_RETURN(node.range, plan_->host_->find_issue(query.issue));
    return node;
  }
  absl::StatusOr<Node> CompileNode(const Query::DateNode& query, double) {
    Node node;
    node.kind = Kind::kDates;
    node.first = query.earliest.has_value() ? DayNumber(*query.earliest) : kNoDate + 1;
    node.last = query.latest.has_value() ? DayNumber(*query.latest) : INT32_MAX;
    return node;
  }
  absl::StatusOr<Node> CompileNode(const Query::PageNode& query, double) {
    Node node;
    node.kind = Kind::kPages;
    node.first = static_cast<int32_t>(std::min<uint32_t>(query.first, UINT16_MAX));
    node.last = static_cast<int32_t>(std::min<uint32_t>(query.last, UINT16_MAX));
    return node;
  }

  absl::StatusOr<Node> Combine(Kind kind, const std::vector<Query>& queries, double boost) {
    Node node;
    node.kind = kind;
    for (const Query& query : queries) {
      JIANBAO_ASSIGN_OR_RETURN(Node child, Compile(query, boost));
      node.children.push_back(std::move(child));
    }
    return node;
  }
  absl::StatusOr<Node> CompileNode(const Query::AndNode& query, double boost) {
    JIANBAO_ASSIGN_OR_RETURN(Node node, Combine(Kind::kAnd, query.children, boost));
    return Flattened(std::move(node));
  }
  // A conjunction of conjunctions is one, and what is preferred beside one part of it is preferred beside the whole:
  // there searches look for it.
  static Node Flattened(Node all) {
    Node prefer;
    prefer.kind = Kind::kPrefer;
    std::vector<Node> wanted, preferred;
    for (Node& child : all.children) {
      if (child.kind == Kind::kPrefer) {
        std::move(child.children.begin() + 1, child.children.end(), std::back_inserter(preferred));
        Node without = std::move(child.children[0]);
        child = std::move(without);
      }
      if (child.kind == Kind::kAnd) {
        std::move(child.children.begin(), child.children.end(), std::back_inserter(wanted));
      } else {
        wanted.push_back(std::move(child));
      }
    }
    all.children = std::move(wanted);
    if (preferred.empty()) return all;
    prefer.children.push_back(std::move(all));
    std::move(preferred.begin(), preferred.end(), std::back_inserter(prefer.children));
    return prefer;
  }
  absl::StatusOr<Node> CompileNode(const Query::OrNode& query, double boost) {
    return Combine(Kind::kOr, query.children, boost);
  }
  absl::StatusOr<Node> CompileNode(const Query::NotNode& query, double) { return Combine(Kind::kNot, query.child, 0); }
  absl::StatusOr<Node> CompileNode(const Query::BoostNode& query, double boost) {
    return Compile(query.child[0], boost * query.factor);
  }
  absl::StatusOr<Node> CompileNode(const Query::PreferNode& query, double boost) {
    JIANBAO_ASSIGN_OR_RETURN(Node node, Combine(Kind::kPrefer, query.child, boost));
    const bool outer = std::exchange(filters_score_, true);
    for (const Query& preferred : query.preferred) {
      JIANBAO_ASSIGN_OR_RETURN(Node child, Compile(preferred, boost));
      node.children.push_back(std::move(child));
    }
    filters_score_ = outer;
    return node;
  }

  Plan* const plan_;
  const QueryLimits& limits_;
  bool filters_score_ = false;
  absl::flat_hash_map<std::string, uint32_t> term_numbers_;
};

absl::StatusOr<Plan> Plan::Compile(const Query& query, const QueryLimits& limits, const Leaves& leaves,
                                   const PlanHost& host) {
  JIANBAO_RETURN_IF_ERROR(ValidateQuery(query, limits));
  Plan plan(leaves, host);
  JIANBAO_ASSIGN_OR_RETURN(plan.root_, Compiler(&plan, limits).Compile(query, 1));
  JIANBAO_RETURN_IF_ERROR(plan.LoadLists());
  return plan;
}

absl::Status Plan::LoadLists() {
  lists_.resize(leaves_.size());
  for (size_t leaf = 0; leaf < leaves_.size(); ++leaf) {
    lists_[leaf].resize(terms_.size());
    for (size_t term = 0; term < terms_.size(); ++term) {
      PostingList list;
      JIANBAO_ASSIGN_OR_RETURN(const bool found, leaves_[leaf]->Find(terms_[term], &list));
      if (found) lists_[leaf][term] = std::move(list);
    }
  }
  return absl::OkStatus();
}

}  // namespace jianbao::engine
