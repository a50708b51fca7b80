#include "libs/text/span.h"

#include <algorithm>
#include <cassert>

namespace jianbao::text {
namespace {

// Both runs stretch text by the same factor and follow each other without gap, so that one run can say both.
bool Continues(const AlignedRun& a, const AlignedRun& b) {
  if (a.text.end != b.text.begin || a.source.end != b.source.begin) return false;
  const uint64_t a_text = a.text.end - a.text.begin, a_source = a.source.end - a.source.begin;
  const uint64_t b_text = b.text.end - b.text.begin, b_source = b.source.end - b.source.begin;
  return a_text * b_source == b_text * a_source;
}

uint32_t SourceAt(const AlignedRun& run, uint32_t boundary) {
  const uint64_t text_size = run.text.end - run.text.begin;
  const uint64_t source_size = run.source.end - run.source.begin;
  return run.source.begin + static_cast<uint32_t>((boundary - run.text.begin) * source_size / text_size);
}

// The part of `run` inside `range`, still in the text's own coordinates. REQUIRES: they meet.
AlignedRun Clipped(const AlignedRun& run, ByteSpan range) {
  const ByteSpan text{std::max(run.text.begin, range.begin), std::min(run.text.end, range.end)};
  return {text, {SourceAt(run, text.begin), SourceAt(run, text.end)}};
}

// The first run that ends after `begin`.
std::vector<AlignedRun>::const_iterator FirstAfter(const std::vector<AlignedRun>& runs, uint32_t begin) {
  return std::partition_point(runs.begin(), runs.end(),
                              [begin](const AlignedRun& run) { return run.text.end <= begin; });
}

void AppendRun(const AlignedRun& run, std::vector<AlignedRun>* runs) {
  if (!runs->empty() && Continues(runs->back(), run)) {
    runs->back().text.end = run.text.end;
    runs->back().source.end = run.source.end;
  } else {
    runs->push_back(run);
  }
}

}  // namespace

void AlignedText::Append(const AlignedText& other) {
  const auto shift = static_cast<uint32_t>(text.size());
  const size_t count = other.runs.size();  // `other` may be *this
  for (size_t i = 0; i < count; ++i) {
    const AlignedRun run = other.runs[i];
    AppendRun({{run.text.begin + shift, run.text.end + shift}, run.source}, &runs);
  }
  text += other.text;
}

void AlignedText::AppendSynthetic(std::string_view bytes) { text += bytes; }

AlignedText AlignedText::Slice(uint32_t begin, uint32_t end) const {
  assert(begin <= end && end <= text.size());
  AlignedText slice;
  if (begin == end) return slice;
  slice.text = text.substr(begin, end - begin);
  for (auto run = FirstAfter(runs, begin); run != runs.end() && run->text.begin < end; ++run) {
    AlignedRun piece = Clipped(*run, {begin, end});
    piece.text.begin -= begin;
    piece.text.end -= begin;
    slice.runs.push_back(piece);
  }
  return slice;
}

std::vector<ByteSpan> ToSource(const std::vector<AlignedRun>& runs, ByteSpan range) {
  std::vector<ByteSpan> spans;
  if (range.begin >= range.end) return spans;
  for (auto run = FirstAfter(runs, range.begin); run != runs.end() && run->text.begin < range.end; ++run) {
    const ByteSpan source = Clipped(*run, range).source;
    if (!spans.empty() && spans.back().end == source.begin) {
      spans.back().end = source.end;
    } else {
      spans.push_back(source);
    }
  }
  return spans;
}

std::vector<ByteSpan> Merged(std::vector<ByteSpan> spans) {
  std::sort(spans.begin(), spans.end());
  size_t kept = 0;
  for (const ByteSpan span : spans) {
    if (kept > 0 && span.begin <= spans[kept - 1].end) {
      spans[kept - 1].end = std::max(spans[kept - 1].end, span.end);
    } else {
      spans[kept++] = span;
    }
  }
  spans.resize(kept);
  return spans;
}

}  // namespace jianbao::text
