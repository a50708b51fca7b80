#include "services/ingest/newspaper/cohesion.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

constexpr uint32_t kSpan = 600;  // characters of one line that are looked at
constexpr double kOfText = 0.2;  // share of a text's characters that its matter brings, the others being anyone's

// Han characters of the first plane; the few others say little.
constexpr char32_t kFirst = 0x4E00, kLast = 0x9FFF;

}  // namespace

Cohesion::Cohesion(const Page& page, const std::vector<Line>& lines) : characters_(kLast - kFirst + 1) {
  std::vector<uint32_t> seen(characters_.size(), 0);
  first_.reserve(lines.size() + 1);
  used_.reserve(page.size());
  for (uint32_t k = 0; k < lines.size(); ++k) {
    first_.push_back(static_cast<uint32_t>(used_.size()));
    if (lines[k].shape == Shape::kMasthead || lines[k].shape == Shape::kNoise) continue;
    CharRange range = lines[k].part.chars;
    range.end = std::min(range.end, range.begin + kSpan);
    for (const char32_t c : page.Folded(range)) {
      if (c < kFirst || c > kLast || seen[c - kFirst] == k + 1) continue;
      seen[c - kFirst] = k + 1;
      used_.push_back(static_cast<uint16_t>(c - kFirst));
      ++characters_[c - kFirst].count;
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
  known_.clear();
}

double Cohesion::Likeness(LineSet text) {
  for (const auto& [known, score] : known_) {
    if (known == text) return score;
  }
  float size = 0;
  for (LineSet rest = text; rest != 0; rest &= rest - 1) size += sizes_[static_cast<size_t>(std::countr_zero(rest))];
  double score = 0;
  if (size > 0) {
    // log(1 - k) for each character, and what the shared ones add to it; few logarithms, for they are slow.
    constexpr double kHuge = 1e200;
    const double share = kOfText / ((1 - kOfText) * size);
    double product = 1;
    for (const Present& character : present_) {
      const LineSet both = character.lines & text;
      if (both == 0) continue;
      product *= 1 + share * character.rarity * std::popcount(both);
      if (product < kHuge) continue;
      score += std::log(product);
      product = 1;
    }
    score += std::log(product) + all_ * std::log1p(-kOfText);
  }
  known_.emplace_back(text, score);
  return score;
}

}  // namespace jianbao::newspaper
