#include "services/ingest/entities/values.h"

#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "libs/text/chars.h"
#include "services/ingest/entities/character_set.h"

namespace jianbao::entities {
namespace {

struct Unit {
  std::u32string_view printed;
  const char* name;
};

constexpr Unit kCurrencies[] = {
    {U"元人民币", "CNY"}, {U"人民币", "CNY"}, {U"美元", "USD"}, {U"港元", "HKD"}, {U"港币", "HKD"}, {U"欧元", "EUR"},
    {U"英镑", "GBP"},     {U"日元", "JPY"},   {U"韩元", "KRW"}, {U"卢布", "RUB"}, {U"澳元", "AUD"}, {U"加元", "CAD"},
    {U"马克", "DEM"},     {U"法郎", "FRF"},   {U"元", "CNY"},   {U"块钱", "CNY"},
};

constexpr Unit kMeasures[] = {
    {U"平方公里", "km2"}, {U"平方米", "m2"},
    {U"立方米", "m3"},    {U"公里", "km"},
    {U"千米", "km"},      {U"厘米", "cm"},
    {U"毫米", "mm"},      {U"海里", "nmi"},
    {U"公顷", "ha"},      {U"公斤", "kg"},
    {U"千克", "kg"},      {U"千瓦时", "kWh"},
    {U"兆瓦", "MW"},      {U"千瓦", "kW"},
    {U"摄氏度", "°C"},    {U"毫克", "mg"},
    {U"毫升", "ml"},      {U"亩", "mu"},
    {U"米", "m"},         {U"吨", "t"},
    {U"斤", "jin"},       {U"克", "g"},
    {U"升", "l"},         {U"%", "%"},
    {U"℃", "°C"},         {U"个百分点", "percentage points"},
};

// 两 is a two that counts.
int CountingDigit(char32_t c) { return c == U'两' ? 2 : text::ChineseDigit(c); }

double Magnitude(char32_t c) {
  switch (c) {
    case U'十': return 1e1;
    case U'百': return 1e2;
    case U'千': return 1e3;
    case U'万': return 1e4;
    case U'亿': return 1e8;
    default: return 0;
  }
}

// A number as printed, with what multiplies it: 2.86亿, 3000, 三百五十万.
struct Number {
  double value = 0;
  uint32_t end = 0;
};

class ValueFinder {
 public:
  explicit ValueFinder(std::u32string_view chars) : chars_(chars) {}

  std::vector<Value> Find() {
    for (uint32_t at = 0; at < chars_.size();) {
      if (!StartsNumber(at)) {
        ++at;
        continue;
      }
      const uint32_t end = DateAt(at) ? values_.back().end : AmountAt(at);
      at = end > at ? end : SkipDigits(at);
    }
    return std::move(values_);
  }

 private:
  char32_t At(uint32_t at) const { return at < chars_.size() ? chars_[at] : U'\0'; }

  bool StartsNumber(uint32_t at) const {
    static constexpr CharacterSet kFigures(U"0123456789０１２３４５６７８９〇零一二两三四五六七八九十");
    return kFigures.Has(chars_[at]);
  }

  uint32_t SkipDigits(uint32_t at) const {
    uint32_t end = at + 1;
    while (end < chars_.size() && text::IsDigit(chars_[end]) && text::IsDigit(chars_[at])) ++end;
    return end;
  }

  // A whole number of at most four digits, in Arabic or Chinese figures, followed by `mark`.
  std::optional<std::pair<int, uint32_t>> Before(uint32_t at, char32_t mark) const {
    int value = 0;
    uint32_t end = at;
    for (; end - at < 4 && (text::IsDigit(At(end)) || CountingDigit(At(end)) >= 0 || At(end) == U'十'); ++end) {
      const char32_t c = At(end);
      if (c == U'十') {
        value = (value == 0 ? 1 : value) * 10;
        if (CountingDigit(At(end + 1)) > 0) value += CountingDigit(At(++end));
      } else {
        value = value * 10 + (text::IsDigit(c) ? static_cast<int>(c - U'0') : CountingDigit(c));
      }
    }
    if (end == at || At(end) != mark) return std::nullopt;
    return std::pair(value, end + 1);
  }

