// Checks on what comes into the index. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_VALIDATE_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_VALIDATE_H_

#include "absl/status/status.h"
#include "services/index/engine/engine.h"

namespace jianbao::engine {

// InvalidArgument DOCUMENT_INVALID, its field says which, or ResourceExhausted DOCUMENT_TOO_LARGE.
absl::Status ValidateIssue(const IssueRecord& issue, const EngineOptions& options);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_VALIDATE_H_
