#include "services/ingest/newspaper/page.h"

#include <algorithm>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

bool IsLineBreak(char32_t c) {
  return c == U'\n' || c == U'\r' || c == U'\v' || c == U'\f' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

// Stricter than text::IsSpace(): a stray byte-order mark inside a page is ink to whoever counts characters.
bool IsBlank(char32_t c) { return c != 0xFEFF && text::IsSpace(c); }

bool IsInvisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || c < 0x20 || c == 0x7F;
}

// Length of the markdown residue at `i`, 0 where there is none.
uint32_t ResidueAt(std::u32string_view chars, uint32_t i, uint32_t end, bool line_start) {
  const char32_t c = chars[i];
  if (IsInvisible(c)) return 1;
  if (c != U'*' && c != U'_' && c != U'#' && c != U'>') return 0;
  uint32_t run = 1;
  while (i + run < end && chars[i + run] == c) ++run;
  if (c == U'*' || c == U'_') return run >= 2 ? run : 0;
  const bool marker = line_start && run <= 6 && i + run < end && IsBlank(chars[i + run]);
  return marker ? run : 0;
}

uint16_t Clamp16(uint32_t n) { return static_cast<uint16_t>(std::min<uint32_t>(n, 0xFFFF)); }

bool IsWordChar(char32_t c) { return text::IsLatin(c) || text::IsDigit(c); }

}  // namespace

Page::Page(text::DecodedText decoded) : decoded_(std::move(decoded)) {
  const uint32_t size = static_cast<uint32_t>(decoded_.chars.size());
  raw_.reserve(size);
  gaps_.reserve(size);
  uint32_t line = 0, blanks = 0, begin = 0;
  for (uint32_t i = 0; i <= size; ++i) {
    if (i < size && !IsLineBreak(decoded_.chars[i])) continue;
    const size_t before = lines_.size();
    ReadLine(begin, i, line, blanks);
    blanks = lines_.size() > before ? 0 : blanks + 1;
    if (i + 1 < size && decoded_.chars[i] == U'\r' && decoded_.chars[i + 1] == U'\n') ++i;
    begin = i + 1;
    ++line;
  }
  TakeCharacters();
  JoinWrappedLines();
  const auto apart = static_cast<size_t>(
      std::count_if(lines_.begin(), lines_.end(), [](const Part& line) { return line.blank_before > 0; }));
  parted_ = 2 * apart > lines_.size();
  grouped_ = 10 * apart >= lines_.size() && 5 * apart <= 2 * lines_.size();
}

// Columns on paper: a Han character is as wide as two Latin ones.
uint32_t Page::Width(const Part& line) const {
  uint32_t width = 0;
  for (const char32_t c : Printed(line.chars)) width += c < 0x2010 ? 1 : 2;
  return width;
}

bool Page::EndsSentence(size_t line) const {
  const std::u32string_view chars = Folded(lines_[line].chars);
  return !chars.empty() && (text::IsSentenceEnd(chars.back()) || chars.back() == U'"' || chars.back() == U')');
}

// Lines set in one column are about equally wide, and none is wider. A line that fills its column goes on in the next
// one, unless that is indented or a blank line stands between.
void Page::JoinWrappedLines() {
  constexpr size_t kFewest = 12;  // filled lines on the page, before it is believed to be printed so
  std::vector<uint32_t> widths(lines_.size());
  for (size_t i = 0; i < lines_.size(); ++i) widths[i] = Width(lines_[i]) + (lines_[i].indent >= 2 ? 4 : 0);
  std::vector<bool> full(lines_.size());
  for (size_t i = 0; i < lines_.size(); ++i) full[i] = FillsColumn(widths, i);
  size_t filled = 0, followed = 0;
  for (size_t i = 0; i + 1 < lines_.size(); ++i) {
    filled += full[i];
    followed += full[i] && lines_[i + 1].blank_before == 0;
  }
  if (filled < kFewest || followed * 5 < filled * 4) return;
  std::vector<Part> joined;
  for (size_t i = 0; i < lines_.size(); ++i) {
    // Behind a full stop, a short line without one is a title.
    const bool title = i > 0 && EndsSentence(i - 1) && !full[i] && !EndsSentence(i);
    if (i == 0 || !full[i - 1] || lines_[i].blank_before > 0 || lines_[i].indent >= 2 || title ||
        !RunOn(joined.back(), lines_[i])) {
      joined.push_back(lines_[i]);
      continue;
    }
    joined.back().chars.end = lines_[i].chars.end;
    joined.back().ink_end = lines_[i].ink_end;
  }
  lines_ = std::move(joined);
}

// Titles may be as wide as the column. Running text is indented or has a mark in one of two lines, and no byline
// follows.
bool Page::RunOn(const Part& above, const Part& below) const {
  const auto marked = [this](const Part& line) {
    return Folded(line).find_first_of(U",。;") != std::u32string_view::npos;
  };
  return (above.indent >= 2 || marked(above) || marked(below)) && PrefixIn(Folded(below), BylineRoles()) < 2;
}

