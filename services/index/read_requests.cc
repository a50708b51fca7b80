#include "services/index/read_requests.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "libs/base/error.h"

namespace jianbao::index {

int Clamped(int requested, int if_zero, int max) { return requested <= 0 ? if_zero : std::min(requested, max); }

absl::Status MalformedPageToken(std::string_view field) {
  return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MALFORMED",
               "malformed page token, want next_page_token of the page before or nothing")
      .Field(field);
}

absl::StatusOr<std::string> KeyOfPageToken(const std::string& token, std::string_view field) {
  std::string key;
  if (!absl::WebSafeBase64Unescape(token, &key)) return MalformedPageToken(field);
  return key;
}

engine::ReadControl ControlOf(const rpc::CallContext& call) {
  return {call.deadline(), [&call] { return call.cancelled(); }};
}

}  // namespace jianbao::index
