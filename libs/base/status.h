// Propagating absl::Status: the two macros every fallible function uses, and context that keeps the code.
// Stateless and thread-safe.
#ifndef JIANBAO_LIBS_BASE_STATUS_H_
#define JIANBAO_LIBS_BASE_STATUS_H_

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace jianbao {

// Puts `context` and ": " before the message of a failed `status`; the code and every payload stay. OK stays OK.
absl::Status Annotate(const absl::Status& status, std::string_view context);

namespace internal {
inline absl::Status AsStatus(const absl::Status& status) { return status; }
template <typename T>
absl::Status AsStatus(const absl::StatusOr<T>& result) {
  return result.status();
}
}  // namespace internal
}  // namespace jianbao

// Returns from the enclosing function when `expr`, an absl::Status, has failed.
#define JIANBAO_RETURN_IF_ERROR(expr)                                 \
  do {                                                                \
    if (absl::Status jianbao_status = (expr); !jianbao_status.ok()) { \
      return jianbao_status;                                          \
    }                                                                 \
  } while (false)

#define JIANBAO_CONCAT_INNER(a, b) a##b
#define JIANBAO_CONCAT(a, b) JIANBAO_CONCAT_INNER(a, b)
#define JIANBAO_ASSIGN_OR_RETURN_IMPL(result, lhs, expr)        \
  auto result = (expr);                                         \
  if (!result.ok()) return jianbao::internal::AsStatus(result); \
  lhs = std::move(result).value()

// Evaluates `expr`, an absl::StatusOr<T>; returns its status from the enclosing function when it has failed, else
// moves the value into `lhs`, which may be a declaration.
#define JIANBAO_ASSIGN_OR_RETURN(lhs, expr) \
  JIANBAO_ASSIGN_OR_RETURN_IMPL(JIANBAO_CONCAT(jianbao_result_, __LINE__), lhs, expr)

#endif  // JIANBAO_LIBS_BASE_STATUS_H_
