#include "services/index/engine/term.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "libs/text/chars.h"

namespace jianbao::engine {
namespace {

// Kinds of packed terms in the order of their letters.
constexpr std::array<TermKind, 4> kPackedKinds = {TermKind::kBigram, TermKind::kPunctuation, TermKind::kSplitBigram,
                                                  TermKind::kUnigram};
constexpr int kCharBits = 21;
constexpr int kFieldBits = 3;
constexpr uint64_t kCharMask = (uint64_t{1} << kCharBits) - 1;

constexpr uint64_t KindIndex(TermKind kind) {
  for (size_t i = 0; i < kPackedKinds.size(); ++i) {
    if (kPackedKinds[i] == kind) return i;
  }
  return 0;
}

}  // namespace

std::string MakeTerm(TermKind kind, uint8_t field, std::string_view text) {
  std::string term;
  term.reserve(text.size() + 2);
  term.push_back(static_cast<char>(kind));
  term.push_back(static_cast<char>(field));
  term.append(text);
  return term;
}

PackedTerm PackTerm(TermKind kind, uint8_t field, char32_t first, char32_t second) {
  return ((KindIndex(kind) << kFieldBits | field) << kCharBits | first) << kCharBits | second;
}

TermKind PackedKind(PackedTerm packed) { return kPackedKinds[packed >> (2 * kCharBits + kFieldBits)]; }

void AppendUnpacked(PackedTerm packed, std::string* term) {
  term->push_back(static_cast<char>(PackedKind(packed)));
  term->push_back(static_cast<char>(packed >> (2 * kCharBits) & ((1U << kFieldBits) - 1)));
  text::AppendUtf8(static_cast<char32_t>(packed >> kCharBits & kCharMask), term);
  if (const auto second = static_cast<char32_t>(packed & kCharMask); second != 0) text::AppendUtf8(second, term);
}

std::string TermLabel(std::string_view term) {
  const std::string text(TextOf(term));
  return absl::StrCat(std::string(1, static_cast<char>(KindOf(term))), ":", FieldOf(term), ":", text);
}

}  // namespace jianbao::engine