  bool DateAt(uint32_t at) {
    const auto year = Before(at, U'年');
    if (year && (year->first < 1000 || year->first > 2999)) return false;
    const uint32_t month_at = year ? year->second : at;
    const auto month = Before(month_at, U'月');
    if (month && (month->first < 1 || month->first > 12)) return false;
    std::optional<std::pair<int, uint32_t>> day;
    if (month) {
      day = Before(month->second, U'日');
      if (!day) day = Before(month->second, U'号');
      if (day && (day->first < 1 || day->first > 31)) day.reset();
    }
    if (!year && !day) return false;  // 三月 alone may be a length of time
    std::string value = year ? absl::StrFormat("%04d", year->first) : "-";
    if (month) value += absl::StrFormat("-%02d", month->first);
    if (day) value += absl::StrFormat("-%02d", day->first);
    values_.push_back({at,
                       day     ? day->second
                       : month ? month->second
                               : year->second,
                       ValueKind::kDate, std::move(value)});
    return true;
  }

  std::optional<Number> NumberAt(uint32_t at) const { return text::IsDigit(chars_[at]) ? ArabicAt(at) : ChineseAt(at); }

  Number ArabicAt(uint32_t at) const {
    std::string digits;
    uint32_t end = at;
    for (; end < chars_.size() && digits.size() < 20; ++end) {
      const char32_t c = chars_[end];
      if (text::IsDigit(c)) {
        digits += static_cast<char>(c);
      } else if (c == U'.' && text::IsDigit(At(end + 1)) && digits.find('.') == std::string::npos) {
        digits += '.';
      } else if (c != U',' || !ThreeDigitsAt(end + 1)) {
        break;
      }
    }
    return Multiplied({std::strtod(digits.c_str(), nullptr), end});
  }

  bool ThreeDigitsAt(uint32_t at) const {
    return text::IsDigit(At(at)) && text::IsDigit(At(at + 1)) && text::IsDigit(At(at + 2)) &&
           !text::IsDigit(At(at + 3));
  }

  Number Multiplied(Number number) const {
    while (Magnitude(At(number.end)) >= 1e2 || (Magnitude(At(number.end)) > 0 && Magnitude(At(number.end + 1)) > 0)) {
      number.value *= Magnitude(At(number.end++));
    }
    if (At(number.end) == U'多' || At(number.end) == U'余') ++number.end;
    return number;
  }

  // 三百五十万: sections of tens, hundreds and thousands, closed by 万 and 亿.
  std::optional<Number> ChineseAt(uint32_t at) const {
    double total = 0, section = 0, digit = 0;
    uint32_t end = at;
    for (; end < chars_.size() && end - at < 16; ++end) {
      const double magnitude = Magnitude(chars_[end]);
      if (CountingDigit(chars_[end]) >= 0) {
        digit = CountingDigit(chars_[end]);
      } else if (magnitude >= 1e4) {
        total += (section + digit) * magnitude;
        section = digit = 0;
      } else if (magnitude > 0) {
        section += (digit == 0 ? 1 : digit) * magnitude;
        digit = 0;
      } else {
        break;
      }
    }
    if (At(end) == U'多' || At(end) == U'余') ++end;
    return Number{total + section + digit, end};
  }

  // Money or a measure at `at`; returns its end, or `at`.
  uint32_t AmountAt(uint32_t at) {
    const std::optional<Number> number = NumberAt(at);
    if (!number) return at;
    const std::u32string_view rest = chars_.substr(number->end);
    static constexpr CharacterSet kUnitStarts(U"元人美港欧英日韩卢澳加马法块平立公千厘毫海兆摄亩米吨斤克升%℃个");
    if (rest.empty() || !kUnitStarts.Has(rest[0])) return number->end;
    for (const Unit& currency : kCurrencies) {
      if (rest.substr(0, currency.printed.size()) != currency.printed) continue;
      return Add(at, *number, currency, ValueKind::kMoney, absl::StrFormat("%s %.15g", currency.name, number->value));
    }
    for (const Unit& unit : kMeasures) {
      if (rest.substr(0, unit.printed.size()) != unit.printed) continue;
      return Add(at, *number, unit, ValueKind::kMeasure, absl::StrFormat("%.15g %s", number->value, unit.name));
    }
    return number->end;
  }

  uint32_t Add(uint32_t at, const Number& number, const Unit& unit, ValueKind kind, std::string value) {
    const auto end = static_cast<uint32_t>(number.end + unit.printed.size());
    values_.push_back({at, end, kind, std::move(value)});
    return end;
  }

  std::u32string_view chars_;
  std::vector<Value> values_;
};

}  // namespace

std::vector<Value> FindValues(std::u32string_view chars) { return ValueFinder(chars).Find(); }

}  // namespace jianbao::entities
