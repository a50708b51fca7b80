#include "services/index/engine/bulk_loader.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/engine/issue_rows.h"
#include "services/index/engine/segment.h"
#include "services/index/engine/validate.h"

namespace jianbao::engine {

using storage::Family;
using storage::PinnedValue;
using storage::WriteBatch;

absl::StatusOr<std::unique_ptr<BulkLoader>> BulkLoader::Start(storage::Store* store, const BulkLoadOptions& options) {
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, store->Get(Family::kRecords, ManifestKey(), nullptr, &value));
  if (found) {
    return Error(absl::StatusCode::kFailedPrecondition, "INDEX_NOT_EMPTY",
                 "a bulk load needs an empty folder; apply issues to an index that exists");
  }
  auto loader = std::unique_ptr<BulkLoader>(new BulkLoader(store, options));
  WriteBatch batch;
  batch.Put(Family::kRecords, ManifestKey(), EncodeManifest(loader->manifest_));
  JIANBAO_RETURN_IF_ERROR(store->Write(batch, /*sync=*/true));
  return loader;
}

BulkLoader::BulkLoader(storage::Store* store, const BulkLoadOptions& options)
    : store_(store), options_(options), delta_(std::make_shared<Delta>(DocId(0))), manifest_(NewManifest()) {
  manifest_.loading = true;
  state_.revision = options.first_revision;
}

absl::Status BulkLoader::ClaimNames(const IssueRecord& issue) {
  if (!names_.insert(Checksum64(RecordKey(RecordKind::kIssue, issue.name))).second) {
    return Error(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN",
                 absl::StrCat("the load has two issues named ", issue.name));
  }
  for (const Document& document : issue.documents) {
    if (names_.insert(Checksum64(RecordKey(RecordKind::kName, document.name))).second) continue;
    return Error(absl::StatusCode::kAlreadyExists, "DOCUMENT_NAME_TAKEN",
                 absl::StrCat("the load has two articles named ", document.name));
  }
  return absl::OkStatus();
}

absl::Status BulkLoader::Add(IssueRecord issue) {
  JIANBAO_RETURN_IF_ERROR(ValidateIssue(issue, options_.engine));
  JIANBAO_RETURN_IF_ERROR(ClaimNames(issue));
  window_bytes_ += issue.payload.size();
  for (const Document& document : issue.documents) {
    window_bytes_ += document.payload.size();
    for (const std::string& text : document.texts) window_bytes_ += text.size();
  }
  window_.push_back(std::move(issue));
  return window_bytes_ < options_.sort_window_bytes ? absl::OkStatus() : DrainWindow();
}

absl::Status BulkLoader::DrainWindow() {
  std::stable_sort(window_.begin(), window_.end(), [](const IssueRecord& a, const IssueRecord& b) {
    return std::forward_as_tuple(a.publication, ToDayNumber(a.date), a.name) <
           std::forward_as_tuple(b.publication, ToDayNumber(b.date), b.name);
  });
  for (const IssueRecord& issue : window_) JIANBAO_RETURN_IF_ERROR(Take(issue));
  window_.clear();
  window_bytes_ = 0;
  return absl::OkStatus();
}

absl::Status BulkLoader::Take(const IssueRecord& issue) {
  const size_t count = issue.documents.size();
  if (delta_->size() + count > Delta::kCapacity || delta_->memory_bytes() > options_.memory_bytes) {
    JIANBAO_RETURN_IF_ERROR(Flush());
  }
  analyzed_.resize(count);
  for (size_t i = 0; i < count; ++i) {
    analyzer_.Analyze(issue.documents[i], &analyzed_[i]);
    delta_->Append(issue.documents[i], analyzed_[i]);
  }
  AddIssueRows(issue, analyzed_, &state_, &entities_, &records_);
  return absl::OkStatus();
}

absl::Status BulkLoader::FlushRecords() {
  RowCounts counts(store_);
  JIANBAO_RETURN_IF_ERROR(entities_.Finish(&counts, &records_).status());
  entities_ = {};
  std::vector<const WriteBatch::Operation*> sorted;
  for (const WriteBatch::Operation& operation : records_.operations()) sorted.push_back(&operation);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
  JIANBAO_ASSIGN_OR_RETURN(auto run, store_->NewSortedRun(Family::kRecords));
  for (const WriteBatch::Operation* operation : sorted) {
    JIANBAO_RETURN_IF_ERROR(run->Put(operation->key, operation->value));
  }
  records_ = {};
  std::vector<std::unique_ptr<storage::SortedRun>> runs;
  runs.push_back(std::move(run));
  return sorted.empty() ? absl::OkStatus() : store_->Ingest(std::move(runs));
}

absl::Status BulkLoader::Flush() {
  JIANBAO_RETURN_IF_ERROR(FlushRecords());
  if (delta_->size() == 0) return absl::OkStatus();
  const auto leaf = std::make_shared<DeltaLeaf>(delta_, delta_->size());
  JIANBAO_ASSIGN_OR_RETURN(const SegmentInfo info, WriteSegment(store_, manifest_.next_segment++, {leaf}, DocSet(),
                                                                [] { return absl::OkStatus(); }));
  manifest_.segments.push_back(info);
  delta_ = std::make_shared<Delta>(state_.next_doc);
  return absl::OkStatus();
}

absl::Status BulkLoader::Finish(const std::map<std::string, std::string>& marks) {
  JIANBAO_RETURN_IF_ERROR(DrainWindow());
  JIANBAO_RETURN_IF_ERROR(Flush());
  manifest_.loading = false;
  WriteBatch batch;
  batch.Put(Family::kRecords, ManifestKey(), EncodeManifest(manifest_));
  batch.Put(Family::kRecords, StateKey(), EncodeState(state_));
  for (const auto& [key, value] : marks) batch.Put(Family::kRecords, RecordKey(RecordKind::kMark, key), value);
  return store_->Write(batch, /*sync=*/true);
}

}  // namespace jianbao::engine
