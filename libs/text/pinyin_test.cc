#include "libs/text/pinyin.h"

#include "gtest/gtest.h"

namespace jianbao::text {
namespace {

TEST(PinyinTest, SyllablesAreSeparatedAndToneless) {
  EXPECT_EQ(Pinyin("今日青禾"), "jin ri qing he");
  EXPECT_EQ(Pinyin("《云泽晚报》2025"), "yun ze wan bao 2025");
}

TEST(PinyinTest, SlugsHoldNothingAnIdentifierMayNot) {
  EXPECT_EQ(Slug("桐湾时讯"), "tong-wan-shi-xun");
  EXPECT_EQ(Slug("Daily 青禾！"), "daily-qing-he");
  EXPECT_EQ(Slug("……"), "");
  EXPECT_EQ(Slug("\xff\xfe"), "");
}

}  // namespace
}  // namespace jianbao::text