// Whether some lines about line `i` are as wide as it is. A wider one belongs to another column; right below, it says
// that this line did not fill its own.
bool Page::FillsColumn(const std::vector<uint32_t>& widths, size_t i) const {
  constexpr uint32_t kNarrowest = 18, kWidest = 90, kSlack = 3;  // a mark that may not begin a line shifts its end
  constexpr size_t kReach = 6, kFellows = 2;
  if (widths[i] < kNarrowest || widths[i] > kWidest) return false;
  const auto wider = [&](size_t k) { return widths[k] > widths[i] + kSlack; };
  const auto fellow = [&](size_t k) { return !wider(k) && widths[k] + kSlack >= widths[i]; };
  if (i + 1 < lines_.size() && lines_[i + 1].blank_before == 0 && lines_[i + 1].indent < 2 && wider(i + 1))
    return false;
  size_t fellows = 0;
  for (size_t k = i; k > 0 && i - k < kReach && lines_[k].blank_before == 0 && !wider(k - 1); --k)
    fellows += fellow(k - 1);
  for (size_t k = i + 1; k < lines_.size() && k - i <= kReach && lines_[k].blank_before == 0 && !wider(k); ++k)
    fellows += fellow(k);
  return fellows >= kFellows;
}

void Page::ReadLine(uint32_t begin, uint32_t end, uint32_t line, uint32_t blanks) {
  uint32_t first = begin;
  while (first < end && IsBlank(decoded_.chars[first])) ++first;
  if (first == end) return;
  while (end > first && IsBlank(decoded_.chars[end - 1])) --end;
  const auto cleaned = static_cast<uint32_t>(raw_.size());
  Part part{.chars = {cleaned, cleaned},
            .ink_begin = first,
            .ink_end = end,
            .line = line,
            .indent = Clamp16(first - begin),
            .blank_before = Clamp16(blanks)};
  bool gap = false;
  for (uint32_t i = first; i < end;) {
    const char32_t c = decoded_.chars[i];
    if (IsBlank(c)) {
      gap = true;
      ++i;
      continue;
    }
    if (const uint32_t residue = ResidueAt(decoded_.chars, i, end, raw_.size() == cleaned); residue > 0) {
      i += residue;
      continue;
    }
    gaps_.push_back(gap && raw_.size() > cleaned);
    raw_.push_back(i++);
    gap = false;
  }
  part.chars.end = static_cast<uint32_t>(raw_.size());
  lines_.push_back(part);
}

void Page::TakeCharacters() {
  const text::Folder fold;
  chars_.resize(raw_.size());
  folded_.resize(raw_.size());
  for (size_t i = 0; i < raw_.size(); ++i) {
    chars_[i] = decoded_.chars[raw_[i]];
    folded_[i] = fold(chars_[i]);
  }
}

std::pair<Part, Part> Page::Split(const Part& part, uint32_t at) const {
  Part first = part, second = part;
  first.chars.end = second.chars.begin = at;
  second.ink_begin = first.ink_end = raw_[at];
  while (IsBlank(decoded_.chars[first.ink_end - 1])) --first.ink_end;
  second.indent = second.blank_before = 0;
  return {first, second};
}

text::ByteSpan Page::Source(const Part& part) const {
  return {decoded_.offsets[part.ink_begin], decoded_.offsets[part.ink_end]};
}

text::ByteSpan Page::Source(CharRange range) const {
  if (range.size() == 0) return {};
  return {decoded_.offsets[raw_[range.begin]], decoded_.offsets[raw_[range.end - 1] + 1]};
}

// REQUIRES: white space before character `i`.
bool KeepsGap(const Page& page, uint32_t i) {
  const std::u32string_view around = page.Folded(CharRange{i >= 2 ? i - 2 : i - 1, i + 1});
  const char32_t before = around[around.size() - 2];
  const bool initial =
      before < 0x80 && !IsWordChar(before) && around.size() == 3 && text::IsLatin(around[0]);  // Erik M. Berg
  return IsWordChar(around.back()) && (IsWordChar(before) || initial);
}

std::string RunningText(const Page& page, CharRange range) {
  const std::u32string_view chars = page.Printed(range);
  std::string out;
  out.reserve(chars.size() * 3);
  for (uint32_t i = 0; i < chars.size(); ++i) {
    if (i > 0 && KeepsSpace(page, range.begin + i)) out += ' ';
    text::AppendUtf8(chars[i], &out);
  }
  return out;
}

std::string TitleText(const Page& page, CharRange range) {
  const std::u32string_view chars = page.Printed(range);
  size_t pieces = 1;
  for (uint32_t i = 1; i < chars.size(); ++i) pieces += page.GapBefore(range.begin + i) ? 1 : 0;
  if (pieces >= 3 && chars.size() * 2 < pieces * 3) return RunningText(page, range);
  std::string out;
  out.reserve(chars.size() * 3);
  for (uint32_t i = 0; i < chars.size(); ++i) {
    if (i > 0 && page.GapBefore(range.begin + i)) out += ' ';
    text::AppendUtf8(chars[i], &out);
  }
  return out;
}

}  // namespace jianbao::newspaper
