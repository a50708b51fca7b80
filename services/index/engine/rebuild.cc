#include "services/index/engine/rebuild.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/engine/records.h"
#include "services/index/engine/view.h"

namespace jianbao::engine {
namespace {

using storage::Family;

absl::StatusOr<IssueRecord> ReadIssue(const View& view, std::string_view bytes) {
  JIANBAO_ASSIGN_OR_RETURN(IssueRow row, DecodeIssue(bytes));
  IssueRecord issue;
  issue.name = std::move(row.summary.name);
  issue.publication = std::move(row.summary.publication);
  issue.date = row.summary.date;
  issue.payload = std::move(row.summary.payload);
  issue.content_hash = std::move(row.summary.content_hash);
  issue.request_id = std::move(row.summary.request_id);
  for (uint32_t i = 0; i < row.summary.documents.size(); ++i) {
    JIANBAO_ASSIGN_OR_RETURN(ArticleRecord record, view.ReadArticle(DocId(row.first.value() + i)));
    issue.documents.push_back(std::move(record.document));
  }
  return issue;
}

// Calls `visit` with the rest of the key and the value of every record of a kind.
template <typename Visit>
absl::Status ForEachRecord(const View& view, RecordKind kind, const Visit& visit) {
  const std::string prefix = RecordKey(kind, "");
  const auto it = view.store->NewIterator(Family::kRecords, view.snapshot.get());
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, 1) == prefix; it->Next()) {
    JIANBAO_RETURN_IF_ERROR(visit(it->key().substr(1), it->value()));
  }
  return it->status();
}

}  // namespace

absl::Status RebuildIndex(const storage::Store& from, storage::Store* to, BulkLoadOptions options) {
  View view;
  view.store = &from;
  view.snapshot = from.NewSnapshot();
  storage::PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, view.Read(StateKey(), &value));
  if (!found) return Error(absl::StatusCode::kNotFound, "INDEX_NOT_FOUND", "there is no index to rebuild from");
  JIANBAO_ASSIGN_OR_RETURN(const State state, DecodeState(value.view()));
  options.first_revision = state.revision;
  std::map<std::string, std::string> marks;
  JIANBAO_RETURN_IF_ERROR(ForEachRecord(view, RecordKind::kMark, [&](std::string_view key, std::string_view mark) {
    marks.emplace(key, mark);
    return absl::OkStatus();
  }));
  JIANBAO_ASSIGN_OR_RETURN(const auto loader, BulkLoader::Start(to, options));
  // By publication and date, which is the order articles should be numbered in.
  JIANBAO_RETURN_IF_ERROR(
      ForEachRecord(view, RecordKind::kIssueByDate, [&](std::string_view key, std::string_view) -> absl::Status {
        const size_t name = key.find('\0') + 1 + sizeof(uint32_t);
        if (name > key.size()) return Error(absl::StatusCode::kDataLoss, "RECORD_CORRUPT", "an issue's row is damaged");
        storage::PinnedValue row;
        JIANBAO_ASSIGN_OR_RETURN(const bool stored, view.Read(RecordKey(RecordKind::kIssue, key.substr(name)), &row));
        if (!stored) return Error(absl::StatusCode::kDataLoss, "RECORD_CORRUPT", "a listed issue is not stored");
        JIANBAO_ASSIGN_OR_RETURN(IssueRecord issue, ReadIssue(view, row.view()));
        return loader->Add(std::move(issue));
      }));
  JIANBAO_RETURN_IF_ERROR(loader->Finish(marks));
  storage::WriteBatch corrections;
  JIANBAO_RETURN_IF_ERROR(
      ForEachRecord(view, RecordKind::kCorrection, [&](std::string_view key, std::string_view value) {
        corrections.Put(Family::kRecords, RecordKey(RecordKind::kCorrection, key), std::string(value));
        return absl::OkStatus();
      }));
  return to->Write(corrections, /*sync=*/true);
}

}  // namespace jianbao::engine
