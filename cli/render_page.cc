#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/page_layout.h"
#include "cli/render.h"
#include "cli/render_doubts.h"
#include "services/ingest/records/encode.h"

namespace jianbao::cli {
namespace {

using ingest::v1::ParseIssueResponse;
using type::v1::Article;
using type::v1::Block;

using Row = std::vector<StyledText>;

// Below the first width, who wrote an article and when stand under its headline instead of in columns; from the second
// on, there is a column for where it stands.
constexpr int kWide = 72;
constexpr int kVeryWide = 100;
constexpr int kAuthorWidth = 14;

constexpr char kMapLegend[] =
    "5.2 is the second piece of article 5's text as it is read, · is of no article. ↩ back to an article that another "
    "one interrupted; ⇅ not read in printed order; + goes on in the paragraph of the piece before; …12… so many "
    "characters not shown here.";

int CountBlocks(const ParseIssueResponse& parsed) {
  int count = parsed.unassigned_size();
  for (const Article& article : parsed.articles()) count += article.blocks_size();
  return count;
}

void AppendFileFacts(const ParseIssueResponse& parsed, const PageLayout& layout, Page* page) {
  StyledText facts(absl::StrCat(parsed.issue().encoding(), parsed.issue().encoding_detected() ? " (detected)" : "",
                                "  ", HumanBytes(layout.file_size()), "  "),
                   Style::kDim);
  if (layout.line_count() > 0) facts.Append(Count(layout.line_count(), "line") + "  ", Style::kDim);
  facts.Append(absl::StrCat(Count(parsed.articles_size(), "article"), ", ", Count(CountBlocks(parsed), "block"), ", ",
                            parsed.unassigned_size(), " of no article"),
               Style::kDim);
  page->Paragraph(facts, 0);
}

// An inferred date has a remark that says what it was read from; a printed one has none.
void AppendDateEvidence(const type::v1::Issue& issue, const PageLayout& layout, Page* page) {
  if (issue.date_source() != type::v1::Issue::PRINTED) return;
  for (const type::v1::Span& span : issue.date_evidence()) {
    page->Paragraph(
        StyledText(absl::StrCat("date read from line ", layout.Lines(span), ": ", layout.TextAt(span)), Style::kDim),
        0);
  }
}

// ---- overview

// The reporters, else the source, else who signs.
std::vector<std::string> Authors(const Article& article) {
  std::vector<std::string> names;
  for (const auto& byline : article.bylines()) names.insert(names.end(), byline.names().begin(), byline.names().end());
  if (names.empty() && article.has_source()) names.push_back(article.source());
  if (names.empty()) names.assign(article.signatories().begin(), article.signatories().end());
  return names;
}

// The first of them and how many more.
StyledText Author(const std::vector<std::string>& names) {
  if (names.empty()) return StyledText("–", Style::kDim);
  const std::string more = names.size() > 1 ? absl::StrCat(" +", names.size() - 1) : "";
  return StyledText(names.front()).Fit(kAuthorWidth - static_cast<int>(more.size())).Append(more, Style::kDim);
}

StyledText Dateline(const Article& article) {
  return article.has_dateline() ? StyledText(article.dateline()) : StyledText("–", Style::kDim);
}

void AddNote(const StyledText& note, StyledText* notes) {
  if (!notes->empty()) notes->Append(" · ", Style::kDim);
  notes->Append(note);
}

StyledText Notes(const Article& article, int width) {
  StyledText notes;
  if (width < kWide && !Authors(article).empty()) AddNote(Author(Authors(article)), &notes);
  if (width < kWide && article.has_dateline()) AddNote(Dateline(article), &notes);
  if (article.headline_derived()) AddNote(StyledText("headline lost", Style::kWarning), &notes);
  if (article.has_jump_from_page()) AddNote(StyledText(absl::StrCat("from page ", article.jump_from_page())), &notes);
  if (article.has_jump_to_page()) AddNote(StyledText(absl::StrCat("to page ", article.jump_to_page())), &notes);
  if (article.truncated()) AddNote(StyledText("ends mid-sentence", Style::kWarning), &notes);
  return notes;
}

Row OverviewHead(int width) {
  Row head = {StyledText(), StyledText("headline", Style::kDim), StyledText("genre", Style::kDim),
              StyledText("chars", Style::kDim)};
  if (width >= kWide) head.insert(head.end(), {StyledText("by", Style::kDim), StyledText("dateline", Style::kDim)});
  head.emplace_back("conf.", Style::kDim);
  if (width >= kVeryWide) head.emplace_back("lines", Style::kDim);
  return head;
}

StyledText OverviewGenre(const Article& article) {
  return StyledText(article.genre() == Article::HEADLINE_ONLY ? "no text" : GenreWord(article.genre()));
}

Row OverviewRow(const Article& article, int number, const PageLayout& layout, int width) {
  Row row = {StyledText(absl::StrFormat("%2d", number + 1), ArticleStyle(number)),
             StyledText(article.headline(), ArticleStyle(number)), OverviewGenre(article),
             StyledText(absl::StrFormat("%5d", records::CountCharacters(article.body())))};
  if (width >= kWide) row.insert(row.end(), {Author(Authors(article)), Dateline(article)});
  row.push_back(Confidence(article.confidence()));
  if (width >= kVeryWide) row.emplace_back(layout.LinesOf(number), Style::kDim);
  return row;
}

void AppendOverview(const ParseIssueResponse& parsed, const PageLayout& layout, Page* page) {
  std::vector<Row> rows = {OverviewHead(page->width())};
  for (int i = 0; i < parsed.articles_size(); ++i) {
    rows.push_back(OverviewRow(parsed.articles(i), i, layout, page->width()));
    const StyledText notes = Notes(parsed.articles(i), page->width());
    if (!notes.empty()) rows.push_back({StyledText(), notes});
  }
  page->Line().Rule(StyledText("articles", Style::kStrong)).Table(rows, 1, Overflow::kWrap);
}

// ---- map

// "5.2": the second piece of article 5's text. Heads and the like have no piece.
StyledText PlaceInArticle(const PlacedBlock& placed) {
  if (placed.article == kNoArticle) return StyledText("·", Style::kDim);
  StyledText number(absl::StrCat(placed.article + 1), ArticleStyle(placed.article));
  if (placed.piece > 0) number.Append(absl::StrCat(".", placed.piece), ArticleStyle(placed.article));
  return number;
}

StyledText Marks(const PlacedBlock& placed) {
  StyledText marks(placed.moved ? "⇅" : placed.resumes ? "↩" : " ", Style::kStrong);
  return marks.Append(placed.mid_paragraph ? "+" : " ", Style::kStrong);
}

Row MapRow(const PlacedBlock& placed, const PageLayout& layout) {
  const Block& block = *placed.block;
  const Style style = placed.article == kNoArticle ? Style::kDim : ArticleStyle(placed.article);
  const StyledText role(block.role() == Block::BODY ? "" : RoleWord(block.role()), Style::kDim);
  StyledText text;
  if (Doubtful(block.confidence())) text.Append(Confidence(block.confidence())).Append("  ");
  return {StyledText(layout.Lines(block), Style::kDim), PlaceInArticle(placed), Marks(placed), role,
          text.Append(block.text(), style)};
}

// The page as it is printed in the file: where articles interleave and where a seam reads wrongly is seen at once.
void AppendMap(const PageLayout& layout, Page* page) {
  std::vector<Row> rows;
  for (const PlacedBlock& placed : layout.blocks()) rows.push_back(MapRow(placed, layout));
  page->Line().Rule(StyledText("the file as printed: line, article.piece, role, text", Style::kStrong));
  page->Paragraph(StyledText(kMapLegend, Style::kDim), 0);
  page->Table(rows, rows.empty() ? 0 : rows.front().size() - 1, Overflow::kCutMiddle);
}

// ---- articles in full

void AppendArticles(const ParseIssueResponse& parsed, const PageLayout& layout, Page* page) {
  for (int i = 0; i < parsed.articles_size(); ++i) {
    const Article& article = parsed.articles(i);
    StyledText title(absl::StrCat("article ", i + 1), ArticleStyle(i));
    title.Append("  ").Append(GenreWord(article.genre()), Style::kDim).Append("  confidence ", Style::kDim);
    title.Append(Confidence(article.confidence()));
    page->Line().Rule(title);
    if (article.blocks_size() > 0) {
      page->Paragraph(StyledText(LinesOf(i, layout), Style::kDim), 4);
    }
    AppendArticle(article, ArticleStyle(i), page);
  }
}

}  // namespace

StyledText Confidence(float confidence) {
  const bool doubtful = Doubtful(confidence);
  return StyledText(absl::StrFormat("%.2f%s", confidence, doubtful ? "?" : ""),
                    doubtful ? Style::kWarning : Style::kDim);
}

std::string RoleWord(Block::Role role) {
  if (role == Block::SECTION_LABEL) return "label";
  return absl::AsciiStrToLower(Block::Role_Name(role));
}

std::string RenderPage(const ParseIssueResponse& parsed, std::string_view file, const Terminal& terminal) {
  const PageLayout layout(parsed, file);
  Page page(terminal);
  AppendIssueHead(parsed.issue(), &page);
  AppendDateEvidence(parsed.issue(), layout, &page);
  AppendFileFacts(parsed, layout, &page);
  AppendDoubtCount(parsed, &page);
  AppendOverview(parsed, layout, &page);
  AppendMap(layout, &page);
  AppendDoubts(parsed, layout, &page);
  AppendArticles(parsed, layout, &page);
  return page.Finish();
}

}  // namespace jianbao::cli
