// What people see, written out: each response as it must appear on a terminal 60 columns wide without colour.
#include "cli/render.h"

#include <string>

#include "cli/errors.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"

namespace jianbao::cli {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Terminal kPlain = {.is_terminal = false, .color = false, .width = 60};
constexpr Terminal kColor = {.is_terminal = true, .color = true, .width = 60};

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

constexpr char kArticle[] = R"(
  name: "publications/jin-ri-qing-he/issues/2021-03-16/articles/3"
  headline: "全县秸秆禁烧现场会召开" kicker: "蓝天保卫战" decks: "贺若澜讲话" column: "生态青禾" genre: NEWS
  bylines { role: "记者" names: "骆书瑶" names: "竺敏" } dateline: "2021-03-15" jump_to_page: 2
  publication: "今日青禾" publish_date: "2021-03-16" page_number: 1
  body: "县长贺若澜要求,全县禁烧。\n会议通报了情况。"
  body_alignment { text { begin: 0 end: 37 } source { begin: 100 end: 137 } }
  mentions { kind: PERSON text: "贺若澜" canonical: "贺若澜" titles: "县长" spans { begin: 106 end: 115 } })";

TEST(RenderTest, AnArticleShowsItsHeadsFactsBodyAndPeople) {
  EXPECT_EQ(RenderArticle(FromText<type::v1::Article>(kArticle), kPlain), R"(今日青禾  2021-03-16  page 1  news
publications/jin-ri-qing-he/issues/2021-03-16/articles/3

    〔生态青禾〕
    蓝天保卫战
    全县秸秆禁烧现场会召开
    —— 贺若澜讲话
    记者 骆书瑶、竺敏 · dateline 2021-03-15 · continued
    on page 2

        县长贺若澜要求,全县禁烧。
        会议通报了情况。

     贺若澜  县长
)");
}

TEST(RenderTest, MentionsAreColouredInTheBodyWhereTheirSourceSpansPoint) {
  EXPECT_THAT(RenderArticle(FromText<type::v1::Article>(kArticle), kColor), HasSubstr("县长\x1b[32m贺若澜\x1b[0m要求"));
}

TEST(RenderTest, AHeadlineThatThePageLostIsMarked) {
  const auto article = FromText<type::v1::Article>(R"(headline: "春耕开始" headline_derived: true truncated: true)");
  EXPECT_THAT(RenderArticle(article, kPlain), HasSubstr("春耕开始  (headline lost; made from the lead)"));
  EXPECT_THAT(RenderArticle(article, kPlain), HasSubstr("ends mid-sentence"));
}

TEST(RenderTest, WhatIsPrintedBesideTheTextIsShownBelowIt) {
  const auto article = FromText<type::v1::Article>(R"(
    headline: "头茬芽尖上市" body: "茶农忙采摘。" blocks { role: BODY text: "茶农忙采摘。" }
    blocks { role: CAPTION text: "茶农在采茶" } blocks { role: CARD text: "施昶,1976年生" })");
  EXPECT_THAT(RenderArticle(article, kPlain),
              HasSubstr("茶农忙采摘。\n\n    caption 茶农在采茶\n\n    card 施昶,1976年生\n"));
}

// Article 1 is interrupted by article 2 on line 4; its second piece is doubtful.
constexpr char kPageFile[] = "文明\n甲\n甲文走进织\n乙\n造车间。\n";
constexpr char kPage[] = R"(
    issue { publication: "今日青禾" publish_date: "2021-03-16" date_source: INFERRED encoding: "UTF-8"
            date_range { earliest: "2021-03-14" latest: "2021-03-16" } }
    articles { headline: "甲" genre: NEWS confidence: 0.5 body: "甲文走进织造车间。"
      bylines { role: "记者" names: "骆书瑶" names: "竺敏" } dateline: "2021-03-15"
      blocks { role: HEADLINE text: "甲" spans { begin: 7 end: 10 } confidence: 1 }
      blocks { role: BODY text: "甲文走进织" spans { begin: 11 end: 26 } confidence: 0.9 }
      blocks { role: BODY text: "造车间。" spans { begin: 31 end: 43 } confidence: 0.4 }
      body_alignment { text { begin: 0 end: 15 } source { begin: 11 end: 26 } }
      body_alignment { text { begin: 15 end: 27 } source { begin: 31 end: 43 } } }
    articles { headline: "乙" genre: HEADLINE_ONLY confidence: 1 jump_to_page: 3
      blocks { role: HEADLINE text: "乙" spans { begin: 27 end: 30 } confidence: 1 } }
    unassigned { role: SLOGAN text: "文明" spans { begin: 0 end: 6 } confidence: 1 }
    diagnostics { code: "TAIL_REPLACED" severity: INFO message: "a piece was put back"
                  spans { begin: 11 end: 26 } spans { begin: 31 end: 43 } }
    diagnostics { code: "TEXT_TRUNCATED" severity: WARNING message: "the text stops" spans { begin: 27 end: 30 } })";

