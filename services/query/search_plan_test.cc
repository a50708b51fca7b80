#include "services/query/search_plan.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/page_token.h"

namespace jianbao::query {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Code InvalidArgument, the reason, and the field it concerns.
MATCHER_P2(IsInvalid, reason, field, "") {
  const absl::Status status = internal::AsStatus(arg);
  const auto detail = GetErrorDetail(status);
  *result_listener << status << (detail ? " field " + detail->field : "");
  return status.code() == kInvalid && detail && detail->reason == reason && detail->field == field;
}

v1::SearchRequest Request(const std::string& query) {
  v1::SearchRequest request;
  request.set_query(query);
  return request;
}

TEST(PlanSearchTest, QueryErrorsCarryThePlaceInBytesAndACaret) {
  const auto plan = PlanSearch(Request("春耕 autor:沈砚秋"));
  EXPECT_THAT(plan, IsInvalid("QUERY_FIELD_UNKNOWN", "SearchRequest.query"));
  const auto detail = GetErrorDetail(plan.status());
  EXPECT_EQ(detail->metadata.at("position"), "7");
  EXPECT_EQ(detail->metadata.at("caret"), "春耕 autor:沈砚秋\n     ^^^^^");
}

TEST(PlanSearchTest, EachFaultNamesItsField) {
  EXPECT_THAT(PlanSearch(Request("  ")), IsInvalid("QUERY_MISSING", "SearchRequest.query"));
  EXPECT_THAT(PlanSearch(Request("-春耕")), IsInvalid("QUERY_ONLY_EXCLUDES", "SearchRequest.query"));
  EXPECT_THAT(PlanSearch(Request("体裁:小说")), IsInvalid("QUERY_GENRE_UNKNOWN", "SearchRequest.query"));
  EXPECT_THAT(PlanSearch(Request(std::string(5000, 'a'))), IsInvalid("QUERY_TOO_LONG", "SearchRequest.query"));

  auto request = Request("春耕");
  request.set_page_size(-1);
  EXPECT_THAT(PlanSearch(request), IsInvalid("PAGE_SIZE_NEGATIVE", "SearchRequest.page_size"));
  request = Request("春耕");
  request.set_earliest("2023-02-30");
  EXPECT_THAT(PlanSearch(request), IsInvalid("DATE_MALFORMED", "SearchRequest.earliest"));
  request = Request("春耕");
  request.set_earliest("2023-02-03");
  request.set_latest("2023-02-02");
  EXPECT_THAT(PlanSearch(request), IsInvalid("DATE_RANGE_REVERSED", "SearchRequest.latest"));
  request = Request("春耕");
  request.set_publication("publications/../etc");
  EXPECT_THAT(PlanSearch(request), IsInvalid("NAME_MALFORMED", "SearchRequest.publication"));
  request = Request("春耕");
  request.mutable_tree()->mutable_all_of();
  EXPECT_THAT(PlanSearch(request), IsInvalid("QUERY_MALFORMED", "SearchRequest.tree"));
  request = Request("春耕");
  request.set_page_token("no token");
  EXPECT_THAT(PlanSearch(request), IsInvalid("PAGE_TOKEN_MALFORMED", "SearchRequest.page_token"));
  request = Request("春耕");
  request.add_facets()->set_key(type::v1::KeywordNode::PAGE);
  EXPECT_THAT(PlanSearch(request), IsInvalid("FACET_UNSUPPORTED", "SearchRequest.facets.key"));
  request = Request("春耕");
  request.add_facets()->set_key(type::v1::KeywordNode::PERSON);
  request.mutable_facets(0)->set_limit(201);
  EXPECT_THAT(PlanSearch(request), IsInvalid("FACET_LIMIT_OUT_OF_RANGE", "SearchRequest.facets.limit"));
  request = Request("春耕");
  for (int i = 0; i < 17; ++i) request.add_facets()->set_key(type::v1::KeywordNode::PERSON);
  EXPECT_THAT(PlanSearch(request), IsInvalid("TOO_MANY_FACETS", "SearchRequest.facets"));
}

TEST(PlanSearchTest, ATokenHoldsForItsRequestAndModeOnly) {
  v1::SearchRequest request = Request("春耕");
  const uint64_t fingerprint = RequestFingerprint(request);
  request.set_page_token(EncodePageToken({fingerprint, v1::ALL_TERMS, 0, "cursor"}));
  request.set_page_size(3);
  ASSERT_OK_AND_ASSIGN(const SearchPlan plan, PlanSearch(request));
  ASSERT_EQ(plan.rungs.size(), 1u);
  EXPECT_EQ(plan.rungs[0].mode, v1::ALL_TERMS);
  EXPECT_EQ(plan.retrieve.cursor(), "cursor");

  request.set_query("夏收");
  EXPECT_THAT(PlanSearch(request), IsInvalid("PAGE_TOKEN_MISMATCH", "SearchRequest.page_token"));
  request.set_query("春耕");
  request.set_page_token(EncodePageToken({fingerprint, 99, 0, "cursor"}));
  EXPECT_THAT(PlanSearch(request), IsInvalid("PAGE_TOKEN_MISMATCH", "SearchRequest.page_token"));
}

TEST(PlanSearchTest, ATreeIsAQueryAloneAndBesideText) {
  v1::SearchRequest request;
  request.mutable_tree()->mutable_match_all();
  ASSERT_OK_AND_ASSIGN(const SearchPlan plan, PlanSearch(request));
  ASSERT_EQ(plan.rungs.size(), 1u);
  EXPECT_TRUE(plan.rungs[0].query.has_match_all());
  EXPECT_EQ(plan.applied_query, "");

  request.set_query("春耕");
  request.mutable_tree()->mutable_keyword()->set_key(type::v1::KeywordNode::PERSON);
  request.mutable_tree()->mutable_keyword()->set_value("贺若澜");
  ASSERT_OK_AND_ASSIGN(const SearchPlan both, PlanSearch(request));
  EXPECT_EQ(both.applied_query, "春耕 person:贺若澜");
}

TEST(PlanSearchTest, DefaultsAndCaps) {
  ASSERT_OK_AND_ASSIGN(const SearchPlan plan, PlanSearch(Request("春耕")));
  EXPECT_EQ(plan.retrieve.limit(), 10);
  EXPECT_EQ(plan.snippets->characters, 80);
  EXPECT_EQ(plan.snippets->max_passages, 1);
  v1::SearchRequest request = Request("春耕");
  request.set_snippet_characters(100'000);
  request.set_max_snippets(100'000);
  ASSERT_OK_AND_ASSIGN(const SearchPlan capped, PlanSearch(request));
  EXPECT_EQ(capped.snippets->characters, 400);
  EXPECT_EQ(capped.snippets->max_passages, 5);
}

TEST(PlanSearchTest, SelectionsOfFacetsAreKeptApartFromTheQuery) {
  v1::SearchRequest request = Request("“春耕”");
  auto* person = request.add_facets();
  person->set_key(type::v1::KeywordNode::PERSON);
  person->add_selected("贺若澜");
  person->add_selected("沈砚秋");
  auto* genre = request.add_facets();
  genre->set_key(type::v1::KeywordNode::GENRE);
  genre->add_selected("NEWS");
  request.add_facets()->set_key(type::v1::KeywordNode::COLUMN);
  ASSERT_OK_AND_ASSIGN(const SearchPlan plan, PlanSearch(request));
  EXPECT_EQ(plan.retrieve.facets(0).selected_size(), 0);
  const auto all = QueryUnderSelections(plan, plan.rungs[0]);
  ASSERT_EQ(all.all_of().children_size(), 3);
  EXPECT_EQ(all.all_of().children(1).any_of().children_size(), 2);
  const auto without_person = QueryUnderSelections(plan, plan.rungs[0], 0);
  ASSERT_EQ(without_person.all_of().children_size(), 2);
  EXPECT_EQ(without_person.all_of().children(1).any_of().children(0).keyword().value(), "NEWS");

  person->add_selected("");
  EXPECT_THAT(PlanSearch(request), IsInvalid("QUERY_MALFORMED", "SearchRequest.facets.selected"));
  for (int i = 0; i < 50; ++i) genre->add_selected("NEWS");
  person->clear_selected();
  EXPECT_THAT(PlanSearch(request), IsInvalid("TOO_MANY_SELECTED", "SearchRequest.facets.selected"));
}

TEST(PlanSearchTest, YearsAndMonthsAreTickedAsDates) {
  v1::SearchRequest request = Request("“春耕”");
  auto* year = request.add_facets();
  year->set_key(type::v1::KeywordNode::YEAR);
  year->add_selected("2023");
  auto* month = request.add_facets();
  month->set_key(type::v1::KeywordNode::MONTH);
  month->add_selected("2024-02");
  ASSERT_OK_AND_ASSIGN(const SearchPlan plan, PlanSearch(request));
  EXPECT_EQ(plan.selections[0].any_of().children(0).date().latest(), "2023-12-31");
  EXPECT_EQ(plan.selections[1].any_of().children(0).date().earliest(), "2024-02-01");
  EXPECT_EQ(plan.selections[1].any_of().children(0).date().latest(), "2024-02-29");
  month->add_selected("2024-13");
  EXPECT_THAT(PlanSearch(request), IsInvalid("DATE_MALFORMED", "SearchRequest.facets.selected"));
}

TEST(PlanSearchTest, ARankingIsCheckedAndPassedOn) {
  v1::SearchRequest request = Request("春耕 备耕");
  request.mutable_ranking()->set_headline(5);
  request.mutable_ranking()->set_proximity(0);
  request.mutable_ranking()->set_entity(0);
  ASSERT_OK_AND_ASSIGN(const SearchPlan plan, PlanSearch(request));
  EXPECT_EQ(plan.retrieve.ranking().headline(), 5);
  EXPECT_FALSE(plan.rungs[0].query.has_prefer());
  request.clear_ranking();
  ASSERT_OK_AND_ASSIGN(const SearchPlan usual, PlanSearch(request));
  EXPECT_TRUE(usual.rungs[0].query.has_prefer());
  request.mutable_ranking()->set_freshness(2);
  EXPECT_THAT(PlanSearch(request), IsInvalid("RANKING_OUT_OF_RANGE", "SearchRequest.ranking.freshness"));
  request.clear_ranking();
  request.mutable_read_mask()->add_paths("no_field");
  EXPECT_THAT(PlanSearch(request), IsInvalid("FIELD_MASK_UNKNOWN", "SearchRequest.read_mask"));
}

}  // namespace
}  // namespace jianbao::query
