// The engine: one writer, any number of readers, one folder. Thread-safe.
//
// Locks, taken in this order: write_mutex_ (writes, one at a time), fold_mutex_ (folding and merging, one at a time),
// manifest_mutex_ (storing the manifest, or copying the store), view_mutex_ (short: swapping what readers see).
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_ENGINE_IMPL_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_ENGINE_IMPL_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/corrections.h"
#include "services/index/engine/delta.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/people.h"
#include "services/index/engine/segment.h"
#include "services/index/engine/suggestions.h"
#include "services/index/engine/view.h"

namespace jianbao::engine {

class EngineImpl final : public Engine {
 public:
  EngineImpl(storage::Store* store, const EngineOptions& options);
  ~EngineImpl() override;
  absl::Status Start();

  absl::StatusOr<ApplyResult> ApplyIssue(const IssueRecord& issue, const ApplyOptions& options) override;
  absl::StatusOr<ApplyResult> DeleteIssue(std::string_view name, const ApplyOptions& options) override;
  absl::StatusOr<std::optional<std::string>> GetMark(std::string_view key) const override;

  absl::StatusOr<SearchResult> Search(const Query& query, const SearchOptions& options) const override;
  absl::StatusOr<CollectionStatistics> CollectStatistics(const Query& query) const override;
  absl::StatusOr<std::vector<FieldMatches>> HighlightMatches(const Document& document,
                                                             const Query& query) const override;
  absl::StatusOr<std::vector<std::string>> TellingTerms(const Document& document, uint32_t most) const override;

  absl::StatusOr<StoredDocument> GetDocument(std::string_view name) const override;
  absl::StatusOr<StoredDocument> GetDocument(DocId doc, std::optional<Revision> pinned) const override;
  absl::StatusOr<IssueSummary> GetIssue(std::string_view name) const override;
  absl::StatusOr<IssuePage> ListIssues(const ListIssuesOptions& options) const override;

  absl::StatusOr<Entity> GetEntity(const EntityId& id) const override;
  absl::StatusOr<EntitySummary> Summarize(const EntityId& id, const ReadControl& control) const override;
  absl::StatusOr<EntityTimeline> GetTimeline(const EntityId& id, const ReadControl& control) const override;
  absl::StatusOr<std::vector<EntitySummary>> LookupEntities(const LookupEntitiesOptions& options) const override;
  absl::StatusOr<std::vector<Suggestion>> Suggest(const SuggestOptions& options) const override;
  absl::StatusOr<SpellingProposals> ProposeSpellings(std::string_view word, const ReadControl& control) const override;
  absl::StatusOr<EvidencePage> ListEvidence(const ListEvidenceOptions& options) const override;
  absl::StatusOr<EvidencePage> FindByTitle(const FindByTitleOptions& options) const override;
  absl::StatusOr<HolderPage> FindHolders(const FindHoldersOptions& options) const override;
  absl::StatusOr<RelatedPage> ListRelated(const ListRelatedOptions& options) const override;

  absl::StatusOr<CorrectionResult> MergePeople(const EntityId& target, const std::vector<EntityId>& sources,
                                               const CorrectionNote& note) override;
  absl::StatusOr<CorrectionResult> SplitPerson(const EntityId& id, const std::vector<std::string>& forms,
                                               const std::vector<std::string>& articles,
                                               const CorrectionNote& note) override;
  absl::StatusOr<CorrectionResult> RevokeCorrection(uint64_t number, const CorrectionNote& note) override;
  std::vector<CorrectionState> ListCorrections(uint64_t after, uint32_t limit) const override;

  Revision revision() const override;
  Revision Pin(absl::Duration lease) override;
  absl::Status ExtendPin(Revision revision, absl::Duration lease) override;

  EngineStatistics Statistics() const override;
  absl::Status Fold() override;
  absl::Status Compact(const ReadControl& control) override;
  absl::StatusOr<IntegrityReport> CheckIntegrity() const override;
  absl::Status Checkpoint(const std::string& directory) const override;

 private:
  using ViewPtr = std::shared_ptr<const View>;
  struct Lease {
    ViewPtr view;
    absl::Time expiry;
  };
  // One write being prepared.
  struct Change;

  // Opening.
  absl::Status LoadManifest();
  absl::Status BringUpToDate() ABSL_EXCLUSIVE_LOCKS_REQUIRED(fold_mutex_);
  absl::Status LoadSegments();
  absl::Status LoadDeleted();
  absl::Status ReplayDelta();

