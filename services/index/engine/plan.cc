#include "services/index/engine/plan.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/format.h"

namespace jianbao::engine {
namespace {

absl::Status Invalid(const char* reason, std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message));
}

// Walks a query and adds up what it would cost.
class Validator {
 public:
  explicit Validator(const QueryLimits& limits) : limits_(limits) {}

  absl::Status Visit(const Query& query, uint32_t depth) {
    if (++nodes_ > limits_.max_nodes) return TooLarge("parts", limits_.max_nodes);
    if (depth > limits_.max_depth) return TooLarge("levels", limits_.max_depth);
    return std::visit([&](const auto& node) { return VisitNode(node, depth); }, query.node);
  }

 private:
  absl::Status TooLarge(const char* what, uint32_t limit) const {
    return Error(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE",
                 absl::StrCat("the query has more than ", limit, " ", what))
        .With("limit", limit);
  }
  absl::Status CheckText(const std::string& text, FieldSet fields) {
    if (fields.empty()) return Invalid("QUERY_INVALID", "a text is to be searched in no field; name at least one");
    if (!text::IsValidUtf8(text)) return Invalid("QUERY_INVALID", "a text in the query is not valid UTF-8");
    text_bytes_ += text.size();
    if (text_bytes_ > limits_.max_text_bytes) return TooLarge("bytes of text", limits_.max_text_bytes);
    return absl::OkStatus();
  }
  absl::Status CheckChildren(const std::vector<Query>& children, uint32_t depth) {
    if (children.empty()) return Invalid("QUERY_INVALID", "a combination of conditions is empty; give at least one");
    for (const Query& child : children) JIANBAO_RETURN_IF_ERROR(Visit(child, depth + 1));
    return absl::OkStatus();
  }
  absl::Status CheckOnly(const std::vector<Query>& child, uint32_t depth) {
    if (child.size() != 1) return Invalid("QUERY_INVALID", "a negation or boost needs exactly one condition");
    return CheckChildren(child, depth);
  }

  absl::Status VisitNode(const Query::AllNode&, uint32_t) { return absl::OkStatus(); }
  absl::Status VisitNode(const Query::TextNode& node, uint32_t) { return CheckText(node.text, node.fields); }
  absl::Status VisitNode(const Query::ProximityNode& node, uint32_t) {
    if (node.slop > limits_.max_slop) return TooLarge("characters of distance", limits_.max_slop);
    return CheckText(node.text, node.fields);
  }
  absl::Status VisitNode(const Query::PrefixNode& node, uint32_t) { return CheckText(node.text, node.fields); }
  absl::Status VisitNode(const Query::AnyOfNode& node, uint32_t) {
    if (node.minimum_percent > 100) return Invalid("QUERY_INVALID", "minimum_percent is more than 100");
    return CheckText(node.text, node.fields);
  }
  absl::Status VisitNode(const Query::KeywordNode& node, uint32_t) {
    return CheckText(node.keyword.value, FieldSet::All());
  }
  absl::Status VisitNode(const Query::PublicationNode& node, uint32_t) {
    return CheckText(node.publication, FieldSet::All());
  }
  absl::Status VisitNode(const Query::IssueNode& node, uint32_t) { return CheckText(node.issue, FieldSet::All()); }
  absl::Status VisitNode(const Query::DateNode& node, uint32_t) {
    if (node.earliest.has_value() && node.latest.has_value() && *node.earliest > *node.latest) {
      return Invalid("QUERY_INVALID", "a range of dates ends before it begins");
    }
    return absl::OkStatus();
  }
  absl::Status VisitNode(const Query::PageNode& node, uint32_t) {
    if (node.first > node.last) return Invalid("QUERY_INVALID", "a range of pages ends before it begins");
    return absl::OkStatus();
  }
  absl::Status VisitNode(const Query::AndNode& node, uint32_t depth) { return CheckChildren(node.children, depth); }
  absl::Status VisitNode(const Query::OrNode& node, uint32_t depth) { return CheckChildren(node.children, depth); }
  absl::Status VisitNode(const Query::NotNode& node, uint32_t depth) { return CheckOnly(node.child, depth); }
  absl::Status VisitNode(const Query::BoostNode& node, uint32_t depth) {
    if (!(node.factor >= 0 && node.factor <= 1000)) return Invalid("QUERY_INVALID", "a boost is not within 0 to 1000");
    return CheckOnly(node.child, depth);
  }
  absl::Status VisitNode(const Query::PreferNode& node, uint32_t depth) {
    JIANBAO_RETURN_IF_ERROR(CheckOnly(node.child, depth));
    for (const Query& query : node.preferred) JIANBAO_RETURN_IF_ERROR(Visit(query, depth + 1));
    return absl::OkStatus();
  }

