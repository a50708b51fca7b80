// What a word that articles do not hold may have been meant for: words of the archive in which one character is another
// one that looks or sounds like it, or that are one slip of the fingers away, and names that sound the same.
// Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_SPELLINGS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_SPELLINGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/name_directory.h"
#include "services/index/engine/search_context.h"
#include "services/index/engine/view.h"

namespace jianbao::engine {

// Something to look for.
struct PossibleSpelling {
  std::string text;
  SpellingReason reason;
  double likeness;  // from 0 to 1: how easily one is taken for the other
};

// At most 12, the most alike first; of each, all pairs of neighbouring characters are held by some article, though
// perhaps not by one. What `word` is itself is left out.
absl::StatusOr<std::vector<PossibleSpelling>> PossibleSpellings(const View& view, const NameDirectory& names,
                                                                std::string_view word, SearchContext* context);

// Reads the table of characters by sound, which the first question would otherwise wait for, some 100 ms.
void PrepareSpellings();

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_SPELLINGS_H_
