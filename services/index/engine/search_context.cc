#include "services/index/engine/search_context.h"

#include "absl/time/clock.h"
#include "libs/base/error.h"

namespace jianbao::engine {

bool SearchContext::CheckNow() {
  if (!status_.ok()) return true;
  if (absl::Now() >= deadline_) {
    Fail(Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
               "the search did not end in time; allow more or ask for less"));
  } else if (cancelled_ && cancelled_()) {
    Fail(Error(absl::StatusCode::kCancelled, "CANCELLED", "the caller no longer wants the result"));
  }
  return !status_.ok();
}

bool SearchContext::Spent() {
  Fail(Error(absl::StatusCode::kResourceExhausted, "WORK_LIMIT_REACHED", "this takes more work than was allowed"));
  return true;
}

}  // namespace jianbao::engine
