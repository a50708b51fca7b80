#include "services/ingest/entities/lexicon.h"

#include <cstring>

#include "libs/base/log.h"
#include "libs/text/chars.h"
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

}  // namespace

Lexicon::Lexicon() : words_(icu::ConstChar16Ptr(DictionaryTrie())), costs_(0xA000, kNoWord), states_(costs_.size(), 0) {
  for (char32_t c = 0x3400; c < costs_.size(); ++c) {
    if (!text::IsHan(c)) continue;
    const UStringTrieResult result = words_.firstForCodePoint(static_cast<UChar32>(c));
    if (USTRINGTRIE_HAS_VALUE(result)) costs_[c] = static_cast<uint16_t>(words_.getValue());
    if (USTRINGTRIE_HAS_NEXT(result)) states_[c] = words_.getState64();
  }
}

Lexicon::Walk Lexicon::WalkNewPair(char32_t first, char32_t second, icu::UCharsTrie* trie) const {
  Walk walk;
  if (states_[first] != 0) {
    trie->resetToState64(states_[first]);
    walk.result = trie->next(static_cast<int32_t>(second));
    if (walk.result != USTRINGTRIE_NO_MATCH) walk.state = trie->getState64();
    if (USTRINGTRIE_HAS_VALUE(walk.result)) walk.cost = static_cast<uint16_t>(trie->getValue());
  }
  pairs_.Remember(first << 16 | second, walk);
  return walk;
}

void Lexicon::Pairs::Remember(uint32_t pair, const Walk& walk) {
  const uint64_t place = walk.state & ~(kRemainingMask << kStateShift);
  if (place > kPlaceMask || walk.cost > kMostCost) return;  // a dictionary too large to remember
  const uint32_t hash = Hash(pair);
  const uint64_t entry = uint64_t{kSeen | (hash & kTagMask)} << kTagShift | uint64_t{walk.cost} << kCostShift |
                         place << kPlaceShift | (walk.state >> kStateShift & kRemainingMask) << kRemainingShift |
                         static_cast<uint64_t>(walk.result);
  Place& there = places_[hash >> kTagBits];
  for (size_t k = there.size(); --k > 0;)
    there[k].store(there[k - 1].load(std::memory_order_relaxed), std::memory_order_relaxed);
  there[0].store(entry, std::memory_order_relaxed);
}

const Lexicon& Lexicon::Get() {
  static const Lexicon& lexicon = *new Lexicon;
  return lexicon;
}

}  // namespace jianbao::entities
