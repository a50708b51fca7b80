#include "services/ingest/newspaper/parser.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kPage[] =
    "# 弘扬志愿精神 共建文明青禾\n\n"
    "2021年3月16日 星期二 农历辛丑年二月初四\n\n"
    "全县春耕生产现场会召开\n\n"
    "贺若澜讲话 沈砚秋主持\n\n"
    "本报讯(记者贺云舟陆知行)3月15日,"
    "全县春耕生产现场会在石桥镇召开。县委书记贺若澜讲话。与会人员先后察看了育秧工厂和高标准农\n\n"
    "田建设现场,对石桥镇的做法给予肯定。\n\n"
    "会议要求,各乡镇要抓住农时,落实责任。 白荻村蔬菜大棚里春意浓\n\n"
    "本报讯(通讯员 叶 知秋)近日,白荻村的蔬菜大棚里一派繁忙。**“今年行情好。”**村民陆阿根说。\n\n"
    "县农业农村局\n\n"
    "关于清明期间禁止野外用火的通告\n\n"
    "清明将至,为保护森林资源,现就有关事项通告如下。\n"
    "青禾县人民政府办公室\n"
    "2021年3月12日\n";

// Bytes that are not white space, each counted by the blocks that hold it.
void ExpectConserved(std::string_view file, const ParsedIssue& issue) {
  std::vector<int> held(file.size(), 0);
  const auto hold = [&](const std::vector<Block>& blocks) {
    for (const Block& block : blocks) {
      for (const ByteSpan span : block.spans) {
        ASSERT_LE(span.begin, span.end);
        ASSERT_LE(span.end, file.size());
        for (uint32_t i = span.begin; i < span.end; ++i) ++held[i];
      }
    }
  };
  for (const Article& article : issue.articles) hold(article.blocks);
  hold(issue.unassigned);
  for (size_t i = 0; i < file.size();) {
    const std::u32string rest = text::FromUtf8(file.substr(i, 4));
    const size_t width = static_cast<size_t>(text::Utf8Length(rest[0]));
    if (!text::IsSpace(rest[0])) {
      for (size_t k = 0; k < width; ++k) ASSERT_EQ(held[i + k], 1) << "byte " << i + k << " of\n" << file;
    }
    i += width;
  }
}

ParsedIssue Parse(std::string_view page, const ParseOptions& options = {}) {
  absl::StatusOr<ParsedIssue> issue = ParseIssue(page, options);
  EXPECT_THAT(issue, IsOk());
  ExpectConserved(page, *issue);
  return *std::move(issue);
}

std::vector<std::string> Codes(const ParsedIssue& issue) {
  std::vector<std::string> codes;
  for (const Diagnostic& diagnostic : issue.diagnostics) codes.push_back(diagnostic.code);
  return codes;
}

TEST(ParserTest, WhatALostHeadlineLeavesBeginsAnArticle) {
  const std::string above =
      "全县春耕生产现场会召开\n\n"
      "本报讯(记者贺云舟)3月15日,全县春耕生产现场会在石桥镇召开。会议要求,各乡镇要抓住农时。\n\n";
  const std::string below = "守塔的老人每天爬一百二十级台阶,擦亮塔顶的玻璃。他说,船看得见,心里就踏实。\n";
  EXPECT_EQ(Parse(above + below).articles.size(), 1u);
  const ParsedIssue issue = Parse(above + "灯\n\n塔\n\n人\n\n" + below);
  ASSERT_EQ(issue.articles.size(), 2u);
  EXPECT_THAT(issue.articles[1].body.text, HasSubstr("守塔的老人"));
}

TEST(ParserTest, AHeadlineBehindATextMayOpenWithAQuotation) {
  const ParsedIssue issue = Parse(
      "全县春耕生产现场会召开\n\n"
      "本报讯(记者贺云舟)3月15日,全县春耕生产现场会在石桥镇召开。会议要求,各乡镇要抓住农时。 "
      "“慢半拍”老人有了专窗\n\n"
      "本报讯(记者叶知秋)近日,石桥镇汽车站为老人开了专窗。\n");
  ASSERT_EQ(issue.articles.size(), 2u);
  EXPECT_EQ(issue.articles[1].headline, "“慢半拍”老人有了专窗");
}