  const QueryLimits& limits_;
  uint32_t nodes_ = 0;
  uint64_t text_bytes_ = 0;
};

int32_t DayNumber(absl::CivilDay day) {
  return static_cast<int32_t>(std::clamp<int64_t>(day - absl::CivilDay(1970, 1, 1), kNoDate + 1, INT32_MAX));
}

}  // namespace

absl::Status ValidateQuery(const Query& query, const QueryLimits& limits) { return Validator(limits).Visit(query, 1); }

// ---- Compiling ----------------------------------------------------------------------------------------------------

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
    return Combine(Kind::kAnd, query.children, boost);
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

// ---- Weighing -----------------------------------------------------------------------------------------------------

std::map<std::string, uint64_t> Plan::DocumentFrequencies() const {
  std::map<std::string, uint64_t> frequencies;
  for (size_t term = 0; term < terms_.size(); ++term) {
    uint64_t sum = 0;
    for (const auto& lists : lists_) sum += lists[term].has_value() ? lists[term]->size() : 0;
    frequencies[TermLabel(terms_[term])] = sum;
  }
  return frequencies;
}

void Plan::Weigh(const CollectionStatistics& statistics, const RankingOptions& ranking) {
  norms_ = std::make_shared<std::array<LengthNorms, kTextFields>>();
  for (int i = 0; i < kTextFields; ++i) {
    (*norms_)[i] = MakeLengthNorms(statistics.total_length[i], statistics.documents);
  }
  WeighNode(statistics, ranking, &root_);
}

uint64_t Plan::Frequency(const CollectionStatistics& statistics, uint32_t term) const {
  const auto found = statistics.document_frequency.find(TermLabel(terms_[term]));
  return found == statistics.document_frequency.end() ? 0 : found->second;
}

void Plan::WeighNode(const CollectionStatistics& statistics, const RankingOptions& ranking, Node* node) {
  const auto is_text = [](const Node& n) { return n.scores && (n.kind == Kind::kTerm || n.kind == Kind::kPhrase); };
  std::vector<Node*> group;
  if (is_text(*node)) group = {node};
  if (node->same_text && std::all_of(node->children.begin(), node->children.end(), is_text)) {
    for (Node& child : node->children) group.push_back(&child);
  }
  if (group.empty()) {
    for (Node& child : node->children) WeighNode(statistics, ranking, &child);
    return;
  }
  // How telling a text is does not depend on the field: rare in headlines is not rare.
  double telling = 0;
  for (size_t part = 0; part < group[0]->parts.size(); ++part) {
    uint64_t frequency = 0;
    for (const Node* text : group) frequency = std::max(frequency, Frequency(statistics, text->parts[part].term));
    telling += InverseDocumentFrequency(statistics.documents, frequency);
  }
  for (Node* text : group) {
    text->weight = text->boost * telling * (text->filter ? 1 : ranking.field_weights[text->field]);
  }
}

// ---- Making matchers ----------------------------------------------------------------------------------------------

absl::StatusOr<MatcherPtr> Plan::Instantiate(size_t leaf, bool scoring, SearchContext* context) const {
  return Make(root_, {leaf, scoring, context});
}

bool Plan::IsChoice() const {
  const Node& wanted = Wanted();
  return wanted.kind == Kind::kOr && wanted.minimum <= 1 && wanted.children.size() > 1;
}

