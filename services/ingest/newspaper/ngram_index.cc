#include "services/ingest/newspaper/ngram_index.h"

#include <algorithm>

#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

// A pair that stands more often than this tells nothing, and following its chain further would let a page of one
// repeated character cost quadratic time.
constexpr int kMaxChain = 48;
constexpr uint32_t kMaxTitle = 60;

bool IsWordChar(char32_t c) { return text::IsHan(c) || text::IsDigit(c) || text::IsLatin(c); }

uint32_t Bucket(char32_t a, char32_t b, size_t buckets) {
  const uint64_t key = (static_cast<uint64_t>(a) << 21 | b) * 0x9E3779B97F4A7C15ull;
  return static_cast<uint32_t>(key >> 40) & static_cast<uint32_t>(buckets - 1);
}

}  // namespace

NgramIndex::NgramIndex(const Page& page) : page_(page) {
  const std::u32string_view chars = page.Folded(CharRange{0, page.size()});
  size_t buckets = 1024;
  while (buckets < chars.size() && buckets < (1u << 20)) buckets *= 2;
  starts_.assign(chars.size(), false);
  for (const Part& line : page.lines()) {
    if (line.chars.size() > 0) starts_[line.chars.begin] = true;
  }
  heads_.assign(buckets, 0);
  next_.assign(chars.size(), 0);
  for (uint32_t i = 0; i + 1 < chars.size(); ++i) {
    if (starts_[i + 1] || !IsWordChar(chars[i]) || !IsWordChar(chars[i + 1])) continue;
    uint32_t& head = heads_[Bucket(chars[i], chars[i + 1], buckets)];
    next_[i] = head;
    head = i + 1;
  }
}

// Calls visit(place) for the places of the pair, last first, until it returns false or the chain has been followed far.
template <typename Visit>
void NgramIndex::ForEach(char32_t a, char32_t b, Visit visit) const {
  const std::u32string_view chars = page_.Folded(CharRange{0, page_.size()});
  int steps = 0;
  for (uint32_t at = heads_[Bucket(a, b, heads_.size())]; at != 0 && steps < 4 * kMaxChain;
       at = next_[at - 1], ++steps) {
    if (chars[at - 1] == a && chars[at] == b && !visit(at - 1)) return;
  }
}

int NgramIndex::Count(std::u32string_view text) const {
  if (text.size() < 2) return 0;
  const std::u32string_view chars = page_.Folded(CharRange{0, page_.size()});
  int count = 0;
  ForEach(text[0], text[1], [&](uint32_t at) {
    count += chars.substr(at, text.size()) == text && !CrossesLines(at, text.size()) ? 1 : 0;
    return count < kMaxChain;
  });
  return count;
}

bool NgramIndex::CrossesLines(uint32_t at, size_t length) const {
  for (uint32_t i = at + 1; i < at + length; ++i) {
    if (starts_[i]) return true;
  }
  return false;
}

int NgramIndex::RarePlaces(uint32_t i, uint32_t* places, int limit) const {
  const std::u32string_view chars = page_.Folded(CharRange{i, i + 2});
  if (!text::IsHan(chars[0]) || !text::IsHan(chars[1])) return 0;
  int count = 0;
  ForEach(chars[0], chars[1], [&](uint32_t at) {
    if (count < limit) places[count] = at;
    return ++count <= limit;
  });
  return count <= limit ? count : 0;
}

double NgramIndex::Overlap(CharRange title, CharRange body) const {
  title.end = std::min(title.end, title.begin + kMaxTitle);
  const std::u32string_view chars = page_.Folded(title);
  double total = 0, found = 0;
  for (size_t i = 0; i + 1 < chars.size(); ++i) {
    if (page_.GapBefore(title.begin + static_cast<uint32_t>(i) + 1)) continue;
    if (!IsWordChar(chars[i]) || !IsWordChar(chars[i + 1])) continue;
    int count = 0;
    bool inside = false;
    ForEach(chars[i], chars[i + 1], [&](uint32_t at) {
      inside = inside || (at >= body.begin && at + 1 < body.end);
      return ++count < kMaxChain;
    });
    const double weight = 1.0 / (2 + count);
    total += weight;
    found += inside ? weight : 0;
  }
  return total > 0 ? found / total : 0;
}

}  // namespace jianbao::newspaper
