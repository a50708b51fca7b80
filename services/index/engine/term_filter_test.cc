#include "services/index/engine/term_filter.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace jianbao::engine {
namespace {

std::vector<uint64_t> Hashes(const char* prefix, int count) {
  std::vector<uint64_t> hashes;
  for (int i = 0; i < count; ++i) hashes.push_back(TermFilter::Hash(absl::StrCat(prefix, i)));
  return hashes;
}

TEST(TermFilterTest, EveryTermItWasMadeOfMayBeThere) {
  for (const int count : {0, 1, 7, 1000, 100'000}) {
    const std::vector<uint64_t> hashes = Hashes("in", count);
    const TermFilter filter(hashes);
    for (const uint64_t hash : hashes) ASSERT_TRUE(filter.MayHold(hash)) << count;
  }
}

TEST(TermFilterTest, FewOthersMay) {
  constexpr int kTerms = 100'000;
  const TermFilter filter(Hashes("in", kTerms));
  int wrong = 0;
  for (const uint64_t hash : Hashes("out", kTerms)) wrong += filter.MayHold(hash) ? 1 : 0;
  EXPECT_LT(wrong, kTerms / 100);
  EXPECT_LT(filter.Bytes().size(), kTerms * (TermFilter::kBitsPerTerm + 1) / 8);
}

TEST(TermFilterTest, ComesBackFromItsBytes) {
  const std::vector<uint64_t> hashes = Hashes("in", 500);
  const TermFilter filter(hashes);
  const auto again = TermFilter::Parse(filter.Bytes());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->Bytes(), filter.Bytes());
  for (const uint64_t hash : Hashes("out", 5000)) EXPECT_EQ(again->MayHold(hash), filter.MayHold(hash));
}

TEST(TermFilterTest, AnEmptyOneKnowsNothingAndBytesOfNoLengthAreNone) {
  EXPECT_TRUE(TermFilter().MayHold(TermFilter::Hash("anything")));
  EXPECT_FALSE(TermFilter::Parse("").has_value());
  EXPECT_FALSE(TermFilter::Parse("thirty-one bytes, one too few").has_value());
}

}  // namespace
}  // namespace jianbao::engine
