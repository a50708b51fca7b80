// Where in a query something stands, and errors that point there. Pure functions and values; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_SOURCE_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_SOURCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "libs/base/error.h"

namespace jianbao::language {

// Half-open range of bytes of the query text, 0-based, both ends on character boundaries.
struct SourceRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  friend bool operator==(const SourceRange&, const SourceRange&) = default;
};

// An InvalidArgument whose metadata holds `position` and `end`, the bytes of `range`.
Error ErrorAt(SourceRange range, std::string_view reason, std::string message);

// Gives `status`, which has failed with an ErrorDetail, the position `range`.
absl::Status Locate(const absl::Status& status, SourceRange range);

// The position a failed status carries; nullopt where it has none.
std::optional<SourceRange> ErrorRange(const absl::Status& status);

// Two lines without a line feed at the end: the query, or the part of it around `range` where it is long, and a caret
// under each column of `range` (at least one). Wide characters take two columns, line breaks are shown as spaces.
//
//   标题:春耕 OR
//             ^^
std::string CaretSnippet(std::string_view query, SourceRange range);

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_SOURCE_H_
