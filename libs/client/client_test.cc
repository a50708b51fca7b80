#include "libs/client/client.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/client/grpc_connection.h"
#include "libs/client/mock_connection.h"
#include "libs/rpc/status.h"

namespace jianbao::client {
namespace {

using ingest::v1::IngestIssueRequest;
using ingest::v1::IngestIssueResponse;
using ingest::v1::IngestIssuesRequest;
using ingest::v1::IngestIssuesResponse;
using ::testing::_;
using ::testing::ByMove;
using ::testing::ElementsAre;
using ::testing::Return;

absl::Status Down() { return Error(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE", "the index is down"); }

// A policy on a clock that stands still except while the client sleeps.
class ClientTest : public testing::Test {
 protected:
  ClientTest() {
    policy_.clock = &clock_;
    policy_.sleep = [this](absl::Duration wait) {
      waits_.push_back(wait);
      clock_.Advance(wait);
    };
  }
  Client MakeClient() { return Client({.ingest = ingest_, .query = query_, .index = index_}, policy_); }

  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  RetryPolicy policy_;
  std::vector<absl::Duration> waits_;
  std::shared_ptr<MockIngestConnection> ingest_ = std::make_shared<MockIngestConnection>();
  std::shared_ptr<MockQueryConnection> query_ = std::make_shared<MockQueryConnection>();
  std::shared_ptr<MockIndexConnection> index_ = std::make_shared<MockIndexConnection>();
};

TEST_F(ClientTest, UnavailableIsRetriedWithGrowingJitteredWaits) {
  query::v1::SearchResponse found;
  found.set_applied_query("秸秆");
  EXPECT_CALL(*query_, Search(_, clock_.Now() + absl::Seconds(30)))
      .WillOnce(Return(Down()))
      .WillOnce(Return(Down()))
      .WillOnce(Return(Down()))
      .WillOnce(Return(found));
  ASSERT_OK_AND_ASSIGN(const auto response, MakeClient().Search(query::v1::SearchRequest()));
  EXPECT_EQ(response.applied_query(), "秸秆");
  ASSERT_EQ(waits_.size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_GE(waits_[i], absl::Milliseconds(50) * (1 << i));
    EXPECT_LE(waits_[i], absl::Milliseconds(100) * (1 << i));
  }
}

TEST_F(ClientTest, TheLastErrorIsReturnedWhenTheTimeIsUp) {
  policy_.timeout = absl::Seconds(2);
  EXPECT_CALL(*query_, Search(_, _)).WillRepeatedly(Return(Down()));
  const absl::Time begin = clock_.Now();
  EXPECT_THAT(MakeClient().Search(query::v1::SearchRequest()),
              ErrorIs(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE"));
  EXPECT_LT(clock_.Now(), begin + absl::Seconds(2));
}

TEST_F(ClientTest, WhatStoodInTheWayIsToldRatherThanThatTheTimeIsUp) {
  EXPECT_CALL(*query_, Search)
      .WillOnce(Return(Down()))
      .WillOnce(Return(absl::DeadlineExceededError("Deadline Exceeded")));
  EXPECT_THAT(MakeClient().Search(query::v1::SearchRequest()).status(),
              ErrorIs(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE"));
}

TEST_F(ClientTest, OtherErrorsAreNotRetried) {
  EXPECT_CALL(*query_, GetArticle(_, _)).WillOnce(Return(absl::NotFoundError("no such article")));
  EXPECT_THAT(MakeClient().GetArticle(query::v1::GetArticleRequest()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_CALL(*query_, GetIssue(_, _)).WillOnce(Return(absl::ResourceExhaustedError("too large")));
  EXPECT_THAT(MakeClient().GetIssue(query::v1::GetIssueRequest()), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_TRUE(waits_.empty());
}

TEST_F(ClientTest, AnOverloadedServerIsGivenTheTimeItAsksFor) {
  const absl::Status busy = rpc::WithRetryDelay(absl::ResourceExhaustedError("busy"), absl::Seconds(3));
  EXPECT_CALL(*index_, GetStatistics(_, _)).WillOnce(Return(busy)).WillOnce(Return(index::v1::Statistics()));
  EXPECT_OK(MakeClient().GetStatistics());
  EXPECT_THAT(waits_, ElementsAre(absl::Seconds(3)));
}

TEST_F(ClientTest, EveryAttemptOfAWriteCarriesTheSameRequestId) {
  std::vector<std::string> ids;
  EXPECT_CALL(*ingest_, IngestIssue(_, _)).Times(3).WillRepeatedly([&](const IngestIssueRequest& request, absl::Time) {
    ids.push_back(request.request_id());
    return ids.size() < 3 ? absl::StatusOr<IngestIssueResponse>(Down()) : IngestIssueResponse();
  });
  ASSERT_OK(MakeClient().IngestIssue(IngestIssueRequest()));
  EXPECT_FALSE(ids[0].empty());
  EXPECT_THAT(ids, ElementsAre(ids[0], ids[0], ids[0]));
}

TEST_F(ClientTest, WhatIsDeletedMayBeGoneAlready) {
  index::v1::DeleteIssueRequest first, second;
  EXPECT_CALL(*index_, DeleteIssue(_, _))
      .WillOnce(testing::DoAll(testing::SaveArg<0>(&first), Return(Down())))
      .WillOnce(testing::DoAll(testing::SaveArg<0>(&second), Return(index::v1::DeleteIssueResponse())));
  EXPECT_OK(MakeClient().DeleteIssue("publications/p/issues/2021-03-16"));
  EXPECT_EQ(first.name(), "publications/p/issues/2021-03-16");
  EXPECT_TRUE(first.allow_missing());
  EXPECT_FALSE(first.request_id().empty());
  EXPECT_EQ(first.request_id(), second.request_id());

  ingest::v1::DeleteRejectionRequest unwanted;
  EXPECT_CALL(*ingest_, DeleteRejection(_, _))
      .WillOnce(testing::DoAll(testing::SaveArg<0>(&unwanted), Return(ingest::v1::DeleteRejectionResponse())));
  EXPECT_OK(MakeClient().DeleteRejection("rejections/0f3a"));
  EXPECT_EQ(unwanted.name(), "rejections/0f3a");
  EXPECT_TRUE(unwanted.allow_missing());
}

TEST_F(ClientTest, ARequestIdOfTheCallerIsKept) {
  IngestIssueRequest request;
  request.set_request_id("mine");
  EXPECT_CALL(*ingest_, IngestIssue(testing::Property(&IngestIssueRequest::request_id, "mine"), _))
      .WillOnce(Return(IngestIssueResponse()));
  EXPECT_OK(MakeClient().IngestIssue(request));
}

TEST_F(ClientTest, RetriesAreToldToTheCaller) {
  std::vector<std::string> told;
  policy_.on_retry = [&](const absl::Status& error, absl::Duration) { told.emplace_back(error.message()); };
  EXPECT_CALL(*query_, Search(_, _)).WillOnce(Return(Down())).WillOnce(Return(query::v1::SearchResponse()));
  EXPECT_OK(MakeClient().Search(query::v1::SearchRequest()));
  EXPECT_THAT(told, ElementsAre("the index is down"));
}

TEST_F(ClientTest, AServiceThatIsNotThereIsNamedWithItsAddress) {
  Client client({.query = MakeQueryConnection("127.0.0.1:1")}, {.timeout = absl::Seconds(2)});
  const auto result = client.Search(query::v1::SearchRequest());
  EXPECT_THAT(result, ErrorIs(absl::StatusCode::kUnavailable, "SERVICE_UNREACHABLE"));
  EXPECT_THAT(std::string(result.status().message()),
              testing::StartsWith("the query service at 127.0.0.1:1 cannot be reached ("));
}

// A stream that answers requests by their source_uri: "down" UNAVAILABLE the first time, "bad" INVALID_ARGUMENT, "cut"
// breaks the stream the first time, anything else is stored under its name. What was told stays known across streams.
class FakeIngest {
 public:
  class Stream final : public IngestStream {
   public:
    explicit Stream(FakeIngest* fake) : fake_(fake) {}
    bool Write(const IngestIssuesRequest& request) override {
      absl::MutexLock lock(&mutex_);
      if (over_) return false;
      queue_.push_back(request.request());
      fake_->max_queued = std::max(fake_->max_queued, queue_.size());
      return true;
    }
    void WritesDone() override {
      absl::MutexLock lock(&mutex_);
      writes_done_ = true;
    }
    bool Read(IngestIssuesResponse* response) override {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]()
                             ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return over_ || writes_done_ || !queue_.empty(); };
      mutex_.Await(absl::Condition(&ready));
      if (over_ || queue_.empty()) return false;
      const IngestIssueRequest request = queue_.front();
      queue_.pop_front();
      const bool first = fake_->first_ids.emplace(request.source_uri(), request.request_id()).second;
      EXPECT_EQ(fake_->first_ids[request.source_uri()], request.request_id());
      response->Clear();
      if (request.source_uri() == "cut" && first) {
        over_ = true;
        finish_ = absl::UnavailableError("connection lost");
        return false;
      }
      if (request.source_uri() == "down" && first) {
        *response->mutable_error() = rpc::ToProto(Down());
      } else if (request.source_uri() == "bad") {
        *response->mutable_error() = rpc::ToProto(Error(absl::StatusCode::kInvalidArgument, "TEXT_EMPTY", "empty"));
      } else {
        response->mutable_response()->set_issue(request.source_uri());
      }
      return true;
    }
    void Cancel() override {
      absl::MutexLock lock(&mutex_);
      over_ = true;
    }
    absl::Status Finish() override { return finish_; }

   private:
    FakeIngest* const fake_;
    absl::Mutex mutex_;
    std::deque<IngestIssueRequest> queue_ ABSL_GUARDED_BY(mutex_);
    bool over_ ABSL_GUARDED_BY(mutex_) = false;
    bool writes_done_ ABSL_GUARDED_BY(mutex_) = false;
    absl::Status finish_;
  };

  std::map<std::string, std::string> first_ids;
  size_t max_queued = 0;
};

class BulkIngestTest : public ClientTest {
 protected:
  // Ingests one request per uri; "uri: outcome" for each, in the order of the answers.
  std::vector<std::string> Ingest(const std::vector<std::string>& uris, absl::Status* status) {
    ON_CALL(*ingest_, IngestIssues()).WillByDefault([this] { return std::make_unique<FakeIngest::Stream>(&fake_); });
    EXPECT_CALL(*ingest_, IngestIssues()).Times(testing::AtLeast(1));
    size_t next = 0;
    const auto source = [&]() -> std::optional<IngestIssueRequest> {
      if (next == uris.size()) return std::nullopt;
      IngestIssueRequest request;
      request.set_source_uri(uris[next++]);
      return request;
    };
    std::vector<std::string> results;
    const auto sink = [&](int64_t index, const absl::StatusOr<IngestIssueResponse>& result) {
      results.push_back(
          absl::StrCat(uris[index], ": ", result.ok() ? result->issue() : GetErrorDetail(result.status())->reason));
    };
    *status = MakeClient().IngestIssues(3, source, sink);
    return results;
  }

  FakeIngest fake_;
};

TEST_F(BulkIngestTest, EveryRequestIsAnsweredOnceAndInOrder) {
  absl::Status status;
  EXPECT_THAT(Ingest({"a", "b", "bad", "c", "d"}, &status),
              ElementsAre("a: a", "b: b", "bad: TEXT_EMPTY", "c: c", "d: d"));
  EXPECT_OK(status);
  EXPECT_LE(fake_.max_queued, 3);
}

TEST_F(BulkIngestTest, NothingToIngestIsNoError) {
  absl::Status status;
  EXPECT_THAT(Ingest({}, &status), ElementsAre());
  EXPECT_OK(status);
}

TEST_F(BulkIngestTest, ABrokenStreamIsTakenUpAgainWithTheSameRequestIds) {
  absl::Status status;
  EXPECT_THAT(Ingest({"a", "cut", "b", "c", "d"}, &status), ElementsAre("a: a", "cut: cut", "b: b", "c: c", "d: d"));
  EXPECT_OK(status);
  EXPECT_EQ(waits_.size(), 1);
}

TEST_F(BulkIngestTest, ARequestThatFoundTheIndexDownIsSentAgain) {
  absl::Status status;
  EXPECT_THAT(Ingest({"a", "down", "b"}, &status), ElementsAre("a: a", "down: down", "b: b"));
  EXPECT_OK(status);
  EXPECT_EQ(waits_.size(), 1);
}

TEST_F(BulkIngestTest, GivesUpWhenNothingIsAnsweredForTheTimeout) {
  class DeadStream final : public IngestStream {
   public:
    bool Write(const IngestIssuesRequest&) override { return false; }
    void WritesDone() override {}
    bool Read(IngestIssuesResponse*) override { return false; }
    void Cancel() override {}
    absl::Status Finish() override { return absl::UnavailableError("no route"); }
  };
  EXPECT_CALL(*ingest_, IngestIssues()).WillRepeatedly([] { return std::make_unique<DeadStream>(); });
  policy_.timeout = absl::Seconds(3);
  bool given = false;
  const auto source = [&] {
    return std::exchange(given, true) ? std::nullopt : std::make_optional<IngestIssueRequest>();
  };
  const absl::Time begin = clock_.Now();
  EXPECT_THAT(MakeClient().IngestIssues(3, source, [](int64_t, const auto&) { FAIL(); }),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_GT(clock_.Now(), begin + absl::Seconds(1));
  EXPECT_LT(clock_.Now(), begin + absl::Seconds(3));
}

}  // namespace
}  // namespace jianbao::client
