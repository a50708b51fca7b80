// What the reads of this service take from their requests in the same way: page sizes, page tokens and how long a call
// may last. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_READ_REQUESTS_H_
#define JIANBAO_SERVICES_INDEX_READ_REQUESTS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "libs/rpc/call_context.h"
#include "services/index/engine/engine.h"

namespace jianbao::index {

// How many items a page or list holds: `if_zero` where none or a negative number is asked for, at most `max`.
int Clamped(int requested, int if_zero, int max);

// INVALID_ARGUMENT PAGE_TOKEN_MALFORMED.
absl::Status MalformedPageToken(std::string_view field);

// The key of the engine behind which the page begins; empty for the first page.
absl::StatusOr<std::string> KeyOfPageToken(const std::string& token, std::string_view field);

// The number behind which the page begins; 0 for the first page.
template <typename Number>
absl::StatusOr<Number> NumberOfPageToken(const std::string& token, std::string_view field) {
  Number number = 0;
  if (!token.empty() && !absl::SimpleAtoi(token, &number)) return MalformedPageToken(field);
  return number;
}

// `call` must outlive the result.
engine::ReadControl ControlOf(const rpc::CallContext& call);

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_READ_REQUESTS_H_
