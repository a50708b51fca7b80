// Matchers of terms, phrases and leads.
#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "services/index/engine/matcher.h"
#include "services/index/engine/posting_cursor.h"
#include "services/index/engine/query.h"

namespace jianbao::engine {
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
    ForEachPosting(window->begin, end,
                   [&](LocalDoc doc, uint32_t count) { window->Add(doc, scorer_(count, lengths_[doc])); });
  }

  bool AddToMatches(LocalDoc end, uint32_t count, ScoreWindow* window) override {
    constexpr uint64_t kAskCost = 4;  // in postings gone through
    const uint64_t postings = Cost() * (end - window->begin) / limit_;
    if (postings > kAskCost * count) return false;
    ForEachPosting(window->begin, end, [&](LocalDoc doc, uint32_t frequency) {
      const LocalDoc at = doc - window->begin;
      if (window->Matches(at)) window->scores[at] += scorer_(frequency, lengths_[doc]);
    });
    return true;
  }

 private:
  // Calls `visit` with each article in [begin, end) and how often the term is there, and moves to `end`.
  template <typename Visit>
  void ForEachPosting(LocalDoc begin, LocalDoc end, const Visit& visit) {
    doc_ = cursor_.Advance(begin);
    while (doc_ < end) {
      const std::span<const LocalDoc> docs = cursor_.BlockDocs();
      const uint32_t* counts = cursor_.BlockCounts();
      const LocalDoc* const stop =
          docs.back() < end ? docs.data() + docs.size() : std::lower_bound(docs.data(), docs.data() + docs.size(), end);
      const auto n = static_cast<uint32_t>(stop - docs.data());
      for (uint32_t i = 0; i < n; ++i) visit(docs[i], counts[i]);
      doc_ = cursor_.Skip(n);
    }
  }
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

// ---- Leads --------------------------------------------------------------------------------------------------------

class LeadMatcher final : public Matcher {
 public:
  LeadMatcher(PostingList list, const TermScorer& scorer, LocalDoc limit, SearchContext* context)
      : cursor_(std::move(list), limit, context), scorer_(scorer), context_(context) {
    ++context->statistics.terms;
  }

  LocalDoc Advance(LocalDoc target) override {
    if (started_ && target <= doc_) return doc_;
    started_ = true;
    for (AdvanceLoosely(target); doc_ != kNoDoc && !Confirm(); AdvanceLoosely(doc_ + 1)) {
      if (context_->ShouldStop()) return doc_ = kNoDoc;
    }
    return doc_;
  }
  LocalDoc AdvanceLoosely(LocalDoc target) override { return doc_ = cursor_.Advance(target); }
  bool Confirm() override {
    const std::span<const uint32_t> positions = cursor_.Positions();
    return !positions.empty() && positions.front() < kLeadLetters;
  }
  Score LooseScore() override { return MaxScore(); }
  Score CurrentScore() override { return scorer_(1, 0); }
  Score MaxScore() override { return scorer_.Bound(1, 0); }
  Score BlockMaxScore(LocalDoc from, LocalDoc* last) override {
    *last = kNoDoc;
    return MaxScore();
  }
  uint64_t Cost() const override { return cursor_.list().size(); }

 private:
  PostingCursor cursor_;
  const TermScorer scorer_;
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

MatcherPtr NewLeadMatcher(PostingList list, const TermScorer& scorer, LocalDoc limit, SearchContext* context) {
  return std::make_unique<LeadMatcher>(std::move(list), scorer, limit, context);
}

}  // namespace jianbao::engine
