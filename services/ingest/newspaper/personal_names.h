// How likely a run of characters is to be Chinese personal names, and where one ends and the next begins. Pure
// functions over static tables; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_PERSONAL_NAMES_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_PERSONAL_NAMES_H_

#include <string_view>
#include <vector>

namespace jianbao::newspaper {

// Log-score of `name` being one full name: surname prior, length, usual given-name characters. Above kPlausibleName a
// name is believed where a byline says one should stand.
double NameScore(std::u32string_view name);
inline constexpr double kPlausibleName = -9;

// Cuts `run`, names printed without separators, into the most likely names. Falls back to `run` whole when it is too
// short or too long to be cut (fewer than 2 or more than 60 characters).
std::vector<std::u32string_view> CutNames(std::u32string_view run);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_PERSONAL_NAMES_H_
