#include "services/index/engine/typed_name.h"

#include <algorithm>
#include <utility>

#include "libs/text/chars.h"
#include "libs/text/pinyin.h"
#include "services/index/engine/analyzer.h"

namespace jianbao::engine {
namespace {

bool IsLetter(char32_t c) { return c < 0x80; }

// As the keys spell it: without tones, ü as u.
std::u32string WithoutTones(const std::u32string& folded) {
  std::u32string plain;
  for (const char32_t c : folded) {
    const bool after_l_or_n = !plain.empty() && (plain.back() == U'l' || plain.back() == U'n');
    if (c == U'v' && after_l_or_n) {
      plain.push_back(U'u');
    } else if (IsLetter(c) || text::IsHan(c)) {
      plain.push_back(c);
    } else {
      // A letter with a tone; what has no Latin form stays itself.
      const std::string latin = text::Syllable(c);
      plain += latin.empty() ? std::u32string(1, c) : std::u32string(latin.begin(), latin.end());
    }
  }
  return plain;
}

// Whether `typed` is spelled by the characters of `name` from its first one on: each by itself, its syllable, its
// initial, or, the last one, the beginning of its syllable.
bool Spells(std::u32string_view typed, std::u32string_view name) {
  if (typed.empty()) return true;
  if (name.empty()) return false;
  if (typed[0] == name[0] && Spells(typed.substr(1), name.substr(1))) return true;
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

std::vector<std::string> TypingKeys(std::string_view folded) {
  std::vector<std::string> keys = {std::string(folded)};
  std::string word, initials;
  bool has_han = false;
  for (const char32_t c : text::FromUtf8(folded)) {
    has_han = has_han || text::IsHan(c);
    const std::string syllable = IsLetter(c) ? std::string(1, static_cast<char>(c)) : text::Syllable(c);
    if (syllable.empty()) continue;
    word += syllable;
    initials.push_back(syllable[0]);
  }
  if (has_han && !word.empty()) {
    keys.push_back(word);
    if (initials.size() > 1 && initials != word) keys.push_back(initials);
  }
  return keys;
}

TypedName::TypedName(std::string_view typed) : typed_(WithoutTones(text::FromUtf8(FoldName(typed)))) {
  if (typed_.empty()) return;
  const bool letters = std::any_of(typed_.begin(), typed_.end(), IsLetter);
  const bool han = std::any_of(typed_.begin(), typed_.end(), text::IsHan);
  mixed_ = letters && han;
  prefixes_.push_back(text::ToUtf8(typed_));
  if (!mixed_) return;
  std::string word, initials;
  for (const char32_t c : typed_) {
    const std::string syllable = IsLetter(c) ? std::string(1, static_cast<char>(c)) : text::Syllable(c);
    if (syllable.empty()) continue;
    word += syllable;
    initials.push_back(syllable[0]);
  }
  for (std::string* spelled : {&word, &initials}) {
    if (std::find(prefixes_.begin(), prefixes_.end(), *spelled) == prefixes_.end()) {
      prefixes_.push_back(std::move(*spelled));
    }
  }
}

bool TypedName::Fits(std::string_view folded) const { return !mixed_ || Spells(typed_, text::FromUtf8(folded)); }

}  // namespace jianbao::engine
