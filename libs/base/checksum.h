// Content hashes (XXH3, from libxxhash). Not cryptographic: they find accidents and equal content, not forgers.
// Pure functions; thread-safe. The values are part of the on-disk format.
#ifndef JIANBAO_LIBS_BASE_CHECKSUM_H_
#define JIANBAO_LIBS_BASE_CHECKSUM_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace jianbao {

uint64_t Checksum64(std::string_view bytes);

// Puts the checksum of `bytes` behind them, as a big-endian number.
void AppendChecksum64(std::string* bytes);
// Takes it off again; false where there is none, or that of other bytes.
[[nodiscard]] bool RemoveChecksum64(std::string_view* bytes);

// 32 lower-case hexadecimal digits of the 128-bit hash: names content for idempotent writes.
std::string ContentHash(std::string_view bytes);

}  // namespace jianbao

#endif  // JIANBAO_LIBS_BASE_CHECKSUM_H_
