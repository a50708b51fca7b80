#include "libs/rpc/server.h"

#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "jianbao/query/v1/query_service.grpc.pb.h"
#include "libs/base/status_matchers.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/status.h"
#include "libs/rpc/unary.h"

namespace jianbao::rpc {
namespace {

using query::v1::GetArticleRequest;
using query::v1::QueryService;
using query::v1::SuggestRequest;
using query::v1::SuggestResponse;
using type::v1::Article;

// Answers GetArticle with the name asked for as headline; "slow" blocks until released, "wait" until cancelled.
class SampleService final : public QueryService::CallbackService {
 public:
  explicit SampleService(UnaryRunner runner) : runner_(runner) {}

  grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context, const GetArticleRequest* request,
                                       Article* response) override {
    return runner_.Run(context, request, response, [this](const GetArticleRequest& request, const CallContext& call) {
      return Answer(request, call);
    });
  }
  grpc::ServerUnaryReactor* Suggest(grpc::CallbackServerContext* context, const SuggestRequest*,
                                    SuggestResponse*) override {
    return FinishNow(context, NotBuiltError("Suggest", "use Search"));
  }

  absl::Notification slow_started, slow_may_end, wait_started, wait_ended;

 private:
  absl::StatusOr<Article> Answer(const GetArticleRequest& request, const CallContext& call) {
    if (request.name().empty()) {
      return Error(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED", "empty name").Field("GetArticleRequest.name");
    }
    if (request.name() == "slow") {
      slow_started.Notify();
      slow_may_end.WaitForNotification();
    }
    if (request.name() == "wait") {
      wait_started.Notify();
      while (call.Check().ok()) absl::SleepFor(absl::Milliseconds(1));
      wait_ended.Notify();
      return call.Check();
    }
    Article article;
    article.set_headline(request.name());
    article.set_kicker(call.request_id());
    return article;
  }

  const UnaryRunner runner_;
};

class RpcServerTest : public testing::Test {
 protected:
  RpcServerTest() { config_.drain_grace = absl::Seconds(5); }

  void StartServer() {
    ASSERT_OK_AND_ASSIGN(server_, Server::Start(config_, {&service_}));
    stub_ = QueryService::NewStub(MakeChannel(server_->address(), {.retries = false}));
  }

  absl::Status Call(const std::string& name, Article* article, grpc::ClientContext* context) {
    GetArticleRequest request;
    request.set_name(name);
    return FromGrpc(stub_->GetArticle(context, request, article));
  }
  absl::Status Call(const std::string& name, absl::Duration timeout = absl::Seconds(20)) {
    grpc::ClientContext context;
    SetDeadline(absl::Now() + timeout, &context);
    Article article;
    return Call(name, &article, &context);
  }

