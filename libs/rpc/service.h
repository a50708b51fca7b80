// The life of a service process, the same for all: log, signals, build, listen, serve, drain, flush.
//
//   int main(int argc, char** argv) {
//     Config config;                                             // holds a ServerConfig
//     Flags flags("jianbao-index", "…", "jianbao-index --data_dir=…");
//     config.Register(&flags);
//     if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
//     return RunService(config.server, [&] { return IndexApplication::Create(config); });
//   }
#ifndef JIANBAO_LIBS_RPC_SERVICE_H_
#define JIANBAO_LIBS_RPC_SERVICE_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/impl/service_type.h"
#include "libs/rpc/config.h"

namespace jianbao::rpc {

// The objects of one service, built and owned by its main. Called from one thread.
class Application {
 public:
  virtual ~Application() = default;

  // What is served. Owned by the application.
  virtual std::vector<grpc::Service*> services() = 0;

  // Work that may take long, such as opening a store: health says NOT_SERVING meanwhile and handlers must answer
  // UNAVAILABLE. The process ends with the error when it fails.
  virtual absl::Status Start() { return absl::OkStatus(); }

  // After the last call has been answered: writes out what is still in memory.
  virtual absl::Status Stop() { return absl::OkStatus(); }
};

// Serves until SIGTERM or SIGINT, then drains; a second signal ends the process at once (exit code 128 + signal).
// Prints "listening on host:port" on standard output once calls are served. Returns the exit code: 0 drained, 1 failed,
// 2 the configuration is wrong. REQUIRES: no thread runs yet, so that the signals can be blocked in all of them.
int RunService(const ServerConfig& config, const std::function<absl::StatusOr<std::unique_ptr<Application>>()>& build);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_SERVICE_H_
