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
// The function runs on a bounded pool, because it may block. A full queue answers RESOURCE_EXHAUSTED SERVER_OVERLOADED
// at once, with a RetryInfo; a call that was cancelled or ran out of time while it waited is not run. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_UNARY_H_
#define JIANBAO_LIBS_RPC_UNARY_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/support/server_callback.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/worker_pool.h"

namespace jianbao::rpc {

// One unary call in flight; deletes itself when gRPC is done with it.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(grpc::CallbackServerContext* server_context, absl::Duration default_timeout, std::string_view request_type);

  const CallContext& context() const { return context_; }
  // Answers the call. Nothing of it may be touched afterwards.
  void Reply(const absl::Status& status);

  void OnCancel() override { context_.Cancel(); }
  void OnDone() override { delete this; }

 private:
  const CallContext context_;
  const std::string_view request_type_;
  const absl::Time start_ = absl::Now();
};

class UnaryRunner {
 public:
  // `pool` must outlive the server. `default_timeout` holds for calls whose client sent no deadline.
  UnaryRunner(WorkerPool* pool, absl::Duration default_timeout) : pool_(pool), default_timeout_(default_timeout) {}

  // `handler`: absl::StatusOr<Response>(const Request&, const CallContext&).
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* server_context, const Request* request, Response* response,
                                Handler handler) const {
    auto* call = new UnaryCall(server_context, default_timeout_, Request::descriptor()->name());
    Schedule(call, [call, request, response, handler = std::move(handler)]() mutable {
      absl::StatusOr<Response> result = handler(*request, call->context());
      if (!result.ok()) return result.status();
      *response = *std::move(result);
      return absl::OkStatus();
    });
    return call;
  }

 private:
  void Schedule(UnaryCall* call, absl::AnyInvocable<absl::Status()> work) const;

  WorkerPool* const pool_;
  const absl::Duration default_timeout_;
};

// Answers a call at once, without a worker.
grpc::ServerUnaryReactor* FinishNow(grpc::CallbackServerContext* context, const absl::Status& status);

// What an RPC answers until it is built: UNIMPLEMENTED RPC_NOT_BUILT, "{rpc} is not built yet: {instead}".
absl::Status NotBuiltError(std::string_view rpc, std::string_view instead);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_UNARY_H_
