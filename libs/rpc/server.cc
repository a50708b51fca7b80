#include "libs/rpc/server.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/auth_metadata_processor.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/rpc/health_server.h"
#include "libs/rpc/listen_address.h"
#include "libs/rpc/server_plugins.h"

namespace jianbao::rpc {
namespace {

// Asks the authorisation about calls of gRPC's own services (reflection, health, channelz), which never pass our gate,
// and about names that nobody serves. Our own services are asked about in CallGate, whose refusals carry a reason.
class ForeignCalls final : public grpc::AuthMetadataProcessor {
 public:
  explicit ForeignCalls(const Authorization* authorization) : authorization_(authorization) {}
  bool IsBlocking() const override { return false; }
  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context, OutputMetadata*,
                       OutputMetadata*) override {
    const auto path = metadata.find(":path");
    std::string_view method = path == metadata.end() ? "" : std::string_view(path->second.data(), path->second.size());
    method.remove_prefix(std::min<size_t>(1, method.size()));
    if (method.rfind("jianbao.", 0) == 0) return grpc::Status::OK;
    const absl::Status allowed = authorization_->Check(CredentialsOf(context, metadata), method);
    return {static_cast<grpc::StatusCode>(allowed.code()), std::string(allowed.message())};
  }

 private:
  const Authorization* const authorization_;
};

std::shared_ptr<grpc::ServerCredentials> ChooseCredentials(const ServerConfig& config,
                                                           const Authorization* authorization) {
  if (config.tls.empty()) return grpc::InsecureServerCredentials();
  auto credentials = MakeServerCredentials(config.tls);
  if (authorization != nullptr) {
    credentials->SetAuthMetadataProcessor(std::make_shared<ForeignCalls>(authorization));
  }
  return credentials;
}

int Milliseconds(absl::Duration duration) { return static_cast<int>(absl::ToInt64Milliseconds(duration)); }

void SetLimits(const ServerConfig& config, grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(config.max_receive_bytes);
  builder->SetMaxSendMessageSize(config.max_send_bytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, config.max_concurrent_streams);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16 << 10);
  // Our channels ping every 30 s; peers that ping more often than every 10 s are cut off.
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 2);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  if (config.max_connection_idle > absl::ZeroDuration()) {
    builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Milliseconds(config.max_connection_idle));
  }
  if (config.max_connection_age > absl::ZeroDuration()) {
    builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(config.max_connection_age));
    builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Milliseconds(config.max_connection_age_grace));
  }
  // What gRPC itself may hold for connections and messages that are still arriving or leaving.
  grpc::ResourceQuota quota("jianbao");
  quota.Resize(static_cast<size_t>(config.max_transport_memory_mib) << 20);
  builder->SetResourceQuota(quota);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerConfig& config,
                                                      const std::vector<grpc::Service*>& services,
                                                      const Authorization* authorization) {
  JIANBAO_ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(config.listen));
  JIANBAO_ASSIGN_OR_RETURN(std::unique_ptr<Acceptor> acceptor, Acceptor::Listen(&address, config.max_connections));
  grpc::EnableDefaultHealthCheckService(true);
  std::vector<std::string> names;
  grpc::ServerBuilder builder;
  builder.SetOption(ChoosePlugins(config.reflection, config.channelz, &names));
  SetLimits(config, &builder);
  for (grpc::Service* service : services) builder.RegisterService(service);
  auto sink = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      ChooseCredentials(config, authorization));
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return absl::InternalError("gRPC refused to start a server; its log says why");
  const auto is_grpc_own = [](const std::string& name) { return name.rfind("grpc.", 0) == 0; };
  names.erase(std::remove_if(names.begin(), names.end(), is_grpc_own), names.end());
  auto started = std::unique_ptr<Server>(
      new Server(config, address.ToString(), std::move(server), std::move(acceptor), std::move(names)));
  started->SetServing(false);
  started->acceptor_->Start(std::move(sink));
  return started;
}

Server::Server(const ServerConfig& config, std::string address, std::unique_ptr<grpc::Server> server,
               std::unique_ptr<Acceptor> acceptor, std::vector<std::string> service_names)
    : config_(config),
      address_(std::move(address)),
      server_(std::move(server)),
      acceptor_(std::move(acceptor)),
      service_names_(std::move(service_names)) {}

Server::~Server() { Drain(); }

void Server::SetServing(bool serving) { SetHealth(server_.get(), service_names_, serving); }

void Server::Drain() {
  absl::call_once(drained_, [this] {
    SetServing(false);
    absl::SleepFor(config_.drain_wait);
    acceptor_->Stop();
    server_->Shutdown(absl::ToChronoTime(absl::Now() + config_.drain_grace));
    server_->Wait();
  });
}

std::vector<Figure> Server::Figures() const {
  using Kind = Figure::Kind;
  const auto number = [](auto value) { return static_cast<double>(value); };
  std::vector<Figure> figures = {
      {"jianbao_server_open_connections", "connections of clients", Kind::kGauge, number(acceptor_->connections())},
      {"jianbao_server_max_connections", "connections that are accepted", Kind::kGauge,
       number(config_.max_connections)},
      {"jianbao_server_accepted_connections_total", "connections accepted", Kind::kCounter,
       number(acceptor_->accepted())},
      {"jianbao_server_refused_connections_total", "connections closed at once, over the limit", Kind::kCounter,
       number(acceptor_->refused())},
      {"jianbao_server_accept_failures_total", "times that accept() failed, mostly for want of file descriptors",
       Kind::kCounter, number(acceptor_->failed())}};
  if (const auto expiry = CertificateExpiry(config_.tls.certificate); !config_.tls.empty() && expiry.ok()) {
    figures.push_back({"jianbao_server_certificate_expiry_time_seconds",
                       "when our certificate ceases to be valid, seconds since 1970", Kind::kGauge,
                       number(absl::ToUnixSeconds(*expiry))});
  }
  return figures;
}

}  // namespace jianbao::rpc