TEST(RenderTest, APageShowsItsArticlesThenTheFileThenDoubtsThenTexts) {
  const auto page = FromText<ingest::v1::ParseIssueResponse>(kPage);
  EXPECT_EQ(RenderPage(page, kPageFile, kPlain), R"(今日青禾  2021-03-16 inferred (2021-03-14 to 2021-03-16)
UTF-8  44 B  5 lines  2 articles, 5 blocks, 1 of no
article
below 0.60: 1 article, 1 line  warnings: 1  repaired or
inferred: 1

── articles ────────────────────────────────────────────────
    headline                genre    chars  conf.
 1  甲                      news         9  0.50?
    骆书瑶 +1 · 2021-03-15
 2  乙                      no text      0  1.00
    to page 3

── the file as printed: line, article.piece, role, text ────
5.2 is the second piece of article 5's text as it is
read, · is of no article. ↩ back to an article that
another one interrupted; ⇅ not read in printed order; +
goes on in the paragraph of the piece before; …12… so
many characters not shown here.
1  ·        slogan    文明
2  1        headline  甲
3  1.1                甲文走进织
4  2        headline  乙
5  1.2  ↩+            0.40?  造车间。

── to check: 3 ─────────────────────────────────────────────
  ⚠ articles in doubt  they may hold too much or too
    little
    0.50?  article 1  lines 2–3, 5  甲
  ⚠ TEXT_TRUNCATED  the text stops
    4          2    乙
  ⚠ lines in doubt  their role or their article may be
    another
    5          1    0.40?  body  造车间。

── repaired or inferred: 1 ─────────────────────────────────
  · TAIL_REPLACED  a piece was put back
    3+5        1    甲文走进织 │ 造车间。

── article 1  news  confidence 0.50? ───────────────────────
    lines 2–3, 5
    甲
    记者 骆书瑶、竺敏 · dateline 2021-03-15

        甲文走进织造车间。

── article 2  headline only  confidence 1.00 ───────────────
    line 4
    乙
    continued on page 3
)");
}

