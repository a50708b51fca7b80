// Word boundaries by ICU's Chinese dictionary. Thread-safe: each thread has its own iterator.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_WORDS_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_WORDS_H_

#include <cstddef>
#include <string_view>

namespace jianbao::newspaper {

// Whether a word of the dictionary spans the boundary before text[at]. `text` is a few characters around it.
bool WordSpans(std::u32string_view text, size_t at);

// Length of the first word of `text`; 0 when it is empty.
size_t FirstWordLength(std::u32string_view text);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_WORDS_H_
