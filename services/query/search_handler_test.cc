#include "services/query/search_handler.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/mock_index_client.h"

namespace jianbao::query {
namespace {

using testing::_;
using testing::Invoke;
using testing::NiceMock;
using testing::Return;
using testing::StrictMock;
using type::v1::QueryNode;

constexpr char kIssue[] = "publications/qing-he/issues/2023-04-02";

std::string ArticleName(int number) { return absl::StrCat(kIssue, "/articles/", number); }

index::v1::RetrieveResponse Hits(int count, const std::string& next_cursor = "") {
  index::v1::RetrieveResponse response;
  for (int i = 1; i <= count; ++i) {
    auto* hit = response.add_hits();
    hit->set_article(ArticleName(i));
    hit->set_score(10.0 - i);
    auto* article = hit->mutable_content();
    article->set_name(hit->article());
    article->set_headline("春耕开始");
    article->set_body("今日春耕开始");
    article->add_body_alignment();
    auto* match = hit->add_matches();
    match->set_field(type::v1::SEARCH_FIELD_HEADLINE);
    match->mutable_span()->set_end(6);
  }
  response.mutable_total()->set_value(count);
  response.mutable_total()->set_relation(index::v1::Total::EXACT);
  response.set_next_cursor(next_cursor);
  response.set_revision(7);
  return response;
}

// Answers a request as the index does: its query and then its loosenings, until `find` finds something.
absl::StatusOr<index::v1::RetrieveResponse> InTurn(
    const index::v1::RetrieveRequest& request,
    const std::function<index::v1::RetrieveResponse(const QueryNode& query)>& find) {
  index::v1::RetrieveResponse response = find(request.query());
  for (int i = 0; i < request.loosenings_size() && response.hits().empty(); ++i) {
    response = find(request.loosenings(i).query());
    response.set_loosening(i + 1);
  }
  for (const QueryNode& counted : request.counted()) *response.add_counts() = find(counted).total();
  return response;
}

class SearchHandlerTest : public testing::Test {
 protected:
  absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request) {
    return SearchHandler(&index_).Search(request, rpc::CallContext());
  }

