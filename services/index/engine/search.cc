#include "services/index/engine/search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <span>
#include <utility>

#include "libs/base/status.h"
#include "services/index/engine/score_mask.h"

namespace jianbao::engine {

bool RanksBefore(const SortKey& a, const SortKey& b) {
  if (a.primary != b.primary) return a.primary > b.primary;
  if (a.date != b.date) return a.date > b.date;
  return a.tie < b.tie;
}

double AgeFactor(const RankingOptions& ranking, int32_t date) {
  if (ranking.freshness <= 0) return 1;
  if (date == kNoDate) return 1 - ranking.freshness;
  const auto age = static_cast<double>(ranking.reference - absl::CivilDay(1970, 1, 1)) - date;
  return 1 - ranking.freshness + ranking.freshness * std::exp2(-std::max(0.0, age) / ranking.half_life_days);
}

namespace {

// The best hits so far, and what it takes to be one.
class TopHits {
 public:
  TopHits(uint32_t limit, const std::optional<SortKey>& after) : limit_(limit), after_(after) {}

  void Offer(const RankedDoc& hit) {
    if (limit_ == 0 || (after_.has_value() && !RanksBefore(*after_, hit.key))) return;
    if (heap_.size() == limit_) {
      if (!RanksBefore(hit.key, heap_.front().key)) return;
      std::pop_heap(heap_.begin(), heap_.end(), Better);
      heap_.back() = hit;
    } else {
      heap_.push_back(hit);
    }
    std::push_heap(heap_.begin(), heap_.end(), Better);
    if (heap_.size() == limit_) threshold_ = heap_.front().key.primary;
  }

  // Hits with a smaller primary key cannot get in. Equal ones may, by date and tie.
  Score threshold() const { return threshold_; }
  std::vector<RankedDoc> Take() {
    std::sort_heap(heap_.begin(), heap_.end(), Better);
    return std::move(heap_);
  }

 private:
  static bool Better(const RankedDoc& a, const RankedDoc& b) { return RanksBefore(a.key, b.key); }

  const uint32_t limit_;
  const std::optional<SortKey>& after_;
  std::vector<RankedDoc> heap_;  // the worst in front
  Score threshold_ = 0;
};

class Ranker {
 public:
  Ranker(const SearchOptions& options, bool want_matches, const DocSet& deleted, SearchContext* context)
      : options_(options),
        want_matches_(want_matches),
        // With nothing to rank, every match counts and none may be skipped.
        all_matches_(options.exact_total || want_matches || options.sort != Sort::kRelevance || options.limit == 0),
        deleted_(deleted),
        context_(context),
        top_(options.limit, options.search_after) {}

  void EnterLeaf(const Leaf* leaf) {
    leaf_ = leaf;
    const uint32_t begin = leaf->base().value();
    const uint32_t end = begin + leaf->size();
    const auto below = [&](uint32_t doc) { return doc == 0 ? 0 : deleted_.rank(doc - 1); };
    any_deleted_ = !deleted_.isEmpty() && below(end) > below(begin);
    if (want_matches_) matches_.emplace_back((leaf->size() + 63) / 64);
  }

  // One match at a time, skipping blocks that cannot bring a hit.
  void RankOneByOne(Matcher* matcher) {
    const LocalDoc limit = leaf_->size();
    LocalDoc bound_last = 0;
    Score bound = 0;
    bool bound_known = false;
    LocalDoc doc = matcher->Advance(0);
    while (doc < limit && !context_->ShouldStop()) {
      if (!all_matches_ && top_.threshold() > 0) {
        matcher->SetThreshold(top_.threshold());
        if (!bound_known || doc > bound_last) {
          bound = matcher->BlockMaxScore(doc, &bound_last);
          bound_known = true;
        }
        if (bound < top_.threshold()) {
          skipped_ = true;
          if (bound_last >= limit) return;
          doc = matcher->Advance(bound_last + 1);
          continue;
        }
      }
      if (TakeBlock(matcher)) {
        doc = matcher->doc();
        continue;
      }
      if (IsLive(doc)) Take(doc, options_.sort == Sort::kRelevance ? matcher->CurrentScore() : 0);
      doc = matcher->Advance(doc + 1);
    }
    skipped_ = skipped_ || matcher->LeftOut();
  }

