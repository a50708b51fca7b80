// What a document is about, as words and character pairs that find others about it. Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_TELLING_TERMS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_TELLING_TERMS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/index/engine/document.h"
#include "services/index/engine/view.h"

namespace jianbao::engine {

// At most `most` words and character pairs of the headline and the lead of `document`, the most telling first: those
// that the article repeats and few others hold. None that no second article holds.
absl::StatusOr<std::vector<std::string>> TellingTerms(const View& view, const Document& document, uint32_t most);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_TELLING_TERMS_H_
