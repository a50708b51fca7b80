// What the characters of a query mean to the lexer. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_CHARACTERS_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_CHARACTERS_H_

#include <string>
#include <string_view>

namespace jianbao::language {

bool IsWhiteSpace(char32_t c);  // Unicode white space and the invisible U+200B and U+FEFF
bool IsControl(char32_t c);     // control characters that are no white space
bool IsHan(char32_t c);
// Letters and numbers of any script: what an index can find. A word without any has nothing to search for.
bool IsSearchable(char32_t c);
// Chinese punctuation that never stands inside a word, so it parts words as white space does: ，。、；！？《》【】…—
bool IsSeparator(char32_t c);

bool IsOpenGroup(char32_t c);    // ( （
bool IsCloseGroup(char32_t c);   // ) ）
bool IsColon(char32_t c);        // : ：
bool IsStar(char32_t c);         // * ＊
bool IsDash(char32_t c);         // - －
bool IsTilde(char32_t c);        // ~ ～
bool IsOr(char32_t c);           // | ｜
bool IsDoubleQuote(char32_t c);  // " “ ” ＂: typed in any mixture, so each may open and each may close
// The character that closes the quote `c` opens, for 「 and 『; 0 for all others.
char32_t ClosingCorner(char32_t c);
bool IsClosingCorner(char32_t c);  // 」 』

// Columns on a terminal: 2 for East Asian wide characters, 0 for combining ones, else 1.
int ColumnWidth(char32_t c);

int Utf8Length(char32_t c);
void AppendUtf8(char32_t c, std::string* out);
std::string ToUtf8(std::u32string_view chars);
// Decodes UTF-8; every invalid sequence becomes U+FFFD. `*invalid_at`, where wanted, gets the byte where the first one
// begins, or npos.
std::u32string FromUtf8(std::string_view utf8, size_t* invalid_at = nullptr);

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_CHARACTERS_H_
