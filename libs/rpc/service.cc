#include "libs/rpc/service.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "grpc/support/log.h"
#include "libs/base/error.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/rpc/authorization.h"
#include "libs/rpc/call_gate.h"
#include "libs/rpc/health_server.h"
#include "libs/rpc/metrics.h"
#include "libs/rpc/server.h"
#include "libs/rpc/shutdown_signal.h"
#include "libs/rpc/watchdog.h"
#include "libs/rpc/worker_pool.h"

#ifndef JIANBAO_VERSION
#error "JIANBAO_VERSION is defined by CMake"
#endif

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

constexpr int kFilesForOtherThings = 512;  // of the store, of the log, of connections to others
constexpr absl::Duration kWatchdogPatience = absl::Seconds(5);
constexpr absl::Duration kRefreshInterval = absl::Seconds(2);
constexpr int kDeafExitCode = 70;

// Takes all file descriptors there are and fits the connections into them.
absl::Status PrepareOpenFiles(ServerConfig* config) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return absl::OkStatus();
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) log::Warning("cannot raise the limit of open files");
  getrlimit(RLIMIT_NOFILE, &limit);
  const int64_t files = static_cast<int64_t>(std::min<rlim_t>(limit.rlim_cur, 1 << 30));
  if (files < config->min_open_files) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_FEW_OPEN_FILES",
                 absl::StrCat("only ", files, " files may be open, want ", config->min_open_files,
                              " or more: raise the limit (ulimit -n, LimitNOFILE=) or lower --min_open_files"));
  }
  const int64_t room = std::max<int64_t>(files - kFilesForOtherThings, files / 2);
  if (config->max_connections > room) {
    log::Warning("{} files may be open, which leaves room for {} connections, not for {}", files, room,
                 config->max_connections);
    config->max_connections = static_cast<int>(room);
  }
  return absl::OkStatus();
}

// A line of standard output that says where something was bound, for whoever started the process.
void Announce(const char* what, const std::string& address) {
  std::printf("%s on %s\n", what, address.c_str());
  std::fflush(stdout);
}

// What all calls of the process share. The application's services point into it, so it is made first.
class Shell {
 public:
  Shell(const ServerConfig& config, std::unique_ptr<Authorization> authorization)
      : authorization_(std::move(authorization)),
        metrics_(config.program, JIANBAO_VERSION),
        gate_(config, &metrics_, authorization_.get()),
        pool_(config.worker_threads, static_cast<size_t>(config.max_queued_calls),
              config.max_queue_wait > absl::ZeroDuration() ? config.max_queue_wait : absl::InfiniteDuration(),
              [this](absl::Duration wait) { metrics_.CallWaited(wait); }),
        runner_(&pool_, &gate_) {
    metrics_.AddSource([this] { return Figures(); });
    if (authorization_ != nullptr) refresher_ = std::thread([this] { Refresh(); });
  }
  ~Shell() {
    // Nothing may ask for figures while what they are of goes.
    metrics_.RemoveSources();
    stop_.Notify();
    if (refresher_.joinable()) refresher_.join();
  }

  Metrics* metrics() { return &metrics_; }
  const Authorization* authorization() const { return authorization_.get(); }
  const UnaryRunner* runner() const { return &runner_; }

 private:
  std::vector<Figure> Figures() const {
    using Kind = Figure::Kind;
    return {
        {"jianbao_rpc_workers", "threads that handle calls", Kind::kGauge, static_cast<double>(pool_.threads())},
        {"jianbao_rpc_busy_workers", "of these, at work", Kind::kGauge, static_cast<double>(pool_.busy())},
        {"jianbao_rpc_queued_calls", "calls that wait for a worker", Kind::kGauge, static_cast<double>(pool_.queued())},
        {"jianbao_rpc_queue_capacity_calls", "calls that may wait for a worker", Kind::kGauge,
         static_cast<double>(pool_.capacity())},
        {"jianbao_rpc_in_flight_request_bytes", "memory of the requests in hand", Kind::kGauge,
         static_cast<double>(gate_.bytes_in_hand())}};
  }

