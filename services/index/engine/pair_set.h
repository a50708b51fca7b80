// Which pairs of letters stand side by side in the articles of a segment, in whatever field. A misspelt word is
// compared with hundreds of others, most of which no article holds; to ask one set is cheaper than to ask for a list a
// field.
//
// Letters outside the basic plane are not kept. Immutable but for Add(); thread-compatible.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_PAIR_SET_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_PAIR_SET_H_

#include <optional>
#include <string>
#include <string_view>

#include "services/index/engine/doc_set.h"

namespace jianbao::engine {

class PairSet {
 public:
  // Whether a set can tell of the pair.
  static bool Covers(char32_t first, char32_t second) { return first <= kMax && second <= kMax; }
  // What Bytes() gave; nullopt where the bytes are none.
  static std::optional<PairSet> Parse(std::string_view bytes);

  // Those it does not cover are left out.
  void Add(char32_t first, char32_t second);
  // REQUIRES: Covers(first, second).
  bool Holds(char32_t first, char32_t second) const { return pairs_.contains(Pack(first, second)); }
  // CRoaring's portable format of first << 16 | second.
  std::string Bytes();

 private:
  static constexpr char32_t kMax = 0xFFFF;
  static uint32_t Pack(char32_t first, char32_t second) { return static_cast<uint32_t>(first << 16 | second); }

  internal::RoaringBitmap pairs_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_PAIR_SET_H_
