#include "libs/text/pinyin.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <iterator>
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

}  // namespace

std::string Pinyin(std::string_view utf8) { return Words(Transliterate(utf8), ' '); }

std::string Syllable(char32_t c) {
  // As many as there are characters of the basic plane; others are rare in names.
  thread_local std::unordered_map<char32_t, std::string> known;
  const auto at = known.find(c);
  if (at != known.end()) return at->second;
  std::string utf8;
  AppendUtf8(c, &utf8);
  const std::string spelled = Pinyin(utf8);
  std::string syllable;
  std::copy_if(spelled.begin(), spelled.end(), std::back_inserter(syllable), [](char letter) { return letter != ' '; });
  if (c < 0x10000) known.emplace(c, syllable);
  return syllable;
}

std::string Slug(std::string_view utf8) { return Words(Transliterate(utf8), '-'); }

}  // namespace jianbao::text
