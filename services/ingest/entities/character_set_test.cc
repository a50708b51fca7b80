#include "services/ingest/entities/character_set.h"

#include "gtest/gtest.h"

namespace jianbao::entities {
namespace {

TEST(CharacterSet, HoldsItsCharactersAndNoOthers) {
  constexpr std::u32string_view kCharacters = U"·中％%";
  constexpr CharacterSet kSet(kCharacters);
  for (char32_t c = 0; c < 0x20000; ++c) {
    ASSERT_EQ(kSet.Has(c), kCharacters.find(c) != kCharacters.npos) << "U+" << std::hex << static_cast<uint32_t>(c);
  }
}

TEST(CharacterSet, MayBeEmpty) { EXPECT_FALSE(CharacterSet(U"").Has(U'中')); }

}  // namespace
}  // namespace jianbao::entities
