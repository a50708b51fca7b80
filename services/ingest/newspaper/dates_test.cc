#include "services/ingest/newspaper/dates.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

Page Read(const std::string& file) { return Page(text::Decode(file, text::Encoding::kUtf8).value()); }

// "2023-10-21" with ? for what is not printed, for each date.
std::string Dates(const std::string& line) {
  const Page page = Read(line);
  std::string out;
  const auto part = [](std::optional<int> n) { return n ? std::to_string(*n) : std::string("?"); };
  for (const DateMention& date : FindDates(page, page.lines()[0].chars)) {
    out += (out.empty() ? "" : " ") + part(date.year) + "-" + part(date.month) + "-" + part(date.day);
  }
  return out;
}

TEST(DatesTest, EveryUsualFormIsRead) {
  EXPECT_EQ(Dates("2023年10月21日"), "2023-10-21");
  EXPECT_EQ(Dates("10 月 18 日上午"), "?-10-18");
  EXPECT_EQ(Dates("二〇二三年十月二十一日"), "2023-10-21");
  EXPECT_EQ(Dates("２０２３ 年 １２ 月 ５ 日"), "2023-12-5");
  EXPECT_EQ(Dates("2021-03-16"), "2021-3-16");
  EXPECT_EQ(Dates("今年前9月"), "?-9-?");
}

TEST(DatesTest, ARangeCountsAsItsFirstDay) {
  EXPECT_EQ(Dates("10月14-16日,考察团"), "?-10-14");
  EXPECT_EQ(Dates("3月15日至4月15日"), "?-3-15 ?-4-15");
}

TEST(DatesTest, NumbersThatAreNoDatesAreNot) {
  EXPECT_EQ(Dates("总投资 18.6 亿元,年产 3000 万套"), "");
  EXPECT_EQ(Dates("99999999999年"), "");
}

TEST(DatesTest, ADayWithoutYearIsTheLastOneNotLongAfterTheIssue) {
  const absl::CivilDay january(2024, 1, 4);
  EXPECT_EQ(Resolve({.month = 12, .day = 29}, january), absl::CivilDay(2023, 12, 29));
  EXPECT_EQ(Resolve({.month = 1, .day = 3}, january), absl::CivilDay(2024, 1, 3));
  EXPECT_EQ(Resolve({.month = 2, .day = 2}, january), absl::CivilDay(2024, 2, 2));
  EXPECT_EQ(Resolve({.month = 2, .day = 30}, january), std::nullopt);
}

TEST(DatesTest, TheLunarCalendarAgreesWithAPrintedOne) {
  EXPECT_EQ(text::ToUtf8(LunarDate(absl::CivilDay(2021, 3, 16))), "二月初四");
  EXPECT_EQ(text::ToUtf8(LunarDate(absl::CivilDay(2023, 12, 5))), "十月廿三");
  EXPECT_EQ(text::ToUtf8(LunarDate(absl::CivilDay(2023, 4, 1))), "闰二月十一");
}

TEST(DatesTest, WeekdayAndLunarDateAreFoundInALine) {
  EXPECT_EQ(text::ToUtf8(WeekdayIn(U"2021年3月16日星期二")), "星期二");
  const CharRange lunar = LunarDateIn(U"星期二农历辛丑年二月初四总第8期");
  EXPECT_EQ(lunar, (CharRange{3, 12}));
}

}  // namespace
}  // namespace jianbao::newspaper
