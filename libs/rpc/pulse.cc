#include "libs/rpc/pulse.h"

#include <memory>

#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace jianbao::rpc {
namespace {

// Less than half of the second: the thread that heard the last beat listens until after the next.
constexpr absl::Duration kInterval = absl::Milliseconds(400);

// What a call needs until it has failed.
struct LostCall {
  grpc::ClientContext context;
  grpc::Slice nothing;
  grpc::ByteBuffer request{&nothing, 1};
  grpc::ByteBuffer response;
};

}  // namespace

Pulse::Pulse() : thread_([this] { Beat(); }) {}

Pulse::~Pulse() {
  stop_.Notify();
  thread_.join();
}

void Pulse::Beat() {
  // Without credentials there is no connection, and each call fails where it is made.
  grpc::GenericStub nowhere(grpc::CreateChannel("", /*creds=*/nullptr));
  while (!stop_.WaitForNotificationWithTimeout(kInterval)) {
    auto call = std::make_shared<LostCall>();
    nowhere.UnaryCall(&call->context, "/pulse", {}, &call->request, &call->response, [call](const grpc::Status&) {});
  }
}

}  // namespace jianbao::rpc
