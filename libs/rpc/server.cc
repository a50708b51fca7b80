#include "libs/rpc/server.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/impl/server_builder_option.h"
#include "grpcpp/impl/server_builder_plugin.h"
#include "grpcpp/impl/server_initializer.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/rpc/listen_address.h"

namespace jianbao::rpc {
namespace {

// Asks gRPC which services it registered, so that health knows every name without a second list.
class ServiceLister final : public grpc::ServerBuilderPlugin {
 public:
  explicit ServiceLister(std::vector<std::string>* names) : names_(names) {}
  std::string name() override { return "jianbao.service_lister"; }
  void InitServer(grpc::ServerInitializer* initializer) override {}
  void Finish(grpc::ServerInitializer* initializer) override { *names_ = *initializer->GetServiceList(); }
  void ChangeArguments(const std::string& name, void* value) override {}

 private:
  std::vector<std::string>* const names_;
};

// Chooses the plugins of one server. Linking the reflection library switches reflection on for every server of the
// process, so switching it off means taking its plugin out.
class PluginChoice final : public grpc::ServerBuilderOption {
 public:
  PluginChoice(bool reflection, std::vector<std::string>* names) : reflection_(reflection), names_(names) {}
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    auto reflection = std::make_unique<grpc::reflection::ProtoServerReflectionPlugin>();
    const auto is_reflection = [&](const auto& plugin) { return plugin->name() == reflection->name(); };
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(), is_reflection), plugins->end());
    if (reflection_) plugins->push_back(std::move(reflection));
    plugins->push_back(std::make_unique<ServiceLister>(names_));
  }

 private:
  const bool reflection_;
  std::vector<std::string>* const names_;
};

void SetLimits(const ServerConfig& config, grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(config.max_receive_bytes);
  builder->SetMaxSendMessageSize(config.max_send_bytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, config.max_concurrent_streams);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16 << 10);
  // Two processes on one port would share its calls at random; the second must fail instead.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Our channels ping every 30 s; peers that ping more often than every 10 s are cut off.
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerConfig& config,
                                                      const std::vector<grpc::Service*>& services) {
  JIANBAO_ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(config.listen));
  grpc::EnableDefaultHealthCheckService(true);
  std::vector<std::string> names;
  grpc::ServerBuilder builder;
  builder.SetOption(std::make_unique<PluginChoice>(config.reflection, &names));
  SetLimits(config, &builder);
  int port = 0;
  builder.AddListeningPort(address.ToString(), grpc::InsecureServerCredentials(), &port);
  for (grpc::Service* service : services) builder.RegisterService(service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) return ExplainBindFailure(address);
  address.port = port;
  const auto is_grpc_own = [](const std::string& name) { return name.rfind("grpc.", 0) == 0; };
  names.erase(std::remove_if(names.begin(), names.end(), is_grpc_own), names.end());
  auto started = std::unique_ptr<Server>(new Server(config, address.ToString(), std::move(server), std::move(names)));
  started->SetServing(false);
  return started;
}

Server::Server(const ServerConfig& config, std::string address, std::unique_ptr<grpc::Server> server,
               std::vector<std::string> service_names)
    : config_(config),
      address_(std::move(address)),
      server_(std::move(server)),
      service_names_(std::move(service_names)) {}

Server::~Server() { Drain(); }

void Server::SetServing(bool serving) {
  grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
  health->SetServingStatus("", serving);
  for (const std::string& name : service_names_) health->SetServingStatus(name, serving);
}

void Server::Drain() {
  absl::call_once(drained_, [this] {
    SetServing(false);
    absl::SleepFor(config_.drain_wait);
    server_->Shutdown(absl::ToChronoTime(absl::Now() + config_.drain_grace));
    server_->Wait();
  });
}

}  // namespace jianbao::rpc