  // Windows of articles, term by term: MaxScore with block maxima. In each window the terms whose bounds together
  // stay under the threshold cannot make a hit alone; the others bring the candidates, and they only finish them.
  // Filters and what is preferred are never essential.
  void RankByWindows(const std::vector<Plan::Choice>& choices) {
    std::vector<Clause> clauses, wanted;
    for (const Plan::Choice& choice : choices) {
      (choice.role == Role::kWanted ? wanted : clauses)
          .push_back({.matcher = choice.matcher.get(), .role = choice.role});
    }
    SortForAsking(&clauses);
    const size_t asked = clauses.size();
    clauses.insert(clauses.end(), wanted.begin(), wanted.end());
    ForEachWindow([&](LocalDoc begin, LocalDoc end, ScoreWindow* window) {
      if (SomeRequiredIsMissing(begin, end, clauses)) return;
      const size_t essential = all_matches_ ? asked : SplitClauses(begin, end, asked, &clauses);
      if (essential == clauses.size()) {
        skipped_ = true;
        return;
      }
      skipped_ = skipped_ || essential > asked;
      for (size_t i = essential; i < clauses.size(); ++i) clauses[i].matcher->AddScores(end, window);
      TakeWindow(clauses, essential, end, window);
    });
  }

  // Windows of articles that every matcher must hold: for lists of like length, adding up whole blocks is cheaper than
  // asking each list for each article. Only what all terms hold is asked of the others.
  void RankAllByWindows(const Plan::Conjunction& conjunction) {
    std::vector<Clause> terms;
    for (const MatcherPtr& matcher : conjunction.terms) terms.push_back({.matcher = matcher.get()});
    std::vector<Clause> asked;
    for (const MatcherPtr& matcher : conjunction.others) {
      asked.push_back({.matcher = matcher.get(), .role = Role::kRequired});
    }
    for (const MatcherPtr& matcher : conjunction.preferred) {
      asked.push_back({.matcher = matcher.get(), .role = Role::kPreferred});
    }
    SortForAsking(&asked);
    ForEachWindow([&](LocalDoc begin, LocalDoc end, ScoreWindow* window) {
      if (SomeRequiredIsMissing(begin, end, asked)) return;
      if (!all_matches_) {
        const Score rest = SumBounds(begin, end, &asked);
        if (SumBounds(begin, end, &terms) + rest < top_.threshold()) {
          skipped_ = true;
          return;
        }
      }
      AddCommon(end, terms, window);
      TakeWindow(asked, asked.size(), end, window);
      window->scores.fill(0);
    });
  }

  Ranking Finish() {
    Ranking ranking;
    ranking.best = top_.Take();
    ranking.total = {total_, !skipped_ && unsure_ == 0};
    ranking.matches = std::move(matches_);
    return ranking;
  }
  bool all_matches() const { return all_matches_; }

 private:
  // Calls `rank` with the leaf's windows in turn, each empty. The first are small: while there are few hits, nothing
  // can be passed over.
  template <typename RankWindow>
  void ForEachWindow(const RankWindow& rank) {
    constexpr LocalDoc kFirstSize = 256;
    auto window = std::make_unique<ScoreWindow>();
    LocalDoc size = top_.threshold() > 0 ? ScoreWindow::kSize : kFirstSize;
    for (LocalDoc begin = 0; begin < leaf_->size() && !context_->ShouldStop();) {
      const LocalDoc end = std::min(begin + size, leaf_->size());
      window->begin = begin;
      rank(begin, end, window.get());
      begin = end;
      size = std::min(2 * size, ScoreWindow::kSize);
    }
  }

  using Role = Plan::Role;
  struct Clause {
    Matcher* matcher;
    Role role = Role::kWanted;
    Score bound = 0;          // within the window
    Score sum = 0;            // of the bounds up to and with this one
    LocalDoc bound_last = 0;  // up to where `block_bound` holds
    Score block_bound = 0;
  };

  // Clauses are asked from the last to the first. Those that few articles match come last: they cost little and bring
  // most, so that it is soon known of most candidates that they do not get it.
  static void SortForAsking(std::vector<Clause>* clauses) {
    std::stable_sort(clauses->begin(), clauses->end(),
                     [](const Clause& a, const Clause& b) { return a.matcher->Cost() > b.matcher->Cost(); });
  }

