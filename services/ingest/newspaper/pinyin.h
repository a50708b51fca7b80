// Finds the Chinese name a run of pinyin spells, among the characters a page prints. The table of readings is made
// once, on first use; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_PINYIN_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_PINYIN_H_

#include <string>
#include <string_view>

#include "services/ingest/newspaper/page.h"

namespace jianbao::newspaper {

// The characters that `pinyin` (letters, as JIN RI QING HE or QINGHE RIBAO) spells: each stretch as the page prints it
// most often, or a word usual in the names of papers. Empty unless every syllable is explained.
std::u32string NameFromPinyin(const Page& page, std::u32string_view pinyin);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_PINYIN_H_
