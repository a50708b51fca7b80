// absl::Status on our side, the google.rpc error model on the wire, and back. Code, message, reason, field, metadata
// and retry delay survive the round trip. Pure functions; thread-safe.
//
// Whatever a status holds, what is sent is valid UTF-8 and small enough for the 8 KiB of trailers that every gRPC
// client accepts by default: messages are cut at 768 bytes, metadata values at 512 and all metadata at 1,536.
#ifndef JIANBAO_LIBS_RPC_STATUS_H_
#define JIANBAO_LIBS_RPC_STATUS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"
#include "libs/base/error.h"

namespace jianbao::rpc {

// A failed status carries ErrorInfo{domain "jianbao"} always (its reason is the code's name where the status has no
// ErrorDetail), BadRequest where a field is named, RetryInfo where an UNAVAILABLE or RESOURCE_EXHAUSTED has a delay.
grpc::Status ToGrpc(const absl::Status& status);
// A status from a peer that sent no ErrorInfo has no ErrorDetail.
absl::Status FromGrpc(const grpc::Status& status);

// The same for errors inside of messages.
google::rpc::Status ToProto(const absl::Status& status);
absl::Status FromProto(const google::rpc::Status& proto);

// The last cause in the chain that gRPC puts into an error of its own, without the noise before it: "Connection
// refused" of "connections to all backends failing; last error: UNKNOWN: ipv4:…: Connection refused".
std::string TransportCause(const absl::Status& status);

// How long the caller should wait before it tries again.
absl::Status WithRetryDelay(absl::Status status, absl::Duration delay);
std::optional<absl::Duration> GetRetryDelay(const absl::Status& status);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_STATUS_H_
