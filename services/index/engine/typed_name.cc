#include "services/index/engine/typed_name.h"

#include <algorithm>
#include <utility>

#include "libs/text/chars.h"
#include "libs/text/pinyin.h"
#include "services/index/engine/analyzer.h"

namespace jianbao::engine {
namespace {

bool IsLetter(char32_t c) { return c < 0x80; }

// Letters and characters alone; letters as keys spell them: folded, without tones, ü as u.
std::u32string Plain(std::string_view typed) {
  std::u32string plain;
  for (const char32_t c : text::FromUtf8(typed)) {
    const bool after_l_or_n = !plain.empty() && (plain.back() == U'l' || plain.back() == U'n');
    const std::u32string folded = text::FromUtf8(FoldName(text::ToUtf8(std::u32string(1, c))));
    if (folded.empty()) continue;
    if (folded == U"v" && after_l_or_n) {
      plain.push_back(U'u');
    } else if (text::IsHan(c)) {
      plain.push_back(c);
    } else {
      // A letter with a tone has a Latin form; what has none stays itself.
      const std::string latin = IsLetter(folded[0]) ? "" : text::Syllable(folded[0]);
      plain += latin.empty() ? folded : std::u32string(latin.begin(), latin.end());
    }
  }
  return plain;
}

// Pinyin and initials of a name or of its beginning.
struct Spelling {
  std::string word;
  std::string initials;
};
Spelling Spell(std::u32string_view name) {
  Spelling spelling;
  for (const char32_t c : name) {
    const std::string syllable = IsLetter(c) ? std::string(1, static_cast<char>(c)) : text::Syllable(c);
    if (syllable.empty()) continue;
    spelling.word += syllable;
    spelling.initials.push_back(syllable[0]);
  }
  return spelling;
}

// Whether `typed` is spelled by the characters of `name` from its first one on: each by itself, its syllable, its
// initial, or, the last one, the beginning of its syllable.
bool Spells(std::u32string_view typed, std::u32string_view name) {
  if (typed.empty()) return true;
  if (name.empty()) return false;
  if (text::FoldChar(typed[0]) == text::FoldChar(name[0]) && Spells(typed.substr(1), name.substr(1))) return true;
  if (!IsLetter(typed[0]) || IsLetter(name[0])) return false;
  const std::string syllable = text::Syllable(name[0]);
  size_t same = 0;
  while (same < syllable.size() && same < typed.size() && typed[same] == static_cast<unsigned char>(syllable[same])) {
    ++same;
  }
  if (same == 0) return false;
  if (same == typed.size()) return true;
  if (same == syllable.size() && Spells(typed.substr(same), name.substr(1))) return true;
  return syllable.size() > 1 && Spells(typed.substr(1), name.substr(1));
}

}  // namespace

std::vector<std::string> TypingKeys(std::string_view name) {
  std::vector<std::string> keys = {FoldName(name)};
  if (keys[0].empty()) return {};
  const std::u32string plain = Plain(name);
  if (!std::any_of(plain.begin(), plain.end(), text::IsHan)) return keys;
  Spelling spelling = Spell(plain);
  if (spelling.word.empty()) return keys;
  const bool has_initials = spelling.initials.size() > 1 && spelling.initials != spelling.word;
  keys.push_back(std::move(spelling.word));
  if (has_initials) keys.push_back(std::move(spelling.initials));
  return keys;
}

TypedName::TypedName(std::string_view typed) : typed_(Plain(typed)) {
  if (typed_.empty()) return;
  const bool letters = std::any_of(typed_.begin(), typed_.end(), IsLetter);
  const bool han = std::any_of(typed_.begin(), typed_.end(), text::IsHan);
  mixed_ = letters && han;
  prefixes_.push_back(FoldName(text::ToUtf8(typed_)));
  if (!mixed_) return;
  Spelling spelling = Spell(typed_);
  for (std::string* spelled : {&spelling.word, &spelling.initials}) {
    if (std::find(prefixes_.begin(), prefixes_.end(), *spelled) == prefixes_.end()) {
      prefixes_.push_back(std::move(*spelled));
    }
  }
}

bool TypedName::Fits(std::string_view name) const { return !mixed_ || Spells(typed_, Plain(name)); }

}  // namespace jianbao::engine