TEST(ParserTest, APageBecomesArticlesWithTheirHeads) {
  const ParsedIssue issue = Parse(kPage);
  ASSERT_EQ(issue.articles.size(), 3u);
  EXPECT_EQ(issue.articles[0].headline, "全县春耕生产现场会召开");
  EXPECT_THAT(issue.articles[0].decks, ElementsAre("贺若澜讲话 沈砚秋主持"));
  EXPECT_THAT(issue.articles[0].bylines[0].names, ElementsAre("贺云舟", "陆知行"));
  EXPECT_EQ(issue.articles[0].dateline, absl::CivilDay(2021, 3, 15));
  EXPECT_THAT(issue.articles[0].body.text, HasSubstr("高标准农田建设现场"));
  EXPECT_EQ(issue.articles[2].genre, Genre::kNotice);
  EXPECT_THAT(issue.articles[2].signatories, ElementsAre("青禾县人民政府办公室"));
}

TEST(ParserTest, AHeadlineBehindTheLastSentenceOfAnotherTextIsCutOff) {
  const ParsedIssue issue = Parse(kPage);
  EXPECT_EQ(issue.articles[1].headline, "白荻村蔬菜大棚里春意浓");
  EXPECT_EQ(issue.articles[1].source, "县农业农村局");
  EXPECT_THAT(issue.articles[1].bylines[0].names, ElementsAre("叶知秋"));
}

TEST(ParserTest, EveryCharacterOfTheBodyPointsAtItsBytes) {
  const ParsedIssue issue = Parse(kPage);
  for (const Article& article : issue.articles) {
    for (const text::AlignedRun& run : article.body.runs) {
      EXPECT_EQ(article.body.text.substr(run.text.begin, run.text.end - run.text.begin),
                std::string_view(kPage).substr(run.source.begin, run.source.end - run.source.begin));
    }
  }
}

// Two articles side by side, whose columns alternate in the file.
constexpr char kAlternating[] =
    "石桥中学新宿舍楼投用 住校生告别大通铺\n\n早茶开采 一斤鲜叶卖到八十元\n\n"
    "3月8日返校那天,石桥中学的住校生拖着箱子走进新宿舍楼。以前二十个人挤一间大通铺,冬天打热水要排很长很长的队\n\n"
    "本报讯(记者 陆晓峰)3月9日,云雾坞茶园的早茶开采,一斤鲜叶卖到八十元。茶农们说今年的茶叶品质比去年还要好,价\n\n"
    "伍,如今每一层都有热水间,住校生们都说新宿舍楼住着舒心。\n\n"
    "格也高出一截,茶园里的鲜叶还没有下山就被人订走了。\n";

TEST(ParserTest, ColumnsThatAlternateArePulledApart) {
  const ParsedIssue issue = Parse(kAlternating);
  ASSERT_EQ(issue.articles.size(), 2u);
  EXPECT_EQ(issue.articles[0].headline, "石桥中学新宿舍楼投用 住校生告别大通铺");
  EXPECT_THAT(issue.articles[0].body.text, HasSubstr("很长很长的队伍,如今"));
  EXPECT_THAT(issue.articles[1].body.text, HasSubstr("价格也高出一截"));
}

TEST(ParserTest, ATailUnderAnotherHeadGoesBackToItsSentence) {
  const ParsedIssue issue = Parse(
      "全县春耕生产现场会召开\n\n本报讯(记者 "
      "贺云舟)3月15日,全县春耕生产现场会召开。会议要求各乡镇抓住农时,把今年的粮食生\n\n"
      "白荻村通了公交车\n\n产任务落实到田头,一天也不能耽误。\n\n"
      "本报讯(记者 陆知行)3月14日,白荻村村口开来了第一班公交车。村民们等这一天等了很久。\n");
  ASSERT_EQ(issue.articles.size(), 2u);
  EXPECT_THAT(issue.articles[0].body.text, HasSubstr("粮食生产任务落实到田头"));
  EXPECT_THAT(issue.articles[1].body.text, testing::StartsWith("本报讯(记者陆知行)"));
  EXPECT_THAT(Codes(issue), testing::Contains("TAIL_REPLACED"));
}

