// One posting list: the articles of a segment that hold a term, how often, and where. docs/formats/postings.md.
//
// A list is a directory (for each block of 128 articles: last article, where its bytes end, the largest term frequency
// and the smallest length in it) and the blocks; positions are a value of their own unless they are few. The maxima
// bound any score of the block, whatever statistics it is computed with.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_POSTINGS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_POSTINGS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/index/engine/format.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

// An article's number within its segment.
using LocalDoc = uint32_t;
inline constexpr LocalDoc kNoDoc = UINT32_MAX;

// A list in memory, unpacked.
struct PostingData {
  std::vector<LocalDoc> docs;       // ascending
  std::vector<uint32_t> counts;     // term frequency of each, at least 1
  std::vector<uint32_t> positions;  // of all articles in turn; empty for lists without positions

  void Clear();
};

struct EncodedPostings {
  std::string list;
  std::string positions;  // empty: they stand in `list`, or there are none
};

// `lengths` holds each local article's length code in the term's field; null for filters, which have no length.
void EncodePostings(const PostingData& data, const uint8_t* lengths, EncodedPostings* out);

struct BlockBounds {
  LocalDoc last_doc;
  uint32_t max_count;
  uint8_t min_length;
};

// Reads an encoded list in place. Movable; keeps its bytes alive. Thread-compatible.
class PostingList {
 public:
  // DataLoss POSTINGS_CORRUPT when the bytes contradict themselves. The bytes of blocks are checked when decoded.
  static absl::StatusOr<PostingList> Parse(storage::PinnedValue value, bool has_positions);

  uint32_t size() const { return count_; }  // articles
  uint32_t blocks() const { return blocks_; }
  uint32_t BlockSize(uint32_t block) const { return block + 1 < blocks_ ? kBlockSize : count_ - block * kBlockSize; }
  bool has_directory() const { return directory_ != nullptr; }
  // REQUIRES: has_directory().
  LocalDoc LastDoc(uint32_t block) const;
  BlockBounds Bounds(uint32_t block) const;
  // First block at or after `from` whose last article is >= `target`; blocks() where there is none.
  uint32_t FindBlock(uint32_t from, LocalDoc target) const;

  // Each reads one block into 128 places; false when its bytes are damaged. Articles that were read do not descend,
  // begin no earlier than the block before ends, and end where the directory says.
  bool DecodeDocs(uint32_t block, LocalDoc* docs) const;
  bool DecodeCounts(uint32_t block, uint32_t* counts) const;

  // True once positions can be read: they are few and stand in the list, or SetPositions() has brought them.
  bool positions_ready() const { return positions_.data() != nullptr; }
  void SetPositions(storage::PinnedValue value);
  // More positions than this cannot stand in a block's bytes, whatever its frequencies claim.
  uint64_t MostPositions(uint32_t block) const;
  // Reads positions [first, first + n) of a block, counted over its articles in turn.
  bool DecodePositions(uint32_t block, uint32_t first, uint32_t n, uint32_t* positions) const;

 private:
  struct Extent {
    const uint8_t* begin;
    const uint8_t* end;
  };
  Extent BlockBytes(uint32_t block) const;
  Extent PositionBytes(uint32_t block) const;

  storage::PinnedValue value_;
  storage::PinnedValue positions_value_;
  uint32_t count_ = 0;
  uint32_t blocks_ = 0;
  const uint8_t* directory_ = nullptr;  // null where there is one block only
  std::string_view body_;               // the blocks
  std::string_view positions_;
};

// Decodes a whole list. False when it is damaged.
bool DecodePostings(const PostingList& list, bool with_positions, PostingData* out);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_POSTINGS_H_
