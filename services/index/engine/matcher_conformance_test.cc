// One suite that every kind of Matcher must pass: the contract of matcher.h, against a plain list of what it matches.
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "libs/base/status_matchers.h"
#include "services/index/engine/matcher.h"
#include "services/index/engine/query.h"

namespace jianbao::engine {
namespace {

constexpr LocalDoc kDocs = 20'000;  // several windows, many blocks

// What a matcher should do.
using Expected = std::map<LocalDoc, Score>;

class Subject {
 public:
  virtual ~Subject() = default;
  virtual MatcherPtr Make(SearchContext* context) const = 0;
  virtual Expected Matches() const = 0;
};
using SubjectPtr = std::shared_ptr<Subject>;

const std::vector<uint8_t>& Lengths() {
  static const auto& lengths = *new std::vector<uint8_t>([] {
    std::mt19937 random(11);
    std::vector<uint8_t> all(kDocs);
    for (uint8_t& length : all) length = static_cast<uint8_t>(1 + random() % 120);
    return all;
  }());
  return lengths;
}

const LengthNorms& Norms() {
  static const auto& norms = *new LengthNorms(MakeLengthNorms(500'000, kDocs));
  return norms;
}

class TermSubject final : public Subject {
 public:
  TermSubject(uint32_t seed, uint32_t one_in, double weight) : scorer_(weight, weight > 0 ? &Norms() : nullptr) {
    std::mt19937 random(seed);
    for (LocalDoc doc = 0; doc < kDocs; ++doc) {
      if (random() % one_in != 0) continue;
      data_.docs.push_back(doc);
      data_.counts.push_back(1 + (random() % 5 == 0 ? random() % 9 : 0));
    }
    if (data_.docs.empty()) data_ = {{kDocs - 1}, {1}, {}};
  }
  MatcherPtr Make(SearchContext* context) const override {
    EncodedPostings encoded;
    EncodePostings(data_, Lengths().data(), &encoded);
    return NewTermMatcher(PostingList::Parse(storage::PinnedValue(encoded.list), false).value(), scorer_,
                          Lengths().data(), kDocs, context);
  }
  Expected Matches() const override {
    Expected expected;
    for (size_t i = 0; i < data_.docs.size(); ++i) {
      expected[data_.docs[i]] = scorer_(data_.counts[i], Lengths()[data_.docs[i]]);
    }
    return expected;
  }

 private:
  PostingData data_;
  TermScorer scorer_;
};

class PhraseSubject final : public Subject {
 public:
  explicit PhraseSubject(uint32_t seed) : scorer_(5, &Norms()) {
    std::mt19937 random(seed);
    for (PostingData& part : parts_) {
      for (LocalDoc doc = 0; doc < kDocs; ++doc) {
        if (random() % 3 == 0) continue;
        const uint32_t count = 1 + random() % 3;
        part.docs.push_back(doc);
        part.counts.push_back(count);
        uint32_t position = random() % 3;
        for (uint32_t i = 0; i < count; ++i, position += 1 + random() % 3) part.positions.push_back(position);
      }
    }
  }
  MatcherPtr Make(SearchContext* context) const override {
    std::vector<PhrasePart> parts;
    for (uint32_t i = 0; i < 2; ++i) {
      EncodedPostings encoded;
      EncodePostings(parts_[i], Lengths().data(), &encoded);
      parts.push_back({PostingList::Parse(storage::PinnedValue(encoded.list), true).value(), i * kOffset});
      parts.back().list.SetPositions(storage::PinnedValue(encoded.positions));
    }
    return NewPhraseMatcher(std::move(parts), scorer_, Lengths().data(), kDocs, context);
  }
  Expected Matches() const override {
    std::map<LocalDoc, std::set<uint32_t>> places[2];
    for (int i = 0; i < 2; ++i) {
      size_t at = 0;
      for (size_t d = 0; d < parts_[i].docs.size(); ++d) {
        for (uint32_t n = 0; n < parts_[i].counts[d]; ++n) {
          places[i][parts_[i].docs[d]].insert(parts_[i].positions[at++]);
        }
      }
    }
    Expected expected;
    for (const auto& [doc, firsts] : places[0]) {
      uint32_t count = 0;
      for (const uint32_t first : firsts) count += static_cast<uint32_t>(places[1][doc].count(first + kOffset));
      if (count > 0) expected[doc] = scorer_(count, Lengths()[doc]);
    }
    return expected;
  }

 private:
  static constexpr uint32_t kOffset = 2;
  PostingData parts_[2];
  TermScorer scorer_;
};

class LeadSubject final : public Subject {
 public:
  explicit LeadSubject(uint32_t seed) : scorer_(3, &kNoNorms) {
    std::mt19937 random(seed);
    for (LocalDoc doc = 0; doc < kDocs; ++doc) {
      if (random() % 3 == 0) continue;
      data_.docs.push_back(doc);
      data_.counts.push_back(1 + random() % 3);
      uint32_t position = random() % (2 * kLeadLetters);
      for (uint32_t i = 0; i < data_.counts.back(); ++i, position += 1 + random() % 9) {
        data_.positions.push_back(position);
      }
    }
  }
  MatcherPtr Make(SearchContext* context) const override {
    EncodedPostings encoded;
    EncodePostings(data_, Lengths().data(), &encoded);
    PostingList list = PostingList::Parse(storage::PinnedValue(encoded.list), true).value();
    list.SetPositions(storage::PinnedValue(encoded.positions));
    return NewLeadMatcher(std::move(list), scorer_, kDocs, context);
  }
  Expected Matches() const override {
    Expected expected;
    size_t at = 0;
    for (size_t i = 0; i < data_.docs.size(); at += data_.counts[i++]) {
      if (data_.positions[at] < kLeadLetters) expected[data_.docs[i]] = scorer_(1, 0);
    }
    return expected;
  }

 private:
  static constexpr LengthNorms kNoNorms = {};
  PostingData data_;
  TermScorer scorer_;
};

class FilterSubject final : public Subject {
 public:
  MatcherPtr Make(SearchContext* context) const override {
    return NewFilterMatcher(
        kDocs, [](LocalDoc doc) { return doc % 7 < 3; }, context);
  }
  Expected Matches() const override {
    Expected expected;
    for (LocalDoc doc = 0; doc < kDocs; ++doc) {
      if (doc % 7 < 3) expected[doc] = 0;
    }
    return expected;
  }
};

class RangeSubject final : public Subject {
 public:
  MatcherPtr Make(SearchContext*) const override { return NewRangeMatcher(100, 15'000); }
  Expected Matches() const override {
    Expected expected;
    for (LocalDoc doc = 100; doc < 15'000; ++doc) expected[doc] = 0;
    return expected;
  }
};

class CombinedSubject final : public Subject {
 public:
  enum class Kind { kAnd, kOr, kAtLeastTwo, kNot, kPrefer, kChecked };
  CombinedSubject(Kind kind, std::vector<SubjectPtr> parts) : kind_(kind), parts_(std::move(parts)) {}

  MatcherPtr Make(SearchContext* context) const override {
    std::vector<MatcherPtr> made;
    for (const SubjectPtr& part : parts_) made.push_back(part->Make(context));
    switch (kind_) {
      case Kind::kAnd: return NewAndMatcher(std::move(made), context);
      case Kind::kOr: return NewOrMatcher(std::move(made), 1, context);
      case Kind::kAtLeastTwo: return NewOrMatcher(std::move(made), 2, context);
      case Kind::kNot: return NewNotMatcher(std::move(made[0]), std::move(made[1]), context);
      case Kind::kPrefer: {
        MatcherPtr wanted = std::move(made[0]);
        made.erase(made.begin());
        return NewPreferMatcher(std::move(wanted), std::move(made), context);
      }
      case Kind::kChecked:
        return NewCheckedMatcher(
            std::move(made[0]), [](LocalDoc doc) { return doc % 2 == 0; }, context);
    }
    return nullptr;
  }

  Expected Matches() const override {
    std::map<LocalDoc, std::pair<uint32_t, Score>> sums;
    for (const SubjectPtr& part : parts_) {
      for (const auto& [doc, score] : part->Matches()) {
        ++sums[doc].first;
        sums[doc].second += score;
      }
    }
    Expected expected;
    const Expected first = parts_[0]->Matches();
    for (const auto& [doc, sum] : sums) {
      bool holds = false;
      Score score = sum.second;
      switch (kind_) {
        case Kind::kAnd: holds = sum.first == parts_.size(); break;
        case Kind::kOr: holds = true; break;
        case Kind::kAtLeastTwo: holds = sum.first >= 2; break;
        case Kind::kNot: holds = sum.first == 1 && first.count(doc) > 0; break;
        case Kind::kPrefer: holds = first.count(doc) > 0; break;
        case Kind::kChecked: holds = doc % 2 == 0; break;
      }
      if (holds) expected[doc] = score;
    }
    return expected;
  }

 private:
  const Kind kind_;
  const std::vector<SubjectPtr> parts_;
};

struct NamedSubject {
  std::string name;
  std::function<SubjectPtr()> make;
};

SubjectPtr Term(uint32_t one_in, double weight = 3) { return std::make_shared<TermSubject>(one_in, one_in, weight); }
SubjectPtr Combined(CombinedSubject::Kind kind, std::vector<SubjectPtr> parts) {
  return std::make_shared<CombinedSubject>(kind, std::move(parts));
}

using Kind = CombinedSubject::Kind;

std::vector<NamedSubject> AllSubjects() {
  return {
      {"DenseTerm", [] { return Term(1); }},
      {"CommonTerm", [] { return Term(5); }},
      {"RareTerm", [] { return Term(900); }},
      {"SingleArticleTerm", [] { return Term(1'000'000); }},
      {"FilterTerm", [] { return Term(4, 0); }},
      {"Phrase", [] { return std::make_shared<PhraseSubject>(1); }},
      {"Lead", [] { return std::make_shared<LeadSubject>(1); }},
      {"AndOfLeads",
       [] {
         return Combined(Kind::kAnd, {Term(3), std::make_shared<LeadSubject>(1), std::make_shared<LeadSubject>(2)});
       }},
      {"Filter", [] { return std::make_shared<FilterSubject>(); }},
      {"Range", [] { return std::make_shared<RangeSubject>(); }},
      {"And",
       [] {
         return Combined(Kind::kAnd, {Term(3), Term(2), Term(5)});
       }},
      {"AndWithFilter",
       [] {
         return Combined(Kind::kAnd, {Term(40), std::make_shared<FilterSubject>()});
       }},
      {"Or",
       [] {
         return Combined(Kind::kOr, {Term(30), Term(7), Term(500)});
       }},
      {"AtLeastTwo",
       [] {
         return Combined(Kind::kAtLeastTwo, {Term(9), Term(7), Term(11), Term(600)});
       }},
      {"Not",
       [] {
         return Combined(Kind::kNot, {Term(6), Term(2)});
       }},
      {"Prefer",
       [] {
         return Combined(Kind::kPrefer, {Term(6), Term(2), Term(40)});
       }},
      {"Checked", [] { return Combined(Kind::kChecked, {Term(3)}); }},
      {"AndOfPhrases",
       [] {
         return Combined(Kind::kAnd, {Term(3), std::make_shared<PhraseSubject>(1), std::make_shared<PhraseSubject>(2)});
       }},
      {"AndOfChoices",
       [] {
         return Combined(Kind::kAnd, {Combined(Kind::kOr, {Term(8), std::make_shared<PhraseSubject>(1)}),
                                      Combined(Kind::kOr, {Term(4), std::make_shared<PhraseSubject>(2)})});
       }},
      {"AndOfChecked",
       [] {
         return Combined(Kind::kAnd, {Combined(Kind::kChecked, {std::make_shared<PhraseSubject>(1)}), Term(2)});
       }},
      {"Nested",
       [] {
         return Combined(Kind::kAnd,
                         {Combined(Kind::kOr, {Term(8), Term(9)}), Combined(Kind::kNot, {Term(2), Term(50)})});
       }},
  };
}

class MatcherConformanceTest : public testing::TestWithParam<NamedSubject> {
 protected:
  void SetUp() override {
    subject_ = GetParam().make();
    expected_ = subject_->Matches();
    ASSERT_FALSE(expected_.empty());
  }
  LocalDoc NextExpected(LocalDoc target) const {
    const auto next = expected_.lower_bound(target);
    return next == expected_.end() ? kNoDoc : next->first;
  }

  SubjectPtr subject_;
  Expected expected_;
  SearchContext context_{absl::InfiniteFuture(), nullptr};
};

TEST_P(MatcherConformanceTest, StepsThroughAllMatchesWithTheirScores) {
  const MatcherPtr matcher = subject_->Make(&context_);
  Expected seen;
  for (LocalDoc doc = matcher->Advance(0); doc != kNoDoc; doc = matcher->Advance(doc + 1)) {
    ASSERT_EQ(matcher->doc(), doc);
    seen[doc] = matcher->CurrentScore();
    EXPECT_LE(seen[doc], matcher->MaxScore());
  }
  EXPECT_EQ(seen, expected_);
  EXPECT_EQ(matcher->Advance(5), kNoDoc);
  EXPECT_OK(context_.status());
}

TEST_P(MatcherConformanceTest, AdvancesToAnyTargetAndStandsStillForEarlierOnes) {
  std::mt19937 random(7);
  for (const uint32_t stride : {2, 50, 700, 9000}) {
    const MatcherPtr matcher = subject_->Make(&context_);
    LocalDoc target = random() % stride;
    while (target < kDocs) {
      const LocalDoc doc = matcher->Advance(target);
      ASSERT_EQ(doc, NextExpected(target)) << "target " << target;
      if (doc == kNoDoc) break;
      ASSERT_EQ(matcher->Advance(doc / 2), doc);
      if (random() % 2 == 0) {
        ASSERT_EQ(matcher->CurrentScore(), expected_[doc]);
      }
      target = doc + 1 + random() % stride;
    }
  }
}

TEST_P(MatcherConformanceTest, LooseStepsFindTheSameMatchesOnceConfirmed) {
  const MatcherPtr matcher = subject_->Make(&context_);
  Expected seen;
  for (LocalDoc doc = matcher->AdvanceLoosely(0); doc != kNoDoc; doc = matcher->AdvanceLoosely(doc + 1)) {
    ASSERT_EQ(matcher->doc(), doc);
    const Score bound = matcher->LooseScore();
    if (!matcher->Confirm()) continue;
    seen[doc] = matcher->CurrentScore();
    EXPECT_LE(seen[doc], bound);
  }
  EXPECT_EQ(seen, expected_);
  EXPECT_EQ(matcher->AdvanceLoosely(5), kNoDoc);
  EXPECT_OK(context_.status());
}

TEST_P(MatcherConformanceTest, AThresholdLeavesOutOnlyWhatScoresLess) {
  std::vector<Score> scores;
  for (const auto& [doc, score] : expected_) scores.push_back(score);
  std::sort(scores.begin(), scores.end());
  const Score threshold = scores[scores.size() / 2];
  const MatcherPtr matcher = subject_->Make(&context_);
  matcher->SetThreshold(threshold);
  Expected seen;
  for (LocalDoc doc = matcher->Advance(0); doc != kNoDoc; doc = matcher->Advance(doc + 1)) {
    seen[doc] = matcher->CurrentScore();
  }
  for (const auto& [doc, score] : expected_) {
    if (score < threshold && !seen.contains(doc)) continue;
    ASSERT_TRUE(seen.contains(doc)) << doc;
    ASSERT_EQ(seen[doc], score);
  }
  EXPECT_TRUE(seen.size() == expected_.size() || matcher->LeftOut());
}

TEST_P(MatcherConformanceTest, BlockBoundsHoldForEveryMatchInThem) {
  const MatcherPtr matcher = subject_->Make(&context_);
  matcher->Advance(0);
  for (LocalDoc from = 0; from < kDocs;) {
    LocalDoc last = 0;
    const Score bound = matcher->BlockMaxScore(from, &last);
    ASSERT_GE(last, from);
    for (auto it = expected_.lower_bound(from); it != expected_.end() && it->first <= last; ++it) {
      ASSERT_LE(it->second, bound) << "article " << it->first << " in [" << from << ", " << last << "]";
    }
    if (last >= kDocs) break;
    from = last + 1;
  }
}

TEST_P(MatcherConformanceTest, WindowsAddUpToTheSameScores) {
  const MatcherPtr matcher = subject_->Make(&context_);
  Expected seen;
  for (LocalDoc begin = 0; begin < kDocs; begin += ScoreWindow::kSize) {
    const auto window = std::make_unique<ScoreWindow>();
    window->begin = begin;
    const LocalDoc end = std::min<LocalDoc>(begin + ScoreWindow::kSize, kDocs);
    matcher->AddScores(end, window.get());
    for (LocalDoc at = 0; at < ScoreWindow::kSize; ++at) {
      if (window->matches[at / 64] >> (at % 64) & 1) seen[begin + at] = window->scores[at];
    }
  }
  EXPECT_EQ(seen, expected_);
}

TEST_P(MatcherConformanceTest, MatchesOfAWindowGetTheScoresTheyWouldBeAskedFor) {
  std::mt19937 random(9);
  for (const uint32_t one_in : {1U, 3U, 100U}) {
    const MatcherPtr matcher = subject_->Make(&context_);
    auto window = std::make_unique<ScoreWindow>();
    for (LocalDoc begin = 0; begin < kDocs; begin += ScoreWindow::kSize) {
      const LocalDoc end = std::min(begin + ScoreWindow::kSize, kDocs);
      *window = {.begin = begin};
      uint32_t count = 0;
      for (LocalDoc doc = begin; doc < end; ++doc) {
        if (random() % one_in != 0) continue;
        window->Add(doc, 1);
        ++count;
      }
      if (!matcher->AddToMatches(end, count, window.get())) continue;
      for (LocalDoc doc = begin; doc < end; ++doc) {
        const auto expected = expected_.find(doc);
        const Score wanted = expected == expected_.end() ? 0 : expected->second;
        EXPECT_EQ(window->scores[doc - begin], window->Matches(doc - begin) ? 1 + wanted : 0);
      }
    }
  }
}

TEST_P(MatcherConformanceTest, BlocksHoldTheSameMatchesWhereverTheyAreEntered) {
  const MatcherPtr matcher = subject_->Make(&context_);
  std::array<LocalDoc, kBlockSize> docs;
  std::array<Score, kBlockSize> scores;
  LocalDoc target = 0;
  for (LocalDoc doc = matcher->Advance(0); doc != kNoDoc; doc = matcher->Advance(target)) {
    auto expected = expected_.find(doc);
    const uint32_t n = matcher->TakeBlock(docs.data(), scores.data());
    if (n == 0) {
      EXPECT_EQ(matcher->doc(), doc);
      break;
    }
    for (uint32_t i = 0; i < n; ++i, ++expected) {
      ASSERT_NE(expected, expected_.end());
      ASSERT_EQ(docs[i], expected->first);
      ASSERT_EQ(scores[i], expected->second);
    }
    ASSERT_EQ(matcher->doc(), expected == expected_.end() ? kNoDoc : expected->first);
    target = docs[n - 1] + 20;  // sometimes the middle of a block
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, MatcherConformanceTest, testing::ValuesIn(AllSubjects()),
                         [](const auto& info) { return info.param.name; });

// A checksum that fails ends a read before it gets here; what passes one and is wrong must still not lead outside.
TEST(MatcherDamageTest, ADamagedListNeverLeadsOutsideTheLeafOrBackwards) {
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    PostingData data;
    for (LocalDoc doc = random() % 9; data.docs.size() < 1 + round % 400U; doc += 1 + random() % 40) {
      data.docs.push_back(doc);
      data.counts.push_back(1 + random() % 3);
    }
    EncodedPostings encoded;
    EncodePostings(data, Lengths().data(), &encoded);
    for (int i = 0; i < 3; ++i) encoded.list[2 + random() % (encoded.list.size() - 2)] = static_cast<char>(random());
    const auto make = [&](SearchContext* context) -> MatcherPtr {
      auto list = PostingList::Parse(storage::PinnedValue(encoded.list), false);
      if (!list.ok()) return nullptr;
      return NewTermMatcher(*std::move(list), TermScorer(1, &Norms()), Lengths().data(), kDocs, context);
    };
    SearchContext context(absl::InfiniteFuture(), nullptr);
    if (const MatcherPtr matcher = make(&context)) {
      matcher->MaxScore();
      LocalDoc previous = 0;
      for (LocalDoc doc = matcher->Advance(0); doc != kNoDoc; doc = matcher->Advance(doc + 1)) {
        ASSERT_GE(doc, previous);
        ASSERT_LT(doc, kDocs);
        previous = doc + 1;
      }
    }
    auto window = std::make_unique<ScoreWindow>();
    if (const MatcherPtr matcher = make(&context)) {
      for (; window->begin < kDocs; window->begin += ScoreWindow::kSize) {
        matcher->AddScores(std::min(window->begin + ScoreWindow::kSize, kDocs), window.get());
      }
    }
  }
}

TEST(MatcherStopTest, ACancelledSearchEndsEveryMatcherThatCouldRunLong) {
  for (const NamedSubject& named : AllSubjects()) {
    SearchContext context(absl::InfiniteFuture(), [] { return true; });
    context.CheckNow();
    const MatcherPtr matcher = named.make()->Make(&context);
    uint64_t steps = 0;
    for (LocalDoc doc = matcher->Advance(0); doc != kNoDoc && !context.ShouldStop(); doc = matcher->Advance(doc + 1)) {
      ++steps;
    }
    EXPECT_LE(steps, 1) << named.name;
  }
}

}  // namespace
}  // namespace jianbao::engine
