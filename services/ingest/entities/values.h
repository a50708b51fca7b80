// Dates, sums of money and measures as typed values. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_VALUES_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_VALUES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jianbao::entities {

enum class ValueKind : uint8_t { kDate, kMoney, kMeasure };

struct Value {
  uint32_t begin = 0;
  uint32_t end = 0;
  ValueKind kind = ValueKind::kDate;
  // Dates in ISO 8601, as much as is printed: 2023-10-21, 2023-10, 2023, --10-21. Money: ISO 4217 code and amount.
  // Measures: amount and unit.
  std::string value;
};

// The values of `chars`, folded text, in text order.
std::vector<Value> FindValues(std::u32string_view chars);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_VALUES_H_
