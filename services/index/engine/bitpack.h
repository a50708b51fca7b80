// Fixed-width packing of small integers, the codec of posting blocks. Part of the on-disk format.
//
// Full blocks of 128 are packed in four interleaved lanes of 32 bits, so that a block is unpacked four values at a time
// by plain vector instructions of any 64-bit machine; shorter runs are packed one after another, lowest bits first.
// Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_BITPACK_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_BITPACK_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "services/index/engine/format.h"

namespace jianbao::engine {

// Bits the largest of values[0, n) takes; 0 where all are 0.
int WidthOf(const uint32_t* values, size_t n);

inline constexpr size_t FullBlockBytes(int width) { return size_t{16} * width; }
inline constexpr size_t RunBytes(size_t n, int width) { return (n * width + 7) / 8; }

// Appends kBlockSize values of at most `width` bits. REQUIRES: 0 <= width <= 32.
void PackFullBlock(const uint32_t* values, int width, std::string* out);
// Reads FullBlockBytes(width) bytes into kBlockSize values.
void UnpackFullBlock(const uint8_t* in, int width, uint32_t* values);
// Replaces each of kBlockSize values by `base` plus the sum of it and all before it.
void AddUpFullBlock(uint32_t base, uint32_t* values);

void PackRun(const uint32_t* values, size_t n, int width, std::string* out);
// Reads values [first, first + n) of a run that starts at `in` and ends at `end`. REQUIRES: the run holds them.
void UnpackRun(const uint8_t* in, const uint8_t* end, size_t first, size_t n, int width, uint32_t* values);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_BITPACK_H_
