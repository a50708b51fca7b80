#include "libs/text/pinyin.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "libs/text/chars.h"

namespace jianbao::text {
namespace {

// ICU transliterators may not be shared by threads; making one costs milliseconds.
const icu::Transliterator* ThreadTransliterator() {
  thread_local const std::unique_ptr<icu::Transliterator> kTransliterator = [] {
    UErrorCode error = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(
        icu::Transliterator::createInstance("Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, error));
  }();
  return kTransliterator.get();
}

// Keeps [a-z0-9]; each run of anything else becomes one `separator`, none at the ends.
std::string Words(std::string_view ascii, char separator) {
  std::string out;
  bool gap = false;
  for (const char c : ascii) {
    const bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (keep && gap && !out.empty()) out.push_back(separator);
    if (keep) out.push_back(c);
    gap = !keep;
  }
  return out;
}

std::string Transliterate(std::string_view utf8) {
  const icu::Transliterator* transliterator = ThreadTransliterator();
  if (transliterator == nullptr) return std::string();
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int>(utf8.size())));
  transliterator->transliterate(text);
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string Spelled(char32_t c) {
  std::string utf8;
  AppendUtf8(c, &utf8);
  std::string letters = Words(Transliterate(utf8), ' ');
  letters.erase(std::remove(letters.begin(), letters.end(), ' '), letters.end());
  return letters;
}

// Of the basic plane; others are rare in names.
constexpr char32_t kLastKnown = 0xFFFF;

// Spelled(), remembered. REQUIRES: c <= kLastKnown.
const std::string& KnownSyllable(char32_t c) {
  thread_local std::unordered_map<char32_t, std::string> known;
  const auto [at, added] = known.try_emplace(c);
  if (added) at->second = Spelled(c);
  return at->second;
}

// `utf8` in Latin letters, with spaces around every Chinese character. Those are looked up one by one: the
// transliterator needs as long for one as a page needs for a line.
std::string Romanized(std::string_view utf8) {
  std::string out, other;
  const auto flush = [&] {
    out += Transliterate(other);
    other.clear();
  };
  for (const char32_t c : FromUtf8(utf8)) {
    if (IsHan(c) && c <= kLastKnown) {
      if (!other.empty()) flush();
      out += ' ' + KnownSyllable(c) + ' ';
    } else {
      AppendUtf8(c, &other);
    }
  }
  if (!other.empty()) flush();
  return out;
}

}  // namespace

std::string Pinyin(std::string_view utf8) { return Words(Romanized(utf8), ' '); }

std::string Syllable(char32_t c) { return c <= kLastKnown ? KnownSyllable(c) : Spelled(c); }

std::string Slug(std::string_view utf8) { return Words(Romanized(utf8), '-'); }

}  // namespace jianbao::text
