// Which values the articles of a leaf have, article by article: the lists of a kind of filter term turned around, so
// that counting values over some articles costs as much as those articles have, however many values the leaf knows.
//
// Immutable and thread-safe. Takes 4 bytes an article and a value of an article, and the values' texts once.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_VALUE_COLUMN_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_VALUE_COLUMN_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "services/index/engine/postings.h"

namespace jianbao::engine {

class ValueColumn {
 public:
  class Builder;

  // Calls `visit` with each value that one of `articles`, one bit an article, has, and with how many of them have it,
  // in the order the values were added. The views are good as long as the column is.
  void Count(const std::vector<uint64_t>& articles,
             absl::FunctionRef<void(std::string_view value, uint64_t count)> visit) const;

 private:
  std::vector<uint32_t> first_;   // of each article, into values_; one more at the end
  std::vector<uint32_t> values_;  // numbers of values
  std::string texts_;
  std::vector<uint32_t> text_ends_;  // by number of value
};

class ValueColumn::Builder {
 public:
  // `size`: articles of the leaf.
  explicit Builder(LocalDoc size) : size_(size) {}

  // REQUIRES: `value` was not added before; `docs` ascend.
  void Add(std::string_view value, std::span<const LocalDoc> docs);
  ValueColumn Finish() &&;

 private:
  const LocalDoc size_;
  ValueColumn column_;
  std::vector<LocalDoc> docs_;    // of all values in turn
  std::vector<size_t> docs_end_;  // by number of value
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_VALUE_COLUMN_H_
