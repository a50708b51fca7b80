#include "cli/render_doubts.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

using ingest::v1::ParseIssueResponse;
using type::v1::Article;
using type::v1::Block;
using type::v1::Diagnostic;
using type::v1::Span;

constexpr int kIndent = 4;
constexpr int kLinesWidth = 9;
constexpr int kArticleWidth = 3;

// Diagnostics of one code and message, told once with all their places.
using Group = std::vector<const Diagnostic*>;

std::vector<Group> GroupsOf(const ParseIssueResponse& parsed, bool warnings) {
  std::vector<Group> groups;
  for (const Diagnostic& diagnostic : parsed.diagnostics()) {
    if ((diagnostic.severity() == Diagnostic::WARNING) != warnings) continue;
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& other) {
      return other.front()->code() == diagnostic.code() && other.front()->message() == diagnostic.message();
    });
    if (group == groups.end()) group = groups.insert(groups.end(), Group());
    group->push_back(&diagnostic);
  }
  // The rarer, the more it says: a page joins many columns but puts few tails back.
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.size() < b.size(); });
  return groups;
}

std::vector<const PlacedBlock*> DoubtfulBlocks(const PageLayout& layout) {
  std::vector<const PlacedBlock*> doubtful;
  for (const PlacedBlock& placed : layout.blocks()) {
    if (Doubtful(placed.block->confidence())) doubtful.push_back(&placed);
  }
  std::stable_sort(doubtful.begin(), doubtful.end(), [](const PlacedBlock* a, const PlacedBlock* b) {
    return a->block->confidence() < b->block->confidence();
  });
  return doubtful;
}

std::vector<int> DoubtfulArticles(const ParseIssueResponse& parsed) {
  std::vector<int> doubtful;
  for (int i = 0; i < parsed.articles_size(); ++i) {
    if (Doubtful(parsed.articles(i).confidence())) doubtful.push_back(i);
  }
  std::stable_sort(doubtful.begin(), doubtful.end(),
                   [&](int a, int b) { return parsed.articles(a).confidence() < parsed.articles(b).confidence(); });
  return doubtful;
}

int CountDoubtfulBlocks(const ParseIssueResponse& parsed) {
  const auto doubtful = [](const Block& block) { return Doubtful(block.confidence()); };
  auto count = std::count_if(parsed.unassigned().begin(), parsed.unassigned().end(), doubtful);
  for (const Article& article : parsed.articles()) {
    count += std::count_if(article.blocks().begin(), article.blocks().end(), doubtful);
  }
  return static_cast<int>(count);
}

int CountWarnings(const ParseIssueResponse& parsed) {
  return static_cast<int>(
      std::count_if(parsed.diagnostics().begin(), parsed.diagnostics().end(),
                    [](const Diagnostic& diagnostic) { return diagnostic.severity() == Diagnostic::WARNING; }));
}

int CountToCheck(const ParseIssueResponse& parsed) {
  return static_cast<int>(DoubtfulArticles(parsed).size()) + CountWarnings(parsed) + CountDoubtfulBlocks(parsed);
}

// Whether its two places are the two sides of one seam.
bool IsSeam(const Diagnostic& diagnostic) {
  if (diagnostic.spans_size() != 2) return false;
  return diagnostic.code() == "COLUMN_BREAK_JOINED" || diagnostic.code() == "TAIL_REPLACED" ||
         diagnostic.code() == "PARAGRAPH_REPLACED" || diagnostic.code() == "JUMP_RESOLVED";
}

StyledText Numbers(const std::vector<int>& articles) {
  if (articles.empty()) return StyledText("·", Style::kDim);
  StyledText numbers;
  for (const int article : articles) {
    numbers.Append(numbers.empty() ? "" : ",", Style::kDim).Append(absl::StrCat(article + 1), ArticleStyle(article));
  }
  return numbers;
}

StyledText Columns(std::string_view lines, const std::vector<int>& articles) {
  StyledText line;
  line.Pad(kIndent).Append(lines).Pad(kIndent + kLinesWidth - line.width()).Append("  ");
  line.Append(Numbers(articles)).Pad(kIndent + kLinesWidth + 2 + kArticleWidth - line.width());
  return line.Append("  ");
}

void AppendPlace(const Diagnostic& diagnostic, const Span& span, const PageLayout& layout, Page* page) {
  StyledText line = Columns(layout.Lines(span), layout.ArticlesAt(span));
  const StyledText text(layout.TextAt(span));
  const int width = page->width() - line.width();
  // Where a sentence's end is missing, the end is what to look at.
  const bool end = diagnostic.code() == "TEXT_TRUNCATED" || diagnostic.code() == "SENTENCE_LOST";
  page->Line(line.Append(end ? text.FitEnd(width) : text.FitMiddle(width)));
}

// The end of the piece before and the beginning of the one put behind it, as they are now read.
void AppendSeam(const Diagnostic& diagnostic, const PageLayout& layout, Page* page) {
  const Span &before = diagnostic.spans(0), &after = diagnostic.spans(1);
  StyledText line = Columns(absl::StrCat(layout.Lines(before), "+", layout.Lines(after)), layout.ArticlesAt(after));
  const int side = (page->width() - line.width() - 3) / 2;
  line.Append(StyledText(layout.TextAt(before)).FitEnd(side)).Append(" │ ", Style::kStrong);
  page->Line(line.Append(StyledText(layout.TextAt(after)).Fit(side)));
}

