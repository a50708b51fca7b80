#include "services/index/engine/matcher.h"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "libs/base/error.h"

namespace jianbao::engine {

bool SearchContext::CheckNow() {
  if (!status_.ok()) return true;
  if (absl::Now() >= deadline_) {
    Fail(Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
               "the search did not end in time; allow more or ask for less"));
  } else if (cancelled_ && cancelled_()) {
    Fail(Error(absl::StatusCode::kCancelled, "CANCELLED", "the caller no longer wants the result"));
  }
  return !status_.ok();
}

bool SearchContext::Spent() {
  Fail(Error(absl::StatusCode::kResourceExhausted, "WORK_LIMIT_REACHED", "this takes more work than was allowed"));
  return true;
}

void Matcher::AddScores(LocalDoc end, ScoreWindow* window) {
  for (LocalDoc doc = Advance(window->begin); doc < end; doc = Advance(doc + 1)) window->Add(doc, CurrentScore());
}

// ---- PostingCursor ------------------------------------------------------------------------------------------------

LocalDoc PostingCursor::End() {
  at_ = size_ = 0;
  return doc_ = kNoDoc;
}

bool PostingCursor::EnterBlock(uint32_t block) {
  const LocalDoc least = size_ > 0 ? docs_[size_ - 1] : 0;  // where the block before ended
  block_ = block;
  size_ = list_.BlockSize(block);
  at_ = 0;
  counts_loaded_ = sums_loaded_ = false;
  ++context_->statistics.blocks_decoded;
  if (list_.DecodeDocs(block, docs_.data()) && docs_[0] >= least && docs_[size_ - 1] < limit_) return true;
  context_->Fail(Error(absl::StatusCode::kDataLoss, "POSTINGS_CORRUPT",
                       "a posting list is damaged; restore a backup or rebuild the index from its records"));
  return false;
}

LocalDoc PostingCursor::Advance(LocalDoc target) {
  if (started_ && target <= doc_) return doc_;
  if (!started_) {
    started_ = true;
    if (!EnterBlock(list_.has_directory() ? std::min(list_.FindBlock(0, target), list_.blocks() - 1) : 0)) return End();
  } else if (docs_[size_ - 1] < target) {
    if (block_ + 1 >= list_.blocks()) return End();
    const uint32_t block = list_.FindBlock(block_ + 1, target);
    context_->statistics.blocks_skipped += block - block_ - 1;
    if (block >= list_.blocks() || !EnterBlock(block)) return End();
  }
  if (at_ < size_ && docs_[at_] < target) {
    // Near targets first: successive matches are mostly close.
    uint32_t step = 1;
    while (at_ + step < size_ && docs_[at_ + step] < target) {
      at_ += step;
      step *= 2;
    }
    const auto* first = docs_.data() + at_;
    const auto* last = docs_.data() + std::min(at_ + step, size_ - 1) + 1;
    at_ = static_cast<uint32_t>(std::lower_bound(first, last, target) - docs_.data());
  }
  if (at_ >= size_) return End();
  return doc_ = docs_[at_];
}

LocalDoc PostingCursor::Skip(uint32_t n) {
  at_ += n;
  if (at_ < size_) return doc_ = docs_[at_];
  if (block_ + 1 >= list_.blocks() || !EnterBlock(block_ + 1)) return End();
  return doc_ = docs_[0];
}

bool PostingCursor::LoadCounts() {
  if (counts_loaded_) return true;
  if (!list_.DecodeCounts(block_, counts_.data())) {
    context_->Fail(Error(absl::StatusCode::kDataLoss, "POSTINGS_CORRUPT", "a posting list's frequencies are damaged"));
    counts_.fill(1);
  }
  return counts_loaded_ = true;
}

uint32_t PostingCursor::Count() {
  LoadCounts();
  return counts_[at_];
}

const uint32_t* PostingCursor::BlockCounts() {
  LoadCounts();
  return counts_.data() + at_;
}

std::span<const uint32_t> PostingCursor::Positions() {
  LoadCounts();
  if (!sums_loaded_) {
    sums_[0] = 0;
    for (uint32_t i = 0; i < size_; ++i) sums_[i + 1] = sums_[i] + counts_[i];
    sums_loaded_ = true;
  }
  const bool plausible = counts_[at_] <= list_.MostPositions(block_);
  positions_.resize(plausible ? counts_[at_] : 0);
  if (!plausible || !list_.DecodePositions(block_, sums_[at_], counts_[at_], positions_.data())) {
    context_->Fail(Error(absl::StatusCode::kDataLoss, "POSTINGS_CORRUPT", "a posting list's positions are damaged"));
    positions_.clear();
  }
  return positions_;
}

