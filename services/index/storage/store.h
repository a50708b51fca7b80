// The storage port: ordered keys with atomic batches, snapshots, sorted bulk runs and checkpoints. Everything the index
// keeps goes through it, so that tests can run in memory and lose or fail what a disk could lose or fail.
//
// Thread-safe, except WriteBatch, SortedRun, Iterator and PinnedValue, each of which belongs to one thread at a time.
// Whatever a Store hands out must be destroyed before the Store.
#ifndef JIANBAO_SERVICES_INDEX_STORAGE_STORE_H_
#define JIANBAO_SERVICES_INDEX_STORAGE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/figure.h"

namespace jianbao::storage {

// Key spaces that want different treatment on disk. Part of the on-disk format.
enum class Family : uint8_t {
  kRecords = 0,   // read whole and seldom: compressed hard
  kPostings = 1,  // read in every search: small blocks, cached
};
inline constexpr int kFamilies = 2;

// A value read without copying where the backend can; keeps what it points at alive. Movable.
class PinnedValue {
 public:
  PinnedValue() = default;
  explicit PinnedValue(std::string owned) : owner_(std::make_shared<std::string>(std::move(owned))) {
    view_ = *static_cast<const std::string*>(owner_.get());
  }
  PinnedValue(std::string_view view, std::shared_ptr<const void> owner) : view_(view), owner_(std::move(owner)) {}

  std::string_view view() const { return view_; }

 private:
  std::string_view view_;
  std::shared_ptr<const void> owner_;
};

// Changes that become visible and durable together. Later operations on a key win.
class WriteBatch {
 public:
  enum class Kind : uint8_t { kPut, kDelete, kDeleteRange };
  struct Operation {
    Kind kind;
    Family family;
    std::string key;    // the first key of a range
    std::string value;  // the end of a range, exclusive
  };

  void Put(Family family, std::string key, std::string value) {
    operations_.push_back({Kind::kPut, family, std::move(key), std::move(value)});
  }
  void Delete(Family family, std::string key) { operations_.push_back({Kind::kDelete, family, std::move(key), {}}); }
  // Removes every key in [begin, end).
  void DeleteRange(Family family, std::string begin, std::string end) {
    operations_.push_back({Kind::kDeleteRange, family, std::move(begin), std::move(end)});
  }

  const std::vector<Operation>& operations() const { return operations_; }
  bool empty() const { return operations_.empty(); }

 private:
  std::vector<Operation> operations_;
};

// A point in time; reads that name it see the store as it was then.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
};

// Walks keys in byte order. key() and value() are valid until the next move. After a failure Valid() is false and
// status() says why; status() is OK at a plain end.
class Iterator {
 public:
  virtual ~Iterator() = default;

  virtual bool Valid() const = 0;
  // Moves to the first key >= `target`.
  virtual void Seek(std::string_view target) = 0;
  // Moves to the last key < `target`.
  virtual void SeekBefore(std::string_view target) = 0;
  // REQUIRES: Valid().
  virtual void Next() = 0;
  virtual void Prev() = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  virtual absl::Status status() const = 0;
};

// A sorted run being written outside the store, to be ingested whole. Destroying it before Ingest() discards it.
class SortedRun {
 public:
  virtual ~SortedRun() = default;

  // REQUIRES: `key` is greater than every key before it.
  virtual absl::Status Put(std::string_view key, std::string_view value) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // False when there is no such key, which is not an error. `snapshot` may be null: the newest state.
  virtual absl::StatusOr<bool> Get(Family family, std::string_view key, const Snapshot* snapshot,
                                   PinnedValue* value) const = 0;

  // Iterates over one family as of `snapshot`, or as of now where it is null.
  virtual std::unique_ptr<Iterator> NewIterator(Family family, const Snapshot* snapshot) const = 0;

  virtual std::unique_ptr<Snapshot> NewSnapshot() const = 0;

  // Applies the whole batch or nothing. With `sync` it survives a power cut once this returns OK; without, it survives
  // the death of the process, and a later synced write makes it survive more. After a failure the store accepts no
  // write until it is reopened (Unavailable STORE_BROKEN), so that a hole can never be followed by acknowledged data.
  virtual absl::Status Write(const WriteBatch& batch, bool sync) = 0;

  virtual absl::StatusOr<std::unique_ptr<SortedRun>> NewSortedRun(Family family) = 0;
  // Adds the runs' keys, all or none, durably. Runs of one family must not overlap each other. Snapshots taken before
  // may see the new keys: readers of a snapshot must know which keys were there.
  virtual absl::Status Ingest(std::vector<std::unique_ptr<SortedRun>> runs) = 0;

  // Frees the space of [begin, end), whose keys must have been deleted and be out of every snapshot's use. A hint.
  virtual void ReclaimRange(Family family, std::string_view begin, std::string_view end) = 0;

  // Rewrites the store compactly, while it is read and written. Slow; Cancelled soon after `cancelled`, asked now and
  // then, says so, and then some of it is done.
  virtual absl::Status Compact(const std::function<bool()>& cancelled) = 0;

  // Writes a copy of this moment that can be opened as a store of its own, sharing files with this one. `directory`
  // must not exist and must be on the same disk. Batches are whole and without gap, but the copy's files are listed
  // before its log is: a write that names keys of an Ingest() must not come between, or the copy may have the name
  // alone.
  virtual absl::Status Checkpoint(const std::string& directory) const = 0;

  // Reads everything back and checks the backend's own checksums. DataLoss STORE_CORRUPT names what is damaged.
  virtual absl::Status VerifyChecksums() const = 0;

  // Bytes on disk (in memory for a fake).
  virtual uint64_t ApproximateBytes() const = 0;

  // What an operator watches of the backend: sizes, caches, work in the background. Names begin with jianbao_store_.
  virtual std::vector<Figure> Figures() const = 0;
};

}  // namespace jianbao::storage

#endif  // JIANBAO_SERVICES_INDEX_STORAGE_STORE_H_
