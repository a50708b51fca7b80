// Words of a query that may have been meant otherwise: which to ask the index about, and the query with others in their
// place. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_SPELLING_H_
#define JIANBAO_SERVICES_QUERY_SPELLING_H_

#include <string>
#include <vector>

#include "jianbao/index/v1/index_service.pb.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "services/query/language/tree.h"

namespace jianbao::query {

// Another reading of a query.
using SpellingChanges = std::vector<v1::SpellingChange>;
// The index's answer about some words.
using SpellingProposals = index::v1::ProposeSpellingsResponse;

// Words that are searched in texts and not excluded, each once, at most 8. Phrases are exactly what somebody wants.
std::vector<std::string> WordsToSpell(const language::Node& tree);

// What the words may be read as besides: near spellings of those that no article holds. `proposed` is the index's
// answer about `words`.
SpellingChanges NearSpellings(const std::vector<std::string>& words, const SpellingProposals& proposed);
// At most three readings with another word for each that no or hardly any article holds, the likeliest first.
std::vector<SpellingChanges> LikelyReadings(const std::vector<std::string>& words, const SpellingProposals& proposed);

// `tree` with each word that is changed standing for itself or for any of the others.
language::Node WithAlternatives(const language::Node& tree, const SpellingChanges& changes);
// `tree` with each word that is changed replaced. REQUIRES: each word is changed once.
language::Node WithReplacements(const language::Node& tree, const SpellingChanges& changes);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_SPELLING_H_