  // Whether no article in [begin, end) can have all that is required.
  static bool SomeRequiredIsMissing(LocalDoc begin, LocalDoc end, const std::vector<Clause>& clauses) {
    return std::any_of(clauses.begin(), clauses.end(), [&](const Clause& clause) {
      return clause.role == Role::kRequired && clause.matcher->AdvanceLoosely(begin) >= end;
    });
  }

  // Sets the clauses' bounds within [begin, end) and returns what they come to.
  static Score SumBounds(LocalDoc begin, LocalDoc end, std::vector<Clause>* clauses) {
    Score sum = 0;
    for (Clause& clause : *clauses) {
      clause.bound = WindowBound(begin, end, &clause);
      clause.sum = sum += clause.bound;
    }
    return sum;
  }

  // Largest score the clause can bring within [begin, end).
  static Score WindowBound(LocalDoc begin, LocalDoc end, Clause* clause) {
    if (clause->role == Role::kPreferred && clause->matcher->AdvanceLoosely(begin) >= end) return 0;
    Score bound = 0;
    LocalDoc from = begin;
    while (from < end) {
      if (clause->bound_last <= from) {
        LocalDoc last = kNoDoc;
        clause->block_bound = clause->matcher->BlockMaxScore(from, &last);
        clause->bound_last = last == kNoDoc ? kNoDoc : last + 1;
      }
      bound = std::max(bound, clause->block_bound);
      from = clause->bound_last;
    }
    return bound;
  }

  // Sorts the clauses behind the first `asked` by their bounds and returns how many of the first are not essential.
  size_t SplitClauses(LocalDoc begin, LocalDoc end, size_t asked, std::vector<Clause>* clauses) const {
    for (Clause& clause : *clauses) clause.bound = WindowBound(begin, end, &clause);
    std::sort(clauses->begin() + static_cast<ptrdiff_t>(asked), clauses->end(),
              [](const Clause& a, const Clause& b) { return a.bound < b.bound; });
    Score sum = 0;
    size_t essential = asked;
    for (size_t i = 0; i < clauses->size(); ++i) {
      Clause& clause = (*clauses)[i];
      clause.sum = sum += clause.bound;
      if (i >= asked && sum < top_.threshold()) ++essential;
    }
    return essential;
  }

  // Leaves the articles in the window that all `terms` hold, with the sum of their scores.
  static void AddCommon(LocalDoc end, const std::vector<Clause>& terms, ScoreWindow* window) {
    std::array<uint64_t, ScoreWindow::kSize / 64> common;
    common.fill(~uint64_t{0});
    for (const Clause& term : terms) {
      window->matches.fill(0);
      term.matcher->AddScores(end, window);
      for (size_t i = 0; i < common.size(); ++i) common[i] &= window->matches[i];
    }
    window->matches = common;
  }

  // Offers the articles in the window that can still be a hit once the first `asked` clauses have been asked, and
  // empties it.
  void TakeWindow(const std::vector<Clause>& clauses, size_t asked, LocalDoc end, ScoreWindow* window) {
    AskClauses({clauses.begin(), clauses.begin() + static_cast<ptrdiff_t>(asked)}, end, window);
    window->ForEachMatch([&](LocalDoc at) {
      const Score score = std::exchange(window->scores[at], 0);
      Take(window->begin + at, options_.sort == Sort::kRelevance ? score : 0);
    });
    window->matches.fill(0);
  }

  // Asks the clauses, from the last to the first, for the articles in the window. A clause is asked for all of them
  // before the next: its postings are at hand then.
  void AskClauses(std::span<const Clause> clauses, LocalDoc end, ScoreWindow* window) {
    const auto is_required = [](const Clause& clause) { return clause.role == Role::kRequired; };
    const auto first_required = std::find_if(clauses.begin(), clauses.end(), is_required) - clauses.begin();
    uint32_t count = any_deleted_ ? KeepOnly([&](LocalDoc at) { return IsLive(window->begin + at); }, window)
                                  : window->CountMatches();
    for (ptrdiff_t i = std::ssize(clauses) - 1; i >= 0 && count > 0; --i) {
      const Clause& clause = clauses[static_cast<size_t>(i)];
      if (!all_matches_) {
        const Score least = top_.threshold() - clause.sum;
        const uint32_t dropped = DropBelow(least, window);
        // They match all the same, unless somebody has not been asked yet.
        (i < first_required ? total_ : unsure_) += dropped;
        count -= dropped;
      }
      if (clause.role == Role::kRequired) {
        count = KeepMatchesOf(clause.matcher, window);
      } else if (!clause.matcher->AddToMatches(end, count, window)) {
        Ask(clause, window);
      }
    }
  }