BlockBounds PostingCursor::BoundsAt(LocalDoc from) {
  if (bounds_block_ < block_ && started_) bounds_block_ = block_;
  bounds_block_ = list_.FindBlock(bounds_block_, from);
  if (bounds_block_ >= list_.blocks()) return {kNoDoc, 0, 0};
  return list_.Bounds(bounds_block_);
}

namespace {

// How often an article must hold a term to score enough by it, for each length: most articles of a common term do not,
// and are passed over before any other list is looked at.
class Demand {
 public:
  // `lengths` must outlive it.
  Demand(const TermScorer& scorer, const uint8_t* lengths) : scorer_(scorer), lengths_(lengths) {}

  void Set(Score threshold) {
    if (threshold == threshold_ || threshold <= 0 || !scorer_.scores()) return;
    threshold_ = threshold;
    for (size_t code = 0; code < least_.size(); ++code) {
      least_[code] = scorer_.LeastCount(threshold, static_cast<uint8_t>(code));
    }
  }
  // Moves `cursor` from the article it stands at to the first that meets the demand.
  LocalDoc Settle(PostingCursor* cursor) {
    while (threshold_ > 0 && cursor->doc() != kNoDoc) {
      const std::span<const LocalDoc> docs = cursor->BlockDocs();
      const uint32_t* const counts = cursor->BlockCounts();
      uint32_t at = 0;
      while (at < docs.size() && counts[at] < least_[lengths_[docs[at]]]) ++at;
      if (at == 0) break;
      left_out_ = true;
      const bool found = at < docs.size();
      cursor->Skip(at);
      if (found) break;
    }
    return cursor->doc();
  }
  bool left_out() const { return left_out_; }

 private:
  const TermScorer scorer_;
  const uint8_t* const lengths_;
  Score threshold_ = 0;
  bool left_out_ = false;
  std::array<uint32_t, 256> least_;
};

// ---- Terms --------------------------------------------------------------------------------------------------------

class TermMatcher final : public Matcher {
 public:
  TermMatcher(PostingList list, const TermScorer& scorer, const uint8_t* lengths, LocalDoc limit,
              SearchContext* context)
      : cursor_(std::move(list), limit, context),
        scorer_(scorer),
        demand_(scorer, lengths),
        lengths_(lengths),
        limit_(limit) {
    ++context->statistics.terms;
  }

  LocalDoc Advance(LocalDoc target) override {
    cursor_.Advance(target);
    return doc_ = demand_.Settle(&cursor_);
  }
  void SetThreshold(Score threshold) override { demand_.Set(threshold); }
  bool LeftOut() const override { return demand_.left_out(); }
  Score CurrentScore() override { return scorer_.scores() ? scorer_(cursor_.Count(), lengths_[doc_]) : 0; }

  Score MaxScore() override {
    if (!scorer_.scores()) return 0;
    if (max_score_ >= 0) return max_score_;
    max_score_ = 0;
    if (cursor_.list().has_directory()) {
      for (uint32_t block = 0; block < cursor_.list().blocks(); ++block) {
        max_score_ = std::max(max_score_, BoundOf(cursor_.list().Bounds(block)));
      }
    } else {
      max_score_ = ExactMaximum();
    }
    return max_score_;
  }

  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override {
    if (!cursor_.list().has_directory() || !scorer_.scores()) {
      *last = kNoDoc;
      return MaxScore();
    }
    const BlockBounds bounds = cursor_.BoundsAt(from);
    *last = bounds.last_doc;
    return bounds.last_doc == kNoDoc ? 0 : BoundOf(bounds);
  }

  uint64_t Cost() const override { return cursor_.list().size(); }

  uint32_t TakeBlock(LocalDoc* docs, Score* scores) override {
    const std::span<const LocalDoc> block = cursor_.BlockDocs();
    const auto n = static_cast<uint32_t>(block.size());
    std::copy(block.begin(), block.end(), docs);
    if (scorer_.scores()) {
      const uint32_t* counts = cursor_.BlockCounts();
      for (uint32_t i = 0; i < n; ++i) scores[i] = scorer_(counts[i], lengths_[docs[i]]);
    } else {
      std::fill_n(scores, n, Score{0});
    }
    doc_ = cursor_.Skip(n);
    return n;
  }

