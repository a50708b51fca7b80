// The service over a real server and channel, with a scripted index: what a client of any language sees.
#include "services/query/query_service.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/rpc/server.h"
#include "libs/rpc/status.h"
#include "services/query/mock_index_client.h"

namespace jianbao::query {
namespace {

using testing::Invoke;
using testing::NiceMock;
using testing::Return;

constexpr char kIssue[] = "publications/qing-he/issues/2023-04-02";
constexpr char kArticle[] = "publications/qing-he/issues/2023-04-02/articles/1";

class QueryServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    rpc::ServerConfig config;
    config.program = "jianbao-query";
    ASSERT_OK_AND_ASSIGN(server_, rpc::Server::Start(config, {&service_}));
    server_->SetServing(true);
    stub_ = v1::QueryService::NewStub(grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  }

  // Calls `method` and gives its status as ours.
  template <typename Request, typename Response>
  absl::Status Call(grpc::Status (v1::QueryService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response* response) {
    grpc::ClientContext context;
    return rpc::FromGrpc((stub_.get()->*method)(&context, request, response));
  }
  template <typename Request, typename Response>
  absl::Status CallDefault(grpc::Status (v1::QueryService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                          Response*)) {
    Response response;
    return Call(method, Request(), &response);
  }

  NiceMock<MockIndexClient> index_;
  rpc::WorkerPool pool_{2, 16};
  rpc::CallGate gate_{{.default_timeout = absl::Seconds(10)}, nullptr};
  const rpc::UnaryRunner runner_{&pool_, &gate_};
  QueryService service_{&index_, &runner_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::QueryService::Stub> stub_;
};

TEST_F(QueryServiceTest, SearchErrorsReachTheClientWithReasonPlaceAndPicture) {
  v1::SearchRequest request;
  request.set_query("春耕 “夏收");
  v1::SearchResponse response;
  const absl::Status status = Call(&v1::QueryService::Stub::Search, request, &response);
  EXPECT_THAT(status, ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_QUOTE_UNCLOSED"));
  const auto detail = GetErrorDetail(status);
  EXPECT_EQ(detail->field, "SearchRequest.query");
  EXPECT_EQ(detail->metadata.at("position"), "7");
  EXPECT_EQ(detail->metadata.at("caret"), "春耕 “夏收\n     ^");
}

TEST_F(QueryServiceTest, ReadsAnswerWhatTheIndexHolds) {
  EXPECT_CALL(index_, FetchArticles).WillRepeatedly(Invoke([](const auto& request, const auto&) {
    index::v1::FetchArticlesResponse response;
    for (const std::string& name : request.names()) {
      if (name == kArticle) {
        response.add_results()->mutable_article()->set_name(name);
      } else {
        response.add_missing(name);
      }
    }
    return response;
  }));
  v1::GetArticleRequest get;
  get.set_name(kArticle);
  type::v1::Article article;
  ASSERT_OK(Call(&v1::QueryService::Stub::GetArticle, get, &article));
  EXPECT_EQ(article.name(), kArticle);
  get.set_name("publications/qing-he/issues/2023-04-02/articles/2");
  EXPECT_THAT(Call(&v1::QueryService::Stub::GetArticle, get, &article),
              ErrorIs(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND"));

  v1::BatchGetArticlesRequest batch;
  batch.add_names(get.name());
  batch.add_names(kArticle);
  v1::BatchGetArticlesResponse articles;
  ASSERT_OK(Call(&v1::QueryService::Stub::BatchGetArticles, batch, &articles));
  EXPECT_EQ(articles.articles_size(), 1);
  EXPECT_EQ(articles.missing(0), get.name());
}

TEST_F(QueryServiceTest, AReadMaskChoosesTheFieldsThatComeBack) {
  EXPECT_CALL(index_, FetchArticles).WillRepeatedly(Invoke([](const auto&, const auto&) {
    index::v1::FetchArticlesResponse response;
    auto* article = response.add_results()->mutable_article();
    article->set_name(kArticle);
    article->set_headline("春耕开始");
    article->set_body("今日春耕开始");
    return response;
  }));
  v1::GetArticleRequest get;
  get.set_name(kArticle);
  get.mutable_read_mask()->add_paths("headline");
  type::v1::Article article;
  ASSERT_OK(Call(&v1::QueryService::Stub::GetArticle, get, &article));
  EXPECT_EQ(article.headline(), "春耕开始");
  EXPECT_EQ(article.body(), "");
  EXPECT_EQ(article.name(), "");
  get.mutable_read_mask()->add_paths("headlines");
  const absl::Status status = Call(&v1::QueryService::Stub::GetArticle, get, &article);
  EXPECT_THAT(status, ErrorIs(absl::StatusCode::kInvalidArgument, "FIELD_MASK_UNKNOWN"));
  EXPECT_EQ(GetErrorDetail(status)->field, "GetArticleRequest.read_mask");
}

TEST_F(QueryServiceTest, ListingsPageThroughTokensOfTheirOwn) {
  EXPECT_CALL(index_, ScanIssues).WillRepeatedly(Invoke([](const auto& request, const auto&) {
    index::v1::ScanIssuesResponse response;
    response.add_issues()->set_name(request.page_token().empty() ? "first" : "second");
    if (request.page_token().empty()) response.set_next_page_token("index cursor");
    return response;
  }));
  v1::ListIssuesRequest request;
  v1::ListIssuesResponse page;
  ASSERT_OK(Call(&v1::QueryService::Stub::ListIssues, request, &page));
  EXPECT_EQ(page.issues(0).name(), "first");
  ASSERT_NE(page.next_page_token(), "");
  EXPECT_EQ(page.next_page_token().find("index"), std::string::npos);
  request.set_page_token(page.next_page_token());
  ASSERT_OK(Call(&v1::QueryService::Stub::ListIssues, request, &page));
  EXPECT_EQ(page.issues(0).name(), "second");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(QueryServiceTest, EntitiesAndIssuesAreReadByName) {
  EXPECT_CALL(index_, GetEntity).WillOnce(Invoke([](const auto& request, const auto&) {
    type::v1::Entity entity;
    entity.set_name(request.name());
    return entity;
  }));
  v1::GetEntityRequest get;
  get.set_name("entities/person/e8b4ba");
  type::v1::Entity entity;
  ASSERT_OK(Call(&v1::QueryService::Stub::GetEntity, get, &entity));
  EXPECT_EQ(entity.name(), get.name());

  EXPECT_CALL(index_, LookupEntities).WillOnce(Return(index::v1::LookupEntitiesResponse()));
  v1::LookupEntitiesRequest lookup;
  lookup.set_text("贺若澜");
  v1::LookupEntitiesResponse entities;
  EXPECT_OK(Call(&v1::QueryService::Stub::LookupEntities, lookup, &entities));

  EXPECT_CALL(index_, FetchIssue)
      .WillOnce(Return(Error(absl::StatusCode::kNotFound, "ISSUE_NOT_FOUND", "there is no such issue")));
  v1::GetIssueRequest issue_request;
  issue_request.set_name("publications/qing-he/issues/2023-04-02");
  type::v1::Issue issue;
  EXPECT_THAT(Call(&v1::QueryService::Stub::GetIssue, issue_request, &issue),
              ErrorIs(absl::StatusCode::kNotFound, "ISSUE_NOT_FOUND"));
}

TEST_F(QueryServiceTest, SuggestionsAreTheIndexsWithPeoplesPostsAsNotes) {
  index::v1::SuggestResponse suggested;
  auto* person = suggested.add_suggestions();
  person->set_post("县长");
  person->mutable_entity()->set_name("entities/person/aa");
  person->mutable_entity()->set_display_name("贺若澜");
  person->mutable_entity()->set_kind(type::v1::Mention::PERSON);
  person->mutable_entity()->set_article_count(7);
  person->mutable_entity()->set_last_seen("2023-05-01");
  suggested.set_revision(12);
  index::v1::SuggestRequest asked;
  EXPECT_CALL(index_, Suggest).WillOnce(testing::DoAll(testing::SaveArg<0>(&asked), Return(suggested)));
  v1::SuggestRequest request;
  request.set_prefix("hrl");
  request.set_limit(5);
  request.set_min_revision(11);
  v1::SuggestResponse response;
  ASSERT_OK(Call(&v1::QueryService::Stub::Suggest, request, &response));
  EXPECT_EQ(asked.prefix(), "hrl");
  EXPECT_EQ(asked.limit(), 5);
  EXPECT_EQ(asked.min_revision(), 11);
  EXPECT_EQ(response.index_revision(), 12);
  ASSERT_EQ(response.suggestions_size(), 1);
  const auto& first = response.suggestions(0);
  EXPECT_EQ(first.text(), "贺若澜");
  EXPECT_EQ(first.entity(), "entities/person/aa");
  EXPECT_EQ(first.note(), "县长");
  EXPECT_EQ(first.article_count(), 7);
  EXPECT_EQ(first.kind(), type::v1::Mention::PERSON);
  EXPECT_EQ(first.last_seen(), "2023-05-01");
}

TEST_F(QueryServiceTest, SuggestionsWantSomethingTypedAndALimitWithinBounds) {
  v1::SuggestRequest request;
  v1::SuggestResponse response;
  const auto suggest = [&] { return Call(&v1::QueryService::Stub::Suggest, request, &response); };
  EXPECT_THAT(suggest(), ErrorIs(absl::StatusCode::kInvalidArgument, "ENTITY_TEXT_MALFORMED"));
  request.set_prefix(std::string(65, 'a'));
  EXPECT_THAT(suggest(), ErrorIs(absl::StatusCode::kInvalidArgument, "ENTITY_TEXT_MALFORMED"));
  request.set_prefix("a");
  for (const int limit : {-1, 51}) {
    request.set_limit(limit);
    EXPECT_THAT(suggest(), ErrorIs(absl::StatusCode::kInvalidArgument, "LIMIT_OUT_OF_RANGE")) << limit;
  }
}

// Hits 1 to 5, two a page.
absl::StatusOr<index::v1::RetrieveResponse> FiveHits(const index::v1::RetrieveRequest& request,
                                                     const rpc::CallContext&) {
  const int first = request.cursor().empty() ? 1 : std::stoi(request.cursor());
  index::v1::RetrieveResponse response;
  for (int i = first; i < first + 2 && i <= 5; ++i) {
    auto* hit = response.add_hits();
    hit->set_article(absl::StrCat(kIssue, "/articles/", i));
    hit->mutable_content()->set_name(hit->article());
    hit->mutable_content()->set_headline("春耕开始");
  }
  if (first + 2 <= 5) response.set_next_cursor(absl::StrCat(first + 2));
  return response;
}

absl::StatusOr<index::v1::FetchArticlesResponse> FetchAll(const index::v1::FetchArticlesRequest& request,
                                                          const rpc::CallContext&) {
  index::v1::FetchArticlesResponse response;
  for (const std::string& name : request.names()) {
    auto* result = response.add_results();
    result->mutable_article()->set_name(name);
    result->mutable_article()->set_headline("春耕开始");
    for (int i = 0; i < request.telling_terms(); ++i) result->add_telling_terms("春耕");
  }
  return response;
}

class StreamSearchTest : public QueryServiceTest {
 protected:
  StreamSearchTest() {
    ON_CALL(index_, Retrieve).WillByDefault(Invoke(&FiveHits));
    ON_CALL(index_, FetchArticles).WillByDefault(Invoke(&FetchAll));
  }

  struct Answer {
    std::vector<std::string> articles;
    std::vector<std::string> resume_tokens;
    absl::Status status;
  };
  Answer Read(const v1::StreamSearchRequest& request, int max_hits = 1000) {
    grpc::ClientContext context;
    const auto stream = stub_->StreamSearch(&context, request);
    Answer answer;
    v1::StreamSearchResponse response;
    while (max_hits-- > 0 && stream->Read(&response)) {
      answer.articles.push_back(response.hit().article().name());
      answer.resume_tokens.push_back(response.resume_token());
    }
    if (max_hits < 0) context.TryCancel();
    answer.status = rpc::FromGrpc(stream->Finish());
    return answer;
  }
};

TEST_F(StreamSearchTest, EveryHitOfEveryPageComesOnce) {
  v1::StreamSearchRequest request;
  request.mutable_search()->set_query("春耕");
  const Answer answer = Read(request);
  EXPECT_OK(answer.status);
  ASSERT_EQ(answer.articles.size(), 5u);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(answer.articles[i], absl::StrCat(kIssue, "/articles/", i + 1));
}

TEST_F(StreamSearchTest, EachResumeTokenGoesOnAfterItsHit) {
  v1::StreamSearchRequest request;
  request.mutable_search()->set_query("春耕");
  const Answer whole = Read(request);
  ASSERT_EQ(whole.resume_tokens.size(), 5u);
  for (size_t i = 0; i < 5; ++i) {
    request.mutable_search()->set_page_token(whole.resume_tokens[i]);
    const Answer rest = Read(request);
    EXPECT_OK(rest.status);
    EXPECT_EQ(rest.articles, std::vector<std::string>(whole.articles.begin() + i + 1, whole.articles.end())) << i;
  }
}

TEST_F(StreamSearchTest, AResumeTokenIsNoPageToken) {
  v1::StreamSearchRequest request;
  request.mutable_search()->set_query("春耕");
  v1::SearchRequest search = request.search();
  search.set_page_token(Read(request).resume_tokens[0]);
  v1::SearchResponse response;
  EXPECT_THAT(Call(&v1::QueryService::Stub::Search, search, &response),
              ErrorIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MISMATCH"));
}

TEST_F(StreamSearchTest, ErrorsBeforeAndBetweenPagesEndTheStream) {
  v1::StreamSearchRequest request;
  request.mutable_search()->set_query("-春耕");
  EXPECT_THAT(Read(request).status, ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_ONLY_EXCLUDES"));
  request.mutable_search()->set_query("春耕");
  EXPECT_CALL(index_, Retrieve)
      .WillOnce(Invoke(&FiveHits))
      .WillOnce(Return(Error(absl::StatusCode::kFailedPrecondition, "SNAPSHOT_EXPIRED", "start again")));
  const Answer answer = Read(request);
  EXPECT_EQ(answer.articles.size(), 2u);
  EXPECT_THAT(answer.status, ErrorIs(absl::StatusCode::kFailedPrecondition, "SNAPSHOT_EXPIRED"));
}

TEST_F(StreamSearchTest, AClientThatLeavesEndsTheStream) {
  v1::StreamSearchRequest request;
  request.mutable_search()->set_query("春耕");
  EXPECT_EQ(Read(request, 1).status.code(), absl::StatusCode::kCancelled);
}

TEST_F(StreamSearchTest, WhatIsNotReadIsNotLookedFor) {
  std::atomic<int> pages{0};
  ON_CALL(index_, Retrieve).WillByDefault(Invoke([&pages](const auto&, const auto&) {
    index::v1::RetrieveResponse response;
    for (int i = 0; i < 10; ++i) response.add_hits()->mutable_content()->set_headline(std::string(20'000, 'x'));
    response.set_next_cursor(absl::StrCat(++pages));
    return response;
  }));
  v1::StreamSearchRequest request;
  request.mutable_search()->set_query("春耕");
  grpc::ClientContext context;
  const auto stream = stub_->StreamSearch(&context, request);
  v1::StreamSearchResponse response;
  ASSERT_TRUE(stream->Read(&response));
  // The server looks on until gRPC's windows are full, and rests then: the answer itself has no end.
  const absl::Time patience = absl::Now() + absl::Seconds(20);
  int while_waiting = 0;
  while (while_waiting != pages && absl::Now() < patience) {
    while_waiting = pages;
    absl::SleepFor(absl::Milliseconds(300));
  }
  EXPECT_EQ(pages, while_waiting);
  EXPECT_LT(while_waiting, 100);
  for (int i = 0; i < 2000 && stream->Read(&response); ++i) {
  }
  EXPECT_GT(pages, while_waiting);
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(QueryServiceTest, ACallThatIsGivenUpEndsTheWorkInTheIndex) {
  absl::Notification asked, ended;
  EXPECT_CALL(index_, Retrieve).WillOnce(Invoke([&](const auto&, const rpc::CallContext& call) {
    asked.Notify();
    const absl::Time limit = absl::Now() + absl::Seconds(10);
    while (!call.cancelled() && absl::Now() < limit) absl::SleepFor(absl::Milliseconds(1));
    EXPECT_TRUE(call.cancelled());
    ended.Notify();
    return absl::StatusOr<index::v1::RetrieveResponse>(call.Check());
  }));
  grpc::ClientContext context;
  v1::SearchRequest request;
  request.set_query("春耕");
  v1::SearchResponse response;
  std::thread caller(
      [&] { EXPECT_EQ(stub_->Search(&context, request, &response).error_code(), grpc::StatusCode::CANCELLED); });
  EXPECT_TRUE(asked.WaitForNotificationWithTimeout(absl::Seconds(10)));
  context.TryCancel();
  EXPECT_TRUE(ended.WaitForNotificationWithTimeout(absl::Seconds(10)));
  caller.join();
}

TEST_F(QueryServiceTest, TheIndexGetsTheCallersTimeAndNoMore) {
  absl::Duration left;
  EXPECT_CALL(index_, Retrieve).WillOnce(Invoke([&left](const auto&, const rpc::CallContext& call) {
    left = call.deadline() - absl::Now();
    return index::v1::RetrieveResponse();
  }));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(8));  // less than the server's default
  v1::SearchRequest request;
  request.set_query("“春耕”");
  v1::SearchResponse response;
  EXPECT_TRUE(stub_->Search(&context, request, &response).ok());
  EXPECT_GT(left, absl::Seconds(1));
  EXPECT_LE(left, absl::Milliseconds(8100));  // gRPC rounds
}

TEST_F(StreamSearchTest, SimilarArticlesLeavesOutTheArticleItself) {
  v1::SimilarArticlesRequest request;
  request.set_name(kArticle);
  request.set_limit(1);
  v1::SimilarArticlesResponse response;
  EXPECT_CALL(index_, Retrieve).WillOnce(Invoke([](const auto& retrieve, const auto& call) {
    EXPECT_EQ(retrieve.limit(), 2);
    EXPECT_THAT(retrieve.query().loose_text().text(), ::testing::StartsWith("春耕 春耕"));
    return FiveHits(retrieve, call);
  }));
  ASSERT_OK(Call(&v1::QueryService::Stub::SimilarArticles, request, &response));
  ASSERT_EQ(response.hits_size(), 1);
  EXPECT_EQ(response.hits(0).article().name(), absl::StrCat(kIssue, "/articles/2"));

  EXPECT_CALL(index_, FetchArticles).WillOnce(Invoke([](auto fetch, const auto& call) {
    fetch.clear_telling_terms();
    return FetchAll(fetch, call);
  }));
  ASSERT_OK(Call(&v1::QueryService::Stub::SimilarArticles, request, &response));
  EXPECT_EQ(response.hits_size(), 0) << "no other article holds any of its words";

  request.set_limit(101);
  EXPECT_THAT(Call(&v1::QueryService::Stub::SimilarArticles, request, &response),
              ErrorIs(absl::StatusCode::kInvalidArgument, "LIMIT_OUT_OF_RANGE"));
  request.set_limit(0);
  EXPECT_CALL(index_, FetchArticles).WillOnce(Return(index::v1::FetchArticlesResponse()));
  EXPECT_THAT(Call(&v1::QueryService::Stub::SimilarArticles, request, &response),
              ErrorIs(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND"));
}

TEST(IndexClientTest, AnIndexThatIsDownIsUnavailableAndNamed) {
  const auto client = MakeIndexClient({.address = "127.0.0.1:1"});
  const auto answer = client->GetEntity({}, rpc::CallContext(absl::Now() + absl::Seconds(5)));
  EXPECT_THAT(answer, ErrorIs(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE"));
  EXPECT_NE(answer.status().message().find("127.0.0.1:1"), std::string::npos);
}

}  // namespace
}  // namespace jianbao::query
