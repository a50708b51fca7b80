#include "services/index/engine/scoring.h"

#include <algorithm>
#include <cmath>

#include "services/index/engine/analyzer.h"

namespace jianbao::engine {
namespace {

// BM25's constants: how soon repetition stops counting, and how much length does. Smaller than the usual 1.2 and 0.75:
// with character pairs as terms, which of them occur says more than how often (docs/adr/0012).
constexpr double kSaturation = 0.6;
constexpr double kLengthWeight = 0.4;

}  // namespace

LengthNorms MakeLengthNorms(uint64_t total_length, uint64_t documents) {
  const double average =
      std::max(1.0, static_cast<double>(total_length) / static_cast<double>(std::max<uint64_t>(documents, 1)));
  LengthNorms norms;
  for (size_t code = 0; code < norms.size(); ++code) {
    const double ratio = DecodeLength(static_cast<uint8_t>(code)) / average;
    norms[code] = static_cast<float>(kSaturation * (1 - kLengthWeight + kLengthWeight * ratio));
  }
  return norms;
}

double InverseDocumentFrequency(uint64_t documents, uint64_t frequency) {
  const auto n = static_cast<double>(documents);
  const double f = std::min(static_cast<double>(frequency), n);
  return std::log1p((n - f + 0.5) / (f + 0.5));
}

}  // namespace jianbao::engine
