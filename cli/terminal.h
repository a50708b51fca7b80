// How wide the terminal is, whether it shows colour, and the shapes that text output is made of: lines, paragraphs,
// tables, bars, a progress line. Immutable after construction; thread-safe except Progress.
#ifndef JIANBAO_CLI_TERMINAL_H_
#define JIANBAO_CLI_TERMINAL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "cli/styled_text.h"

namespace jianbao::cli {

enum class ColorMode { kAuto, kAlways, kNever };

// What a stream can show.
struct Terminal {
  bool is_terminal = false;
  bool color = false;
  int width = 80;  // columns

  // Of the stream `fd`. Auto: colour on a terminal unless NO_COLOR is set or TERM is dumb. Width: the window's, else
  // COLUMNS, else 80; at least 40.
  static Terminal Of(int fd, ColorMode mode);
};

// What becomes of the flexible column's cells that are too wide.
enum class Overflow { kCutEnd, kCutMiddle, kWrap };

// Builds text output for one terminal.
class Page {
 public:
  explicit Page(const Terminal& terminal) : terminal_(terminal) {}

  int width() const { return terminal_.width; }

  // One line, not wrapped.
  Page& Line(const StyledText& text);
  Page& Line(std::string_view utf8 = "", Style style = Style::kPlain) { return Line(StyledText(utf8, style)); }
  // Wrapped, behind `indent` columns; the first line behind `first` instead where it is given.
  Page& Paragraph(const StyledText& text, int indent, const StyledText& first = StyledText());
  // "──── title ───────" over the whole width.
  Page& Rule(const StyledText& title);
  // Columns two blanks apart, each as wide as its widest cell. The column `flexible` is cut or wrapped where the
  // table would be wider than the terminal, but takes what is left of the line in rows that end with it. Rows may have
  // different lengths.
  Page& Table(const std::vector<std::vector<StyledText>>& rows, size_t flexible, Overflow overflow = Overflow::kCutEnd);

  std::string Finish() { return std::move(out_); }

 private:
  void Row(const std::vector<StyledText>& row, const std::vector<int>& widths, size_t flexible, Overflow overflow);

  const Terminal terminal_;
  std::string out_;
};

// A bar of `width` columns, `value` of `max` long, in eighths of a column.
std::string Bar(double value, double max, int width);

// 1,234,567
std::string WithCommas(int64_t number);
// "1 article", "1,200 articles".
std::string Count(int64_t number, std::string_view noun);
// 12 B, 3.4 KiB, 5.6 MiB …
std::string HumanBytes(int64_t bytes);

// A progress line on standard error that is drawn over itself; nothing where that is no terminal. Not thread-safe.
class Progress {
 public:
  Progress(const Terminal& terminal, int64_t total);
  ~Progress() { Clear(); }

  // `note` stands behind the bar. Drawn at most ten times a second.
  void Update(int64_t done, std::string_view note);
  // Takes the line away, so that something else can be printed.
  void Clear();

 private:
  const Terminal terminal_;
  const int64_t total_;
  absl::Time drawn_ = absl::InfinitePast();
  bool visible_ = false;
};

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_TERMINAL_H_