TEST(ParserTest, ACharacterPrintedOnBothSidesOfAColumnBreakIsReadOnce) {
  const ParsedIssue issue = Parse(
      "比赛开枪\n\n本报讯(记者 贺云舟)3月15日,全县第一届运动会开幕。在率先举行的马拉松比\n\n比赛中,村民陆阿根夺冠。\n");
  EXPECT_THAT(issue.articles[0].body.text, HasSubstr("马拉松比赛中,村民"));
  EXPECT_THAT(Codes(issue), testing::Contains("DOUBLED_CHARACTER_DROPPED"));
}

TEST(ParserTest, AJumpLineIsTiedToItsContinuationInTheSameFile) {
  const ParsedIssue issue = Parse(
      "山路全线贯通\n\n本报讯(记者 贺云舟)3月15日,山路全线贯通。突击队在悬崖上一共打下 (下转第二版)\n\n"
      "早茶开采\n\n本报讯(记者 陆知行)3月14日,云雾坞的早茶开采了。茶农们笑得合不拢嘴。\n\n"
      "(上接第一版)三百根锚杆,硬是修成了这条路。\n");
  ASSERT_EQ(issue.articles.size(), 2u);
  EXPECT_THAT(issue.articles[0].body.text, HasSubstr("三百根锚杆"));
  EXPECT_EQ(issue.articles[0].jump_to_page, 2);
}

TEST(ParserTest, AHeadlineThatPointsToAnotherPageNeedsNoText) {
  const ParsedIssue issue = Parse("桐湾大桥北塔封顶 (图文见4版)\n\n早茶开采\n\n本报讯 3月14日,云雾坞的早茶开采了。\n");
  ASSERT_EQ(issue.articles.size(), 2u);
  EXPECT_EQ(issue.articles[0].headline, "桐湾大桥北塔封顶");
  EXPECT_EQ(issue.articles[0].genre, Genre::kHeadlineOnly);
  EXPECT_EQ(issue.articles[0].jump_to_page, 4);
}

TEST(ParserTest, AReportWithoutHeadlineGetsOneFromItsLead) {
  const ParsedIssue issue =
      Parse("修\n\n车\n\n摊\n\n本报讯(通讯员 叶知秋)每周三下午,小学操场边就会支起六个修车摊。孩子们忙得满手黑油。\n");
  ASSERT_EQ(issue.articles.size(), 1u);
  EXPECT_TRUE(issue.articles[0].headline_derived);
  EXPECT_EQ(issue.articles[0].headline, "小学操场边就会支起六个修车摊");
  EXPECT_EQ(issue.articles[0].blocks[0].role, Role::kNoise);
}

TEST(ParserTest, ASloganIsNoHeadlineOfAReportThatLostItsOwn) {
  for (const std::string slogan : {"社会主义核心价值观:富强 民主 文明 和谐", "爱国 敬业 诚信 友善", "讲文明 树新风",
                                   "社会主义核心价值观 自由 平等 公正 法治", "讲文明 树新风 公益广告"}) {
    const ParsedIssue issue =
        Parse(slogan + "\n\n本报讯(记者 曲盈盈)4月17日,小学操场边支起六个修车摊。孩子们忙得满手黑油。\n");
    ASSERT_EQ(issue.articles.size(), 1u) << slogan;
    EXPECT_TRUE(issue.articles[0].headline_derived) << slogan;
    EXPECT_THAT(Codes(issue), testing::Contains("HEADLINE_DERIVED")) << slogan;
    ASSERT_EQ(issue.unassigned.size(), 1u) << slogan;
    EXPECT_EQ(issue.unassigned[0].role, Role::kSlogan) << slogan;
  }
  const ParsedIssue headed =
      Parse("修车摊支到操场边 满手黑油笑开颜\n\n本报讯(记者 曲盈盈)4月17日,小学操场边支起六个修车摊。\n");
  EXPECT_FALSE(headed.articles[0].headline_derived);
}

