#include "services/query/match.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/fields.h"
#include "services/query/language/canonical.h"
#include "services/query/language/limits.h"
#include "services/query/language/parser.h"
#include "services/query/query_node.h"

namespace jianbao::query {
namespace {

using type::v1::QueryNode;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

QueryNode Proto(const std::string& text) {
  QueryNode node;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &node)) << text;
  return node;
}

MATCHER_P(IsProto, text, "") {
  google::protobuf::util::MessageDifferencer differencer;
  std::string difference;
  differencer.ReportDifferencesToString(&difference);
  const bool equal = differencer.Compare(Proto(text), arg);
  *result_listener << difference;
  return equal;
}

absl::StatusOr<QueryNode> Match(const std::string& query, v1::MatchMode mode) {
  const auto tree = language::ParseQuery(query, ArchiveFields());
  if (!tree.ok()) return tree.status();
  return ToQueryNode(*tree, mode);
}

struct Row {
  std::string query;
  v1::MatchMode mode;
  std::string proto;
};

TEST(ToQueryNodeTest, EveryNodeHasItsCounterpart) {
  const std::vector<Row> rows = {
      {"春耕", v1::EXACT, R"(text {text: "春耕" whole_words: true})"},
      {"\"春耕\"", v1::EXACT, R"(text {text: "春耕"})"},
      {"标题:jian*", v1::EXACT, R"(prefix {text: "jian" field: SEARCH_FIELD_HEADLINE})"},
      {"正文:\"秸秆 巡查\"~5", v1::EXACT,
       R"(text {text: "秸秆 巡查" field: SEARCH_FIELD_BODY slop: 5 whole_words: true})"},
      {"记者:沈砚秋", v1::EXACT, R"(text {text: "沈砚秋" field: SEARCH_FIELD_BYLINE whole_words: true})"},
      {"副题:春耕", v1::EXACT, R"(text {text: "春耕" field: SEARCH_FIELD_HEADS whole_words: true})"},
      {"人物:贺若澜", v1::EXACT, R"(keyword {key: PERSON value: "贺若澜"})"},
      {"机构:“青禾县 农业局”", v1::EXACT, R"(keyword {key: ORGANIZATION value: "青禾县 农业局"})"},
      {"地点:青禾县", v1::EXACT, R"(keyword {key: PLACE value: "青禾县"})"},
      {"栏目:乡村见闻", v1::EXACT, R"(keyword {key: COLUMN value: "乡村见闻"})"},
      {"体裁:评论", v1::EXACT, R"(keyword {key: GENRE value: "COMMENTARY"})"},
      {"体裁:notice", v1::EXACT, R"(keyword {key: GENRE value: "NOTICE"})"},
      {"报纸:青禾日报", v1::EXACT, R"(keyword {key: PUBLICATION value: "qing-he-ri-bao"})"},
      {"报纸:qing-he", v1::EXACT, R"(keyword {key: PUBLICATION value: "qing-he"})"},
      {"日期:2023-02", v1::EXACT, R"(date {earliest: "2023-02-01" latest: "2023-02-28"})"},
      {"日期:..2023", v1::EXACT, R"(date {latest: "2023-12-31"})"},
      {"版:2..3", v1::EXACT,
       R"(any_of {children {keyword {key: PAGE value: "2"}} children {keyword {key: PAGE value: "3"}}})"},
      {"甲 OR 乙 -丙", v1::EXACT,
       R"(any_of {
            children {text {text: "甲" whole_words: true}}
            children {all_of {
              children {text {text: "乙" whole_words: true}}
              children {none_of {child {text {text: "丙" whole_words: true}}}}}}})"},
  };
  for (const Row& row : rows) {
    ASSERT_OK_AND_ASSIGN(const QueryNode node, Match(row.query, row.mode));
    EXPECT_THAT(node, IsProto(row.proto)) << row.query;
    EXPECT_OK(CheckQueryNode(node)) << row.query;
  }
}

TEST(ToQueryNodeTest, OnlyWordsLoosen) {
  const std::string phrase = R"(children {text {text: "夏收"}})";
  const std::string person = R"(children {keyword {key: PERSON value: "贺若澜"}})";
  const std::string query = "“夏收” 人物:贺若澜 秸秆禁烧 标题:巡查 夜间 -演练";
  const std::string excluded = R"(children {none_of {child {text {text: "演练" whole_words: true}}}})";
  ASSERT_OK_AND_ASSIGN(const QueryNode all_terms, Match(query, v1::ALL_TERMS));
  EXPECT_THAT(all_terms, IsProto(absl::StrCat("all_of {", phrase, person,
                                              R"(children {loose_text {text: "秸秆禁烧" minimum_percent: 100}}
      children {loose_text {text: "巡查" field: SEARCH_FIELD_HEADLINE minimum_percent: 100}}
      children {loose_text {text: "夜间" minimum_percent: 100}})",
                                              excluded, "}")));
  ASSERT_OK_AND_ASSIGN(const QueryNode any_term, Match(query, v1::ANY_TERM));
  EXPECT_THAT(any_term, IsProto(absl::StrCat("all_of {", person, "children {any_of {", phrase, R"(
      children {loose_text {text: "秸秆禁烧 夜间"}}
      children {loose_text {text: "巡查" field: SEARCH_FIELD_HEADLINE}}}})",
                                             excluded, "}")));
}

