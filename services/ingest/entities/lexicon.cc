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

Lexicon::Lexicon() : words_(icu::ConstChar16Ptr(DictionaryTrie())), first_(0xA000) {
  for (char32_t c = 0x3400; c < first_.size(); ++c) {
    if (!text::IsHan(c)) continue;
    First& first = first_[c];
    first.result = words_.firstForCodePoint(static_cast<UChar32>(c));
    if (first.result == USTRINGTRIE_NO_MATCH) continue;
    first.state = words_.getState64();
    if (USTRINGTRIE_HAS_VALUE(first.result)) first.cost = static_cast<uint16_t>(words_.getValue());
  }
}

void Lexicon::Pairs::Remember(uint32_t pair, const icu::UCharsTrie& trie, UStringTrieResult result) {
  uint64_t state = 0;
  if (result != USTRINGTRIE_NO_MATCH) {
    state = trie.getState64();
    if ((state & ~(kRemainingMask << kStateShift)) > kPlaceMask) return;  // a dictionary too large to remember
  }
  const uint64_t entry = uint64_t{pair} << kPairShift | (state & kPlaceMask) << kPlaceShift |
                         (state >> kStateShift & kRemainingMask) << kRemainingShift | static_cast<uint64_t>(result);
  entries_[Slot(pair)].store(entry, std::memory_order_relaxed);
}

const Lexicon& Lexicon::Get() {
  static const Lexicon& lexicon = *new Lexicon;
  return lexicon;
}

}  // namespace jianbao::entities
