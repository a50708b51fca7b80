// Dates as a page prints them: 2023年10月21日, 10 月 14-16 日, 二〇二三年十月二十一日, 2021-03-16. Pure functions.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_DATES_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_DATES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/ingest/newspaper/page.h"

namespace jianbao::newspaper {

// A date as far as it is printed. A range of days counts as its first day.
struct DateMention {
  CharRange chars;
  std::optional<int> year;
  std::optional<int> month;
  std::optional<int> day;
  int year_shift = 0;  // -1 behind 去年, +1 behind 明年

  bool HasDay() const { return month && day; }
  bool Full() const { return year && month && day; }
};

std::vector<DateMention> FindDates(const Page& page, CharRange range);

// The whole of `range` is one full date, as under a notice.
std::optional<absl::CivilDay> DateLine(const Page& page, CharRange range);

// nullopt where there is no such day.
std::optional<absl::CivilDay> MakeDay(int year, int month, int day);

// The day `mention` means when it is printed in an issue of `issue`: without a printed year, the last one not later
// than a month after the issue. nullopt when month or day is missing or no such day exists.
std::optional<absl::CivilDay> Resolve(const DateMention& mention, absl::CivilDay issue);

// 星期一 … 星期日, or 周一 …; empty where none is printed. As printed.
std::u32string WeekdayIn(std::u32string_view folded);
// 星期二 for a Tuesday.
std::u32string_view WeekdayName(absl::CivilDay day);

// 农历庚子年九月初四 as printed in `folded`, as a range relative to it; empty where none is printed.
CharRange LunarDateIn(std::u32string_view folded);
// Month and day of the traditional calendar on `day`, as 九月初四.
std::u32string LunarDate(absl::CivilDay day);

// The number at text[at], in digits or Chinese numerals (二〇二三, 二十一, 廿一), and how many characters it takes (0:
// none).
struct Number {
  int value = 0;
  uint32_t length = 0;
};
Number ReadNumber(std::u32string_view text, size_t at);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_DATES_H_