  // Writing; all under write_mutex_.
  absl::StatusOr<std::optional<ApplyResult>> CheckConditions(const IssueRecord& issue, const ApplyOptions& options,
                                                             const std::optional<IssueRow>& old) const;
  absl::Status CheckNamesFree(const IssueRecord& issue, const std::optional<IssueRow>& old) const;
  absl::Status RemoveOld(const IssueRow& old, Change* change) const;
  absl::Status Commit(const ApplyOptions& options, Change* change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  absl::Status MakeRoom(size_t documents) ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  void Freeze() ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);

  // Correcting people; under write_mutex_.
  // What this request did, if it was made before; REQUEST_ID_REUSED if it was another one.
  absl::StatusOr<std::optional<CorrectionResult>> CorrectionMade(const Correction& wanted) const;
  // Numbers, dates and stores a correction.
  absl::StatusOr<CorrectionResult> Correct(Correction correction) ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);

  // Folding.
  void RunFolder();
  void DropExpiredLeases();
  void FreezeWhatRests();
  // Those that take long give up, with Cancelled, when the engine is closed or `cancelled` says so.
  using IsCancelled = std::function<bool()>;
  absl::Status FoldDeltas(const IsCancelled& cancelled) ABSL_EXCLUSIVE_LOCKS_REQUIRED(fold_mutex_);
  absl::Status MergeSegments(size_t first, const IsCancelled& cancelled) ABSL_EXCLUSIVE_LOCKS_REQUIRED(fold_mutex_);
  absl::Status RewriteSparseSegments(const IsCancelled& cancelled) ABSL_EXCLUSIVE_LOCKS_REQUIRED(fold_mutex_);
  absl::Status FoldAndMerge(const IsCancelled& cancelled);
  absl::Status FoldAll(const IsCancelled& cancelled);
  // Replaces leaves [first, first + count) of the newest view by a new segment, in manifest and view. While it writes a
  // segment out of segments it folds the deltas that come in: writers wait for those.
  absl::Status ReplaceLeaves(size_t first, size_t count, const IsCancelled& cancelled)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(fold_mutex_);
  absl::Status StoreManifest(const Manifest& manifest);
  void ReclaimObsolete() ABSL_EXCLUSIVE_LOCKS_REQUIRED(fold_mutex_);

  // Reading.
  ViewPtr CurrentView() const;
  absl::StatusOr<ViewPtr> ViewFor(const SearchOptions& options) const;
  absl::StatusOr<ViewPtr> PinnedView(Revision revision) const;
  absl::Status WaitForRevision(Revision wanted, const SearchOptions& options) const;
  // Articles that hold these characters one after another.
  absl::StatusOr<uint64_t> CountArticles(std::string_view text, const ReadControl& control) const;
  absl::Status ReadHits(const View& view, const SearchOptions& options, SearchResult* result) const;

  storage::Store* const store_;
  const EngineOptions options_;
  const People people_;

  mutable absl::Mutex write_mutex_;
  std::shared_ptr<Delta> active_ ABSL_GUARDED_BY(write_mutex_);
  RowCounts row_counts_ ABSL_GUARDED_BY(write_mutex_);

  mutable absl::Mutex fold_mutex_ ABSL_ACQUIRED_AFTER(write_mutex_);
  Manifest manifest_ ABSL_GUARDED_BY(fold_mutex_);
  std::vector<std::pair<uint32_t, std::weak_ptr<const Leaf>>> obsolete_ ABSL_GUARDED_BY(fold_mutex_);
  // Folded deltas, until nobody reads them: freeing one takes long, and would fall to whoever drops it last.
  std::vector<std::shared_ptr<const Delta>> retired_ ABSL_GUARDED_BY(fold_mutex_);

  // A copy of the store must have the segments that its manifest names (storage::Store::Checkpoint), so the manifest
  // stays as it is while one is made.
  mutable absl::Mutex manifest_mutex_ ABSL_ACQUIRED_AFTER(fold_mutex_);

  mutable absl::Mutex view_mutex_ ABSL_ACQUIRED_AFTER(manifest_mutex_);
  ViewPtr view_ ABSL_GUARDED_BY(view_mutex_);
  std::map<Revision, Lease> leases_ ABSL_GUARDED_BY(view_mutex_);
  size_t frozen_ ABSL_GUARDED_BY(view_mutex_) = 0;  // deltas waiting to be folded
  absl::Status fold_status_ ABSL_GUARDED_BY(view_mutex_);
  bool stopping_ ABSL_GUARDED_BY(view_mutex_) = false;

  std::atomic<bool> cancel_folding_ = false;
  std::thread folder_;
  Suggestions suggestions_;  // last: its thread uses all of the above
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_ENGINE_IMPL_H_
