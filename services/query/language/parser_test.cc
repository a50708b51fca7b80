#include "services/query/language/parser.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/language/printer.h"

namespace jianbao::language {
namespace {

const FieldCatalog& Catalog() {
  static const auto* const kCatalog = new FieldCatalog({
      {"headline", {"标题"}, FieldType::kText},
      {"body", {"正文"}, FieldType::kText},
      {"person", {"人物"}, FieldType::kName},
      {"date", {"日期"}, FieldType::kDate},
      {"page", {"版"}, FieldType::kNumber},
  });
  return *kCatalog;
}

struct GoodRow {
  std::string query;
  std::string printed;
};

class GoodQueryTest : public testing::TestWithParam<GoodRow> {};

TEST_P(GoodQueryTest, PrintsCanonicallyAndReadsBackTheSame) {
  ASSERT_OK_AND_ASSIGN(const Node tree, ParseQuery(GetParam().query, Catalog()));
  EXPECT_EQ(PrintQuery(tree), GetParam().printed);
  EXPECT_THAT(ParseQuery(GetParam().printed, Catalog()), IsOkAndHolds(tree));
}

INSTANTIATE_TEST_SUITE_P(Words, GoodQueryTest,
                         testing::ValuesIn(std::vector<GoodRow>{
                             {"秸秆禁烧", "秸秆禁烧"},
                             {"  秸秆　禁烧\n", "秸秆 禁烧"},
                             {"村超，点燃夏夜！", "村超 点燃夏夜"},
                             {"《青禾日报》", "青禾日报"},
                             {"艾尔肯·吐尼亚孜", "艾尔肯·吐尼亚孜"},
                             {"8:30", "8\\:30"},
                             {"春耕：一线见闻", "春耕 一线见闻"},
                             {"栗园村:粮仓开门", "栗园村 粮仓开门"},
                             {"标题:栗园村:粮仓开门", "headline:栗园村 粮仓开门"},
                             {"春耕 :夏收", "春耕 夏收"},
                             {"电话:3083315", "电话 3083315"},
                             {"A-B 十四五-规划 2.86亿", "A-B 十四五-规划 2.86亿"},
                             {"甲 & 乙 …… 丙", "甲 乙 丙"},
                             {R"(a\(b\) \-乙 \OR 甲\:乙 c\\d 甲\ 乙)", R"(a\(b\) \-乙 \OR 甲\:乙 c\\d 甲\ 乙)"},
                             {"or and not", "or and not"},
                         }));

INSTANTIATE_TEST_SUITE_P(Phrases, GoodQueryTest,
                         testing::ValuesIn(std::vector<GoodRow>{
                             {R"("秸秆禁烧")", R"("秸秆禁烧")"},
                             {"“村超”点燃夏夜", R"("村超" 点燃夏夜)"},
                             {"「村超」 『夏夜』", R"("村超" "夏夜")"},
                             {"「他说\"好\"」", R"("他说\"好\"")"},
                             {"“甲\"乙”丙”", R"("甲" 乙 "丙")"},
                             {R"("  夏收   夏种 ")", R"("夏收 夏种")"},
                             {R"("秸秆 巡查"~5)", R"("秸秆 巡查"~5)"},
                             {"“秸秆 巡查 夜间”～１０", R"("秸秆 巡查 夜间"~10)"},
                             {R"("秸秆 & 巡查"~0)", R"("秸秆 巡查"~0)"},
                             {R"("a \"b\" c")", R"("a \"b\" c")"},
                             {"\"县里的“板凳会”开张\"", R"("县里的\“板凳会\”开张")"},
                             {"“村超\" 夏夜", R"("村超" 夏夜)"},
                             {"\"村超” 夏夜", R"("村超" 夏夜)"},
                             {"“送水工”:一天六个村", R"("送水工" 一天六个村)"},
                         }));

INSTANTIATE_TEST_SUITE_P(Operators, GoodQueryTest,
                         testing::ValuesIn(std::vector<GoodRow>{
                             {"春耕 -机械", "春耕 -机械"},
                             {"-机械 春耕", "春耕 -机械"},
                             {"春耕 NOT 机械", "春耕 -机械"},
                             {"春耕 －机械 -“夏收”", "春耕 -机械 -\"夏收\""},
                             {"甲 OR 乙", "甲 OR 乙"},
                             {"甲 或 乙 | 丙 ｜ 丁", "甲 OR 乙 OR 丙 OR 丁"},
                             {"甲 且 乙 AND 丙", "甲 乙 丙"},
                             {"甲 乙 OR 丙 -丁", "(甲 乙) OR (丙 -丁)"},
                             {"甲 (乙 OR 丙)", "甲 (乙 OR 丙)"},
                             {"甲（乙 或 丙）", "甲 (乙 OR 丙)"},
                             {"((甲)) (乙 丙)", "甲 乙 丙"},
                             {"甲 OR (乙 OR 丙)", "甲 OR 乙 OR 丙"},
                             {"甲 -(乙 OR 丙)", "甲 -乙 -丙"},
                             {"甲 -(乙 丙)", "甲 -(乙 丙)"},
                             {"甲 -(乙 -丙)", "甲 -(乙 -丙)"},
                             {"甲 (-乙)", "甲 -乙"},
                             {"禁烧* jian*", "禁烧* jian*"},
                             {"沈＊", "沈*"},
                             {"(jian*)", "jian*"},
                         }));

INSTANTIATE_TEST_SUITE_P(Fields, GoodQueryTest,
                         testing::ValuesIn(std::vector<GoodRow>{
                             {"标题:春耕", "headline:春耕"},
                             {"标题：春耕 HeadLine: 夏收", "headline:春耕 headline:夏收"},
                             {"标题：《春耕》", "headline:春耕"},
                             {"-标题:春耕 夏收", "夏收 -headline:春耕"},
                             {"标题:(春耕 OR 夏收) 人物:沈砚秋", "(headline:春耕 OR headline:夏收) person:沈砚秋"},
                             {"标题:“春耕 夏收”~3", "headline:\"春耕 夏收\"~3"},
                             {"版:1", "page:1"},
                             {"版:1..4 版:..2 版:3.. 版:5..5", "page:1..4 page:..2 page:3.. page:5"},
                             {"日期:(2023-01 OR 2023-03)", "date:2023-01 OR date:2023-03"},
                         }));

INSTANTIATE_TEST_SUITE_P(Dates, GoodQueryTest,
                         testing::ValuesIn(std::vector<GoodRow>{
                             {"日期:2023", "date:2023"},
                             {"日期:2023-11", "date:2023-11"},
                             {"日期:2023-11-09", "date:2023-11-09"},
                             {"日期:2023/11/9 日期:2023.11.9", "date:2023-11-09 date:2023-11-09"},
                             {"日期:2023年 日期:2023年11月 日期:2023年11月9日",
                              "date:2023 date:2023-11 date:2023-11-09"},
                             {"日期：２０２３－１１", "date:2023-11"},
                             {"日期:2023-01..2023-06", "date:2023-01..2023-06"},
                             {"日期:2023-01-01..2023-12-31", "date:2023"},
                             {"日期:2023..2024-02", "date:2023-01..2024-02"},
                             {"日期:2023-01.. 日期:..2023-06-15", "date:2023.. date:..2023-06-15"},
                             {"日期:\"2023-11\"", "date:2023-11"},
                         }));

struct BadRow {
  std::string query;
  std::string reason;
  std::string snippet;  // the second line of the caret snippet
};

class BadQueryTest : public testing::TestWithParam<BadRow> {};

TEST_P(BadQueryTest, IsRefusedWithAReasonAndACaretUnderThePlace) {
  const BadRow& row = GetParam();
  const auto tree = ParseQuery(row.query, Catalog());
  ASSERT_THAT(tree, ErrorIs(absl::StatusCode::kInvalidArgument, row.reason));
  const auto range = ErrorRange(tree.status());
  ASSERT_TRUE(range.has_value());
  EXPECT_EQ(CaretSnippet(row.query, *range), absl::StrCat(row.query, "\n", row.snippet));
}

INSTANTIATE_TEST_SUITE_P(Syntax, BadQueryTest,
                         testing::ValuesIn(std::vector<BadRow>{
                             {"", "QUERY_EMPTY", "^"},
                             {"，。", "QUERY_EMPTY", "    ^"},
                             {"标题:\"春耕", "QUERY_QUOTE_UNCLOSED", "     ^"},
                             {"春耕 「夏收", "QUERY_QUOTE_UNCLOSED", "     ^^"},
                             {"春耕 」", "QUERY_QUOTE_UNOPENED", "     ^^"},
                             {"春耕 (夏收", "QUERY_GROUP_UNCLOSED", "     ^"},
                             {"春耕（", "QUERY_GROUP_UNCLOSED", "    ^^"},
                             {"春耕)", "QUERY_GROUP_UNOPENED", "    ^"},
                             {")", "QUERY_GROUP_UNOPENED", "^"},
                             {"春耕 ()", "QUERY_GROUP_EMPTY", "     ^^"},
                             {"OR 春耕", "QUERY_OPERATOR_DANGLING", "^^"},
                             {"或", "QUERY_OPERATOR_DANGLING", "^^"},
                             {"春耕 OR", "QUERY_OPERATOR_DANGLING", "     ^^"},
                             {"春耕 OR OR 夏收", "QUERY_OPERATOR_DANGLING", "     ^^"},
                             {"春耕 且", "QUERY_OPERATOR_DANGLING", "     ^^"},
                             {"(春耕 OR )", "QUERY_OPERATOR_DANGLING", "      ^^"},
                             {"春耕 NOT", "QUERY_OPERATOR_DANGLING", "     ^^^"},
                             {"春耕 --夏收", "QUERY_OPERATOR_DANGLING", "     ^"},
                             {"春耕 - 夏收", "QUERY_EXCLUDE_ALONE", "     ^"},
                             {"春耕\\", "QUERY_ESCAPE_INCOMPLETE", "    ^"},
                             {"春*耕", "QUERY_STAR_MISPLACED", "  ^"},
                             {"*", "QUERY_STAR_MISPLACED", "^"},
                             {"jian**", "QUERY_STAR_MISPLACED", "    ^"},
                             {"j*", "QUERY_PREFIX_TOO_SHORT", "^^"},
                             {"\"春耕 夏收\"~", "QUERY_DISTANCE_INVALID", "           ^"},
                             {"\"春耕 夏收\"~999", "QUERY_DISTANCE_TOO_LARGE", "^^^^^^^^^^^^^^^"},
                             {"\"春耕\"~3", "QUERY_PROXIMITY_NEEDS_WORDS", "^^^^^^^^"},
                             {"春耕 “……”", "QUERY_NOTHING_TO_SEARCH", "     ^^^^"},
                             {"春耕 -&", "QUERY_NOTHING_TO_SEARCH", "      ^"},
                         }));

INSTANTIATE_TEST_SUITE_P(Meaning, BadQueryTest,
                         testing::ValuesIn(std::vector<BadRow>{
                             {"autor:沈砚秋", "QUERY_FIELD_UNKNOWN", "^^^^^"},
                             {"标题:", "QUERY_VALUE_MISSING", "^^^^^"},
                             {"标题: OR 春耕", "QUERY_VALUE_MISSING", "^^^^^"},
                             {"标题:正文:春耕", "QUERY_FIELD_NESTED", "     ^^^^^"},
                             {"标题:(春耕 正文:夏收)", "QUERY_FIELD_NESTED", "           ^^^^^"},
                             {"标题:-春耕", "QUERY_EXCLUDE_MISPLACED", "     ^"},
                             {"-春耕", "QUERY_ONLY_EXCLUDES", "^^^^^"},
                             {"-春耕 -夏收", "QUERY_ONLY_EXCLUDES", "^^^^^^^^^^^"},
                             {"春耕 OR -夏收", "QUERY_ONLY_EXCLUDES", "        ^^^^^"},
                             {"-夏收 OR 春耕", "QUERY_ONLY_EXCLUDES", "^^^^^"},
                             {"春耕 -(-夏收)", "QUERY_ONLY_EXCLUDES", "     ^^^^^^^^"},
                             {"日期:昨天", "QUERY_DATE_INVALID", "     ^^^^"},
                             {"日期:2023-02-29", "QUERY_DATE_INVALID", "     ^^^^^^^^^^"},
                             {"日期:2023-13", "QUERY_DATE_INVALID", "     ^^^^^^^"},
                             {"日期:23", "QUERY_DATE_INVALID", "     ^^"},
                             {"日期:2023-", "QUERY_DATE_INVALID", "     ^^^^^"},
                             {"日期:2024..2023", "QUERY_RANGE_REVERSED", "     ^^^^^^^^^^"},
                             {"日期:2023*", "QUERY_FIELD_TYPE", "     ^^^^^"},
                             {"版:一", "QUERY_NUMBER_INVALID", "   ^^"},
                             {"版:99999999999", "QUERY_NUMBER_INVALID", "   ^^^^^^^^^^^"},
                             {"人物:沈*", "QUERY_NAME_NOT_WHOLE", "     ^^^"},
                             {"人物:“沈 砚秋”~2", "QUERY_NAME_NOT_WHOLE", "     ^^^^^^^^^^^"},
                         }));

TEST(ParseQueryTest, MessagesSayWhatWouldBeRight) {
  EXPECT_EQ(
      ParseQuery("autor:甲", Catalog()).status().message(),
      "unknown field \"autor\", want one of: headline (标题), body (正文), person (人物), date (日期), page (版); "
      "or \\: for the sign itself");
  EXPECT_EQ(ParseQuery("日期:2024-03..2023", Catalog()).status().message(),
            "the range ends before it begins, want 2023..2024-03");
  EXPECT_EQ(ParseQuery("日期:2023年..2021年", Catalog()).status().message(),
            "the range ends before it begins, want 2021年..2023年");
  EXPECT_EQ(ParseQuery("“春耕", Catalog()).status().message(),
            "the quote opened here is never closed, want ” after the phrase, or \\“ for the sign itself");
}

TEST(ParseQueryTest, TreesHoldWhatTheTextSays) {
  const auto day = [](int year, int month, int date) { return absl::CivilDay(year, month, date); };
  EXPECT_THAT(ParseQuery("标题:“春耕 夏收”~3 日期:2024-02 -禁烧*", Catalog()),
              IsOkAndHolds(Node(
                  And{{Near{"headline", {"春耕", "夏收"}, 3}, DateRange{"date", day(2024, 2, 1), day(2024, 2, 29)}},
                      {Prefix{"", "禁烧"}}})));
  EXPECT_THAT(ParseQuery("版:3.. OR “一版”", Catalog()),
              IsOkAndHolds(Node(Or{{NumberRange{"page", 3, std::nullopt}, Phrase{"", "一版"}}})));
}

TEST(ParseQueryTest, LimitsHoldAtTheirEdge) {
  Limits limits;
  limits.max_bytes = 12;
  EXPECT_OK(ParseQuery("春耕夏收", Catalog(), limits));
  EXPECT_THAT(ParseQuery("春耕夏收 ", Catalog(), limits),
              ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LONG"));
  limits = {.max_terms = 3};
  EXPECT_OK(ParseQuery("甲 乙 丙", Catalog(), limits));
  EXPECT_THAT(ParseQuery("甲 \"乙 丙 丁\"~2", Catalog(), limits),
              ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_MANY_TERMS"));
  limits = {.max_depth = 2};
  EXPECT_OK(ParseQuery("((甲))", Catalog(), limits));
  EXPECT_THAT(ParseQuery("(((甲)))", Catalog(), limits), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_DEEP"));
  EXPECT_THAT(ParseQuery("甲 (乙 OR 丙 丁)", Catalog(), limits),
              ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_DEEP"));
  limits = {.max_term_characters = 2};
  EXPECT_OK(ParseQuery("春耕", Catalog(), limits));
  EXPECT_THAT(ParseQuery("\"春耕夏\"", Catalog(), limits),
              ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TERM_TOO_LONG"));
}

TEST(ParseQueryTest, HostileTextIsRefusedNotCrashedOn) {
  EXPECT_THAT(ParseQuery("春\xff耕", Catalog()), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_NOT_UTF8"));
  EXPECT_EQ(ErrorRange(ParseQuery("春\xff耕", Catalog()).status()), (SourceRange{3, 4}));
  EXPECT_THAT(ParseQuery(std::string("a\0b", 3), Catalog()),
              ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_CONTROL_CHARACTER"));
  EXPECT_THAT(ParseQuery(std::string(4000, '('), Catalog()),
              ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_DEEP"));
  std::string many_terms;
  for (int i = 0; i < 2000; ++i) many_terms += "a ";
  EXPECT_THAT(ParseQuery(many_terms, Catalog()), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_MANY_TERMS"));
  EXPECT_THAT(ParseQuery(std::string(10 << 20, 'a'), Catalog()),
              ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LONG"));
}

TEST(CaretSnippetTest, LongQueriesAreShownAroundThePlaceOnly) {
  const std::string query = absl::StrCat(std::string(100, 'a'), " (", std::string(100, 'b'));
  EXPECT_EQ(CaretSnippet(query, {101, 102}),
            absl::StrCat("…", std::string(29, 'a'), " (", std::string(30, 'b'), "…\n", std::string(31, ' '), "^"));
}

}  // namespace
}  // namespace jianbao::language
