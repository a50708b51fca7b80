#include "services/ingest/newspaper/confidence.h"

#include <algorithm>
#include <cmath>

namespace jianbao::newspaper {
namespace {

constexpr double kLeast = 0.001;   // certainty and confidence are never quite 0 or 1
constexpr double kMostDoubt = -8;  // a long article of doubtful lines is doubtful enough

double Sigmoid(double x) { return std::clamp(1 / (1 + std::exp(-x)), kLeast, 0.99); }

}  // namespace

double Doubt(double certainty) { return std::log(std::clamp(certainty, kLeast, 1.0)); }

double ArticleConfidence(double doubt) { return Sigmoid(2.18 + 0.25 * std::max(doubt, kMostDoubt)); }

double BlockConfidence(double certainty, double doubt) {
  const double p = std::clamp(certainty, 0.01, 0.99);
  return Sigmoid(2.3 + 0.16 * std::log(p / (1 - p)) + 0.17 * std::max(doubt, kMostDoubt));
}

}  // namespace jianbao::newspaper
