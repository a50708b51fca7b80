// Matchers that put others together.
#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "services/index/engine/matcher.h"

namespace jianbao::engine {
namespace {

Score SumOfMaxScores(const std::vector<MatcherPtr>& matchers) {
  Score sum = 0;
  for (const MatcherPtr& matcher : matchers) sum += matcher->MaxScore();
  return sum;
}

// Bounds the sum of the scores of `matchers` in [from, *last].
Score SumOfBlockMaxScores(const std::vector<MatcherPtr>& matchers, LocalDoc from, LocalDoc* last) {
  Score sum = 0;
  *last = kNoDoc;
  for (const MatcherPtr& matcher : matchers) {
    LocalDoc matcher_last = kNoDoc;
    sum += matcher->BlockMaxScore(from, &matcher_last);
    *last = std::min(*last, matcher_last);
  }
  return sum;
}

// A matcher whose matches are dear to confirm: it goes from one that seems to match to the next, and confirms none that
// cannot score enough.
class LooseMatcher : public Matcher {
 public:
  explicit LooseMatcher(SearchContext* context) : context_(context) {}

  LocalDoc Advance(LocalDoc target) final {
    if (started_ && target <= doc_) return doc_;
    for (AdvanceLoosely(target); doc_ != kNoDoc; AdvanceLoosely(doc_ + 1)) {
      if (context_->ShouldStop()) return doc_ = kNoDoc;
      if (threshold_ > 0 && LooseScore() < threshold_) {
        left_out_ = true;
      } else if (Confirm()) {
        break;
      }
    }
    return doc_;
  }

 protected:
  SearchContext* const context_;
  Score threshold_ = 0;
  bool left_out_ = false;
};

class AndMatcher final : public LooseMatcher {
 public:
  AndMatcher(std::vector<MatcherPtr> children, SearchContext* context)
      : LooseMatcher(context), children_(std::move(children)) {
    std::sort(children_.begin(), children_.end(),
              [](const MatcherPtr& a, const MatcherPtr& b) { return a->Cost() < b->Cost(); });
  }

  // Where all children seem to match: what is dear to find out of one waits until the others agree.
  LocalDoc AdvanceLoosely(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    LocalDoc doc = children_[0]->AdvanceLoosely(target);
    for (size_t i = 1; i < children_.size() && doc != kNoDoc;) {
      const LocalDoc other = children_[i]->AdvanceLoosely(doc);
      if (other == doc) {
        ++i;
      } else {
        if (context_->ShouldStop()) return doc_ = kNoDoc;
        doc = other == kNoDoc ? kNoDoc : children_[0]->AdvanceLoosely(other);
        i = 1;
      }
    }
    return doc_ = doc;
  }
  bool Confirm() override {
    return std::all_of(children_.begin(), children_.end(), [](const MatcherPtr& child) { return child->Confirm(); });
  }
  Score LooseScore() override {
    Score sum = 0;
    for (const MatcherPtr& child : children_) sum += child->LooseScore();
    return sum;
  }
  Score CurrentScore() override {
    Score sum = 0;
    for (const MatcherPtr& child : children_) sum += child->CurrentScore();
    return sum;
  }
  void SetThreshold(Score threshold) override {
    if (threshold == threshold_) return;
    threshold_ = threshold;
    if (others_max_ < 0) others_max_ = MaxScore() - children_[0]->MaxScore();
    children_[0]->SetThreshold(threshold - others_max_);  // whatever the others bring
  }
  bool LeftOut() const override { return left_out_ || children_[0]->LeftOut(); }
  Score MaxScore() override { return SumOfMaxScores(children_); }
  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override { return SumOfBlockMaxScores(children_, from, last); }
  uint64_t Cost() const override { return children_[0]->Cost(); }

 private:
  std::vector<MatcherPtr> children_;  // fewest articles first
  Score others_max_ = -1;             // what all but the first can score; not known yet
};

uint64_t SumOfCosts(const std::vector<MatcherPtr>& matchers) {
  uint64_t sum = 0;
  for (const MatcherPtr& matcher : matchers) sum += matcher->Cost();
  return sum;
}

class OrMatcher final : public Matcher {
 public:
  OrMatcher(std::vector<MatcherPtr> children, SearchContext* context)
      : children_(std::move(children)), confirmed_(children_.size(), 1), context_(context) {}

