#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

using query::v1::SearchHit;
using query::v1::SearchResponse;
using query::v1::Snippet;
using query::v1::Total;
using type::v1::FacetResult;

constexpr int kIndent = 5;
constexpr int kFacetBarWidth = 20;

StyledText SnippetText(const Snippet& snippet, Style base) {
  std::vector<StyledRange> ranges;
  for (const auto& span : snippet.highlights()) {
    if (span.begin() < 0 || span.end() < span.begin()) continue;
    ranges.push_back({static_cast<size_t>(span.begin()), static_cast<size_t>(span.end()), Style::kMatch});
  }
  StyledText text;
  if (snippet.leading_ellipsis()) text.Append("… ", Style::kDim);
  text.Append(Highlight(snippet.text(), ranges, base));
  if (snippet.trailing_ellipsis()) text.Append(" …", Style::kDim);
  return text;
}

// The headline with its matches where the response has them.
StyledText HeadlineOf(const SearchHit& hit) {
  for (const Snippet& snippet : hit.snippets()) {
    if (snippet.field() == type::v1::SEARCH_FIELD_HEADLINE) return SnippetText(snippet, Style::kStrong);
  }
  return StyledText(hit.article().headline(), Style::kStrong);
}

void AppendHit(int number, const SearchHit& hit, Page* page) {
  const auto& article = hit.article();
  page->Paragraph(HeadlineOf(hit), kIndent, StyledText(absl::StrFormat("%3d", number), Style::kDim));
  StyledText where;
  if (article.has_publication()) where.Append(article.publication() + "  ");
  if (article.has_publish_date() || article.has_date_range()) where.Append(DateOf(article)).Append("  ");
  if (hit.score() > 0) where.Append(absl::StrFormat("score %.2f", hit.score()), Style::kDim);
  if (!where.empty()) page->Paragraph(where, kIndent);
  page->Paragraph(StyledText(article.name(), Style::kDim), kIndent);
  for (const Snippet& snippet : hit.snippets()) {
    if (snippet.field() != type::v1::SEARCH_FIELD_HEADLINE)
      page->Paragraph(SnippetText(snippet, Style::kPlain), kIndent);
  }
  if (!hit.explanation().empty()) page->Paragraph(StyledText(hit.explanation(), Style::kDim), kIndent);
  page->Line();
}

bool LetsLoosen(const query::v1::SearchRequest& request) {
  return request.match_mode() == query::v1::AUTO || request.match_mode() == query::v1::MATCH_MODE_UNSPECIFIED;
}

// What to try where nothing was found.
std::string Advice(const query::v1::SearchRequest& request) {
  std::vector<std::string> ways = {"fewer or other words"};
  if (!LetsLoosen(request) && request.match_mode() != query::v1::ANY_TERM) ways.emplace_back("--match=auto");
  const auto has = [&](const char* sign) { return absl::StrContains(request.query(), sign); };
  if (has("\"") || has("“") || has("「") || has("『")) ways.emplace_back("no quotes, which want every sign as printed");
  if (request.has_earliest() || request.has_latest()) ways.emplace_back("other days than --from and --to");
  if (!request.publication().empty()) ways.emplace_back("no --publication");
  if (has(":") || has("：")) ways.emplace_back("no field (date:, person: …)");
  return absl::StrCat("try ", absl::StrJoin(ways, ", or "), "; jianbao issues lists what is stored");
}

// What was looked for in the end, where that is not what was typed.
std::string Loosening(const SearchResponse& response) {
  switch (response.applied_match_mode()) {
    case query::v1::ALL_TERMS: return "nothing as written; these hold all its terms, not side by side";
    case query::v1::NEAR_SPELLINGS: return "nothing as written; these hold words near it";
    case query::v1::ANY_TERM: return "nothing as written; these hold some of its terms";
    default: return "";
  }
}

const char* Why(type::v1::SpellingReason reason) {
  switch (reason) {
    case type::v1::SPELLING_REASON_LOOK_ALIKE: return "looks alike";
    case type::v1::SPELLING_REASON_SAME_SOUND: return "sounds alike";
    case type::v1::SPELLING_REASON_ONE_EDIT: return "one slip away";
    default: return "";
  }
}

// "秸杆 also as 秸秆 (looks alike), …", a line a word.
void AppendChanges(const SearchResponse& response, Page* page) {
  StyledText line;
  std::string word;
  for (const auto& change : response.spelling_changes()) {
    if (change.from() != word) {
      if (!word.empty()) page->Paragraph(line, 0);
      word = change.from();
      line = StyledText(word, Style::kStrong);
      line.Append(" also as ");
    } else {
      line.Append(", ");
    }
    line.Append(change.to(), Style::kStrong).Append(absl::StrCat(" (", Why(change.reason()), ")"), Style::kDim);
  }
  if (!word.empty()) page->Paragraph(line, 0);
}

// Whether the changes of another query are those that the hits were looked for with, so that they are told already.
bool IsTold(const query::v1::DidYouMean& meant, const SearchResponse& response) {
  const auto is_one_of = [](const query::v1::SpellingChange& change, const auto& changes) {
    return std::any_of(changes.begin(), changes.end(), [&](const query::v1::SpellingChange& other) {
      return change.from() == other.from() && change.to() == other.to();
    });
  };
  return !meant.changes().empty() && meant.changes_size() == response.spelling_changes_size() &&
         std::all_of(meant.changes().begin(), meant.changes().end(),
                     [&](const auto& change) { return is_one_of(change, response.spelling_changes()); });
}

