// What a page's running text says of its own making: reporters, agencies, the paper's name before its news. Pure
// function; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_BYLINES_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_BYLINES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "services/ingest/entities/phrases.h"

namespace jianbao::entities {

// Characters [begin, end) of a stretch of text that name no one the text is about.
struct BylineRange {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// The ranges of `chars`, a sentence of a page, whose names are `phrases`.
std::vector<BylineRange> FindBylines(std::u32string_view chars, const std::vector<Phrase>& phrases);

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_BYLINES_H_
