// The fields a query may name. The language knows none by itself: whoever parses passes the catalogue in.
// Immutable after construction, hence thread-safe; it owns its strings.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_FIELD_CATALOG_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_FIELD_CATALOG_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"

namespace jianbao::language {

enum class FieldType {
  kText,    // running text: words, prefixes, phrases, proximity
  kName,    // a name or word of a fixed set, compared as a whole: words and phrases
  kDate,    // days and ranges of days
  kNumber,  // whole numbers and ranges of them
};

struct FieldSpec {
  std::string name;                  // canonical; lower-case ASCII letters and '_'; what the printer writes
  std::vector<std::string> aliases;  // other names, e.g. Chinese ones
  FieldType type = FieldType::kText;
  // What is wrong with a value of a field whose names are of a fixed set; empty: any name will do.
  std::function<absl::Status(const std::string&)> check = nullptr;
};

class FieldCatalog {
 public:
  // REQUIRES: no name or alias is empty, occurs twice or holds a character with a meaning in queries.
  explicit FieldCatalog(std::vector<FieldSpec> fields);

  // By name or alias, ASCII letters in either case; nullptr where there is none. The result lives as long as the
  // catalogue.
  const FieldSpec* Find(std::string_view name) const;

  // Canonical names and aliases for error messages: "headline (标题), body (正文), …".
  const std::string& description() const { return description_; }
  const std::vector<FieldSpec>& fields() const { return fields_; }

 private:
  std::vector<FieldSpec> fields_;
  absl::flat_hash_map<std::string, size_t> index_;  // lower-case name or alias -> position in fields_
  std::string description_;
};

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_FIELD_CATALOG_H_
