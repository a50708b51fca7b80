// The terms of the inverted index and how they are named. Value types and pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_TERM_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_TERM_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace jianbao::engine {

// What a term stands for. The letters are part of the on-disk format; lists are stored in their order.
enum class TermKind : char {
  kBigram = 'b',       // two letters side by side (white space does not part them); has positions
  kKeyword = 'k',      // a filter value; `field` is the caller's keyword field
  kOrigin = 'o',       // the publication
  kPunctuation = 'p',  // one punctuation mark
  kSplitBigram = 's',  // two letters with punctuation between them; has positions
  kUnigram = 'u',      // one letter
  kWord = 'w',         // a Latin or digit run
};

inline constexpr bool HasPositions(TermKind kind) {
  return kind == TermKind::kBigram || kind == TermKind::kSplitBigram;
}
// True where the term is one or two code points, so that it packs into 64 bits.
inline constexpr bool IsCharTerm(TermKind kind) {
  return kind == TermKind::kBigram || kind == TermKind::kSplitBigram || kind == TermKind::kUnigram ||
         kind == TermKind::kPunctuation;
}

// A term: kind, field (a TextField, or the caller's keyword field) and folded UTF-8, in this order, as one string whose
// byte order is the order of lists in a segment.
std::string MakeTerm(TermKind kind, uint8_t field, std::string_view text);

// One or two code points as a number whose order is that of the strings. `second` is 0 for one code point.
using PackedTerm = uint64_t;
PackedTerm PackTerm(TermKind kind, uint8_t field, char32_t first, char32_t second);
void AppendUnpacked(PackedTerm packed, std::string* term);
TermKind PackedKind(PackedTerm packed);

inline TermKind KindOf(std::string_view term) { return static_cast<TermKind>(term[0]); }
inline uint8_t FieldOf(std::string_view term) { return static_cast<uint8_t>(term[1]); }
inline std::string_view TextOf(std::string_view term) { return term.substr(2); }

// "b:2:中国": how statistics and messages name a term. Readable and unambiguous.
std::string TermLabel(std::string_view term);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_TERM_H_