  // Takes away the matches whose score is below `least`, with their scores, and returns how many they were.
  static uint32_t DropBelow(Score least, ScoreWindow* window) {
    uint32_t dropped = 0;
    for (size_t word = 0; word < window->matches.size(); ++word) {
      const uint64_t matches = window->matches[word];
      if (matches == 0) continue;
      Score* const scores = &window->scores[word * 64];
      const uint64_t kept = AtLeast(least, scores, matches);
      for (uint64_t gone = matches & ~kept; gone != 0; gone &= gone - 1, ++dropped) scores[std::countr_zero(gone)] = 0;
      window->matches[word] = kept;
    }
    return dropped;
  }

  // Takes away the matches that `keeps` says no to, with their scores, and returns how many stay.
  template <typename Keeps>
  static uint32_t KeepOnly(const Keeps& keeps, ScoreWindow* window) {
    uint32_t count = 0;
    for (size_t word = 0; word < window->matches.size(); ++word) {
      uint64_t kept = 0;
      for (uint64_t bits = window->matches[word]; bits != 0; bits &= bits - 1) {
        const auto at = static_cast<LocalDoc>(word * 64 + static_cast<size_t>(std::countr_zero(bits)));
        const uint64_t keep = keeps(at) ? 1 : 0;
        kept |= (bits & -bits) & -keep;
        count += static_cast<uint32_t>(keep);
        window->scores[at] &= -static_cast<Score>(keep);
      }
      window->matches[word] = kept;
    }
    return count;
  }

  static uint32_t KeepMatchesOf(Matcher* matcher, ScoreWindow* window) {
    const auto keeps = [&](LocalDoc at) {
      if (!matcher->MatchesAt(window->begin + at)) return false;
      window->scores[at] += matcher->CurrentScore();
      return true;
    };
    return KeepOnly(keeps, window);
  }

  // Goes from match to match of both the window and the clause.
  static void Ask(const Clause& clause, ScoreWindow* window) {
    Matcher* const matcher = clause.matcher;
    const bool loosely = clause.role == Role::kPreferred;
    for (LocalDoc at = window->NextMatch(0); at < ScoreWindow::kSize;) {
      const LocalDoc doc = window->begin + at;
      const LocalDoc found = loosely ? matcher->AdvanceLoosely(doc) : matcher->Advance(doc);
      if (found != doc) {
        at = window->NextMatch(found - window->begin);
        continue;
      }
      if (!loosely || matcher->Confirm()) window->scores[at] += matcher->CurrentScore();
      at = window->NextMatch(at + 1);
    }
  }

  bool TakeBlock(Matcher* matcher) {
    const uint32_t n = matcher->TakeBlock(block_docs_.data(), block_scores_.data());
    for (uint32_t i = 0; i < n; ++i) {
      if (IsLive(block_docs_[i])) Take(block_docs_[i], block_scores_[i]);
    }
    return n > 0;
  }

  bool IsLive(LocalDoc doc) const { return !any_deleted_ || !deleted_.contains(leaf_->ToGlobal(doc).value()); }

  // `score` after its age.
  Score Aged(Score score, int32_t date) const {
    return static_cast<Score>(static_cast<double>(score) * AgeFactor(options_.ranking, date));
  }

  void Take(LocalDoc doc, Score score) {
    ++total_;
    if (want_matches_) matches_.back()[doc / 64] |= uint64_t{1} << (doc % 64);
    ++context_->statistics.documents_scored;
    if (options_.sort == Sort::kRelevance && score < top_.threshold()) return;
    if (options_.ranking.freshness > 0) score = Aged(score, leaf_->columns().dates[doc]);
    SortKey key;
    key.date = leaf_->columns().dates[doc];
    switch (options_.sort) {
      case Sort::kRelevance: key.primary = score; break;
      case Sort::kNewest: key.primary = key.date; break;
      case Sort::kOldest: key.primary = key.date == kNoDate ? kNoDate : -int64_t{key.date}; break;
    }
    key.tie = leaf_->columns().ties[doc];
    top_.Offer({key, leaf_->ToGlobal(doc)});
  }

