#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

using type::v1::AlignedRun;
using type::v1::Article;
using type::v1::Mention;
using type::v1::Span;

constexpr int kIndent = 4;

// Where source range `span` stands in the text, as far as `run` covers it: the inverse of AlignedRun's formula.
void AddBodyRange(const AlignedRun& run, const Span& span, Style style, std::vector<StyledRange>* ranges) {
  const int64_t source_size = run.source().end() - run.source().begin();
  const int64_t text_size = run.text().end() - run.text().begin();
  const int64_t begin = std::max(span.begin(), run.source().begin()) - run.source().begin();
  const int64_t end = std::min(span.end(), run.source().end()) - run.source().begin();
  if (begin >= end || source_size <= 0 || text_size <= 0 || run.text().begin() < 0) return;
  ranges->push_back({static_cast<size_t>(run.text().begin() + begin * text_size / source_size),
                     static_cast<size_t>(run.text().begin() + end * text_size / source_size), style});
}

std::vector<StyledRange> MentionsInBody(const Article& article) {
  std::vector<StyledRange> ranges;
  for (const Mention& mention : article.mentions()) {
    for (const Span& span : mention.spans()) {
      for (const AlignedRun& run : article.body_alignment()) {
        AddBodyRange(run, span, MentionStyle(mention.kind()), &ranges);
      }
    }
  }
  return ranges;
}

void AppendBody(const Article& article, Page* page) {
  const std::vector<StyledRange> all = MentionsInBody(article);
  const std::string& body = article.body();
  for (size_t begin = 0; begin < body.size();) {
    size_t end = body.find('\n', begin);
    if (end == std::string::npos) end = body.size();
    std::vector<StyledRange> here;
    for (const StyledRange& range : all) {
      if (range.end <= begin || range.begin >= end) continue;
      here.push_back({std::max(range.begin, begin) - begin, std::min(range.end, end) - begin, range.style});
    }
    StyledText paragraph("    ");  // two Han wide, as paragraphs are printed
    paragraph.Append(Highlight(std::string_view(body).substr(begin, end - begin), here));
    page->Paragraph(paragraph, kIndent);
    begin = end + 1;
  }
}

// What is printed beside the text: below pictures, on the cards of people.
void AppendAside(const Article& article, Page* page) {
  for (const type::v1::Block& block : article.blocks()) {
    if (block.role() != type::v1::Block::CAPTION && block.role() != type::v1::Block::CARD) continue;
    const bool caption = block.role() == type::v1::Block::CAPTION;
    page->Line().Paragraph(StyledText(caption ? "caption " : "card ", Style::kDim).Append(block.text()), kIndent);
  }
}

void AddFact(const StyledText& fact, StyledText* facts) {
  if (!facts->empty()) facts->Append(" · ", Style::kDim);
  facts->Append(fact);
}

StyledText Facts(const Article& article) {
  StyledText facts;
  for (const auto& byline : article.bylines()) {
    AddFact(StyledText(byline.role() + (byline.role().empty() ? "" : " "), Style::kDim)
                .Append(absl::StrJoin(byline.names(), "、")),
            &facts);
  }
  if (article.has_source()) AddFact(StyledText("source ", Style::kDim).Append(article.source()), &facts);
  if (article.has_dateline()) AddFact(StyledText("dateline ", Style::kDim).Append(article.dateline()), &facts);
  for (const std::string& signatory : article.signatories()) {
    AddFact(StyledText("signed ", Style::kDim).Append(signatory), &facts);
  }
  if (article.has_jump_from_page()) AddFact(StyledText(absl::StrCat("from page ", article.jump_from_page())), &facts);
  if (article.has_jump_to_page())
    AddFact(StyledText(absl::StrCat("continued on page ", article.jump_to_page())), &facts);
  if (article.truncated()) AddFact(StyledText("ends mid-sentence", Style::kWarning), &facts);
  return facts;
}

// Everyone with a title, once, with all titles.
void AppendPeople(const Article& article, Page* page) {
  std::vector<std::pair<std::string, std::vector<std::string>>> people;
  for (const Mention& mention : article.mentions()) {
    if (mention.kind() != Mention::PERSON) continue;
    const std::string& name = mention.canonical().empty() ? mention.text() : mention.canonical();
    auto it = std::find_if(people.begin(), people.end(), [&](const auto& person) { return person.first == name; });
    if (it == people.end()) it = people.insert(people.end(), {name, {}});
    for (const std::string& title : mention.titles()) {
      if (std::find(it->second.begin(), it->second.end(), title) == it->second.end()) it->second.push_back(title);
    }
  }
  std::vector<std::vector<StyledText>> rows;
  for (const auto& [name, titles] : people) {
    rows.push_back({StyledText("   "), StyledText(name, Style::kPerson), StyledText(absl::StrJoin(titles, " · "))});
  }
  if (!rows.empty()) page->Line().Table(rows, 2, Overflow::kWrap);
}

}  // namespace

std::string_view GenreWord(Article::Genre genre) {
  switch (genre) {
    case Article::NEWS: return "news";
    case Article::NOTICE: return "notice";
    case Article::FEATURE: return "feature";
    case Article::PROFILE: return "profile";
    case Article::COMMENTARY: return "commentary";
    case Article::HEADLINE_ONLY: return "headline only";
    case Article::FRAGMENT: return "fragment";
    default: return "article";
  }
}

void AppendArticle(const Article& article, Style style, Page* page) {
  if (article.has_column())
    page->Paragraph(StyledText(absl::StrCat("〔", article.column(), "〕"), Style::kDim), kIndent);
  if (article.has_kicker()) page->Paragraph(StyledText(article.kicker()), kIndent);
  StyledText headline(article.headline(), style);
  if (article.headline_derived()) headline.Append("  (headline lost; made from the lead)", Style::kWarning);
  page->Paragraph(headline, kIndent);
  for (const std::string& deck : article.decks()) page->Paragraph(StyledText(absl::StrCat("—— ", deck)), kIndent);
  if (const StyledText facts = Facts(article); !facts.empty()) page->Paragraph(facts, kIndent);
  if (!article.body().empty()) page->Line();
  AppendBody(article, page);
  AppendAside(article, page);
  AppendPeople(article, page);
}

std::string RenderArticle(const Article& article, const Terminal& terminal) {
  Page page(terminal);
  StyledText where;
  if (article.has_publication()) where.Append(article.publication() + "  ");
  if (article.has_publish_date() || article.has_date_range()) where.Append(DateOf(article)).Append("  ");
  if (article.has_page_number()) where.Append(absl::StrCat("page ", article.page_number(), "  "));
  where.Append(GenreWord(article.genre()), Style::kDim);
  page.Paragraph(where, 0).Line(article.name(), Style::kDim).Line();
  AppendArticle(article, Style::kHeading, &page);
  return page.Finish();
}

}  // namespace jianbao::cli
