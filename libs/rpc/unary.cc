#include "libs/rpc/unary.h"

#include <memory>

#include "libs/base/log.h"
#include "libs/rpc/status.h"

namespace jianbao::rpc {
namespace {

constexpr absl::Duration kOverloadRetryDelay = absl::Milliseconds(200);

void LogCall(std::string_view request_type, const CallContext& context, absl::Duration took,
             const absl::Status& status) {
  const auto code = status.code();
  const bool ours =
      code == absl::StatusCode::kInternal || code == absl::StatusCode::kDataLoss || code == absl::StatusCode::kUnknown;
  const auto detail = GetErrorDetail(status).value_or(ErrorDetail{});
  const auto level = ours ? spdlog::level::err : spdlog::level::debug;
  spdlog::log(level, "call request={} id={} code={} reason={} millis={:.3f}{}{}", request_type, context.request_id(),
              absl::StatusCodeToString(code), detail.reason, absl::ToDoubleMilliseconds(took), ours ? ": " : "",
              ours ? std::string(status.message()) : "");
}

}  // namespace

UnaryCall::UnaryCall(grpc::CallbackServerContext* server_context, absl::Duration default_timeout,
                     std::string_view request_type)
    : context_(server_context, default_timeout), request_type_(request_type) {}

void UnaryCall::Reply(const absl::Status& status) {
  LogCall(request_type_, context_, absl::Now() - start_, status);
  Finish(ToGrpc(status));
}

void UnaryRunner::Schedule(UnaryCall* call, absl::AnyInvocable<absl::Status()> work) const {
  const bool scheduled = pool_->TrySchedule([call, work = std::move(work)]() mutable {
    absl::Status status = call->context().Check();
    if (status.ok()) status = work();
    work = nullptr;
    call->Reply(status);
  });
  if (!scheduled) {
    call->Reply(WithRetryDelay(Error(absl::StatusCode::kResourceExhausted, "SERVER_OVERLOADED",
                                     "the server has more calls in hand than it accepts, try again with backoff"),
                               kOverloadRetryDelay));
  }
}

grpc::ServerUnaryReactor* FinishNow(grpc::CallbackServerContext* context, const absl::Status& status) {
  auto* reactor = context->DefaultReactor();
  reactor->Finish(ToGrpc(status));
  return reactor;
}

absl::Status NotBuiltError(std::string_view rpc, std::string_view instead) {
  return Error(absl::StatusCode::kUnimplemented, "RPC_NOT_BUILT",
               absl::StrCat(std::string(rpc), " is not built yet: ", std::string(instead)));
}

}  // namespace jianbao::rpc
