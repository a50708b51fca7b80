// Figures of a ranked list against graded judgments. Pure functions; thread-safe.
#ifndef JIANBAO_TESTS_RELEVANCE_RANKING_H_
#define JIANBAO_TESTS_RELEVANCE_RANKING_H_

#include <map>
#include <string>
#include <vector>

namespace jianbao::relevance {

// Grade by item: 3 exactly what was asked, 2 clearly relevant, 1 touches it. What is not listed has 0.
using Judgments = std::map<std::string, int>;

// Normalised discounted cumulative gain of the first ten, gain 2^grade - 1. An empty list has 0.
double NdcgAt10(const std::vector<std::string>& ranked, const Judgments& judgments);

// One over the rank of the first item with a grade, among the first ten; 0 where there is none.
double ReciprocalRankAt10(const std::vector<std::string>& ranked, const Judgments& judgments);

}  // namespace jianbao::relevance

#endif  // JIANBAO_TESTS_RELEVANCE_RANKING_H_
