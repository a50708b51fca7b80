// A fixed set of characters, asked of nearly every character of a text. Immutable, so thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_CHARACTER_SET_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_CHARACTER_SET_H_

#include <cstdint>
#include <string_view>

namespace jianbao::entities {

class CharacterSet {
 public:
  // `characters` must outlive the set; a literal does.
  constexpr explicit CharacterSet(std::u32string_view characters) : characters_(characters) {
    for (const char32_t c : characters) sieve_[Word(c)] |= Bit(c);
  }

  // Most characters are in no set: a sieve of their low bits says so without a search.
  constexpr bool Has(char32_t c) const {
    return (sieve_[Word(c)] & Bit(c)) != 0 && characters_.find(c) != characters_.npos;
  }

 private:
  static constexpr int Word(char32_t c) { return c >> 6 & 7; }
  static constexpr uint64_t Bit(char32_t c) { return uint64_t{1} << (c & 63); }

  std::u32string_view characters_;
  uint64_t sieve_[8] = {};
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_CHARACTER_SET_H_