  void AddScores(LocalDoc end, ScoreWindow* window) override {
    doc_ = cursor_.Advance(window->begin);
    while (doc_ < end) {
      const std::span<const LocalDoc> docs = cursor_.BlockDocs();
      const uint32_t* counts = cursor_.BlockCounts();
      const LocalDoc* const stop =
          docs.back() < end ? docs.data() + docs.size() : std::lower_bound(docs.data(), docs.data() + docs.size(), end);
      const auto n = static_cast<uint32_t>(stop - docs.data());
      for (uint32_t i = 0; i < n; ++i) window->Add(docs[i], scorer_(counts[i], lengths_[docs[i]]));
      doc_ = cursor_.Skip(n);
    }
  }

 private:
  Score BoundOf(const BlockBounds& bounds) const { return scorer_.Bound(bounds.max_count, bounds.min_length); }
  // The list is one block: looking at it is cheaper than being wrong about it. 0 where it is damaged, which the cursor
  // will tell.
  Score ExactMaximum() const {
    std::array<LocalDoc, kBlockSize> docs;
    std::array<uint32_t, kBlockSize> counts;
    if (!cursor_.list().DecodeDocs(0, docs.data()) || !cursor_.list().DecodeCounts(0, counts.data())) return 0;
    if (docs[cursor_.list().size() - 1] >= limit_) return 0;
    Score maximum = 0;
    for (uint32_t i = 0; i < cursor_.list().size(); ++i) {
      maximum = std::max(maximum, scorer_(counts[i], lengths_[docs[i]]));
    }
    return maximum;
  }

  PostingCursor cursor_;
  const TermScorer scorer_;
  Demand demand_;
  const uint8_t* const lengths_;
  const LocalDoc limit_;
  Score max_score_ = -1;  // not known yet
};

// ---- Phrases ------------------------------------------------------------------------------------------------------

class PhraseMatcher final : public Matcher {
 public:
  PhraseMatcher(std::vector<PhrasePart> parts, const TermScorer& scorer, const uint8_t* lengths, LocalDoc limit,
                SearchContext* context)
      : scorer_(scorer), demand_(scorer, lengths), lengths_(lengths), context_(context) {
    // The rarest part leads.
    std::sort(parts.begin(), parts.end(),
              [](const PhrasePart& a, const PhrasePart& b) { return a.list.size() < b.list.size(); });
    for (PhrasePart& part : parts) {
      offsets_.push_back(part.offset);
      cursors_.push_back(std::make_unique<PostingCursor>(std::move(part.list), limit, context));
    }
    context->statistics.terms += cursors_.size();
  }

  LocalDoc Advance(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    for (LocalDoc doc = AlignAt(target); doc != kNoDoc; doc = AlignAt(doc + 1)) {
      if (context_->ShouldStop()) break;
      if (threshold_ > 0 && scorer_.Bound(SmallestCount(), lengths_[doc]) < threshold_) {
        left_out_ = true;
        continue;
      }
      if ((count_ = CountPhrases()) > 0) return doc_ = doc;
    }
    return doc_ = kNoDoc;
  }
  LocalDoc AdvanceLoosely(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    return doc_ = AlignAt(target);
  }
  bool Confirm() override { return (count_ = CountPhrases()) > 0; }
  Score LooseScore() override { return scorer_.Bound(SmallestCount(), lengths_[doc_]); }

  Score CurrentScore() override { return scorer_(count_, lengths_[doc_]); }
  Score MaxScore() override {
    if (max_score_ >= 0) return max_score_;
    uint32_t count = UINT32_MAX;
    uint8_t length = 0;
    for (const auto& cursor : cursors_) {
      if (!cursor->list().has_directory()) continue;
      const BlockBounds most = MostOf(cursor->list());
      count = std::min(count, most.max_count);
      length = std::max(length, most.min_length);
    }
    return max_score_ = scorer_.Bound(count, length);
  }
  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override {
    *last = kNoDoc;
    uint32_t count = UINT32_MAX;
    uint8_t length = 0;
    for (const auto& cursor : cursors_) {
      if (!cursor->list().has_directory()) continue;
      const BlockBounds bounds = cursor->BoundsAt(from);
      if (bounds.last_doc == kNoDoc) return 0;
      *last = std::min(*last, bounds.last_doc);
      count = std::min(count, bounds.max_count);
      length = std::max(length, bounds.min_length);
    }
    return scorer_.Bound(count, length);
  }
  uint64_t Cost() const override { return cursors_.front()->list().size(); }
  void SetThreshold(Score threshold) override {
    threshold_ = threshold;
    demand_.Set(threshold);
  }
  bool LeftOut() const override { return left_out_ || demand_.left_out(); }

