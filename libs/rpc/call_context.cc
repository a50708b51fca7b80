#include "libs/rpc/call_context.h"

#include <algorithm>
#include <chrono>

#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"

namespace jianbao::rpc {
namespace {

std::string RequestIdOf(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto it = metadata.find(kRequestIdKey);
  if (it != metadata.end()) {
    const std::string_view id(it->second.data(), it->second.size());
    if (IsUsableRequestId(id)) return std::string(id);
  }
  return NewRequestId();
}

TraceContext TraceOf(const grpc::CallbackServerContext& context) {
  const auto it = context.client_metadata().find(kTraceparentKey);
  if (it == context.client_metadata().end()) return TraceContext::New();
  const auto parent = TraceContext::Parse({it->second.data(), it->second.size()});
  return parent.has_value() ? parent->Child() : TraceContext::New();
}

absl::Time DeadlineOf(const grpc::CallbackServerContext& context, absl::Duration default_timeout) {
  const auto deadline = context.deadline();
  // Without a deadline gRPC reports the far future, but not exactly time_point::max().
  if (deadline > std::chrono::system_clock::now() + std::chrono::hours(24 * 365)) return absl::Now() + default_timeout;
  return absl::FromChrono(deadline);
}

}  // namespace

CallContext::CallContext(absl::Time deadline)
    : deadline_(deadline), request_id_(NewRequestId()), trace_(TraceContext::New()) {}

CallContext::CallContext(grpc::CallbackServerContext* server_context, absl::Duration default_timeout)
    : server_context_(server_context),
      deadline_(DeadlineOf(*server_context, default_timeout)),
      request_id_(RequestIdOf(*server_context)),
      trace_(TraceOf(*server_context)) {
  server_context->AddTrailingMetadata(kRequestIdKey, request_id_);
}

absl::Status CallContext::Check() const {
  if (cancelled()) return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the client cancelled the call");
  if (absl::Now() >= deadline_) {
    return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                 "the call's deadline passed; work was given up");
  }
  return absl::OkStatus();
}

std::unique_ptr<grpc::ClientContext> CallContext::MakeClientContext(absl::Duration max_timeout,
                                                                    absl::Duration reserve) const {
  auto context = server_context_ == nullptr ? std::make_unique<grpc::ClientContext>()
                                            : grpc::ClientContext::FromCallbackServerContext(*server_context_);
  SetDeadline(std::min(deadline_ - reserve, absl::Now() + max_timeout), context.get());
  context->AddMetadata(kRequestIdKey, request_id_);
  context->AddMetadata(kTraceparentKey, trace_.ToString());
  return context;
}

void SetDeadline(absl::Time deadline, grpc::ClientContext* context) {
  if (deadline == absl::InfiniteFuture()) return;
  context->set_deadline(absl::ToChronoTime(deadline));
}

std::string NewRequestId() {
  thread_local absl::BitGen generator;
  return absl::StrFormat("%016x", absl::Uniform<uint64_t>(generator));
}

bool IsUsableRequestId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace jianbao::rpc
