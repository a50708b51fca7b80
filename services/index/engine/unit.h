// A unit: the stretch of letters a query asks for, and where it stands in a text. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_UNIT_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_UNIT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/term.h"

namespace jianbao::engine {

struct Unit {
  std::u32string letters;
  std::vector<bool> joined;    // joined[i]: no punctuation between letters i and i + 1
  bool whole_word = false;     // the letters must be a whole Latin or digit run
  std::u32string punctuation;  // asked for in any order; only where there are no letters
};

// One term of a unit; `offset` is its position behind the unit's first letter.
struct UnitTerm {
  TermKind kind;
  std::string text;
  uint32_t offset;
};

// InvalidArgument QUERY_INVALID when `text` holds nothing that can be searched.
absl::StatusOr<Unit> MakeUnit(std::string_view text, bool whole_words);
// The units of `text` between white space, without those that are punctuation only, unless all are: then they are one.
absl::StatusOr<std::vector<Unit>> MakeUnits(std::string_view text, bool whole_words);
// The different bigrams, single characters and words of `text`, for matching any of them.
std::vector<Unit> MakeBag(std::string_view text);
// The different characters of `text` that a pair of MakeBag() holds.
std::vector<Unit> MakeCharacterBag(std::string_view text);

// The terms an article must hold, all of them, to hold the unit: the word, the letter, every pair of letters, or the
// punctuation marks.
std::vector<UnitTerm> TermsOf(const Unit& unit);

// Letters [begin, end) of a stream.
struct Occurrence {
  uint32_t begin;
  uint32_t end;

  friend auto operator<=>(const Occurrence&, const Occurrence&) = default;
};
// All places of `unit` in `text`, ascending, overlapping ones too. Punctuation has no places.
std::vector<Occurrence> FindUnit(const LetterStream& text, const Unit& unit);
// The stretches in which `units` follow each other without overlap and with at most `slop` letters between them.
std::vector<Occurrence> FindNear(const LetterStream& text, const std::vector<Unit>& units, uint32_t slop);
// Whether a text holds all of the punctuation marks of `unit`.
bool HasPunctuation(const LetterStream& text, const Unit& unit);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_UNIT_H_