 private:
  // What bounds every block of the list.
  static BlockBounds MostOf(const PostingList& list) {
    BlockBounds most = {kNoDoc, 0, UINT8_MAX};
    for (uint32_t block = 0; block < list.blocks(); ++block) {
      const BlockBounds bounds = list.Bounds(block);
      most.max_count = std::max(most.max_count, bounds.max_count);
      most.min_length = std::min(most.min_length, bounds.min_length);
    }
    return most;
  }
  // First article >= target that the rarest part stands in, often enough: the phrase is there no more often.
  LocalDoc LeadAt(LocalDoc target) {
    cursors_[0]->Advance(target);
    return demand_.Settle(cursors_[0].get());
  }
  // First article >= target that holds all parts, anywhere.
  LocalDoc AlignAt(LocalDoc target) {
    LocalDoc doc = LeadAt(target);
    for (size_t i = 1; i < cursors_.size() && doc != kNoDoc;) {
      const LocalDoc other = cursors_[i]->Advance(doc);
      if (other == doc) {
        ++i;
      } else {
        doc = other == kNoDoc ? kNoDoc : LeadAt(other);
        i = 1;
      }
    }
    return doc;
  }
  uint32_t SmallestCount() const {
    uint32_t count = UINT32_MAX;
    for (const auto& cursor : cursors_) count = std::min(count, cursor->Count());
    return count;
  }
  // Starts of the phrase that every part agrees on.
  uint32_t CountPhrases() {
    ++context_->statistics.positions_checked;
    starts_.clear();
    for (const uint32_t position : cursors_[0]->Positions()) {
      if (position >= offsets_[0]) starts_.push_back(position - offsets_[0]);
    }
    for (size_t i = 1; i < cursors_.size() && !starts_.empty(); ++i) {
      const std::span<const uint32_t> positions = cursors_[i]->Positions();
      size_t kept = 0;
      size_t at = 0;
      for (const uint32_t start : starts_) {
        while (at < positions.size() && positions[at] < start + offsets_[i]) ++at;
        if (at < positions.size() && positions[at] == start + offsets_[i]) starts_[kept++] = start;
      }
      starts_.resize(kept);
    }
    return static_cast<uint32_t>(starts_.size());
  }

  const TermScorer scorer_;
  Demand demand_;
  const uint8_t* const lengths_;
  SearchContext* const context_;
  std::vector<std::unique_ptr<PostingCursor>> cursors_;  // rarest first
  std::vector<uint32_t> offsets_;
  std::vector<uint32_t> starts_;
  uint32_t count_ = 0;
  Score threshold_ = 0;
  Score max_score_ = -1;  // not known yet
  bool left_out_ = false;
};

// ---- Combinations -------------------------------------------------------------------------------------------------

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

class AndMatcher final : public Matcher {
 public:
  AndMatcher(std::vector<MatcherPtr> children, SearchContext* context)
      : children_(std::move(children)), context_(context) {
    std::sort(children_.begin(), children_.end(),
              [](const MatcherPtr& a, const MatcherPtr& b) { return a->Cost() < b->Cost(); });
  }