void AppendHeading(std::string_view what, int count, std::string_view message, Style style, Page* page) {
  StyledText heading(what, style);
  if (count > 1) heading.Append(absl::StrCat(" ×", count), style);
  page->Paragraph(heading.Append("  ").Append(message), kIndent,
                  StyledText(style == Style::kWarning ? "  ⚠" : "  ·", style));
}

void AppendGroup(const Group& group, Style style, const PageLayout& layout, Page* page) {
  AppendHeading(group.front()->code(), static_cast<int>(group.size()), group.front()->message(), style, page);
  for (const Diagnostic* diagnostic : group) {
    if (IsSeam(*diagnostic)) {
      AppendSeam(*diagnostic, layout, page);
    } else {
      for (const Span& span : diagnostic->spans()) AppendPlace(*diagnostic, span, layout, page);
    }
  }
}

void AppendDoubtfulArticles(const ParseIssueResponse& parsed, const PageLayout& layout, Page* page) {
  const std::vector<int> doubtful = DoubtfulArticles(parsed);
  if (doubtful.empty()) return;
  AppendHeading("articles in doubt", static_cast<int>(doubtful.size()), "they may hold too much or too little",
                Style::kWarning, page);
  for (const int article : doubtful) {
    StyledText line = Confidence(parsed.articles(article).confidence());
    line.Append("  article ").Append(absl::StrCat(article + 1), ArticleStyle(article));
    line.Append("  ").Append(LinesOf(article, layout), Style::kDim);
    page->Paragraph(line.Append("  ").Append(parsed.articles(article).headline(), ArticleStyle(article)), kIndent);
  }
}

void AppendDoubtfulBlocks(const PageLayout& layout, Page* page) {
  const std::vector<const PlacedBlock*> doubtful = DoubtfulBlocks(layout);
  if (doubtful.empty()) return;
  AppendHeading("lines in doubt", static_cast<int>(doubtful.size()), "their role or their article may be another",
                Style::kWarning, page);
  for (const PlacedBlock* placed : doubtful) {
    const std::vector<int> article = placed->article == kNoArticle ? std::vector<int>() : std::vector{placed->article};
    StyledText line = Columns(layout.Lines(*placed->block), article);
    line.Append(Confidence(placed->block->confidence())).Append("  ");
    line.Append(RoleWord(placed->block->role()), Style::kDim).Append("  ");
    page->Line(line.Append(StyledText(placed->block->text()).FitMiddle(page->width() - line.width())));
  }
}

}  // namespace

std::string LinesOf(int article, const PageLayout& layout) {
  const std::string lines = layout.LinesOf(article);
  return lines.find_first_of(",–") == std::string::npos ? "line " + lines : "lines " + lines;
}

void AppendDiagnostic(const Diagnostic& diagnostic, Page* page) {
  const bool warning = diagnostic.severity() == Diagnostic::WARNING;
  StyledText text(diagnostic.code(), warning ? Style::kWarning : Style::kDim);
  text.Append("  ").Append(diagnostic.message());
  if (!diagnostic.spans().empty()) text.Append(absl::StrCat("  byte ", diagnostic.spans(0).begin()), Style::kDim);
  page->Paragraph(text, kIndent, StyledText(warning ? "  ⚠" : "  ·", warning ? Style::kWarning : Style::kDim));
}

void AppendDoubtCount(const ParseIssueResponse& parsed, Page* page) {
  const int warnings = CountWarnings(parsed);
  StyledText count(absl::StrCat("below 0.60: ", Count(static_cast<int64_t>(DoubtfulArticles(parsed).size()), "article"),
                                ", ", Count(CountDoubtfulBlocks(parsed), "line"), "  warnings: ", warnings),
                   CountToCheck(parsed) > 0 ? Style::kWarning : Style::kGood);
  count.Append(absl::StrCat("  repaired or inferred: ", parsed.diagnostics_size() - warnings), Style::kDim);
  page->Paragraph(count, 0);
}

void AppendDoubts(const ParseIssueResponse& parsed, const PageLayout& layout, Page* page) {
  const int to_check = CountToCheck(parsed);
  page->Line().Rule(StyledText(absl::StrCat("to check: ", to_check), Style::kStrong));
  AppendDoubtfulArticles(parsed, layout, page);
  for (const Group& group : GroupsOf(parsed, true)) AppendGroup(group, Style::kWarning, layout, page);
  AppendDoubtfulBlocks(layout, page);
  if (to_check == 0) page->Line("  nothing", Style::kGood);
  const int repairs = parsed.diagnostics_size() - CountWarnings(parsed);
  page->Line().Rule(StyledText(absl::StrCat("repaired or inferred: ", repairs), Style::kStrong));
  for (const Group& group : GroupsOf(parsed, false)) AppendGroup(group, Style::kDim, layout, page);
}

}  // namespace jianbao::cli