  // Takes up changes of the authorisation while the service runs. The same failure is told once.
  void Refresh() {
    std::string told;
    while (!stop_.WaitForNotificationWithTimeout(kRefreshInterval)) {
      const absl::StatusOr<bool> changed = authorization_->Refresh();
      const std::string failure(changed.status().message());
      if (changed.ok() && *changed) log::Info("authorization read again");
      if (!changed.ok() && failure != told) log::Error("authorization not changed, the last one holds: {}", failure);
      told = failure;
    }
  }

  const std::unique_ptr<Authorization> authorization_;
  Metrics metrics_;
  CallGate gate_;
  WorkerPool pool_;
  const UnaryRunner runner_;
  absl::Notification stop_;
  std::thread refresher_;
};

absl::StatusOr<std::unique_ptr<Authorization>> LoadAuthorization(const ServerConfig& config) {
  if (config.authorization.empty()) return nullptr;
  return Authorization::Load(config.authorization);
}

std::unique_ptr<Watchdog> StartWatchdog(const ServerConfig& config, const std::string& address) {
  if (config.watchdog_interval == absl::ZeroDuration()) return nullptr;
  const auto answers = [address, tls = config.tls] { return Answers(address, tls, kWatchdogPatience); };
  return std::make_unique<Watchdog>(config.watchdog_interval, answers, [] {
    log::Error("this server does not hear any more: ending, so that it can be started anew");
    _exit(kDeafExitCode);
  });
}

absl::Status Serve(ServerConfig config, ShutdownSignal* signal, const ApplicationBuilder& build) {
  JIANBAO_RETURN_IF_ERROR(PrepareOpenFiles(&config));
  JIANBAO_ASSIGN_OR_RETURN(std::unique_ptr<Authorization> authorization, LoadAuthorization(config));
  Shell shell(config, std::move(authorization));
  std::unique_ptr<HealthServer> probes;
  if (!config.health_listen.empty()) {
    JIANBAO_ASSIGN_OR_RETURN(probes, HealthServer::Start(config.health_listen));
    Announce("health", probes->address());
  }
  if (!config.metrics_listen.empty()) {
    JIANBAO_ASSIGN_OR_RETURN(const std::string address, shell.metrics()->Serve(config.metrics_listen));
    Announce("metrics", address);
  }
  JIANBAO_ASSIGN_OR_RETURN(const std::unique_ptr<Application> application, build(shell.runner()));
  JIANBAO_ASSIGN_OR_RETURN(const std::unique_ptr<Server> server,
                           Server::Start(config, application->services(), shell.authorization()));
  JIANBAO_RETURN_IF_ERROR(application->Start());
  shell.metrics()->AddSource([&application] { return application->Figures(); });
  shell.metrics()->AddSource([&server] { return server->Figures(); });
  const auto forget_application = absl::MakeCleanup([&shell] { shell.metrics()->RemoveSources(); });
  server->SetServing(true);
  if (probes != nullptr) probes->SetServing(server->service_names(), true);
  Announce("listening", server->address());
  log::Info("serving address={}", server->address());
  const std::unique_ptr<Watchdog> watchdog = StartWatchdog(config, server->address());
  signal->Wait();
  log::Info("draining");
  if (watchdog != nullptr) watchdog->Stop();
  if (probes != nullptr) probes->SetServing(server->service_names(), false);
  server->Drain();
  JIANBAO_RETURN_IF_ERROR(application->Stop());
  log::Info("stopped");
  return absl::OkStatus();
}

}  // namespace

int RunService(const ServerConfig& config, const ApplicationBuilder& build) {
#ifdef NDEBUG
  // Debian builds abseil without NDEBUG, and so every lock, gRPC's own too, would be entered in one global graph that
  // looks for deadlocks.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
  ShutdownSignal signal;
  std::signal(SIGPIPE, SIG_IGN);
  absl::Status status = InitLog(config.program, config.log_level, config.log_format);
  if (status.ok()) {
    gpr_set_log_function(LogGrpcRemark);
    status = Serve(config, &signal, build);
  }
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s: %s\n", config.program.c_str(), std::string(status.message()).c_str());
  return status.code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
}

}  // namespace jianbao::rpc
