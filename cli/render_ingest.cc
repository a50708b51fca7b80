#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/render.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/rpc/error_details.pb.h"

namespace jianbao::cli {
namespace {

using ingest::v1::IngestIssueResponse;
using ingest::v1::Rejection;

Style OutcomeStyle(IngestIssueResponse::Outcome outcome) {
  switch (outcome) {
    case IngestIssueResponse::CREATED:
    case IngestIssueResponse::REPLACED: return Style::kGood;
    default: return Style::kDim;
  }
}

std::string TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::FromUnixSeconds(time.seconds()), absl::LocalTimeZone());
}

std::string ReasonOf(const google::rpc::Status& status) {
  for (const auto& detail : status.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(status.code()));
}

// What may help a file that was rejected for `reason`.
std::string RetryOptions(const std::string& reason) {
  if (reason == "ISSUE_NAME_TAKEN") return "--edition=… (or --page=…, --replace_existing)";
  if (absl::StrContains(reason, "ENCODING")) return "--encoding=…";
  return "[--encoding=… --date=… --publication=…]";
}

}  // namespace

std::string RenderIngested(const IngestIssueResponse& response, std::string_view path, const Terminal& terminal) {
  StyledText line;
  const std::string outcome = absl::AsciiStrToLower(IngestIssueResponse::Outcome_Name(response.outcome()));
  line.Append(outcome, OutcomeStyle(response.outcome())).Pad(11 - line.width());
  line.Append(response.issue()).Append(absl::StrCat("  ", Count(response.article_count(), "article")));
  line.Append("  ").Append(path, Style::kDim);
  return line.ToString(terminal.color) + "\n";
}

std::string RenderRejections(const ingest::v1::ListRejectionsResponse& response, const Terminal& terminal) {
  Page page(terminal);
  for (const Rejection& rejection : response.rejections()) {
    StyledText line(TimeOf(rejection.last_attempt_time()), Style::kDim);
    line.Append("  ").Append(ReasonOf(rejection.status()), Style::kBad);
    line.Append(absl::StrCat("  ", HumanBytes(rejection.content_size())), Style::kDim);
    page.Line(line.Append(absl::StrCat("  ", rejection.source_uri())));
    page.Line(absl::StrCat("  ", rejection.name()), Style::kDim);
  }
  if (response.rejections().empty()) page.Line("nothing in quarantine", Style::kGood);
  if (!response.next_page_token().empty()) page.Line("more: --page_token=" + response.next_page_token(), Style::kDim);
  return page.Finish();
}

std::string RenderRejection(const Rejection& rejection, const Terminal& terminal) {
  Page page(terminal);
  page.Line(rejection.name(), Style::kHeading);
  page.Paragraph(StyledText(ReasonOf(rejection.status()), Style::kBad).Append(": " + rejection.status().message()), 0);
  page.Table({{StyledText("source", Style::kDim), StyledText(rejection.source_uri())},
              {StyledText("size", Style::kDim), StyledText(HumanBytes(rejection.content_size()))},
              {StyledText("attempts", Style::kDim), StyledText(absl::StrCat(rejection.attempt_count()))},
              {StyledText("first", Style::kDim), StyledText(TimeOf(rejection.first_attempt_time()))},
              {StyledText("last", Style::kDim), StyledText(TimeOf(rejection.last_attempt_time()))}},
             1);
  page.Line(absl::StrCat("try again: jianbao rejections retry ", rejection.name(), " ",
                         RetryOptions(ReasonOf(rejection.status()))),
            Style::kDim);
  page.Line(absl::StrCat("give it up: jianbao rejections delete ", rejection.name()), Style::kDim);
  return page.Finish();
}

}  // namespace jianbao::cli
