#include "services/index/engine/score_mask.h"

#include <array>
#include <limits>
#include <random>

#include "gtest/gtest.h"

namespace jianbao::engine {
namespace {

uint64_t ByDefinition(Score least, const std::array<Score, 64>& scores, uint64_t among) {
  uint64_t kept = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] >= least) kept |= uint64_t{1} << i;
  }
  return kept & among;
}

TEST(ScoreMaskTest, FindsWhatReachesTheThresholdOneByOneAndManyAtATime) {
  std::mt19937_64 random(7);
  constexpr Score kLowest = std::numeric_limits<Score>::min(), kHighest = std::numeric_limits<Score>::max();
  for (int round = 0; round < 2000; ++round) {
    std::array<Score, 64> scores;
    for (Score& score : scores) score = static_cast<Score>(random() % 9) - 4;
    scores[random() % 64] = kLowest;
    scores[random() % 64] = kHighest;
    const uint64_t among = random() & random();
    for (const Score least : {Score{-3}, Score{0}, Score{2}, kLowest, kHighest}) {
      const uint64_t expected = ByDefinition(least, scores, among);
      ASSERT_EQ(AtLeast(least, scores.data(), among), expected) << least;
      ASSERT_EQ(AtLeastOneByOne(least, scores.data(), among), expected) << least;
    }
  }
}

}  // namespace
}  // namespace jianbao::engine
