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

TEST(ParserTest, NothingIsLostOnMutatedPages) {
  std::mt19937 random(20210316);
  const std::u32string page = text::FromUtf8(kPage);
  const std::u32string pool = U"\n\n  。,、“”()*#_《》年月日12版讯记者a\t\u00AD\uFEFF①【】";
  for (int round = 0; round < 400; ++round) {
    std::u32string mutated = page;
    for (int edits = static_cast<int>(random() % 40); edits > 0; --edits) {
      const size_t at = random() % mutated.size(), length = std::min<size_t>(random() % 30, mutated.size() - at);
      switch (random() % 4) {
        case 0:
          mutated.erase(at, length);
          break;
        case 1:
          mutated.insert(at, 1, pool[random() % pool.size()]);
          break;
        case 2:
          mutated.insert(random() % mutated.size(), mutated.substr(at, length));
          break;
        default:
          mutated[at] = pool[random() % pool.size()];
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

TEST(ParserTest, AnEmptyFileIsRefused) {
  EXPECT_THAT(ParseIssue("", {}), ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_EMPTY"));
}

}  // namespace
}  // namespace jianbao::newspaper
