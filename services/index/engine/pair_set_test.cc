#include "services/index/engine/pair_set.h"

#include <string>

#include "gtest/gtest.h"

namespace jianbao::engine {
namespace {

TEST(PairSetTest, HoldsWhatWasAddedInItsOrderAndNothingElse) {
  PairSet set;
  set.Add(U'秸', U'秆');
  set.Add(U'秆', U'禁');
  EXPECT_TRUE(set.Holds(U'秸', U'秆'));
  EXPECT_TRUE(set.Holds(U'秆', U'禁'));
  EXPECT_FALSE(set.Holds(U'秆', U'秸'));
  EXPECT_FALSE(set.Holds(U'秸', U'禁'));
}

TEST(PairSetTest, CoversTheBasicPlaneOnly) {
  EXPECT_TRUE(PairSet::Covers(U'A', U'\uFFFF'));
  EXPECT_FALSE(PairSet::Covers(U'𠮷', U'秆'));
  EXPECT_FALSE(PairSet::Covers(U'秆', U'𠮷'));
  PairSet set;
  set.Add(U'𠮷', U'秆');  // must not be taken for the pair that its lower 16 bits are
  EXPECT_FALSE(set.Holds(static_cast<char32_t>(U'𠮷' & 0xFFFF), U'秆'));
}

TEST(PairSetTest, ComesBackFromItsBytesAndFromNoOthers) {
  PairSet set;
  for (char32_t c = 0x4E00; c < 0x5E00; ++c) set.Add(c, c + c % 7);
  const std::string bytes = set.Bytes();
  auto again = PairSet::Parse(bytes);
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->Holds(0x4E01, 0x4E01 + 0x4E01 % 7));
  EXPECT_EQ(again->Bytes(), bytes);
  EXPECT_FALSE(PairSet::Parse("").has_value());
  EXPECT_FALSE(PairSet::Parse(bytes.substr(0, bytes.size() / 2)).has_value());
}

}  // namespace
}  // namespace jianbao::engine
