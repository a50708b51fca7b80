#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

using type::v1::ArticleSummary;
using type::v1::Issue;

// The date, and how it is known.
StyledText SourcedDate(const Issue& issue) {
  StyledText date = DateOf(issue, Style::kStrong);
  if (!issue.has_publish_date()) return date;
  switch (issue.date_source()) {
    case Issue::SUPPLIED: return date.Append(" supplied", Style::kDim);
    case Issue::PRINTED: return date.Append(" printed", Style::kDim);
    default: return date;
  }
}

void AppendArticleTable(const Issue& issue, Page* page) {
  std::vector<std::vector<StyledText>> rows;
  int number = 0;
  for (const ArticleSummary& article : issue.articles()) {
    StyledText headline;
    if (article.headline_derived()) headline.Append("* ", Style::kWarning);  // in front, where no table cuts it off
    headline.Append(article.headline(), ArticleStyle(number));
    rows.push_back({StyledText(absl::StrCat(++number)), headline, StyledText(GenreWord(article.genre()), Style::kDim),
                    StyledText(absl::StrCat(article.body_characters(), " chars"), Style::kDim),
                    StyledText(article.column())});
  }
  page->Table(rows, 1);
  const bool derived = std::any_of(issue.articles().begin(), issue.articles().end(),
                                   [](const ArticleSummary& article) { return article.headline_derived(); });
  if (derived) page->Line("* headline lost; made from the lead", Style::kDim);
  if (number > 0) {
    page->Paragraph(StyledText(absl::StrCat("read one: jianbao article ", issue.name(), "/articles/1"), Style::kDim),
                    0);
  }
}

}  // namespace

StyledText DateText(std::string_view date, const type::v1::DateRange* inferred, Style style) {
  StyledText text = date.empty() ? StyledText("undated", Style::kWarning) : StyledText(date, style);
  if (inferred == nullptr) return text;
  text.Append(" inferred", Style::kWarning);
  return text.Append(absl::StrCat(" (", inferred->earliest(), " to ", inferred->latest(), ")"), Style::kDim);
}

void AppendIssueHead(const Issue& issue, Page* page) {
  StyledText head(issue.has_publication() ? issue.publication() : "(untitled)",
                  issue.has_publication() ? Style::kHeading : Style::kWarning);
  head.Append("  ").Append(SourcedDate(issue));
  if (issue.has_weekday()) head.Append("  " + issue.weekday());
  if (issue.has_lunar_date()) head.Append("  " + issue.lunar_date());
  if (issue.has_issue_number()) head.Append(absl::StrCat("  No. ", issue.issue_number()));
  if (issue.has_page_number()) head.Append(absl::StrCat("  page ", issue.page_number()));
  if (issue.has_page_count())
    head.Append(absl::StrCat(issue.has_page_number() ? " of " : "  pages: ", issue.page_count()));
  page->Paragraph(head, 0);
  StyledText by;
  if (issue.has_organizer()) by.Append("organizer ", Style::kDim).Append(issue.organizer() + "  ");
  if (issue.has_publisher()) by.Append("publisher ", Style::kDim).Append(issue.publisher());
  if (!by.empty()) page->Paragraph(by, 0);
}

std::string RenderIssue(const Issue& issue, const Terminal& terminal) {
  Page page(terminal);
  AppendIssueHead(issue, &page);
  page.Line(issue.name(), Style::kDim);
  StyledText source(absl::StrCat(issue.encoding(), issue.encoding_detected() ? " (detected)" : "", "  ",
                                 HumanBytes(issue.source_size()), "  ", issue.source_uri()),
                    Style::kDim);
  page.Line(source.Fit(terminal.width)).Line();
  AppendArticleTable(issue, &page);
  if (issue.unassigned_size() > 0) page.Line();
  for (const auto& block : issue.unassigned()) {
    page.Paragraph(StyledText(block.text()), 14, StyledText(type::v1::Block::Role_Name(block.role()), Style::kDim));
  }
  for (const auto& diagnostic : issue.diagnostics()) AppendDiagnostic(diagnostic, &page);
  return page.Finish();
}

std::string RenderIssues(const query::v1::ListIssuesResponse& response, const Terminal& terminal) {
  Page page(terminal);
  std::vector<std::vector<StyledText>> rows;
  for (const Issue& issue : response.issues()) {
    rows.push_back({SourcedDate(issue), StyledText(issue.publication()), StyledText(issue.name(), Style::kDim)});
  }
  page.Table(rows, 1);
  if (response.issues().empty()) page.Line("no issues", Style::kDim);
  if (!response.next_page_token().empty()) page.Line("more: --page_token=" + response.next_page_token(), Style::kDim);
  return page.Finish();
}

}  // namespace jianbao::cli
