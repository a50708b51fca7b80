// Folding the delta into segments and merging segments, in the background.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "services/index/engine/engine_impl.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using storage::WriteBatch;

// Segments that are merged at once, at least.
constexpr size_t kMergeFactor = 4;

// Articles that are worth a segment of their own when nothing more comes.
constexpr LocalDoc kLeastToFold = 4 * kBlockSize;

// Share of a segment's articles that may be deleted before it is rewritten without them.
constexpr double kMaxDeletedShare = 0.2;

// Articles of a segment that are deleted but still in its lists.
uint64_t PendingDeletions(const SegmentInfo& segment, const DocSet& deleted) {
  const auto below = [&](uint64_t doc) { return doc == 0 ? 0 : deleted.rank(static_cast<uint32_t>(doc - 1)); };
  const uint64_t base = segment.base.value();
  return below(base + segment.size) - below(base) - segment.dropped;
}

bool Never() { return false; }

// Where merging should begin: at the first segment that is no larger than all after it together, so that each article
// is rewritten a logarithmic number of times. The number of segments where nothing is to be done.
size_t FirstToMerge(const std::vector<SegmentInfo>& segments) {
  for (size_t first = 0; first + kMergeFactor <= segments.size(); ++first) {
    uint64_t after = 0;
    for (size_t i = first + 1; i < segments.size(); ++i) after += segments[i].size;
    if (segments[first].size <= after) return first;
  }
  return segments.size();
}

}  // namespace

void EngineImpl::RunFolder() {
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(view_mutex_) {
    return stopping_ || (frozen_ > 0 && fold_status_.ok());
  };
  Revision newest;
  absl::Time since = options_.clock->Now();
  while (true) {
    {
      absl::MutexLock lock(&view_mutex_);
      view_mutex_.AwaitWithTimeout(absl::Condition(&has_work), absl::Seconds(1));
      if (stopping_) return;
    }
    DropExpiredLeases();
    const absl::Time now = options_.clock->Now();
    if (const Revision revision = this->revision(); revision != newest) {
      newest = revision;
      since = now;
    } else if (now - since >= options_.fold_after_rest) {
      FreezeWhatRests();
    }
    const absl::Status status = FoldAndMerge(Never);
    if (status.ok() || absl::IsCancelled(status)) continue;
    log::Error("folding failed error={}", status.ToString());
    absl::MutexLock lock(&view_mutex_);
    fold_status_ = status;
  }
}

void EngineImpl::DropExpiredLeases() {
  std::vector<ViewPtr> expired;  // freed without the lock
  absl::MutexLock lock(&view_mutex_);
  const absl::Time now = options_.clock->Now();
  for (auto it = leases_.begin(); it != leases_.end();) {
    if (it->second.expiry <= now) expired.push_back(std::move(it->second.view));
    it = it->second.expiry <= now ? leases_.erase(it) : std::next(it);
  }
}

void EngineImpl::FreezeWhatRests() {
  // A writer that holds the lock may wait for this very thread, and then nothing rests.
  if (!write_mutex_.TryLock()) return;
  if (active_->size() >= kLeastToFold) Freeze();
  write_mutex_.Unlock();
}

absl::Status EngineImpl::FoldAndMerge(const IsCancelled& cancelled) {
  absl::MutexLock fold_lock(&fold_mutex_);
  JIANBAO_RETURN_IF_ERROR(FoldDeltas(cancelled));
  for (size_t first = FirstToMerge(manifest_.segments); first < manifest_.segments.size();
       first = FirstToMerge(manifest_.segments)) {
    JIANBAO_RETURN_IF_ERROR(MergeSegments(first, cancelled));
  }
  JIANBAO_RETURN_IF_ERROR(RewriteSparseSegments(cancelled));
  ReclaimObsolete();
  return absl::OkStatus();
}

absl::Status EngineImpl::RewriteSparseSegments(const IsCancelled& cancelled) {
  for (size_t i = 0; i < manifest_.segments.size(); ++i) {
    const SegmentInfo& segment = manifest_.segments[i];
    const uint64_t live = segment.size - segment.dropped;
    const auto pending = static_cast<double>(PendingDeletions(segment, *CurrentView()->deleted));
    if (pending > kMaxDeletedShare * static_cast<double>(live)) JIANBAO_RETURN_IF_ERROR(ReplaceLeaves(i, 1, cancelled));
  }
  return absl::OkStatus();
}

absl::Status EngineImpl::FoldDeltas(const IsCancelled& cancelled) {
  const auto any = [this] {
    absl::MutexLock lock(&view_mutex_);
    return frozen_ > 0;
  };
  while (any()) JIANBAO_RETURN_IF_ERROR(ReplaceLeaves(manifest_.segments.size(), 1, cancelled));
  return absl::OkStatus();
}

