// A gRPC 1.51 server that is shutting down answers a call that comes a moment too late with a bare CANCELLED, which
// nobody but the caller should be able to cause. Pure function; thread-safe.
#ifndef JIANBAO_LIBS_RPC_LATE_CALL_H_
#define JIANBAO_LIBS_RPC_LATE_CALL_H_

#include "absl/status/status.h"
#include "libs/base/error.h"

namespace jianbao::rpc {

// `status` of a call that its caller did not cancel: CANCELLED without a reason becomes the UNAVAILABLE that it is; our
// services always give a reason. Everything else stays.
inline absl::Status LateCallIsUnavailable(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kCancelled || GetErrorDetail(status).has_value()) return status;
  return absl::UnavailableError("the server is shutting down");
}

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_LATE_CALL_H_
