#include "services/index/engine/engine_impl.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/format.h"
#include "services/index/engine/issue_rows.h"
#include "services/index/engine/records.h"
#include "services/index/engine/validate.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using storage::PinnedValue;
using storage::WriteBatch;

// Deltas that may wait to be folded before a writer has to.
constexpr size_t kMaxFrozenDeltas = 2;
// What a term and its list take in a delta of common text, about.
constexpr uint64_t kBytesOfATerm = 160;

absl::Status CheckManifest(const Manifest& manifest) {
  if (manifest.format_version < kOldestFormatVersion || manifest.format_version > kFormatVersion) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "INDEX_FORMAT_UNSUPPORTED",
        absl::StrCat("the index has format ", manifest.format_version, ", this program reads formats ",
                     kOldestFormatVersion, " to ", kFormatVersion, "; use the release that wrote it, or ingest again"));
  }
  if (manifest.analyzer != kAnalyzerId || manifest.analyzer_version != kAnalyzerVersion) {
    return Error(absl::StatusCode::kFailedPrecondition, "INDEX_ANALYZER_MISMATCH",
                 absl::StrCat("the index was written with analyzer ", manifest.analyzer, " ", manifest.analyzer_version,
                              ", this program has ", kAnalyzerId, " ", kAnalyzerVersion,
                              "; rebuild the index from its records: jianbao-index rebuild --help"));
  }
  if (manifest.loading) {
    return Error(absl::StatusCode::kFailedPrecondition, "INDEX_BULK_LOAD_INTERRUPTED",
                 "a bulk load did not finish; remove the folder and load again");
  }
  return absl::OkStatus();
}

}  // namespace

// What a write does to the store and, once it is stored, to memory.
struct EngineImpl::Change {
  WriteBatch batch;
  State state;
  EntityChanges entities;
  DocRange removed;  // articles no longer live
  const IssueRecord* added = nullptr;
  const std::vector<AnalyzedDocument>* analyzed = nullptr;
};

// ---- Opening ------------------------------------------------------------------------------------------------------

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(storage::Store* store, const EngineOptions& options) {
  auto engine = std::make_unique<EngineImpl>(store, options);
  JIANBAO_RETURN_IF_ERROR(engine->Start());
  return engine;
}

EngineImpl::EngineImpl(storage::Store* store, const EngineOptions& options)
    : store_(store), options_(options), people_(options.people), row_counts_(store), suggestions_(&people_) {}

EngineImpl::~EngineImpl() {
  {
    absl::MutexLock lock(&view_mutex_);
    stopping_ = true;
  }
  cancel_folding_ = true;
  if (folder_.joinable()) folder_.join();
}

absl::Status EngineImpl::Start() {
  JIANBAO_RETURN_IF_ERROR(LoadManifest());
  JIANBAO_RETURN_IF_ERROR(LoadSegments());
  JIANBAO_RETURN_IF_ERROR(LoadDeleted());
  JIANBAO_RETURN_IF_ERROR(ReplayDelta());
  if (options_.background) folder_ = std::thread([this] { RunFolder(); });
  suggestions_.Start([this] { return CurrentView(); }, options_.background);
  return absl::OkStatus();
}

absl::Status EngineImpl::LoadManifest() {
  absl::MutexLock fold_lock(&fold_mutex_);
  auto view = std::make_shared<View>();
  view->store = store_;
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, store_->Get(Family::kRecords, ManifestKey(), nullptr, &value));
  if (found) {
    JIANBAO_ASSIGN_OR_RETURN(manifest_, DecodeManifest(value.view()));
    JIANBAO_RETURN_IF_ERROR(CheckManifest(manifest_));
    if (manifest_.format_version < kFormatVersion) JIANBAO_RETURN_IF_ERROR(BringUpToDate());
    JIANBAO_ASSIGN_OR_RETURN(const bool has_state, store_->Get(Family::kRecords, StateKey(), nullptr, &value));
    if (!has_state) {
      return Error(absl::StatusCode::kDataLoss, "INDEX_CORRUPT", "the index has no state; restore a backup");
    }
    JIANBAO_ASSIGN_OR_RETURN(view->state, DecodeState(value.view()));
  } else {
    manifest_ = NewManifest();
    WriteBatch batch;
    batch.Put(Family::kRecords, ManifestKey(), EncodeManifest(manifest_));
    batch.Put(Family::kRecords, StateKey(), EncodeState(view->state));
    JIANBAO_RETURN_IF_ERROR(store_->Write(batch, true));
  }
  JIANBAO_ASSIGN_OR_RETURN(view->corrections, CorrectionBook::Load(*store_));
  view->snapshot = store_->NewSnapshot();
  absl::MutexLock lock(&view_mutex_);
  view_ = std::move(view);
  return absl::OkStatus();
}

