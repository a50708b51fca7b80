#include "services/ingest/newspaper/cohesion.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

constexpr uint32_t kSpan = 600;  // characters of one line that are looked at
constexpr double kOfText = 0.1;  // share of a text's characters that its matter brings, the others being anyone's
constexpr double kShort = 100;   // characters of a text of which half as much is expected

// Han characters of the first plane, the few others saying little; and the figures, letters and marks of ASCII, to
// which pages are folded: how a text counts and quotes tells it from others.
constexpr char32_t kFirst = 0x4E00, kLast = 0x9FFF;
constexpr char32_t kFirstPlain = 0x21, kLastPlain = 0x7E;
constexpr size_t kHan = kLast - kFirst + 1, kPlaces = kHan + kLastPlain - kFirstPlain + 1;

// The place of a character among those, kPlaces for others.
size_t PlaceOf(char32_t c) {
  if (c >= kFirst && c <= kLast) return c - kFirst;
  return c >= kFirstPlain && c <= kLastPlain ? kHan + c - kFirstPlain : kPlaces;
}

// In line: std::popcount() is a call where the processor is not known to count bits.
int CountLines(LineSet lines) {
  lines -= lines >> 1 & 0x5555555555555555;
  lines = (lines & 0x3333333333333333) + (lines >> 2 & 0x3333333333333333);
  lines = (lines + (lines >> 4)) & 0x0F0F0F0F0F0F0F0F;
  return static_cast<int>(lines * 0x0101010101010101 >> 56);
}

// How likely the characters behind a text are its own.
struct Own {
  double share;   // for each character that it has, against that of the page
  double others;  // log of the share of what is not its own
};

Own OwnOf(float size) {
  const double of_text = kOfText * size / (size + kShort);
  return {of_text / ((1 - of_text) * size), std::log1p(-of_text)};
}

}  // namespace

Cohesion::Cohesion(const Page& page, const std::vector<Line>& lines) {
  std::vector<uint16_t> numbers(kPlaces, 0);  // place in characters_, + 1
  characters_.reserve(2048);
  first_.reserve(lines.size() + 1);
  used_.reserve(page.size());
  for (uint32_t k = 0; k < lines.size(); ++k) {
    first_.push_back(static_cast<uint32_t>(used_.size()));
    if (lines[k].shape == Shape::kMasthead || lines[k].shape == Shape::kNoise) continue;
    CharRange range = lines[k].part.chars;
    range.end = std::min(range.end, range.begin + kSpan);
    for (const char32_t c : page.Folded(range)) {
      const size_t place = PlaceOf(c);
      if (place == kPlaces) continue;
      uint16_t& number = numbers[place];
      if (number == 0) {
        characters_.emplace_back();
        number = static_cast<uint16_t>(characters_.size());
      }
      Character& character = characters_[number - 1];
      if (character.last == k + 1) continue;
      character.last = k + 1;
      ++character.count;
      used_.push_back(static_cast<uint16_t>(number - 1));
    }
  }
  first_.push_back(static_cast<uint32_t>(used_.size()));
}

void Cohesion::Reach(size_t line) {
  const LineSet bit = Bit(line);
  if (line >= kMemory) {
    for (size_t u = first_[line - kMemory]; u < first_[line - kMemory + 1]; ++u) characters_[used_[u]].lines &= ~bit;
  }
  present_.clear();
  for (size_t u = first_[line]; u < first_[line + 1]; ++u) {
    Character& character = characters_[used_[u]];
    if (character.lines != 0)
      present_.push_back({character.lines, static_cast<float>(used_.size()) / static_cast<float>(character.count)});
    character.lines |= bit;
  }
  sizes_[line % kMemory] = static_cast<float>(first_[line + 1] - first_[line]);
  all_ = static_cast<double>(first_[line + 1] - first_[line]);
  known_.Clear();
}

float Cohesion::SizeOf(LineSet text) const {
  float size = 0;
  for (LineSet rest = text; rest != 0; rest &= rest - 1) size += sizes_[static_cast<size_t>(std::countr_zero(rest))];
  return size;
}

double Cohesion::FindLikeness(LineSet text) const {
  const float size = SizeOf(text);
  double score = 0;
  if (size > 0) {
    // log(1 - k) for each character, and what the shared ones add to it. Few logarithms, for they are slow; and no
    // branch for characters that are not shared, for it could not be predicted.
    constexpr double kHuge = 1e200;
    const Own own = OwnOf(size);
    double product = 1;
    for (const Present& character : present_) {
      product *= 1 + own.share * character.rarity * CountLines(character.lines & text);
      if (product < kHuge) continue;
      score += std::log(product);
      product = 1;
    }
    score += std::log(product) + all_ * own.others;
  }
  return score;
}

double Cohesion::LikenessOf(size_t line, LineSet text) const {
  const float size = SizeOf(text);
  if (size == 0) return 0;
  const Own own = OwnOf(size);
  double score = 0;
  for (size_t u = first_[line]; u < first_[line + 1]; ++u) {
    const Character& character = characters_[used_[u]];
    const LineSet both = character.lines & text;
    if (both != 0)
      score += std::log1p(own.share * static_cast<double>(used_.size()) / character.count * CountLines(both));
  }
  return score + static_cast<double>(first_[line + 1] - first_[line]) * own.others;
}

}  // namespace jianbao::newspaper
