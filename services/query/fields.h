// The fields of the archive that a query may name. docs/QUERY_LANGUAGE.md lists them for users; match.cc says what each
// one stands for in the index.
#ifndef JIANBAO_SERVICES_QUERY_FIELDS_H_
#define JIANBAO_SERVICES_QUERY_FIELDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "jianbao/type/v1/article.pb.h"
#include "services/query/language/field_catalog.h"

namespace jianbao::query {

// Lives for ever; thread-safe.
const language::FieldCatalog& ArchiveFields();

// With traditional characters made simplified; all others stay, as the index compares names byte by byte.
std::string Simplified(const std::string& name);

// "NEWS", "news" or "消息". InvalidArgument QUERY_GENRE_UNKNOWN, which lists what there is.
absl::StatusOr<type::v1::Article::Genre> ParseGenre(const std::string& value);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_FIELDS_H_
