// GoogleTest matchers for absl::Status and absl::StatusOr (Debian's abseil has none). Tests only.
#ifndef JIANBAO_LIBS_BASE_STATUS_MATCHERS_H_
#define JIANBAO_LIBS_BASE_STATUS_MATCHERS_H_

#include <string>

#include "gmock/gmock.h"
#include "libs/base/error.h"
#include "libs/base/status.h"

namespace jianbao {

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  const absl::Status status = internal::AsStatus(arg);
  if (!status.ok()) *result_listener << status;
  return status.ok();
}

MATCHER_P(StatusIs, code, "has status code " + absl::StatusCodeToString(code)) {
  const absl::Status status = internal::AsStatus(arg);
  *result_listener << status;
  return status.code() == code;
}

// Code and machine-readable reason.
MATCHER_P2(ErrorIs, code, reason, "is " + absl::StatusCodeToString(code) + " with reason " + std::string(reason)) {
  const absl::Status status = internal::AsStatus(arg);
  *result_listener << status;
  const auto detail = GetErrorDetail(status);
  return status.code() == code && detail.has_value() && detail->reason == reason;
}

MATCHER_P(IsOkAndHolds, matcher, "is OK and holds a value that matches") {
  if (!arg.ok()) {
    *result_listener << arg.status();
    return false;
  }
  return testing::ExplainMatchResult(matcher, *arg, result_listener);
}

}  // namespace jianbao

#define EXPECT_OK(expr) EXPECT_THAT(expr, ::jianbao::IsOk())
#define ASSERT_OK(expr) ASSERT_THAT(expr, ::jianbao::IsOk())
#define JIANBAO_ASSERT_OK_AND_ASSIGN_IMPL(result, lhs, expr) \
  auto result = (expr);                                      \
  ASSERT_OK(result);                                         \
  lhs = std::move(result).value()
#define ASSERT_OK_AND_ASSIGN(lhs, expr) \
  JIANBAO_ASSERT_OK_AND_ASSIGN_IMPL(JIANBAO_CONCAT(jianbao_test_result_, __LINE__), lhs, expr)

#endif  // JIANBAO_LIBS_BASE_STATUS_MATCHERS_H_
