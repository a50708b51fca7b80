#include "services/index/storage/fault_store.h"

#include <string>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/storage/memory_store.h"

namespace jianbao::storage {
namespace {

// A run that keeps its entries, so that they can go into both worlds.
class FaultRun final : public SortedRun {
 public:
  explicit FaultRun(Family family) : family_(family) {}

  absl::Status Put(std::string_view key, std::string_view value) override {
    if (!last_.empty() && last_ >= key) return absl::InternalError("the keys of a sorted run must ascend");
    last_ = key;
    batch_.Put(family_, std::string(key), std::string(value));
    return absl::OkStatus();
  }
  const WriteBatch& batch() const { return batch_; }

 private:
  const Family family_;
  std::string last_;
  WriteBatch batch_;
};

absl::Status CopyAll(const Store& from, Store* to) {
  WriteBatch batch;
  for (int i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    const auto it = from.NewIterator(family, nullptr);
    for (it->Seek(""); it->Valid(); it->Next()) batch.Put(family, std::string(it->key()), std::string(it->value()));
    JIANBAO_RETURN_IF_ERROR(it->status());
  }
  return to->Write(batch, true);
}

}  // namespace

FaultStore::FaultStore() : volatile_(NewMemoryStore()), durable_(NewMemoryStore()) {}

void FaultStore::FailAfter(int calls) {
  absl::MutexLock lock(&mutex_);
  fail_at_ = mutating_calls_ + calls;
}

void FaultStore::PowerCut() {
  absl::MutexLock lock(&mutex_);
  volatile_ = NewMemoryStore();
  CopyAll(*durable_, volatile_.get()).IgnoreError();  // neither side is backed by anything that can fail
  unsynced_.clear();
  fail_at_ = -1;
  failed_ = false;
}

int FaultStore::mutating_calls() const {
  absl::MutexLock lock(&mutex_);
  return mutating_calls_;
}

absl::Status FaultStore::Admit() {
  absl::MutexLock lock(&mutex_);
  if (fail_at_ >= 0 && mutating_calls_ >= fail_at_) failed_ = true;
  ++mutating_calls_;
  if (failed_) return Error(absl::StatusCode::kUnavailable, "INJECTED_FAULT", "the test made this call fail");
  return absl::OkStatus();
}

absl::Status FaultStore::MakeDurable() {
  for (const WriteBatch& batch : unsynced_) JIANBAO_RETURN_IF_ERROR(durable_->Write(batch, true));
  unsynced_.clear();
  return absl::OkStatus();
}

absl::Status FaultStore::Write(const WriteBatch& batch, bool sync) {
  JIANBAO_RETURN_IF_ERROR(Admit());
  absl::MutexLock lock(&mutex_);
  JIANBAO_RETURN_IF_ERROR(volatile_->Write(batch, sync));
  unsynced_.push_back(batch);
  return sync ? MakeDurable() : absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<SortedRun>> FaultStore::NewSortedRun(Family family) {
  JIANBAO_RETURN_IF_ERROR(Admit());
  return std::make_unique<FaultRun>(family);
}

absl::Status FaultStore::Ingest(std::vector<std::unique_ptr<SortedRun>> runs) {
  JIANBAO_RETURN_IF_ERROR(Admit());
  absl::MutexLock lock(&mutex_);
  for (const std::unique_ptr<SortedRun>& run : runs) {
    const WriteBatch& batch = static_cast<const FaultRun*>(run.get())->batch();
    JIANBAO_RETURN_IF_ERROR(volatile_->Write(batch, true));
    JIANBAO_RETURN_IF_ERROR(durable_->Write(batch, true));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> FaultStore::Get(Family family, std::string_view key, const Snapshot* snapshot,
                                     PinnedValue* value) const {
  return volatile_->Get(family, key, snapshot, value);
}
std::unique_ptr<Iterator> FaultStore::NewIterator(Family family, const Snapshot* snapshot) const {
  return volatile_->NewIterator(family, snapshot);
}
std::unique_ptr<Snapshot> FaultStore::NewSnapshot() const { return volatile_->NewSnapshot(); }
void FaultStore::ReclaimRange(Family family, std::string_view begin, std::string_view end) {}
absl::Status FaultStore::Compact(const std::function<bool()>& /*cancelled*/) { return absl::OkStatus(); }
absl::Status FaultStore::Checkpoint(const std::string& directory) const { return volatile_->Checkpoint(directory); }
absl::Status FaultStore::VerifyChecksums() const { return absl::OkStatus(); }
uint64_t FaultStore::ApproximateBytes() const { return volatile_->ApproximateBytes(); }

std::vector<Figure> FaultStore::Figures() const { return volatile_->Figures(); }

}  // namespace jianbao::storage
