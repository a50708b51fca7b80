#include "libs/rpc/health_server.h"

#include <utility>

#include "absl/time/clock.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "libs/base/status.h"
#include "libs/rpc/listen_address.h"
#include "libs/rpc/server_plugins.h"

namespace jianbao::rpc {
namespace {

constexpr absl::Duration kDrainGrace = absl::Milliseconds(100);  // for watchers, whose calls never end

}  // namespace

void SetHealth(grpc::Server* server, const std::vector<std::string>& services, bool serving) {
  grpc::HealthCheckServiceInterface* health = server->GetHealthCheckService();
  health->SetServingStatus(kLiveness, true);
  health->SetServingStatus(kReadiness, serving);
  health->SetServingStatus("", serving);
  for (const std::string& service : services) health->SetServingStatus(service, serving);
}

absl::StatusOr<std::unique_ptr<HealthServer>> HealthServer::Start(const std::string& listen) {
  JIANBAO_ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(listen));
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.SetOption(ChoosePlugins(/*reflection=*/false, /*channelz=*/false, nullptr));
  builder.SetMaxReceiveMessageSize(1 << 10);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 16);
  // gRPC starts no server without a service of somebody's; this one answers UNIMPLEMENTED to everything.
  auto nothing = std::make_unique<grpc::CallbackGenericService>();
  builder.RegisterCallbackGenericService(nothing.get());
  int port = 0;
  builder.AddListeningPort(address.ToString(), grpc::InsecureServerCredentials(), &port);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) return ExplainBindFailure(address);
  address.port = port;
  std::unique_ptr<HealthServer> started(new HealthServer(address.ToString(), std::move(nothing), std::move(server)));
  started->SetServing({}, false);
  return started;
}

HealthServer::~HealthServer() {
  server_->Shutdown(absl::ToChronoTime(absl::Now() + kDrainGrace));
  server_->Wait();
}

}  // namespace jianbao::rpc
