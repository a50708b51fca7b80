#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

using ingest::v1::ParseIssueResponse;
using type::v1::Article;
using type::v1::Block;
using type::v1::Diagnostic;
using type::v1::Span;

// Below this a person should look at the decision.
constexpr float kDoubtful = 0.6F;
constexpr int kUnassigned = -1;

struct PlacedBlock {
  const Block* block;
  int article;  // 0-based, or kUnassigned
};

int Begin(const Block& block) { return block.spans().empty() ? 0 : block.spans(0).begin(); }

std::vector<PlacedBlock> BlocksInFileOrder(const ParseIssueResponse& page) {
  std::vector<PlacedBlock> blocks;
  for (int i = 0; i < page.articles_size(); ++i) {
    for (const Block& block : page.articles(i).blocks()) blocks.push_back({&block, i});
  }
  for (const Block& block : page.unassigned()) blocks.push_back({&block, kUnassigned});
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const PlacedBlock& a, const PlacedBlock& b) { return Begin(*a.block) < Begin(*b.block); });
  return blocks;
}

StyledText ArticleNumber(int article) {
  if (article == kUnassigned) return StyledText("·", Style::kDim);
  return StyledText(absl::StrCat(article + 1), ArticleStyle(article));
}

// The page as it is printed in the file: a reader sees at once where articles interleave.
void AppendMap(const ParseIssueResponse& parsed, Page* page) {
  std::vector<std::vector<StyledText>> rows;
  for (const PlacedBlock& placed : BlocksInFileOrder(parsed)) {
    const Block& block = *placed.block;
    const bool doubtful = block.confidence() < kDoubtful;
    const Style style = placed.article == kUnassigned ? Style::kDim : ArticleStyle(placed.article);
    rows.push_back({StyledText(absl::StrCat(Begin(block)), Style::kDim), ArticleNumber(placed.article),
                    StyledText(absl::AsciiStrToLower(Block::Role_Name(block.role())), style),
                    StyledText(doubtful ? "?" : " ", Style::kWarning), StyledText(block.text(), style)});
  }
  page->Rule(StyledText("the file: byte, article, role, text", Style::kStrong)).Table(rows, 4);
}

void AppendArticles(const ParseIssueResponse& parsed, Page* page) {
  for (int i = 0; i < parsed.articles_size(); ++i) {
    const Article& article = parsed.articles(i);
    StyledText title(absl::StrCat("article ", i + 1), ArticleStyle(i));
    title.Append("  ").Append(GenreWord(article.genre()), Style::kDim);
    title.Append(absl::StrCat("  ", Count(article.blocks_size(), "block"), ", confidence "), Style::kDim);
    title.Append(absl::StrFormat("%.2f", article.confidence()),
                 article.confidence() < kDoubtful ? Style::kWarning : Style::kDim);
    page->Line().Rule(title);
    AppendArticle(article, ArticleStyle(i), page);
  }
}

// The articles that a diagnostic's spans touch, as "1, 3".
std::string ArticlesTouched(const ParseIssueResponse& parsed, const Diagnostic& diagnostic) {
  std::string touched;
  for (int i = 0; i < parsed.articles_size(); ++i) {
    bool touches = false;
    for (const Block& block : parsed.articles(i).blocks()) {
      for (const Span& mine : block.spans()) {
        for (const Span& span : diagnostic.spans()) touches |= span.begin() < mine.end() && mine.begin() < span.end();
      }
    }
    if (touches) absl::StrAppend(&touched, touched.empty() ? "" : ", ", i + 1);
  }
  return touched;
}

void AppendDoubts(const ParseIssueResponse& parsed, Page* page) {
  page->Line().Rule(StyledText(absl::StrCat("remarks and doubts: ", parsed.diagnostics_size()), Style::kStrong));
  for (const Diagnostic& diagnostic : parsed.diagnostics()) {
    AppendDiagnostic(diagnostic, ArticlesTouched(parsed, diagnostic), page);
  }
  for (int i = 0; i < parsed.articles_size(); ++i) {
    if (parsed.articles(i).confidence() >= kDoubtful) continue;
    page->Paragraph(StyledText(absl::StrCat("article ", i + 1, " may hold too much or too little")), 4,
                    StyledText("  ⚠", Style::kWarning));
  }
}

}  // namespace

void AppendDiagnostic(const Diagnostic& diagnostic, std::string_view articles, Page* page) {
  const bool warning = diagnostic.severity() == Diagnostic::WARNING;
  StyledText text(diagnostic.code(), warning ? Style::kWarning : Style::kDim);
  text.Append("  ").Append(diagnostic.message());
  if (!articles.empty()) text.Append("  article ", Style::kDim).Append(articles, Style::kDim);
  if (!diagnostic.spans().empty()) text.Append(absl::StrCat("  byte ", diagnostic.spans(0).begin()), Style::kDim);
  page->Paragraph(text, 4, StyledText(warning ? "  ⚠" : "  ·", warning ? Style::kWarning : Style::kDim));
}

std::string RenderPage(const ParseIssueResponse& parsed, size_t page_size, const Terminal& terminal) {
  Page page(terminal);
  AppendIssueHead(parsed.issue(), &page);
  page.Line(absl::StrCat(parsed.issue().encoding(), parsed.issue().encoding_detected() ? " (detected)" : "", "  ",
                         HumanBytes(static_cast<int64_t>(page_size)), "  ", Count(parsed.articles_size(), "article"),
                         ", ", Count(parsed.unassigned_size(), "block"), " of no article"),
            Style::kDim);
  page.Line();
  AppendMap(parsed, &page);
  AppendArticles(parsed, &page);
  AppendDoubts(parsed, &page);
  return page.Finish();
}

}  // namespace jianbao::cli
