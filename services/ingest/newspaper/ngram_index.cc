#include "services/ingest/newspaper/ngram_index.h"

#include <algorithm>
#include <utility>

#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

// A pair that stands more often than this tells nothing, and looking at all its places would let a page of one repeated
// character cost quadratic time.
constexpr size_t kMostPlaces = 48;
constexpr uint32_t kMaxTitle = 60;

// Pairs of a page of any size, and pairs looked at on the way to one: what is made to collide is not indexed.
constexpr size_t kMostSlots = size_t{1} << 22, kMostProbes = 64;

bool IsWordChar(char32_t c) { return text::IsHan(c) || text::IsDigit(c) || text::IsLatin(c); }

}  // namespace

NgramIndex::NgramIndex(const Page& page) : page_(page) {
  const std::u32string_view chars = page.Folded(CharRange{0, page.size()});
  starts_.assign(chars.size(), false);
  for (const Part& line : page.lines()) {
    if (line.chars.size() > 0) starts_[line.chars.begin] = true;
  }
  size_t slots = 1024;
  while (slots < 2 * chars.size() && slots < kMostSlots) slots *= 2;
  slots_.assign(slots + 1, kNoPair);
  pairs_.reserve(slots / 2);
  pair_at_.assign(chars.size(), kNoPair);
  for (uint32_t i = 0; i + 1 < chars.size(); ++i) {
    if (starts_[i + 1] || !IsWordChar(chars[i]) || !IsWordChar(chars[i + 1])) continue;
    pair_at_[i] = Number(chars[i], chars[i + 1]);
    if (pair_at_[i] != kNoPair) ++pairs_[pair_at_[i]].count;
  }
  uint32_t size = 0;
  for (Pair& pair : pairs_) {
    pair.first = size;
    size += std::exchange(pair.count, 0);
  }
  places_.resize(size);
  for (uint32_t i = 0; i < chars.size(); ++i) {
    if (pair_at_[i] == kNoPair) continue;
    Pair& pair = pairs_[pair_at_[i]];
    places_[pair.first + pair.count++] = i;
  }
}

// Where the pair's number is, or would be, in slots_; the last place, which is nobody's, where it cannot be.
size_t NgramIndex::SlotOf(char32_t a, char32_t b) const {
  const size_t last = slots_.size() - 1;
  size_t slot = ((static_cast<uint64_t>(a) << 21 | b) * 0x9E3779B97F4A7C15ull) >> 32;
  for (size_t probes = 0; probes < kMostProbes; ++probes, ++slot) {
    const uint32_t number = slots_[slot &= last - 1];
    if (number == kNoPair || (pairs_[number].a == a && pairs_[number].b == b)) return slot;
  }
  return last;
}

uint32_t NgramIndex::Number(char32_t a, char32_t b) {
  const size_t slot = SlotOf(a, b);
  if (slot + 1 < slots_.size() && slots_[slot] == kNoPair) {
    slots_[slot] = static_cast<uint32_t>(pairs_.size());
    pairs_.push_back({a, b});
  }
  return slots_[slot];
}

std::span<const uint32_t> NgramIndex::LastPlaces(uint32_t pair, size_t most) const {
  if (pair == kNoPair) return {};
  const std::span<const uint32_t> places = Places(pair);
  return places.last(std::min(places.size(), most));
}

int NgramIndex::Count(std::u32string_view text) const {
  if (text.size() < 2) return 0;
  const std::u32string_view chars = page_.Folded(CharRange{0, page_.size()});
  const std::span<const uint32_t> places = LastPlaces(slots_[SlotOf(text[0], text[1])], 4 * kMostPlaces);
  const auto count = std::count_if(places.begin(), places.end(), [&](uint32_t at) {
    return chars.substr(at + 2, text.size() - 2) == text.substr(2) && !CrossesLines(at + 1, text.size() - 1);
  });
  return static_cast<int>(std::min<size_t>(static_cast<size_t>(count), kMostPlaces));
}

bool NgramIndex::CrossesLines(uint32_t at, size_t length) const {
  for (uint32_t i = at + 1; i < at + length; ++i) {
    if (starts_[i]) return true;
  }
  return false;
}

double NgramIndex::Overlap(CharRange title, CharRange body) const {
  title.end = std::min(title.end, title.begin + kMaxTitle);
  const std::u32string_view chars = page_.Folded(title);
  double total = 0, found = 0;
  for (size_t i = 0; i + 1 < chars.size(); ++i) {
    if (page_.GapBefore(title.begin + static_cast<uint32_t>(i) + 1)) continue;
    if (!IsWordChar(chars[i]) || !IsWordChar(chars[i + 1])) continue;
    const std::span<const uint32_t> places = LastPlaces(PairAt(title.begin + static_cast<uint32_t>(i)), kMostPlaces);
    const bool inside =
        std::any_of(places.begin(), places.end(), [&](uint32_t at) { return at >= body.begin && at + 1 < body.end; });
    const double weight = 1.0 / (2.0 + static_cast<double>(places.size()));
    total += weight;
    found += inside ? weight : 0;
  }
  return total > 0 ? found / total : 0;
}

}  // namespace jianbao::newspaper