TEST(ParserTest, ACommentatorsArticleIsLabelledAndNamesNoReporter) {
  const std::string above =
      "全县春耕生产现场会召开\n\n本报讯(记者贺云舟)3月15日,全县春耕生产现场会在石桥镇召开。各乡镇要抓住农时。\n\n";
  const std::string text = "一年之计在于春。种子落进泥土,要靠人一锄一锄地侍弄,等不得,也慢不得。\n";
  for (const std::string label : {"评论员文章", "本报评论员文章", "特约评论员文章", "□本报特约评论员文章"}) {
    const ParsedIssue over = Parse(above + label + "\n\n春耕不等人\n\n" + text);
    ASSERT_EQ(over.articles.size(), 2u) << label;
    EXPECT_EQ(over.articles[1].headline, "春耕不等人") << label;
    const ParsedIssue under = Parse(above + "春耕不等人\n\n" + label + "\n\n" + text);
    ASSERT_EQ(under.articles.size(), 2u) << label;
    const ParsedIssue alone = Parse(above + label + "\n\n" + text);
    ASSERT_EQ(alone.articles.size(), 2u) << label;
    for (const ParsedIssue* issue : {&over, &under, &alone}) {
      EXPECT_EQ(issue->articles[1].genre, Genre::kCommentary) << label;
      EXPECT_TRUE(issue->articles[1].bylines.empty()) << label;
      EXPECT_TRUE(issue->articles[1].column.has_value()) << label;
      EXPECT_EQ(issue->articles[0].genre, Genre::kNews) << label;
      EXPECT_FALSE(issue->articles[0].column.has_value()) << label;
    }
  }
}

TEST(ParserTest, WhereSomeoneIsFromIsNoHeadlineOfWhatTheyLost) {
  const ParsedIssue issue = Parse(
      "遗失声明\n\n泊安县岬头镇 纪大海遗失身份证一张,证号330000190001010011,声明作废。\n\n"
      "岬头镇 柳青青遗失机动车驾驶证,档案编号0017,声明作废。\n");
  ASSERT_EQ(issue.articles.size(), 1u);
  EXPECT_EQ(issue.articles[0].headline, "遗失声明");
  EXPECT_THAT(issue.articles[0].body.text, testing::StartsWith("泊安县岬头镇纪大海遗失身份证"));
}

TEST(ParserTest, TheItemsOfAListAreParagraphs) {
  const ParsedIssue issue = Parse(
      "关于临时交通管制的通告\n\n因道路施工需要,现通告如下:\n\n一、4月20日至25日,滨海路禁止机动车通行;\n\n"
      "二、过往车辆请绕行石桥路。\n\n县人大常委会任免名单\n\n4月16日,县人大常委会第十次会议通过,任命:\n\n"
      "严若谷为县农业农村局局长;\n\n丁若水为县水利局局长。\n");
  ASSERT_EQ(issue.articles.size(), 2u);
  EXPECT_EQ(issue.articles[0].body.text,
            "因道路施工需要,现通告如下:\n一、4月20日至25日,滨海路禁止机动车通行;\n二、过往车辆请绕行石桥路。");
  EXPECT_EQ(issue.articles[1].body.text,
            "4月16日,县人大常委会第十次会议通过,任命:\n严若谷为县农业农村局局长;\n丁若水为县水利局局长。");
  EXPECT_THAT(Codes(issue), testing::Not(testing::Contains("COLUMN_BREAK_JOINED")));
  EXPECT_THAT(Codes(issue), testing::Not(testing::Contains("SENTENCE_LOST")));
}

TEST(ParserTest, WhiteSpaceBetweenTheNamesOfABylineStays) {
  const std::string page =
      "早茶开采\n\n本报讯(记者 丁若水 谭 一鸣)3月14日,云雾坞的早茶开采了。(通讯员 曲盈盈 叶知秋)\n";
  const ParsedIssue issue = Parse(page);
  ASSERT_EQ(issue.articles.size(), 1u);
  EXPECT_EQ(issue.articles[0].body.text, "本报讯(记者丁若水 谭一鸣)3月14日,云雾坞的早茶开采了。(通讯员曲盈盈 叶知秋)");
  for (const text::AlignedRun& run : issue.articles[0].body.runs) {
    EXPECT_EQ(issue.articles[0].body.text.substr(run.text.begin, run.text.end - run.text.begin),
              page.substr(run.source.begin, run.source.end - run.source.begin));
  }
}

