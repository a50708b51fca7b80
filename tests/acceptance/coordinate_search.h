// Looks for better values of a struct of numbers: changes one at a time and keeps what is worth more. Not thread-safe.
#ifndef JIANBAO_TESTS_ACCEPTANCE_COORDINATE_SEARCH_H_
#define JIANBAO_TESTS_ACCEPTANCE_COORDINATE_SEARCH_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iostream>
#include <random>
#include <type_traits>
#include <vector>

#include "absl/strings/str_format.h"

namespace jianbao::acceptance {

// A number of `Values` that may be changed.
template <typename Values, typename Number>
struct Knob {
  const char* name;
  Number Values::*value;
};

struct SearchPlan {
  int rounds = 3;             // times each number is tried
  uint64_t seed = 1;          // of the changes tried
  double restraint = 0.0002;  // what a change must be worth, each in units of its usual step
};

template <typename Values, typename Number>
class CoordinateSearch {
 public:
  using Knobs = std::vector<Knob<Values, Number>>;

  // `goodness` is 0 to 1, higher is better.
  CoordinateSearch(Knobs knobs, std::function<double(const Values&)> goodness, SearchPlan plan)
      : knobs_(std::move(knobs)), goodness_(std::move(goodness)), plan_(plan) {}

  // Prints what it finds, round by round.
  void Run() {
    Values best;
    double goodness = goodness_(best), worth = goodness;
    Print(best, goodness);
    std::mt19937_64 random(plan_.seed);
    for (int round = 1; round <= plan_.rounds; ++round) {
      std::shuffle(knobs_.begin(), knobs_.end(), random);
      for (const auto& knob : knobs_) {
        for (const double direction : {1.0, -1.0}) {
          Values trial = best;
          const double size = StepOf(best.*knob.value) * (0.5 + static_cast<double>(random() % 100) / 60);
          trial.*knob.value = Rounded(static_cast<double>(best.*knob.value) + direction * size);
          if (trial.*knob.value == best.*knob.value) continue;
          const double value = goodness_(trial);
          if (value - plan_.restraint * Distance(trial) <= worth) continue;
          best = trial;
          goodness = value;
          worth = value - plan_.restraint * Distance(trial);
          break;
        }
      }
      std::cout << "round " << round << ": ";
      Print(best, goodness);
    }
  }

 private:
  static constexpr bool kWhole = std::is_integral_v<Number>;

  static double StepOf(Number value) {
    const double size = std::abs(static_cast<double>(value));
    return kWhole ? 3 + 0.2 * size : 0.2 + 0.25 * size;
  }

  static Number Rounded(double value) {
    return static_cast<Number>(kWhole ? std::round(value) : std::round(value * 100) / 100);
  }

  // Moving far from where one started must be worth it: what fits these pages only does not.
  double Distance(const Values& values) const {
    const Values start;
    double sum = 0;
    for (const auto& knob : knobs_)
      sum += std::abs(static_cast<double>(values.*knob.value - start.*knob.value)) / (kWhole ? 10 : 1);
    return sum;
  }

  void Print(const Values& values, double goodness) const {
    const Values start;
    std::cout << absl::StrFormat("goodness %.5f\n", goodness);
    for (const auto& knob : knobs_) {
      if (values.*knob.value != start.*knob.value)
        std::cout << absl::StrFormat("  %-24s %7.2f -> %7.2f\n", knob.name, static_cast<double>(start.*knob.value),
                                     static_cast<double>(values.*knob.value));
    }
    std::cout << std::flush;
  }

  Knobs knobs_;
  const std::function<double(const Values&)> goodness_;
  const SearchPlan plan_;
};

}  // namespace jianbao::acceptance

#endif  // JIANBAO_TESTS_ACCEPTANCE_COORDINATE_SEARCH_H_
