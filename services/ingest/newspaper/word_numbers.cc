#include "services/ingest/newspaper/word_numbers.h"

#include <cstring>
#include <fstream>

namespace jianbao::newspaper {
namespace {

// The head of a KenLM file, see lm/binary_format.cc: what proves numbers to be stored as here, then the model's order,
// its type and how many n-grams it has of each length. A trie goes on with its words: how many, and their hashes.
constexpr std::string_view kMagic = "mmap lm http://kheafield.com/code format version 5\n";
constexpr size_t kOrder = 0x58, kType = 0x60, kCounts = 0x6C;
constexpr uint32_t kFirstTrie = 2, kLastTrie = 5;
constexpr uint64_t kMostWords = uint64_t{1} << 20;

template <typename T>
T Load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace

std::unique_ptr<const WordNumbers> WordNumbers::Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, kCounts> head;
  if (!file.read(head.data(), head.size()) || std::string_view(head.data(), kMagic.size()) != kMagic) return nullptr;
  const auto type = Load<uint32_t>(head.data() + kType);
  if (type < kFirstTrie || type > kLastTrie) return nullptr;
  const size_t counts_end = kCounts + sizeof(uint64_t) * Load<uint8_t>(head.data() + kOrder);
  uint64_t count = 0;
  file.seekg(static_cast<std::streamoff>((counts_end + 7) / 8 * 8));
  if (!file.read(reinterpret_cast<char*>(&count), sizeof count) || count >= kMostWords) return nullptr;
  std::vector<uint64_t> hashes(count);
  if (!file.read(reinterpret_cast<char*>(hashes.data()), static_cast<std::streamsize>(count * sizeof(uint64_t))))
    return nullptr;
  return std::make_unique<const WordNumbers>(hashes);
}

WordNumbers::WordNumbers(const std::vector<uint64_t>& hashes) {
  size_t buckets = 1;
  while (5 * buckets < hashes.size()) buckets *= 2;  // five or less of eight entries are used
  buckets_.resize(buckets);
  for (size_t k = 0; k < hashes.size(); ++k) {
    sieve_[hashes[k] >> kSieveBits] |= uint64_t{1} << (hashes[k] >> (kSieveBits - 6) & 63);
    size_t at = Start(hashes[k]);
    while (buckets_[at].back() != 0) at = (at + 1) & (buckets - 1);
    size_t place = 0;
    while (buckets_[at][place] != 0) ++place;
    buckets_[at][place] = Mark(hashes[k]) | (k + 1);
  }
}

uint32_t WordNumbers::Of(std::string_view utf8) const {
  const uint64_t hash = Hash(utf8), mark = Mark(hash);
  if (!MayBe(hash)) return kUnknown;
  for (size_t at = Start(hash);; at = (at + 1) & (buckets_.size() - 1)) {
    for (const uint64_t entry : buckets_[at]) {
      if (Mark(entry) == mark && entry != mark) return static_cast<uint32_t>(entry - mark);
    }
    if (buckets_[at].back() == 0) return kUnknown;
  }
}

// MurmurHash64A.
uint64_t WordNumbers::Hash(std::string_view utf8) {
  constexpr uint64_t kFactor = 0xC6A4A7935BD1E995;
  constexpr int kShift = 47;
  uint64_t hash = utf8.size() * kFactor;
  while (utf8.size() >= sizeof(uint64_t)) {
    uint64_t piece = Load<uint64_t>(utf8.data()) * kFactor;
    piece = (piece ^ piece >> kShift) * kFactor;
    hash = (hash ^ piece) * kFactor;
    utf8.remove_prefix(sizeof(uint64_t));
  }
  if (!utf8.empty()) {
    uint64_t rest = 0;
    for (size_t k = 0; k < utf8.size(); ++k) rest |= uint64_t{static_cast<unsigned char>(utf8[k])} << 8 * k;
    hash = (hash ^ rest) * kFactor;
  }
  hash = (hash ^ hash >> kShift) * kFactor;
  return hash ^ hash >> kShift;
}

}  // namespace jianbao::newspaper
