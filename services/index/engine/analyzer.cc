#include "services/index/engine/analyzer.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "libs/text/chars.h"
#include "services/index/engine/format.h"

namespace jianbao::engine {
namespace {

enum class CharClass : uint8_t { kLetter, kAlphanumeric, kPunctuation, kIgnored };

struct CharInfo {
  char32_t folded;
  CharClass char_class;
};

bool IsInvisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064);
}

CharInfo Classify(char32_t c) {
  const char32_t folded = text::FoldChar(c);
  if (IsInvisible(c) || text::IsSpace(c) || folded == 0) return {folded, CharClass::kIgnored};
  if (text::IsPunctuation(c) || text::IsPunctuation(folded)) return {folded, CharClass::kPunctuation};
  if (text::IsLatin(folded) || text::IsDigit(folded)) return {folded, CharClass::kAlphanumeric};
  return {folded, CharClass::kLetter};
}

constexpr size_t kTableSize = 0x10000;

// The basic plane's characters, looked up once: folding asks several tables per character.
const std::vector<CharInfo>& CharTable() {
  static const std::vector<CharInfo>& table = *new std::vector<CharInfo>([] {
    std::vector<CharInfo> infos;
    infos.reserve(kTableSize);
    for (char32_t c = 0; c < kTableSize; ++c) infos.push_back(Classify(c));
    return infos;
  }());
  return table;
}

struct Decoded {
  char32_t c;
  uint32_t bytes;
};

// One code point of text that was checked to be UTF-8 when it came in; a stray byte still makes progress.
inline Decoded DecodeAt(std::string_view utf8, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(utf8[i]); };
  const auto tail = [&](size_t i) { return static_cast<char32_t>(byte(i) & 0x3F); };
  const uint8_t lead = byte(at);
  const size_t left = utf8.size() - at;
  if (lead < 0x80) return {lead, 1};
  if (lead >= 0xE0 && lead < 0xF0 && left >= 3) return {(lead & 0x0FU) << 12 | tail(at + 1) << 6 | tail(at + 2), 3};
  if (lead >= 0xC0 && lead < 0xE0 && left >= 2) return {(lead & 0x1FU) << 6 | tail(at + 1), 2};
  if (lead >= 0xF0 && lead < 0xF8 && left >= 4) {
    return {((lead & 0x07U) << 18 | tail(at + 1) << 12 | tail(at + 2) << 6 | tail(at + 3)) & 0x1FFFFF, 4};
  }
  return {0xFFFD, 1};
}

}  // namespace

std::string LetterStream::Word(const WordRange& range) const {
  std::string word;
  for (uint32_t i = range.begin; i < range.end; ++i) text::AppendUtf8(letters[i].folded, &word);
  return word;
}

void LetterStream::Clear() {
  letters.clear();
  words.clear();
  punctuation.clear();
}

void ReadLetters(std::string_view utf8, LetterStream* out) {
  out->Clear();
  const CharInfo* table = CharTable().data();
  uint32_t position = 0;
  bool after_punctuation = false;
  bool after_space = true;
  bool in_word = false;
  for (size_t at = 0; at < utf8.size();) {
    const Decoded decoded = DecodeAt(utf8, at);
    const CharInfo info = decoded.c < kTableSize ? table[decoded.c] : Classify(decoded.c);
    const auto begin = static_cast<uint32_t>(at);
    at += decoded.bytes;
    if (info.char_class == CharClass::kIgnored || info.char_class == CharClass::kPunctuation) {
      after_space = true;
      in_word = false;
      if (info.char_class == CharClass::kPunctuation) {
        after_punctuation = true;
        out->punctuation.push_back(info.folded);
      }
      continue;
    }
    if (after_punctuation && !out->letters.empty()) ++position;
    const bool alphanumeric = info.char_class == CharClass::kAlphanumeric;
    const auto index = static_cast<uint32_t>(out->letters.size());
    if (alphanumeric && in_word) {
      ++out->words.back().end;
    } else if (alphanumeric) {
      out->words.push_back({index, index + 1});
    }
    in_word = alphanumeric;
    out->letters.push_back({info.folded, position, begin, static_cast<uint32_t>(at), alphanumeric, after_space});
    ++position;
    after_punctuation = false;
    after_space = false;
  }
}

std::string FoldName(std::string_view utf8) {
  LetterStream stream;
  ReadLetters(utf8, &stream);
  std::string folded;
  for (const Letter& letter : stream.letters) text::AppendUtf8(letter.folded, &folded);
  return folded;
}