TEST(ParserTest, TheSameKickerOverTwoReportsMakesTwoArticles) {
  const ParsedIssue issue = Parse(
      "县政府召开常务会议\n\n研究秋粮收购等工作\n\n本报讯(记者 "
      "贺云舟)3月15日,县政府召开常务会议,研究秋粮收购等工作。\n\n"
      "县政府召开常务会议\n\n听取学校食堂治理情况汇报\n\n本报讯(记者 "
      "贺云舟)3月15日,县政府常务会议听取学校食堂治理情况汇报。\n");
  ASSERT_EQ(issue.articles.size(), 2u);
  EXPECT_EQ(issue.articles[0].kicker, "县政府召开常务会议");
  EXPECT_EQ(issue.articles[1].headline, "听取学校食堂治理情况汇报");
}

TEST(ParserTest, SubheadsStayInsideTheirArticle) {
  const ParsedIssue issue = Parse(
      "一渠清水是怎样走到田头的\n\n一线调查\n\n记者 应铭 文/图\n\n从7月到9月,全镇几乎没有下雨。可晚稻照样抽了穗。\n\n"
      "抢水：夜里两点的闸口\n\n站长的手机里存着六十个闹钟,一个都不敢记错。\n\n"
      "找水：老井重新开了盖\n\n渠水到不了的高坡田,就靠村口那口老井。\n\n记者手记\n\n匀着用水,靠的是公道。\n");
  ASSERT_EQ(issue.articles.size(), 1u);
  EXPECT_THAT(issue.articles[0].subheads, ElementsAre("抢水：夜里两点的闸口", "找水：老井重新开了盖", "记者手记"));
  EXPECT_EQ(issue.articles[0].column, "一线调查");
}

TEST(ParserTest, TheIssueIsDatedByItsReportsWhereItPrintsNoDate) {
  const ParsedIssue issue = Parse(
      "关于禁止野外用火的通告\n\n现将有关事项通告如下。\n青禾县林业局\n2023年10月21日\n\n"
      "全县工作交流会召开\n\n本报讯(记者 贺云舟)11月9日,全县工作交流会召开。到2035年的目标也已明确。\n");
  EXPECT_EQ(issue.issue.date_source, DateSource::kInferred);
  EXPECT_EQ(issue.issue.date_range->earliest, absl::CivilDay(2023, 11, 9));
  EXPECT_EQ(issue.articles[1].dateline, absl::CivilDay(2023, 11, 9));
  EXPECT_FALSE(issue.issue.date_evidence.empty());
}

TEST(ParserTest, ADeadlineIsNoDayOfAReport) {
  const auto dateline = [](const std::string& lead) {
    return Parse("今日青禾\n\n2023年4月18日 星期二\n\n户籍迁入办理有新规定\n\n本报讯(记者 贺云舟)" + lead + "\n")
        .articles[0]
        .dateline;
  };
  EXPECT_EQ(dateline("今年入学儿童的户籍迁入截止时间为4月30日,家长们请尽早办理。"), std::nullopt);
  EXPECT_EQ(dateline("家长们请于4月30日前办理户籍迁入。"), std::nullopt);
  EXPECT_EQ(dateline("4月17日,派出所公布,户籍迁入截止时间为4月30日。"), absl::CivilDay(2023, 4, 17));
  EXPECT_EQ(dateline("4月17日前往派出所办事的人排起了长队。"), absl::CivilDay(2023, 4, 17));
  // What is to come has the day it comes on, where no other is named.
  EXPECT_EQ(dateline("石桥镇户籍窗口将于5月6日起搬到新址办公。"), absl::CivilDay(2023, 5, 6));
}

TEST(ParserTest, WithoutEvidenceThereIsNoDate) {
  const ParsedIssue issue = Parse("早茶开采\n\n本报讯 11月9日,云雾坞的早茶开采了。\n");
  EXPECT_EQ(issue.issue.publish_date, std::nullopt);
  EXPECT_EQ(issue.articles[0].dateline, std::nullopt);
}

