// From the bytes of a page file to article records. Stateless after construction of its tables; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_PARSER_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_PARSER_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/ingest/newspaper/records.h"
#include "services/ingest/newspaper/weights.h"

namespace jianbao::newspaper {

// What the caller knows and the page may not say. Supplied facts win over printed ones; a contradiction is a
// diagnostic.
struct ParseOptions {
  std::optional<text::Encoding> encoding;
  std::optional<std::string> publication;
  std::optional<absl::CivilDay> publish_date;
};

// Splits one page into articles. A layout it cannot follow is not an error: it yields fewer, larger articles and a
// diagnostic for each doubt. Errors are those of text::Decode().
absl::StatusOr<ParsedIssue> ParseIssue(std::string_view bytes, const ParseOptions& options);

// The same with other weights: for finding better ones.
absl::StatusOr<ParsedIssue> ParseIssue(std::string_view bytes, const ParseOptions& options, const Weights& weights);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_PARSER_H_