TEST(ToQueryNodeTest, PhrasesWithoutWordsStayRequired) {
  ASSERT_OK_AND_ASSIGN(const QueryNode exact, Match("“夏收” “春耕” 日期:2023", v1::EXACT));
  ASSERT_OK_AND_ASSIGN(const QueryNode any_term, Match("“夏收” “春耕” 日期:2023", v1::ANY_TERM));
  EXPECT_EQ(any_term.SerializeAsString(), exact.SerializeAsString());
}

TEST(ToQueryNodeTest, NamesInTraditionalCharactersAreSoughtInBothForms) {
  ASSERT_OK_AND_ASSIGN(const QueryNode node, Match("人物:顧明澈", v1::EXACT));
  EXPECT_THAT(node, IsProto(R"(any_of {children {keyword {key: PERSON value: "顧明澈"}}
                                       children {keyword {key: PERSON value: "顾明澈"}}})"));
}

TEST(AddPersonSenseTest, OnlyPlainWordsThatMayBeNamesGetASecondSense) {
  ASSERT_OK_AND_ASSIGN(QueryNode node, Match("顧明澈 标题:贺若澜 “沈砚秋” 5G 关于加强管理 -陈建平", v1::EXACT));
  AddPersonSense(&node);
  EXPECT_THAT(node, IsProto(R"(all_of {
      children {any_of {children {text {text: "顧明澈" whole_words: true}}
                        children {keyword {key: PERSON value: "顾明澈"}}}}
      children {text {text: "贺若澜" field: SEARCH_FIELD_HEADLINE whole_words: true}}
      children {text {text: "沈砚秋"}}
      children {text {text: "5G" whole_words: true}}
      children {text {text: "关于加强管理" whole_words: true}}
      children {none_of {child {any_of {children {text {text: "陈建平" whole_words: true}}
                                        children {keyword {key: PERSON value: "陈建平"}}}}}}})"));
}

TEST(AddPersonSenseTest, LargeQueriesStayAsTheyAre) {
  std::string query;
  for (int i = 0; i < 33; ++i) query += "春耕 ";
  ASSERT_OK_AND_ASSIGN(QueryNode node, Match(query, v1::EXACT));
  const std::string before = node.SerializeAsString();
  AddPersonSense(&node);
  EXPECT_EQ(node.SerializeAsString(), before);
}

TEST(FromQueryNodeTest, SaysEveryQueryOfTheLanguageAgain) {
  for (const std::string query : {"春耕", "\"春耕\"", "标题:jian*", "\"秸秆 巡查\"~5", "人物:贺若澜", "org:甲",
                                  "place:甲", "column:甲", "genre:NEWS", "publication:qing-he", "date:2023",
                                  "date:..2023-02-01", "page:3", "甲 OR 乙 -丙 -(丁 戊)", "(甲 OR 乙) 丙"}) {
    ASSERT_OK_AND_ASSIGN(const auto tree, language::ParseQuery(query, ArchiveFields()));
    ASSERT_OK_AND_ASSIGN(const QueryNode node, ToQueryNode(tree, v1::EXACT));
    const auto again = FromQueryNode(node);
    ASSERT_TRUE(again.has_value()) << query;
    EXPECT_THAT(language::Canonical(*again, ArchiveFields(), language::Limits()), IsOkAndHolds(tree)) << query;
  }
}

TEST(FromQueryNodeTest, KnowsWhatTheLanguageCannotSay) {
  for (const std::string text :
       {"match_all {}", "loose_text {text: 'a'}", "boost {factor: 2 child {text {text: 'a'}}}",
        "keyword {key: REPORTER value: 'a'}", "all_of {children {text {text: 'a'}} children {match_all {}}}"}) {
    EXPECT_FALSE(FromQueryNode(Proto(text)).has_value()) << text;
  }
}

TEST(ToQueryNodeTest, LongLooseTextIsCutBetweenWords) {
  std::string query;
  for (int i = 0; i < 100; ++i) query += "青禾县城 ";
  ASSERT_OK_AND_ASSIGN(const QueryNode node, Match(query, v1::ANY_TERM));
  ASSERT_EQ(node.any_of().children_size(), 2);
  EXPECT_OK(CheckQueryNode(node));
}

TEST(ToQueryNodeTest, TheDeepestQueryStaysWithinTheIndexsLimit) {
  const language::Limits limits;
  std::string query = "甲";
  for (int i = 0; i + 1 < limits.max_depth; ++i) query = absl::StrCat("乙 -(", query, i % 2 == 0 ? " 丙)" : " -丙)");
  ASSERT_OK_AND_ASSIGN(QueryNode node, Match(query, v1::EXACT));
  AddRequired(Proto(R"(date {earliest: "2023-01-01"})"), &node);
  EXPECT_OK(CheckQueryNode(node));
}

TEST(ToQueryNodeTest, ValuesThatMeanNothingAreNamed) {
  const auto genre = Match("春耕 体裁:小说", v1::EXACT);
  EXPECT_THAT(genre, ErrorIs(kInvalid, "QUERY_GENRE_UNKNOWN"));
  EXPECT_EQ(language::ErrorRange(genre.status()), (language::SourceRange{14, 20}));
  EXPECT_THAT(Match("报纸:" + std::string(70, 'A'), v1::EXACT), ErrorIs(kInvalid, "QUERY_PUBLICATION_MALFORMED"));
  EXPECT_THAT(Match("版:2..", v1::EXACT), ErrorIs(kInvalid, "QUERY_PAGE_RANGE_TOO_WIDE"));
  EXPECT_THAT(Match("版:1..1000", v1::EXACT), ErrorIs(kInvalid, "QUERY_PAGE_RANGE_TOO_WIDE"));
}

}  // namespace
}  // namespace jianbao::query