TEST(ParserTest, TheMastheadIsReadAndCheckedAgainstItself) {
  const ParsedIssue issue = Parse(
      "第01版 要闻\n今日青禾\n星期三 2023年12月5日 农历癸卯年十月廿三\n主办:中共青禾县委 承办:青禾县融媒体中心 "
      "总第2118期 本期4版\n\n"
      "青禾大会召开\n\n本报讯 昨天,青禾大会召开。青禾的企业家都来了,青禾的明天会更好。\n");
  EXPECT_EQ(issue.issue.publication, "今日青禾");
  EXPECT_EQ(issue.issue.organizer, "中共青禾县委");
  EXPECT_EQ(issue.issue.publisher, "青禾县融媒体中心");
  EXPECT_EQ(issue.issue.issue_number, 2118);
  EXPECT_EQ(issue.issue.page_count, 4);
  EXPECT_EQ(issue.issue.page_number, 1);
  EXPECT_EQ(issue.articles[0].dateline, absl::CivilDay(2023, 12, 4));
  EXPECT_THAT(Codes(issue), testing::Contains("WEEKDAY_CONTRADICTS_DATE"));
  EXPECT_THAT(Codes(issue), testing::Not(testing::Contains("LUNAR_DATE_CONTRADICTS_DATE")));
}

TEST(ParserTest, TheNumberOfThePageMayCloseTheDateLine) {
  const auto number = [](const std::string& masthead) {
    return Parse(masthead + "\n\n青禾大会召开\n\n本报讯 昨天,青禾大会召开。青禾的企业家都来了。\n").issue.page_number;
  };
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二 第2版"), 2);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二 第二版"), 2);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二 02版"), 2);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二 2版"), 2);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二 A02版"), 2);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二 A02"), 2);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二 第02版:要闻"), 2);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 第2版"), 2);
  EXPECT_EQ(number("今日青禾 2023年4月18日 星期二 第2版"), 2);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二\n\n第2版"), 2);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二 今日4版"), std::nullopt);
  EXPECT_EQ(number("今日青禾\n\n2023年4月18日 星期二 今日 4版"), std::nullopt);
}

TEST(ParserTest, TheNumberOfASerialIsNoPublisher) {
  const ParsedIssue issue = Parse(
      "今日青禾\n\n2023年4月18日 星期二 国内统一连续出版物号CN33-0099\n\n"
      "青禾大会召开\n\n本报讯 昨天,青禾大会召开。青禾的企业家都来了。\n");
  EXPECT_EQ(issue.issue.publisher, std::nullopt);
}

TEST(ParserTest, ThePapersNameIsReadFromItsPinyin) {
  const ParsedIssue issue = Parse(
      "2021年3月16日 星期二\n\nJIN RI QING HE 今日 4 版\n\n青禾大会召开\n\n本报讯 青禾大会召开,青禾的企业家都来了。\n");
  EXPECT_EQ(issue.issue.publication, "今日青禾");
}

TEST(ParserTest, SuppliedFactsWinOverPrintedOnes) {
  ParseOptions options;
  options.publish_date = absl::CivilDay(2021, 3, 17);
  const ParsedIssue issue = Parse(kPage, options);
  EXPECT_EQ(issue.issue.publish_date, absl::CivilDay(2021, 3, 17));
  EXPECT_EQ(issue.issue.date_source, DateSource::kSupplied);
  EXPECT_THAT(Codes(issue), testing::Contains("DATE_CONTRADICTS_SUPPLIED"));
}

TEST(ParserTest, SpansOfAPageInGb18030PointAtItsOwnBytes) {
  // 早茶开采 and a report of two characters, in GB18030.
  const std::string page =
      "\xD4\xE7\xB2\xE8\xBF\xAA\xB2\xC9\n\n\xB1\xBE\xB1\xA8\xD1\xB6 "
      "3\xD4\xC2\x35\xC8\xD5,\xBD\xF1\xCC\xEC\xBF\xAA\xB2\xC9\xA1\xA3\n";
  ParseOptions options;
  options.encoding = text::Encoding::kGb18030;
  const absl::StatusOr<ParsedIssue> issue = ParseIssue(page, options);
  ASSERT_THAT(issue, IsOk());
  EXPECT_EQ(issue->articles[0].headline, "早茶开采");
  EXPECT_THAT(issue->articles[0].blocks[0].spans, ElementsAre(ByteSpan{0, 8}));
  EXPECT_EQ(issue->articles[0].body.runs.back().source.end, page.size() - 1);
}