  LocalDoc Advance(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    if (context_->ShouldStop()) return doc_ = kNoDoc;
    LocalDoc doc = kNoDoc;
    for (const MatcherPtr& child : children_) doc = std::min(doc, child->Advance(target));
    return doc_ = doc;
  }
  LocalDoc AdvanceLoosely(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    LocalDoc doc = kNoDoc;
    for (const MatcherPtr& child : children_) doc = std::min(doc, child->AdvanceLoosely(target));
    return doc_ = doc;
  }
  bool Confirm() override {
    bool any = false;
    for (size_t i = 0; i < children_.size(); ++i) {
      confirmed_[i] = children_[i]->doc() == doc_ && children_[i]->Confirm() ? 1 : 0;
      any = any || confirmed_[i] != 0;
    }
    return any;
  }
  Score LooseScore() override {
    Score sum = 0;
    for (const MatcherPtr& child : children_) sum += child->doc() == doc_ ? child->LooseScore() : 0;
    return sum;
  }
  Score CurrentScore() override {
    Score sum = 0;
    for (size_t i = 0; i < children_.size(); ++i) {
      sum += confirmed_[i] != 0 && children_[i]->doc() == doc_ ? children_[i]->CurrentScore() : 0;
    }
    return sum;
  }
  Score MaxScore() override { return SumOfMaxScores(children_); }
  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override { return SumOfBlockMaxScores(children_, from, last); }
  uint64_t Cost() const override { return SumOfCosts(children_); }
  void AddScores(LocalDoc end, ScoreWindow* window) override {
    started_ = true;
    doc_ = kNoDoc;
    for (const MatcherPtr& child : children_) {
      child->AddScores(end, window);
      doc_ = std::min(doc_, child->doc());
    }
  }

 private:
  std::vector<MatcherPtr> children_;
  std::vector<char> confirmed_;  // whether each child, where it stands at doc(), matches there
  SearchContext* const context_;
};

// Articles that match some of many: adds up a window of articles child by child and counts, for asking every child for
// every article costs as much for an article that matches one of them.
class SomeOfMatcher final : public Matcher {
 public:
  SomeOfMatcher(std::vector<MatcherPtr> children, uint32_t minimum, SearchContext* context)
      : children_(std::move(children)),
        minimum_(minimum),
        max_score_(SumOfMaxScores(children_)),
        cost_(SumOfCosts(children_)),
        context_(context),
        window_(std::make_unique<ScoreWindow>()) {}

  LocalDoc Advance(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    while (!context_->ShouldStop()) {
      next_ = static_cast<size_t>(
          std::lower_bound(found_.begin() + static_cast<ptrdiff_t>(next_), found_.end(), target) - found_.begin());
      if (next_ < found_.size()) return doc_ = found_[next_];
      const LocalDoc begin = std::max(target, behind_);
      if (begin == kNoDoc) break;
      Fill(begin - begin % ScoreWindow::kSize);
    }
    return doc_ = kNoDoc;
  }
  Score CurrentScore() override { return window_->scores[doc_ - window_->begin]; }
  Score MaxScore() override { return max_score_; }
  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override {
    *last = from - from % ScoreWindow::kSize + (ScoreWindow::kSize - 1);
    return window_->begin <= from && *last < behind_ ? window_max_ : max_score_;
  }
  uint64_t Cost() const override { return cost_; }

 private:
  // Finds the matches of the window that begins so.
  void Fill(LocalDoc begin) {
    const LocalDoc end = begin + ScoreWindow::kSize;
    window_->begin = begin;
    window_->scores.fill(0);
    counts_.fill(0);
    behind_ = kNoDoc;
    for (const MatcherPtr& child : children_) {
      window_->matches.fill(0);
      child->AddScores(end, window_.get());
      behind_ = std::min(behind_, child->doc());
      window_->ForEachMatch([this](LocalDoc at) { ++counts_[at]; });
    }
    found_.clear();
    next_ = 0;
    window_max_ = 0;
    for (LocalDoc at = 0; at < ScoreWindow::kSize; ++at) {
      if (counts_[at] < minimum_) continue;
      found_.push_back(begin + at);
      window_max_ = std::max(window_max_, window_->scores[at]);
    }
  }