// Earlier formats lack rows; the manifest is written after them, so that what broke off is done again.
absl::Status EngineImpl::BringUpToDate() {
  spdlog::info("the index has format {}, bringing it to format {}", manifest_.format_version, kFormatVersion);
  if (manifest_.format_version < 2) JIANBAO_RETURN_IF_ERROR(AddPostRows(store_));
  JIANBAO_RETURN_IF_ERROR(AddPeopleRows(store_));
  manifest_.format_version = kFormatVersion;
  WriteBatch batch;
  batch.Put(Family::kRecords, ManifestKey(), EncodeManifest(manifest_));
  return store_->Write(batch, /*sync=*/true);
}

absl::Status EngineImpl::LoadSegments() {
  absl::MutexLock fold_lock(&fold_mutex_);
  auto view = std::make_shared<View>(*CurrentView());
  std::vector<uint32_t> known;
  for (const SegmentInfo& info : manifest_.segments) {
    JIANBAO_ASSIGN_OR_RETURN(auto segment, Segment::Open(store_, info));
    view->leaves.push_back(std::move(segment));
    known.push_back(info.id);
  }
  // Segments nobody knows were being written when the process died.
  const auto it = store_->NewIterator(Family::kPostings, nullptr);
  for (it->Seek(""); it->Valid();) {
    std::string_view key = it->key();
    uint32_t id = 0;
    if (!GetBigEndian32(&key, &id)) return Error(absl::StatusCode::kDataLoss, "INDEX_CORRUPT", "a foreign key");
    if (std::find(known.begin(), known.end(), id) == known.end()) obsolete_.push_back({id, {}});
    manifest_.next_segment = std::max(manifest_.next_segment, id + 1);
    it->Seek(SegmentEnd(id));
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  absl::MutexLock lock(&view_mutex_);
  view_ = std::move(view);
  return absl::OkStatus();
}

absl::Status EngineImpl::LoadDeleted() {
  auto deleted = std::make_shared<DocSet>();
  const auto it = store_->NewIterator(Family::kRecords, nullptr);
  const std::string prefix = RecordKey(RecordKind::kTombstone, "");
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, 1) == prefix; it->Next()) {
    std::string_view key = it->key().substr(1);
    std::string_view value = it->value();
    uint32_t first = 0;
    uint32_t count = 0;
    if (!GetBigEndian32(&key, &first) || !GetBigEndian32(&value, &count)) {
      return Error(absl::StatusCode::kDataLoss, "INDEX_CORRUPT", "a deletion is damaged; restore a backup");
    }
    deleted->addRange(first, uint64_t{first} + count);
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  deleted->runOptimize();
  absl::MutexLock lock(&view_mutex_);
  auto view = std::make_shared<View>(*view_);
  view->deleted = std::move(deleted);
  view_ = std::move(view);
  return absl::OkStatus();
}

// Articles stored since the last fold are analysed again: their records are their log.
absl::Status EngineImpl::ReplayDelta() {
  absl::MutexLock write_lock(&write_mutex_);
  const ViewPtr view = CurrentView();
  DocId folded_end;
  {
    absl::MutexLock fold_lock(&fold_mutex_);
    folded_end = manifest_.folded_end();
  }
  active_ = std::make_shared<Delta>(folded_end, options_.delta_bytes / kBytesOfATerm);
  DocumentAnalyzer analyzer;
  AnalyzedDocument analyzed;
  for (DocId doc = folded_end; doc < view->state.next_doc; doc = doc.Next()) {
    JIANBAO_RETURN_IF_ERROR(MakeRoom(1));
    absl::StatusOr<ArticleRecord> record = view->ReadArticle(doc);
    if (record.ok()) {
      analyzer.Analyze(record->document, &analyzed);
      active_->Append(record->document, analyzed);
    } else if (view->deleted->contains(doc.value())) {
      active_->AppendHole();
    } else {
      return Annotate(record.status(), "the index cannot be opened");
    }
    // Published now and then only, and whenever the delta may be frozen next.
    absl::MutexLock lock(&view_mutex_);
    auto next = std::make_shared<View>(*view_);
    const auto* last = next->leaves.empty() ? nullptr : dynamic_cast<const DeltaLeaf*>(next->leaves.back().get());
    if (last != nullptr && last->delta() == active_) next->leaves.pop_back();
    next->leaves.push_back(std::make_shared<DeltaLeaf>(active_, active_->size()));
    view_ = std::move(next);
  }
  return absl::OkStatus();
}

// ---- Writing ------------------------------------------------------------------------------------------------------

