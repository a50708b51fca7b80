#include "services/index/cursor.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"

namespace jianbao::index {
namespace {

TEST(CursorTest, EveryValueRoundTrips) {
  for (const int64_t primary :
       {int64_t{0}, int64_t{-1}, std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
    const Cursor cursor{{primary, std::numeric_limits<int32_t>::min(), ~uint64_t{0}}, engine::Revision(42), 17};
    EXPECT_THAT(DecodeCursor(EncodeCursor(cursor), 17), IsOkAndHolds(cursor));
  }
}

TEST(CursorTest, ACursorOfAnotherQueryIsRefused) {
  const std::string encoded = EncodeCursor({{1, 2, 3}, engine::Revision(4), 17});
  EXPECT_THAT(DecodeCursor(encoded, 18), ErrorIs(absl::StatusCode::kInvalidArgument, "CURSOR_MALFORMED"));
}

TEST(CursorTest, AnyChangedCharacterIsNoticed) {
  const std::string encoded = EncodeCursor({{1, 2, 3}, engine::Revision(4), 17});
  for (size_t i = 0; i < encoded.size(); ++i) {
    std::string changed = encoded;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    if (changed == encoded) continue;
    EXPECT_THAT(DecodeCursor(changed, 17), StatusIs(absl::StatusCode::kInvalidArgument)) << i;
  }
  EXPECT_THAT(DecodeCursor("", 17), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(DecodeCursor("%%%", 17), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace jianbao::index
