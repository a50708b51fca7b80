// The newest articles' posting lists, in memory until they are folded into a segment.
//
// One writer at a time appends; readers work on a DeltaLeaf, which ends at an article and never changes. Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_DELTA_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_DELTA_H_

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/leaf.h"

namespace jianbao::engine {

class Delta {
 public:
  // Articles a delta can take: its columns are laid out once, so that readers need no lock for them.
  static constexpr LocalDoc kCapacity = 1 << 16;

  // `expected_terms`: room for as many is made at once, so that no write pays for moving a full table.
  explicit Delta(DocId base, size_t expected_terms = 0);

  DocId base() const { return base_; }
  LocalDoc size() const;
  uint64_t memory_bytes() const;

  // Takes in the next article. REQUIRES: size() < kCapacity; one writer.
  void Append(const Document& document, const AnalyzedDocument& analyzed);
  // Leaves the next article's number unused: its record is gone.
  void AppendHole();

 private:
  friend class DeltaLeaf;
  friend class DeltaCursor;

  // For each article: varint (distance << 1 | occurs once), varint frequency unless once, and for terms with positions
  // varint distances of its positions.
  struct List {
    LocalDoc last_doc = 0;
    std::string bytes;
  };
  // `positions` is null for terms that keep none.
  void AppendPosting(LocalDoc doc, const uint32_t* positions, uint32_t count, List* list)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AppendCharPostings(LocalDoc doc, const AnalyzedDocument& analyzed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  List* ListOf(PackedTerm term) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  List* ListOf(const std::string& term) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FillColumns(LocalDoc doc, const Document& document, const AnalyzedDocument& analyzed);
  // Whether it has articles below `end`.
  static bool BeginsBefore(const List& list, LocalDoc end);
  // Unpacks the articles below `end`.
  static void Decode(const List& list, bool with_positions, LocalDoc end, PostingData* out);

  const DocId base_;
  // Written below size_ only before size_ covers them; read only below a size seen under mutex_.
  std::array<std::unique_ptr<uint8_t[]>, kTextFields> lengths_;
  std::unique_ptr<int32_t[]> dates_;
  std::unique_ptr<uint16_t[]> pages_;
  std::unique_ptr<uint64_t[]> ties_;

  mutable absl::Mutex mutex_;
  LocalDoc size_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t memory_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<List> lists_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<PackedTerm, uint32_t> char_terms_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, uint32_t, std::less<>> string_terms_ ABSL_GUARDED_BY(mutex_);
  std::vector<List*> found_lists_ ABSL_GUARDED_BY(mutex_);  // scratch of the writer
};

// The articles of a delta below `size`, as a leaf.
class DeltaLeaf final : public Leaf {
 public:
  DeltaLeaf(std::shared_ptr<const Delta> delta, LocalDoc size);

  const std::shared_ptr<const Delta>& delta() const { return delta_; }

  absl::StatusOr<bool> Find(std::string_view term, PostingList* list) const override;
  absl::Status LoadPositions(std::string_view term, PostingList* list) const override;
  absl::StatusOr<bool> HasPair(char32_t first, char32_t second) const override;
  absl::Status ForEachTerm(std::string_view prefix,
                           absl::FunctionRef<bool(std::string_view, uint32_t)> visit) const override;
  std::unique_ptr<TermCursor> NewTermCursor() const override;
  absl::Status CountValues(std::string_view prefix, const std::vector<uint64_t>& articles,
                           absl::FunctionRef<absl::Status()> check,
                           absl::FunctionRef<void(std::string_view, uint64_t)> visit) const override;

 private:
  bool ReadList(std::string_view term, PostingData* out) const;
  // The terms that are no characters and start with `prefix`, in order, each with what `count` says of its articles;
  // left out where that is 0. The views are good as long as the delta is.
  std::vector<std::pair<std::string_view, uint64_t>> CountStringTerms(
      std::string_view prefix, absl::FunctionRef<uint64_t(const std::vector<LocalDoc>&)> count) const;

  const std::shared_ptr<const Delta> delta_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_DELTA_H_
