// The page as printed: lines of cleaned characters, each of which knows its place in the file. Immutable after
// construction, so thread-safe for reading. Views returned point into the page and live as long as it does.
//
// Cleaning drops white space (a flag says where it stood), markdown residue, soft hyphens and zero-width characters.
// What is dropped is still owned by the part of the line it stands in, so parts together own every non-space character.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_PAGE_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_PAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/text/decode.h"
#include "libs/text/span.h"

namespace jianbao::newspaper {

// Half-open range of cleaned characters of a page.
struct CharRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  uint32_t size() const { return end - begin; }
  friend bool operator==(const CharRange&, const CharRange&) = default;
};

// A printed line, or one of the pieces a line that holds two things was cut into.
struct Part {
  CharRange chars;         // may be empty: a line of nothing but residue
  uint32_t ink_begin = 0;  // decoded characters [ink_begin, ink_end), from the first non-space to the last
  uint32_t ink_end = 0;
  uint32_t line = 0;          // index of the printed line, blank lines counted
  uint16_t indent = 0;        // spaces before the first character
  uint16_t blank_before = 0;  // blank lines above
};

class Page {
 public:
  explicit Page(text::DecodedText decoded);

  // The printed lines that hold any ink, in file order; where the file breaks running text at the printed column's
  // width, the lines of one paragraph are one.
  const std::vector<Part>& lines() const { return lines_; }
  // Whether blank lines stand between most of them.
  bool parted() const { return parted_; }
  // Whether they stand between groups of lines, as between articles.
  bool grouped() const { return grouped_; }
  uint32_t size() const { return static_cast<uint32_t>(chars_.size()); }

  // Characters as printed, and in the form for matching (see text::FoldChar). Neither holds white space.
  std::u32string_view Printed(CharRange range) const {
    return std::u32string_view(chars_).substr(range.begin, range.size());
  }
  std::u32string_view Folded(CharRange range) const {
    return std::u32string_view(folded_).substr(range.begin, range.size());
  }
  std::u32string_view Folded(const Part& part) const { return Folded(part.chars); }

  // Whether white space is printed before character `i`, on the same line.
  bool GapBefore(uint32_t i) const { return gaps_[i] != 0; }

  // `part` cut before character `at`, which must lie inside it. What was dropped between the two goes to the first.
  std::pair<Part, Part> Split(const Part& part, uint32_t at) const;

  // Bytes of the file that hold `part`, or the characters of `range` (contiguous, whatever stands between included).
  text::ByteSpan Source(const Part& part) const;
  text::ByteSpan Source(CharRange range) const;
  // Bytes of one character.
  text::ByteSpan CharSource(uint32_t i) const { return {decoded_.offsets[raw_[i]], decoded_.offsets[raw_[i] + 1]}; }

  text::Encoding encoding() const { return decoded_.encoding; }
  bool encoding_detected() const { return decoded_.detected; }

 private:
  void TakeCharacters();
  void JoinWrappedLines();
  bool RunOn(const Part& above, const Part& below) const;
  bool FillsColumn(const std::vector<uint32_t>& widths, size_t i) const;
  uint32_t Width(const Part& line) const;
  bool EndsSentence(size_t line) const;
  void ReadLine(uint32_t begin, uint32_t end, uint32_t line, uint32_t blanks);

  text::DecodedText decoded_;
  std::u32string chars_;
  std::u32string folded_;
  std::vector<uint32_t> raw_;  // place of each cleaned character among the decoded ones
  std::vector<uint8_t> gaps_;
  std::vector<Part> lines_;
  bool parted_ = false;
  bool grouped_ = false;
};

// Whether the white space before character `i`, if any, means something in running text: between Latin words and
// numbers it does, between Han characters it was only printed.
bool KeepsGap(const Page& page, uint32_t i);
inline bool KeepsSpace(const Page& page, uint32_t i) { return page.GapBefore(i) && KeepsGap(page, i); }

// A range as a reader wants it. In a title white space parts two phrases, except where every character stands alone (a
// title set wide).
std::string RunningText(const Page& page, CharRange range);
std::string TitleText(const Page& page, CharRange range);

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_PAGE_H_
