// Says which terms a segment surely does not hold, without asking the store: most terms of a query are in the bodies of
// articles and in no headline, head or byline, and a look-up that finds nothing costs as much as one that does.
//
// A split-block Bloom filter (Putze, Sanders, Singler, "Cache-, hash- and space-efficient Bloom filters", 2007): a term
// sets eight bits in one block of 32 bytes, so a question touches one cache line. At kBitsPerTerm about one absent term
// in 200 is not known to be absent. Immutable and thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_TERM_FILTER_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_TERM_FILTER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jianbao::engine {

class TermFilter {
 public:
  static constexpr size_t kBitsPerTerm = 12;

  // Knows nothing: every term may be there.
  TermFilter() = default;
  // Of the terms with these hashes.
  explicit TermFilter(std::span<const uint64_t> hashes);
  // What Bytes() gave; nullopt where the length is none.
  static std::optional<TermFilter> Parse(std::string_view bytes);

  static uint64_t Hash(std::string_view term);
  // False: no such term. REQUIRES: `hash` is Hash() of it.
  bool MayHold(uint64_t hash) const;
  std::string Bytes() const;

 private:
  using Block = std::array<uint32_t, 8>;
  static Block MaskOf(uint64_t hash);
  size_t IndexOf(uint64_t hash) const;

  std::vector<Block> blocks_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_TERM_FILTER_H_
