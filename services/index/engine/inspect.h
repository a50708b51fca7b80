// What the index in a store says of itself, without opening or changing it: for backups and other tools that meet
// indexes of any release. Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_INSPECT_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_INSPECT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "services/index/engine/document.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

struct IndexSummary {
  Revision revision;
  uint64_t issues = 0;
  uint64_t documents = 0;
  uint32_t format_version = 0;
  std::string analyzer;  // id and version
};

// NotFound INDEX_NOT_FOUND where the store holds none; FailedPrecondition INDEX_BULK_LOAD_INTERRUPTED; DataLoss when
// its own records are damaged (RECORD_CORRUPT) or a segment it names is not there (SEGMENT_CORRUPT).
absl::StatusOr<IndexSummary> InspectIndex(const storage::Store& store);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_INSPECT_H_