absl::StatusOr<ApplyResult> EngineImpl::ApplyIssue(const IssueRecord& issue, const ApplyOptions& options) {
  JIANBAO_RETURN_IF_ERROR(ValidateIssue(issue, options_));
  std::vector<AnalyzedDocument> analyzed(issue.documents.size());
  DocumentAnalyzer analyzer;
  for (size_t i = 0; i < analyzed.size(); ++i) analyzer.Analyze(issue.documents[i], &analyzed[i]);

  absl::MutexLock lock(&write_mutex_);
  const ViewPtr view = CurrentView();
  JIANBAO_ASSIGN_OR_RETURN(const std::optional<IssueRow> old, view->FindIssue(issue.name));
  Change change;
  JIANBAO_ASSIGN_OR_RETURN(std::optional<ApplyResult> done, CheckConditions(issue, options, old));
  if (done.has_value()) {
    if (options.marks.empty()) return *done;
    change.state = view->state;
    JIANBAO_RETURN_IF_ERROR(Commit(options, &change));
    return *done;
  }
  JIANBAO_RETURN_IF_ERROR(CheckNamesFree(issue, old));
  JIANBAO_RETURN_IF_ERROR(MakeRoom(issue.documents.size()));
  change.state = view->state;
  if (old.has_value()) JIANBAO_RETURN_IF_ERROR(RemoveOld(*old, &change));
  AddIssueRows(issue, analyzed, &change.state, &change.entities, &change.batch);
  change.added = &issue;
  change.analyzed = &analyzed;
  JIANBAO_RETURN_IF_ERROR(Commit(options, &change));
  return ApplyResult{change.state.revision, /*changed=*/true, /*replaced=*/old.has_value()};
}

absl::StatusOr<ApplyResult> EngineImpl::DeleteIssue(std::string_view name, const ApplyOptions& options) {
  absl::MutexLock lock(&write_mutex_);
  const ViewPtr view = CurrentView();
  JIANBAO_ASSIGN_OR_RETURN(const std::optional<IssueRow> old, view->FindIssue(name));
  const std::string stored = old.has_value() ? old->summary.content_hash : "";
  Change change;
  change.state = view->state;
  if (options.expected_content_hash.has_value() && *options.expected_content_hash != stored) {
    return Error(absl::StatusCode::kFailedPrecondition, "CONTENT_CHANGED",
                 "the stored issue is not the one expected; read it again and decide anew")
        .With("stored_content_hash", stored);
  }
  if (!old.has_value()) {
    if (!options.marks.empty()) JIANBAO_RETURN_IF_ERROR(Commit(options, &change));
    return ApplyResult{view->state.revision, false, false};
  }
  change.state.revision = change.state.revision.Next();
  JIANBAO_RETURN_IF_ERROR(RemoveOld(*old, &change));
  JIANBAO_RETURN_IF_ERROR(Commit(options, &change));
  return ApplyResult{change.state.revision, true, true};
}

absl::StatusOr<std::optional<ApplyResult>> EngineImpl::CheckConditions(const IssueRecord& issue,
                                                                       const ApplyOptions& options,
                                                                       const std::optional<IssueRow>& old) const {
  const std::string stored = old.has_value() ? old->summary.content_hash : "";
  if (old.has_value() && stored == issue.content_hash) {
    return ApplyResult{old->summary.revision, /*changed=*/false, /*replaced=*/false};
  }
  if (old.has_value() && !issue.request_id.empty() && old->summary.request_id == issue.request_id) {
    return Error(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                 "this request id stored other content before; use a new id for new content")
        .Field("issue.request_id");
  }
  if (options.expected_content_hash.has_value() && *options.expected_content_hash != stored) {
    return Error(absl::StatusCode::kFailedPrecondition, "CONTENT_CHANGED",
                 "the stored issue is not the one expected; read it again and decide anew")
        .With("stored_content_hash", stored);
  }
  return std::nullopt;
}

absl::Status EngineImpl::CheckNamesFree(const IssueRecord& issue, const std::optional<IssueRow>& old) const {
  const ViewPtr view = CurrentView();
  for (const Document& document : issue.documents) {
    JIANBAO_ASSIGN_OR_RETURN(const std::optional<DocId> owner, view->FindDocument(document.name));
    if (!owner.has_value()) continue;
    const uint32_t first = old.has_value() ? old->first.value() : 0;
    const uint32_t count = old.has_value() ? static_cast<uint32_t>(old->summary.documents.size()) : 0;
    if (owner->value() >= first && owner->value() - first < count) continue;
    return Error(absl::StatusCode::kAlreadyExists, "DOCUMENT_NAME_TAKEN",
                 absl::StrCat("an article of another issue is named ", document.name, "; delete that issue first"))
        .With("name", document.name);
  }
  return absl::OkStatus();
}