  const std::vector<MatcherPtr> children_;
  const uint32_t minimum_;
  const Score max_score_;
  const uint64_t cost_;
  SearchContext* const context_;
  const std::unique_ptr<ScoreWindow> window_;
  std::array<uint32_t, ScoreWindow::kSize> counts_;  // children that match each article of the window
  std::vector<LocalDoc> found_;                      // matches in the window
  size_t next_ = 0;                                  // of them
  LocalDoc behind_ = 0;                              // all before it that match are, or were, in found_
  Score window_max_ = 0;
};

class NotMatcher final : public Matcher {
 public:
  NotMatcher(MatcherPtr wanted, MatcherPtr unwanted, SearchContext* context)
      : wanted_(std::move(wanted)), unwanted_(std::move(unwanted)), context_(context) {}

  LocalDoc Advance(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    LocalDoc doc = wanted_->Advance(target);
    while (doc != kNoDoc && unwanted_->Advance(doc) == doc) {
      if (context_->ShouldStop()) return doc_ = kNoDoc;
      doc = wanted_->Advance(doc + 1);
    }
    return doc_ = doc;
  }
  Score CurrentScore() override { return wanted_->CurrentScore(); }
  Score MaxScore() override { return wanted_->MaxScore(); }
  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override { return wanted_->BlockMaxScore(from, last); }
  uint64_t Cost() const override { return wanted_->Cost(); }
  void SetThreshold(Score threshold) override { wanted_->SetThreshold(threshold); }
  bool LeftOut() const override { return wanted_->LeftOut(); }

 private:
  const MatcherPtr wanted_;
  const MatcherPtr unwanted_;
  SearchContext* const context_;
};

class PreferMatcher final : public LooseMatcher {
 public:
  PreferMatcher(MatcherPtr wanted, std::vector<MatcherPtr> preferred, SearchContext* context)
      : LooseMatcher(context), wanted_(std::move(wanted)), preferred_(std::move(preferred)) {}

  LocalDoc AdvanceLoosely(LocalDoc target) override {
    started_ = true;
    return doc_ = wanted_->AdvanceLoosely(target);
  }
  bool Confirm() override { return wanted_->Confirm(); }
  Score LooseScore() override {
    Score sum = wanted_->LooseScore();
    for (const MatcherPtr& matcher : preferred_) {
      sum += matcher->AdvanceLoosely(doc_) == doc_ ? matcher->LooseScore() : 0;
    }
    return sum;
  }
  Score CurrentScore() override {
    Score sum = wanted_->CurrentScore();
    for (const MatcherPtr& matcher : preferred_) sum += matcher->MatchesAt(doc_) ? matcher->CurrentScore() : 0;
    return sum;
  }
  Score MaxScore() override { return wanted_->MaxScore() + SumOfMaxScores(preferred_); }
  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override {
    LocalDoc wanted_last = kNoDoc;
    const Score wanted = wanted_->BlockMaxScore(from, &wanted_last);
    const Score preferred = SumOfBlockMaxScores(preferred_, from, last);
    *last = std::min(*last, wanted_last);
    return wanted + preferred;
  }
  uint64_t Cost() const override { return wanted_->Cost(); }
  void SetThreshold(Score threshold) override {
    if (preferred_max_ < 0) preferred_max_ = SumOfMaxScores(preferred_);
    threshold_ = threshold;
    wanted_->SetThreshold(threshold - preferred_max_);
  }
  bool LeftOut() const override { return left_out_ || wanted_->LeftOut(); }

 private:
  const MatcherPtr wanted_;
  const std::vector<MatcherPtr> preferred_;
  Score preferred_max_ = -1;  // not known yet
};

}  // namespace

MatcherPtr NewAndMatcher(std::vector<MatcherPtr> children, SearchContext* context) {
  if (children.size() == 1) return std::move(children[0]);
  return std::make_unique<AndMatcher>(std::move(children), context);
}

MatcherPtr NewOrMatcher(std::vector<MatcherPtr> children, uint32_t minimum, SearchContext* context) {
  if (children.size() == 1 && minimum <= 1) return std::move(children[0]);
  if (minimum > 1) return std::make_unique<SomeOfMatcher>(std::move(children), minimum, context);
  return std::make_unique<OrMatcher>(std::move(children), context);
}

MatcherPtr NewNotMatcher(MatcherPtr wanted, MatcherPtr unwanted, SearchContext* context) {
  return std::make_unique<NotMatcher>(std::move(wanted), std::move(unwanted), context);
}

MatcherPtr NewPreferMatcher(MatcherPtr wanted, std::vector<MatcherPtr> preferred, SearchContext* context) {
  if (preferred.empty()) return wanted;
  return std::make_unique<PreferMatcher>(std::move(wanted), std::move(preferred), context);
}

}  // namespace jianbao::engine
