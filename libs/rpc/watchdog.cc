#include "libs/rpc/watchdog.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/channel_arguments.h"
#include "libs/base/log.h"
#include "libs/rpc/listen_address.h"

namespace jianbao::rpc {
namespace {

constexpr int kMissesAllowed = 3;

// An address to call where the one listened on stands for any.
std::string Callable(const std::string& address) {
  absl::StatusOr<ListenAddress> parsed = ParseListenAddress(address);
  if (!parsed.ok()) return address;
  if (parsed->host == "0.0.0.0") parsed->host = "127.0.0.1";
  if (parsed->host == "::") parsed->host = "::1";
  return parsed->ToString();
}

}  // namespace

bool Answers(const std::string& address, const TlsFiles& tls, absl::Duration patience) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  grpc::GenericStub stub(grpc::CreateCustomChannel(Callable(address), MakeSelfCredentials(tls), arguments));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  const grpc::Slice empty("");
  const grpc::ByteBuffer no_service(&empty, 1);
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &no_service, &response,
                 [&](grpc::Status result) {
                   status = std::move(result);
                   done.Notify();
                 });
  done.WaitForNotification();
  const bool nobody_there = absl::StrContains(status.error_message(), "Connection refused");
  return status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED && !nobody_there;
}

Watchdog::Watchdog(absl::Duration interval, std::function<bool()> answers, std::function<void()> deaf)
    : interval_(interval), answers_(std::move(answers)), deaf_(std::move(deaf)), thread_([this] { Watch(); }) {}

Watchdog::~Watchdog() {
  if (!stop_.HasBeenNotified()) stop_.Notify();
  thread_.join();
}

void Watchdog::Watch() {
  int misses = 0;
  while (!stop_.WaitForNotificationWithTimeout(interval_)) {
    misses = answers_() ? 0 : misses + 1;
    if (misses > 0) log::Warning("this server did not answer its own call, {} in a row", misses);
    if (misses == kMissesAllowed && !stop_.HasBeenNotified()) return deaf_();
  }
}

}  // namespace jianbao::rpc
