// A store for tests that does what disks and power cuts do: it forgets writes that were not synced, and fails the n-th
// call. Thread-safe as the store it wraps is.
#ifndef JIANBAO_SERVICES_INDEX_STORAGE_FAULT_STORE_H_
#define JIANBAO_SERVICES_INDEX_STORAGE_FAULT_STORE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/index/storage/store.h"

namespace jianbao::storage {

// Keeps its contents in memory, and beside them what would be left after a power cut.
class FaultStore final : public Store {
 public:
  FaultStore();

  // Lets `calls` more mutating calls (Write, NewSortedRun, Ingest) succeed, fails the one after with Unavailable
  // INJECTED_FAULT, and refuses mutation from then on, as a store with a failed disk does.
  void FailAfter(int calls);
  // Back to what is on the disk: everything synced or ingested, and whatever of the unsynced writes preceded that. The
  // store takes writes again. Everything handed out before must be gone.
  void PowerCut();
  int mutating_calls() const;

  absl::StatusOr<bool> Get(Family family, std::string_view key, const Snapshot* snapshot,
                           PinnedValue* value) const override;
  std::unique_ptr<Iterator> NewIterator(Family family, const Snapshot* snapshot) const override;
  std::unique_ptr<Snapshot> NewSnapshot() const override;
  absl::Status Write(const WriteBatch& batch, bool sync) override;
  absl::StatusOr<std::unique_ptr<SortedRun>> NewSortedRun(Family family) override;
  absl::Status Ingest(std::vector<std::unique_ptr<SortedRun>> runs) override;
  void ReclaimRange(Family family, std::string_view begin, std::string_view end) override;
  absl::Status Compact(const std::function<bool()>& cancelled) override;
  absl::Status Checkpoint(const std::string& directory) const override;
  absl::Status VerifyChecksums() const override;
  uint64_t ApproximateBytes() const override;
  std::vector<Figure> Figures() const override;

 private:
  // Counts a mutating call and decides its fate.
  absl::Status Admit();
  absl::Status MakeDurable() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::unique_ptr<Store> volatile_;                           // what readers see
  std::unique_ptr<Store> durable_ ABSL_GUARDED_BY(mutex_);    // what a power cut leaves
  std::vector<WriteBatch> unsynced_ ABSL_GUARDED_BY(mutex_);  // in order
  int mutating_calls_ ABSL_GUARDED_BY(mutex_) = 0;
  int fail_at_ ABSL_GUARDED_BY(mutex_) = -1;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace jianbao::storage

#endif  // JIANBAO_SERVICES_INDEX_STORAGE_FAULT_STORE_H_
