// Names that the text read so far has established, found again by the characters they start with. Not thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_KNOWN_NAMES_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_KNOWN_NAMES_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace jianbao::entities {

// kPlace: a place's short form, which stands alone as well; kPlaceStem: only with the head of a place's name after it.
// kOrganization: a company's short form. kNone: taken back.
enum class KnownKind : unsigned char { kPerson, kPlace, kPlaceStem, kOrganization, kNone };

struct KnownName {
  std::u32string text;
  KnownKind kind = KnownKind::kPerson;
};

class KnownNames {
 public:
  // Does nothing where `text` is known already. REQUIRES: two characters or more.
  void Add(std::u32string_view text, KnownKind kind);

  // Forgets `text`, which later stretches have refuted; it counts as a new name of kind kNone.
  void TakeBack(std::u32string_view text);

  // How many names are known; names are numbered in the order added.
  size_t size() const { return names_.size(); }

  // Whether a name may start with `c`: true for few characters else.
  bool MayStart(char32_t c) const { return starts_[c % kFilterSize]; }

  // Calls visit(number, name) for every name that `text` starts with.
  template <typename Visit>
  void ForEachPrefix(std::u32string_view text, Visit visit) const {
    if (text.size() < 2 || !MayStart(text[0])) return;
    const auto found = by_start_.find(Start(text));
    if (found == by_start_.end()) return;
    for (const size_t number : found->second) {
      if (text.substr(0, names_[number].text.size()) == names_[number].text) visit(number, names_[number]);
    }
  }

 private:
  static constexpr size_t kFilterSize = 4096;

  static uint64_t Start(std::u32string_view text) { return uint64_t{text[0]} << 32 | text[1]; }

  std::vector<KnownName> names_;
  absl::flat_hash_map<uint64_t, std::vector<size_t>> by_start_;  // by the first two characters
  std::bitset<kFilterSize> starts_;                              // of first characters, to miss fast
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_KNOWN_NAMES_H_
