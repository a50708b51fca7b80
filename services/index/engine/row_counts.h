// What rows that count something say, as the store holds it, remembered between writes: who is named today was often
// named yesterday, and a count is read only to be written again. One thread at a time.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_ROW_COUNTS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_ROW_COUNTS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

// Keys of rows, and what they count.
using CountedRows = std::vector<std::pair<std::string, int64_t>>;

class RowCounts {
 public:
  // At most `max_rows` are remembered, some 100 bytes each. `store` must outlive this; nobody else may change its rows.
  explicit RowCounts(const storage::Store* store, size_t max_rows = 200'000) : store_(store), max_rows_(max_rows) {}

  // 0 where there is no such row.
  absl::StatusOr<int64_t> Read(const std::string& key);
  // What was written. Call it once the store holds it.
  void Note(const CountedRows& rows);

 private:
  const storage::Store* const store_;
  const size_t max_rows_;
  absl::flat_hash_map<std::string, int64_t> known_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_ROW_COUNTS_H_
