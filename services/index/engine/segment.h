// Segments: immutable leaves in the store, written in one pass and ingested whole. docs/formats/keyspace.md.
// Thread-safe once open.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_SEGMENT_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_SEGMENT_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/index/engine/doc_set.h"
#include "services/index/engine/leaf.h"
#include "services/index/engine/pair_set.h"
#include "services/index/engine/term_filter.h"
#include "services/index/engine/value_column.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

struct SegmentInfo {
  uint32_t id = 0;
  DocId base;
  LocalDoc size = 0;
  LocalDoc dropped = 0;  // articles of the range that no list holds any more

  friend bool operator==(const SegmentInfo&, const SegmentInfo&) = default;
};

// First key of a segment, and first key after it.
std::string SegmentBegin(uint32_t id);
std::string SegmentEnd(uint32_t id);

// A segment open for reading. Thread-safe; `store` must outlive it.
class Segment final : public Leaf {
 public:
  // DataLoss SEGMENT_CORRUPT when its columns are missing or damaged.
  static absl::StatusOr<std::shared_ptr<const Segment>> Open(const storage::Store* store, const SegmentInfo& info);

  const SegmentInfo& info() const { return info_; }

  absl::StatusOr<bool> Find(std::string_view term, PostingList* list) const override;
  absl::Status LoadPositions(std::string_view term, PostingList* list) const override;
  absl::StatusOr<bool> HasPair(char32_t first, char32_t second) const override;
  absl::Status ForEachTerm(std::string_view prefix,
                           absl::FunctionRef<bool(std::string_view, uint32_t)> visit) const override;
  std::unique_ptr<TermCursor> NewTermCursor() const override;
  // The first time it reads all lists of the prefix, and keeps them turned around as long as the segment is.
  absl::Status CountValues(std::string_view prefix, const std::vector<uint64_t>& articles,
                           absl::FunctionRef<absl::Status()> check,
                           absl::FunctionRef<void(std::string_view, uint64_t)> visit) const override;

 private:
  Segment(const storage::Store* store, const SegmentInfo& info)
      : Leaf(info.base, info.size), store_(store), info_(info) {}
  absl::Status LoadColumns();
  absl::Status LoadSets();
  template <typename Set>
  absl::StatusOr<std::optional<Set>> LoadSet(char name) const;
  absl::Status LoadColumn(char name, int field, size_t item_bytes, void* out) const;
  // False where there is none; otherwise `bytes` are those of `value` without their checksum.
  absl::StatusOr<bool> ReadColumn(char name, int field, storage::PinnedValue* value, std::string_view* bytes) const;
  absl::StatusOr<ValueColumn> MakeValueColumn(std::string_view prefix, absl::FunctionRef<absl::Status()> check) const;

  const storage::Store* const store_;
  const SegmentInfo info_;
  std::array<std::vector<uint8_t>, kTextFields> lengths_;
  std::vector<int32_t> dates_;
  std::vector<uint16_t> pages_;
  std::vector<uint64_t> ties_;
  TermFilter filter_;
  std::optional<PairSet> pairs_;

  mutable absl::Mutex value_columns_mutex_;
  mutable std::map<std::string, std::unique_ptr<const ValueColumn>, std::less<>> value_columns_
      ABSL_GUARDED_BY(value_columns_mutex_);  // by prefix; those made stay
};

// Writes leaves, which must be neighbours in order, as one new segment `id`, without the articles in `deleted`, and
// ingests it. `pause` is called now and then, for what cannot wait; what it fails with ends the writing, and then the
// store holds nothing new.
absl::StatusOr<SegmentInfo> WriteSegment(storage::Store* store, uint32_t id,
                                         const std::vector<std::shared_ptr<const Leaf>>& leaves, const DocSet& deleted,
                                         absl::FunctionRef<absl::Status()> pause);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_SEGMENT_H_
