#include "cli/errors.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"

namespace jianbao::cli {
namespace {

struct Hint {
  std::string_view reason;
  std::string_view text;
};

// What a person at a shell can do; what a program should do is in docs/ERRORS.md.
constexpr Hint kHints[] = {
    {"INDEX_UNAVAILABLE", "see that jianbao-index runs, then repeat the command"},
    {"ENCODING_NOT_DETECTED", "name it with --encoding=GB18030 or another"},
    {"TEXT_NOT_IN_ENCODING", "see what encoding the file really has, and name it with --encoding"},
    {"ISSUE_NAME_TAKEN",
     "tell the files apart with --edition or --page, or replace the stored one with --replace_existing"},
    {"NAME_MALFORMED", "copy the name whole, as jianbao prints it in lists"},
    {"ARTICLE_NOT_FOUND", "jianbao issue lists the articles of an issue"},
    {"ISSUE_NOT_FOUND", "jianbao issues lists what is stored"},
    {"INDEX_BEHIND", "try again, or search without --min_revision"},
    {"PAGE_TOKEN_MISMATCH", "repeat the search with the options of the page before, or without --page_token"},
    {"PAGE_TOKEN_MALFORMED", "copy the token whole, or begin without --page_token"},
};

std::string_view HintFor(std::string_view reason) {
  const auto* hint =
      std::find_if(std::begin(kHints), std::end(kHints), [&](const Hint& h) { return h.reason == reason; });
  return hint == std::end(kHints) ? std::string_view() : hint->text;
}

std::string HintFor(const ErrorDetail& detail) {
  const auto service = detail.metadata.find("service");
  if (detail.reason != "SERVICE_UNREACHABLE" || service == detail.metadata.end()) {
    return std::string(HintFor(std::string_view(detail.reason)));
  }
  return absl::StrCat("start jianbao-", service->second, ", or name another address with --", service->second,
                      "_address");
}

}  // namespace

std::string RenderError(const absl::Status& status, const Terminal& terminal) {
  const ErrorDetail detail = GetErrorDetail(status).value_or(ErrorDetail{});
  StyledText line(absl::StatusCodeToString(status.code()), Style::kBad);
  if (!detail.reason.empty() && detail.reason != absl::StatusCodeToString(status.code())) {
    line.Append(" ").Append(detail.reason, Style::kStrong);
  }
  // Some messages name the field themselves.
  if (!detail.field.empty() && !absl::StartsWith(status.message(), detail.field)) {
    line.Append(absl::StrCat(" (", detail.field, ")"));
  }
  line.Append(": ").Append(std::string(status.message()));
  if (const std::string hint = HintFor(detail); !hint.empty()) line.Append("; ").Append(hint, Style::kWarning);
  std::string out = line.ToString(terminal.color) + "\n";
  const auto caret = detail.metadata.find("caret");
  if (caret == detail.metadata.end()) return out;
  for (const auto& row : absl::StrSplit(caret->second, '\n')) {
    out += "  " + StyledText(std::string(row)).ToString(terminal.color) + "\n";
  }
  return out;
}

}  // namespace jianbao::cli
