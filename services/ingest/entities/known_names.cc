#include "services/ingest/entities/known_names.h"

#include <algorithm>
#include <cassert>

namespace jianbao::entities {

void KnownNames::Add(std::u32string_view text, KnownKind kind) {
  assert(text.size() >= 2);
  std::vector<size_t>& same_start = by_start_[Start(text)];
  const bool known =
      std::any_of(same_start.begin(), same_start.end(), [&](size_t i) { return names_[i].text == text; });
  if (known) return;
  same_start.push_back(names_.size());
  names_.push_back({std::u32string(text), kind});
  starts_[text[0] % kFilterSize] = true;
}

void KnownNames::TakeBack(std::u32string_view text) {
  std::vector<size_t>& same_start = by_start_[Start(text)];
  same_start.erase(
      std::remove_if(same_start.begin(), same_start.end(), [&](size_t i) { return names_[i].text == text; }),
      same_start.end());
  Add(text, KnownKind::kNone);
}

}  // namespace jianbao::entities
