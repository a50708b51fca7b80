#include "services/ingest/newspaper/dates.h"

#include <unicode/calendar.h>
#include <unicode/locid.h>

#include <array>
#include <memory>
#include <mutex>

#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

// ○ is how papers print the zero of a year.
int NumeralValue(char32_t c) { return c == U'○' ? 0 : text::ChineseDigit(c); }

bool IsDash(char32_t c) { return c == U'-' || c == U'至' || c == U'~'; }

// 二十一, 十, 廿一, 卅: up to 39, as days and months are written.
Number ReadTens(std::u32string_view text, size_t at) {
  Number out;
  size_t i = at;
  int units = -1;
  if (i < text.size() && (text[i] == U'廿' || text[i] == U'卅')) {
    out.value = text[i++] == U'廿' ? 20 : 30;
  } else {
    if (i < text.size() && NumeralValue(text[i]) > 0) units = NumeralValue(text[i++]);
    if (i == text.size() || text[i] != U'十') return out;
    out.value = (units < 0 ? 1 : units) * 10;
    ++i;
  }
  if (i < text.size() && NumeralValue(text[i]) > 0) out.value += NumeralValue(text[i++]);
  out.length = static_cast<uint32_t>(i - at);
  return out;
}

// Reads 年, 月, 日 around numbers, from one position on.
class DateReader {
 public:
  DateReader(std::u32string_view text, size_t at) : text_(text), at_(at) {}

