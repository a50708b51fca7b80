#include "services/index/engine/value_column.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace jianbao::engine {

void ValueColumn::Builder::Add(std::string_view value, std::span<const LocalDoc> docs) {
  column_.texts_.append(value);
  column_.text_ends_.push_back(static_cast<uint32_t>(column_.texts_.size()));
  for (const LocalDoc doc : docs) {
    if (doc < size_) docs_.push_back(doc);
  }
  docs_end_.push_back(docs_.size());
}

ValueColumn ValueColumn::Builder::Finish() && {
  std::vector<uint32_t>& first = column_.first_;
  first.assign(size_t{size_} + 1, 0);
  for (const LocalDoc doc : docs_) ++first[doc + 1];
  for (size_t doc = 0; doc < size_; ++doc) first[doc + 1] += first[doc];
  column_.values_.resize(docs_.size());
  std::vector<uint32_t> next(first.begin(), first.end() - 1);
  size_t at = 0;
  for (uint32_t value = 0; value < docs_end_.size(); ++value) {
    for (; at < docs_end_[value]; ++at) column_.values_[next[docs_[at]]++] = value;
  }
  return std::move(column_);
}

void ValueColumn::Count(const std::vector<uint64_t>& articles,
                        absl::FunctionRef<void(std::string_view, uint64_t)> visit) const {
  std::vector<uint32_t> counts(text_ends_.size());
  const size_t words = std::min(articles.size(), (first_.size() + 62) / 64);
  for (size_t word = 0; word < words; ++word) {
    for (uint64_t rest = articles[word]; rest != 0; rest &= rest - 1) {
      const size_t doc = word * 64 + std::countr_zero(rest);
      for (uint32_t i = first_[doc]; i < first_[doc + 1]; ++i) ++counts[values_[i]];
    }
  }
  uint32_t begin = 0;
  for (size_t value = 0; value < counts.size(); ++value) {
    if (counts[value] > 0) visit(std::string_view(texts_).substr(begin, text_ends_[value] - begin), counts[value]);
    begin = text_ends_[value];
  }
}

}  // namespace jianbao::engine
