// Dates and numbers as queries write them. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_VALUES_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_VALUES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/query/language/tree.h"

namespace jianbao::language {

// 2023, 2023-11, 2023-11-09 (also 2023/11/9, 2023.11.9, 2023年11月9日), and ranges A..B, A.. and ..B, whose ends count
// whole: 2023..2024-02 ends on the leap day. The result has no field.
// InvalidArgument QUERY_DATE_INVALID or QUERY_RANGE_REVERSED.
absl::StatusOr<DateRange> ParseDateRange(std::string_view text);
// The shortest form ParseDateRange reads back as `range`. REQUIRES: one end at least is there.
std::string FormatDateRange(const DateRange& range);

// 4, 1..4, 2.. and ..4, up to kMaxNumber. The result has no field.
// InvalidArgument QUERY_NUMBER_INVALID or QUERY_RANGE_REVERSED.
constexpr uint32_t kMaxNumber = 1'000'000;
absl::StatusOr<NumberRange> ParseNumberRange(std::string_view text);
std::string FormatNumberRange(const NumberRange& range);

// What is wrong with a range someone else built: QUERY_RANGE_OPEN (no end at all), QUERY_RANGE_REVERSED, or an end
// out of bounds.
absl::Status CheckRange(const DateRange& range);
absl::Status CheckRange(const NumberRange& range);

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_VALUES_H_
