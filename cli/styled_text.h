// Text with a style on every character: what the renderers build, wrap, align and print. Characters are code points and
// widths are terminal columns, two for a Han character. Values; thread-compatible.
#ifndef JIANBAO_CLI_STYLED_TEXT_H_
#define JIANBAO_CLI_STYLED_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jianbao::cli {

enum class Style : uint8_t {
  kPlain,
  kStrong,
  kDim,
  kHeading,
  kMatch,
  kPerson,
  kOrganization,
  kPlace,
  kValue,
  kGood,
  kWarning,
  kBad,
  // One colour an article, so that a page's structure can be seen; see ArticleStyle().
  kArticle0,
  kArticle1,
  kArticle2,
  kArticle3,
  kArticle4,
  kArticle5,
  kArticle6,
  kArticle7,
  kArticle8,
  kArticle9,
  kArticle10,
  kArticle11,
};

// The colour of the `number`-th article of a page; twelve, then the first again.
Style ArticleStyle(int number);

class StyledText {
 public:
  StyledText() = default;
  explicit StyledText(std::string_view utf8, Style style = Style::kPlain) { Append(utf8, style); }

  // Control characters, which could steer the terminal, become U+FFFD; line feeds and tabs become spaces.
  StyledText& Append(std::string_view utf8, Style style = Style::kPlain);
  StyledText& Append(const StyledText& other);
  // `count` spaces.
  StyledText& Pad(int count);

  bool empty() const { return chars_.empty(); }
  size_t size() const { return chars_.size(); }
  int width() const;

  // Cut to `width` columns, with … where something was cut.
  StyledText Fit(int width) const;
  // The same, but what is kept is the end.
  StyledText FitEnd(int width) const;
  // The same, but what is kept is the beginning and the end, with "…12…" between them: so many characters are left out.
  StyledText FitMiddle(int width) const;
  // Lines of at most `width` columns (closing punctuation may hang over by one character rather than begin a line).
  // Latin words stay whole where they fit. At least one line.
  std::vector<StyledText> Wrap(int width) const;

  // UTF-8, with ANSI colours where `color` is set.
  std::string ToString(bool color) const;

 private:
  struct Char {
    char32_t c;
    Style style;
    int8_t width;
  };

  // How many characters of the beginning, or of the end, take at most `width` columns.
  size_t CountFromBegin(int width) const;
  size_t CountFromEnd(int width) const;
  // Whether the character at `at` may hang over the end of a line.
  bool MayHang(size_t at) const;
  static bool MayBreakBetween(const Char& before, const Char& after);

  std::vector<Char> chars_;
};

// A byte range of a UTF-8 text to be shown in a style.
struct StyledRange {
  size_t begin = 0;
  size_t end = 0;
  Style style = Style::kMatch;
};

// `utf8` with `ranges` in their styles, the rest in `base`. Ranges may overlap (the later one wins) and may be out of
// bounds or off character boundaries, as they come from a server: they are then clipped or widened to whole characters.
StyledText Highlight(std::string_view utf8, const std::vector<StyledRange>& ranges, Style base = Style::kPlain);

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_STYLED_TEXT_H_
