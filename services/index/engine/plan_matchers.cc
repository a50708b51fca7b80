// From a plan to the matchers of one leaf.
#include <algorithm>
#include <utility>

#include "libs/base/status.h"
#include "services/index/engine/plan.h"

namespace jianbao::engine {
namespace {

// Of what scores the same however often it is there.
constexpr LengthNorms kNoNorms = {};

}  // namespace

absl::StatusOr<MatcherPtr> Plan::Instantiate(size_t leaf, bool scoring, SearchContext* context) const {
  return Make(root_, {leaf, scoring, context});
}

bool Plan::Scores(const Node& node) {
  return node.kind != Kind::kNot && (node.scores || std::any_of(node.children.begin(), node.children.end(), Scores));
}

const Plan::Node* Plan::ChoiceNode() const {
  const Node* choice = &Wanted();
  if (choice->kind == Kind::kAnd) {
    const auto& parts = choice->children;
    if (std::count_if(parts.begin(), parts.end(), Scores) != 1) return nullptr;
    choice = &*std::find_if(parts.begin(), parts.end(), Scores);
  }
  return choice->kind == Kind::kOr && choice->minimum <= 1 && choice->children.size() > 1 ? choice : nullptr;
}

absl::StatusOr<std::vector<Plan::Choice>> Plan::InstantiateChoices(size_t leaf, SearchContext* context) const {
  const Node* const choice = ChoiceNode();
  std::vector<std::pair<const Node*, Role>> pending;
  if (&Wanted() != choice) {
    for (const Node& child : Wanted().children)
      pending.emplace_back(&child, &child == choice ? Role::kWanted : Role::kRequired);
  } else {
    pending.emplace_back(choice, Role::kWanted);
  }
  for (size_t i = 1; root_.kind == Kind::kPrefer && i < root_.children.size(); ++i) {
    pending.emplace_back(&root_.children[i], Role::kPreferred);
  }
  std::vector<Choice> choices;
  bool any_wanted = false;
  while (!pending.empty()) {
    const auto [node, role] = pending.back();
    pending.pop_back();
    if (node->kind == Kind::kOr && node->minimum <= 1 && role != Role::kRequired) {
      for (const Node& child : node->children) pending.emplace_back(&child, role);
      continue;
    }
    JIANBAO_ASSIGN_OR_RETURN(MatcherPtr matcher, Make(*node, {leaf, true, context}));
    if (matcher == nullptr && role == Role::kRequired) return std::vector<Choice>();
    if (matcher == nullptr) continue;
    any_wanted = any_wanted || role == Role::kWanted;
    choices.push_back({std::move(matcher), role});
  }
  if (!any_wanted) choices.clear();
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
  if (!node.scores || !state.scoring) return TermScorer();
  if (node.filter || node.kind == Kind::kLead) return TermScorer(node.weight, &kNoNorms);
  return TermScorer(node.weight, &(*norms_)[node.field]);
}

absl::StatusOr<MatcherPtr> Plan::Make(const Node& node, const MakeState& state) const {
  switch (node.kind) {
    case Kind::kNone: return nullptr;
    case Kind::kTerm: return MakeTerm(node, state);
    case Kind::kPhrase: return MakePhrase(node, state);
    case Kind::kLead: return MakeLead(node, state);
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

absl::StatusOr<MatcherPtr> Plan::MakeLead(const Node& node, const MakeState& state) const {
  const uint32_t term = node.parts[0].term;
  if (node.weight <= 0 || !lists_[state.leaf][term].has_value()) return nullptr;
  PostingList list = *lists_[state.leaf][term];
  const Leaf& leaf = *leaves_[state.leaf];
  JIANBAO_RETURN_IF_ERROR(leaf.LoadPositions(terms_[term], &list));
  return NewLeadMatcher(std::move(list), ScorerOf(node, state), leaf.size(), state.context);
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
  return NewPreferMatcher(std::move(wanted), std::move(preferred), state.context);
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

}  // namespace jianbao::engine
