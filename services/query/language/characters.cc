#include "services/query/language/characters.h"

#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace jianbao::language {

bool IsWhiteSpace(char32_t c) { return u_isUWhiteSpace(c) || c == U'\u200B' || c == U'\uFEFF'; }

bool IsControl(char32_t c) { return u_charType(c) == U_CONTROL_CHAR && !IsWhiteSpace(c); }

bool IsHan(char32_t c) { return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC); }

bool IsSearchable(char32_t c) { return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK)) != 0; }

bool IsSeparator(char32_t c) {
  return std::u32string_view(U"，。、；！？《》〈〉【】〔〕…—").find(c) != std::u32string_view::npos;
}

bool IsOpenGroup(char32_t c) { return c == U'(' || c == U'（'; }
bool IsCloseGroup(char32_t c) { return c == U')' || c == U'）'; }
bool IsColon(char32_t c) { return c == U':' || c == U'：'; }
bool IsStar(char32_t c) { return c == U'*' || c == U'＊'; }
bool IsDash(char32_t c) { return c == U'-' || c == U'－'; }
bool IsTilde(char32_t c) { return c == U'~' || c == U'～'; }
bool IsOr(char32_t c) { return c == U'|' || c == U'｜'; }
bool IsDoubleQuote(char32_t c) { return c == U'"' || c == U'“' || c == U'”' || c == U'＂'; }
char32_t ClosingCorner(char32_t c) { return c == U'「' ? U'」' : c == U'『' ? U'』' : U'\0'; }
bool IsClosingCorner(char32_t c) { return c == U'」' || c == U'』'; }

int ColumnWidth(char32_t c) {
  if ((U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) != 0) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

int Utf8Length(char32_t c) { return U8_LENGTH(c); }

void AppendUtf8(char32_t c, std::string* out) {
  char bytes[U8_MAX_LENGTH];
  int size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  out->append(bytes, size);
}

std::string ToUtf8(std::u32string_view chars) {
  std::string out;
  for (const char32_t c : chars) AppendUtf8(c, &out);
  return out;
}

std::u32string FromUtf8(std::string_view utf8, size_t* invalid_at) {
  std::u32string out;
  size_t first_invalid = std::string_view::npos;
  const auto size = static_cast<int32_t>(utf8.size());
  for (int32_t i = 0; i < size;) {
    const int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(utf8.data(), i, size, c);
    if (c < 0 && first_invalid == std::string_view::npos) first_invalid = begin;
    out.push_back(c < 0 ? U'\uFFFD' : static_cast<char32_t>(c));
  }
  if (invalid_at != nullptr) *invalid_at = first_invalid;
  return out;
}

}  // namespace jianbao::language