absl::StatusOr<std::vector<Plan::Choice>> Plan::InstantiateChoices(size_t leaf, SearchContext* context) const {
  std::vector<Choice> choices;
  std::vector<std::pair<const Node*, bool>> pending;
  if (root_.kind == Kind::kPrefer) {
    for (const Node& child : root_.children) pending.emplace_back(&child, &child != &root_.children[0]);
  } else {
    pending.emplace_back(&root_, false);
  }
  while (!pending.empty()) {
    const auto [node, preferred] = pending.back();
    pending.pop_back();
    if (node->kind == Kind::kOr && node->minimum <= 1) {
      for (const Node& child : node->children) pending.emplace_back(&child, preferred);
      continue;
    }
    JIANBAO_ASSIGN_OR_RETURN(MatcherPtr matcher, Make(*node, {leaf, true, context}));
    if (matcher != nullptr) choices.push_back({std::move(matcher), preferred});
  }
  if (std::all_of(choices.begin(), choices.end(), [](const Choice& choice) { return choice.preferred; })) {
    choices.clear();
  }
  return choices;
}

bool Plan::IsTermSomewhere(const Node& node) {
  if (node.kind == Kind::kTerm) return true;
  return node.kind == Kind::kOr && node.minimum <= 1 &&
         std::all_of(node.children.begin(), node.children.end(), IsTermSomewhere);
}

bool Plan::IsConjunction() const {
  const Node& wanted = Wanted();
  return wanted.kind == Kind::kAnd &&
         std::count_if(wanted.children.begin(), wanted.children.end(), IsTermSomewhere) >= 2;
}

absl::StatusOr<Plan::Conjunction> Plan::InstantiateConjunction(size_t leaf, bool scoring,
                                                               SearchContext* context) const {
  Conjunction conjunction;
  for (const Node& child : Wanted().children) {
    JIANBAO_ASSIGN_OR_RETURN(MatcherPtr matcher, Make(child, {leaf, scoring, context}));
    if (matcher == nullptr) return Conjunction();
    (IsTermSomewhere(child) ? conjunction.terms : conjunction.others).push_back(std::move(matcher));
  }
  if (root_.kind == Kind::kPrefer && scoring) {
    JIANBAO_ASSIGN_OR_RETURN(conjunction.preferred, MakePreferred(root_, {leaf, scoring, context}));
  }
  return conjunction;
}

TermScorer Plan::ScorerOf(const Node& node, const MakeState& state) const {
  static const LengthNorms kNoNorms = {};
  if (!node.scores || !state.scoring) return TermScorer();
  if (node.filter) return TermScorer(node.weight, &kNoNorms);
  return TermScorer(node.weight, &(*norms_)[node.field]);
}

absl::StatusOr<MatcherPtr> Plan::Make(const Node& node, const MakeState& state) const {
  switch (node.kind) {
    case Kind::kNone: return nullptr;
    case Kind::kTerm: return MakeTerm(node, state);
    case Kind::kPhrase: return MakePhrase(node, state);
    case Kind::kAnd: return MakeAnd(node, state);
    case Kind::kOr: return MakeOr(node, state);
    case Kind::kPrefer: return MakePrefer(node, state);
    case Kind::kNear: return MakeNear(node, state);
    case Kind::kNot: {
      JIANBAO_ASSIGN_OR_RETURN(MatcherPtr unwanted, Make(node.children[0], {state.leaf, false, state.context}));
      MatcherPtr all = NewRangeMatcher(0, leaves_[state.leaf]->size());
      if (unwanted == nullptr) return all;
      return NewNotMatcher(std::move(all), std::move(unwanted), state.context);
    }
    case Kind::kAll:
    case Kind::kDates:
    case Kind::kPages:
    case Kind::kRange: return MakeFilter(node, state);
  }
  return nullptr;
}

absl::StatusOr<MatcherPtr> Plan::MakeTerm(const Node& node, const MakeState& state) const {
  const auto& list = lists_[state.leaf][node.parts[0].term];
  if (!list.has_value()) return nullptr;
  const Leaf& leaf = *leaves_[state.leaf];
  return NewTermMatcher(*list, ScorerOf(node, state), leaf.columns().lengths[node.field % kTextFields], leaf.size(),
                        state.context);
}