absl::Status EngineImpl::RemoveOld(const IssueRow& old, Change* change) const {
  const ViewPtr view = CurrentView();
  const uint32_t first = old.first.value();
  const auto count = static_cast<uint32_t>(old.summary.documents.size());
  for (uint32_t i = 0; i < count; ++i) {
    const DocId doc(first + i);
    JIANBAO_ASSIGN_OR_RETURN(const ArticleRecord record, view->ReadArticle(doc));
    change->entities.Remove(doc, record.document);
    change->batch.Delete(Family::kRecords, DocKey(RecordKind::kArticle, doc));
    change->batch.Delete(Family::kRecords, DocKey(RecordKind::kNameOf, doc));
    change->batch.Delete(Family::kRecords, RecordKey(RecordKind::kName, record.document.name));
    for (int f = 0; f < kTextFields; ++f) change->state.total_length[f] -= record.lengths[f];
  }
  change->state.documents -= count;
  --change->state.issues;
  const IssueSummary& summary = old.summary;
  change->batch.Delete(Family::kRecords, RecordKey(RecordKind::kIssue, summary.name));
  change->batch.Delete(Family::kRecords, IssueByDateKey(summary.publication, summary.date, summary.name));
  if (count > 0) {
    std::string value;
    PutBigEndian32(count, &value);
    change->batch.Put(Family::kRecords, DocKey(RecordKind::kTombstone, old.first), value);
  }
  change->removed = {old.first, DocId(first + count)};
  return absl::OkStatus();
}

absl::Status EngineImpl::Commit(const ApplyOptions& options, Change* change) {
  JIANBAO_ASSIGN_OR_RETURN(const CountedRows counted, change->entities.Finish(&row_counts_, &change->batch));
  for (const auto& [key, value] : options.marks) {
    change->batch.Put(Family::kRecords, RecordKey(RecordKind::kMark, key), value);
  }
  change->batch.Put(Family::kRecords, StateKey(), EncodeState(change->state));
  JIANBAO_RETURN_IF_ERROR(store_->Write(change->batch, /*sync=*/true));
  people_.Touch(change->entities.touched(), change->state.revision);
  row_counts_.Note(counted);
  suggestions_.Changed(*store_, change->entities, counted);

  if (change->added != nullptr) {
    for (size_t i = 0; i < change->analyzed->size(); ++i) {
      active_->Append(change->added->documents[i], (*change->analyzed)[i]);
    }
  }
  absl::MutexLock lock(&view_mutex_);
  auto view = std::make_shared<View>(*view_);
  view->state = change->state;
  view->snapshot = store_->NewSnapshot();
  if (change->removed.begin != change->removed.end) {
    auto deleted = std::make_shared<DocSet>(*view->deleted);
    deleted->addRange(change->removed.begin.value(), change->removed.end.value());
    deleted->runOptimize();
    view->deleted = std::move(deleted);
  }
  const auto* last = view->leaves.empty() ? nullptr : dynamic_cast<const DeltaLeaf*>(view->leaves.back().get());
  if (last != nullptr && last->delta() == active_) view->leaves.pop_back();
  if (active_->size() > 0) view->leaves.push_back(std::make_shared<DeltaLeaf>(active_, active_->size()));
  view_ = std::move(view);
  return absl::OkStatus();
}

absl::Status EngineImpl::MakeRoom(size_t documents) {
  if (active_->size() + documents <= Delta::kCapacity && active_->memory_bytes() < options_.delta_bytes) {
    return absl::OkStatus();
  }
  if (!options_.background || !folder_.joinable()) {
    Freeze();
    return FoldAndMerge([] { return false; });
  }
  const auto has_room = [this]() ABSL_SHARED_LOCKS_REQUIRED(view_mutex_) {
    return frozen_ < kMaxFrozenDeltas || !fold_status_.ok();
  };
  {
    absl::MutexLock lock(&view_mutex_);
    view_mutex_.Await(absl::Condition(&has_room));
    JIANBAO_RETURN_IF_ERROR(Annotate(fold_status_, "folding failed, no more can be taken in"));
  }
  Freeze();
  return absl::OkStatus();
}

void EngineImpl::Freeze() {
  if (active_->size() == 0) return;
  const DocId end(active_->base().value() + active_->size());
  active_ = std::make_shared<Delta>(end, options_.delta_bytes / kBytesOfATerm);
  absl::MutexLock lock(&view_mutex_);
  ++frozen_;
}

absl::StatusOr<std::optional<std::string>> EngineImpl::GetMark(std::string_view key) const {
  PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found,
                           store_->Get(Family::kRecords, RecordKey(RecordKind::kMark, key), nullptr, &value));
  if (!found) return std::nullopt;
  return std::string(value.view());
}

}  // namespace jianbao::engine
