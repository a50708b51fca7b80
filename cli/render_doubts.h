// What a person should check about a parsed page, and what was repaired or inferred, with lines and text of the file:
// the part of RenderPage() in render_doubts.cc, and what it shares with the rest. Pure functions; thread-safe.
#ifndef JIANBAO_CLI_RENDER_DOUBTS_H_
#define JIANBAO_CLI_RENDER_DOUBTS_H_

#include <string>

#include "cli/page_layout.h"
#include "cli/terminal.h"

namespace jianbao::cli {

// A person should look at a decision of this confidence.
inline bool Doubtful(float confidence) { return confidence < 0.6F; }

// "0.83", "0.41?" where it is doubtful.
StyledText Confidence(float confidence);

// "headline", in one word for lists.
std::string RoleWord(type::v1::Block::Role role);

// "line 7", "lines 3–6, 30–37".
std::string LinesOf(int article, const PageLayout& layout);

// One line: how much there is to check.
void AppendDoubtCount(const ingest::v1::ParseIssueResponse& parsed, Page* page);

// What is to be checked, gravest first: doubtful articles, warnings, doubtful blocks; then the repairs.
void AppendDoubts(const ingest::v1::ParseIssueResponse& parsed, const PageLayout& layout, Page* page);

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_RENDER_DOUBTS_H_
