// A second, tiny server with nothing but grpc.health.v1, in clear text: the probes of Kubernetes cannot show a client
// certificate. It is up before the application is built, so that a long recovery looks alive. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_HEALTH_SERVER_H_
#define JIANBAO_LIBS_RPC_HEALTH_SERVER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server.h"

namespace jianbao::rpc {

// Names that the health service answers for beside "" and the names of services.
inline constexpr char kLiveness[] = "liveness";    // SERVING from the first moment to the last
inline constexpr char kReadiness[] = "readiness";  // SERVING while calls are welcome

// Sets the health of "", readiness and `services`; liveness is SERVING always.
void SetHealth(grpc::Server* server, const std::vector<std::string>& services, bool serving);

class HealthServer {
 public:
  // Ready nowhere yet. The errors of Server::Start().
  static absl::StatusOr<std::unique_ptr<HealthServer>> Start(const std::string& listen);
  ~HealthServer();

  const std::string& address() const { return address_; }
  void SetServing(const std::vector<std::string>& services, bool serving) {
    SetHealth(server_.get(), services, serving);
  }

 private:
  HealthServer(std::string address, std::unique_ptr<grpc::CallbackGenericService> nothing,
               std::unique_ptr<grpc::Server> server)
      : address_(std::move(address)), nothing_(std::move(nothing)), server_(std::move(server)) {}

  const std::string address_;
  const std::unique_ptr<grpc::CallbackGenericService> nothing_;
  const std::unique_ptr<grpc::Server> server_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_HEALTH_SERVER_H_
