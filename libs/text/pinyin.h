// Chinese in Latin letters. Thread-safe; the transliterator is made once a thread.
#ifndef JIANBAO_LIBS_TEXT_PINYIN_H_
#define JIANBAO_LIBS_TEXT_PINYIN_H_

#include <string>
#include <string_view>

namespace jianbao::text {

// Pinyin without tones, lower case, one syllable a character, separated by spaces: 今日青禾 -> "jin ri qing he". Latin
// letters and digits stay; other characters become spaces.
std::string Pinyin(std::string_view utf8);

// Pinyin() of one character, remembered: for loops over many names. Empty where it has no Latin form.
std::string Syllable(char32_t c);

// Pinyin(), joined by hyphens and made of [a-z0-9-] alone: an identifier for people. Empty where nothing is left.
std::string Slug(std::string_view utf8);

}  // namespace jianbao::text

#endif  // JIANBAO_LIBS_TEXT_PINYIN_H_
