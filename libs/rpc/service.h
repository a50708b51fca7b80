// The life of a service process, the same for all: log, signals, build, listen, serve, drain, flush.
//
//   int main(int argc, char** argv) {
//     Config config;                                             // holds a ServerConfig
//     Flags flags("jianbao-index", "…", "jianbao-index --data_dir=…");
//     config.Register(&flags);
//     if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
//     return RunService(config.server, [&](const auto* runner) { return CreateApplication(config, runner); });
//   }
#ifndef JIANBAO_LIBS_RPC_SERVICE_H_
#define JIANBAO_LIBS_RPC_SERVICE_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/impl/service_type.h"
#include "libs/base/figure.h"
#include "libs/rpc/config.h"
#include "libs/rpc/unary.h"

namespace jianbao::rpc {

// The objects of one service, built and owned by its main. Called from one thread, except Figures().
class Application {
 public:
  virtual ~Application() = default;

  // What is served. Owned by the application.
  virtual std::vector<grpc::Service*> services() = 0;

  // Work that may take long, such as opening a store: health says NOT_SERVING meanwhile and handlers must answer
  // UNAVAILABLE. The process ends with the error when it fails.
  virtual absl::Status Start() { return absl::OkStatus(); }

  // Figures for the operator. Called from any thread between Start() and Stop().
  virtual std::vector<Figure> Figures() const { return {}; }

  // After the last call has been answered: writes out what is still in memory.
  virtual absl::Status Stop() { return absl::OkStatus(); }
};

// Makes the application; its services hand their calls to the runner, which outlives it.
using ApplicationBuilder = std::function<absl::StatusOr<std::unique_ptr<Application>>(const UnaryRunner* runner)>;

// Serves until SIGTERM or SIGINT, then drains; a second signal ends the process at once (exit code 128 + signal).
// Prints "health on host:port" and "metrics on host:port" on standard output where they are wanted, and "listening on
// host:port" once calls are served. Returns the exit code: 0 drained, 1 failed,
// 2 the configuration is wrong. REQUIRES: no thread runs yet, so that the signals can be blocked in all of them.
int RunService(const ServerConfig& config, const ApplicationBuilder& build);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_SERVICE_H_
