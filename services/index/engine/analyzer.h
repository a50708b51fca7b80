// From text to terms, the same way for articles and for queries.
//
// A text is a stream of letters (Han, Latin, digits, other scripts), each folded and at a position of its own; white
// space vanishes, so a word broken by a space or a line end is whole again; a run of punctuation takes one position and
// parts words but is itself no letter. Two letters side by side are a bigram, two letters around punctuation a split
// bigram; every pair of neighbours is one or the other, so any stretch of text is a chain of indexed pairs and can be
// found exactly. See docs/adr/0010.
//
// Pure functions; thread-safe. Everything here belongs to kAnalyzerVersion.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_ANALYZER_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_ANALYZER_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/index/engine/document.h"
#include "services/index/engine/term.h"

namespace jianbao::engine {

struct Letter {
  char32_t folded;
  uint32_t position;
  uint32_t begin;  // bytes of the text it stands on
  uint32_t end;
  bool alphanumeric;  // Latin or digit
  bool after_space;   // white space or punctuation right before it
};

// A Latin or digit run: letters [begin, end).
struct WordRange {
  uint32_t begin;
  uint32_t end;
};

struct LetterStream {
  std::vector<Letter> letters;
  std::vector<WordRange> words;
  std::vector<char32_t> punctuation;  // folded, in order, repeated as often as printed

  // Whether letters i and i + 1 stand side by side. REQUIRES: i + 1 < letters.size().
  bool Joined(size_t i) const { return letters[i + 1].position == letters[i].position + 1; }
  // Term of the pair of letters i and i + 1. REQUIRES: i + 1 < letters.size().
  PackedTerm Pair(size_t i, uint8_t field) const {
    return PackTerm(Joined(i) ? TermKind::kBigram : TermKind::kSplitBigram, field, letters[i].folded,
                    letters[i + 1].folded);
  }
  std::string Word(const WordRange& range) const;
  void Clear();
};

// Reads `utf8` into `out`, which is cleared first.
void ReadLetters(std::string_view utf8, LetterStream* out);

// `utf8` folded for comparing names: letters only, no space, no punctuation.
std::string FoldName(std::string_view utf8);

// All terms of one article, grouped.
struct AnalyzedDocument {
  struct CharPosting {
    PackedTerm term;
    uint32_t first;  // index of its first position
    uint32_t count;  // how often the term occurs
  };
  struct StringPosting {
    std::string term;
    uint32_t count;
  };
  std::vector<CharPosting> chars;                  // by term
  std::vector<uint32_t> positions;                 // ascending within a term
  std::vector<StringPosting> strings;              // by term
  std::array<uint32_t, kTextFields> lengths = {};  // letters
};

// Keeps its buffers between calls. One thread at a time.
class DocumentAnalyzer {
 public:
  void Analyze(const Document& document, AnalyzedDocument* out);

 private:
  struct Token {
    PackedTerm term;
    uint32_t position;
  };
  void AnalyzeField(TextField field, std::string_view text, AnalyzedDocument* out);
  void SortTokens();
  void GroupTokens(AnalyzedDocument* out);

  LetterStream letters_;
  std::vector<Token> tokens_;
  std::vector<Token> sorted_;
  std::vector<std::string> strings_;
};

// Lengths are kept in one byte: exact below 32, then in steps of a sixteenth of a power of two. Ascending.
uint8_t EncodeLength(uint32_t length);
uint32_t DecodeLength(uint8_t code);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_ANALYZER_H_
