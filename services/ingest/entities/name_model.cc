#include "services/ingest/entities/name_model.h"

#include <algorithm>

#include "libs/text/chars.h"
#include "services/ingest/entities/lexicon.h"
#include "services/ingest/entities/vocabulary.h"

namespace jianbao::entities {

namespace {

// Whether `c` hardly ever stands for itself in running text; such characters live in names.
bool IsRareWord(char32_t c) {
  constexpr int kRareWord = 100;
  int cost = kRareWord;
  Lexicon::Cursor cursor;
  Lexicon::Get().ForEachPrefix(std::u32string_view(&c, 1), &cursor, [&cost](size_t, uint16_t word) { cost = word; });
  return cost >= kRareWord;
}

}  // namespace

NameModel::NameModel() : characters_(kTableSize) {
  for (char32_t c = 0; c < kTableSize; ++c) {
    characters_[c].han = text::IsHan(c);
    characters_[c].never_in_place = !characters_[c].han;
  }
  for (const char32_t c : FunctionCharacters()) characters_[c].never_in_place = true;
  // The most usual tier that names a character counts.
  for (const CharacterTier& tier : SurnameTiers()) {
    for (const char32_t c : tier.characters) {
      if (characters_[c].surname == 0) characters_[c].surname = tier.cost;
    }
  }
  std::vector<bool> seen(kTableSize);
  for (const CharacterTier& tier : GivenNameTiers()) {
    for (const char32_t c : tier.characters) {
      if (!seen[c]) characters_[c].given = tier.cost;
      seen[c] = true;
    }
  }
  for (char32_t c = 0x4E00; c < kTableSize; ++c) {
    if (!seen[c] && IsRareWord(c)) characters_[c].given = kRareGiven;
  }
  for (const CharacterTier& tier : TransliterationTiers()) {
    for (const char32_t c : tier.characters) {
      if (characters_[c].transliteration == 0) characters_[c].transliteration = tier.cost;
    }
  }
  for (const char32_t c : ForeignGivenNameCharacters()) characters_[c].foreign_given = kUsualForeignGiven;
  for (const char32_t c : RoleCharacters()) characters_[c].role = true;
  for (const char32_t c : BrandCharacters()) characters_[c].brand = true;
  for (const char32_t c : PlaceNameCharacters()) characters_[c].place = true;
  for (const char32_t c : WordLikeSurnames()) characters_[c].word = true;
  const std::u32string compounds = text::FromUtf8(CompoundSurnames());
  for (size_t i = 0; i + 1 < compounds.size(); ++i) {
    if (i != 0 && compounds[i - 1] != U' ') continue;
    compounds_.push_back(uint64_t{compounds[i]} << 32 | compounds[i + 1]);
    characters_[compounds[i]].compound = true;
  }
  std::sort(compounds_.begin(), compounds_.end());
}

bool NameModel::IsCompoundSurname(std::u32string_view text) const {
  return std::binary_search(compounds_.begin(), compounds_.end(), uint64_t{text[0]} << 32 | text[1]);
}

const NameModel& NameModel::Get() {
  static const NameModel& model = *new NameModel;
  return model;
}

}  // namespace jianbao::entities
