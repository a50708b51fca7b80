// Reads one posting list block by block. Damaged postings end it early and are told to its SearchContext. One thread at
// a time.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_POSTING_CURSOR_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_POSTING_CURSOR_H_

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "services/index/engine/postings.h"
#include "services/index/engine/search_context.h"

namespace jianbao::engine {

class PostingCursor {
 public:
  PostingCursor(PostingList list, LocalDoc limit, SearchContext* context)
      : list_(std::move(list)), limit_(limit), context_(context) {}

  // As Matcher::Advance.
  LocalDoc Advance(LocalDoc target);
  LocalDoc doc() const { return doc_; }
  uint32_t Count();  // term frequency in doc()
  // Positions of the term in doc(), ascending. Good until the next call.
  std::span<const uint32_t> Positions();

  const PostingList& list() const { return list_; }
  PostingList* mutable_list() { return &list_; }
  // Bounds of the first block that may hold `from`; {kNoDoc, 0, 0} behind the end.
  BlockBounds BoundsAt(LocalDoc from);
  // The rest of the block doc() is in, from doc() on, as parallel arrays.
  std::span<const LocalDoc> BlockDocs() const { return {docs_.data() + at_, size_ - at_}; }
  const uint32_t* BlockCounts();
  // Moves within the block, or to the next one when `n` articles are the rest of it.
  LocalDoc Skip(uint32_t n);

 private:
  LocalDoc End();
  bool EnterBlock(uint32_t block);
  bool LoadCounts();

  PostingList list_;
  const LocalDoc limit_;  // articles of the leaf
  SearchContext* const context_;
  LocalDoc doc_ = 0;
  bool started_ = false;
  uint32_t block_ = 0;
  uint32_t bounds_block_ = 0;  // where BoundsAt() last was
  uint32_t at_ = 0;
  uint32_t size_ = 0;
  bool counts_loaded_ = false;
  bool sums_loaded_ = false;
  std::array<LocalDoc, kBlockSize> docs_;
  std::array<uint32_t, kBlockSize> counts_;
  std::array<uint32_t, kBlockSize + 1> sums_;  // positions before each article of the block
  std::vector<uint32_t> positions_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_POSTING_CURSOR_H_
