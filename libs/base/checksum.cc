#include "libs/base/checksum.h"

#include <xxhash.h>

#include "absl/strings/str_format.h"
#include "libs/base/coding.h"

namespace jianbao {

uint64_t Checksum64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

void AppendChecksum64(std::string* bytes) { PutBigEndian64(Checksum64(*bytes), bytes); }

bool RemoveChecksum64(std::string_view* bytes) {
  if (bytes->size() < sizeof(uint64_t)) return false;
  std::string_view checksum = bytes->substr(bytes->size() - sizeof(uint64_t));
  bytes->remove_suffix(sizeof(uint64_t));
  uint64_t expected = 0;
  return GetBigEndian64(&checksum, &expected) && expected == Checksum64(*bytes);
}

std::string ContentHash(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return absl::StrFormat("%016x%016x", hash.high64, hash.low64);
}

}  // namespace jianbao
