// Positions in text. Byte offsets everywhere are 0-based and ends are exclusive. Value types.
#ifndef JIANBAO_LIBS_TEXT_SPAN_H_
#define JIANBAO_LIBS_TEXT_SPAN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jianbao::text {

// Half-open range of bytes; which text it belongs to is said where it is used.
struct ByteSpan {
  uint32_t begin = 0;
  uint32_t end = 0;

  friend auto operator<=>(const ByteSpan&, const ByteSpan&) = default;
};

// A stretch of derived text that follows its source without gap: character boundary `b` of the text range lies at
// source.begin + (b - text.begin) * (source size) / (text size), exactly. So a stretch never mixes characters whose
// width differs between the two encodings; between two UTF-8 texts a stretch is a plain copy.
struct AlignedRun {
  ByteSpan text;
  ByteSpan source;

  friend auto operator<=>(const AlignedRun&, const AlignedRun&) = default;
};

// Text in UTF-8 that knows where in the source every character comes from. Runs are in text order and do not overlap;
// text no run covers (a joining line feed) has no source.
struct AlignedText {
  std::string text;
  std::vector<AlignedRun> runs;

  void Append(const AlignedText& other);
  // Bytes with no source.
  void AppendSynthetic(std::string_view bytes);
  // The aligned piece [begin, end) of this text. REQUIRES: both on character boundaries, begin <= end <= text.size().
  AlignedText Slice(uint32_t begin, uint32_t end) const;
};

// The source ranges of text[range], in text order, touching ones merged. Empty where no run meets `range`.
std::vector<ByteSpan> ToSource(const std::vector<AlignedRun>& runs, ByteSpan range);

// Sorts `spans` and merges those that touch or overlap.
std::vector<ByteSpan> Merged(std::vector<ByteSpan> spans);

}  // namespace jianbao::text

#endif  // JIANBAO_LIBS_TEXT_SPAN_H_
