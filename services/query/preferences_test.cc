#include "services/query/preferences.h"

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/query_node.h"

namespace jianbao::query {
namespace {

using type::v1::QueryNode;
using type::v1::Ranking;

QueryNode Word(const std::string& text) { return TextQuery(text, type::v1::SEARCH_FIELD_UNSPECIFIED, true); }

TEST(PreferencesTest, NeighboursOfTheQueryAreLikedSideBySideAndNamesAsSuch) {
  const QueryNode query = AllOfQuery({Word("春耕"), Word("备耕"), Word("5G")});
  const auto preferred = Preferences(query, v1::EXACT, {});
  ASSERT_EQ(preferred.size(), 4u);
  EXPECT_EQ(preferred[0].boost().child().text().text(), "春耕 备耕");
  EXPECT_EQ(preferred[1].boost().child().text().text(), "备耕 5G");
  EXPECT_EQ(preferred[2].boost().child().any_of().children(0).keyword().value(), "春耕");
  EXPECT_EQ(preferred[3].boost().child().any_of().children_size(), 3);
}

TEST(PreferencesTest, SingleCharactersAndLeadsHelpWhereSomeTermsDo) {
  const QueryNode loose = LooseTextQuery("秸秆禁烧", type::v1::SEARCH_FIELD_BODY, 0);
  const auto preferred = Preferences(loose, v1::ANY_TERM, {});
  ASSERT_EQ(preferred.size(), 2u);
  EXPECT_TRUE(preferred[1].boost().child().loose_text().lead());
  EXPECT_EQ(preferred[1].boost().factor(), 0.5F);
  EXPECT_TRUE(preferred[0].boost().child().loose_text().characters());
  EXPECT_EQ(preferred[0].boost().child().loose_text().field(), type::v1::SEARCH_FIELD_BODY);
  EXPECT_TRUE(Preferences(loose, v1::ALL_TERMS, {}).empty());
}

TEST(PreferencesTest, OfAPhraseThereIsMoreToLikeThanTheWhole) {
  const QueryNode phrase = TextQuery("夏收", type::v1::SEARCH_FIELD_UNSPECIFIED, /*whole_words=*/false);
  const QueryNode loose = LooseTextQuery("秸秆禁烧", type::v1::SEARCH_FIELD_UNSPECIFIED, 0);
  const auto preferred = Preferences(AnyOfQuery({phrase, loose}), v1::ANY_TERM, {});
  ASSERT_EQ(preferred.size(), 5u);  // the phrase's pairs, and characters and leads of both
  EXPECT_EQ(preferred[0].loose_text().text(), "夏收");
  EXPECT_TRUE(Preferences(phrase, v1::ANY_TERM, {}).empty());
}

TEST(PreferencesTest, OnlyBodiesHaveALead) {
  const QueryNode loose = LooseTextQuery("秸秆禁烧", type::v1::SEARCH_FIELD_HEADLINE, 0);
  const auto preferred = Preferences(loose, v1::ANY_TERM, {});
  ASSERT_EQ(preferred.size(), 1u);
  EXPECT_TRUE(preferred[0].boost().child().loose_text().characters());
}

TEST(PreferencesTest, ARequestSwitchesThemOffAndWeighsThem) {
  Ranking ranking;
  ranking.set_entity(0);
  ranking.set_proximity(7);
  const auto preferred = Preferences(AllOfQuery({Word("春耕"), Word("备耕")}), v1::EXACT, ranking);
  ASSERT_EQ(preferred.size(), 1u);
  EXPECT_EQ(preferred[0].boost().factor(), 7);
}

TEST(CheckRankingTest, WeightsHaveRangesAndFreshnessADay) {
  EXPECT_OK(CheckRanking({}));
  Ranking ranking;
  ranking.set_byline(101);
  EXPECT_THAT(CheckRanking(ranking), ErrorIs(absl::StatusCode::kInvalidArgument, "RANKING_OUT_OF_RANGE"));
  ranking.set_byline(0);
  ranking.set_freshness(0.5);
  EXPECT_THAT(CheckRanking(ranking), ErrorIs(absl::StatusCode::kInvalidArgument, "DATE_MALFORMED"));
  ranking.set_reference_date("2024-01-01");
  EXPECT_OK(CheckRanking(ranking));
  ranking.set_half_life_days(0);
  EXPECT_THAT(CheckRanking(ranking), ErrorIs(absl::StatusCode::kInvalidArgument, "RANKING_OUT_OF_RANGE"));
}

}  // namespace
}  // namespace jianbao::query
