#include "tests/support/health.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/support/process.h"

namespace jianbao::testing {

std::pair<grpc::StatusCode, std::string> CallByName(const std::string& address, const std::string& method,
                                                    const std::string& request, const rpc::ChannelSecurity& security) {
  grpc::GenericStub stub(rpc::MakeChannel(address, {.security = security, .retries = false}));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  const grpc::Slice slice(request);
  const grpc::ByteBuffer in(&slice, 1);
  grpc::ByteBuffer out;
  absl::Notification done;
  grpc::Status status;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &in, &out, [&](grpc::Status result) {
    status = std::move(result);
    done.Notify();
  });
  done.WaitForNotification();
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (out.Valid() && out.Dump(&slices).ok()) {
    for (const auto& part : slices) bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
  }
  return {status.error_code(), bytes};
}

// The answer of grpc.health.v1: {field 1: SERVING = 1 or NOT_SERVING = 2}.
std::string Health(const std::string& address, const std::string& service, const rpc::ChannelSecurity& security) {
  const std::string request = service.empty() ? "" : std::string("\x0a") + static_cast<char>(service.size()) + service;
  const auto [code, response] = CallByName(address, "/grpc.health.v1.Health/Check", request, security);
  if (code != grpc::StatusCode::OK) return absl::StrCat("error ", static_cast<int>(code));
  if (response == std::string("\x08\x01")) return "SERVING";
  return response == std::string("\x08\x02") ? "NOT_SERVING" : "unreadable";
}

std::string HealthSoon(const std::string& address, const std::string& wanted) {
  const absl::Time patience = absl::Now() + kPatience;
  while (true) {
    std::string health = Health(address, "readiness");
    if (health == wanted || absl::Now() > patience) return health;
    absl::SleepFor(absl::Milliseconds(10));
  }
}

}  // namespace jianbao::testing
