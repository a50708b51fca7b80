#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace jianbao::cli {
namespace {

constexpr int kMinWidth = 40;
constexpr int kColumnGap = 2;
constexpr int kHanging = 2;  // columns kept free for punctuation that hangs over
constexpr absl::Duration kRedrawInterval = absl::Milliseconds(100);

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int WidthOf(int fd) {
  winsize size{};
  int columns = 0;
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return std::max<int>(size.ws_col, kMinWidth);
  if (absl::SimpleAtoi(Environment("COLUMNS"), &columns)) return std::clamp(columns, kMinWidth, 1000);
  return 80;
}

std::vector<StyledText> Lay(const StyledText& cell, int width, Overflow overflow) {
  if (cell.width() <= width) return {cell};
  switch (overflow) {
    case Overflow::kCutMiddle: return {cell.FitMiddle(width)};
    case Overflow::kWrap: return cell.Wrap(std::max(width - kHanging, 2));
    case Overflow::kCutEnd: break;
  }
  return {cell.Fit(width)};
}

}  // namespace

Terminal Terminal::Of(int fd, ColorMode mode) {
  Terminal terminal;
  terminal.is_terminal = isatty(fd) == 1;
  terminal.width = WidthOf(fd);
  const bool wanted = Environment("NO_COLOR").empty() && Environment("TERM") != "dumb";
  terminal.color = mode == ColorMode::kAlways || (mode == ColorMode::kAuto && terminal.is_terminal && wanted);
  return terminal;
}

Page& Page::Line(const StyledText& text) {
  out_ += text.ToString(terminal_.color);
  out_ += '\n';
  return *this;
}

Page& Page::Paragraph(const StyledText& text, int indent, const StyledText& first) {
  bool is_first = true;
  for (const StyledText& line : text.Wrap(std::max(terminal_.width - indent - kHanging, 10))) {
    StyledText whole = is_first ? first : StyledText();
    whole.Pad(indent - whole.width()).Append(line);
    Line(whole);
    is_first = false;
  }
  return *this;
}

Page& Page::Rule(const StyledText& title) {
  StyledText line("── ", Style::kDim);
  line.Append(title.Fit(terminal_.width - 8)).Append(" ", Style::kDim);
  std::string rest;
  for (int i = line.width(); i < terminal_.width; ++i) rest += "─";
  return Line(line.Append(rest, Style::kDim));
}

void Page::Row(const std::vector<StyledText>& row, const std::vector<int>& widths, size_t flexible, Overflow overflow) {
  StyledText line;
  std::vector<StyledText> more;
  int column = 0, more_column = 0;
  size_t cells = row.size();
  while (cells > 0 && row[cells - 1].empty()) --cells;
  for (size_t i = 0; i < cells; ++i) {
    line.Pad(column - line.width());
    if (i == flexible) {
      const int width = i + 1 == cells ? std::max(widths[i], terminal_.width - column) : widths[i];
      const std::vector<StyledText> lines = Lay(row[i], width, overflow);
      line.Append(lines.front());
      more.assign(lines.begin() + 1, lines.end());
      more_column = column;
    } else {
      line.Append(row[i]);
    }
    column += widths[i] + kColumnGap;
  }
  Line(line);
  for (const StyledText& rest : more) Line(StyledText().Pad(more_column).Append(rest));
}

Page& Page::Table(const std::vector<std::vector<StyledText>>& rows, size_t flexible, Overflow overflow) {
  std::vector<int> widths;
  for (const auto& row : rows) {
    if (widths.size() < row.size()) widths.resize(row.size(), 0);
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].width());
  }
  int total = widths.empty() ? 0 : kColumnGap * static_cast<int>(widths.size() - 1);
  for (const int width : widths) total += width;
  if (flexible < widths.size() && total > terminal_.width) {
    widths[flexible] = std::max(widths[flexible] - (total - terminal_.width), 10);
  }
  for (const auto& row : rows) Row(row, widths, flexible, overflow);
  return *this;
}

std::string Bar(double value, double max, int width) {
  static constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (max <= 0 || value <= 0) return "";
  const int eighths = std::max(1, static_cast<int>(std::lround(std::min(value / max, 1.0) * width * 8)));
  std::string bar;
  for (int i = 0; i < eighths / 8; ++i) bar += "█";
  return bar + kEighths[eighths % 8];
}

std::string WithCommas(int64_t number) {
  std::string digits = absl::StrCat(number);
  const size_t first = number < 0 ? 1 : 0;
  for (size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string Count(int64_t number, std::string_view noun) {
  return absl::StrCat(WithCommas(number), " ", std::string(noun), number == 1 ? "" : "s");
}

std::string HumanBytes(int64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 ? absl::StrCat(bytes, " B") : absl::StrFormat("%.1f %s", value, kUnits[unit]);
}

Progress::Progress(const Terminal& terminal, int64_t total) : terminal_(terminal), total_(total) {}

void Progress::Update(int64_t done, std::string_view note) {
  const absl::Time now = absl::Now();
  if (!terminal_.is_terminal || (visible_ && now - drawn_ < kRedrawInterval)) return;
  constexpr int kBarWidth = 24;
  std::string bar = Bar(static_cast<double>(done), static_cast<double>(total_), kBarWidth);
  StyledText line(bar, Style::kGood);
  line.Append(std::string(static_cast<size_t>(std::max(kBarWidth - line.width(), 0)), ' '));
  line.Append(absl::StrCat(" ", WithCommas(done), "/", WithCommas(total_), "  ")).Append(note, Style::kDim);
  std::fprintf(stderr, "\r%s\x1b[K", line.Fit(terminal_.width - 1).ToString(terminal_.color).c_str());
  std::fflush(stderr);
  drawn_ = now;
  visible_ = true;
}

void Progress::Clear() {
  if (!visible_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  visible_ = false;
}

}  // namespace jianbao::cli
