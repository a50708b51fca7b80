#include "libs/rpc/call_gate.h"

#include <string>

#include "libs/base/error.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/rpc/status.h"

namespace jianbao::rpc {
namespace {

bool IsOurFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kDataLoss ||
         code == absl::StatusCode::kUnknown;
}

}  // namespace

CallGate::CallGate(const ServerConfig& config, Metrics* metrics, const Authorization* authorization)
    : default_timeout_(config.default_timeout),
      max_calls_(config.max_calls),
      max_bytes_(int64_t{config.max_request_memory_mib} << 20),
      access_log_(config.access_log),
      metrics_(metrics),
      authorization_(authorization),
      rate_(config.client_rate, config.client_burst, Clock::System()) {}

absl::Status CallGate::Shed(ShedCause cause, absl::Duration retry_delay) const {
  if (metrics_ != nullptr) metrics_->CallShed(cause);
  return WithRetryDelay(Error(absl::StatusCode::kResourceExhausted, "SERVER_OVERLOADED",
                              "the server has more calls in hand than it accepts, try again with backoff"),
                        retry_delay);
}

absl::Status CallGate::Enter(const Method& method, const Credentials& credentials, const std::string& client) {
  if (metrics_ != nullptr) metrics_->CallStarted(method);
  const bool full = calls_.fetch_add(1, std::memory_order_relaxed) >= max_calls_;
  if (authorization_ != nullptr) JIANBAO_RETURN_IF_ERROR(authorization_->Check(credentials, method.name));
  if (const absl::Duration wait = rate_.TryTake(client); wait > absl::ZeroDuration()) {
    return Shed(ShedCause::kClientRate, wait);
  }
  return full ? Shed(ShedCause::kCallsInHand) : absl::OkStatus();
}

absl::Status CallGate::Reserve(int64_t bytes) {
  if (bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes > max_bytes_) return Shed(ShedCause::kMemory);
  return absl::OkStatus();
}

void CallGate::Leave(const Method& method, absl::StatusCode code, absl::Duration took) {
  calls_.fetch_sub(1, std::memory_order_relaxed);
  if (metrics_ != nullptr) metrics_->CallEnded(method, code, took);
}

ServedCall::ServedCall(CallGate* gate, grpc::CallbackServerContext* server_context, const Method& method,
                       absl::Duration timeout)
    : gate_(gate), server_context_(server_context), method_(method), context_(server_context, timeout) {
  const Credentials credentials =
      CredentialsOf(server_context->auth_context().get(), server_context->client_metadata());
  client_ = ClientName(credentials, server_context->peer(), gate->authorization_ != nullptr);
  admitted_ = gate->Enter(method, credentials, client_);
}

absl::Status ServedCall::Reserve(size_t bytes) {
  reserved_ += static_cast<int64_t>(bytes);
  return gate_->Reserve(static_cast<int64_t>(bytes));
}

void ServedCall::Release(size_t bytes) {
  reserved_ -= static_cast<int64_t>(bytes);
  gate_->bytes_ -= static_cast<int64_t>(bytes);
}

grpc::Status ServedCall::End(const absl::Status& status) {
  Release(static_cast<size_t>(reserved_.load()));
  const absl::Duration took = absl::Now() - start_;
  Log(status, took);
  gate_->Leave(method_, status.code(), took);
  return ToGrpc(status);
}

// Says nothing of what the call asked for: queries are their authors' business. Messages of errors, which may repeat
// parts of a request, are kept to failures that are ours and to level debug.
void ServedCall::Log(const absl::Status& status, absl::Duration took) const {
  if (IsOurFault(status.code())) {
    log::Event(
        spdlog::level::err, "failure",
        {{"method", method_.name}, {"request_id", context_.request_id()}, {"error", std::string(status.message())}});
  } else if (!status.ok() && spdlog::should_log(spdlog::level::debug)) {
    log::Event(
        spdlog::level::debug, "refusal",
        {{"method", method_.name}, {"request_id", context_.request_id()}, {"error", std::string(status.message())}});
  }
  const auto level = gate_->access_log_ == AccessLog::kInfo ? spdlog::level::info : spdlog::level::debug;
  if (gate_->access_log_ == AccessLog::kOff || !spdlog::should_log(level)) return;
  log::Event(level, "call",
             {{"method", method_.name},
              {"code", absl::StatusCodeToString(status.code())},
              {"reason", GetErrorDetail(status).value_or(ErrorDetail{}).reason},
              {"millis", absl::ToDoubleMilliseconds(took)},
              {"request_id", context_.request_id()},
              {"traceparent", context_.trace().ToString()},
              {"peer", server_context_->peer()},
              {"client", client_}});
}

}  // namespace jianbao::rpc
