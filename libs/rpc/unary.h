// Unary handlers of the callback API as plain functions: decode, validate, call, encode.
//
//   grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context, const GetArticleRequest* request,
//                                        Article* response) override {
//     return runner_.Run(context, request, response, [this](const GetArticleRequest& request, const CallContext& call)
//     {
//       return view_.GetArticle(request, call);  // absl::StatusOr<Article>
//     });
//   }
//
// The function runs on a bounded pool, because it may block. Where that has no room the answer is RESOURCE_EXHAUSTED
// SERVER_OVERLOADED at once, with a RetryInfo; a call that was cancelled or ran out of time while it waited is not run.
// Thread-safe.
#ifndef JIANBAO_LIBS_RPC_UNARY_H_
#define JIANBAO_LIBS_RPC_UNARY_H_

#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "grpcpp/support/server_callback.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/call_gate.h"
#include "libs/rpc/method.h"
#include "libs/rpc/worker_pool.h"

namespace jianbao::rpc {

// One unary call in flight; deletes itself when gRPC is done with it.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(CallGate* gate, grpc::CallbackServerContext* server_context, const Method& method, size_t request_bytes);

  const CallContext& context() const { return call_.context(); }
  // Not OK: Reply() with this.
  const absl::Status& admitted() const { return admitted_; }
  // Answers the call. Nothing of it may be touched afterwards.
  void Reply(const absl::Status& status) { Finish(call_.End(status)); }

  void OnCancel() override { context().Cancel(); }
  void OnDone() override { delete this; }

 private:
  // gRPC runs reactions that may take long on threads of its own, a change of threads a call. Ours are trivial.
  bool InternalInlineable() override { return true; }

  ServedCall call_;
  absl::Status admitted_;
};

class UnaryRunner {
 public:
  // Both must outlive the server.
  UnaryRunner(WorkerPool* pool, CallGate* gate) : pool_(pool), gate_(gate) {}

  // `handler`: absl::StatusOr<Response>(const Request&, const CallContext&).
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* server_context, const Request* request, Response* response,
                                Handler handler) const {
    auto* call = new UnaryCall(gate_, server_context, MethodOf<Request>(), request->ByteSizeLong());
    Schedule(call, [call, request, response, handler = std::move(handler)]() mutable {
      absl::StatusOr<Response> result = handler(*request, call->context());
      if (!result.ok()) return result.status();
      *response = *std::move(result);
      return absl::OkStatus();
    });
    return call;
  }

  // For calls of other kinds.
  WorkerPool* pool() const { return pool_; }
  CallGate* gate() const { return gate_; }

 private:
  void Schedule(UnaryCall* call, absl::AnyInvocable<absl::Status()> work) const;

  WorkerPool* const pool_;
  CallGate* const gate_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_UNARY_H_
