#include "services/ingest/entities/name_model.h"

#include <algorithm>

#include "libs/text/chars.h"
#include "services/ingest/entities/lexicon.h"
#include "services/ingest/entities/vocabulary.h"

namespace jianbao::entities {

namespace {

constexpr int kRareWord = 100;        // cost from which a character hardly ever stands for itself in running text
constexpr int kUsualWord = 66;        // … and up to which it does all the time
constexpr uint8_t kRareSurname = 74;  // cost of a surname from which such a word is hardly ever one
constexpr uint8_t kWordSurname = 98;  // … and what it costs then

// What `c` costs as a word of its own; kRareWord where it is none.
int WordCost(char32_t c) {
  int cost = kRareWord;
  Lexicon::Cursor cursor;
  Lexicon::Get().ForEachPrefix(std::u32string_view(&c, 1), &cursor, [&cost](size_t, uint16_t word) { cost = word; });
  return cost;
}

// The first two characters of each of `words`, which are parted by blanks; sorted.
std::vector<uint64_t> Pairs(std::string_view words) {
  const std::u32string chars = text::FromUtf8(words);
  std::vector<uint64_t> pairs;
  for (size_t i = 0; i + 1 < chars.size(); ++i) {
    if (i == 0 || chars[i - 1] == U' ') pairs.push_back(uint64_t{chars[i]} << 32 | chars[i + 1]);
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
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
      if (characters_[c].surname != 0) continue;
      // 和, 能, 那 are surnames of few and words of everyone.
      const bool word = tier.cost >= kRareSurname && WordCost(c) <= kUsualWord;
      characters_[c].surname = word ? kWordSurname : tier.cost;
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
    if (!seen[c] && WordCost(c) >= kRareWord) characters_[c].given = kRareGiven;
  }
  for (Character& character : characters_) character.first_given = character.given;
  for (const char32_t c : FirstGivenNameCharacters()) {
    characters_[c].first_given = std::min(characters_[c].given, kFirstGiven);
  }
  for (const char32_t c : UsualSoleGivenNames()) characters_[c].usual_sole = true;
  for (const char32_t c : UsualFirstGivenNameCharacters()) characters_[c].usual_first = true;
  for (const char32_t c : WordLikeLastCharacters()) characters_[c].word_last = true;
  given_words_ = Pairs(GivenNameWords());
  for (const uint64_t pair : given_words_) characters_[pair >> 32].given_word = true;
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
  compounds_ = Pairs(CompoundSurnames());
  for (const uint64_t pair : compounds_) characters_[pair >> 32].compound = true;
}

bool NameModel::IsCompoundSurname(std::u32string_view text) const {
  return std::binary_search(compounds_.begin(), compounds_.end(), uint64_t{text[0]} << 32 | text[1]);
}

bool NameModel::IsGivenWord(char32_t first, char32_t second) const {
  return std::binary_search(given_words_.begin(), given_words_.end(), uint64_t{first} << 32 | second);
}

const NameModel& NameModel::Get() {
  static const NameModel& model = *new NameModel;
  return model;
}

}  // namespace jianbao::entities
