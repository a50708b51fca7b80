#include "libs/text/chars.h"

#include <cstdlib>
#include <exception>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/base/log.h"
#include "libs/text/utf8.h"
#include "opencc/opencc.h"
#include "unicode/normalizer2.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"

namespace jianbao::text {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kLastHan = 0x323AF;  // the end of CJK extension H

// Blocks whose characters are second encodings of others: radicals, compatibility ideographs, width forms.
bool IsCompatibilityForm(char32_t c) {
  return InRange(c, 0x2E80, 0x2FDF) || InRange(c, 0xF900, 0xFAFF) || InRange(c, 0xFF01, 0xFFEE) ||
         InRange(c, 0x2F800, 0x2FA1F);
}

char32_t FoldPunctuation(char32_t c) {
  switch (c) {
    case 0x00A0:
    case 0x3000: return ' ';
    case U'“':
    case U'”':
    case U'„':
    case U'‟':
    case U'「':
    case U'」':
    case U'『':
    case U'』':
    case U'〝':
    case U'〞':
    case U'〟':
    case U'﹁':
    case U'﹂':
    case U'﹃':
    case U'﹄':
    case U'｢':
    case U'｣': return '"';
    case U'‘':
    case U'’':
    case U'‚':
    case U'‛': return '\'';
    case U'‐':
    case U'‑':
    case U'‒':
    case U'–':
    case U'—':
    case U'―':
    case U'─':
    case U'−':
    case U'﹘':
    case U'﹣': return '-';
    default: return c;
  }
}

// Width, case and punctuation; not yet traditional to simplified.
char32_t FoldForm(char32_t c, const icu::Normalizer2& nfkc) {
  c = FoldPunctuation(c);
  icu::UnicodeString decomposed;
  if (IsCompatibilityForm(c) && nfkc.getDecomposition(static_cast<UChar32>(c), decomposed) &&
      decomposed.countChar32() == 1) {
    c = FoldPunctuation(static_cast<char32_t>(decomposed.char32At(0)));
  }
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

// Every Han character paired with its simplified form. Each stands on a line of its own, so that OpenCC sees no phrase.
absl::flat_hash_map<char32_t, char32_t> SimplifiedForms() {
  std::string lines;
  for (char32_t c = 0x3400; c <= kLastHan; ++c) {
    if (!IsHan(c)) continue;
    AppendUtf8(c, &lines);
    lines += '\n';
  }
  std::string converted;
  try {
    converted = opencc::SimpleConverter("t2s.json").Convert(lines);
  } catch (const std::exception& e) {
    // Without the tables the index would silently tell 縣 from 县 for ever: refuse to run instead.
    log::Error("cannot read OpenCC's tables, install libopencc-data: {}", e.what());
    std::abort();
  }
  absl::flat_hash_map<char32_t, char32_t> forms;
  const std::u32string from = FromUtf8(lines), to = FromUtf8(converted);
  for (size_t i = 0, j = 0; i + 1 < from.size() && j < to.size(); i += 2) {
    const size_t end = to.find(U'\n', j);
    if (end == std::u32string::npos) break;
    if (end == j + 1 && to[j] != from[i]) forms[from[i]] = to[j];
    j = end + 1;
  }
  return forms;
}

class FoldTable {
 public:
  FoldTable() : bmp_(0x10000) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
    if (U_FAILURE(status)) {
      log::Error("cannot load ICU's normalisation data: {}", u_errorName(status));
      std::abort();
    }
    const auto simplified = SimplifiedForms();
    for (char32_t c = 0; c <= kLastHan; ++c) {
      char32_t folded = FoldForm(c, *nfkc);
      // A chain of variants ends where a character is its own simplified form; the bound stops a cycle.
      for (int step = 0; step < 4; ++step) {
        const auto next = simplified.find(folded);
        if (next == simplified.end()) break;
        folded = next->second;
      }
      if (c < bmp_.size() && folded < bmp_.size()) {
        bmp_[c] = static_cast<char16_t>(folded);
      } else if (folded != c) {
        beyond_[c] = folded;
      }
    }
  }

  const char16_t* bmp() const { return bmp_.data(); }

  char32_t Fold(char32_t c) const {
    if (c < bmp_.size() && bmp_[c] != 0) return bmp_[c];
    const auto found = beyond_.find(c);
    return found == beyond_.end() ? c : found->second;
  }

 private:
  std::vector<char16_t> bmp_;                       // by character; 0: in beyond_
  absl::flat_hash_map<char32_t, char32_t> beyond_;  // the few that fold from or to above U+FFFF
};

const FoldTable& Table() {
  static const FoldTable& table = *new FoldTable;  // never destroyed: threads may fold until the process ends
  return table;
}

int CharWidth(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  if ((U_MASK(u_charType(point)) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK | U_GC_CC_MASK)) != 0) return 0;
  const int width = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

namespace internal {

bool IsRareHan(char32_t c) {
  return c == U'〇' || c == U'々' || InRange(c, 0x3400, 0x4DBF) || InRange(c, 0xF900, 0xFAFF) ||
         InRange(c, 0x20000, kLastHan);
}

bool IsWideSpace(char32_t c) { return c == 0xFEFF || u_isUWhiteSpace(static_cast<UChar32>(c)); }

bool IsWideLatin(char32_t c) {
  if (InRange(c, 0xC0, 0x24F) || InRange(c, 0x1E00, 0x1EFF)) return c != 0xD7 && c != 0xF7;
  return InRange(c, U'Ａ', U'Ｚ') || InRange(c, U'ａ', U'ｚ');
}

char* PutRareUtf8(char32_t c, char* to) {
  if (!IsScalar(c)) c = kReplacement;
  if (c < 0x80) {
    *to = static_cast<char>(c);
    return to + 1;
  }
  const int length = Utf8Length(c);
  for (int i = length - 1; i > 0; --i, c >>= 6) to[i] = static_cast<char>(0x80 | (c & 0x3F));
  to[0] = static_cast<char>((0xF00 >> length & 0xFF) | c);
  return to + length;
}

const char16_t* FoldedForms() { return Table().bmp(); }

}  // namespace internal

bool IsPunctuation(char32_t c) {
  return (U_MASK(u_charType(static_cast<UChar32>(c))) & (U_GC_P_MASK | U_GC_S_MASK)) != 0;
}

bool IsSentenceEnd(char32_t c) {
  return c == U'。' || c == U'！' || c == U'？' || c == U'!' || c == U'?' || c == U'．' || c == U'｡';
}

char32_t FoldChar(char32_t c) { return Table().Fold(c); }

std::string ToUtf8(std::u32string_view chars) {
  std::string out;
  out.reserve(chars.size() * 3);
  for (const char32_t c : chars) AppendUtf8(c, &out);
  return out;
}

int Utf8Length(char32_t c) {
  if (!IsScalar(c)) return 3;  // written as U+FFFD
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

std::u32string FromUtf8(std::string_view utf8) {
  std::u32string chars;
  chars.reserve(utf8.size() / 2);
  for (const char *p = utf8.data(), *end = p + utf8.size(); p < end;) {
    char32_t c = 0;
    const int length = DecodeUtf8Char(p, end, &c);
    chars += length > 0 ? c : kReplacement;
    p += length > 0 ? length : 1;
  }
  return chars;
}

bool IsValidUtf8(std::string_view utf8) {
  for (const char *p = utf8.data(), *end = p + utf8.size(); p < end;) {
    char32_t c = 0;
    const int length = DecodeUtf8Char(p, end, &c);
    if (length == 0) return false;
    p += length;
  }
  return true;
}

int DisplayWidth(std::string_view utf8) {
  int width = 0;
  for (const char32_t c : FromUtf8(utf8)) width += CharWidth(c);
  return width;
}

}  // namespace jianbao::text
