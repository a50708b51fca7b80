#include "services/query/language/values.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/base/error.h"
#include "libs/base/status.h"

namespace jianbao::language {
namespace {

enum class Unit { kYear, kMonth, kDay };

struct Ends {
  std::string begin, end;
  bool is_range = false;
};

// Full-width digits and points, as Chinese input methods type them, become ASCII.
std::string HalfWidth(std::string_view text) {
  return absl::StrReplaceAll(std::string(text), {{"０", "0"},
                                                 {"１", "1"},
                                                 {"２", "2"},
                                                 {"３", "3"},
                                                 {"４", "4"},
                                                 {"５", "5"},
                                                 {"６", "6"},
                                                 {"７", "7"},
                                                 {"８", "8"},
                                                 {"９", "9"},
                                                 {"．", "."},
                                                 {"－", "-"}});
}

Ends SplitRange(const std::string& text) {
  const size_t dots = text.find("..");
  if (dots == std::string::npos) return {text, text, false};
  return {text.substr(0, dots), text.substr(dots + 2), true};
}

Error Reversed(const std::string& begin, const std::string& end) {
  return Error(absl::StatusCode::kInvalidArgument, "QUERY_RANGE_REVERSED",
               absl::StrCat("the range ends before it begins, want ", end, "..", begin));
}

// A year, month or day as written, e.g. {2023, 11}; empty where it is none.
std::vector<int> DateParts(absl::string_view text) {
  if (absl::StrContains(text, "月")) absl::ConsumeSuffix(&text, "日");
  if (!absl::ConsumeSuffix(&text, "月")) absl::ConsumeSuffix(&text, "年");
  const std::string iso = absl::StrReplaceAll(text, {{"年", "-"}, {"月", "-"}, {"/", "-"}, {".", "-"}});
  std::vector<int> parts;
  for (const absl::string_view piece : absl::StrSplit(iso, '-')) {
    const size_t max_digits = parts.empty() ? 4 : 2;
    int number = 0;
    for (const char c : piece) {
      if (!absl::ascii_isdigit(c)) return {};
    }
    if (piece.size() > max_digits || (parts.empty() && piece.size() < 4) || !absl::SimpleAtoi(piece, &number)) {
      return {};
    }
    parts.push_back(number);
  }
  if (parts.size() > 3 || parts[0] == 0) return {};
  return parts;
}

struct Days {
  absl::CivilDay first, last;
};

absl::StatusOr<Days> ParseDate(const std::string& text) {
  const std::vector<int> parts = DateParts(text);
  const auto year = parts.empty() ? 0 : parts[0];
  if (parts.size() == 1) return Days{absl::CivilDay(year, 1, 1), absl::CivilDay(year, 12, 31)};
  if (parts.size() == 2 && parts[1] >= 1 && parts[1] <= 12) {
    const absl::CivilMonth month(year, parts[1]);
    return Days{absl::CivilDay(month), absl::CivilDay(month + 1) - 1};
  }
  if (parts.size() == 3) {
    const absl::CivilDay day(year, parts[1], parts[2]);
    if (day.month() == parts[1] && day.day() == parts[2]) return Days{day, day};
  }
  return Error(absl::StatusCode::kInvalidArgument, "QUERY_DATE_INVALID",
               absl::StrCat("\"", text,
                            "\" is no date, want one like 2023, 2023-11, 2023-11-09 or a range like "
                            "2023-01..2023-06, 2023-01.. or ..2023-06"));
}

std::string FormatDay(absl::CivilDay day, Unit unit) {
  switch (unit) {
    case Unit::kYear: return absl::StrFormat("%04d", day.year());
    case Unit::kMonth: return absl::StrFormat("%04d-%02d", day.year(), day.month());
    case Unit::kDay: break;
  }
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

absl::StatusOr<uint32_t> ParseNumber(const std::string& text) {
  uint32_t number = 0;
  if (text.size() <= 7 && absl::SimpleAtoi(text, &number) && absl::ascii_isdigit(text[0]) && number <= kMaxNumber) {
    return number;
  }
  return Error(absl::StatusCode::kInvalidArgument, "QUERY_NUMBER_INVALID",
               absl::StrCat("\"", text, "\" is no number from 0 to ", kMaxNumber,
                            ", want one like 4 or a range like "
                            "1..4, 2.. or ..4"));
}

Error OpenRange() {
  return Error(absl::StatusCode::kInvalidArgument, "QUERY_RANGE_OPEN",
               "the range is open at both ends and so restricts nothing, want a first or a last value");
}

bool InBounds(absl::CivilDay day) { return day.year() >= 1600 && day.year() <= 2999; }

// CheckRange(), with the ends as they were written.
absl::Status CheckRange(const DateRange& range, const std::string& begin, const std::string& end) {
  if (!range.first && !range.last) return OpenRange();
  if ((range.first && !InBounds(*range.first)) || (range.last && !InBounds(*range.last))) {
    return Error(absl::StatusCode::kInvalidArgument, "QUERY_DATE_INVALID", "a year must lie between 1600 and 2999");
  }
  if (range.first && range.last && *range.last < *range.first) return Reversed(begin, end);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DateRange> ParseDateRange(std::string_view text) {
  const Ends ends = SplitRange(HalfWidth(text));
  DateRange range;
  if (!ends.begin.empty() || !ends.is_range) {
    JIANBAO_ASSIGN_OR_RETURN(const Days days, ParseDate(ends.begin));
    range.first = days.first;
  }
  if (!ends.end.empty() || !ends.is_range) {
    JIANBAO_ASSIGN_OR_RETURN(const Days days, ParseDate(ends.end));
    range.last = days.last;
  }
  JIANBAO_RETURN_IF_ERROR(CheckRange(range, ends.begin, ends.end));
  return range;
}

std::string FormatDateRange(const DateRange& range) {
  const auto fits = [&range](Unit unit) {
    const auto begins = [unit](absl::CivilDay day) {
      return day.day() == 1 && (unit == Unit::kMonth || day.month() == 1);
    };
    return (!range.first || begins(*range.first)) && (!range.last || begins(*range.last + 1));
  };
  const Unit unit = fits(Unit::kYear) ? Unit::kYear : fits(Unit::kMonth) ? Unit::kMonth : Unit::kDay;
  const std::string begin = range.first ? FormatDay(*range.first, unit) : "";
  const std::string end = range.last ? FormatDay(*range.last, unit) : "";
  return begin == end ? begin : absl::StrCat(begin, "..", end);
}

absl::StatusOr<NumberRange> ParseNumberRange(std::string_view text) {
  const Ends ends = SplitRange(HalfWidth(text));
  NumberRange range;
  if (!ends.begin.empty() || !ends.is_range) {
    JIANBAO_ASSIGN_OR_RETURN(range.first, ParseNumber(ends.begin));
  }
  if (!ends.end.empty() || !ends.is_range) {
    JIANBAO_ASSIGN_OR_RETURN(range.last, ParseNumber(ends.end));
  }
  JIANBAO_RETURN_IF_ERROR(CheckRange(range));
  return range;
}

std::string FormatNumberRange(const NumberRange& range) {
  const std::string begin = range.first ? absl::StrCat(*range.first) : "";
  const std::string end = range.last ? absl::StrCat(*range.last) : "";
  return begin == end ? begin : absl::StrCat(begin, "..", end);
}

absl::Status CheckRange(const DateRange& range) {
  return CheckRange(range, range.first ? FormatDay(*range.first, Unit::kDay) : "",
                    range.last ? FormatDay(*range.last, Unit::kDay) : "");
}

absl::Status CheckRange(const NumberRange& range) {
  if (!range.first && !range.last) return OpenRange();
  if (range.first.value_or(0) > kMaxNumber || range.last.value_or(0) > kMaxNumber) {
    return Error(absl::StatusCode::kInvalidArgument, "QUERY_NUMBER_INVALID",
                 absl::StrCat("a number must lie between 0 and ", kMaxNumber));
  }
  if (range.first && range.last && *range.last < *range.first) {
    return Reversed(absl::StrCat(*range.first), absl::StrCat(*range.last));
  }
  return absl::OkStatus();
}

}  // namespace jianbao::language
