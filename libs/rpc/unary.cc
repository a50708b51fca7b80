#include "libs/rpc/unary.h"

namespace jianbao::rpc {

UnaryCall::UnaryCall(CallGate* gate, grpc::CallbackServerContext* server_context, const Method& method,
                     size_t request_bytes)
    : call_(gate, server_context, method, gate->default_timeout()), admitted_(call_.admitted()) {
  if (admitted_.ok()) admitted_ = call_.Reserve(request_bytes);
}

void UnaryRunner::Schedule(UnaryCall* call, absl::AnyInvocable<absl::Status()> work) const {
  if (!call->admitted().ok()) return call->Reply(call->admitted());
  const WorkerPool::Admission admission = pool_->Admit([call, work = std::move(work)]() mutable {
    absl::Status status = call->context().Check();
    if (status.ok()) status = work();
    work = nullptr;
    call->Reply(status);
  });
  switch (admission) {
    case WorkerPool::Admission::kScheduled: return;
    case WorkerPool::Admission::kQueueFull: return call->Reply(gate_->Shed(ShedCause::kQueueFull));
    case WorkerPool::Admission::kQueueSlow: return call->Reply(gate_->Shed(ShedCause::kQueueSlow));
  }
}

}  // namespace jianbao::rpc
