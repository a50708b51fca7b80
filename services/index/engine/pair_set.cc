#include "services/index/engine/pair_set.h"

namespace jianbao::engine {

std::optional<PairSet> PairSet::Parse(std::string_view bytes) {
  // The C++ class throws at bytes that are no set.
  auto* const parsed = roaring_bitmap_portable_deserialize_safe(bytes.data(), bytes.size());
  if (parsed == nullptr) return std::nullopt;
  PairSet set;
  set.pairs_ = internal::RoaringBitmap(parsed);
  return set;
}

void PairSet::Add(char32_t first, char32_t second) {
  if (Covers(first, second)) pairs_.add(Pack(first, second));
}

std::string PairSet::Bytes() {
  pairs_.runOptimize();
  std::string bytes(pairs_.getSizeInBytes(), '\0');
  pairs_.write(bytes.data());
  return bytes;
}

}  // namespace jianbao::engine
