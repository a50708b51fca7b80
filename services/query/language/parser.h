// The query language: from text to a tree, or to an error that points at the place and says what would be right.
// docs/QUERY_LANGUAGE.md is its reference. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_PARSER_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_PARSER_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "services/query/language/field_catalog.h"
#include "services/query/language/limits.h"
#include "services/query/language/source.h"
#include "services/query/language/tree.h"

namespace jianbao::language {

// The canonical tree of `query`. Any bytes are safe to pass; time is linear in their number.
//
//   query   = and { OR and }                    OR binds weaker than AND
//   and     = operand { [ AND ] operand }       words side by side must all be found
//   operand = [ "-" | NOT ] ( [ field ":" ] ( word | prefix "*" | phrase [ "~" n ] | range | "(" query ")" ) )
//
// InvalidArgument with an ErrorDetail; ErrorRange() tells where (absent for QUERY_TOO_LONG), CaretSnippet() shows it.
absl::StatusOr<Node> ParseQuery(std::string_view query, const FieldCatalog& catalog, const Limits& limits = {});

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_PARSER_H_
