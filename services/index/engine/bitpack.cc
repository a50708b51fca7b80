#include "services/index/engine/bitpack.h"

#include <array>
#include <bit>
#include <utility>

namespace jianbao::engine {
namespace {

static_assert(std::endian::native == std::endian::little, "posting blocks are read in place as little-endian words");

// Four lanes; GCC's and clang's vector extension, lowered to whatever the machine has.
using Lanes = uint32_t __attribute__((vector_size(16)));
constexpr int kRows = kBlockSize / 4;

inline Lanes LoadLanes(const uint8_t* in) {
  Lanes lanes;
  std::memcpy(&lanes, in, sizeof(lanes));
  return lanes;
}
inline void StoreLanes(Lanes lanes, uint32_t* out) { std::memcpy(out, &lanes, sizeof(lanes)); }

template <int kWidth>
void UnpackRows(const uint8_t* in, uint32_t* out) {
  if constexpr (kWidth == 0) {
    std::memset(out, 0, kBlockSize * sizeof(uint32_t));
  } else if constexpr (kWidth == 32) {
    std::memcpy(out, in, kBlockSize * sizeof(uint32_t));
  } else {
    constexpr uint32_t kMask = (uint32_t{1} << kWidth) - 1;
    Lanes word = LoadLanes(in);
    int shift = 0;
#pragma GCC unroll 32
    for (int row = 0; row < kRows; ++row) {
      Lanes value = word >> shift;
      shift += kWidth;
      if (shift >= 32 && row + 1 < kRows) {
        in += sizeof(Lanes);
        word = LoadLanes(in);
        shift -= 32;
        if (shift > 0) value |= word << (kWidth - shift);
      }
      StoreLanes(value & kMask, out + row * 4);
    }
  }
}

using Unpacker = void (*)(const uint8_t*, uint32_t*);

template <int... kWidths>
constexpr std::array<Unpacker, sizeof...(kWidths)> MakeUnpackers(std::integer_sequence<int, kWidths...>) {
  return {&UnpackRows<kWidths>...};
}
constexpr auto kUnpackers = MakeUnpackers(std::make_integer_sequence<int, 33>());

inline uint64_t LoadBits(const uint8_t* in, const uint8_t* end) {
  uint64_t bits = 0;
  std::memcpy(&bits, in, end - in >= 8 ? 8 : static_cast<size_t>(end - in));
  return bits;
}

}  // namespace

int WidthOf(const uint32_t* values, size_t n) {
  uint32_t all = 0;
  for (size_t i = 0; i < n; ++i) all |= values[i];
  return std::bit_width(all);
}

void PackFullBlock(const uint32_t* values, int width, std::string* out) {
  std::array<uint32_t, kBlockSize> words = {};
  for (int lane = 0; lane < 4; ++lane) {
    for (int row = 0; row < kRows; ++row) {
      const int bit = row * width;
      const uint32_t value = values[row * 4 + lane];
      if (width == 0) continue;
      words[bit / 32 * 4 + lane] |= value << (bit % 32);
      if (bit % 32 + width > 32) words[(bit / 32 + 1) * 4 + lane] |= value >> (32 - bit % 32);
    }
  }
  out->append(reinterpret_cast<const char*>(words.data()), FullBlockBytes(width));
}

void UnpackFullBlock(const uint8_t* in, int width, uint32_t* values) { kUnpackers[width](in, values); }

void AddUpFullBlock(uint32_t base, uint32_t* values) {
  const Lanes zero = {};
  Lanes carry = {base, base, base, base};
  for (int row = 0; row < kRows; ++row) {
    Lanes v;
    std::memcpy(&v, values + row * 4, sizeof(v));
    v += __builtin_shufflevector(zero, v, 3, 4, 5, 6);
    v += __builtin_shufflevector(zero, v, 2, 3, 4, 5);
    v += carry;
    StoreLanes(v, values + row * 4);
    carry = __builtin_shufflevector(v, v, 3, 3, 3, 3);
  }
}

void PackRun(const uint32_t* values, size_t n, int width, std::string* out) {
  uint64_t pending = 0;
  int bits = 0;
  for (size_t i = 0; i < n; ++i) {
    pending |= static_cast<uint64_t>(values[i]) << bits;
    bits += width;
    for (; bits >= 8; bits -= 8, pending >>= 8) out->push_back(static_cast<char>(pending));
  }
  if (bits > 0) out->push_back(static_cast<char>(pending));
}

void UnpackRun(const uint8_t* in, const uint8_t* end, size_t first, size_t n, int width, uint32_t* values) {
  const uint64_t mask = (uint64_t{1} << width) - 1;
  uint64_t bit = static_cast<uint64_t>(first) * width;
  for (size_t i = 0; i < n; ++i, bit += width) {
    values[i] = static_cast<uint32_t>(LoadBits(in + bit / 8, end) >> (bit % 8) & mask);
  }
}

}  // namespace jianbao::engine
