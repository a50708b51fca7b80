#include "services/index/engine/validate.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/format.h"

namespace jianbao::engine {
namespace {

absl::Status Invalid(const std::string& field, const std::string& message) {
  return Error(absl::StatusCode::kInvalidArgument, "DOCUMENT_INVALID", absl::StrCat(field, ": ", message)).Field(field);
}

absl::Status CheckName(const std::string& field, const std::string& name, uint32_t max_bytes) {
  if (name.empty()) return Invalid(field, "is empty; want a name");
  if (name.size() > max_bytes) return Invalid(field, absl::StrCat("is longer than ", max_bytes, " bytes"));
  if (name.find('\0') != std::string::npos) return Invalid(field, "contains a NUL");
  if (!text::IsValidUtf8(name)) return Invalid(field, "is not valid UTF-8");
  return absl::OkStatus();
}

absl::Status CheckMention(const std::string& field, const Mention& mention) {
  JIANBAO_RETURN_IF_ERROR(CheckName(field + ".canonical", mention.canonical, kMaxNameBytes));
  for (const auto* texts : {&mention.texts, &mention.titles}) {
    for (const std::string& text : *texts) {
      if (text.size() > kMaxNameBytes || !text::IsValidUtf8(text)) {
        return Invalid(field,
                       absl::StrCat("has a form or title that is not UTF-8 of at most ", kMaxNameBytes, " bytes"));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckDocument(const std::string& field, const Document& document, const IssueRecord& issue,
                           const EngineOptions& options) {
  JIANBAO_RETURN_IF_ERROR(CheckName(field + ".name", document.name, kMaxNameBytes));
  if (document.publication != issue.publication) return Invalid(field + ".publication", "differs from the issue's");
  if (document.issue != issue.name) return Invalid(field + ".issue", "is not the issue's name");
  uint64_t bytes = document.payload.size();
  for (const std::string& text : document.texts) {
    bytes += text.size();
    if (!text::IsValidUtf8(text)) return Invalid(field + ".texts", "is not valid UTF-8");
  }
  if (bytes > options.max_document_bytes) {
    return Error(absl::StatusCode::kResourceExhausted, "DOCUMENT_TOO_LARGE",
                 absl::StrCat(field, ": has ", bytes, " bytes; at most ", options.max_document_bytes, " are taken"))
        .Field(field)
        .With("limit", options.max_document_bytes);
  }
  for (const Keyword& keyword : document.keywords) {
    JIANBAO_RETURN_IF_ERROR(CheckName(field + ".keywords", keyword.value, kMaxKeywordBytes));
  }
  for (const Mention& mention : document.mentions) {
    JIANBAO_RETURN_IF_ERROR(CheckMention(field + ".mentions", mention));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateIssue(const IssueRecord& issue, const EngineOptions& options) {
  JIANBAO_RETURN_IF_ERROR(CheckName("issue.name", issue.name, kMaxNameBytes));
  JIANBAO_RETURN_IF_ERROR(CheckName("issue.publication", issue.publication, kMaxNameBytes));
  if (issue.content_hash.empty()) return Invalid("issue.content_hash", "is empty; want a hash of the content");
  if (issue.documents.size() > options.max_issue_documents) {
    return Error(absl::StatusCode::kResourceExhausted, "DOCUMENT_TOO_LARGE",
                 absl::StrCat("the issue has ", issue.documents.size(), " articles; at most ",
                              options.max_issue_documents, " are taken"))
        .Field("issue.documents")
        .With("limit", options.max_issue_documents);
  }
  std::set<std::string> names;
  for (size_t i = 0; i < issue.documents.size(); ++i) {
    const std::string field = absl::StrCat("issue.documents[", i, "]");
    JIANBAO_RETURN_IF_ERROR(CheckDocument(field, issue.documents[i], issue, options));
    if (!names.insert(issue.documents[i].name).second) return Invalid(field + ".name", "is used twice in the issue");
  }
  return absl::OkStatus();
}

}  // namespace jianbao::engine