  NiceMock<MockIndexClient> index_;
};

v1::SearchRequest Request(const std::string& query) {
  v1::SearchRequest request;
  request.set_query(query);
  return request;
}

TEST_F(SearchHandlerTest, AnExactAnswerIsGivenAsFound) {
  EXPECT_CALL(index_, Retrieve).WillOnce(Return(Hits(2)));
  ASSERT_OK_AND_ASSIGN(const auto response, Search(Request("标题：春耕")));
  ASSERT_EQ(response.hits_size(), 2);
  EXPECT_EQ(response.hits(0).article().name(), ArticleName(1));
  EXPECT_EQ(response.hits(0).score(), 9);
  EXPECT_EQ(response.hits(0).snippets(0).text(), "春耕开始");
  EXPECT_EQ(response.hits(0).snippets(0).highlights(0).end(), 6);
  EXPECT_EQ(response.hits(0).article().body_alignment_size(), 0);
  EXPECT_EQ(response.applied_match_mode(), v1::EXACT);
  EXPECT_EQ(response.applied_query(), "headline:春耕");
  EXPECT_EQ(response.total().value(), 2);
  EXPECT_EQ(response.total().relation(), v1::Total::EXACT);
  EXPECT_EQ(response.index_revision(), 7);
  EXPECT_EQ(response.next_page_token(), "");
}

TEST_F(SearchHandlerTest, LooserReadingsAreTriedInOrderAndTheOneThatAnsweredIsNamed) {
  std::vector<QueryNode::NodeCase> tried;
  EXPECT_CALL(index_, Retrieve).Times(2).WillRepeatedly(Invoke([&](const auto& request, const auto&) {
    return InTurn(request, [&](const QueryNode& query) {
      tried.push_back(query.node_case());
      return Hits(tried.size() == 3 ? 1 : 0);
    });
  }));
  ASSERT_OK_AND_ASSIGN(const auto response, Search(Request("秸秆禁烧")));
  EXPECT_EQ(response.applied_match_mode(), v1::ANY_TERM);
  EXPECT_EQ(response.hits_size(), 1);
  EXPECT_EQ(tried, (std::vector<QueryNode::NodeCase>{QueryNode::kPrefer, QueryNode::kLooseText, QueryNode::kPrefer}));
}

// 秸秆禁烧 is meant by any word, which no article holds.
absl::StatusOr<index::v1::ProposeSpellingsResponse> ProposeOne(const index::v1::ProposeSpellingsRequest& request,
                                                               const rpc::CallContext& call) {
  index::v1::ProposeSpellingsResponse response;
  for (int i = 0; i < request.texts_size(); ++i) {
    auto* spelling = response.add_results()->add_spellings();
    spelling->set_text("秸秆禁烧");
    spelling->set_reason(type::v1::SPELLING_REASON_LOOK_ALIKE);
    spelling->set_article_count(5);
  }
  return response;
}

// The texts that a query of one word looks for, whatever it is called.
std::vector<std::string> TextsIn(const QueryNode& query) {
  std::vector<std::string> texts;
  if (query.has_prefer()) return TextsIn(query.prefer().child());
  if (query.has_text()) texts.push_back(query.text().text());
  for (const QueryNode& child : query.any_of().children()) {
    for (std::string& text : TextsIn(child)) texts.push_back(std::move(text));
  }
  return texts;
}

TEST_F(SearchHandlerTest, NearSpellingsAnswerAfterAllTermsAndSayWhatWasChanged) {
  ON_CALL(index_, ProposeSpellings).WillByDefault(Invoke(&ProposeOne));
  std::vector<std::vector<std::string>> tried;
  EXPECT_CALL(index_, Retrieve).WillRepeatedly(Invoke([&](const auto& request, const auto&) {
    return InTurn(request, [&](const QueryNode& query) {
      tried.push_back(TextsIn(query));
      const bool near = std::count(tried.back().begin(), tried.back().end(), "秸秆禁烧") > 0;
      return Hits(near ? 2 : 0, near ? "cursor-1" : "");
    });
  }));
  ASSERT_OK_AND_ASSIGN(const auto response, Search(Request("秸杆禁烧")));
  EXPECT_EQ(response.applied_match_mode(), v1::NEAR_SPELLINGS);
  EXPECT_EQ(response.hits_size(), 2);
  ASSERT_EQ(response.spelling_changes_size(), 1);
  EXPECT_EQ(response.spelling_changes(0).from(), "秸杆禁烧");
  EXPECT_EQ(response.spelling_changes(0).to(), "秸秆禁烧");
  EXPECT_EQ(response.spelling_changes(0).reason(), type::v1::SPELLING_REASON_LOOK_ALIKE);
  EXPECT_EQ(response.applied_query(), "秸杆禁烧");
  ASSERT_EQ(tried.size(), 4U);  // as written, all terms, near, and what may have been meant
  EXPECT_EQ(tried[2], (std::vector<std::string>{"秸杆禁烧", "秸秆禁烧"}));
  ASSERT_EQ(response.did_you_mean_size(), 1);
  EXPECT_EQ(response.did_you_mean(0).query(), "秸秆禁烧");
  EXPECT_EQ(response.did_you_mean(0).total().value(), 2);

  // The next page asks for the same, whatever the index would propose by now.
  ON_CALL(index_, ProposeSpellings).WillByDefault(Return(absl::InternalError("not asked")));
  tried.clear();
  v1::SearchRequest next = Request("秸杆禁烧");
  next.set_page_token(response.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Search(next));
  EXPECT_EQ(tried, (std::vector<std::vector<std::string>>{{"秸杆禁烧", "秸秆禁烧"}}));
  EXPECT_EQ(second.applied_match_mode(), v1::NEAR_SPELLINGS);
  EXPECT_EQ(second.spelling_changes_size(), 1);
  EXPECT_EQ(second.did_you_mean_size(), 0);
}

TEST_F(SearchHandlerTest, WhatFindsNoMoreIsNotProposed) {
  ON_CALL(index_, ProposeSpellings).WillByDefault(Invoke(&ProposeOne));
  EXPECT_CALL(index_, Retrieve).Times(2).WillRepeatedly(Invoke([](const auto& request, const auto&) {
    return InTurn(request, [](const QueryNode&) { return Hits(0); });
  }));
  ASSERT_OK_AND_ASSIGN(const auto none, Search(Request("秸杆禁烧")));
  EXPECT_EQ(none.did_you_mean_size(), 0);
  EXPECT_EQ(none.applied_match_mode(), v1::ANY_TERM);
  EXPECT_EQ(none.spelling_changes_size(), 0);
  // Enough as written: nobody is asked.
  EXPECT_CALL(index_, ProposeSpellings).Times(0);
  EXPECT_CALL(index_, Retrieve).WillOnce(Return(Hits(3)));
  ASSERT_OK_AND_ASSIGN(const auto enough, Search(Request("秸杆禁烧")));
  EXPECT_EQ(enough.did_you_mean_size(), 0);
}

TEST_F(SearchHandlerTest, SpellingsThatCameWithTheAnswerAreNotAskedForAgain) {
  EXPECT_CALL(index_, ProposeSpellings).Times(0);
  EXPECT_CALL(index_, Retrieve).Times(2).WillRepeatedly(Invoke([](const auto& request, const auto& call) {
    auto response = InTurn(request, [](const QueryNode& query) {
      const std::vector<std::string> texts = TextsIn(query);
      return Hits(static_cast<int>(std::count(texts.begin(), texts.end(), "秸秆禁烧")));
    });
    if (request.spell().empty()) return response;
    EXPECT_EQ(request.counted_size(), 0);
    EXPECT_EQ(request.spell(0), "秸杆禁烧");
    index::v1::ProposeSpellingsRequest words;
    *words.mutable_texts() = request.spell();
    *response->mutable_spellings() = *ProposeOne(words, call);
    return response;
  }));
  ASSERT_OK_AND_ASSIGN(const auto response, Search(Request("秸杆禁烧")));
  EXPECT_EQ(response.applied_match_mode(), v1::NEAR_SPELLINGS);
  EXPECT_EQ(response.did_you_mean_size(), 1);
}

TEST_F(SearchHandlerTest, AnAnswerToWhatWasNotAskedIsRefused) {
  auto answer = Hits(1);
  answer.set_loosening(3);
  EXPECT_CALL(index_, Retrieve).WillOnce(Return(answer));
  EXPECT_THAT(Search(Request("“夏收”")), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(SearchHandlerTest, NearSpellingsThatAreAskedForAreAsWrittenWhereThereAreNone) {
  v1::SearchRequest request = Request("秸秆禁烧 “夏收”");
  request.set_match_mode(v1::NEAR_SPELLINGS);
  EXPECT_CALL(index_, Retrieve).Times(2).WillRepeatedly(Return(Hits(1)));
  ASSERT_OK_AND_ASSIGN(const auto response, Search(request));
  EXPECT_EQ(response.applied_match_mode(), v1::NEAR_SPELLINGS);
  EXPECT_EQ(response.hits_size(), 1);
  request.set_query("“夏收”");
  EXPECT_OK(Search(request));
}

TEST_F(SearchHandlerTest, WhatCannotLoosenIsAskedOnce) {
  EXPECT_CALL(index_, Retrieve).WillOnce(Return(Hits(0)));
  ASSERT_OK_AND_ASSIGN(const auto response, Search(Request("“秸秆禁烧” 日期:2023")));
  EXPECT_EQ(response.applied_match_mode(), v1::EXACT);
  EXPECT_EQ(response.hits_size(), 0);
}

TEST_F(SearchHandlerTest, AModeThatIsAskedForIsNotLoosened) {
  EXPECT_CALL(index_, Retrieve).WillOnce(Return(Hits(0)));
  v1::SearchRequest request = Request("秸秆禁烧");
  request.set_match_mode(v1::ALL_TERMS);
  ASSERT_OK_AND_ASSIGN(const auto response, Search(request));
  EXPECT_EQ(response.applied_match_mode(), v1::ALL_TERMS);
}

TEST_F(SearchHandlerTest, TheNextPageGoesOnInTheModeOfTheFirst) {
  EXPECT_CALL(index_, Retrieve).WillOnce(Invoke([](const auto& request, const auto&) {
    return InTurn(request,
                  [](const QueryNode& query) { return query.has_loose_text() ? Hits(2, "cursor-1") : Hits(0); });
  }));
  v1::SearchRequest request = Request("秸秆禁烧");
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, Search(request));
  EXPECT_EQ(first.applied_match_mode(), v1::ALL_TERMS);
  ASSERT_NE(first.next_page_token(), "");

  request.set_page_token(first.next_page_token());
  request.set_page_size(5);
  EXPECT_CALL(index_, Retrieve).WillOnce(Invoke([](const auto& retrieve, const auto&) {
    EXPECT_EQ(retrieve.cursor(), "cursor-1");
    EXPECT_EQ(retrieve.limit(), 5);
    EXPECT_EQ(retrieve.query().loose_text().minimum_percent(), 100);
    return Hits(0);
  }));
  ASSERT_OK_AND_ASSIGN(const auto second, Search(request));
  EXPECT_EQ(second.applied_match_mode(), v1::ALL_TERMS);
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(SearchHandlerTest, FiltersAndOptionsReachTheIndex) {
  EXPECT_CALL(index_, Retrieve).WillOnce(Invoke([](const auto& retrieve, const auto&) {
    EXPECT_EQ(retrieve.query().all_of().children_size(), 3);
    EXPECT_EQ(retrieve.query().all_of().children(1).keyword().value(), "qing-he");
    EXPECT_EQ(retrieve.query().all_of().children(2).date().latest(), "2023-12-31");
    EXPECT_EQ(retrieve.order(), index::v1::RetrieveRequest::NEWEST);
    EXPECT_EQ(retrieve.min_revision(), 5);
    EXPECT_TRUE(retrieve.exact_total());
    EXPECT_EQ(retrieve.limit(), 100);
    EXPECT_EQ(retrieve.facets_size(), 1);
    return Hits(1);
  }));
  v1::SearchRequest request = Request("春耕");
  request.set_publication("publications/qing-he");
  request.set_earliest("2023-01-01");
  request.set_latest("2023-12-31");
  request.set_sort_order(v1::NEWEST);
  request.set_min_revision(5);
  request.set_exact_total(true);
  request.set_page_size(5000);
  request.add_facets()->set_key(type::v1::KeywordNode::PERSON);
  EXPECT_OK(Search(request));
}

TEST_F(SearchHandlerTest, OneCallOfTheIndexBringsHitsArticlesAndMatches) {
  EXPECT_CALL(index_, FetchArticles).Times(0);
  EXPECT_CALL(index_, Retrieve).WillOnce(Invoke([](const auto& request, const auto&) {
    EXPECT_EQ(request.hit_articles().highlight().any_of().children(0).text().text(), "春耕");
    auto response = Hits(3);
    response.mutable_statistics()->set_retrieval_micros(11);
    response.mutable_statistics()->set_fetch_micros(12);
    return response;
  }));
  ASSERT_OK_AND_ASSIGN(const auto response, Search(Request("春耕")));
  EXPECT_EQ(response.hits_size(), 3);
  EXPECT_EQ(response.statistics().index_calls(), 1);
  EXPECT_EQ(response.statistics().retrieval_micros(), 11);
  EXPECT_EQ(response.statistics().fetch_micros(), 12);
  EXPECT_GE(response.statistics().total_micros(), response.statistics().index_micros());
}

TEST_F(SearchHandlerTest, NegativeSnippetLengthMeansNone) {
  EXPECT_CALL(index_, Retrieve).WillOnce(Invoke([](const auto& request, const auto&) {
    EXPECT_FALSE(request.hit_articles().has_highlight());
    return Hits(1);
  }));
  v1::SearchRequest request = Request("春耕");
  request.set_snippet_characters(-1);
  ASSERT_OK_AND_ASSIGN(const auto response, Search(request));
  EXPECT_EQ(response.hits(0).snippets_size(), 0);
}

TEST_F(SearchHandlerTest, ErrorsOfTheIndexArePassedOn) {
  EXPECT_CALL(index_, Retrieve)
      .WillOnce(Return(Error(absl::StatusCode::kFailedPrecondition, "INDEX_BEHIND", "revision 9 is not reached")));
  EXPECT_THAT(Search(Request("春耕")), ErrorIs(absl::StatusCode::kFailedPrecondition, "INDEX_BEHIND"));
}

TEST_F(SearchHandlerTest, AnExpiredCallAsksTheIndexNothing) {
  EXPECT_CALL(index_, Retrieve).Times(0);
  EXPECT_THAT(SearchHandler(&index_).Search(Request("春耕"), rpc::CallContext(absl::Now() - absl::Seconds(1))),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

}  // namespace
}  // namespace jianbao::query
