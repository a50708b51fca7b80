// A gRPC server with everything an operator expects: TLS, health, reflection, limits of connections, ordered drain.
// Thread-safe.
#ifndef JIANBAO_LIBS_RPC_SERVER_H_
#define JIANBAO_LIBS_RPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/call_once.h"
#include "absl/status/statusor.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/server.h"
#include "libs/base/figure.h"
#include "libs/rpc/acceptor.h"
#include "libs/rpc/authorization.h"
#include "libs/rpc/config.h"
#include "libs/rpc/pulse.h"

namespace jianbao::rpc {

class Server {
 public:
  // Binds and serves. Health answers NOT_SERVING until SetServing(true). `services` must outlive the server, and so
  // must `authorization`, which is asked about the services that gRPC brings along; null: they are open.
  // InvalidArgument LISTEN_ADDRESS_MALFORMED; Unavailable ADDRESS_IN_USE, or ADDRESS_NOT_BINDABLE with the system's
  // word.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerConfig& config,
                                                       const std::vector<grpc::Service*>& services,
                                                       const Authorization* authorization = nullptr);
  // Drains with the config's grace when Drain() was not called.
  ~Server();

  // "host:port" with the port that was bound.
  const std::string& address() const { return address_; }

  // Names of our own services.
  const std::vector<std::string>& service_names() const { return service_names_; }

  // Health of "", readiness and every service.
  void SetServing(bool serving);

  // NOT_SERVING; drain_wait; no new calls; drain_grace for those in hand, then they are cancelled. Returns when the
  // last handler has answered. Idempotent.
  void Drain();

  // Connections and the certificate.
  std::vector<Figure> Figures() const;

 private:
  Server(const ServerConfig& config, std::string address, std::unique_ptr<grpc::Server> server,
         std::unique_ptr<Acceptor> acceptor, std::vector<std::string> service_names);

  const ServerConfig config_;
  const std::string address_;
  const std::unique_ptr<grpc::Server> server_;
  const std::unique_ptr<Acceptor> acceptor_;
  const std::vector<std::string> service_names_;
  absl::once_flag drained_;
  const Pulse pulse_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_SERVER_H_
