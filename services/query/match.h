// From the query language's tree to the tree the index matches, at each step of loosening. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_MATCH_H_
#define JIANBAO_SERVICES_QUERY_MATCH_H_

#include <optional>

#include "absl/status/statusor.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "jianbao/type/v1/query.pb.h"
#include "services/query/language/tree.h"

namespace jianbao::query {

// What the index is asked for. Words loosen with `mode`; exclusions and filters stay as they are:
//   EXACT      each word as written
//   ALL_TERMS  each word's character pairs, all of them, wherever they stand
//   ANY_TERM   some of the character pairs of all words that were asked for together; a phrase or prefix beside them
//   may
//              be missing, but raises what has it, and is never taken apart
//
// InvalidArgument where a field's value means nothing in this archive (QUERY_GENRE_UNKNOWN,
// QUERY_PUBLICATION_MALFORMED, QUERY_PAGE_RANGE_TOO_WIDE). REQUIRES: `tree` is canonical over ArchiveFields(); `mode`
// is one of the three.
absl::StatusOr<type::v1::QueryNode> ToQueryNode(const language::Node& tree, v1::MatchMode mode);

// The language's tree that ToQueryNode() turns into `query` in mode EXACT; nullopt where the language cannot say it.
// REQUIRES: CheckQueryNode(query) is OK.
std::optional<language::Node> FromQueryNode(const type::v1::QueryNode& query);

// Lets each word that may be a person's name also find the articles that name this person in another form: a misprint,
// or a name the page broke. For queries of few terms; larger ones stay as they are.
void AddPersonSense(type::v1::QueryNode* query);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_MATCH_H_
