#include "services/index/engine/term_filter.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "libs/base/checksum.h"

namespace jianbao::engine {

static_assert(std::endian::native == std::endian::little, "blocks are stored as they stand in memory");

TermFilter::TermFilter(std::span<const uint64_t> hashes)
    : blocks_(std::max<size_t>(1, hashes.size() * kBitsPerTerm / (8 * sizeof(Block)) + 1)) {
  for (const uint64_t hash : hashes) {
    Block& block = blocks_[IndexOf(hash)];
    const Block mask = MaskOf(hash);
    for (size_t i = 0; i < block.size(); ++i) block[i] |= mask[i];
  }
}

std::optional<TermFilter> TermFilter::Parse(std::string_view bytes) {
  if (bytes.empty() || bytes.size() % sizeof(Block) != 0) return std::nullopt;
  TermFilter filter;
  filter.blocks_.resize(bytes.size() / sizeof(Block));
  std::memcpy(filter.blocks_.data(), bytes.data(), bytes.size());
  return filter;
}

uint64_t TermFilter::Hash(std::string_view term) { return Checksum64(term); }

// One bit in each word, by the lower half of the hash times an odd number of the word's own.
TermFilter::Block TermFilter::MaskOf(uint64_t hash) {
  constexpr Block kMultipliers = {0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F,
                                  0x165667B1, 0xD1B54A33, 0x8CB92BA7, 0xABC98389};
  const auto low = static_cast<uint32_t>(hash);
  Block mask;
  for (size_t i = 0; i < mask.size(); ++i) mask[i] = uint32_t{1} << ((low * kMultipliers[i]) >> 27);
  return mask;
}

// By the upper half of the hash.
size_t TermFilter::IndexOf(uint64_t hash) const { return (hash >> 32) * blocks_.size() >> 32; }

bool TermFilter::MayHold(uint64_t hash) const {
  if (blocks_.empty()) return true;
  const Block& block = blocks_[IndexOf(hash)];
  const Block mask = MaskOf(hash);
  uint32_t missing = 0;
  for (size_t i = 0; i < block.size(); ++i) missing |= mask[i] & ~block[i];
  return missing == 0;
}

std::string TermFilter::Bytes() const {
  return {reinterpret_cast<const char*>(blocks_.data()), blocks_.size() * sizeof(Block)};
}

}  // namespace jianbao::engine
