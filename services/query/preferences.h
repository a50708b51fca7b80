// What raises an article in a ranking without being asked for: words side by side, names as such, single characters.
// Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_PREFERENCES_H_
#define JIANBAO_SERVICES_QUERY_PREFERENCES_H_

#include <vector>

#include "absl/status/status.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "jianbao/type/v1/query.pb.h"

namespace jianbao::query {

// InvalidArgument RANKING_OUT_OF_RANGE, DATE_MALFORMED, with the field.
absl::Status CheckRanking(const type::v1::Ranking& ranking);

// The preferred nodes for `query`, what ToQueryNode() made of a query text at `mode`. REQUIRES: CheckRanking() is OK.
std::vector<type::v1::QueryNode> Preferences(const type::v1::QueryNode& query, v1::MatchMode mode,
                                             const type::v1::Ranking& ranking);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_PREFERENCES_H_
