#include "services/ingest/entities/lexicon.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "libs/base/log.h"
#include "libs/text/chars.h"
#include "unicode/appendable.h"
#include "unicode/udata.h"

namespace jianbao::entities {
namespace {

constexpr char16_t kEmptyTrie[] = {0};

// ICU's dictionary file: eight 32-bit indexes, then the trie. See icu4c/source/common/dictionarydata.h.
constexpr int kTrieOffset = 0, kTrieType = 4;
constexpr int32_t kTypeMask = 7, kUCharsTrie = 1;

// The dictionary's trie inside ICU's data, which stays open for as long as the process runs; empty where there is
// none.
const char16_t* DictionaryTrie() {
  UErrorCode status = U_ZERO_ERROR;
  static UDataMemory* const kData = udata_open(U_ICUDATA_NAME "-brkitr", "dict", "cjdict", &status);
  if (U_FAILURE(status)) {
    log::Warning("no Chinese dictionary in ICU's data, names will be found less surely: {}", u_errorName(status));
    return kEmptyTrie;
  }
  UDataInfo info;
  info.size = sizeof info;
  udata_getInfo(kData, &info);
  const auto* indexes = static_cast<const int32_t*>(udata_getMemory(kData));
  if (std::memcmp(info.dataFormat, "Dict", 4) != 0 || info.formatVersion[0] != 1 ||
      (indexes[kTrieType] & kTypeMask) != kUCharsTrie) {
    log::Warning("ICU's Chinese dictionary has an unknown format, names will be found less surely");
    return kEmptyTrie;
  }
  return reinterpret_cast<const char16_t*>(reinterpret_cast<const char*>(indexes) + indexes[kTrieOffset]);
}

// Gathers the characters that lead on from a place of the trie.
class Followers : public icu::Appendable {
 public:
  explicit Followers(const icu::UCharsTrie& trie) { trie.getNextUChars(*this); }

  UBool appendCodeUnit(char16_t c) override {
    characters_ += c;
    return true;
  }

  const std::u16string& characters() const { return characters_; }

 private:
  std::u16string characters_;
};

}  // namespace

Lexicon::Lexicon() : words_(icu::ConstChar16Ptr(DictionaryTrie())), costs_(0xA000, kNoWord) {
  bool whole = true;
  for (char32_t c = 0x3400; c < costs_.size(); ++c) {
    if (!text::IsHan(c)) continue;
    const UStringTrieResult result = words_.firstForCodePoint(static_cast<UChar32>(c));
    if (USTRINGTRIE_HAS_VALUE(result)) costs_[c] = static_cast<uint16_t>(words_.getValue());
    if (USTRINGTRIE_HAS_NEXT(result)) whole = AddPairs(c, &words_) && whole;
  }
  if (!whole) log::Warning("ICU's Chinese dictionary is too large, names will be found less surely");
}

bool Lexicon::AddPairs(char32_t first, icu::UCharsTrie* trie) {
  const uint64_t start = trie->getState64();
  bool whole = true;
  const Followers followers(*trie);
  for (const char16_t second : followers.characters()) {
    trie->resetToState64(start);
    Walk walk;
    walk.result = trie->next(second);
    walk.state = trie->getState64();
    if (USTRINGTRIE_HAS_VALUE(walk.result)) walk.cost = static_cast<uint16_t>(trie->getValue());
    whole = pairs_.Add(first << 16 | second, walk) && whole;
  }
  return whole;
}

bool Lexicon::Pairs::Add(uint32_t pair, const Walk& walk) {
  const uint64_t place = walk.state & ~(kRemainingMask << kStateShift);
  const size_t most = buckets_.size() * 7;  // entries of eight, so that every search ends
  if (place > kTrieMask || walk.cost > kMostCost || size_ == most) return false;
  ++size_;
  const uint32_t hash = Hash(pair);
  sieve_[hash >> kSieveBits >> 6] |= uint64_t{1} << (hash >> kSieveBits & 63);
  size_t at = hash >> kPlaceBits;
  while (buckets_[at].back() != kFree) at = (at + 1) & (buckets_.size() - 1);
  *std::find(buckets_[at].begin(), buckets_[at].end(), kFree) =
      uint64_t{hash & kMarkMask} << kMarkShift | uint64_t{walk.cost} << kCostShift | place << kTrieShift |
      (walk.state >> kStateShift & kRemainingMask) << kRemainingShift | static_cast<uint64_t>(walk.result);
  return true;
}

const Lexicon& Lexicon::Get() {
  static const Lexicon& lexicon = *new Lexicon;
  return lexicon;
}

}  // namespace jianbao::entities
