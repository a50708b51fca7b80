#include "services/index/engine/postings.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "services/index/engine/bitpack.h"

namespace jianbao::engine {
namespace {

// Layout of a list's value:
//   varint32  articles << 1 | positions inline
//   several blocks:  directory of kEntryBytes a block, then the blocks
//   one block:       the block, preceded by varint32 of its size when positions stand behind it
// A block: u8 width of document deltas, u8 width of (frequency - 1), then the packed deltas and frequencies.
// A block of positions: u8 width, then the packed positions of all its articles.
constexpr uint32_t kEntryBytes = 16;
constexpr size_t kMaxInlinePositions = 512;   // bytes
constexpr uint32_t kMaxStoredCount = 0xFFFF;  // larger frequencies are bounded by "unlimited"

struct Entry {
  uint32_t last_doc;
  uint32_t docs_end;       // offset behind the block's bytes
  uint32_t positions_end;  // likewise in the positions' value
  uint16_t max_count;
  uint8_t min_length;
  uint8_t reserved;  // 0
};
static_assert(sizeof(Entry) == kEntryBytes);

Entry LoadEntry(const uint8_t* directory, uint32_t block) {
  Entry entry;
  std::memcpy(&entry, directory + size_t{block} * kEntryBytes, kEntryBytes);
  return entry;
}

void EncodeBlock(const PostingData& data, size_t begin, size_t end, LocalDoc previous, std::string* out) {
  const size_t n = end - begin;
  std::array<uint32_t, kBlockSize> deltas;
  std::array<uint32_t, kBlockSize> extra;
  for (size_t i = 0; i < n; ++i) {
    deltas[i] = data.docs[begin + i] - previous;
    previous = data.docs[begin + i];
    extra[i] = data.counts[begin + i] - 1;
  }
  const int delta_width = WidthOf(deltas.data(), n);
  const int extra_width = WidthOf(extra.data(), n);
  out->push_back(static_cast<char>(delta_width));
  out->push_back(static_cast<char>(extra_width));
  if (n == kBlockSize) {
    PackFullBlock(deltas.data(), delta_width, out);
    PackFullBlock(extra.data(), extra_width, out);
  } else {
    PackRun(deltas.data(), n, delta_width, out);
    PackRun(extra.data(), n, extra_width, out);
  }
}

// Returns the number of positions consumed.
size_t EncodePositionBlock(const PostingData& data, size_t begin, size_t end, size_t first, std::string* out) {
  size_t n = 0;
  for (size_t i = begin; i < end; ++i) n += data.counts[i];
  const int width = WidthOf(data.positions.data() + first, n);
  out->push_back(static_cast<char>(width));
  PackRun(data.positions.data() + first, n, width, out);
  return n;
}

void EncodeSingleBlock(const PostingData& data, EncodedPostings* out) {
  const bool has_positions = !data.positions.empty();
  if (has_positions) EncodePositionBlock(data, 0, data.docs.size(), 0, &out->positions);
  const bool is_inline = has_positions && out->positions.size() <= kMaxInlinePositions;
  PutVarint32(static_cast<uint32_t>(data.docs.size()) << 1 | (is_inline ? 1 : 0), &out->list);
  std::string block;
  EncodeBlock(data, 0, data.docs.size(), 0, &block);
  if (is_inline) PutVarint32(static_cast<uint32_t>(block.size()), &out->list);
  out->list += block;
  if (is_inline) {
    out->list += out->positions;
    out->positions.clear();
  }
}

void EncodeManyBlocks(const PostingData& data, const uint8_t* lengths, EncodedPostings* out) {
  PutVarint32(static_cast<uint32_t>(data.docs.size()) << 1, &out->list);
  std::string body;
  size_t position = 0;
  LocalDoc previous = 0;
  for (size_t begin = 0; begin < data.docs.size(); begin += kBlockSize) {
    const size_t end = std::min(begin + kBlockSize, data.docs.size());
    EncodeBlock(data, begin, end, previous, &body);
    previous = data.docs[end - 1];
    if (!data.positions.empty()) position += EncodePositionBlock(data, begin, end, position, &out->positions);
    uint32_t max_count = 0;
    uint8_t min_length = UINT8_MAX;
    for (size_t i = begin; i < end; ++i) {
      max_count = std::max(max_count, data.counts[i]);
      if (lengths != nullptr) min_length = std::min(min_length, lengths[data.docs[i]]);
    }
    const Entry entry = {previous,
                         static_cast<uint32_t>(body.size()),
                         static_cast<uint32_t>(out->positions.size()),
                         static_cast<uint16_t>(std::min(max_count, kMaxStoredCount)),
                         lengths != nullptr ? min_length : uint8_t{0},
                         0};
    out->list.append(reinterpret_cast<const char*>(&entry), kEntryBytes);
  }
  out->list += body;
}

// Whether `docs`, added up from `previous`, went past the end of numbers and began anew.
bool WrapsAround(LocalDoc previous, int width, const LocalDoc* docs, uint32_t n) {
  // 128 deltas of 24 bits stay below 2^31.
  if (width <= 24 && previous < (uint32_t{1} << 31)) return false;
  if (docs[0] < previous) return true;
  for (uint32_t i = 1; i < n; ++i) {
    if (docs[i] < docs[i - 1]) return true;
  }
  return false;
}

absl::Status Corrupt() {
  return Error(absl::StatusCode::kDataLoss, "POSTINGS_CORRUPT",
               "a posting list is damaged; restore a backup or rebuild the index from its records");
}

const uint8_t* Bytes(std::string_view view) { return reinterpret_cast<const uint8_t*>(view.data()); }

}  // namespace

void PostingData::Clear() {
  docs.clear();
  counts.clear();
  positions.clear();
}

void EncodePostings(const PostingData& data, const uint8_t* lengths, EncodedPostings* out) {
  out->list.clear();
  out->positions.clear();
  if (data.docs.size() <= kBlockSize) {
    EncodeSingleBlock(data, out);
  } else {
    EncodeManyBlocks(data, lengths, out);
  }
}

absl::StatusOr<PostingList> PostingList::Parse(storage::PinnedValue value, bool has_positions) {
  PostingList list;
  list.value_ = std::move(value);
  std::string_view in = list.value_.view();
  uint32_t head = 0;
  if (!GetVarint32(&in, &head) || head >> 1 == 0) return Corrupt();
  const bool is_inline = (head & 1) != 0;
  list.count_ = head >> 1;
  list.blocks_ = (list.count_ + kBlockSize - 1) / kBlockSize;
  if (list.blocks_ == 1) {
    uint32_t size = static_cast<uint32_t>(in.size());
    if (is_inline && (!has_positions || !GetVarint32(&in, &size) || size > in.size())) return Corrupt();
    list.body_ = in.substr(0, size);
    if (is_inline) list.positions_ = in.substr(size);
    return list;
  }
  const uint64_t directory_bytes = uint64_t{list.blocks_} * kEntryBytes;
  if (is_inline || in.size() < directory_bytes) return Corrupt();
  list.directory_ = Bytes(in);
  list.body_ = in.substr(directory_bytes);
  return list;
}

LocalDoc PostingList::LastDoc(uint32_t block) const {
  LocalDoc last;
  std::memcpy(&last, directory_ + size_t{block} * kEntryBytes, sizeof(last));
  return last;
}

BlockBounds PostingList::Bounds(uint32_t block) const {
  const Entry entry = LoadEntry(directory_, block);
  return {entry.last_doc, entry.max_count == kMaxStoredCount ? UINT32_MAX : entry.max_count, entry.min_length};
}

uint32_t PostingList::FindBlock(uint32_t from, LocalDoc target) const {
  // Gallop, then halve: targets are mostly near.
  uint32_t step = 1;
  uint32_t low = from;
  while (low < blocks_ && LastDoc(std::min(low + step, blocks_) - 1) < target) {
    low = std::min(low + step, blocks_);
    step *= 2;
  }
  uint32_t high = std::min(low + step, blocks_);
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (LastDoc(middle) < target) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

PostingList::Extent PostingList::BlockBytes(uint32_t block) const {
  const uint8_t* begin = Bytes(body_);
  if (directory_ == nullptr) return {begin, begin + body_.size()};
  const uint64_t first = block == 0 ? 0 : LoadEntry(directory_, block - 1).docs_end;
  const uint64_t last = LoadEntry(directory_, block).docs_end;
  if (first > last || last > body_.size()) return {begin, begin};
  return {begin + first, begin + last};
}

PostingList::Extent PostingList::PositionBytes(uint32_t block) const {
  const uint8_t* begin = Bytes(positions_);
  if (directory_ == nullptr) return {begin, begin + positions_.size()};
  const uint64_t first = block == 0 ? 0 : LoadEntry(directory_, block - 1).positions_end;
  const uint64_t last = LoadEntry(directory_, block).positions_end;
  if (first > last || last > positions_.size()) return {begin, begin};
  return {begin + first, begin + last};
}

bool PostingList::DecodeDocs(uint32_t block, LocalDoc* docs) const {
  const Extent bytes = BlockBytes(block);
  if (bytes.end - bytes.begin < 2 || bytes.begin[0] > 32) return false;
  const int width = bytes.begin[0];
  const uint32_t n = BlockSize(block);
  const uint8_t* in = bytes.begin + 2;
  const LocalDoc previous = block == 0 ? 0 : LastDoc(block - 1);
  if (n == kBlockSize) {
    if (static_cast<size_t>(bytes.end - in) < FullBlockBytes(width)) return false;
    UnpackFullBlock(in, width, docs);
    AddUpFullBlock(previous, docs);
  } else {
    if (static_cast<size_t>(bytes.end - in) < RunBytes(n, width)) return false;
    UnpackRun(in, bytes.end, 0, n, width, docs);
    LocalDoc doc = previous;
    for (uint32_t i = 0; i < n; ++i) docs[i] = doc += docs[i];
  }
  if (directory_ != nullptr && docs[n - 1] != LastDoc(block)) return false;
  return !WrapsAround(previous, width, docs, n);
}

bool PostingList::DecodeCounts(uint32_t block, uint32_t* counts) const {
  const Extent bytes = BlockBytes(block);
  if (bytes.end - bytes.begin < 2 || bytes.begin[0] > 32 || bytes.begin[1] > 32) return false;
  const int width = bytes.begin[1];
  const uint32_t n = BlockSize(block);
  const bool full = n == kBlockSize;
  const uint8_t* in = bytes.begin + 2 + (full ? FullBlockBytes(bytes.begin[0]) : RunBytes(n, bytes.begin[0]));
  if (in > bytes.end || static_cast<size_t>(bytes.end - in) < (full ? FullBlockBytes(width) : RunBytes(n, width))) {
    return false;
  }
  if (full) {
    UnpackFullBlock(in, width, counts);
  } else {
    UnpackRun(in, bytes.end, 0, n, width, counts);
  }
  for (uint32_t i = 0; i < n; ++i) ++counts[i];
  return true;
}

void PostingList::SetPositions(storage::PinnedValue value) {
  positions_value_ = std::move(value);
  positions_ = positions_value_.view();
}

uint64_t PostingList::MostPositions(uint32_t block) const {
  const Extent bytes = PositionBytes(block);
  if (bytes.end - bytes.begin < 1 || bytes.begin[0] > 32) return 0;
  // No bits: every position is 0, and an article holds one such.
  if (bytes.begin[0] == 0) return BlockSize(block);
  return static_cast<uint64_t>(bytes.end - bytes.begin - 1) * 8 / bytes.begin[0];
}

bool PostingList::DecodePositions(uint32_t block, uint32_t first, uint32_t n, uint32_t* positions) const {
  const Extent bytes = PositionBytes(block);
  if (bytes.end - bytes.begin < 1 || bytes.begin[0] > 32) return false;
  const int width = bytes.begin[0];
  const uint8_t* in = bytes.begin + 1;
  if (static_cast<size_t>(bytes.end - in) < RunBytes(size_t{first} + n, width)) return false;
  UnpackRun(in, bytes.end, first, n, width, positions);
  return true;
}

bool DecodePostings(const PostingList& list, bool with_positions, PostingData* out) {
  out->Clear();
  const size_t size = size_t{list.blocks()} * kBlockSize;
  out->docs.resize(size);
  out->counts.resize(size);
  for (uint32_t block = 0; block < list.blocks(); ++block) {
    const size_t at = size_t{block} * kBlockSize;
    if (!list.DecodeDocs(block, &out->docs[at]) || !list.DecodeCounts(block, &out->counts[at])) return false;
    if (!with_positions) continue;
    uint64_t n = 0;
    for (uint32_t i = 0; i < list.BlockSize(block); ++i) n += out->counts[at + i];
    const size_t first = out->positions.size();
    if (n > list.MostPositions(block)) return false;
    out->positions.resize(first + n);
    if (!list.DecodePositions(block, 0, static_cast<uint32_t>(n), out->positions.data() + first)) return false;
  }
  out->docs.resize(list.size());
  out->counts.resize(list.size());
  return true;
}

}  // namespace jianbao::engine
