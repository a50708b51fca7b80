#include "services/ingest/newspaper/words.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <memory>

namespace jianbao::newspaper {
namespace {

// Loading the dictionary costs milliseconds, so it is done once; a clone is cheap, and one per thread needs no lock.
icu::BreakIterator* ThreadIterator() {
  static const std::unique_ptr<icu::BreakIterator> kPrototype = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(icu::BreakIterator::createWordInstance(icu::Locale::getChina(), status));
    return U_SUCCESS(status) ? std::move(made) : nullptr;
  }();
  thread_local std::unique_ptr<icu::BreakIterator> mine(kPrototype == nullptr ? nullptr : kPrototype->clone());
  return mine.get();
}

icu::UnicodeString ToUtf16(std::u32string_view text) {
  icu::UnicodeString out;
  for (const char32_t c : text) out.append(static_cast<UChar32>(c));
  return out;
}

}  // namespace

bool WordSpans(std::u32string_view text, size_t at) {
  icu::BreakIterator* words = ThreadIterator();
  if (words == nullptr) return false;
  const icu::UnicodeString utf16 = ToUtf16(text);
  const int32_t boundary = ToUtf16(text.substr(0, at)).length();
  words->setText(utf16);
  return words->isBoundary(boundary) == 0;
}

size_t FirstWordLength(std::u32string_view text) {
  icu::BreakIterator* words = ThreadIterator();
  if (words == nullptr || text.empty()) return text.empty() ? 0 : 1;
  const icu::UnicodeString utf16 = ToUtf16(text);
  words->setText(utf16);
  const int32_t end = words->next();
  return end == icu::BreakIterator::DONE ? text.size() : static_cast<size_t>(utf16.countChar32(0, end));
}

}  // namespace jianbao::newspaper
