#include "services/index/engine/row_counts.h"

#include "libs/base/status.h"
#include "services/index/engine/entity_rows.h"

namespace jianbao::engine {

absl::StatusOr<int64_t> RowCounts::Read(const std::string& key) {
  const auto at = known_.find(key);
  if (at != known_.end()) return at->second;
  return ReadCount(*store_, nullptr, key);
}

void RowCounts::Note(const CountedRows& rows) {
  // Whoever is named often comes back soon.
  if (known_.size() + rows.size() > max_rows_) known_.clear();
  for (const auto& [key, count] : rows) known_[key] = count;
}

}  // namespace jianbao::engine
