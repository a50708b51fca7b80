#include "libs/rpc/server.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "jianbao/query/v1/query_service.grpc.pb.h"
#include "libs/base/status_matchers.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/status.h"
#include "libs/rpc/unary.h"
#include "tests/support/certificates.h"
#include "tests/support/health.h"
#include "tests/support/http.h"

namespace jianbao::rpc {
namespace {

using jianbao::testing::CallByName;
using jianbao::testing::Health;
using query::v1::GetArticleRequest;
using query::v1::QueryService;
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
    article.set_kicker(request.name() == "trace" ? call.trace().ToString() : call.request_id());
    return article;
  }

  const UnaryRunner runner_;
};

class RpcServerTest : public ::testing::Test {
 protected:
  // More than anything takes that is to succeed, however busy the machine.
  static constexpr absl::Duration kPatience = absl::Seconds(20);

  RpcServerTest() { config_.drain_grace = absl::Seconds(30); }

  void StartServer() {
    ASSERT_OK_AND_ASSIGN(server_, Server::Start(config_, {&service_}));
    stub_ = QueryService::NewStub(MakeChannel(server_->address(), {.retries = false}));
  }

  absl::Status Call(const std::string& name, Article* article, grpc::ClientContext* context) {
    GetArticleRequest request;
    request.set_name(name);
    return FromGrpc(stub_->GetArticle(context, request, article));
  }
  absl::Status Call(const std::string& name, absl::Duration timeout = kPatience) {
    grpc::ClientContext context;
    SetDeadline(absl::Now() + timeout, &context);
    Article article;
    return Call(name, &article, &context);
  }

  WorkerPool pool_{1, 1};
  ServerConfig config_;
  Metrics metrics_{"rpc_test", "0"};
  CallGate gate_{{.default_timeout = kPatience}, &metrics_};
  SampleService service_{UnaryRunner(&pool_, &gate_)};
  std::unique_ptr<Server> server_;
  std::unique_ptr<QueryService::Stub> stub_;
};

TEST_F(RpcServerTest, ServesOnAFreePortAndNamesIt) {
  StartServer();
  EXPECT_NE(server_->address(), "127.0.0.1:0");
  EXPECT_OK(Call("a"));
}

