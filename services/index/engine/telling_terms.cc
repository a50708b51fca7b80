#include "services/index/engine/telling_terms.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/scoring.h"
#include "services/index/engine/unit.h"

namespace jianbao::engine {
namespace {

// The lead says what a report is about; terms that first come later add more noise than evidence.
constexpr size_t kLeadCharacters = 200;
// Whether a term is repeated shows in the beginning of a long text.
constexpr size_t kReadCharacters = 1500;
// What a term in the headline is worth, in places of the body.
constexpr double kHeadlinePlaces = 2;

std::string Beginning(const std::string& text, size_t characters) {
  const std::u32string chars = text::FromUtf8(std::string_view(text).substr(0, 4 * characters));
  return text::ToUtf8(std::u32string_view(chars).substr(0, characters));
}

// Articles that hold a term of `unit` in their body.
absl::StatusOr<uint64_t> CountArticles(const View& view, const Unit& unit) {
  const UnitTerm term = TermsOf(unit)[0];
  const std::string key = MakeTerm(term.kind, static_cast<uint8_t>(TextField::kBody), term.text);
  uint64_t articles = 0;
  for (const auto& leaf : view.leaves) {
    PostingList list;
    JIANBAO_ASSIGN_OR_RETURN(const bool found, leaf->Find(key, &list));
    if (found) articles += list.size();
  }
  return articles;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> TellingTerms(const View& view, const Document& document, uint32_t most) {
  const std::string& printed_body = document.text(TextField::kBody);
  LetterStream headline, body;
  ReadLetters(document.text(TextField::kHeadline), &headline);
  ReadLetters(Beginning(printed_body, kReadCharacters), &body);
  std::vector<std::pair<double, std::string>> weighed;
  const std::string lead =
      absl::StrCat(document.text(TextField::kHeadline), " ", Beginning(printed_body, kLeadCharacters));
  for (const Unit& unit : MakeBag(lead)) {
    JIANBAO_ASSIGN_OR_RETURN(const uint64_t articles, CountArticles(view, unit));
    if (articles < 2) continue;
    const double places = kHeadlinePlaces * static_cast<double>(FindUnit(headline, unit).size()) +
                          static_cast<double>(FindUnit(body, unit).size());
    const double weight =
        (1 + std::log(std::max(places, 1.0))) * InverseDocumentFrequency(view.state.documents, articles);
    weighed.emplace_back(weight, text::ToUtf8(unit.letters));
  }
  std::stable_sort(weighed.begin(), weighed.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> terms;
  for (size_t i = 0; i < std::min<size_t>(most, weighed.size()); ++i) terms.push_back(std::move(weighed[i].second));
  return terms;
}

}  // namespace jianbao::engine
