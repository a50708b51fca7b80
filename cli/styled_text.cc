#include "cli/styled_text.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "libs/text/chars.h"

namespace jianbao::cli {
namespace {

// SGR parameters by Style.
constexpr std::array<const char*, 24> kCodes = {
    "",         "1",       "2",        "1;36",     "1;30;43",  "32",       "35",       "34",
    "36",       "32",      "33",       "1;31",     "38;5;39",  "38;5;208", "38;5;34",  "38;5;170",
    "38;5;178", "38;5;37", "38;5;203", "38;5;105", "38;5;107", "38;5;175", "38;5;137", "38;5;67",
};

constexpr int kArticleStyles = static_cast<int>(Style::kArticle11) - static_cast<int>(Style::kArticle0) + 1;

// Punctuation that must not begin a line.
bool ClosesPhrase(char32_t c) {
  constexpr std::u32string_view kClosing = U"，。、；：！？）》」』】〉”’…·,.;:!?)]%";
  return kClosing.find(c) != std::u32string_view::npos;
}

// Punctuation that must not end a line.
bool OpensPhrase(char32_t c) {
  constexpr std::u32string_view kOpening = U"（《「『【〈“‘([";
  return kOpening.find(c) != std::u32string_view::npos;
}

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E); }

bool IsWordChar(char32_t c) { return (c < 0x80 && c > 0x20) || text::IsLatin(c); }

}  // namespace

Style ArticleStyle(int number) {
  return static_cast<Style>(static_cast<int>(Style::kArticle0) + std::max(number, 0) % kArticleStyles);
}

StyledText& StyledText::Append(std::string_view utf8, Style style) {
  std::string one;
  for (char32_t c : text::FromUtf8(utf8)) {
    if (c == U'\n' || c == U'\t') c = U' ';
    if (IsControl(c)) c = 0xFFFD;
    one.clear();
    text::AppendUtf8(c, &one);
    chars_.push_back({c, style, static_cast<int8_t>(text::DisplayWidth(one))});
  }
  return *this;
}

StyledText& StyledText::Append(const StyledText& other) {
  chars_.insert(chars_.end(), other.chars_.begin(), other.chars_.end());
  return *this;
}

StyledText& StyledText::Pad(int count) { return Append(std::string(static_cast<size_t>(std::max(count, 0)), ' ')); }

int StyledText::width() const {
  int width = 0;
  for (const Char& c : chars_) width += c.width;
  return width;
}

size_t StyledText::CountFromBegin(int width) const {
  size_t count = 0;
  while (count < chars_.size() && chars_[count].width <= width) width -= chars_[count++].width;
  return count;
}

size_t StyledText::CountFromEnd(int width) const {
  size_t count = 0;
  while (count < chars_.size() && chars_[chars_.size() - count - 1].width <= width) {
    width -= chars_[chars_.size() - ++count].width;
  }
  return count;
}

StyledText StyledText::Fit(int width) const {
  if (this->width() <= width) return *this;
  StyledText cut;
  cut.chars_.assign(chars_.data(), chars_.data() + CountFromBegin(width - 1));
  return cut.Append("…", Style::kDim);
}

StyledText StyledText::FitEnd(int width) const {
  if (this->width() <= width) return *this;
  StyledText cut("…", Style::kDim);
  cut.chars_.insert(cut.chars_.end(), chars_.end() - static_cast<ptrdiff_t>(CountFromEnd(width - 1)), chars_.end());
  return cut;
}

StyledText StyledText::FitMiddle(int width) const {
  if (this->width() <= width) return *this;
  const int marker = static_cast<int>(std::to_string(chars_.size()).size()) + 2;  // two ellipses
  const int tail_width = (width - marker) / 3;
  if (tail_width < 2) return Fit(width);
  const size_t tail = CountFromEnd(tail_width);
  const size_t head = CountFromBegin(width - marker - tail_width);
  StyledText cut;
  cut.chars_.assign(chars_.data(), chars_.data() + head);
  cut.Append("…" + std::to_string(chars_.size() - head - tail) + "…", Style::kDim);
  cut.chars_.insert(cut.chars_.end(), chars_.end() - static_cast<ptrdiff_t>(tail), chars_.end());
  return cut;
}

bool StyledText::MayBreakBetween(const Char& before, const Char& after) {
  if (before.c == U' ') return true;
  if (after.c == U' ' || ClosesPhrase(after.c) || OpensPhrase(before.c)) return false;
  return !(IsWordChar(before.c) && IsWordChar(after.c));
}

// Closing punctuation may, unless it stands inside a number or before what must not begin a line either.
bool StyledText::MayHang(size_t at) const {
  if (!ClosesPhrase(chars_[at].c)) return false;
  return at + 1 == chars_.size() || chars_[at + 1].c == U' ' || MayBreakBetween(chars_[at], chars_[at + 1]);
}

std::vector<StyledText> StyledText::Wrap(int width) const {
  std::vector<StyledText> lines;
  size_t begin = 0;
  while (begin < chars_.size()) {
    size_t end = begin, best = begin;
    int used = 0;
    while (end < chars_.size() && used + chars_[end].width <= width) {
      used += chars_[end++].width;
      if (end < chars_.size() && MayBreakBetween(chars_[end - 1], chars_[end])) best = end;
    }
    if (end < chars_.size() && MayHang(end)) {
      best = ++end;
    } else if (end == chars_.size()) {
      best = end;
    } else if (best == begin) {
      best = std::max(end, begin + 1);  // one word wider than the line
    }
    StyledText line;
    line.chars_.assign(chars_.data() + begin, chars_.data() + best);
    while (!line.chars_.empty() && line.chars_.back().c == U' ') line.chars_.pop_back();
    lines.push_back(std::move(line));
    begin = best;
    while (begin < chars_.size() && chars_[begin].c == U' ') ++begin;
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

std::string StyledText::ToString(bool color) const {
  std::string out;
  Style current = Style::kPlain;
  const auto switch_to = [&](Style style) {
    if (!color || style == current) return;
    if (current != Style::kPlain) out += "\x1b[0m";
    if (style != Style::kPlain) out.append("\x1b[").append(kCodes[static_cast<size_t>(style)]).append("m");
    current = style;
  };
  for (const Char& c : chars_) {
    switch_to(c.style);
    text::AppendUtf8(c.c, &out);
  }
  switch_to(Style::kPlain);
  return out;
}

StyledText Highlight(std::string_view utf8, const std::vector<StyledRange>& ranges, Style base) {
  const auto style_at = [&](size_t begin, size_t end) {
    Style style = base;
    for (const StyledRange& range : ranges) {
      if (range.begin < end && begin < range.end) style = range.style;
    }
    return style;
  };
  StyledText out;
  size_t run_begin = 0;
  Style run_style = base;
  for (size_t at = 0; at < utf8.size();) {
    size_t next = at + 1;
    while (next < utf8.size() && (static_cast<unsigned char>(utf8[next]) & 0xC0) == 0x80) ++next;
    const Style style = style_at(at, next);
    if (style != run_style) {
      out.Append(utf8.substr(run_begin, at - run_begin), run_style);
      run_begin = at;
      run_style = style;
    }
    at = next;
  }
  return out.Append(utf8.substr(run_begin), run_style);
}

}  // namespace jianbao::cli
