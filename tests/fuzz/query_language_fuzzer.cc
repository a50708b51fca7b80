// Any bytes as a query: it parses to a tree that prints and reads back the same, or the error points into the text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "services/query/language/parser.h"
#include "services/query/language/printer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace jianbao::language;  // NOLINT(google-build-using-namespace)
  static const auto* const kCatalog = new FieldCatalog({{"headline", {"标题"}, FieldType::kText},
                                                        {"person", {"人物"}, FieldType::kName},
                                                        {"date", {"日期"}, FieldType::kDate},
                                                        {"page", {"版"}, FieldType::kNumber}});
  const std::string_view query(reinterpret_cast<const char*>(data), size);
  const auto tree = ParseQuery(query, *kCatalog);
  if (tree.ok()) {
    const auto again = ParseQuery(PrintQuery(*tree), *kCatalog, {.max_bytes = 1 << 20});
    if (!again.ok() || *again != *tree) std::abort();
  } else if (const auto range = ErrorRange(tree.status())) {
    if (range->begin > range->end || range->end > query.size()) std::abort();
    if (CaretSnippet(query, *range).find('^') == std::string::npos) std::abort();
  }
  return 0;
}