  // The mention at the position, with `chars` relative to the text; nullopt where none begins here.
  std::optional<DateMention> Read() {
    const size_t begin = at_;
    DateMention date;
    if (!ReadNumeric(&date) && !ReadWritten(&date)) return std::nullopt;
    date.chars = {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
    return date;
  }

 private:
  bool Take(char32_t c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::optional<int> TakeNumber(int low, int high) {
    const Number number = ReadNumber(text_, at_);
    if (number.length == 0 || number.value < low || number.value > high) return std::nullopt;
    at_ += number.length;
    return number.value;
  }

  // 2021-03-16, 2021/3/16, 2021.3.16
  bool ReadNumeric(DateMention* date) {
    const size_t begin = at_;
    const auto year = TakeNumber(1900, 2100);
    if (year && at_ < text_.size() && (text_[at_] == U'-' || text_[at_] == U'/' || text_[at_] == U'.')) {
      const char32_t mark = text_[at_++];
      const auto month = TakeNumber(1, 12);
      if (month && Take(mark)) {
        if (const auto day = TakeNumber(1, 31)) {
          *date = {.year = year, .month = month, .day = day};
          return true;
        }
      }
    }
    at_ = begin;
    return false;
  }

  // 民国一〇三年: years are counted from 1912.
  std::optional<int> TakeRepublicanYear() {
    const size_t begin = at_;
    if (text_.substr(at_, 2) == U"中华") at_ += 2;
    if (text_.substr(at_, 2) == U"民国") {
      at_ += 2;
      const auto year = TakeNumber(1, 200);
      if (year && Take(U'年')) return *year + 1911;
    }
    at_ = begin;
    return std::nullopt;
  }

  bool ReadWritten(DateMention* date) {
    const size_t begin = at_;
    date->year = TakeRepublicanYear();
    if (!date->year) {
      date->year = TakeNumber(1900, 2100);
      if (date->year && !Take(U'年')) {
        date->year.reset();
        at_ = begin;
      }
    }
    const size_t after_year = at_;
    date->month = TakeNumber(1, 12);
    if (date->month && !Take(U'月')) {
      date->month.reset();
      at_ = after_year;
    }
    const size_t after_month = at_;
    if (!date->year || date->month) date->day = ReadDay();
    if (!date->day) at_ = after_month;
    return at_ > begin;
  }

  // 18日, 18号, 14-16日, 14日至16日
  std::optional<int> ReadDay() {
    const auto first = TakeNumber(1, 31);
    if (!first) return std::nullopt;
    if (at_ < text_.size() && IsDash(text_[at_])) {
      ++at_;
      if (!TakeNumber(1, 31)) return std::nullopt;
    }
    if (at_ < text_.size() && text_[at_] == U'、') {
      ++at_;
      if (!TakeNumber(1, 31)) return std::nullopt;
    }
    return Take(U'日') || Take(U'号') ? first : std::nullopt;
  }

  std::u32string_view text_;
  size_t at_;
};

int YearShift(std::u32string_view before) {
  if (before.size() < 2) return 0;
  const std::u32string_view word = before.substr(before.size() - 2);
  if (word == U"去年") return -1;
  return word == U"明年" ? 1 : 0;
}

}  // namespace

Number ReadNumber(std::u32string_view text, size_t at) {
  Number out;
  size_t i = at;
  while (i < text.size() && text[i] >= U'0' && text[i] <= U'9' && i - at < 5)
    out.value = out.value * 10 + static_cast<int>(text[i++] - U'0');
  if (i > at) {
    out.length = static_cast<uint32_t>(i - at);
    return out;
  }
  if (const Number tens = ReadTens(text, at); tens.length > 0) return tens;
  while (i < text.size() && NumeralValue(text[i]) >= 0 && i - at < 4)
    out.value = out.value * 10 + NumeralValue(text[i++]);
  out.length = static_cast<uint32_t>(i - at);
  return out;
}

std::vector<DateMention> FindDates(const Page& page, CharRange range) {
  std::vector<DateMention> out;
  const std::u32string_view text = page.Folded(range);
  for (size_t i = 0; i < text.size();) {
    const char32_t c = text[i];
    const bool digit = c >= U'0' && c <= U'9';
    const bool republic = c == U'民' && text.substr(i, 2) == U"民国";
    if (!digit && !republic && NumeralValue(c) < 0 && c != U'十' && c != U'廿') {
      ++i;
      continue;
    }
    if (auto date = DateReader(text, i).Read()) {
      date->year_shift = YearShift(text.substr(0, i));
      i = date->chars.end;
      date->chars = {range.begin + date->chars.begin, range.begin + date->chars.end};
      out.push_back(*date);
    } else {
      // 第3版 2022年…: white space may part two numbers, or stand inside one.
      const size_t end = i + std::max<uint32_t>(1, ReadNumber(text, i).length);
      for (++i; i < end && !page.GapBefore(range.begin + static_cast<uint32_t>(i));) ++i;
    }
  }
  return out;
}

std::optional<absl::CivilDay> DateLine(const Page& page, CharRange range) {
  if (range.size() < 6 || range.size() > 16) return std::nullopt;
  const std::vector<DateMention> dates = FindDates(page, range);
  if (dates.size() != 1 || !dates[0].Full() || dates[0].chars.size() + 2 < range.size()) return std::nullopt;
  return MakeDay(*dates[0].year, *dates[0].month, *dates[0].day);
}

std::optional<absl::CivilDay> MakeDay(int year, int month, int day) {
  const absl::CivilDay made(year, month, day);
  if (made.year() != year || made.month() != month || made.day() != day) return std::nullopt;
  return made;
}

std::optional<absl::CivilDay> Resolve(const DateMention& mention, absl::CivilDay issue) {
  if (!mention.HasDay()) return std::nullopt;
  if (mention.year) return MakeDay(*mention.year, *mention.month, *mention.day);
  const int year = static_cast<int>(issue.year()) + mention.year_shift;
  const auto same = MakeDay(year, *mention.month, *mention.day);
  if (mention.year_shift == 0 && same && *same > issue + 45) return MakeDay(year - 1, *mention.month, *mention.day);
  return same;
}

std::u32string WeekdayIn(std::u32string_view folded) {
  static constexpr std::array<std::u32string_view, 3> kPrefixes = {U"星期", U"礼拜", U"周"};
  for (const std::u32string_view prefix : kPrefixes) {
    for (size_t at = folded.find(prefix); at != std::u32string_view::npos; at = folded.find(prefix, at + 1)) {
      const size_t day = at + prefix.size();
      if (day < folded.size() &&
          std::u32string_view(U"一二三四五六日天").find(folded[day]) != std::u32string_view::npos) {
        return std::u32string(folded.substr(at, prefix.size() + 1));
      }
    }
  }
  return {};
}

std::u32string_view WeekdayName(absl::CivilDay day) {
  static constexpr std::array<std::u32string_view, 7> kNames = {U"星期一", U"星期二", U"星期三", U"星期四",
                                                                U"星期五", U"星期六", U"星期日"};
  return kNames[static_cast<size_t>(absl::GetWeekday(day))];
}

CharRange LunarDateIn(std::u32string_view folded) {
  static constexpr std::u32string_view kStems = U"甲乙丙丁戊己庚辛壬癸";
  static constexpr std::u32string_view kTail =
      U"甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥年闰正冬腊一二三四五六七八九十月初廿卅大小日";
  size_t begin = folded.find(U"农历");
  size_t end = begin + 2;
  if (begin == std::u32string_view::npos) {
    for (begin = 0; begin + 2 < folded.size(); ++begin) {
      if (kStems.find(folded[begin]) != std::u32string_view::npos && folded[begin + 2] == U'年') break;
    }
    if (begin + 2 >= folded.size()) return {};
    end = begin;
  } else if (end < folded.size() && folded[end] == U':') {
    ++end;
  }
  while (end < folded.size() && kTail.find(folded[end]) != std::u32string_view::npos) ++end;
  if (end - begin < 6) return {};
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

std::u32string LunarDate(absl::CivilDay day) {
  // Making an ICU calendar costs far more than asking it, and it may not be shared between threads unguarded.
  static std::mutex mutex;
  static const std::unique_ptr<icu::Calendar> kCalendar = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Calendar> made(icu::Calendar::createInstance(icu::TimeZone::createTimeZone("Asia/Shanghai"),
                                                                      icu::Locale("zh@calendar=chinese"), status));
    return U_SUCCESS(status) ? std::move(made) : nullptr;
  }();
  if (kCalendar == nullptr) return {};
  const std::lock_guard<std::mutex> lock(mutex);
  UErrorCode status = U_ZERO_ERROR;
  const double noon_in_china = static_cast<double>(day - absl::CivilDay(1970, 1, 1)) * 86400000.0 + 4 * 3600000.0;
  kCalendar->setTime(noon_in_china, status);
  const int month = kCalendar->get(UCAL_MONTH, status), date = kCalendar->get(UCAL_DATE, status);
  const bool leap = kCalendar->get(UCAL_IS_LEAP_MONTH, status) != 0;
  if (U_FAILURE(status) || month < 0 || month > 11 || date < 1 || date > 30) return {};
  static constexpr std::u32string_view kMonths[] = {U"正", U"二", U"三", U"四", U"五",   U"六",
                                                    U"七", U"八", U"九", U"十", U"十一", U"十二"};
  static constexpr std::u32string_view kUnits = U"十一二三四五六七八九";
  static constexpr std::u32string_view kTens[] = {U"初", U"十", U"廿", U"三"};
  std::u32string out = leap ? U"闰" : U"";
  out += kMonths[month];
  out += U"月";
  out += date == 20 ? U"二" : date == 10 ? U"初" : kTens[date / 10];
  out += kUnits[static_cast<size_t>(date % 10)];
  return out;
}

}  // namespace jianbao::newspaper
