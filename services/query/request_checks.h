// Checks that several requests share, and the errors they give. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_REQUEST_CHECKS_H_
#define JIANBAO_SERVICES_QUERY_REQUEST_CHECKS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/error.h"
#include "services/query/page_token.h"

namespace jianbao::query {

// InvalidArgument `reason` about `field`.
Error Invalid(const char* reason, std::string message, const char* field);

// `requested`, `default_size` for 0, at most `max_size`. InvalidArgument PAGE_SIZE_NEGATIVE.
absl::StatusOr<int> PageSize(int32_t requested, int default_size, int max_size, const char* field);

// A field of a request that may be absent.
struct OptionalDate {
  bool present = false;
  const std::string& text;
  const char* field;
};

// InvalidArgument DATE_MALFORMED, DATE_RANGE_REVERSED.
absl::Status CheckDates(const OptionalDate& earliest, const OptionalDate& latest);

// Equal for all pages of one listing: the request without what may differ from page to page.
template <typename Request>
uint64_t ListingFingerprint(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return RequestFingerprint(request);
}

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_REQUEST_CHECKS_H_
