#include "services/index/engine/view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/status.h"

namespace jianbao::engine {

namespace {

using storage::PinnedValue;

absl::Status NoSuchArticle(DocId doc) {
  return Error(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND",
               absl::StrCat("there is no article number ", doc.value(), " at this revision"));
}

}  // namespace

absl::StatusOr<std::optional<IssueRow>> View::FindIssue(std::string_view name) const {
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, Read(RecordKey(RecordKind::kIssue, name), &value));
  if (!found) return std::nullopt;
  return DecodeIssue(value.view());
}

absl::StatusOr<std::optional<DocId>> View::FindDocument(std::string_view name) const {
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, Read(RecordKey(RecordKind::kName, name), &value));
  if (!found) return std::nullopt;
  std::string_view in = value.view();
  uint32_t doc = 0;
  if (!GetBigEndian32(&in, &doc)) {
    return Error(absl::StatusCode::kDataLoss, "RECORD_CORRUPT", "an article's number is damaged; restore a backup");
  }
  return DocId(doc);
}

absl::StatusOr<ArticleRecord> View::ReadArticle(DocId doc) const {
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, Read(DocKey(RecordKind::kArticle, doc), &value));
  if (!found) return NoSuchArticle(doc);
  return DecodeArticle(value.view());
}

absl::StatusOr<Document> View::ReadMentions(DocId doc) const {
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, Read(DocKey(RecordKind::kArticle, doc), &value));
  if (!found) return NoSuchArticle(doc);
  return DecodeMentions(value.view());
}

PlanHost View::MakePlanHost() const {
  PlanHost host;
  host.find_issue = [this](const std::string& issue) -> absl::StatusOr<DocRange> {
    JIANBAO_ASSIGN_OR_RETURN(const std::optional<IssueRow> row, FindIssue(issue));
    if (!row.has_value()) return DocRange{};
    const auto count = static_cast<uint32_t>(row->summary.documents.size());
    return DocRange{row->first, DocId(row->first.value() + count)};
  };
  host.read_text = [this](DocId doc, TextField field) -> absl::StatusOr<std::string> {
    absl::StatusOr<ArticleRecord> record = ReadArticle(doc);
    // A deleted article can still be a candidate; it just matches nothing.
    if (record.status().code() == absl::StatusCode::kNotFound) return std::string();
    JIANBAO_RETURN_IF_ERROR(record.status());
    return std::move(record->document.text(field));
  };
  return host;
}

}  // namespace jianbao::engine
