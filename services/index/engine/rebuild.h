// Building an index anew from another's stored records: the way to a new analyzer or format of postings. Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_REBUILD_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_REBUILD_H_

#include "absl/status/status.h"
#include "services/index/engine/bulk_loader.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

// Loads every issue of the index in `from`, which nobody may write meanwhile, into the empty store `to`. Only records
// are read, so `from` may have been written with another analyzer. Marks and corrections are kept; revisions go on from
// where `from` is, so that a revision once returned is never ahead of the new index. Fails as BulkLoader does, or with
// DataLoss RECORD_CORRUPT.
absl::Status RebuildIndex(const storage::Store& from, storage::Store* to, BulkLoadOptions options);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_REBUILD_H_
