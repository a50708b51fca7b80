// A stretch of consecutive articles with its own posting lists: a segment on disk, or the delta in memory up to some
// article. Searching, merging and checking see nothing else of either. Immutable and thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_LEAF_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_LEAF_H_

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/index/engine/document.h"
#include "services/index/engine/postings.h"

namespace jianbao::engine {

// Days since 1970-01-01 of an article without date: before every date.
inline constexpr int32_t kNoDate = std::numeric_limits<int32_t>::min();

// What a search needs to know of every article, by local number.
struct Columns {
  std::array<const uint8_t*, kTextFields> lengths = {};  // length codes
  const int32_t* dates = nullptr;
  const uint16_t* pages = nullptr;  // 65,535 stands for that and more
  const uint64_t* ties = nullptr;   // hash of the name
};

// Walks a leaf's lists in the order of their terms.
class TermCursor {
 public:
  virtual ~TermCursor() = default;

  virtual bool Valid() const = 0;
  // REQUIRES: Valid(). Good until Next().
  virtual std::string_view term() const = 0;
  virtual void Next() = 0;
  // The list under the cursor, with positions where its kind has them.
  virtual absl::Status Read(PostingData* out) = 0;
  // Why the cursor ended early; OK at a plain end.
  virtual absl::Status status() const = 0;
};

class Leaf {
 public:
  virtual ~Leaf() = default;

  DocId base() const { return base_; }
  LocalDoc size() const { return size_; }  // local articles are [0, size)
  const Columns& columns() const { return columns_; }
  DocId ToGlobal(LocalDoc doc) const { return DocId(base_.value() + doc); }

  // False where the leaf has no such term. Positions may have to be brought by LoadPositions().
  virtual absl::StatusOr<bool> Find(std::string_view term, PostingList* list) const = 0;
  virtual absl::Status LoadPositions(std::string_view term, PostingList* list) const = 0;
  // Whether some article has two letters, folded, side by side, in whatever field. Much cheaper than to Find() it.
  virtual absl::StatusOr<bool> HasPair(char32_t first, char32_t second) const = 0;
  // Calls `visit` with every term that starts with `prefix` and the number of its articles, in order, until it returns
  // false.
  virtual absl::Status ForEachTerm(std::string_view prefix,
                                   absl::FunctionRef<bool(std::string_view term, uint32_t size)> visit) const = 0;
  virtual std::unique_ptr<TermCursor> NewTermCursor() const = 0;
  // Calls `visit` with the text of each filter term that starts with `prefix`, a kind and a field, and with how many of
  // `articles`, one bit an article, have it, where any has. The views are good as long as the leaf is. Fails with
  // what `check`, asked now and then, fails with.
  virtual absl::Status CountValues(std::string_view prefix, const std::vector<uint64_t>& articles,
                                   absl::FunctionRef<absl::Status()> check,
                                   absl::FunctionRef<void(std::string_view value, uint64_t count)> visit) const = 0;

 protected:
  Leaf(DocId base, LocalDoc size) : base_(base), size_(size) {}

  Columns columns_;

 private:
  const DocId base_;
  const LocalDoc size_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_LEAF_H_
