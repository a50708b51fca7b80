// The IngestIssues stream over a real connection, with a sink that can be held back.
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/server.h"
#include "libs/rpc/status.h"
#include "services/ingest/ingest_service.h"
#include "tests/support/process.h"

namespace jianbao::ingest {
namespace {

class GatedSink final : public IndexSink {
 public:
  absl::StatusOr<index::v1::ApplyIssueResponse> Apply(const index::v1::ApplyIssueRequest&,
                                                      const rpc::CallContext&) override {
    ++under_way;
    gate.WaitForNotification();
    index::v1::ApplyIssueResponse response;
    response.set_outcome(index::v1::ApplyIssueResponse::CREATED);
    response.set_revision(++revision);
    return response;
  }

  absl::StatusOr<type::v1::Issue> Fetch(const index::v1::FetchIssueRequest&, const rpc::CallContext&) override {
    return absl::UnimplementedError("no test asks");
  }

  absl::Notification gate;
  std::atomic<int> under_way = 0;
  std::atomic<int> revision = 0;
};

std::string PageOfDay(int day) {
  return "春耕动员会召开\n\n本报讯 3月" + std::to_string(day) + "日,全县春耕动员会召开,各乡镇参加。\n";
}

class IngestStreamTest : public ::testing::Test {
 protected:
  IngestStreamTest() : quarantine_(*Quarantine::Open({.directory = dir_.Join("q")}, Clock::System())) {
    rpc::ServerConfig config;
    config.program = "ingest-stream-test";
    server_ = *rpc::Server::Start(config, {&service_});
    stub_ = v1::IngestService::NewStub(rpc::MakeChannel(server_->address()));
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  }
  ~IngestStreamTest() override {
    if (!sink_.gate.HasBeenNotified()) sink_.gate.Notify();
    server_->Drain();
  }

  const jianbao::testing::TempDir dir_;
  GatedSink sink_;
  std::unique_ptr<Quarantine> quarantine_;
  Pipeline pipeline_{&sink_, quarantine_.get()};
  rpc::WorkerPool pool_{8, 64};
  rpc::CallGate gate_{{.default_timeout = absl::Seconds(10)}, nullptr};
  const rpc::UnaryRunner runner_{&pool_, &gate_};
  IngestService service_{&pipeline_, &runner_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
  grpc::ClientContext context_;
};

TEST_F(IngestStreamTest, AnswersComeInOrderAndOneFailureDoesNotEndTheStream) {
  sink_.gate.Notify();
  auto stream = stub_->IngestIssues(&context_);
  std::thread writer([&stream] {
    for (int i = 0; i < 20; ++i) {
      v1::IngestIssuesRequest request;
      request.mutable_request()->set_content(i == 7 ? std::string("\0\1\2\3", 4) : PageOfDay(1 + i));
      stream->Write(request);
    }
    stream->WritesDone();
  });
  v1::IngestIssuesResponse response;
  int count = 0;
  for (; stream->Read(&response); ++count) {
    EXPECT_EQ(response.index(), count);
    if (count == 7) {
      EXPECT_THAT(rpc::FromProto(response.error()), ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_BINARY"));
    } else {
      EXPECT_EQ(response.response().outcome(), v1::IngestIssueResponse::CREATED) << response.error().message();
    }
  }
  writer.join();
  EXPECT_EQ(count, 20);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(IngestStreamTest, ASlowIndexHoldsTheClientBackInsteadOfFillingMemory) {
  auto stream = stub_->IngestIssues(&context_);
  std::thread writer([&stream] {
    for (int i = 0; i < 28; ++i) {
      v1::IngestIssuesRequest request;
      request.mutable_request()->set_content(PageOfDay(1 + i));
      stream->Write(request);
    }
    stream->WritesDone();
  });
  while (sink_.under_way < 4) absl::SleepFor(absl::Milliseconds(1));
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(sink_.under_way, 4) << "no more than the window is in work while the index does not answer";
  sink_.gate.Notify();
  v1::IngestIssuesResponse response;
  int count = 0;
  while (stream->Read(&response)) ++count;
  writer.join();
  EXPECT_EQ(count, 28);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(IngestStreamTest, AClientThatLeavesIsForgotten) {
  auto stream = stub_->IngestIssues(&context_);
  v1::IngestIssuesRequest request;
  request.mutable_request()->set_content(PageOfDay(1));
  ASSERT_TRUE(stream->Write(request));
  while (sink_.under_way < 1) absl::SleepFor(absl::Milliseconds(1));
  context_.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  sink_.gate.Notify();
  server_->Drain();  // returns only when the stream has ended on the server too
}

}  // namespace
}  // namespace jianbao::ingest
