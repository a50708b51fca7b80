// Errors a stranger can act on: a status code plus a machine-readable reason, the field it concerns and facts about it.
//
//   return Error(absl::StatusCode::kInvalidArgument, "QUERY_FIELD_UNKNOWN", "unknown field \"autor\", want one of: …")
//       .Field("SearchRequest.query").With("position", 0);
//
// The detail travels inside the absl::Status as a payload, so every layer may add context with Annotate() and the RPC
// shell turns it into google.rpc.ErrorInfo and BadRequest. Value types; thread-compatible.
#ifndef JIANBAO_LIBS_BASE_ERROR_H_
#define JIANBAO_LIBS_BASE_ERROR_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace jianbao {

// What a failed status says beyond code and message.
struct ErrorDetail {
  std::string reason;  // UPPER_SNAKE, listed in docs/ERRORS.md
  std::string field;   // "Message.field" of the request it concerns; empty when it concerns none
  std::map<std::string, std::string> metadata;  // e.g. position, limit, want

  friend bool operator==(const ErrorDetail&, const ErrorDetail&) = default;
};

// Builds a failed status with an ErrorDetail. Converts to absl::Status and absl::StatusOr<T>.
class Error {
 public:
  // REQUIRES: `code` is not kOk; `reason` is UPPER_SNAKE.
  Error(absl::StatusCode code, std::string_view reason, std::string message);

  Error& Field(std::string_view field);
  Error& With(std::string_view key, const absl::AlphaNum& value);

  operator absl::Status() const;  // NOLINT(google-explicit-constructor): a builder stands for its result
  template <typename T>
  operator absl::StatusOr<T>() const {  // NOLINT(google-explicit-constructor)
    return absl::Status(*this);
  }

 private:
  absl::StatusCode code_;
  std::string message_;
  ErrorDetail detail_;
};

// `status` with one more fact about the failure. A status without detail gets none; OK stays OK.
absl::Status WithMetadata(const absl::Status& status, std::string_view key, const absl::AlphaNum& value);

// `status` with another reason, for a layer whose callers know the failure by another name. A status without detail
// stays.
absl::Status WithReason(const absl::Status& status, std::string_view reason);

// `status` about another field, for a layer whose callers send it in another message. A status without detail stays.
absl::Status WithField(const absl::Status& status, std::string_view field);

// The detail an Error put into `status`; nullopt where it carries none.
std::optional<ErrorDetail> GetErrorDetail(const absl::Status& status);

}  // namespace jianbao

#endif  // JIANBAO_LIBS_BASE_ERROR_H_
