#include "services/index/engine/posting_cursor.h"

#include <algorithm>

#include "libs/base/error.h"

namespace jianbao::engine {

LocalDoc PostingCursor::End() {
  at_ = size_ = 0;
  return doc_ = kNoDoc;
}

bool PostingCursor::EnterBlock(uint32_t block) {
  const LocalDoc least = size_ > 0 ? docs_[size_ - 1] : 0;  // where the block before ended
  block_ = block;
  size_ = list_.BlockSize(block);
  at_ = 0;
  counts_loaded_ = sums_loaded_ = false;
  ++context_->statistics.blocks_decoded;
  if (list_.DecodeDocs(block, docs_.data()) && docs_[0] >= least && docs_[size_ - 1] < limit_) return true;
  context_->Fail(Error(absl::StatusCode::kDataLoss, "POSTINGS_CORRUPT",
                       "a posting list is damaged; restore a backup or rebuild the index from its records"));
  return false;
}

LocalDoc PostingCursor::Advance(LocalDoc target) {
  if (started_ && target <= doc_) return doc_;
  if (!started_) {
    started_ = true;
    if (!EnterBlock(list_.has_directory() ? std::min(list_.FindBlock(0, target), list_.blocks() - 1) : 0)) return End();
  } else if (docs_[size_ - 1] < target) {
    if (block_ + 1 >= list_.blocks()) return End();
    const uint32_t block = list_.FindBlock(block_ + 1, target);
    context_->statistics.blocks_skipped += block - block_ - 1;
    if (block >= list_.blocks() || !EnterBlock(block)) return End();
  }
  if (at_ < size_ && docs_[at_] < target) {
    // Near targets first: successive matches are mostly close.
    uint32_t step = 1;
    while (at_ + step < size_ && docs_[at_ + step] < target) {
      at_ += step;
      step *= 2;
    }
    const auto* first = docs_.data() + at_;
    const auto* last = docs_.data() + std::min(at_ + step, size_ - 1) + 1;
    at_ = static_cast<uint32_t>(std::lower_bound(first, last, target) - docs_.data());
  }
  if (at_ >= size_) return End();
  return doc_ = docs_[at_];
}

LocalDoc PostingCursor::Skip(uint32_t n) {
  at_ += n;
  if (at_ < size_) return doc_ = docs_[at_];
  if (block_ + 1 >= list_.blocks() || !EnterBlock(block_ + 1)) return End();
  return doc_ = docs_[0];
}

bool PostingCursor::LoadCounts() {
  if (counts_loaded_) return true;
  if (!list_.DecodeCounts(block_, counts_.data())) {
    context_->Fail(Error(absl::StatusCode::kDataLoss, "POSTINGS_CORRUPT", "a posting list's frequencies are damaged"));
    counts_.fill(1);
  }
  return counts_loaded_ = true;
}

uint32_t PostingCursor::Count() {
  LoadCounts();
  return counts_[at_];
}

const uint32_t* PostingCursor::BlockCounts() {
  LoadCounts();
  return counts_.data() + at_;
}

std::span<const uint32_t> PostingCursor::Positions() {
  LoadCounts();
  if (!sums_loaded_) {
    sums_[0] = 0;
    for (uint32_t i = 0; i < size_; ++i) sums_[i + 1] = sums_[i] + counts_[i];
    sums_loaded_ = true;
  }
  const bool plausible = counts_[at_] <= list_.MostPositions(block_);
  positions_.resize(plausible ? counts_[at_] : 0);
  if (!plausible || !list_.DecodePositions(block_, sums_[at_], counts_[at_], positions_.data())) {
    context_->Fail(Error(absl::StatusCode::kDataLoss, "POSTINGS_CORRUPT", "a posting list's positions are damaged"));
    positions_.clear();
  }
  return positions_;
}

BlockBounds PostingCursor::BoundsAt(LocalDoc from) {
  if (bounds_block_ < block_ && started_) bounds_block_ = block_;
  bounds_block_ = list_.FindBlock(bounds_block_, from);
  if (bounds_block_ >= list_.blocks()) return {kNoDoc, 0, 0};
  return list_.Bounds(bounds_block_);
}

}  // namespace jianbao::engine
