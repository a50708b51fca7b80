#include "services/ingest/newspaper/word_numbers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace jianbao::newspaper {
namespace {

TEST(WordNumbersTest, EveryWordHasItsNumberAndNothingElseHasOne) {
  std::vector<uint64_t> hashes;
  for (int k = 0; k < 1000; ++k) hashes.push_back(WordNumbers::Hash("word" + std::to_string(k)));
  const WordNumbers numbers(hashes);
  for (uint32_t k = 0; k < 1000; ++k) EXPECT_EQ(numbers.Of("word" + std::to_string(k)), k + 1);
  EXPECT_EQ(numbers.Of("word1000"), WordNumbers::kUnknown);
  EXPECT_EQ(numbers.Of(""), WordNumbers::kUnknown);
}

TEST(WordNumbersTest, WordsOfOneBucketGoOnInTheNext) {
  std::vector<uint64_t> hashes;
  for (uint64_t k = 0; k < 100; ++k) hashes.push_back(WordNumbers::Hash(std::to_string(k)) & ~uint64_t{0xFFFF});
  hashes.push_back(WordNumbers::Hash("last"));
  EXPECT_EQ(WordNumbers(hashes).Of("last"), 101u);
}

TEST(WordNumbersTest, AFileOfAnotherKindIsRefused) {
  EXPECT_EQ(WordNumbers::Read(__FILE__), nullptr);
  EXPECT_EQ(WordNumbers::Read("/no/such/file"), nullptr);
}

}  // namespace
}  // namespace jianbao::newspaper