TEST(RenderTest, OnAWideTerminalAPagesArticlesHaveColumnsForWhoAndWhenAndWhere) {
  const auto page = FromText<ingest::v1::ParseIssueResponse>(kPage);
  EXPECT_THAT(RenderPage(page, kPageFile, {.width = 80}), HasSubstr(R"(
    headline   genre    chars  by         dateline    conf.
 1  甲         news         9  骆书瑶 +1  2021-03-15  0.50?
 2  乙         no text      0  –          –           1.00
    to page 3
)"));
  EXPECT_THAT(RenderPage(page, kPageFile, {.width = 100}), HasSubstr(R"(
    headline   genre    chars  by         dateline    conf.  lines
 1  甲         news         9  骆书瑶 +1  2021-03-15  0.50?  2–3, 5
)"));
}

TEST(RenderTest, EveryArticleOfAPageHasItsColour) {
  const std::string text = RenderPage(FromText<ingest::v1::ParseIssueResponse>(kPage), kPageFile, kColor);
  EXPECT_THAT(text, HasSubstr("\x1b[38;5;39m造车间。\x1b[0m\n"));
  EXPECT_THAT(text, HasSubstr("\x1b[38;5;208m乙\x1b[0m\n"));
}

TEST(RenderTest, LongLinesOfAPageShowBothEndsAndHowMuchIsBetween) {
  auto page = FromText<ingest::v1::ParseIssueResponse>(kPage);
  std::string text;
  for (int i = 0; i < 40; ++i) text += "春耕";
  page.mutable_unassigned(0)->set_text("始" + text + "终");
  const std::string shown = RenderPage(page, kPageFile, kPlain);
  EXPECT_THAT(shown, HasSubstr("1  ·        slogan    始春耕春耕春耕春耕春耕…66…春耕春耕终\n"));
}

TEST(RenderTest, APrintedDateIsShownWhereItIsPrinted) {
  const auto page = FromText<ingest::v1::ParseIssueResponse>(R"(
    issue { encoding: "UTF-8" publish_date: "2021-03-16" date_source: PRINTED date_evidence { begin: 7 end: 23 } })");
  EXPECT_THAT(RenderPage(page, "文明\n2021年3月16日\n", kPlain), HasSubstr("date read from line 2: 2021年3月16日\n"));
}

TEST(RenderTest, APageWithoutDoubtsSaysSo) {
  const auto page = FromText<ingest::v1::ParseIssueResponse>(R"(issue { encoding: "UTF-8" })");
  EXPECT_THAT(RenderPage(page, "x", kPlain), HasSubstr("─\n  nothing\n"));
}

query::v1::SearchRequest Asked(const std::string& query, query::v1::MatchMode mode = query::v1::AUTO) {
  query::v1::SearchRequest request;
  request.set_query(query);
  request.set_match_mode(mode);
  return request;
}

TEST(RenderTest, SearchShowsTotalsHitsSnippetsAndFacets) {
  const auto response = FromText<query::v1::SearchResponse>(R"(
    hits { article { name: "publications/p/issues/2021-03-16/articles/3" headline: "秸秆禁烧" publication: "今日青禾"
                     publish_date: "2021-03-16" }
           score: 7.5
           snippets { field: SEARCH_FIELD_HEADLINE text: "秸秆禁烧" highlights { begin: 0 end: 12 } }
           snippets { field: SEARCH_FIELD_BODY text: "禁烧工作" highlights { begin: 0 end: 6 } leading_ellipsis: true } }
    total { value: 1200 relation: AT_LEAST }
    applied_match_mode: ALL_TERMS applied_query: "秸秆 禁烧" next_page_token: "abc"
    facets { key: PERSON values { value: "贺若澜" count: 8 } values { value: "沈砚秋" count: 4 } })");
  EXPECT_EQ(RenderSearch(response, Asked("秸秆的禁烧"), kPlain),
            R"(at least 1,200 articles for 秸秆的禁烧  (--exact_total
counts them all)
nothing as written; these hold all its terms, not side by
side
asked instead: 秸秆 禁烧

  1  秸秆禁烧
     今日青禾  2021-03-16  score 7.50
     publications/p/issues/2021-03-16/articles/3
     … 禁烧工作

person
    贺若澜  8  ████████████████████
    沈砚秋  4  ██████████
more: --page_token=abc
)");
  EXPECT_THAT(RenderSearch(response, Asked("秸秆的禁烧"), kColor), HasSubstr("\x1b[1;30;43m禁烧\x1b[0m工作"));
}

TEST(RenderTest, ALooserQueryIsToldOnlyWhereItWasNotAskedForAndIsAnother) {
  auto response = FromText<query::v1::SearchResponse>(R"(
    hits { article { headline: "秸秆" } } total { value: 1 } applied_match_mode: ANY_TERM applied_query: "秸秆 某" )");
  EXPECT_THAT(RenderSearch(response, Asked("秸秆的某"), kPlain), HasSubstr("asked instead: 秸秆 某"));
  EXPECT_THAT(RenderSearch(response, Asked("秸秆的某", query::v1::ANY_TERM), kPlain),
              Not(AnyOf(HasSubstr("nothing as written"), HasSubstr("asked instead"))));
  response.set_applied_query("秸秆的某");
  EXPECT_THAT(RenderSearch(response, Asked("秸秆的某"), kPlain),
              AllOf(HasSubstr("nothing as written"), Not(HasSubstr("asked instead"))));
}

TEST(RenderTest, WhereNothingIsFoundTheOptionsThatHoldItBackAreNamed) {
  query::v1::SearchRequest request = Asked("秸秆");
  EXPECT_EQ(RenderSearch({}, request, {.width = 100}),
            "0 articles for 秸秆\ntry fewer or other words; jianbao issues lists what is stored\n\n");
  EXPECT_THAT(RenderSearch({}, Asked("“秸秆”"), {.width = 200}), HasSubstr("or other words, or no quotes"));
  request = Asked("人物:某", query::v1::EXACT);
  request.set_earliest("2021-01-01");
  request.set_publication("publications/p");
  EXPECT_THAT(RenderSearch({}, request, {.width = 200}),
              HasSubstr("or --match=auto, or other days than --from and --to, or no --publication, or no field"));
}

TEST(RenderTest, AFacetWithoutValuesSaysSo) {
  const auto response = FromText<query::v1::SearchResponse>("facets { key: COLUMN }");
  EXPECT_THAT(RenderSearch(response, Asked("x"), kPlain), HasSubstr("column\n    none\n"));
}

TEST(RenderTest, SearchShowsHitsOverTime) {
  const auto response = FromText<query::v1::SearchResponse>(R"(
    histogram { period: "2021-03" count: 2 } histogram { period: "2021-04" count: 1 })");
  EXPECT_THAT(RenderSearch(response, Asked("秸秆"), kPlain), HasSubstr("published\n"
                                                                       "    2021-03  2  ████████████████████\n"
                                                                       "    2021-04  1  ██████████\n"));
}

TEST(RenderTest, ASearchSaysWhatElseItReadAndWhatMayHaveBeenMeant) {
  const auto response = FromText<query::v1::SearchResponse>(R"(
    hits { article { name: "publications/p/issues/2021-03-16/articles/3" headline: "秸秆禁烧" } }
    total { value: 1 relation: EXACT } applied_match_mode: NEAR_SPELLINGS applied_query: "秸杆禁烧 徇查"
    spelling_changes { from: "秸杆禁烧" to: "秸秆禁烧" reason: SPELLING_REASON_SAME_SOUND article_count: 7 }
    spelling_changes { from: "徇查" to: "巡查" reason: SPELLING_REASON_SAME_SOUND article_count: 9 }
    spelling_changes { from: "徇查" to: "询查" reason: SPELLING_REASON_LOOK_ALIKE article_count: 1 }
    did_you_mean { query: "秸秆禁烧 巡查" total { value: 4 relation: AT_LEAST } })");
  EXPECT_EQ(RenderSearch(response, Asked("秸杆禁烧 徇查"), kPlain), R"(1 article for 秸杆禁烧 徇查
nothing as written; these hold words near it
秸杆禁烧 also as 秸秆禁烧 (sounds alike)
徇查 also as 巡查 (sounds alike), 询查 (looks alike)
did you mean 秸秆禁烧 巡查  at least 4 articles

  1  秸秆禁烧
     publications/p/issues/2021-03-16/articles/3

)");
}

TEST(RenderTest, WhatMayHaveBeenMeantIsNotSaidTwice) {
  auto response = FromText<query::v1::SearchResponse>(R"(
    hits { article { headline: "秸秆禁烧" } } total { value: 1 relation: EXACT } applied_match_mode: NEAR_SPELLINGS
    spelling_changes { from: "秸杆禁烧" to: "秸秆禁烧" reason: SPELLING_REASON_SAME_SOUND article_count: 7 }
    did_you_mean { query: "秸秆禁烧" changes { from: "秸杆禁烧" to: "秸秆禁烧" } total { value: 7 } })");
  EXPECT_THAT(RenderSearch(response, Asked("秸杆禁烧"), kPlain),
              AllOf(HasSubstr("秸杆禁烧 also as 秸秆禁烧 (sounds alike)\n"), Not(HasSubstr("did you mean"))));
  response.mutable_did_you_mean(0)->mutable_changes(0)->set_to("秸秆禁用");
  EXPECT_THAT(RenderSearch(response, Asked("秸杆禁烧"), kPlain), HasSubstr("did you mean 秸秆禁烧"));
}

TEST(RenderTest, AHitWhoseDateWasInferredSaysSoWithItsBracket) {
  const auto response = FromText<query::v1::SearchResponse>(R"(
    hits { article { name: "a/1" headline: "甲" publish_date: "2022-10-18"
                     date_range { earliest: "2022-10-17" latest: "2022-10-24" } } }
    hits { article { name: "a/2" headline: "乙" date_range { earliest: "2022-01-01" latest: "2022-12-31" } } }
    total { value: 2 relation: EXACT } applied_match_mode: EXACT)");
  EXPECT_THAT(RenderSearch(response, Asked("x"), kPlain),
              AllOf(HasSubstr("     2022-10-18 inferred (2022-10-17 to 2022-10-24)\n     a/1\n"),
                    HasSubstr("     undated inferred (2022-01-01 to 2022-12-31)\n     a/2\n")));
}

TEST(RenderTest, WhatMayHaveBeenMeantIsSaidWhereNothingIsFound) {
  const auto response = FromText<query::v1::SearchResponse>(R"(
    total { relation: EXACT } applied_match_mode: ANY_TERM
    did_you_mean { query: "heruolan" total { value: 2 relation: EXACT } })");
  EXPECT_EQ(RenderSearch(response, Asked("x"), kPlain), "0 articles for x\ndid you mean heruolan  2 articles\n\n");
}

TEST(RenderTest, SuggestionsAreATableOfNamesPostsAndKinds) {
  const auto response = FromText<query::v1::SuggestResponse>(R"(
    suggestions { text: "贺若澜" note: "县委副书记、县长" kind: PERSON article_count: 1200 last_seen: "2023-12-04" }
    suggestions { text: "何远" kind: PERSON article_count: 1 }
    suggestions { text: "河湾镇" kind: PLACE article_count: 7 last_seen: "2022-01-02" })");
  EXPECT_EQ(RenderSuggestions(response, kPlain), R"(贺若澜  县委副书记、县长  1,200 articles  last 2023-12-04
何远                      1 article
河湾镇  place             7 articles      last 2022-01-02
)");
  EXPECT_EQ(RenderSuggestions({}, kPlain), "no suggestion\n");
}

TEST(RenderTest, HighlightsFromAServerThatAreOutOfBoundsDoNoHarm) {
  const auto response = FromText<query::v1::SearchResponse>(R"(
    hits { snippets { field: SEARCH_FIELD_BODY text: "报" highlights { begin: -5 end: 900000 } highlights { begin: 9 end: 2 } } })");
  EXPECT_THAT(RenderSearch(response, Asked("报"), kPlain), HasSubstr("报"));
}

TEST(RenderTest, APersonIsShownWithTitlesOverTimeAndTheArticlesThatProveThem) {
  const auto entity = FromText<type::v1::Entity>(R"(
    name: "entities/person/5f0c" kind: PERSON display_name: "贺若澜" article_count: 12
    first_seen: "2020-01-02" last_seen: "2023-12-04"
    aliases { text: "贺若澜" article_count: 11 } aliases { text: "贺若谰" article_count: 1 reason: "look-alike, same title" }
    titles { title: "县委书记" first_seen: "2023-02-01" last_seen: "2023-12-04" article_count: 4 articles: "a/1" }
    titles { title: "县长" organization: "青禾县" first_seen: "2020-01-02" last_seen: "2020-01-02" article_count: 1
             articles: "a/2" })");
  EXPECT_EQ(RenderEntity(entity, {{"a/1", "2023-02-01  春耕现场会召开"}}, kPlain),
            R"(贺若澜  person  12 articles  2020-01-02 to 2023-12-04
entities/person/5f0c

titles, latest first
  2023-02-01 to 2023-12-04  县委书记  4 articles
    · 2023-02-01  春耕现场会召开  a/1
  2020-01-02                县长  青禾县  1 article
    · a/2

also printed as
   贺若谰  1 article  look-alike, same title
)");
}

TEST(RenderTest, OnAWideTerminalTitlesHaveBarsOfTheirTime) {
  const auto entity = FromText<type::v1::Entity>(R"(
    name: "entities/person/5f0c" kind: PERSON display_name: "贺若澜" first_seen: "2020-01-01" last_seen: "2023-12-31"
    titles { title: "县委书记" first_seen: "2022-01-01" last_seen: "2023-12-31" article_count: 4 }
    titles { title: "县长" first_seen: "2020-01-01" last_seen: "2020-01-01" article_count: 1 }
    titles { title: "副县长" article_count: 1 })");
  EXPECT_THAT(RenderEntity(entity, {}, {.width = 80}), HasSubstr(R"(
  ·········━━━━━━━━━━━  2022-01-01 to 2023-12-31  县委书记  4 articles
  ━···················  2020-01-01                县长  1 article
                        undated                   副县长  1 article
)"));
}

TEST(RenderTest, ATimelineShowsTitlesWithProofAndMonthsWithBars) {
  const auto timeline = FromText<query::v1::EntityTimeline>(R"(
    entity { name: "entities/person/5f0c" kind: PERSON display_name: "贺若澜" article_count: 3
             first_seen: "2020-01-02" last_seen: "2020-03-04" }
    titles { title: "副县长" first_seen: "2020-01-02" last_seen: "2020-01-02" article_count: 1 articles: "a/1" }
    titles { title: "县长" first_seen: "2020-03-04" last_seen: "2020-03-04" article_count: 2 articles: "a/2" }
    months { month: "2020-01" article_count: 1 mention_count: 1 }
    months { month: "2020-03" article_count: 2 mention_count: 4 })");
  EXPECT_EQ(RenderTimeline(timeline, {{"a/1", "2020-01-02  春耕"}}, kPlain),
            R"(贺若澜  person  3 articles  2020-01-02 to 2020-03-04
entities/person/5f0c

titles, by first sighting
  2020-01-02                副县长  1 article
    · 2020-01-02  春耕  a/1
  2020-03-04                县长  2 articles
    · a/2

named, by month
  2020-01  1 article   named 1 time   ██▌
  2020-03  2 articles  named 4 times  ██████████
)");
}

TEST(RenderTest, HoldersOfAPostComeWithTheirTimeAndWhoIsOnlyPresumedSaysSo) {
  const auto response = FromText<query::v1::FindOfficeHoldersResponse>(R"(
    holders { person { display_name: "沈砚秋" kind: PERSON }
              tenure { title: "县长" organization: "青禾县" first_seen: "2020-01-02" last_seen: "2021-03-04"
                       article_count: 2 articles: "a/1" } presumed: true }
    holders { person { display_name: "贺若澜" kind: PERSON }
              tenure { title: "云泽县县长" organization: "云泽县" first_seen: "2021-01-02" last_seen: "2023-01-02"
                       article_count: 1 } }
    next_page_token: "abc")");
  EXPECT_EQ(RenderOfficeHolders(response, {{"a/1", "2020-01-02  春耕"}}, {.width = 100}),
            R"(  ━━━━━━━━············  2020-01-02 to 2021-03-04  沈砚秋  县长  青禾县  2 articles
    last seen before the days asked for; nobody else seen with exactly this title since
    · 2020-01-02  春耕  a/1
  ······━━━━━━━━━━━━━━  2021-01-02 to 2023-01-02  贺若澜  云泽县县长  1 article
more: --page_token=abc
)");
  EXPECT_EQ(RenderOfficeHolders({}, {}, kPlain), "nobody found in this post\n");
}

TEST(RenderTest, AHolderUnderSeveralTitlesIsShownUnderEachInItsOwnTime) {
  const auto response = FromText<query::v1::FindOfficeHoldersResponse>(R"(
    holders { person { display_name: "贺若澜" kind: PERSON }
              tenure { title: "县委副书记、县长" organization: "青禾县" first_seen: "2020-01-01" last_seen: "2020-12-31"
                       article_count: 3 articles: "a/1" }
              titles { title: "县长" first_seen: "2020-01-01" last_seen: "2020-01-01" article_count: 1 }
              titles { title: "县委副书记、县长" first_seen: "2020-07-01" last_seen: "2020-12-31" article_count: 2 } })");
  EXPECT_EQ(RenderOfficeHolders(response, {}, {.width = 100}),
            R"(  ━━━━━━━━━━━━━━━━━━━━  2020-01-01 to 2020-12-31  贺若澜  青禾县  3 articles
  ━···················  2020-01-01                  县长  1 article
  ·········━━━━━━━━━━━  2020-07-01 to 2020-12-31    县委副书记、县长  2 articles
    · a/1
)");
}

TEST(RenderTest, APlaceShowsWhenWithWhomAndWhereItIsNamed) {
  const auto place = FromText<type::v1::Entity>(R"(
    name: "entities/place/5f0c" kind: PLACE display_name: "青禾县" article_count: 3 first_seen: "2020-01-02"
    last_seen: "2020-03-04")");
  Surroundings around;
  around.timeline = FromText<query::v1::EntityTimeline>(R"(
    months { month: "2020-01" article_count: 1 mention_count: 1 }
    months { month: "2020-03" article_count: 2 mention_count: 4 })");
  around.related = FromText<query::v1::ListRelatedEntitiesResponse>(R"(
    entities { entity { display_name: "沈砚秋" kind: PERSON article_count: 12 } article_count: 2 weight: 4 }
    next_page_token: "5")");
  around.mentions = FromText<query::v1::ListMentionsResponse>(R"(
    mentions { article: "a/1" headline: "春耕现场会" publish_date: "2020-01-02" mention_count: 1
               date_range { earliest: "2020-01-01" latest: "2020-01-07" } snippet { text: "青禾县春耕" } })");
  EXPECT_EQ(RenderSurroundings(place, around, kPlain), R"(青禾县  place  3 articles  2020-01-02 to 2020-03-04
entities/place/5f0c

named, by month
  2020-01  1 article   named 1 time   ██▌
  2020-03  2 articles  named 4 times  ██████████

named with
  沈砚秋  person  2 of 12 articles  ██████████  weight 4.0
  more: --view=related

articles, oldest first
· 2020-01-02 inferred (2020-01-01 to 2020-01-07)  春耕现场
  会  1 time
    青禾县春耕
    a/1
)");
}

TEST(RenderTest, RelatedEntitiesShowHowManyOfTheirArticlesAreShared) {
  const auto response = FromText<query::v1::ListRelatedEntitiesResponse>(R"(
    entities { entity { display_name: "沈砚秋" kind: PERSON article_count: 12 titles { title: "副县长" } }
               article_count: 9 weight: 41.53 }
    entities { entity { display_name: "青禾县" kind: PLACE article_count: 1200 } article_count: 9 weight: -2 })");
  EXPECT_EQ(RenderRelated(response, kPlain),
            R"(沈砚秋  person  9 of 12 articles     ██████████  weight 41.5  副县长
青禾县  place   9 of 1,200 articles              weight -2.0
)");
}

TEST(RenderTest, MentionsShowThePassageWithTheNameMarked) {
  const auto response = FromText<query::v1::ListMentionsResponse>(R"(
    mentions { article: "a/1" headline: "春耕现场会" publish_date: "2020-01-02" mention_count: 3
               mention { text: "贺若澜" titles: "县长" }
               snippet { text: "县长贺若澜讲话" highlights { begin: 6 end: 15 } leading_ellipsis: true } })");
  EXPECT_EQ(RenderEntityMentions(response, kPlain),
            "· 2020-01-02  春耕现场会  3 times  县长\n    …县长贺若澜讲话\n    a/1\n");
  EXPECT_THAT(RenderEntityMentions(response, {.color = true, .width = 80}), HasSubstr("贺若澜\x1b["));
}

TEST(RenderTest, AnIssueListsItsArticles) {
  const auto issue = FromText<type::v1::Issue>(R"(
    name: "publications/jin-ri-qing-he/issues/2021-03-16" publication: "今日青禾" publish_date: "2021-03-16"
    date_source: PRINTED weekday: "星期二" issue_number: 1846 page_number: 3 page_count: 4 encoding: "GB18030"
    encoding_detected: true source_size: 2048 source_uri: "/p/a.txt"
    articles { headline: "一条断头路" genre: NEWS body_characters: 300 }
    articles { headline: "通告" headline_derived: true genre: NOTICE body_characters: 80 column: "公告" })");
  EXPECT_EQ(RenderIssue(issue, kPlain), R"(今日青禾  2021-03-16 printed  星期二  No. 1846  page 3 of
4
publications/jin-ri-qing-he/issues/2021-03-16
GB18030 (detected)  2.0 KiB  /p/a.txt

1  一条断头路  news    300 chars
2  * 通告      notice  80 chars   公告
* headline lost; made from the lead
read one: jianbao article
publications/jin-ri-qing-he/issues/2021-03-16/articles/1
)");
}

TEST(RenderTest, AQuarantinedFileIsShownWithItsReasonAndItsName) {
  ingest::v1::ListRejectionsResponse response;
  auto* rejection = response.add_rejections();
  rejection->set_name("rejections/0f3a");
  rejection->set_source_uri("/p/a.txt");
  rejection->set_content_size(3);
  rejection->mutable_status()->set_code(3);
  EXPECT_THAT(RenderRejections(response, kPlain), HasSubstr("  INVALID_ARGUMENT  3 B  /p/a.txt\n  rejections/0f3a\n"));
  EXPECT_EQ(RenderRejections({}, kPlain), "nothing in quarantine\n");
}

TEST(RenderTest, AQuarantinedFileIsShownWithWhatMayHelpIt) {
  ingest::v1::Rejection rejection;
  rejection.set_name("rejections/0f3a");
  google::rpc::ErrorInfo info;
  info.set_reason("ISSUE_NAME_TAKEN");
  rejection.mutable_status()->add_details()->PackFrom(info);
  EXPECT_THAT(RenderRejection(rejection, {.width = 120}),
              AllOf(HasSubstr("jianbao rejections retry rejections/0f3a --edition=… (or --page=…, --replace_existing)"),
                    HasSubstr("jianbao rejections delete rejections/0f3a")));
  info.set_reason("ENCODING_NOT_DETECTED");
  rejection.mutable_status()->mutable_details(0)->PackFrom(info);
  EXPECT_THAT(RenderRejection(rejection, {.width = 120}), HasSubstr("retry rejections/0f3a --encoding=…"));
}

TEST(RenderTest, AServiceOutOfReachIsToldWithItsOwnFlagAlone) {
  const absl::Status status = Error(absl::StatusCode::kUnavailable, "SERVICE_UNREACHABLE", "the query service is away")
                                  .With("service", "query");
  EXPECT_EQ(RenderError(status, kPlain),
            "UNAVAILABLE SERVICE_UNREACHABLE: the query service is away; start jianbao-query, or name another address "
            "with --query_address\n");
}

TEST(RenderTest, AnErrorIsOneLineWithCodeReasonFieldAndHint) {
  const absl::Status status =
      Error(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN", "another file is stored there")
          .Field("IngestIssueRequest.content");
  EXPECT_EQ(RenderError(status, kPlain),
            "ALREADY_EXISTS ISSUE_NAME_TAKEN (IngestIssueRequest.content): another file is stored there; tell the "
            "files apart "
            "with --edition or --page, or replace the stored one with --replace_existing\n");
  EXPECT_EQ(RenderError(absl::NotFoundError("gone"), kPlain), "NOT_FOUND: gone\n");
  const absl::Status named = Error(absl::StatusCode::kInvalidArgument, "X", "A.b: empty").Field("A.b");
  EXPECT_EQ(RenderError(named, kPlain), "INVALID_ARGUMENT X: A.b: empty\n");
}

TEST(RenderTest, AQueryErrorPointsAtItsPlace) {
  const absl::Status status =
      Error(absl::StatusCode::kInvalidArgument, "QUERY_QUOTE_UNCLOSED", "unclosed quote").With("caret", "\"秸秆\n^");
  EXPECT_EQ(RenderError(status, kPlain), "INVALID_ARGUMENT QUERY_QUOTE_UNCLOSED: unclosed quote\n  \"秸秆\n  ^\n");
}

}  // namespace
}  // namespace jianbao::cli