  LocalDoc Advance(LocalDoc target) override {
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
  SearchContext* const context_;
  Score threshold_ = 0;
  Score others_max_ = -1;  // what all but the first can score; not known yet
  bool left_out_ = false;
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
      for (size_t word = 0; word < window_->matches.size(); ++word) {
        for (uint64_t bits = window_->matches[word]; bits != 0; bits &= bits - 1) {
          ++counts_[word * 64 + static_cast<size_t>(std::countr_zero(bits))];
        }
      }
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

class PreferMatcher final : public Matcher {
 public:
  PreferMatcher(MatcherPtr wanted, std::vector<MatcherPtr> preferred)
      : wanted_(std::move(wanted)), preferred_(std::move(preferred)) {}

  LocalDoc Advance(LocalDoc target) override { return doc_ = wanted_->Advance(target); }
  Score CurrentScore() override {
    Score sum = wanted_->CurrentScore();
    if (sum + preferred_max_ < threshold_) return sum;  // not enough, whatever the preferred ones bring
    for (const MatcherPtr& matcher : preferred_) sum += matcher->Advance(doc_) == doc_ ? matcher->CurrentScore() : 0;
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
  bool LeftOut() const override { return wanted_->LeftOut(); }

 private:
  const MatcherPtr wanted_;
  const std::vector<MatcherPtr> preferred_;
  Score threshold_ = 0;
  Score preferred_max_ = -1;  // not known yet
};

// ---- Filters: they score nothing ----------------------------------------------------------------------------------

class FilterMatcher final : public Matcher {
 public:
  FilterMatcher(LocalDoc begin, LocalDoc end, std::function<bool(LocalDoc)> accepts, SearchContext* context)
      : begin_(begin), end_(end), accepts_(std::move(accepts)), context_(context) {}

  LocalDoc Advance(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    for (LocalDoc doc = std::max(target, begin_); doc < end_; ++doc) {
      if (accepts_ == nullptr || accepts_(doc)) return doc_ = doc;
      if (context_->ShouldStop()) break;
    }
    return doc_ = kNoDoc;
  }
  Score CurrentScore() override { return 0; }
  Score MaxScore() override { return 0; }
  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override {
    *last = kNoDoc;
    return 0;
  }
  uint64_t Cost() const override { return end_ - begin_; }

 private:
  const LocalDoc begin_;
  const LocalDoc end_;
  const std::function<bool(LocalDoc)> accepts_;  // empty: all
  SearchContext* const context_;                 // not used where all are accepted
};

class CheckedMatcher final : public Matcher {
 public:
  CheckedMatcher(MatcherPtr candidates, std::function<bool(LocalDoc)> accepts, SearchContext* context)
      : candidates_(std::move(candidates)), accepts_(std::move(accepts)), context_(context) {}

  LocalDoc Advance(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    LocalDoc doc = candidates_->Advance(target);
    while (doc != kNoDoc && !accepts_(doc)) {
      if (context_->CheckNow()) return doc_ = kNoDoc;
      doc = candidates_->Advance(doc + 1);
    }
    return doc_ = doc;
  }
  LocalDoc AdvanceLoosely(LocalDoc target) override { return doc_ = candidates_->AdvanceLoosely(target); }
  bool Confirm() override { return candidates_->Confirm() && accepts_(doc_); }
  Score LooseScore() override { return candidates_->LooseScore(); }
  Score CurrentScore() override { return candidates_->CurrentScore(); }
  Score MaxScore() override { return candidates_->MaxScore(); }
  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override { return candidates_->BlockMaxScore(from, last); }
  uint64_t Cost() const override { return candidates_->Cost() * 16; }

 private:
  const MatcherPtr candidates_;
  const std::function<bool(LocalDoc)> accepts_;
  SearchContext* const context_;
};

}  // namespace

MatcherPtr NewTermMatcher(PostingList list, const TermScorer& scorer, const uint8_t* lengths, LocalDoc limit,
                          SearchContext* context) {
  return std::make_unique<TermMatcher>(std::move(list), scorer, lengths, limit, context);
}

MatcherPtr NewPhraseMatcher(std::vector<PhrasePart> parts, const TermScorer& scorer, const uint8_t* lengths,
                            LocalDoc limit, SearchContext* context) {
  return std::make_unique<PhraseMatcher>(std::move(parts), scorer, lengths, limit, context);
}

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

MatcherPtr NewPreferMatcher(MatcherPtr wanted, std::vector<MatcherPtr> preferred) {
  if (preferred.empty()) return wanted;
  return std::make_unique<PreferMatcher>(std::move(wanted), std::move(preferred));
}

MatcherPtr NewRangeMatcher(LocalDoc begin, LocalDoc end) {
  return std::make_unique<FilterMatcher>(begin, end, nullptr, nullptr);
}

MatcherPtr NewFilterMatcher(LocalDoc limit, std::function<bool(LocalDoc)> accepts, SearchContext* context) {
  return std::make_unique<FilterMatcher>(0, limit, std::move(accepts), context);
}

MatcherPtr NewCheckedMatcher(MatcherPtr candidates, std::function<bool(LocalDoc)> accepts, SearchContext* context) {
  return std::make_unique<CheckedMatcher>(std::move(candidates), std::move(accepts), context);
}

}  // namespace jianbao::engine
