// Iterators over the articles of one leaf that match (part of) a query, in order.
//
// The contract, for every Matcher, checked by matcher_conformance_test:
//  - It starts before the first article. doc() may be asked only after the first Advance().
//  - Advance(target) moves to the first match >= target and returns it, or kNoDoc at the end. A target at or before
//    doc() does not move it. At the end it stays at the end.
//  - Score() may be asked while doc() is a match; it is never more than MaxScore(), nor than what BlockMaxScore() says.
//  - BlockMaxScore(from, &last) bounds the score of every match in [from, last], for some last >= from; it moves
//  nothing.
//    `from` never decreases.
//  - AdvanceLoosely(target) moves like Advance(), but may stop at articles that only seem to match, where that is
//    cheaper to find out; Confirm() says of doc() whether it does, and must before CurrentScore() is asked.
//    LooseScore(), asked before, bounds its score. A matcher is advanced the one way or the other, not both.
//
// Damaged postings end a matcher early and are told to its SearchContext. One thread at a time.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_MATCHER_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_MATCHER_H_

#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "services/index/engine/postings.h"
#include "services/index/engine/scoring.h"
#include "services/index/engine/search_context.h"

namespace jianbao::engine {

// Scores of a window of articles, being added up term by term.
struct ScoreWindow {
  static constexpr LocalDoc kSize = 4096;

  LocalDoc begin = 0;
  std::array<Score, kSize> scores = {};
  std::array<uint64_t, kSize / 64> matches = {};  // one bit an article

  void Add(LocalDoc doc, Score score) {
    const LocalDoc at = doc - begin;
    scores[at] += score;
    matches[at / 64] |= uint64_t{1} << (at % 64);
  }
  // Calls `visit` with the place in the window of each match, in order.
  template <typename Visit>
  void ForEachMatch(const Visit& visit) {
    for (size_t word = 0; word < matches.size(); ++word) {
      for (uint64_t bits = matches[word]; bits != 0; bits &= bits - 1) {
        visit(static_cast<LocalDoc>(word * 64 + static_cast<size_t>(std::countr_zero(bits))));
      }
    }
  }
  bool Matches(LocalDoc at) const { return (matches[at / 64] >> (at % 64) & 1) != 0; }
  uint32_t CountMatches() const {
    int count = 0;
    for (const uint64_t word : matches) count += std::popcount(word);
    return static_cast<uint32_t>(count);
  }
  // Place of the first match at or after `at`; kSize where there is none.
  LocalDoc NextMatch(LocalDoc at) const {
    if (at >= kSize) return kSize;
    size_t word = at / 64;
    uint64_t bits = matches[word] >> (at % 64) << (at % 64);
    while (bits == 0) {
      if (++word == matches.size()) return kSize;
      bits = matches[word];
    }
    return static_cast<LocalDoc>(word * 64 + static_cast<size_t>(std::countr_zero(bits)));
  }
};

class Matcher {
 public:
  virtual ~Matcher() = default;

  LocalDoc doc() const { return doc_; }
  virtual LocalDoc Advance(LocalDoc target) = 0;
  virtual Score CurrentScore() = 0;
  virtual Score MaxScore() = 0;
  virtual Score BlockMaxScore(LocalDoc from, LocalDoc* last) = 0;
  // About how many articles it visits.
  virtual uint64_t Cost() const = 0;
  // Adds every match in [window->begin, end) to the window and moves to the first at or after `end`.
  virtual void AddScores(LocalDoc end, ScoreWindow* window) {
    for (LocalDoc doc = Advance(window->begin); doc < end; doc = Advance(doc + 1)) window->Add(doc, CurrentScore());
  }
  // Adds to the scores of the `count` matches that the window has in [window->begin, end), where going through all
  // postings there is cheaper than being asked for each of them; false where it is not, and then it has not moved.
  virtual bool AddToMatches(LocalDoc end, uint32_t count, ScoreWindow* window) { return false; }
  // Scores all matches of the block of postings doc() is in, from doc() on, and moves behind them. Returns how many,
  // at most kBlockSize; 0 where the matcher does not work by blocks, and then it has not moved. REQUIRES: doc() is a
  // match.
  virtual uint32_t TakeBlock(LocalDoc* docs, Score* scores) { return 0; }
  // Matches scoring less than this may be left out from now on. Only ever told to the root of a search that wants
  // neither all matches nor their number.
  virtual void SetThreshold(Score threshold) {}
  virtual LocalDoc AdvanceLoosely(LocalDoc target) { return Advance(target); }
  virtual bool Confirm() { return true; }
  virtual Score LooseScore() { return CurrentScore(); }
  // Whether `doc` is a match, found out the cheap way; like AdvanceLoosely() it is not for a matcher that is advanced.
  bool MatchesAt(LocalDoc doc) { return AdvanceLoosely(doc) == doc && Confirm(); }
  // Whether it did leave out a match (or may have).
  virtual bool LeftOut() const { return false; }

 protected:
  LocalDoc doc_ = 0;
  bool started_ = false;
};

using MatcherPtr = std::unique_ptr<Matcher>;

// One part of a phrase: a pair of letters that must stand `offset` positions behind the phrase's first letter.
struct PhrasePart {
  PostingList list;
  uint32_t offset;
};

MatcherPtr NewTermMatcher(PostingList list, const TermScorer& scorer, const uint8_t* lengths, LocalDoc limit,
                          SearchContext* context);
// `parts` cover the phrase; their positions must be ready. REQUIRES: at least one.
MatcherPtr NewPhraseMatcher(std::vector<PhrasePart> parts, const TermScorer& scorer, const uint8_t* lengths,
                            LocalDoc limit, SearchContext* context);
// Where the term stands within the first kLeadLetters places; its positions must be ready.
MatcherPtr NewLeadMatcher(PostingList list, const TermScorer& scorer, LocalDoc limit, SearchContext* context);
MatcherPtr NewAndMatcher(std::vector<MatcherPtr> children, SearchContext* context);
// At least `minimum` of the children, which must be 1 or more.
MatcherPtr NewOrMatcher(std::vector<MatcherPtr> children, uint32_t minimum, SearchContext* context);
MatcherPtr NewNotMatcher(MatcherPtr wanted, MatcherPtr unwanted, SearchContext* context);
// Matches of `wanted`; those that are matches of some of `preferred` score more.
MatcherPtr NewPreferMatcher(MatcherPtr wanted, std::vector<MatcherPtr> preferred, SearchContext* context);
// Articles [begin, end).
MatcherPtr NewRangeMatcher(LocalDoc begin, LocalDoc end);
// Articles below `limit` that `accepts` says yes to.
MatcherPtr NewFilterMatcher(LocalDoc limit, std::function<bool(LocalDoc)> accepts, SearchContext* context);
// Matches of `candidates` that `accepts` says yes to; for conditions that are dear to check.
MatcherPtr NewCheckedMatcher(MatcherPtr candidates, std::function<bool(LocalDoc)> accepts, SearchContext* context);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_MATCHER_H_
