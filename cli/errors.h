// Errors as people see them: one line with code, reason, field and what would help; below it the caret picture that
// errors of the query language carry. Pure functions; thread-safe.
#ifndef JIANBAO_CLI_ERRORS_H_
#define JIANBAO_CLI_ERRORS_H_

#include <string>

#include "absl/status/status.h"
#include "cli/terminal.h"

namespace jianbao::cli {

// "NOT_FOUND ARTICLE_NOT_FOUND (GetArticleRequest.name): no article …; hint". Ends in a line feed.
std::string RenderError(const absl::Status& status, const Terminal& terminal);

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_ERRORS_H_
