#include "services/query/request_checks.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status.h"
#include "libs/names/names.h"

namespace jianbao::query {

Error Invalid(const char* reason, std::string message, const char* field) {
  Error error(absl::StatusCode::kInvalidArgument, reason, std::move(message));
  return error.Field(field);
}

absl::StatusOr<int> PageSize(int32_t requested, int default_size, int max_size, const char* field) {
  if (requested < 0) {
    return Invalid("PAGE_SIZE_NEGATIVE", absl::StrCat("page size is ", requested, ", want 0 or more"), field);
  }
  return requested == 0 ? default_size : std::min<int>(requested, max_size);
}

absl::Status CheckDates(const OptionalDate& earliest, const OptionalDate& latest) {
  absl::CivilDay first, last;
  if (earliest.present) {
    JIANBAO_ASSIGN_OR_RETURN(first, names::ParseDate(earliest.text, earliest.field));
  }
  if (latest.present) {
    JIANBAO_ASSIGN_OR_RETURN(last, names::ParseDate(latest.text, latest.field));
  }
  if (earliest.present && latest.present && last < first) {
    return Invalid("DATE_RANGE_REVERSED", "the last day lies before the first, want them the other way round",
                   latest.field);
  }
  return absl::OkStatus();
}

}  // namespace jianbao::query
