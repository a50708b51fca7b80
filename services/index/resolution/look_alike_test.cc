#include "services/index/resolution/look_alike.h"

#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "libs/text/chars.h"

namespace jianbao::resolution {
namespace {

// Pairs print is really misread in, separated by spaces. None of them was used to fit the weights.
constexpr std::u32string_view kConfused =
    U"琦绮 炯烔 珏钰 铭铬 铠凯 骅华 烨桦 涵晗 璇旋 漩璇 滢莹 潆萦 颢灏 珂柯 轲柯 柯何 苛荷 荷何 萱宣 瑄暄 暄喧 喧瑄 "
    U"楷揩 恺凯 "
    U"瀚翰 翰朝 靖清 婧靖 菁青 箐菁 滔韬 岚风 枫凤 枫风 沣丰 韦书 师帅 辛幸 莘幸 好妤 妤舒 抚扶 磬馨 馥复 履复 慕幕 "
    U"暮慕 "
    U"墓慕 摹暮 薪新 斯期 撕斯 澌撕 线钱 浅钱 贱钱 践钱 锦绵 绵棉 棉锦 帛绵 峥铮 诤铮 净诤 筝净 铎择 驿泽 绎译 释译 "
    U"栋拣 "
    U"拣炼 炼练 练栋 楝栋 辕猿 辙澈 崚峻 竣骏 浚峻 茂戊 留贸 柳抑 卿柳 卯印 邵召 邵部 祯侦 祯帧 桢祯 侦桢 贞页 颉硕 "
    U"颐颜 "
    U"衔衍 街衔 徇询 恂洵 洵询 珣恂 荀苟 筠均 钓钩 吟岭 芩苓 岑苓 琬婉 婉宛 腕婉 惋碗 睦陆 陵睦 棱凌 凌陵 菱凌 绫凌 "
    U"丙两 "
    U"陌阡 蕴温 蕴缊 纭耘 芸会 渲喧 沁泌 泌沁 秘泌 萌明 盟萌 朋明 鹏朋 棚鹏 绷棚 桐铜 铜桐 侗桐 炳柄 柄炳 蓓倍 培倍 "
    U"焙培 琨昆 锟棍 棍琨 焜琨 娴娟 烁砾 砾烁 铄烁 曦羲 羲義 羿弈 奕弈 弈奕 迪油 油抽 抽袖 笛苗 苗笛";

// Characters often met in given names.
constexpr std::u32string_view kGiven =
    U"伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅春建国文辉力鹏飞宇波斌志鑫浩雪婷慧玲莉萍燕彬林琳凤洁健俊"
    U"云莲真"
    U"环荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞锦黛青倩婉娴瑾颖露瑶怡婵雁仪荷丹蓉眉君琴薇菁梦岚苑筠柔竹凝晓欢枫菲寒欣伊亚宜可姬"
    U"舒影荔枝"
    U"思毓悦昭冰爽茗羽希宁育馥毅昌成康星光天达安岩中茂进有坚和彪博诚先敬震振壮会群豪心邦承乐绍功松善厚庆友裕河哲江政谦"
    U"亨奇之轮"
    U"翰朗伯宏言若鸣朋梁栋维启克伦翔旭泽晨辰士以家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘永贵福生龙元全胜学祥才发武新利"
    U"清彦富顺信";

// Characters that tell siblings and neighbours apart.
constexpr std::u32string_view kDifferent =
    U"军平 华英 强刚 伟强 丽萍 芳兰 明亮 国民 建志 文武 红梅 春秋 秀玉 平和 生林 军民 海江 东南 国庆 华明 军华 平华 "
    U"英兰 珍兰 "
    U"秀淑 玉桂 凤兰 梅兰 芝兰 金银 福贵 荣华 德福 永长 志建 伟军 涛波 杰俊 鹏飞 宇轩 涵萱 梓子 浩宇 欣怡 佳嘉 雨雪 "
    U"晨阳 勇猛 "
    U"刚毅 明光 辉煌 斌武 超越 磊石 鑫金 宁静 洁清 霞云 燕莺 丹红 青翠 根生 土水 火木 文斌 学文 兴旺 昌盛 成功 胜利 "
    U"义仁 礼智 "
    U"信义 忠孝 龙虎 飞翔 山川 松柏 梁栋 元亨 利贞 平安 康健 乐欢 喜庆 良善 才俊";

struct Pair {
  char32_t a, b;
};

std::vector<Pair> Pairs(std::u32string_view list) {
  std::vector<Pair> pairs;
  for (size_t i = 0; i + 1 < list.size(); i += 3) pairs.push_back({list[i], list[i + 1]});
  return pairs;
}

std::vector<Pair> AllPairs(std::u32string_view characters) {
  std::vector<Pair> pairs;
  for (size_t i = 0; i < characters.size(); ++i) {
    for (size_t j = i + 1; j < characters.size(); ++j) pairs.push_back({characters[i], characters[j]});
  }
  return pairs;
}

double ShareAbove(const std::vector<Pair>& pairs, double threshold) {
  size_t above = 0;
  for (const Pair& pair : pairs) above += LookAlike(pair.a, pair.b) >= threshold;
  return static_cast<double>(above) / static_cast<double>(pairs.size());
}

TEST(LookAlikeTest, TellsConfusedPairsFromOthers) {
  const std::vector<Pair> confused = Pairs(kConfused), given = AllPairs(kGiven), different = Pairs(kDifferent);
  std::cout << "threshold, confused (" << confused.size() << "), given names (" << given.size() << "), different ("
            << different.size() << ")\n";
  for (const double threshold : {0.3, kLookAlikeThreshold, 0.7, 0.8, kCloseLikeness, 0.9, 0.95}) {
    std::cout << threshold << " " << ShareAbove(confused, threshold) << " " << ShareAbove(given, threshold) << " "
              << ShareAbove(different, threshold) << "\n";
  }
  EXPECT_GE(ShareAbove(confused, kLookAlikeThreshold), 0.90);
  EXPECT_LE(ShareAbove(given, kLookAlikeThreshold), 0.05);
  EXPECT_GE(ShareAbove(confused, kCloseLikeness), 0.80);
  EXPECT_LE(ShareAbove(given, kCloseLikeness), 0.02);
  EXPECT_LE(ShareAbove(different, kCloseLikeness), 0.06);
}

TEST(LookAlikeTest, ClassicalMisreadingsAreClose) {
  for (const Pair& pair : Pairs(U"己已 己巳 已巳 人入 末未 估佶 信佶 曰日 撤澈 袆祎 昶旭 郗郄 谣瑶 乎平 谰澜 秋愀")) {
    EXPECT_GE(LookAlike(pair.a, pair.b), kCloseLikeness) << text::ToUtf8(std::u32string{pair.a, pair.b});
  }
}

TEST(LookAlikeTest, IsTheSameBothWaysAndOneForOneCharacter) {
  for (const Pair& pair : Pairs(kConfused)) EXPECT_EQ(LookAlike(pair.a, pair.b), LookAlike(pair.b, pair.a));
  EXPECT_EQ(LookAlike(U'澈', U'澈'), 1);
  EXPECT_EQ(LookAlike(U'學', U'学'), 1);
  EXPECT_EQ(LookAlike(U'a', U'人'), 0);
  EXPECT_EQ(LookAlike(U'\U00020000', U'人'), 0);
}

TEST(LookAlikeTest, AllLookAlikesAreThoseThatComparingOneByOneFinds) {
  for (const char32_t c : std::u32string_view(U"未辛土贺東一龙")) {
    std::vector<std::pair<char32_t, double>> expected;
    for (char32_t other = 0x3400; other < 0xA000; ++other) {
      if (text::FoldChar(other) != other || other == text::FoldChar(c)) continue;
      if (const double likeness = LookAlike(c, other); likeness >= kLookAlikeThreshold) {
        expected.emplace_back(other, likeness);
      }
    }
    std::vector<std::pair<char32_t, double>> found;
    for (const auto& [other, likeness] : LookAlikesOf(c)) found.emplace_back(other, likeness);
    EXPECT_EQ(found, expected) << static_cast<uint32_t>(c);
    EXPECT_FALSE(found.empty()) << static_cast<uint32_t>(c);
  }
  EXPECT_TRUE(LookAlikesOf(U'A').empty());
}

TEST(CompareNamesTest, OneCharacterOfThreeMayDiffer) {
  const auto likeness = CompareNames("顾明澈", "顾明撤");
  ASSERT_TRUE(likeness.has_value());
  ASSERT_EQ(likeness->characters.size(), 1u);
  EXPECT_EQ(likeness->characters[0].from, U'澈');
  EXPECT_EQ(likeness->characters[0].to, U'撤');
  EXPECT_GT(likeness->likeness, kCloseLikeness);
  EXPECT_FALSE(CompareNames("王建军", "王建平"));
  EXPECT_FALSE(CompareNames("郗明澈", "郄明撤"));
}

TEST(CompareNamesTest, TwoCharactersOfFourMayDiffer) {
  EXPECT_TRUE(CompareNames("欧阳知远", "欧阳知运"));
  EXPECT_TRUE(CompareNames("欧阳末远", "欧阳未运"));
  EXPECT_FALSE(CompareNames("欧阳知远", "欧阳知"));
}

TEST(CompareNamesTest, OneNameInTwoFormsIsNoLookAlike) {
  EXPECT_FALSE(CompareNames("顾明澈", "顾明澈"));
  EXPECT_FALSE(CompareNames("張學海", "张学海"));
  EXPECT_FALSE(CompareNames("人", "入"));
  EXPECT_FALSE(CompareNames("", ""));
  EXPECT_FALSE(CompareNames(std::string(1 << 20, 'a'), std::string(1 << 20, 'b')));
}

}  // namespace
}  // namespace jianbao::resolution
