// Compares the rows that say who and what is named where with the articles they were made from. Belongs to one thread.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_ENTITY_INTEGRITY_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_ENTITY_INTEGRITY_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/view.h"

namespace jianbao::engine {

// Rows and counts are added up to numbers that depend on no order, so that memory stays small (16 bytes an article);
// only where the sums differ are single rows compared, and named.
class EntityRowChecker {
 public:
  // `view` must outlive this.
  explicit EntityRowChecker(const View& view);

  // For every live article, once.
  void Expect(DocId doc, const Document& document);
  // Then: says what is wrong with the rows that are stored. An error when they cannot be read at all.
  absl::Status Compare(absl::FunctionRef<void(std::string problem)> report);

 private:
  using Rows = std::map<std::string, std::string>;

  // Adds the stored rows up and reports those that cannot be read.
  absl::Status AddUpRows(absl::FunctionRef<void(std::string)> report);
  absl::Status AddUpCounts(absl::FunctionRef<void(std::string)> report);
  // Compare row by row where the sums differ.
  absl::Status CompareRows(absl::FunctionRef<void(std::string)> report);
  absl::Status CompareCounts(absl::FunctionRef<void(std::string)> report);

  const View& view_;
  EntityChanges changes_;
  // By article: what its record asks for minus what is stored.
  std::vector<uint64_t> rows_;
  // By part of the key's hash, likewise.
  std::vector<uint64_t> counts_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_ENTITY_INTEGRITY_H_
