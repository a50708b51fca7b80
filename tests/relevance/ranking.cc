#include "tests/relevance/ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace jianbao::relevance {
namespace {

constexpr size_t kDepth = 10;

double DiscountedGain(const std::vector<int>& grades) {
  double gain = 0;
  for (size_t i = 0; i < std::min(grades.size(), kDepth); ++i) {
    gain += (std::exp2(grades[i]) - 1) / std::log2(static_cast<double>(i) + 2);
  }
  return gain;
}

int GradeOf(const std::string& item, const Judgments& judgments) {
  const auto found = judgments.find(item);
  return found == judgments.end() ? 0 : found->second;
}

}  // namespace

double NdcgAt10(const std::vector<std::string>& ranked, const Judgments& judgments) {
  std::vector<int> ours, ideal;
  for (const std::string& item : ranked) ours.push_back(GradeOf(item, judgments));
  for (const auto& [item, grade] : judgments) ideal.push_back(grade);
  std::sort(ideal.begin(), ideal.end(), std::greater<>());
  const double best = DiscountedGain(ideal);
  return best == 0 ? 0 : DiscountedGain(ours) / best;
}

double ReciprocalRankAt10(const std::vector<std::string>& ranked, const Judgments& judgments) {
  for (size_t i = 0; i < std::min(ranked.size(), kDepth); ++i) {
    if (GradeOf(ranked[i], judgments) > 0) return 1.0 / static_cast<double>(i + 1);
  }
  return 0;
}

}  // namespace jianbao::relevance
