// From a tree back to text. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_PRINTER_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_PRINTER_H_

#include <string>

#include "services/query/language/tree.h"

namespace jianbao::language {

// The query in canonical form: canonical field names, ASCII operators, a group in parentheses wherever one stands
// inside another. For every canonical tree ParseQuery(PrintQuery(tree)) == tree.
std::string PrintQuery(const Node& tree);

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_PRINTER_H_
