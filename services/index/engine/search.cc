#include "services/index/engine/search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "libs/base/status.h"

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
  // Preferred choices are never essential.
  void RankByWindows(const std::vector<Plan::Choice>& choices) {
    std::vector<Clause> clauses;
    size_t preferred = 0;
    for (const Plan::Choice& choice : choices) {
      clauses.push_back({choice.matcher.get(), 0, 0, 0, choice.preferred});
      preferred += choice.preferred ? 1 : 0;
    }
    // Clauses are asked from the last to the first. Of the preferred ones those that few articles match come last: they
    // bring most, so that it is soon known of most candidates that they do not get it.
    std::stable_sort(clauses.begin(), clauses.end(), [](const Clause& a, const Clause& b) {
      if (!a.asked_only || !b.asked_only) return a.asked_only && !b.asked_only;
      return a.matcher->Cost() > b.matcher->Cost();
    });
    auto window = std::make_unique<ScoreWindow>();
    for (LocalDoc begin = 0; begin < leaf_->size() && !context_->ShouldStop(); begin += ScoreWindow::kSize) {
      const LocalDoc end = std::min<uint64_t>(uint64_t{begin} + ScoreWindow::kSize, leaf_->size());
      const size_t essential = all_matches_ ? preferred : SplitClauses(begin, end, preferred, &clauses);
      if (essential == clauses.size()) {
        skipped_ = true;
        continue;
      }
      skipped_ = skipped_ || essential > preferred;
      window->begin = begin;
      for (size_t i = essential; i < clauses.size(); ++i) clauses[i].matcher->AddScores(end, window.get());
      TakeWindow(clauses, essential, window.get());
    }
  }

  // Windows of articles that every matcher must hold: for lists of like length, adding up whole blocks is cheaper than
  // asking each list for each article. Only what all terms hold is asked of the others.
  void RankAllByWindows(const Plan::Conjunction& conjunction) {
    std::vector<Clause> terms = ToClauses(conjunction.terms, false);
    std::vector<Clause> others = ToClauses(conjunction.others, true);
    std::vector<Clause> preferred = ToClauses(conjunction.preferred, true);
    auto window = std::make_unique<ScoreWindow>();
    for (LocalDoc begin = 0; begin < leaf_->size() && !context_->ShouldStop(); begin += ScoreWindow::kSize) {
      const LocalDoc end = std::min<uint64_t>(uint64_t{begin} + ScoreWindow::kSize, leaf_->size());
      window->begin = begin;
      Score rest_bound = 0;  // of what are no terms
      if (!all_matches_) {
        rest_bound = SumBounds(begin, end, &others) + SumBounds(begin, end, &preferred);
        if (SumBounds(begin, end, &terms) + rest_bound < top_.threshold()) {
          skipped_ = true;
          continue;
        }
      }
      AddCommon(end, terms, window.get());
      if (!others.empty()) KeepMatchesOf(others, rest_bound, window.get());
      TakeWindow(preferred, preferred.size(), window.get());
      window->scores.fill(0);
    }
  }

  Ranking Finish() {
    Ranking ranking;
    ranking.best = top_.Take();
    ranking.total = {total_, !skipped_};
    ranking.matches = std::move(matches_);
    return ranking;
  }
  bool all_matches() const { return all_matches_; }

 private:
  struct Clause {
    Matcher* matcher;
    Score bound;              // within the window
    Score sum;                // of the bounds up to and with this one
    LocalDoc bound_last;      // up to where `block_bound` holds
    bool asked_only = false;  // never adds up windows: a preferred choice
    Score block_bound = 0;
  };

  static std::vector<Clause> ToClauses(const std::vector<MatcherPtr>& matchers, bool asked_only) {
    std::vector<Clause> clauses;
    for (const MatcherPtr& matcher : matchers) clauses.push_back({matcher.get(), 0, 0, 0, asked_only});
    return clauses;
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

  // Sorts the clauses by their bounds, but for the preferred ones, which come first, and returns how many of the first
  // are not essential.
  size_t SplitClauses(LocalDoc begin, LocalDoc end, size_t preferred, std::vector<Clause>* clauses) const {
    for (Clause& clause : *clauses) clause.bound = WindowBound(begin, end, &clause);
    std::sort(clauses->begin() + static_cast<ptrdiff_t>(preferred), clauses->end(),
              [](const Clause& a, const Clause& b) { return a.bound < b.bound; });
    Score sum = 0;
    size_t essential = preferred;
    for (size_t i = 0; i < clauses->size(); ++i) {
      Clause& clause = (*clauses)[i];
      clause.sum = sum += clause.bound;
      if (i >= preferred && sum < top_.threshold()) ++essential;
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

  // Takes away the articles that one of `others` does not match, and those that cannot make a hit whatever these and
  // what is preferred bring, at most `bound`.
  void KeepMatchesOf(const std::vector<Clause>& others, Score bound, ScoreWindow* window) {
    window->ForEachMatch([&](LocalDoc at) {
      if (!all_matches_ && window->scores[at] + bound < top_.threshold()) {
        skipped_ = true;
        window->TakeAway(at);
      } else if (!AddMatches(others, window->begin + at, &window->scores[at])) {
        window->TakeAway(at);
      }
    });
  }

  // Adds the scores of `others` at `doc`; false where one does not match there.
  static bool AddMatches(const std::vector<Clause>& others, LocalDoc doc, Score* score) {
    for (const Clause& other : others) {
      if (!other.matcher->MatchesAt(doc)) return false;
      *score += other.matcher->CurrentScore();
    }
    return true;
  }

  // Offers what is in the window and empties it.
  void TakeWindow(const std::vector<Clause>& clauses, size_t essential, ScoreWindow* window) {
    window->ForEachMatch([&](LocalDoc at) {
      const LocalDoc doc = window->begin + at;
      const Score score = std::exchange(window->scores[at], 0);
      if (IsLive(doc)) TakeCandidate(doc, score, clauses, essential);
    });
    window->matches.fill(0);
  }

  void TakeCandidate(LocalDoc doc, Score score, const std::vector<Clause>& clauses, size_t essential) {
    for (size_t i = essential; i-- > 0;) {
      if (!all_matches_ && score + clauses[i].sum < top_.threshold()) {
        ++total_;
        return;
      }
      Matcher* matcher = clauses[i].matcher;
      const bool matches = clauses[i].asked_only ? matcher->MatchesAt(doc) : matcher->Advance(doc) == doc;
      if (matches) score += matcher->CurrentScore();
    }
    Take(doc, options_.sort == Sort::kRelevance ? score : 0);
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
  std::vector<std::vector<uint64_t>> matches_;
  std::array<LocalDoc, kBlockSize> block_docs_;
  std::array<Score, kBlockSize> block_scores_;
};

// Whether adding up all lists of terms costs less than looking up the shortest one's articles in the others.
bool WindowsPay(const Plan::Conjunction& conjunction) {
  constexpr uint64_t kLookUpCost = 8;       // in postings added up
  constexpr uint64_t kLeastArticles = 512;  // below, a window's own cost shows
  uint64_t least = UINT64_MAX;
  uint64_t sum = 0;
  for (const MatcherPtr& matcher : conjunction.terms) {
    least = std::min(least, matcher->Cost());
    sum += matcher->Cost();
  }
  for (const MatcherPtr& matcher : conjunction.others) least = std::min(least, matcher->Cost());
  return least >= kLeastArticles && sum < kLookUpCost * least;
}

MatcherPtr ToMatcher(Plan::Conjunction conjunction, SearchContext* context) {
  std::vector<MatcherPtr> all = std::move(conjunction.terms);
  std::move(conjunction.others.begin(), conjunction.others.end(), std::back_inserter(all));
  return NewPreferMatcher(NewAndMatcher(std::move(all), context), std::move(conjunction.preferred));
}

}  // namespace

absl::StatusOr<Ranking> Rank(const Plan& plan, const Leaves& leaves, const DocSet& deleted,
                             const SearchOptions& options, bool want_matches, SearchContext* context) {
  Ranker ranker(options, want_matches, deleted, context);
  context->statistics.segments = leaves.size();
  for (size_t i = 0; i < leaves.size() && !context->ShouldStop(); ++i) {
    ranker.EnterLeaf(leaves[i].get());
    if (plan.IsChoice()) {
      JIANBAO_ASSIGN_OR_RETURN(const std::vector<Plan::Choice> choices, plan.InstantiateChoices(i, context));
      if (!choices.empty()) ranker.RankByWindows(choices);
      continue;
    }
    if (plan.IsConjunction()) {
      JIANBAO_ASSIGN_OR_RETURN(Plan::Conjunction all,
                               plan.InstantiateConjunction(i, options.sort == Sort::kRelevance, context));
      if (all.terms.empty()) continue;
      if (WindowsPay(all)) {
        ranker.RankAllByWindows(all);
      } else {
        ranker.RankOneByOne(ToMatcher(std::move(all), context).get());
      }
    } else {
      JIANBAO_ASSIGN_OR_RETURN(const MatcherPtr matcher,
                               plan.Instantiate(i, options.sort == Sort::kRelevance, context));
      if (matcher != nullptr) ranker.RankOneByOne(matcher.get());
    }
  }
  return ranker.Finish();
}

}  // namespace jianbao::engine
