#include "services/index/storage/memory_store.h"

#include <array>
#include <map>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace jianbao::storage {
namespace {

using Table = std::map<std::string, std::string, std::less<>>;
// Every state is immutable; a write copies the families it changes. Slow and plainly right.
struct State {
  std::array<std::shared_ptr<const Table>, kFamilies> tables;
};

class MemorySnapshot final : public Snapshot {
 public:
  explicit MemorySnapshot(State state) : state_(std::move(state)) {}
  const State& state() const { return state_; }

 private:
  const State state_;
};

class MemoryIterator final : public Iterator {
 public:
  explicit MemoryIterator(std::shared_ptr<const Table> table) : table_(std::move(table)), at_(table_->end()) {}

  bool Valid() const override { return at_ != table_->end(); }
  void Seek(std::string_view target) override { at_ = table_->lower_bound(target); }
  void SeekBefore(std::string_view target) override {
    at_ = table_->lower_bound(target);
    at_ = at_ == table_->begin() ? table_->end() : std::prev(at_);
  }
  void Next() override { ++at_; }
  void Prev() override { at_ = at_ == table_->begin() ? table_->end() : std::prev(at_); }
  std::string_view key() const override { return at_->first; }
  std::string_view value() const override { return at_->second; }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  const std::shared_ptr<const Table> table_;
  Table::const_iterator at_;
};

class MemoryRun final : public SortedRun {
 public:
  explicit MemoryRun(Family family) : family_(family) {}

  absl::Status Put(std::string_view key, std::string_view value) override {
    if (!entries_.empty() && entries_.rbegin()->first >= key) {
      return absl::InternalError("the keys of a sorted run must ascend");
    }
    entries_.emplace_hint(entries_.end(), key, value);
    return absl::OkStatus();
  }

  Family family() const { return family_; }
  const Table& entries() const { return entries_; }

 private:
  const Family family_;
  Table entries_;
};

void Apply(const WriteBatch::Operation& op, Table* table) {
  switch (op.kind) {
    case WriteBatch::Kind::kPut: (*table)[op.key] = op.value; break;
    case WriteBatch::Kind::kDelete: table->erase(op.key); break;
    case WriteBatch::Kind::kDeleteRange:
      if (op.key < op.value) table->erase(table->lower_bound(op.key), table->lower_bound(op.value));
      break;
  }
}

class MemoryStore final : public Store {
 public:
  MemoryStore() {
    for (auto& table : state_.tables) table = std::make_shared<Table>();
  }

  absl::StatusOr<bool> Get(Family family, std::string_view key, const Snapshot* snapshot,
                           PinnedValue* value) const override {
    const std::shared_ptr<const Table> table = TableAt(family, snapshot);
    const auto found = table->find(key);
    if (found == table->end()) return false;
    *value = PinnedValue(std::string_view(found->second), table);
    return true;
  }

  std::unique_ptr<Iterator> NewIterator(Family family, const Snapshot* snapshot) const override {
    return std::make_unique<MemoryIterator>(TableAt(family, snapshot));
  }

  std::unique_ptr<Snapshot> NewSnapshot() const override {
    absl::MutexLock lock(&mutex_);
    return std::make_unique<MemorySnapshot>(state_);
  }

  absl::Status Write(const WriteBatch& batch, bool sync) override {
    absl::MutexLock lock(&mutex_);
    std::array<std::shared_ptr<Table>, kFamilies> changed;
    for (const WriteBatch::Operation& op : batch.operations()) {
      auto& table = changed[static_cast<size_t>(op.family)];
      if (table == nullptr) table = std::make_shared<Table>(*state_.tables[static_cast<size_t>(op.family)]);
      Apply(op, table.get());
    }
    Install(std::move(changed));
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<SortedRun>> NewSortedRun(Family family) override {
    return std::make_unique<MemoryRun>(family);
  }

  absl::Status Ingest(std::vector<std::unique_ptr<SortedRun>> runs) override {
    absl::MutexLock lock(&mutex_);
    std::array<std::shared_ptr<Table>, kFamilies> changed;
    for (const std::unique_ptr<SortedRun>& run : runs) {
      const auto* memory_run = static_cast<const MemoryRun*>(run.get());
      const auto family = static_cast<size_t>(memory_run->family());
      if (changed[family] == nullptr) changed[family] = std::make_shared<Table>(*state_.tables[family]);
      for (const auto& [key, value] : memory_run->entries()) (*changed[family])[key] = value;
    }
    Install(std::move(changed));
    return absl::OkStatus();
  }

  void ReclaimRange(Family family, std::string_view begin, std::string_view end) override {}
  absl::Status Compact(const std::function<bool()>& /*cancelled*/) override { return absl::OkStatus(); }
  absl::Status Checkpoint(const std::string& directory) const override {
    return absl::UnimplementedError("a store in memory has no checkpoint");
  }
  absl::Status VerifyChecksums() const override { return absl::OkStatus(); }

  std::vector<Figure> Figures() const override {
    return {{"jianbao_store_bytes", "what is stored", Figure::Kind::kGauge, static_cast<double>(ApproximateBytes())}};
  }

  uint64_t ApproximateBytes() const override {
    absl::MutexLock lock(&mutex_);
    uint64_t total = 0;
    for (const auto& table : state_.tables) {
      for (const auto& [key, value] : *table) total += key.size() + value.size();
    }
    return total;
  }

 private:
  std::shared_ptr<const Table> TableAt(Family family, const Snapshot* snapshot) const {
    if (snapshot != nullptr) {
      return static_cast<const MemorySnapshot*>(snapshot)->state().tables[static_cast<size_t>(family)];
    }
    absl::MutexLock lock(&mutex_);
    return state_.tables[static_cast<size_t>(family)];
  }
  void Install(std::array<std::shared_ptr<Table>, kFamilies> changed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (int i = 0; i < kFamilies; ++i) {
      if (changed[i] != nullptr) state_.tables[i] = std::move(changed[i]);
    }
  }

  mutable absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Store> NewMemoryStore() { return std::make_unique<MemoryStore>(); }

}  // namespace jianbao::storage
