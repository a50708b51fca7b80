#include "libs/rpc/service.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "grpc/support/log.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/rpc/server.h"
#include "libs/rpc/shutdown_signal.h"

namespace jianbao::rpc {
namespace {

// gRPC's own remarks become lines of our log, in its format.
void LogGrpcRemark(gpr_log_func_args* args) {
  switch (args->severity) {
    case GPR_LOG_SEVERITY_ERROR: return log::Error("grpc: {}", args->message);
    case GPR_LOG_SEVERITY_INFO: return log::Info("grpc: {}", args->message);
    default: return log::Debug("grpc: {}", args->message);
  }
}

// gRPC 1.51 never accepts again after one connection has failed for want of a file descriptor, so take all there are.
void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) log::Warning("cannot raise the limit of open files");
}

absl::Status Serve(const ServerConfig& config, ShutdownSignal* signal,
                   const std::function<absl::StatusOr<std::unique_ptr<Application>>()>& build) {
  JIANBAO_ASSIGN_OR_RETURN(const std::unique_ptr<Application> application, build());
  JIANBAO_ASSIGN_OR_RETURN(const std::unique_ptr<Server> server, Server::Start(config, application->services()));
  JIANBAO_RETURN_IF_ERROR(application->Start());
  server->SetServing(true);
  std::printf("listening on %s\n", server->address().c_str());
  std::fflush(stdout);
  log::Info("serving address={}", server->address());
  signal->Wait();
  log::Info("draining");
  server->Drain();
  JIANBAO_RETURN_IF_ERROR(application->Stop());
  log::Info("stopped");
  return absl::OkStatus();
}

}  // namespace

int RunService(const ServerConfig& config, const std::function<absl::StatusOr<std::unique_ptr<Application>>()>& build) {
  ShutdownSignal signal;
  std::signal(SIGPIPE, SIG_IGN);
  absl::Status status = InitLog(config.program, config.log_level, config.log_format);
  if (status.ok()) {
    gpr_set_log_function(LogGrpcRemark);
    RaiseFileLimit();
    status = Serve(config, &signal, build);
  }
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s: %s\n", config.program.c_str(), std::string(status.message()).c_str());
  return status.code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
}

}  // namespace jianbao::rpc