absl::StatusOr<MatcherPtr> Plan::MakePhrase(const Node& node, const MakeState& state) const {
  const Leaf& leaf = *leaves_[state.leaf];
  const auto& lists = lists_[state.leaf];
  std::vector<size_t> rarest(node.parts.size());
  for (size_t i = 0; i < rarest.size(); ++i) {
    if (!lists[node.parts[i].term].has_value()) return nullptr;
    rarest[i] = i;
  }
  std::stable_sort(rarest.begin(), rarest.end(), [&](size_t a, size_t b) {
    return lists[node.parts[a].term]->size() < lists[node.parts[b].term]->size();
  });
  // Rare pairs first, and only those that bring a letter no pair before has: together they fix every letter's place.
  std::vector<bool> covered(node.parts.size() + 1);
  std::vector<PhrasePart> parts;
  for (const size_t i : rarest) {
    if (covered[i] && covered[i + 1]) continue;
    covered[i] = covered[i + 1] = true;
    const uint32_t term = node.parts[i].term;
    PhrasePart part{*lists[term], node.parts[i].offset};
    JIANBAO_RETURN_IF_ERROR(leaf.LoadPositions(terms_[term], &part.list));
    parts.push_back(std::move(part));
  }
  return NewPhraseMatcher(std::move(parts), ScorerOf(node, state), leaf.columns().lengths[node.field], leaf.size(),
                          state.context);
}

absl::StatusOr<MatcherPtr> Plan::MakeAnd(const Node& node, const MakeState& state) const {
  std::vector<MatcherPtr> wanted;
  std::vector<MatcherPtr> unwanted;
  for (const Node& child : node.children) {
    if (child.kind == Kind::kNot) {
      JIANBAO_ASSIGN_OR_RETURN(MatcherPtr matcher, Make(child.children[0], {state.leaf, false, state.context}));
      if (matcher != nullptr) unwanted.push_back(std::move(matcher));
      continue;
    }
    JIANBAO_ASSIGN_OR_RETURN(MatcherPtr matcher, Make(child, state));
    if (matcher == nullptr) return nullptr;
    wanted.push_back(std::move(matcher));
  }
  if (wanted.empty()) wanted.push_back(NewRangeMatcher(0, leaves_[state.leaf]->size()));
  MatcherPtr all = NewAndMatcher(std::move(wanted), state.context);
  if (unwanted.empty()) return all;
  return NewNotMatcher(std::move(all), NewOrMatcher(std::move(unwanted), 1, state.context), state.context);
}

absl::Status Plan::AddChoices(const Node& node, const MakeState& state, std::vector<MatcherPtr>* matchers) const {
  for (const Node& child : node.children) {
    if (child.kind == Kind::kOr && child.minimum <= 1 && node.minimum <= 1) {
      JIANBAO_RETURN_IF_ERROR(AddChoices(child, state, matchers));  // a choice of choices is one
      continue;
    }
    JIANBAO_ASSIGN_OR_RETURN(MatcherPtr matcher, Make(child, state));
    if (matcher != nullptr) matchers->push_back(std::move(matcher));
  }
  return absl::OkStatus();
}

absl::StatusOr<MatcherPtr> Plan::MakeOr(const Node& node, const MakeState& state) const {
  std::vector<MatcherPtr> matchers;
  JIANBAO_RETURN_IF_ERROR(AddChoices(node, state, &matchers));
  if (matchers.size() < node.minimum || matchers.empty()) return nullptr;
  return NewOrMatcher(std::move(matchers), node.minimum, state.context);
}

absl::StatusOr<MatcherPtr> Plan::MakePrefer(const Node& node, const MakeState& state) const {
  JIANBAO_ASSIGN_OR_RETURN(MatcherPtr wanted, Make(node.children[0], state));
  if (wanted == nullptr || !state.scoring) return wanted;
  JIANBAO_ASSIGN_OR_RETURN(std::vector<MatcherPtr> preferred, MakePreferred(node, state));
  return NewPreferMatcher(std::move(wanted), std::move(preferred));
}

