// The one shape every tree is brought to before it is used, and the rules it must keep, whether it was parsed from text
// or built by a client. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_CANONICAL_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_CANONICAL_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/query/language/field_catalog.h"
#include "services/query/language/limits.h"
#include "services/query/language/tree.h"

namespace jianbao::language {

// `tree` with field aliases replaced by canonical names, white space in terms tidied, And inside And and Or inside Or
// flattened, an excluded Or turned into several exclusions, and groups of one unwrapped.
// InvalidArgument says which rule is broken: every leaf names a known field of a fitting type and has something to
// search for, every And has an operand that is not excluded, and all limits but `max_bytes` hold.
absl::StatusOr<Node> Canonical(const Node& tree, const FieldCatalog& catalog, const Limits& limits);

// The same for one leaf. REQUIRES: `leaf` is neither And nor Or.
absl::StatusOr<Node> CanonicalLeaf(const Node& leaf, const FieldCatalog& catalog, const Limits& limits);

// Joins canonical nodes into a canonical one, except that with no operand left the result is an And of exclusions only,
// which OnlyExcludes() recognises and which must not survive.
Node JoinAnd(std::vector<Node> operands, std::vector<Node> excluded);
// REQUIRES: `operands` is not empty and none of them OnlyExcludes().
Node JoinOr(std::vector<Node> operands);
bool OnlyExcludes(const Node& node);

// Groups inside groups; 0 for a leaf.
int Depth(const Node& node);
// Leaves, a Near counted with each of its words.
int TermCount(const Node& node);

// Why a query that only excludes is refused; the parser adds the position.
absl::Status OnlyExcludesError();
absl::Status TooManyTermsError(const Limits& limits);
absl::Status TooDeepError(const Limits& limits);

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_CANONICAL_H_