void DocumentAnalyzer::Analyze(const Document& document, AnalyzedDocument* out) {
  out->chars.clear();
  out->positions.clear();
  out->strings.clear();
  tokens_.clear();
  strings_.clear();
  for (int i = 0; i < kTextFields; ++i) AnalyzeField(static_cast<TextField>(i), document.texts[i], out);
  for (const Keyword& keyword : document.keywords) {
    strings_.push_back(MakeTerm(TermKind::kKeyword, keyword.field, keyword.value));
  }
  strings_.push_back(MakeTerm(TermKind::kOrigin, 0, document.publication));
  GroupTokens(out);
}

void DocumentAnalyzer::AnalyzeField(TextField field, std::string_view text, AnalyzedDocument* out) {
  ReadLetters(text, &letters_);
  const auto number = static_cast<uint8_t>(field);
  const std::vector<Letter>& letters = letters_.letters;
  out->lengths[number] = static_cast<uint32_t>(letters.size());
  for (size_t i = 0; i < letters.size(); ++i) {
    tokens_.push_back({PackTerm(TermKind::kUnigram, number, letters[i].folded, 0), letters[i].position});
    if (i + 1 < letters.size()) tokens_.push_back({letters_.Pair(i, number), letters[i].position});
  }
  for (const char32_t c : letters_.punctuation) {
    tokens_.push_back({PackTerm(TermKind::kPunctuation, number, c, 0), 0});
  }
  for (const WordRange& range : letters_.words) {
    if (range.end - range.begin > kMaxWordLetters) continue;
    strings_.push_back(MakeTerm(TermKind::kWord, number, letters_.Word(range)));
  }
}

// Radix sort by term, lowest byte first. It is stable, so positions, which come in order, stay in order; bytes in which
// all terms agree cost nothing but the counting.
void DocumentAnalyzer::SortTokens() {
  constexpr int kTermBytes = 6;  // a packed term has 47 bits
  std::array<std::array<uint32_t, 256>, kTermBytes> counts = {};
  for (const Token& token : tokens_) {
    for (int byte = 0; byte < kTermBytes; ++byte) ++counts[byte][token.term >> (8 * byte) & 0xFF];
  }
  sorted_.resize(tokens_.size());
  for (int byte = 0; byte < kTermBytes; ++byte) {
    std::array<uint32_t, 256>& places = counts[byte];
    if (tokens_.empty() || places[tokens_[0].term >> (8 * byte) & 0xFF] == tokens_.size()) continue;
    uint32_t place = 0;
    for (uint32_t& count : places) place += std::exchange(count, place);
    for (const Token& token : tokens_) sorted_[places[token.term >> (8 * byte) & 0xFF]++] = token;
    tokens_.swap(sorted_);
  }
}

void DocumentAnalyzer::GroupTokens(AnalyzedDocument* out) {
  SortTokens();
  out->positions.reserve(tokens_.size());
  for (size_t i = 0; i < tokens_.size();) {
    const PackedTerm term = tokens_[i].term;
    const auto first = static_cast<uint32_t>(i);
    for (; i < tokens_.size() && tokens_[i].term == term; ++i) out->positions.push_back(tokens_[i].position);
    out->chars.push_back({term, first, static_cast<uint32_t>(i) - first});
  }
  std::sort(strings_.begin(), strings_.end());
  for (size_t i = 0; i < strings_.size();) {
    const size_t first = i;
    while (i < strings_.size() && strings_[i] == strings_[first]) ++i;
    // A filter value counts once however often the article carries it.
    const bool counted = KindOf(strings_[first]) == TermKind::kWord;
    out->strings.push_back({strings_[first], counted ? static_cast<uint32_t>(i - first) : 1});
  }
}

uint8_t EncodeLength(uint32_t length) {
  if (length < 32) return static_cast<uint8_t>(length);
  const int exponent = std::bit_width(length) - 1;
  const uint32_t code = 32 + (exponent - 5) * 16 + ((length >> (exponent - 4)) & 15);
  return static_cast<uint8_t>(std::min<uint32_t>(code, 255));
}

uint32_t DecodeLength(uint8_t code) {
  if (code < 32) return code;
  const int exponent = 5 + (code - 32) / 16;
  const uint32_t mantissa = 16 + (code - 32) % 16;
  return mantissa << (exponent - 4);
}

}  // namespace jianbao::engine
