// Responses as text for people. Pure functions of the response and the terminal; thread-safe. The results end in a line
// feed.
#ifndef JIANBAO_CLI_RENDER_H_
#define JIANBAO_CLI_RENDER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "jianbao/query/v1/query_service.pb.h"

namespace jianbao::cli {

// render_page.cc: a parsed page as an archivist checks it. What the page says of its issue; a table of its articles;
// the page in file order, every block in its article's colour; every doubt, gravest first; each article in full. `file`
// is the file as received: places are told as its lines.
std::string RenderPage(const ingest::v1::ParseIssueResponse& page, std::string_view file, const Terminal& terminal);
// render_doubts.cc: one of the parser's remarks where the file is not at hand.
void AppendDiagnostic(const type::v1::Diagnostic& diagnostic, Page* page);

// render_mentions.cc: texts with their mentions coloured and listed.
std::string RenderMentions(std::string_view text, const std::vector<type::v1::Mention>& mentions,
                           const Terminal& terminal);
Style MentionStyle(type::v1::Mention::Kind kind);
// "人 kind" in one word, for lists.
std::string_view KindWord(type::v1::Mention::Kind kind);

// render_article.cc
std::string RenderArticle(const type::v1::Article& article, const Terminal& terminal);
// Heads, byline and facts, body in paragraphs with its mentions coloured, people with their titles; what an article
// view and a page view share.
void AppendArticle(const type::v1::Article& article, Style style, Page* page);
std::string_view GenreWord(type::v1::Article::Genre genre);

// render_issue.cc
std::string RenderIssue(const type::v1::Issue& issue, const Terminal& terminal);
std::string RenderIssues(const query::v1::ListIssuesResponse& response, const Terminal& terminal);
// Title, date and how it is known, number, pages: the lines over an issue or a page.
void AppendIssueHead(const type::v1::Issue& issue, Page* page);
// "2021-03-16", "undated"; where the date was inferred, that it was, with the bracket it lies in. `dated` is an Issue,
// an Article or what else repeats their date.
StyledText DateText(std::string_view date, const type::v1::DateRange* inferred, Style style);
template <typename Dated>
StyledText DateOf(const Dated& dated, Style style = Style::kPlain) {
  return DateText(dated.publish_date(), dated.has_date_range() ? &dated.date_range() : nullptr, style);
}

// render_search.cc
// `request` is what was asked for.
std::string RenderSearch(const query::v1::SearchResponse& response, const query::v1::SearchRequest& request,
                         const Terminal& terminal);
std::string RenderSimilar(const query::v1::SimilarArticlesResponse& response, const Terminal& terminal);
std::string RenderSuggestions(const query::v1::SuggestResponse& response, const Terminal& terminal);

// render_entity.cc
// What is known of the articles that prove something, by name; may be empty.
using Headlines = std::map<std::string, std::string>;
std::string RenderEntity(const type::v1::Entity& entity, const Headlines& headlines, const Terminal& terminal);
// What else is known of an entity without titles: each may be empty.
struct Surroundings {
  query::v1::EntityTimeline timeline;
  query::v1::ListRelatedEntitiesResponse related;
  query::v1::ListMentionsResponse mentions;
};
std::string RenderSurroundings(const type::v1::Entity& entity, const Surroundings& around, const Terminal& terminal);
std::string RenderEntityList(const std::vector<type::v1::Entity>& entities, const Terminal& terminal);
std::string RenderTimeline(const query::v1::EntityTimeline& timeline, const Headlines& headlines,
                           const Terminal& terminal);
std::string RenderRelated(const query::v1::ListRelatedEntitiesResponse& response, const Terminal& terminal);
std::string RenderEntityMentions(const query::v1::ListMentionsResponse& response, const Terminal& terminal);
std::string RenderOfficeHolders(const query::v1::FindOfficeHoldersResponse& response, const Headlines& headlines,
                                const Terminal& terminal);

// render_corrections.cc
std::string RenderCorrections(const index::v1::ListCorrectionsResponse& response, const Terminal& terminal);
std::string RenderCorrection(const index::v1::Correction& correction, const Terminal& terminal);

// render_ingest.cc
std::string RenderIngested(const ingest::v1::IngestIssueResponse& response, std::string_view path,
                           const Terminal& terminal);
std::string RenderRejections(const ingest::v1::ListRejectionsResponse& response, const Terminal& terminal);
std::string RenderRejection(const ingest::v1::Rejection& rejection, const Terminal& terminal);

// render_operator.cc
std::string RenderStatistics(const index::v1::Statistics& statistics, const Terminal& terminal);
std::string RenderBackup(const index::v1::Backup& backup, const Terminal& terminal);
std::string RenderBackups(const index::v1::ListBackupsResponse& response, const Terminal& terminal);
std::string RenderVerification(const index::v1::VerifyBackupResponse& response, const Terminal& terminal);
std::string RenderCompaction(const index::v1::CompactResponse& response, const Terminal& terminal);
std::string RenderIntegrity(const index::v1::CheckIntegrityResponse& response, const Terminal& terminal);

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_RENDER_H_