void AppendReadings(const SearchResponse& response, Page* page) {
  for (const auto& meant : response.did_you_mean()) {
    if (response.hits_size() > 0 && IsTold(meant, response)) continue;
    StyledText line("did you mean ", Style::kWarning);
    line.Append(meant.query(), Style::kStrong);
    const bool at_least = meant.total().relation() == Total::AT_LEAST;
    line.Append(absl::StrCat("  ", at_least ? "at least " : "", Count(meant.total().value(), "article")), Style::kDim);
    page->Paragraph(line, 0);
  }
}

void AppendFacet(const FacetResult& facet, Page* page) {
  page->Line(absl::AsciiStrToLower(type::v1::KeywordNode::Key_Name(facet.key())), Style::kStrong);
  std::vector<std::vector<StyledText>> rows;
  for (const auto& value : facet.values()) {
    rows.push_back({StyledText("  "), StyledText(value.value()), StyledText(WithCommas(value.count()), Style::kDim),
                    StyledText(Bar(static_cast<double>(value.count()), static_cast<double>(facet.values(0).count()),
                                   kFacetBarWidth),
                               Style::kGood)});
  }
  page->Table(rows, 1);
  if (rows.empty()) page->Line("    none", Style::kDim);
}

// Hits over time, one bar a period.
void AppendHistogram(const SearchResponse& response, Page* page) {
  if (response.histogram().empty()) return;
  int64_t most = 1;
  for (const auto& bucket : response.histogram()) most = std::max<int64_t>(most, bucket.count());
  page->Line("published", Style::kStrong);
  std::vector<std::vector<StyledText>> rows;
  for (const auto& bucket : response.histogram()) {
    rows.push_back({StyledText("  "), StyledText(bucket.period()), StyledText(WithCommas(bucket.count()), Style::kDim),
                    StyledText(Bar(static_cast<double>(bucket.count()), static_cast<double>(most), kFacetBarWidth),
                               Style::kGood)});
  }
  page->Table(rows, 1);
}

}  // namespace

std::string RenderSearch(const SearchResponse& response, const query::v1::SearchRequest& request,
                         const Terminal& terminal) {
  Page page(terminal);
  const int64_t total = response.total().value();
  StyledText head(response.total().relation() == Total::AT_LEAST ? "at least " : "");
  head.Append(Count(total, "article"), Style::kStrong).Append(" for ");
  head.Append(request.query().empty() ? response.applied_query() : request.query(), Style::kStrong);
  if (response.total().relation() == Total::AT_LEAST) head.Append("  (--exact_total counts them all)", Style::kDim);
  page.Paragraph(head, 0);
  const std::string note = LetsLoosen(request) ? Loosening(response) : "";
  if (!note.empty() && response.hits_size() > 0) {
    page.Paragraph(StyledText(note, Style::kWarning), 0);
    if (response.spelling_changes().empty() && response.applied_query() != request.query()) {
      page.Paragraph(StyledText(absl::StrCat("asked instead: ", response.applied_query()), Style::kDim), 0);
    }
  }
  if (response.hits_size() > 0) AppendChanges(response, &page);
  AppendReadings(response, &page);
  if (total == 0 && response.did_you_mean().empty()) page.Paragraph(StyledText(Advice(request), Style::kDim), 0);
  for (const std::string& shard : response.unreachable_shards()) {
    page.Line("incomplete: shard " + shard + " did not answer", Style::kWarning);
  }
  page.Line();
  int number = 0;
  for (const SearchHit& hit : response.hits()) AppendHit(++number, hit, &page);
  for (const FacetResult& facet : response.facets()) AppendFacet(facet, &page);
  AppendHistogram(response, &page);
  if (!response.next_page_token().empty()) page.Line("more: --page_token=" + response.next_page_token(), Style::kDim);
  return page.Finish();
}

std::string RenderSimilar(const query::v1::SimilarArticlesResponse& response, const Terminal& terminal) {
  Page page(terminal);
  int number = 0;
  for (const SearchHit& hit : response.hits()) AppendHit(++number, hit, &page);
  if (number == 0) page.Line("no similar article", Style::kDim);
  return page.Finish();
}

std::string RenderSuggestions(const query::v1::SuggestResponse& response, const Terminal& terminal) {
  Page page(terminal);
  std::vector<std::vector<StyledText>> rows;
  for (const auto& suggestion : response.suggestions()) {
    const bool is_person = suggestion.kind() == type::v1::Mention::PERSON;
    StyledText note = is_person ? StyledText(suggestion.note()) : StyledText(KindWord(suggestion.kind()), Style::kDim);
    rows.push_back({StyledText(suggestion.text(), is_person ? Style::kPerson : Style::kStrong), std::move(note),
                    StyledText(Count(suggestion.article_count(), "article"), Style::kDim),
                    StyledText(suggestion.has_last_seen() ? "last " + suggestion.last_seen() : "", Style::kDim)});
  }
  page.Table(rows, 1);
  if (rows.empty()) page.Line("no suggestion", Style::kDim);
  return page.Finish();
}

}  // namespace jianbao::cli