  WorkerPool pool_{1, 1};
  ServerConfig config_;
  SampleService service_{UnaryRunner(&pool_, absl::Milliseconds(300))};
  std::unique_ptr<Server> server_;
  std::unique_ptr<QueryService::Stub> stub_;
};

// Calls a method by name with the bytes of a message: the protos of gRPC's own services are not installed.
std::pair<grpc::StatusCode, std::string> CallByName(const std::string& address, const std::string& method,
                                                    const std::string& request) {
  grpc::GenericStub stub(MakeChannel(address, {.retries = false}));
  grpc::ClientContext context;
  const grpc::Slice slice(request);
  const grpc::ByteBuffer in(&slice, 1);
  grpc::ByteBuffer out;
  absl::Notification done;
  grpc::Status status;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &in, &out, [&](grpc::Status result) {
    status = std::move(result);
    done.Notify();
  });
  done.WaitForNotification();
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (out.Valid() && out.Dump(&slices).ok()) {
    for (const auto& part : slices) bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
  }
  return {status.error_code(), bytes};
}

// The answer of grpc.health.v1: {field 1: SERVING = 1 or NOT_SERVING = 2}.
std::string Health(const std::string& address, const std::string& service) {
  const std::string request = service.empty() ? "" : std::string("\x0a") + static_cast<char>(service.size()) + service;
  const auto [code, response] = CallByName(address, "/grpc.health.v1.Health/Check", request);
  if (code != grpc::StatusCode::OK) return absl::StrCat("error ", code);
  if (response == std::string("\x08\x01")) return "SERVING";
  return response == std::string("\x08\x02") ? "NOT_SERVING" : "unreadable";
}

TEST_F(RpcServerTest, ServesOnAFreePortAndNamesIt) {
  StartServer();
  EXPECT_NE(server_->address(), "127.0.0.1:0");
  EXPECT_OK(Call("a"));
}

TEST_F(RpcServerTest, HealthFollowsSetServingForEveryService) {
  StartServer();
  EXPECT_EQ(Health(server_->address(), ""), "NOT_SERVING");
  EXPECT_EQ(Health(server_->address(), "jianbao.query.v1.QueryService"), "NOT_SERVING");
  server_->SetServing(true);
  EXPECT_EQ(Health(server_->address(), ""), "SERVING");
  EXPECT_EQ(Health(server_->address(), "jianbao.query.v1.QueryService"), "SERVING");
  EXPECT_EQ(Health(server_->address(), "no.such.Service"), "error 5");
}

TEST_F(RpcServerTest, ErrorsOfHandlersReachTheClientWithReasonAndField) {
  StartServer();
  const absl::Status status = Call("");
  EXPECT_THAT(status, ErrorIs(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED"));
  EXPECT_EQ(GetErrorDetail(status)->field, "GetArticleRequest.name");
}

TEST_F(RpcServerTest, AnRpcThatIsNotBuiltSaysWhatToUseInstead) {
  StartServer();
  grpc::ClientContext context;
  SuggestResponse response;
  const absl::Status status = FromGrpc(stub_->Suggest(&context, SuggestRequest(), &response));
  EXPECT_THAT(status, ErrorIs(absl::StatusCode::kUnimplemented, "RPC_NOT_BUILT"));
  EXPECT_EQ(status.message(), "Suggest is not built yet: use Search");
}

TEST_F(RpcServerTest, TheClientsRequestIdReachesTheHandlerAndTheTrailers) {
  StartServer();
  grpc::ClientContext context;
  context.AddMetadata(kRequestIdKey, "tour-1");
  Article article;
  ASSERT_OK(Call("a", &article, &context));
  EXPECT_EQ(article.kicker(), "tour-1");
  EXPECT_EQ(context.GetServerTrailingMetadata().find(kRequestIdKey)->second, "tour-1");
}

TEST_F(RpcServerTest, AnUnusableRequestIdIsReplaced) {
  StartServer();
  grpc::ClientContext context;
  context.AddMetadata(kRequestIdKey, "a\"b");
  Article article;
  ASSERT_OK(Call("a", &article, &context));
  EXPECT_TRUE(IsUsableRequestId(article.kicker())) << article.kicker();
}

TEST_F(RpcServerTest, AFullQueueShedsTheCallAndSaysWhenToComeBack) {
  StartServer();
  std::thread running([&] { EXPECT_OK(Call("slow")); });
  service_.slow_started.WaitForNotification();
  std::thread waiting([&] { EXPECT_OK(Call("queued")); });
  while (pool_.queued() < 1) absl::SleepFor(absl::Milliseconds(1));
  const absl::Status shed = Call("one too many");
  EXPECT_THAT(shed, ErrorIs(absl::StatusCode::kResourceExhausted, "SERVER_OVERLOADED"));
  EXPECT_TRUE(GetRetryDelay(shed).has_value());
  service_.slow_may_end.Notify();
  running.join();
  waiting.join();
}

TEST_F(RpcServerTest, ACancelledCallStopsItsHandler) {
  StartServer();
  grpc::ClientContext context;
  std::thread caller([&] {
    Article article;
    EXPECT_THAT(Call("wait", &article, &context), StatusIs(absl::StatusCode::kCancelled));
  });
  service_.wait_started.WaitForNotification();
  context.TryCancel();
  caller.join();
  EXPECT_TRUE(service_.wait_ended.WaitForNotificationWithTimeout(absl::Milliseconds(250)));
}

TEST_F(RpcServerTest, ACallWithoutDeadlineGetsTheServersDefault) {
  StartServer();
  grpc::ClientContext context;
  Article article;
  EXPECT_THAT(Call("wait", &article, &context), ErrorIs(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED"));
}

TEST_F(RpcServerTest, DrainLetsACallInHandFinishAndTakesNoNewOne) {
  StartServer();
  std::thread running([&] { EXPECT_OK(Call("slow")); });
  service_.slow_started.WaitForNotification();
  std::thread draining([&] { server_->Drain(); });
  // Until the drain has begun a late call is accepted and waits for the worker.
  while (Call("late", absl::Milliseconds(50)).code() != absl::StatusCode::kUnavailable) {
  }
  service_.slow_may_end.Notify();
  running.join();
  draining.join();
}

TEST_F(RpcServerTest, DrainCancelsWhatOutlastsTheGrace) {
  config_.drain_grace = absl::Milliseconds(50);
  StartServer();
  std::thread running([&] { EXPECT_FALSE(Call("wait").ok()); });
  service_.wait_started.WaitForNotification();
  server_->Drain();
  running.join();
}

TEST_F(RpcServerTest, AnAddressInUseIsNamed) {
  StartServer();
  ServerConfig second;
  second.listen = server_->address();
  SampleService service(UnaryRunner(&pool_, absl::Seconds(1)));
  const auto result = Server::Start(second, {&service});
  EXPECT_THAT(result, ErrorIs(absl::StatusCode::kUnavailable, "ADDRESS_IN_USE"));
  EXPECT_EQ(GetErrorDetail(result.status())->metadata.at("address"), server_->address());
}

TEST_F(RpcServerTest, MalformedListenAddressesAreRefused) {
  for (const char* listen : {"", "localhost", "localhost:", ":50051", "a:70000", "a:-1", "::1:50051", "a:x"}) {
    config_.listen = listen;
    EXPECT_THAT(Server::Start(config_, {&service_}),
                ErrorIs(absl::StatusCode::kInvalidArgument, "LISTEN_ADDRESS_MALFORMED"))
        << listen;
  }
}

TEST_F(RpcServerTest, ReflectionCanBeSwitchedOff) {
  const auto reflection_code = [&] {
    return CallByName(server_->address(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "").first;
  };
  StartServer();
  EXPECT_NE(reflection_code(), grpc::StatusCode::UNIMPLEMENTED);
  server_.reset();
  config_.reflection = false;
  StartServer();
  EXPECT_EQ(reflection_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(RpcServerTest, RequestsAboveTheLimitAreRefused) {
  config_.max_receive_bytes = 1 << 10;
  StartServer();
  EXPECT_THAT(Call(std::string(2 << 10, 'x')), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_OK(Call("small"));
}

TEST_F(RpcServerTest, AnOutgoingCallInheritsDeadlineAndRequestId) {
  StartServer();
  const CallContext call(absl::Now() + absl::Milliseconds(100));
  Article article;
  auto context = call.MakeClientContext();
  ASSERT_OK(Call("a", &article, context.get()));
  EXPECT_EQ(article.kicker(), call.request_id());
  context = call.MakeClientContext();
  EXPECT_THAT(Call("wait", &article, context.get()), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

}  // namespace
}  // namespace jianbao::rpc
