#include "services/ingest/newspaper/bylines.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jianbao::newspaper {
namespace {

Page Read(const std::string& file) { return Page(text::Decode(file, text::Encoding::kUtf8).value()); }

// "记者:贺若澜,沈砚秋 通讯员:陆知行" for what was read.
std::string Printed(const std::vector<Byline>& bylines) {
  std::string out;
  for (const Byline& byline : bylines) {
    out += (out.empty() ? "" : " ") + byline.role + ":";
    for (size_t i = 0; i < byline.names.size(); ++i) out += (i > 0 ? "," : "") + byline.names[i];
  }
  return out;
}

std::string Alone(const std::string& line) {
  const Page page = Read(line);
  return Printed(ReadByline(page, page.lines()[0].chars));
}

std::string InLead(const std::string& line) {
  const Page page = Read(line);
  return Printed(ReadLead(page, page.lines()[0].chars).bylines);
}

std::string Closing(const std::string& line) {
  const Page page = Read(line);
  return Printed(ReadClosingByline(page, page.lines()[0].chars));
}

TEST(BylineTest, NamesMayBePartedBySpacesOrSeparators) {
  EXPECT_EQ(Alone("记者 贺若澜 沈砚秋 通讯员 陆知行"), "记者:贺若澜,沈砚秋 通讯员:陆知行");
  EXPECT_EQ(Alone("记者：贺若澜、沈砚秋"), "记者:贺若澜,沈砚秋");
}

TEST(BylineTest, NamesRunTogetherAreCut) {
  EXPECT_EQ(InLead("本报讯(记者沈砚秋)近日,"), "记者:沈砚秋");
  EXPECT_EQ(InLead("本报讯(记者周敏林涛通讯员徐书雅)近日,"), "记者:周敏,林涛 通讯员:徐书雅");
  EXPECT_EQ(InLead("本报讯(通讯员郑青松张宁)近日,"), "通讯员:郑青松,张宁");
}

TEST(BylineTest, ASpaceInsideANameDoesNotMakeTwo) {
  EXPECT_EQ(InLead("本报讯(记者 丰明莎 林明 徐 家和 邵清)近日,"), "记者:丰明莎,林明,徐家和,邵清");
  EXPECT_EQ(InLead("本报讯(记者 应铭 陆 晓峰)近日,"), "记者:应铭,陆晓峰");
}

TEST(BylineTest, TheMediumIsNoPartOfTheRole) {
  EXPECT_EQ(Alone("晚报记者 梁溪 实习生 白鹭"), "记者:梁溪 实习生:白鹭");
  EXPECT_EQ(Alone("桐湾都市报记者 贺若澜"), "记者:贺若澜");
  EXPECT_EQ(Alone("□ 本报评论员 郎秋实"), "评论员:郎秋实");
}

TEST(BylineTest, TextAndPicturesMayBeCreditedApart) {
  EXPECT_EQ(Alone("文/晚报记者 江予安 图/通讯员 沈乐"), "记者:江予安 通讯员:沈乐");
  EXPECT_EQ(Alone("记者 应铭 文/图"), "记者:应铭");
  EXPECT_EQ(Alone("记者 陶然 文 夏未 摄"), "记者:陶然 摄影:夏未");
}

TEST(BylineTest, AHeadlineThatBeginsWithTheWordReporterIsNoByline) {
  EXPECT_EQ(Alone("记者走进大山深处的学校"), "");
  EXPECT_EQ(Alone("通讯员队伍不断壮大"), "");
}

TEST(BylineTest, ABylineMayStandWithoutBracketsBeforeTheText) {
  EXPECT_EQ(InLead("本报讯 记者邱砚秋温如许报道:6月18日,"), "记者:邱砚秋,温如许");
  EXPECT_EQ(InLead("记者 骆书瑶 通讯员 竺敏 天还没亮透,他已经出门。"), "记者:骆书瑶 通讯员:竺敏");
}

TEST(BylineTest, ABylineMayCloseTheText) {
  EXPECT_EQ(Closing("一切都好。(记者 林知遥 陶然)"), "记者:林知遥,陶然");
  EXPECT_EQ(Closing("一切都好。 本报记者 秦苇 通讯员 方舟 文/图"), "记者:秦苇 通讯员:方舟");
  EXPECT_EQ(Closing("他说:“一切都好。”"), "");
}

TEST(BylineTest, ReportsOpenInMoreWaysThanOne) {
  const auto reports = [](const std::string& line) {
    const Page page = Read(line);
    return ReadLead(page, page.lines()[0].chars).report;
  };
  EXPECT_TRUE(reports("本报讯 近日,县里传来好消息。"));
  EXPECT_TRUE(reports("县融媒体中心讯(记者 贺若澜)近日,"));
  EXPECT_TRUE(reports("据新华社北京3月5日电(记者 贺若澜)今天,"));
  EXPECT_FALSE(reports("近日,记者来到白荻村。"));
  EXPECT_FALSE(reports("通讯员们说(大家都这样说)好。"));
}

TEST(BylineTest, ThePhotographerIsReadFromTheCaption) {
  const auto credit = [](const std::string& line) {
    const Page page = Read(line);
    return Printed(ReadCredit(page, page.lines()[0].chars));
  };
  EXPECT_EQ(credit("图为茶农采摘鲜叶。 记者 陆晓峰 摄"), "记者:陆晓峰");
  EXPECT_EQ(credit("上图:孩子们在练习。 黎野 摄"), "摄影:黎野");
}

}  // namespace
}  // namespace jianbao::newspaper
