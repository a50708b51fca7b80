#include "services/index/resolution/block_keys.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/index/resolution/look_alike.h"

namespace jianbao::resolution {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST(BlockKeysTest, EveryCharacterIsLeftOutOnce) {
  EXPECT_THAT(BlockKeys("贵丽青"), UnorderedElementsAre("*丽青", "贵*青", "贵丽*"));
  EXPECT_THAT(BlockKeys("李明"), UnorderedElementsAre("*明", "李*"));
  EXPECT_THAT(BlockKeys("欧阳知远"), SizeIs(6));
  EXPECT_THAT(BlockKeys("李"), IsEmpty());
  EXPECT_THAT(BlockKeys(std::string(1000, 'a')), IsEmpty());
}

TEST(BlockKeysTest, FormsOfOneNameHaveTheSameKeys) { EXPECT_EQ(BlockKeys("張學海"), BlockKeys("张学海")); }

TEST(BlockKeysTest, LookAlikesShareAKey) {
  const std::vector<std::vector<std::string>> pairs = {
      {"顾明澈", "顾明撤"}, {"郗文昊", "郄文昊"}, {"欧阳末远", "欧阳未运"}, {"欧阳知远", "欧阳知运"}};
  for (const auto& pair : pairs) {
    ASSERT_TRUE(CompareNames(pair[0], pair[1]));
    const std::vector<std::string> a = BlockKeys(pair[0]), b = BlockKeys(pair[1]);
    std::vector<std::string> shared;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
    EXPECT_FALSE(shared.empty()) << pair[0];
  }
}

TEST(GroupIntoBlocksTest, LookAlikesStandTogether) {
  EXPECT_THAT(GroupIntoBlocks({"王建平", "顾明澈", "王建军", "顾明撤", "顧明澈", "王建军"}),
              UnorderedElementsAre(ElementsAre("王建军"), ElementsAre("王建平"),
                                   UnorderedElementsAre("顾明撤", "顾明澈", "顧明澈")));
}

}  // namespace
}  // namespace jianbao::resolution
