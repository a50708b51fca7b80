// What travels with a call from hop to hop: deadline, cancellation, request id and trace. Handlers get one, check it
// inside of long work and make the contexts of their own outgoing calls from it. Copyable; thread-safe. Not to be used
// after the call it belongs to has been answered.
#ifndef JIANBAO_LIBS_RPC_CALL_CONTEXT_H_
#define JIANBAO_LIBS_RPC_CALL_CONTEXT_H_

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server_context.h"
#include "libs/rpc/trace_context.h"

namespace jianbao::rpc {

// Metadata key: an id chosen by the first caller, else by the first server; in every log line and in the trailers.
inline constexpr char kRequestIdKey[] = "x-request-id";

class CallContext {
 public:
  // For calls that no RPC caused.
  explicit CallContext(absl::Time deadline = absl::InfiniteFuture());
  // Of an incoming call; `default_timeout` holds where the client sent no deadline. The request id also goes into the
  // trailers. `server_context` must outlive this and its copies.
  CallContext(grpc::CallbackServerContext* server_context, absl::Duration default_timeout);

  absl::Time deadline() const { return deadline_; }
  const std::string& request_id() const { return request_id_; }
  // Our span in the caller's trace, or in a new one where it sent none.
  const TraceContext& trace() const { return trace_; }
  // The client has gone or given up.
  bool cancelled() const { return cancelled_->load(std::memory_order_relaxed); }
  // Said by the reactor's OnCancel().
  void Cancel() const { cancelled_->store(true, std::memory_order_relaxed); }

  // Cancelled CALL_CANCELLED, DeadlineExceeded DEADLINE_EXCEEDED, else OK.
  absl::Status Check() const;

  // The context of an outgoing call made on behalf of this one: same deadline, less `reserve` for our own answer;
  // cancelled with it; same request id and trace. `max_timeout` bounds it further.
  std::unique_ptr<grpc::ClientContext> MakeClientContext(absl::Duration max_timeout = absl::InfiniteDuration(),
                                                         absl::Duration reserve = absl::ZeroDuration()) const;

 private:
  grpc::CallbackServerContext* server_context_ = nullptr;
  absl::Time deadline_;
  std::string request_id_;
  TraceContext trace_;
  std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
};

// Sets the deadline of an outgoing call. An infinite one stays unset.
void SetDeadline(absl::Time deadline, grpc::ClientContext* context);

// 16 hexadecimal digits of chance: long enough to tell calls apart in logs.
std::string NewRequestId();

// 1 to 64 of [A-Za-z0-9._-]: what is accepted from a client; anything else is replaced by a new one.
bool IsUsableRequestId(std::string_view id);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_CALL_CONTEXT_H_
