// Matchers of conditions that articles meet or do not: they score nothing themselves.
#include <algorithm>
#include <memory>
#include <utility>

#include "services/index/engine/matcher.h"

namespace jianbao::engine {
namespace {

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
