#include "services/ingest/validate.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/text/chars.h"

namespace jianbao::ingest {
namespace {

constexpr size_t kMaxTitleCharacters = 64;
constexpr size_t kMaxSourceUriBytes = 2048;
constexpr int kMaxPage = 999;
constexpr int kMaxTexts = 1000;
constexpr size_t kMaxTextBytes = 1 << 20;

absl::Status Invalid(std::string_view reason, std::string_view field, std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message)).Field(field);
}

bool IsTitle(const std::string& title) {
  size_t characters = 0;
  for (const char32_t c : text::FromUtf8(title)) {
    if (c < 0x20 || c == 0x7F || c == 0xFFFD) return false;
    characters += text::IsSpace(c) ? 0 : 1;
  }
  return characters >= 1 && characters <= kMaxTitleCharacters;
}

}  // namespace

absl::StatusOr<newspaper::ParseOptions> ToParseOptions(const v1::IssueHints& hints) {
  newspaper::ParseOptions options;
  if (hints.has_encoding()) {
    JIANBAO_ASSIGN_OR_RETURN(options.encoding, text::ParseEncoding(hints.encoding()));
  }
  if (hints.has_publication()) {
    if (!IsTitle(hints.publication())) {
      return Invalid(
          "PUBLICATION_MALFORMED", "IssueHints.publication",
          absl::StrCat("publication must have 1 to ", kMaxTitleCharacters, " characters and no control characters"));
    }
    options.publication = hints.publication();
  }
  if (hints.has_publish_date()) {
    JIANBAO_ASSIGN_OR_RETURN(options.publish_date, names::ParseDate(hints.publish_date(), "IssueHints.publish_date"));
  }
  return options;
}

absl::Status Validate(const v1::IngestIssueRequest& request) {
  if (request.has_edition() && !names::IsEdition(request.edition())) {
    return Invalid("EDITION_MALFORMED", "IngestIssueRequest.edition", "edition must be 1 to 32 of a-z, 0-9 and -");
  }
  if (request.has_page() && (request.page() < 1 || request.page() > kMaxPage)) {
    return Invalid("PAGE_OUT_OF_RANGE", "IngestIssueRequest.page",
                   absl::StrCat("page is ", request.page(), ", want 1 to ", kMaxPage));
  }
  JIANBAO_RETURN_IF_ERROR(names::CheckRequestId(request.request_id(), "IngestIssueRequest.request_id"));
  if (request.source_uri().size() > kMaxSourceUriBytes) {
    return Invalid(
        "SOURCE_URI_MALFORMED", "IngestIssueRequest.source_uri",
        absl::StrCat("source_uri has ", request.source_uri().size(), " bytes, want at most ", kMaxSourceUriBytes));
  }
  return absl::OkStatus();
}

absl::Status Validate(const v1::ExtractMentionsRequest& request) {
  constexpr char kField[] = "ExtractMentionsRequest.texts";
  if (request.texts().empty()) return Invalid("TEXTS_MISSING", kField, "no text was given, want 1 to 1,000");
  if (request.texts_size() > kMaxTexts) {
    return Invalid("TOO_MANY_TEXTS", kField,
                   absl::StrCat("got ", request.texts_size(), " texts, want at most ", kMaxTexts));
  }
  for (int i = 0; i < request.texts_size(); ++i) {
    if (request.texts(i).size() > kMaxTextBytes) {
      return Invalid(
          "TEXT_TOO_LARGE", kField,
          absl::StrCat("text ", i, " has ", request.texts(i).size(), " bytes, want at most ", kMaxTextBytes));
    }
    if (!text::IsValidUtf8(request.texts(i))) {
      return Invalid("TEXT_NOT_UTF8", kField, absl::StrCat("text ", i, " is not UTF-8"));
    }
  }
  return absl::OkStatus();
}

}  // namespace jianbao::ingest