absl::StatusOr<std::vector<MatcherPtr>> Plan::MakePreferred(const Node& node, const MakeState& state) const {
  std::vector<MatcherPtr> preferred;
  for (size_t i = 1; i < node.children.size(); ++i) {
    JIANBAO_ASSIGN_OR_RETURN(MatcherPtr matcher, Make(node.children[i], state));
    if (matcher != nullptr) preferred.push_back(std::move(matcher));
  }
  return preferred;
}

absl::StatusOr<MatcherPtr> Plan::MakeFilter(const Node& node, const MakeState& state) const {
  const Leaf& leaf = *leaves_[state.leaf];
  if (node.kind == Kind::kAll) return NewRangeMatcher(0, leaf.size());
  if (node.kind == Kind::kRange) {
    const uint64_t base = leaf.base().value();
    const auto local = [&](DocId doc) {
      return static_cast<LocalDoc>(
          std::clamp<int64_t>(int64_t{doc.value()} - static_cast<int64_t>(base), 0, leaf.size()));
    };
    return NewRangeMatcher(local(node.range.begin), local(node.range.end));
  }
  const int32_t first = node.first;
  const int32_t last = node.last;
  if (node.kind == Kind::kDates) {
    const int32_t* dates = leaf.columns().dates;
    return NewFilterMatcher(
        leaf.size(), [dates, first, last](LocalDoc doc) { return first <= dates[doc] && dates[doc] <= last; },
        state.context);
  }
  const uint16_t* pages = leaf.columns().pages;
  return NewFilterMatcher(
      leaf.size(), [pages, first, last](LocalDoc doc) { return first <= pages[doc] && pages[doc] <= last; },
      state.context);
}

absl::StatusOr<MatcherPtr> Plan::MakeNear(const Node& node, const MakeState& state) const {
  JIANBAO_ASSIGN_OR_RETURN(MatcherPtr candidates, Make(node.children[0], state));
  if (candidates == nullptr) return nullptr;
  // Single letters and words keep no positions: distance is read off the text itself (docs/adr/0011).
  const auto near = [this, &node, leaf = leaves_[state.leaf].get(), context = state.context](LocalDoc doc) {
    absl::StatusOr<std::string> text = host_->read_text(leaf->ToGlobal(doc), static_cast<TextField>(node.field));
    if (!text.ok()) {
      context->Fail(text.status());
      return false;
    }
    LetterStream letters;
    ReadLetters(*text, &letters);
    return !FindNear(letters, node.units, node.slop).empty();
  };
  return NewCheckedMatcher(std::move(candidates), near, state.context);
}

// ---- Explaining ---------------------------------------------------------------------------------------------------

absl::StatusOr<std::vector<ScorePart>> Plan::Explain(size_t leaf, LocalDoc doc, SearchContext* context) const {
  std::vector<ScorePart> parts;
  JIANBAO_RETURN_IF_ERROR(ExplainNode(root_, doc, {leaf, true, context}, &parts));
  return parts;
}

absl::Status Plan::ExplainNode(const Node& node, LocalDoc doc, const MakeState& state,
                               std::vector<ScorePart>* parts) const {
  if (node.kind == Kind::kNot) return absl::OkStatus();
  JIANBAO_ASSIGN_OR_RETURN(const MatcherPtr matcher, Make(node, state));
  if (matcher == nullptr || matcher->Advance(doc) != doc) return absl::OkStatus();
  if (node.kind == Kind::kTerm || node.kind == Kind::kPhrase) {
    const double score = static_cast<double>(matcher->CurrentScore()) / kScoreUnit;
    if (score == 0) return absl::OkStatus();
    ScorePart part{node.text, std::nullopt, score};
    if (!node.filter) part.field = static_cast<TextField>(node.field);
    parts->push_back(std::move(part));
    return absl::OkStatus();
  }
  for (const Node& child : node.children) JIANBAO_RETURN_IF_ERROR(ExplainNode(child, doc, state, parts));
  return absl::OkStatus();
}

}  // namespace jianbao::engine
