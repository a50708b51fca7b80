// Whether a query makes sense and stays within limits, before anything is done for it. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_QUERY_CHECK_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_QUERY_CHECK_H_

#include "absl/status/status.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/query.h"

namespace jianbao::engine {

// InvalidArgument QUERY_TOO_LARGE or QUERY_INVALID where `query` breaks `limits` or makes no sense.
absl::Status ValidateQuery(const Query& query, const QueryLimits& limits);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_QUERY_CHECK_H_
