#include "services/ingest/newspaper/affinity.h"

#include <algorithm>
#include <span>

#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

constexpr size_t kRare = 6;      // a pair in more places than this ties nothing
constexpr float kLittle = 1.5f;  // shared weight at which half of it is believed
constexpr uint32_t kSpan = 600;  // characters of one line that are looked at

// What the press uses every day ties little even if the page uses it twice.
float WeightOf(std::u32string_view pair, const LanguageModel& language) {
  constexpr float kUsual = -5, kUnusual = -7, kLeast = 0.1f;  // log10 P
  return std::clamp((kUsual - static_cast<float>(language.Usual(pair[0], pair[1]))) / (kUsual - kUnusual), kLeast,
                    1.0f);
}

}  // namespace

std::vector<std::vector<Tie>> Affinities(const Page& page, const NgramIndex& index, const LanguageModel& language,
                                         const std::vector<Line>& lines) {
  std::vector<uint32_t> line_of(page.size(), 0);
  for (uint32_t k = 0; k < lines.size(); ++k) {
    std::fill(line_of.begin() + lines[k].part.chars.begin, line_of.begin() + lines[k].part.chars.end, k);
  }
  std::vector<std::vector<Tie>> ties(lines.size());
  std::vector<float> votes(lines.size(), 0);
  std::vector<uint32_t> touched;
  std::vector<float> weights(index.pair_count(), 0);  // of each place of a pair, once asked for
  for (uint32_t k = 0; k < lines.size(); ++k) {
    if (lines[k].shape != Shape::kProse) continue;
    const CharRange range = lines[k].part.chars;
    const uint32_t end = std::min(range.end, range.begin + kSpan);
    touched.clear();
    float total = 0;
    for (uint32_t i = range.begin; i + 1 < end; ++i) {
      const uint32_t pair = index.PairAt(i);
      if (pair == NgramIndex::kNoPair) continue;
      const std::span<const uint32_t> places = index.Places(pair);
      if (places.size() < 2 || places.size() > kRare) continue;
      const std::u32string_view chars = page.Folded(CharRange{i, i + 2});
      if (!text::IsHan(chars[0]) || !text::IsHan(chars[1])) continue;
      float& weight = weights[pair];
      if (weight == 0) weight = WeightOf(chars, language) / static_cast<float>(places.size());
      for (size_t p = places.size(); p-- > 0;) {
        const uint32_t other = line_of[places[p]];
        if (other == k) continue;
        if (votes[other] == 0) touched.push_back(other);
        votes[other] += weight;
        total += weight;
      }
    }
    ties[k].reserve(touched.size());
    for (const uint32_t other : touched) {
      ties[k].push_back({other, votes[other] / (total + kLittle)});
      votes[other] = 0;
    }
  }
  return ties;
}

}  // namespace jianbao::newspaper