  const SearchOptions& options_;
  const bool want_matches_;
  const bool all_matches_;
  const DocSet& deleted_;
  SearchContext* const context_;
  TopHits top_;
  const Leaf* leaf_ = nullptr;
  bool any_deleted_ = false;
  bool skipped_ = false;
  uint64_t total_ = 0;
  uint64_t unsure_ = 0;  // articles that may match, but cannot be a hit
  std::vector<std::vector<uint64_t>> matches_;
  std::array<LocalDoc, kBlockSize> block_docs_;
  std::array<Score, kBlockSize> block_scores_;
};

// Whether adding up lists of `sum` postings costs less than looking up in each the `least` articles that are in
// question.
bool WindowsPay(uint64_t sum, uint64_t least) {
  constexpr uint64_t kLookUpCost = 8;       // in postings added up
  constexpr uint64_t kLeastArticles = 512;  // below, a window's own cost shows
  return least >= kLeastArticles && sum < kLookUpCost * least;
}

bool WindowsPay(const Plan::Conjunction& conjunction) {
  uint64_t least = UINT64_MAX;
  uint64_t sum = 0;
  for (const MatcherPtr& matcher : conjunction.terms) {
    least = std::min(least, matcher->Cost());
    sum += matcher->Cost();
  }
  for (const MatcherPtr& matcher : conjunction.others) least = std::min(least, matcher->Cost());
  return WindowsPay(sum, least);
}

bool WindowsPay(const std::vector<Plan::Choice>& choices) {
  uint64_t least = UINT64_MAX;  // of the filters
  uint64_t sum = 0;
  for (const Plan::Choice& choice : choices) {
    if (choice.role == Plan::Role::kWanted) sum += choice.matcher->Cost();
    if (choice.role == Plan::Role::kRequired) least = std::min(least, choice.matcher->Cost());
  }
  return least == UINT64_MAX || WindowsPay(sum, least);
}

MatcherPtr ToMatcher(Plan::Conjunction conjunction, SearchContext* context) {
  std::vector<MatcherPtr> all = std::move(conjunction.terms);
  std::move(conjunction.others.begin(), conjunction.others.end(), std::back_inserter(all));
  return NewPreferMatcher(NewAndMatcher(std::move(all), context), std::move(conjunction.preferred), context);
}

// Ranks the articles of leaf number `i`.
absl::Status RankLeaf(const Plan& plan, size_t i, bool scoring, SearchContext* context, Ranker* ranker) {
  if (plan.IsChoice()) {
    JIANBAO_ASSIGN_OR_RETURN(const std::vector<Plan::Choice> choices, plan.InstantiateChoices(i, context));
    if (choices.empty()) return absl::OkStatus();
    if (WindowsPay(choices)) {
      ranker->RankByWindows(choices);
      return absl::OkStatus();
    }
  } else if (plan.IsConjunction()) {
    JIANBAO_ASSIGN_OR_RETURN(Plan::Conjunction all, plan.InstantiateConjunction(i, scoring, context));
    if (all.terms.empty()) return absl::OkStatus();
    if (WindowsPay(all)) {
      ranker->RankAllByWindows(all);
    } else {
      ranker->RankOneByOne(ToMatcher(std::move(all), context).get());
    }
    return absl::OkStatus();
  }
  JIANBAO_ASSIGN_OR_RETURN(const MatcherPtr matcher, plan.Instantiate(i, scoring, context));
  if (matcher != nullptr) ranker->RankOneByOne(matcher.get());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Ranking> Rank(const Plan& plan, const Leaves& leaves, const DocSet& deleted,
                             const SearchOptions& options, bool want_matches, SearchContext* context) {
  Ranker ranker(options, want_matches, deleted, context);
  context->statistics.segments = leaves.size();
  for (size_t i = 0; i < leaves.size() && !context->ShouldStop(); ++i) {
    ranker.EnterLeaf(leaves[i].get());
    JIANBAO_RETURN_IF_ERROR(RankLeaf(plan, i, options.sort == Sort::kRelevance, context, &ranker));
  }
  return ranker.Finish();
}

}  // namespace jianbao::engine
