// What lines of a page have in common: pairs of characters that stand in few places on it and are not everyday
// words, so that two lines which share them speak of the same matter. Built in linear time, immutable, thread-safe for
// reading.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_AFFINITY_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_AFFINITY_H_

#include <cstdint>
#include <vector>

#include "services/ingest/newspaper/language_model.h"
#include "services/ingest/newspaper/ngram_index.h"
#include "services/ingest/newspaper/page.h"
#include "services/ingest/newspaper/roles.h"

namespace jianbao::newspaper {

struct Tie {
  uint32_t line = 0;
  float weight = 0;  // of all ties of one line, they add up to at most 1; less where little is shared at all
};

// For each line, the lines it shares rare pairs with.
std::vector<std::vector<Tie>> Affinities(const Page& page, const NgramIndex& index, const LanguageModel& language,
                                         const std::vector<Line>& lines);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_AFFINITY_H_
