#include "services/query/query_node.h"

#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"

namespace jianbao::query {
namespace {

using type::v1::QueryNode;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

QueryNode Proto(const std::string& text) {
  QueryNode node;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &node)) << text;
  return node;
}

TEST(ToHighlightNodeTest, MarksTextsAndNamesButNothingExcluded) {
  const QueryNode highlight = ToHighlightNode(Proto(R"(all_of {
      children {text {text: "春耕"}}
      children {any_of {children {keyword {key: PERSON value: "贺若澜"}} children {boost {child {loose_text {text: "夏收"}}}}}}
      children {keyword {key: COLUMN value: "见闻"}}
      children {keyword {key: GENRE value: "NEWS"}}
      children {date {earliest: "2023-01-01"}}
      children {none_of {child {text {text: "演练"}}}}})"));
  EXPECT_EQ(highlight.SerializeAsString(), Proto(R"(any_of {
      children {text {text: "春耕"}}
      children {text {text: "贺若澜" whole_words: true}}
      children {loose_text {text: "夏收"}}
      children {text {text: "见闻" field: SEARCH_FIELD_HEADS whole_words: true}}})")
                                               .SerializeAsString());
  EXPECT_EQ(ToHighlightNode(Proto("date {earliest: '2023-01-01'}")).node_case(), QueryNode::NODE_NOT_SET);
}

TEST(AddRequiredTest, JoinsIntoOneFlatGroup) {
  QueryNode query;
  AddRequired(Proto("text {text: 'a'}"), &query);
  EXPECT_EQ(query.SerializeAsString(), Proto("text {text: 'a'}").SerializeAsString());
  AddRequired(Proto("all_of {children {text {text: 'b'}} children {text {text: 'c'}}}"), &query);
  AddRequired(Proto("any_of {children {text {text: 'd'}}}"), &query);
  EXPECT_EQ(query.SerializeAsString(), Proto(R"(all_of {
      children {text {text: 'a'}} children {text {text: 'b'}} children {text {text: 'c'}}
      children {any_of {children {text {text: 'd'}}}}})")
                                           .SerializeAsString());
}

TEST(CheckQueryNodeTest, MalformedTreesAreNamed) {
  const std::vector<std::string> malformed = {
      "",
      "text {}",
      "text {text: 'a' slop: 101}",
      "text {text: 'a' slop: -1}",
      "all_of {}",
      "any_of {}",
      "all_of {children {none_of {child {text {text: 'a'}}}}}",
      "none_of {child {text {text: 'a'}}}",
      "any_of {children {none_of {child {text {text: 'a'}}}}}",
      "all_of {children {match_all {}} children {none_of {}}}",
      "keyword {value: 'a'}",
      "keyword {key: PERSON}",
      "boost {factor: 2}",
      "boost {factor: 1001 child {match_all {}}}",
      "boost {factor: nan child {match_all {}}}",
  };
  for (const std::string& text : malformed) {
    EXPECT_THAT(CheckQueryNode(Proto(text)), ErrorIs(kInvalid, "QUERY_MALFORMED")) << text;
  }
  EXPECT_THAT(CheckQueryNode(Proto("date {earliest: '2023-02-30'}")), ErrorIs(kInvalid, "DATE_MALFORMED"));
}

TEST(CheckQueryNodeTest, TreesTooDeepOrTooLargeAreRefused) {
  QueryNode wide;
  for (int i = 0; i < 1023; ++i) wide.mutable_any_of()->add_children()->mutable_match_all();
  EXPECT_OK(CheckQueryNode(wide));
  wide.mutable_any_of()->add_children()->mutable_match_all();
  EXPECT_THAT(CheckQueryNode(wide), ErrorIs(kInvalid, "QUERY_TOO_LARGE"));

  QueryNode deep;
  QueryNode* inner = &deep;
  for (int i = 0; i < 31; ++i) inner = inner->mutable_any_of()->add_children();
  inner->mutable_match_all();
  EXPECT_OK(CheckQueryNode(deep));
  inner->mutable_any_of()->add_children()->mutable_match_all();
  EXPECT_THAT(CheckQueryNode(deep), ErrorIs(kInvalid, "QUERY_TOO_LARGE"));
}

}  // namespace
}  // namespace jianbao::query