absl::Status EngineImpl::MergeSegments(size_t first, const IsCancelled& cancelled) {
  return ReplaceLeaves(first, manifest_.segments.size() - first, cancelled);
}

absl::Status EngineImpl::ReplaceLeaves(size_t first, size_t count, const IsCancelled& cancelled) {
  const ViewPtr view = CurrentView();
  const Leaves sources(view->leaves.begin() + first, view->leaves.begin() + first + count);
  const bool merges = first < manifest_.segments.size();
  const auto pause = [this, merges, &cancelled]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(fold_mutex_) {
    if (cancel_folding_.load()) return absl::CancelledError("the engine is stopping");
    if (cancelled()) return absl::CancelledError("the merge was called off");
    return merges ? FoldDeltas(cancelled) : absl::OkStatus();  // new segments come behind those that are merged
  };
  const uint32_t id = manifest_.next_segment++;
  JIANBAO_ASSIGN_OR_RETURN(const SegmentInfo info, WriteSegment(store_, id, sources, *view->deleted, pause));
  JIANBAO_ASSIGN_OR_RETURN(std::shared_ptr<const Leaf> segment, Segment::Open(store_, info));

  const size_t segments_before = manifest_.segments.size();
  Manifest next = manifest_;
  const size_t segments_end = std::min(first + count, segments_before);
  next.segments.erase(next.segments.begin() + first, next.segments.begin() + segments_end);
  next.segments.insert(next.segments.begin() + first, info);
  JIANBAO_RETURN_IF_ERROR(StoreManifest(next));

  for (size_t i = first; i < segments_end; ++i) obsolete_.push_back({manifest_.segments[i].id, sources[i - first]});
  for (const auto& source : sources) {
    if (const auto* leaf = dynamic_cast<const DeltaLeaf*>(source.get())) retired_.push_back(leaf->delta());
  }
  manifest_ = std::move(next);
  absl::MutexLock lock(&view_mutex_);
  auto changed = std::make_shared<View>(*view_);
  changed->leaves.erase(changed->leaves.begin() + first, changed->leaves.begin() + first + count);
  changed->leaves.insert(changed->leaves.begin() + first, std::move(segment));
  view_ = std::move(changed);
  frozen_ -= first + count - segments_end;
  return absl::OkStatus();
}

absl::Status EngineImpl::StoreManifest(const Manifest& manifest) {
  WriteBatch batch;
  batch.Put(Family::kRecords, ManifestKey(), EncodeManifest(manifest));
  absl::MutexLock lock(&manifest_mutex_);
  return store_->Write(batch, /*sync=*/true);
}

absl::Status EngineImpl::Checkpoint(const std::string& directory) const {
  absl::MutexLock lock(&manifest_mutex_);
  return store_->Checkpoint(directory);
}

// Frees deltas and segments that neither the newest view nor any reader uses any more.
void EngineImpl::ReclaimObsolete() {
  std::erase_if(retired_, [](const std::shared_ptr<const Delta>& delta) { return delta.use_count() == 1; });
  for (auto it = obsolete_.begin(); it != obsolete_.end();) {
    if (!it->second.expired()) {
      ++it;
      continue;
    }
    const std::string begin = SegmentBegin(it->first);
    const std::string end = SegmentEnd(it->first);
    store_->ReclaimRange(Family::kPostings, begin, end);
    WriteBatch batch;
    batch.DeleteRange(Family::kPostings, begin, end);
    if (const absl::Status status = store_->Write(batch, /*sync=*/false); !status.ok()) {
      log::Warning("cannot free a segment id={} error={}", it->first, status.ToString());
      return;
    }
    it = obsolete_.erase(it);
  }
}

absl::Status EngineImpl::Fold() { return FoldAll(Never); }

absl::Status EngineImpl::Compact(const ReadControl& control) {
  const IsCancelled cancelled = [&control] {
    return absl::Now() >= control.deadline || (control.cancelled && control.cancelled());
  };
  absl::Status status = FoldAll(cancelled);
  if (status.ok()) status = store_->Compact(cancelled);
  if (!absl::IsCancelled(status)) return status;
  if (absl::Now() < control.deadline) return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "given up");
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", "compacting takes longer; some of it is done");
}

absl::Status EngineImpl::FoldAll(const IsCancelled& cancelled) {
  {
    absl::MutexLock lock(&write_mutex_);
    Freeze();
  }
  JIANBAO_RETURN_IF_ERROR(FoldAndMerge(cancelled));
  absl::MutexLock fold_lock(&fold_mutex_);
  const bool any_deleted =
      manifest_.segments.size() == 1 && PendingDeletions(manifest_.segments[0], *CurrentView()->deleted) > 0;
  if (manifest_.segments.size() > 1 || any_deleted) JIANBAO_RETURN_IF_ERROR(MergeSegments(0, cancelled));
  ReclaimObsolete();
  return absl::OkStatus();
}

}  // namespace jianbao::engine
