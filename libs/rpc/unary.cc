#include "libs/rpc/unary.h"

#include <algorithm>
#include <cmath>

namespace jianbao::rpc {

UnaryCall::UnaryCall(CallGate* gate, grpc::CallbackServerContext* server_context, const Method& method,
                     size_t request_bytes)
    : call_(gate, server_context, method, gate->default_timeout()), admitted_(call_.admitted()) {
  if (admitted_.ok()) admitted_ = call_.Reserve(request_bytes);
}

void UnaryRunner::Schedule(UnaryCall* call, absl::AnyInvocable<absl::Status()> work) const {
  if (!call->admitted().ok()) return call->Reply(call->admitted());
  const bool let_in = gate_->wait_limit().LetIn(pool_->ExpectedWait());
  pool_->RunAtMost(AtOnce());
  if (!let_in) return call->Reply(gate_->Shed(ShedCause::kQueueSlow));
  const bool scheduled = pool_->TrySchedule([call, work = std::move(work)]() mutable {
    absl::Status status = call->context().Check();
    if (status.ok()) status = work();
    work = nullptr;
    call->Reply(status);
  });
  if (!scheduled) call->Reply(gate_->Shed(ShedCause::kQueueFull));
}

size_t UnaryRunner::AtOnce() const {
  const size_t least = (pool_->threads() + 1) / 2;
  const auto share =
      static_cast<size_t>(std::ceil(gate_->wait_limit().Share() * static_cast<double>(pool_->threads())));
  return std::max(least, share);
}

}  // namespace jianbao::rpc
