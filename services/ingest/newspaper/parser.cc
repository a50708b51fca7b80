#include "services/ingest/newspaper/parser.h"

#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "services/ingest/newspaper/grouping.h"
#include "services/ingest/newspaper/heads.h"
#include "services/ingest/newspaper/issue_date.h"
#include "services/ingest/newspaper/language_model.h"
#include "services/ingest/newspaper/masthead.h"
#include "services/ingest/newspaper/ngram_index.h"
#include "services/ingest/newspaper/page.h"
#include "services/ingest/newspaper/records_builder.h"
#include "services/ingest/newspaper/roles.h"
#include "services/ingest/newspaper/seams.h"
#include "services/ingest/newspaper/threads.h"

namespace jianbao::newspaper {

absl::StatusOr<ParsedIssue> ParseIssue(std::string_view bytes, const ParseOptions& options) {
  return ParseIssue(bytes, options, Weights());
}

absl::StatusOr<ParsedIssue> ParseIssue(std::string_view bytes, const ParseOptions& options, const Weights& weights) {
  JIANBAO_ASSIGN_OR_RETURN(const LanguageModel* language, LanguageModel::Installed());
  JIANBAO_ASSIGN_OR_RETURN(text::DecodedText decoded, text::Decode(bytes, options.encoding));
  const Page page(std::move(decoded));
  const NgramIndex index(page);
  const Seams seams(page, index, *language, weights);
  const std::vector<Line> lines = ClassifyLines(page, index, seams, weights);
  const Readings readings = ReadHeads(page, index, seams, lines, weights);
  const Grouping grouping = GroupLines(page, lines, ExplainPage(page, seams, index, lines, readings, weights));

  ParsedIssue issue;
  issue.encoding = page.encoding();
  issue.encoding_detected = page.encoding_detected();
  std::vector<Part> masthead;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (grouping.placements[i].role == Role::kMasthead) masthead.push_back(lines[i].part);
  }
  issue.issue = ReadMasthead(page, masthead, &issue.diagnostics);
  if (options.publication) {
    if (issue.issue.publication && *issue.issue.publication != *options.publication) {
      issue.diagnostics.push_back({"PUBLICATION_CONTRADICTS_SUPPLIED",
                                   Severity::kWarning,
                                   "the masthead prints another name than the one supplied",
                                   {}});
    }
    issue.issue.publication = options.publication;
  }
  const std::vector<size_t> drafts = BuildRecords(page, seams, lines, grouping, &issue);
  DateIssue(page, lines, grouping, drafts, options, &issue);
  return issue;
}

}  // namespace jianbao::newspaper
