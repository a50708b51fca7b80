// Where every call comes in and goes out, of whatever kind: it is let in or told why not, counted, and written to the
// access log once it is answered. Handlers do not know of it: UnaryRunner and the streams hold a ServedCall each.
#ifndef JIANBAO_LIBS_RPC_CALL_GATE_H_
#define JIANBAO_LIBS_RPC_CALL_GATE_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "libs/rpc/authorization.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/config.h"
#include "libs/rpc/method.h"
#include "libs/rpc/metrics.h"
#include "libs/rpc/rate_limiter.h"

namespace jianbao::rpc {

// The limits and figures that all calls of one server share. Thread-safe.
class CallGate {
 public:
  // Both must outlive this. `metrics`: null: nothing is counted, as in tests of handlers.
  // `authorization`: asked about every call; null: everybody may call everything.
  CallGate(const ServerConfig& config, Metrics* metrics, const Authorization* authorization = nullptr);

  absl::Duration default_timeout() const { return default_timeout_; }
  int calls_in_hand() const { return calls_.load(std::memory_order_relaxed); }
  int64_t bytes_in_hand() const { return bytes_.load(std::memory_order_relaxed); }

  // Notes that a call or message was refused for want of room, and says so: RESOURCE_EXHAUSTED SERVER_OVERLOADED with a
  // RetryInfo.
  absl::Status Shed(ShedCause cause, absl::Duration retry_delay = absl::Milliseconds(200)) const;

 private:
  friend class ServedCall;

  absl::Status Enter(const Method& method, const Credentials& credentials, const std::string& client);
  absl::Status Reserve(int64_t bytes);
  void Leave(const Method& method, absl::StatusCode code, absl::Duration took);

  const absl::Duration default_timeout_;
  const int max_calls_;
  const int64_t max_bytes_;
  const AccessLog access_log_;
  Metrics* const metrics_;
  const Authorization* const authorization_;
  RateLimiter rate_;
  std::atomic<int> calls_ = 0;
  std::atomic<int64_t> bytes_ = 0;
};

// One call from its arrival to its answer. Thread-compatible; context() may be used from any thread.
class ServedCall {
 public:
  // `timeout` holds where the client sent no deadline. `gate` and `server_context` must outlive this.
  ServedCall(CallGate* gate, grpc::CallbackServerContext* server_context, const Method& method, absl::Duration timeout);

  const CallContext& context() const { return context_; }
  // Not OK: the call must be answered with this and nothing else done for it.
  const absl::Status& admitted() const { return admitted_; }

  // Counts the bytes of a request in hand until Release() or End(); RESOURCE_EXHAUSTED when there are too many.
  absl::Status Reserve(size_t bytes);
  void Release(size_t bytes);

  // The call is answered with `status`: gives back what it held and returns what to send. Once.
  grpc::Status End(const absl::Status& status);

 private:
  void Log(const absl::Status& status, absl::Duration took) const;

  CallGate* const gate_;
  grpc::CallbackServerContext* const server_context_;
  const Method& method_;
  const absl::Time start_ = absl::Now();
  const CallContext context_;
  std::string client_;  // for the log and the rate
  absl::Status admitted_;
  std::atomic<int64_t> reserved_ = 0;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_CALL_GATE_H_
