// BM25 in whole numbers. A score is a sum of contributions, each rounded to 1/65536, so the order of adding does not
// matter and the same article gets the same score whatever was skipped and whichever shard holds it (docs/adr/0012).
// Value types; thread-compatible.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_SCORING_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_SCORING_H_

#include <array>
#include <cstdint>

#include "services/index/engine/document.h"

namespace jianbao::engine {

using Score = int64_t;
inline constexpr double kScoreUnit = 65536;

// What a field's lengths do to term frequencies, for each length code.
using LengthNorms = std::array<float, 256>;
LengthNorms MakeLengthNorms(uint64_t total_length, uint64_t documents);

// How telling a term is that `frequency` of `documents` articles hold.
double InverseDocumentFrequency(uint64_t documents, uint64_t frequency);

// Scores one posting list. `norms` must outlive it; null for filters, which score 0.
class TermScorer {
 public:
  TermScorer() = default;
  TermScorer(double weight, const LengthNorms* norms)
      : weight_(static_cast<float>(weight * kScoreUnit)), norms_(norms) {}

  bool scores() const { return norms_ != nullptr && weight_ > 0; }
  Score operator()(uint32_t count, uint8_t length) const {
    if (norms_ == nullptr) return 0;
    const auto frequency = static_cast<float>(count);
    return static_cast<Score>(weight_ * (frequency / (frequency + (*norms_)[length])));
  }
  // An article of this length with fewer occurrences scores less than `threshold`. May be too small, not too large.
  uint32_t LeastCount(Score threshold, uint8_t length) const {
    constexpr float kRounding = 1e-4F;
    const float wanted = static_cast<float>(threshold - 1) / weight_;
    if (wanted > 1 + kRounding) return UINT32_MAX;
    if (wanted > 1 - kRounding) return 1;
    return static_cast<uint32_t>((*norms_)[length] * wanted / (1 - wanted) * (1 - kRounding));
  }
  // No article with at most `count` occurrences in at least `length` scores more. The one is for rounding, which may
  // break the formula's monotony in the last place.
  Score Bound(uint32_t count, uint8_t length) const { return scores() ? (*this)(count, length) + 1 : 0; }

 private:
  float weight_ = 0;
  const LengthNorms* norms_ = nullptr;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_SCORING_H_
