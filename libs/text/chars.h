// What kind of character a code point is, and its form for matching. Pure functions; thread-safe.
#ifndef JIANBAO_LIBS_TEXT_CHARS_H_
#define JIANBAO_LIBS_TEXT_CHARS_H_

#include <string>
#include <string_view>

#include "libs/text/utf8.h"

namespace jianbao::text {

// Asked of every character of every page, so nearly all answers are given in line.
namespace internal {
bool IsRareHan(char32_t c);    // outside the block of CJK Unified Ideographs
bool IsWideSpace(char32_t c);  // from U+0080
bool IsWideLatin(char32_t c);  // from U+00C0
char* PutRareUtf8(char32_t c, char* to);
// By character, up to U+FFFF; 0 where the form is beyond. Small, so that it stays near. Built at the first call.
const char16_t* FoldedForms();
}  // namespace internal

// CJK ideographs, with 〇 and 々.
inline bool IsHan(char32_t c) { return InRange(c, 0x4E00, 0x9FFF) || (c >= 0x3005 && internal::IsRareHan(c)); }

// Unicode white space, including U+3000, U+00A0 and U+FEFF.
inline bool IsSpace(char32_t c) {
  if (c < 0x80) return c == ' ' || InRange(c, '\t', '\r');
  return (c <= 0x3000 || c == 0xFEFF) && internal::IsWideSpace(c);
}

// The value of 〇, 零 and 一 to 九; -1 for all others.
inline int ChineseDigit(char32_t c) {
  switch (c) {
    case U'〇':
    case U'零': return 0;
    case U'一': return 1;
    case U'二': return 2;
    case U'三': return 3;
    case U'四': return 4;
    case U'五': return 5;
    case U'六': return 6;
    case U'七': return 7;
    case U'八': return 8;
    case U'九': return 9;
    default: return -1;
  }
}
// 0-9 and their full-width forms.
inline bool IsDigit(char32_t c) { return InRange(c, '0', '9') || InRange(c, U'０', U'９'); }

// Latin letters and their full-width forms.
inline bool IsLatin(char32_t c) {
  if (c < 0xC0) return InRange(c | 0x20, 'a', 'z');
  return (c < 0x2000 || c > 0xFF00) && internal::IsWideLatin(c);
}

bool IsPunctuation(char32_t c);  // any punctuation or symbol, of either width
bool IsSentenceEnd(char32_t c);  // 。！？!? and the full-width ．; not the ellipsis

// The form in which two characters are the same for matching: half width, lower case, simplified (OpenCC's character
// table), double curly and corner quotes as ", single ones as ', dashes as -, radicals and compatibility ideographs as
// the character they show. One code point in, one out; idempotent. The first call builds the table (some milliseconds)
// and ends the process where OpenCC's data is not installed.
char32_t FoldChar(char32_t c);

// FoldChar() for loops over many characters: asks for the table once.
class Folder {
 public:
  char32_t operator()(char32_t c) const { return c < 0x10000 && forms_[c] != 0 ? forms_[c] : FoldChar(c); }

 private:
  const char16_t* const forms_ = internal::FoldedForms();
};

std::string ToUtf8(std::u32string_view chars);
// Writes `c` to where four bytes fit, and returns what is behind it.
inline char* PutUtf8(char32_t c, char* to) {
  if (!InRange(c, 0x800, 0xFFFF) || InRange(c, 0xD800, 0xDFFF)) return internal::PutRareUtf8(c, to);
  to[0] = static_cast<char>(0xE0 | c >> 12);
  to[1] = static_cast<char>(0x80 | (c >> 6 & 0x3F));
  to[2] = static_cast<char>(0x80 | (c & 0x3F));
  return to + 3;
}
inline void AppendUtf8(char32_t c, std::string* out) {
  char bytes[4];
  out->append(bytes, static_cast<size_t>(PutUtf8(c, bytes) - bytes));
}
int Utf8Length(char32_t c);

// Decodes UTF-8; an invalid byte becomes U+FFFD.
std::u32string FromUtf8(std::string_view utf8);
bool IsValidUtf8(std::string_view utf8);

// Columns that `utf8` takes on a terminal: 2 for East Asian wide characters, 0 for combining ones.
int DisplayWidth(std::string_view utf8);

}  // namespace jianbao::text

#endif  // JIANBAO_LIBS_TEXT_CHARS_H_
