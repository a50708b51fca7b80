// How likely characters are to be a personal name, by surname and given-name characters alone; the words around a name
// are the lattice's business. Immutable after construction, so thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_NAME_MODEL_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_NAME_MODEL_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace jianbao::entities {

class NameModel {
 public:
  static const NameModel& Get();

  // How a Chinese name is made.
  struct Form {
    bool compound = false;  // a surname of two characters
    bool two_given = false;
    bool usual = false;  // the one character, or the first of two, is usual there
  };
  // Calls visit(length, form, cost) for every length at which text could start with a Chinese name: what its
  // characters cost as such, 10 * -ln(probability).
  template <typename Visit>
  void ForEachName(std::u32string_view text, Visit visit) const {
    const Character first = At(text[0]);
    if (first.surname != 0) {
      if (text.size() > 1 && At(text[1]).han)
        visit(2, Form{false, false, At(text[1]).usual_sole}, first.surname + At(text[1]).given);
      if (text.size() > 2 && At(text[1]).han && At(text[2]).han) {
        visit(3, Form{false, true, At(text[1]).usual_first}, first.surname + TwoGivenCost(text[1], text[2]));
      }
    }
    if (first.compound && text.size() > 2 && At(text[2]).han && IsCompoundSurname(text)) {
      visit(3, Form{true, false, At(text[2]).usual_sole}, At(text[2]).given);
      if (text.size() > 3 && At(text[3]).han) {
        visit(4, Form{true, true, At(text[2]).usual_first}, TwoGivenCost(text[2], text[3]));
      }
    }
  }

  // What may start with a character.
  struct Starts {
    bool han = false;      // a word: it is a Chinese character
    bool name = false;     // a Chinese name
    bool foreign = false;  // a foreign name written by sound
  };
  Starts StartsWith(char32_t c) const {
    const Character& first = At(c);
    return {first.han, first.surname != 0 || first.compound, first.transliteration != 0};
  }
  // What two characters cost as a given name.
  int TwoGivenCost(char32_t first, char32_t second) const {
    const int cost = At(first).first_given + At(second).given;
    return cost > kGivenWord && At(first).given_word && IsGivenWord(first, second) ? kGivenWord : cost;
  }
  bool IsSurname(char32_t c) const { return At(c).surname != 0; }
  // Whether `c` alone in print is nearly always a surname (陈, 刘) and not a word (高, 向).
  bool IsMostlySurname(char32_t c) const {
    const Character& character = At(c);
    return character.surname != 0 && character.surname <= kUsualSurname && !character.word;
  }
  // Whether `c` is a surname that is more often a word of its own.
  bool IsWordLikeSurname(char32_t c) const { return At(c).surname != 0 && At(c).word; }
  // Whether `c` behind two characters of a name is more often the next word than the end of the name.
  bool IsWordLikeLast(char32_t c) const { return At(c).word_last; }
  bool IsHan(char32_t c) const { return At(c).han; }
  // Whether brands of companies are made of `c`.
  bool IsInBrand(char32_t c) const { return At(c).brand; }
  // Whether no name of a place holds `c`, unless the whole name is in a list.
  bool IsNeverInPlace(char32_t c) const { return At(c).never_in_place; }
  // What `c` costs as a character of a given name.
  int GivenCost(char32_t c) const { return At(c).given; }
  // Whether given names often hold `c`.
  bool IsUsualGiven(char32_t c) const { return At(c).given <= kUsualGiven; }
  // Whether `c` is in no list of given-name characters.
  bool IsUnusualGiven(char32_t c) const { return At(c).given >= kUnlistedGiven; }
  // What `c` costs as a character of a village's or a street's name.
  int PlaceCharacterCost(char32_t c) const { return At(c).place ? 51 : 78; }
  // What `c` costs in a foreign name written by sound; 0 where it is not used for that.
  int TransliterationCost(char32_t c) const { return At(c).transliteration; }
  // Whether a word for what a person does may end in `c`: 预报|员.
  bool EndsRole(char32_t c) const { return At(c).role; }
  // What `c` costs as a given-name character after a kForeignSurname.
  int ForeignGivenCost(char32_t c) const { return At(c).foreign_given; }

 private:
  static constexpr int kUsualForeignGiven = 42;
  static constexpr int kUsualGiven = 62;
  static constexpr int kUnlistedGiven = 88;
  static constexpr int kRareGiven = 76;
  static constexpr int kUsualSurname = 64;
  static constexpr uint8_t kFirstGiven = 64;
  static constexpr int kGivenWord = 92;  // of both characters together

  // Small, since a text asks for thousands of them in no order.
  struct Character {
    uint8_t surname = 0;  // 0: not a surname
    uint8_t given = kUnlistedGiven;
    uint8_t first_given = kUnlistedGiven;  // … as the first of two
    uint8_t transliteration = 0;           // 0: not used for foreign names
    uint8_t foreign_given = 80;
    bool given_word : 1 = false;  // starts an everyday word that people are named with
    bool han : 1 = false;
    bool compound : 1 = false;  // starts a compound surname
    bool role : 1 = false;
    bool place : 1 = false;
    bool brand : 1 = false;
    bool never_in_place : 1 = true;
    bool usual_sole : 1 = false;   // as a given name of one character
    bool usual_first : 1 = false;  // as the first of two
    bool word_last : 1 = false;    // as the last of two: more often the next word
    bool word : 1 = false;         // of a surname: more often a word of its own
  };

  NameModel();
  const Character& At(char32_t c) const { return characters_[c < kTableSize ? c : 0]; }
  bool IsCompoundSurname(std::u32string_view text) const;
  bool IsGivenWord(char32_t first, char32_t second) const;

  static constexpr char32_t kTableSize = 0xA000;
  std::vector<Character> characters_;
  std::vector<uint64_t> compounds_;    // both characters of each compound surname, sorted
  std::vector<uint64_t> given_words_;  // likewise of each given name that is a word
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_NAME_MODEL_H_