TEST(ParserTest, NothingIsLostOnMutatedPages) {
  std::mt19937 random(20210316);
  const std::u32string page = text::FromUtf8(kPage);
  const std::u32string pool = U"\n\n  。,、“”()*#_《》年月日12版讯记者a\t\u00AD\uFEFF①【】";
  for (int round = 0; round < 400; ++round) {
    std::u32string mutated = page;
    for (int edits = static_cast<int>(random() % 40); edits > 0; --edits) {
      const size_t at = random() % mutated.size(), length = std::min<size_t>(random() % 30, mutated.size() - at);
      switch (random() % 4) {
        case 0: mutated.erase(at, length); break;
        case 1: mutated.insert(at, 1, pool[random() % pool.size()]); break;
        case 2: mutated.insert(random() % mutated.size(), mutated.substr(at, length)); break;
        default: mutated[at] = pool[random() % pool.size()];
      }
      if (mutated.empty()) mutated = page;
    }
    if (std::all_of(mutated.begin(), mutated.end(), text::IsSpace)) continue;
    Parse(text::ToUtf8(mutated));
    if (HasFatalFailure()) return;
  }
}

TEST(ParserTest, APageOfOneRepeatedCharacterOrLineTakesLinearTime) {
  std::string lines;
  for (int i = 0; i < 20000; ++i) lines += "会议指出要抓好工作的落实和\n\n";
  Parse(lines);
  Parse(std::string(300000, '1'));
}

TEST(ParserTest, ACardWithoutAHeadlineIsNoFault) {
  const ParsedIssue issue = Parse("早茶开采了。\n\n人物名片\n\n陆阿根,1956年生,白荻村村民。\n\n我种了一辈子茶。\n");
  EXPECT_FALSE(issue.articles.empty());
}

TEST(ParserTest, StanzasAreTheTextOfOneArticle) {
  const ParsedIssue issue = Parse(
      "秋日两章\n\n□ 谷雨声\n\n把屋顶搬空\n腾给太阳和辣椒\n一匾红,一匾黄\n母亲坐在中间\n\n"
      "风车转动的时候\n灰尘比稻谷先飞起来\n而沉的那些\n都留在了父亲脚下\n\n"
      "市作协举办改稿会\n\n本报讯(记者 卓然)9月17日,市作家协会举办改稿会。\n");
  ASSERT_EQ(issue.articles.size(), 2u);
  EXPECT_EQ(issue.articles[0].headline, "秋日两章");
  EXPECT_FALSE(issue.articles[0].truncated);
  EXPECT_THAT(issue.articles[0].body.text, HasSubstr("都留在了父亲脚下"));
}

TEST(ParserTest, ContentsPointToOtherPages) {
  const ParsedIssue issue = Parse(
      "2019年11月6日 星期三 第21874号\n\n导 读\n\n全省首批暖巢计划社区揭榜\n■2版\n\n秋粮收购启动 "
      "优质优价成主旋律\n■5版\n\n"
      "省残疾人运动会闭幕\n\n新华社荆泽11月5日电(记者 鲁海生)省残疾人运动会闭幕。\n");
  ASSERT_EQ(issue.articles.size(), 3u);
  EXPECT_EQ(issue.articles[0].jump_to_page, 2);
  EXPECT_EQ(issue.articles[1].jump_to_page, 5);
  EXPECT_EQ(issue.articles[2].dateline, absl::CivilDay(2019, 11, 5));
  EXPECT_EQ(issue.issue.issue_number, 21874);
}

TEST(ParserTest, AnEmptyFileIsRefused) {
  EXPECT_THAT(ParseIssue("", {}), ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_EMPTY"));
}

}  // namespace
}  // namespace jianbao::newspaper