TEST_F(RpcServerTest, HealthFollowsSetServingForEveryService) {
  StartServer();
  EXPECT_EQ(Health(server_->address(), ""), "NOT_SERVING");
  EXPECT_EQ(Health(server_->address(), "jianbao.query.v1.QueryService"), "NOT_SERVING");
  EXPECT_EQ(Health(server_->address(), "readiness"), "NOT_SERVING");
  EXPECT_EQ(Health(server_->address(), "liveness"), "SERVING");
  server_->SetServing(true);
  EXPECT_EQ(Health(server_->address(), "readiness"), "SERVING");
  EXPECT_EQ(Health(server_->address(), "liveness"), "SERVING");
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
  SetDeadline(absl::Now() + absl::Minutes(5), &context);  // so that nothing but the cancellation ends it in time
  std::thread caller([&] {
    Article article;
    EXPECT_THAT(Call("wait", &article, &context), StatusIs(absl::StatusCode::kCancelled));
  });
  service_.wait_started.WaitForNotification();
  context.TryCancel();
  caller.join();
  EXPECT_TRUE(service_.wait_ended.WaitForNotificationWithTimeout(kPatience));
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
  SampleService service(UnaryRunner(&pool_, &gate_));
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
  const CallContext call(absl::Now() + kPatience);
  Article article;
  auto context = call.MakeClientContext();
  ASSERT_OK(Call("a", &article, context.get()));
  EXPECT_EQ(article.kicker(), call.request_id());
  const CallContext short_call(absl::Now() + absl::Milliseconds(100));
  context = short_call.MakeClientContext();
  const absl::Time start = absl::Now();
  EXPECT_THAT(Call("wait", &article, context.get()), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(absl::Now() - start, kPatience) << "the server's default must not have ended it";
}

TEST_F(RpcServerTest, AnOutgoingCallStaysInTheTraceOfItsCaller) {
  StartServer();
  const CallContext call(absl::Now() + absl::Seconds(20));
  Article article;
  auto context = call.MakeClientContext();
  ASSERT_OK(Call("trace", &article, context.get()));
  const auto seen = TraceContext::Parse(article.kicker());
  ASSERT_TRUE(seen.has_value()) << article.kicker();
  EXPECT_EQ(seen->trace_id, call.trace().trace_id);
  EXPECT_NE(seen->span_id, call.trace().span_id);
}

TEST_F(RpcServerTest, CallsAreCountedWhenTheyEnd) {
  StartServer();
  ASSERT_OK(Call("a"));
  EXPECT_FALSE(Call("").ok());
  const std::string text = metrics_.Text();
  EXPECT_NE(text.find("{code=\"OK\",method=\"jianbao.query.v1.QueryService/GetArticle\"} 1"), std::string::npos)
      << text;
  EXPECT_NE(text.find("{code=\"INVALID_ARGUMENT\",method=\"jianbao.query.v1.QueryService/GetArticle\"} 1"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("jianbao_rpc_in_flight_calls{method=\"jianbao.query.v1.QueryService/GetArticle\"} 0"),
            std::string::npos)
      << text;
  EXPECT_EQ(gate_.calls_in_hand(), 0);
  EXPECT_EQ(gate_.bytes_in_hand(), 0);
}

TEST_F(RpcServerTest, ConnectionsOverTheLimitAreClosedAndRoomIsReused) {
  config_.max_connections = 2;
  StartServer();
  const int first = jianbao::testing::Connect(server_->address()),
            second = jianbao::testing::Connect(server_->address());
  while (server_->Figures().front().value < 2) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_THAT(Call("a"), StatusIs(absl::StatusCode::kUnavailable));
  close(first);
  // The server notices in its own time that the connection has gone.
  absl::Status status;
  for (int i = 0; i < 400 && !(status = Call("a")).ok(); ++i) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_OK(status);
  close(second);
}

class RpcLimitsTest : public RpcServerTest {
 protected:
  // The server under other settings of the gate.
  void StartLimited(const ServerConfig& limits) {
    limited_gate_ = std::make_unique<CallGate>(limits, &metrics_);
    limited_service_ = std::make_unique<SampleService>(UnaryRunner(&pool_, limited_gate_.get()));
    ASSERT_OK_AND_ASSIGN(server_, Server::Start(config_, {limited_service_.get()}));
    stub_ = QueryService::NewStub(MakeChannel(server_->address(), {.retries = false}));
  }
  ~RpcLimitsTest() override { server_.reset(); }

  std::unique_ptr<CallGate> limited_gate_;
  std::unique_ptr<SampleService> limited_service_;
};

TEST_F(RpcLimitsTest, ACallWithoutDeadlineGetsTheServersDefault) {
  StartLimited({.default_timeout = absl::Milliseconds(300)});
  grpc::ClientContext context;
  Article article;
  EXPECT_THAT(Call("wait", &article, &context), ErrorIs(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED"));
}

TEST_F(RpcLimitsTest, AClientOverItsRateIsToldWhenToComeBack) {
  StartLimited({.client_rate = 1, .client_burst = 2});
  absl::Status shed;
  int let_in = 0;
  while (let_in < 20 && (shed = Call("a")).ok()) ++let_in;
  EXPECT_GE(let_in, 2) << "the burst, and one more for every second that has passed";
  EXPECT_THAT(shed, ErrorIs(absl::StatusCode::kResourceExhausted, "SERVER_OVERLOADED"));
  EXPECT_GT(GetRetryDelay(shed).value_or(absl::ZeroDuration()), absl::ZeroDuration());
  EXPECT_LE(GetRetryDelay(shed).value_or(absl::InfiniteDuration()), absl::Seconds(1));
  EXPECT_NE(metrics_.Text().find("jianbao_rpc_shed_calls_total{cause=\"client_rate\"} 1"), std::string::npos);
}

TEST_F(RpcLimitsTest, RequestsBeyondTheMemoryInHandAreShed) {
  StartLimited({.max_request_memory_mib = 1});
  EXPECT_THAT(Call(std::string(2 << 20, 'x')), ErrorIs(absl::StatusCode::kResourceExhausted, "SERVER_OVERLOADED"));
  EXPECT_OK(Call("small"));
  EXPECT_EQ(limited_gate_->bytes_in_hand(), 0);
}

TEST_F(RpcLimitsTest, CallsInHandAreLimited) {
  StartLimited({.max_calls = 1});
  std::thread running([&] { EXPECT_OK(Call("slow")); });
  limited_service_->slow_started.WaitForNotification();
  EXPECT_THAT(Call("a"), ErrorIs(absl::StatusCode::kResourceExhausted, "SERVER_OVERLOADED"));
  limited_service_->slow_may_end.Notify();
  running.join();
  EXPECT_OK(Call("a"));
}

class RpcSecurityTest : public RpcServerTest {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(const auto authority, jianbao::testing::CertificateAuthority::Create(dir_, "ca"));
    ASSERT_OK_AND_ASSIGN(config_.tls, authority.Issue("server", "server"));
    ASSERT_OK_AND_ASSIGN(reader_.tls, authority.Issue("reader", "reader", "spiffe://example.org/reader"));
    ASSERT_OK_AND_ASSIGN(writer_.tls, authority.Issue("writer", "writer.example.org"));
    ASSERT_OK_AND_ASSIGN(const auto other, jianbao::testing::CertificateAuthority::Create(dir_, "other"));
    ASSERT_OK_AND_ASSIGN(stranger_.tls, other.Issue("stranger", "reader", "spiffe://example.org/reader"));
    stranger_.tls.ca = authority.certificate();
  }

  void Authorize(const std::string& rules) {
    std::ofstream(dir_.Join("rules")) << rules;
    ASSERT_OK_AND_ASSIGN(authorization_, Authorization::Load(dir_.Join("rules")));
    guarded_gate_ = std::make_unique<CallGate>(config_, &metrics_, authorization_.get());
    guarded_service_ = std::make_unique<SampleService>(UnaryRunner(&pool_, guarded_gate_.get()));
    ASSERT_OK_AND_ASSIGN(server_, Server::Start(config_, {guarded_service_.get()}, authorization_.get()));
    server_->SetServing(true);
  }
  ~RpcSecurityTest() override { server_.reset(); }

  absl::Status CallAs(const ChannelSecurity& caller) {
    stub_ = QueryService::NewStub(MakeChannel(server_->address(), {.security = caller, .retries = false}));
    return Call("a");
  }

  jianbao::testing::TempDir dir_;
  ChannelSecurity reader_, writer_, stranger_;
  std::unique_ptr<Authorization> authorization_;
  std::unique_ptr<CallGate> guarded_gate_;
  std::unique_ptr<SampleService> guarded_service_;
};

TEST_F(RpcSecurityTest, WithAClientCaOnlyItsCertificatesGetIn) {
  StartServer();
  EXPECT_OK(CallAs(reader_));
  EXPECT_THAT(CallAs({}), StatusIs(absl::StatusCode::kUnavailable)) << "clear text";
  EXPECT_THAT(CallAs({.tls = {.ca = reader_.tls.ca}}), StatusIs(absl::StatusCode::kUnavailable)) << "no certificate";
  EXPECT_THAT(CallAs(stranger_), StatusIs(absl::StatusCode::kUnavailable)) << "another CA";
}

TEST_F(RpcSecurityTest, WithoutAClientCaTheServerAloneShowsACertificate) {
  config_.tls.ca.clear();
  StartServer();
  EXPECT_OK(CallAs({.tls = {.ca = reader_.tls.ca}}));
  EXPECT_THAT(CallAs({.tls = {.ca = dir_.Join("other.pem")}}), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(RpcSecurityTest, ACertificateMayCallWhatTheRulesSayAndNothingElse) {
  Authorize(
      "certificate spiffe://example.org/reader jianbao.query.v1.QueryService/Get*\n"
      "certificate writer.example.org jianbao.ingest.v1.IngestService/*\n");
  EXPECT_OK(CallAs(reader_));
  EXPECT_THAT(CallAs(writer_), ErrorIs(absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED"));
}

TEST_F(RpcSecurityTest, ATokenMayCallWhatTheRulesSay) {
  config_.tls.ca.clear();
  std::ofstream(dir_.Join("secret")) << "a-long-enough-secret\n";
  std::ofstream(dir_.Join("wrong")) << "another-long-secret\n";
  Authorize("token secret jianbao.query.v1.QueryService/*\n");
  const TlsFiles tls = {.ca = reader_.tls.ca};
  EXPECT_OK(CallAs({.tls = tls, .token_file = dir_.Join("secret")}));
  EXPECT_THAT(CallAs({.tls = tls, .token_file = dir_.Join("wrong")}),
              ErrorIs(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN"));
  EXPECT_THAT(CallAs({.tls = tls}), ErrorIs(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN"));
}

TEST_F(RpcSecurityTest, HealthAndReflectionAreGuardedToo) {
  constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  Authorize(
      "certificate spiffe://example.org/reader grpc.health.v1.Health/Check\n"
      "certificate writer.example.org grpc.reflection.v1alpha.ServerReflection/*\n");
  EXPECT_EQ(Health(server_->address(), "", reader_), "SERVING");
  EXPECT_EQ(Health(server_->address(), "", writer_), "error 7");
  EXPECT_EQ(CallByName(server_->address(), kReflection, "", reader_).first, grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_NE(CallByName(server_->address(), kReflection, "", writer_).first, grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(CallByName(server_->address(), "/no.such.Service/Method", "", reader_).first,
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(RpcSecurityTest, ARotatedCertificateIsShownToTheNextConnection) {
  StartServer();
  ASSERT_OK(CallAs(reader_));
  ASSERT_OK_AND_ASSIGN(const auto next_ca, jianbao::testing::CertificateAuthority::Create(dir_, "next"));
  ASSERT_OK_AND_ASSIGN(const TlsFiles next, next_ca.Issue("next-server", "server"));
  std::filesystem::rename(next.key, config_.tls.key);
  std::filesystem::rename(next.certificate, config_.tls.certificate);
  ChannelSecurity caller = reader_;
  caller.tls.ca = next_ca.certificate();
  absl::Status status;
  for (int i = 0; i < 100 && !(status = CallAs(caller)).ok(); ++i) absl::SleepFor(absl::Milliseconds(100));
  EXPECT_OK(status) << "the new certificate is not shown";
}

TEST_F(RpcSecurityTest, FilesThatCannotWorkAreListed) {
  EXPECT_THAT(TlsProblems(config_.tls, "", "tls_client_ca"), ::testing::IsEmpty());
  TlsFiles wrong = config_.tls;
  wrong.key = reader_.tls.key;
  wrong.ca = dir_.Join("missing.pem");
  EXPECT_THAT(TlsProblems(wrong, "", "tls_client_ca"),
              ::testing::ElementsAre(::testing::HasSubstr("--tls_client_ca: \"" + wrong.ca + "\" holds no certificate"),
                                     ::testing::HasSubstr("is of another certificate")));
  EXPECT_THAT(TlsProblems({.key = wrong.key}, "index_", "index_tls_ca"),
              ::testing::ElementsAre("--index_tls_cert: is missing, a certificate and its key go together"));
}

}  // namespace
}  // namespace jianbao::rpc
