// A server that echoes, or relays to one that does: what path_bench compares a search with. Plain gRPC callbacks, no
// threads of its own, so that it is as fast as gRPC is.
//
//   path_echo [UPSTREAM]      prints "listening on host:port"; with an upstream it relays
#include <cstdio>
#include <memory>
#include <string>

#include "echo.grpc.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace jianbao::bench {
namespace {

class EchoServer final : public Echo::CallbackService {
  grpc::ServerUnaryReactor* Call(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoResponse* response) override {
    response->mutable_payload()->assign(static_cast<size_t>(request->answer_bytes()), 'x');
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

class EchoRelay final : public Echo::CallbackService {
 public:
  explicit EchoRelay(const std::string& upstream)
      : stub_(Echo::NewStub(grpc::CreateChannel(upstream, grpc::InsecureChannelCredentials()))) {}

 private:
  grpc::ServerUnaryReactor* Call(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoResponse* response) override {
    auto* reactor = context->DefaultReactor();
    const std::shared_ptr<grpc::ClientContext> outgoing = grpc::ClientContext::FromCallbackServerContext(*context);
    stub_->async()->Call(outgoing.get(), request, response,
                         [outgoing, reactor](grpc::Status status) { reactor->Finish(std::move(status)); });
    return reactor;
  }

  const std::unique_ptr<Echo::Stub> stub_;
};

int Serve(grpc::Service* service) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::printf("listening on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace jianbao::bench

int main(int argc, char** argv) {
  if (argc > 1) {
    jianbao::bench::EchoRelay relay(argv[1]);
    return jianbao::bench::Serve(&relay);
  }
  jianbao::bench::EchoServer server;
  return jianbao::bench::Serve(&server);
}
