// The pages that weights of the page model are found on: annotated ones, and pages generated from their articles.
#ifndef JIANBAO_TESTS_ACCEPTANCE_PAGE_SAMPLES_H_
#define JIANBAO_TESTS_ACCEPTANCE_PAGE_SAMPLES_H_

#include <functional>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "services/ingest/newspaper/weights.h"
#include "tests/acceptance/page_score.h"

namespace jianbao::acceptance {

struct PageSample {
  std::string text;
  nlohmann::json json;  // its annotation
  GoldPage gold;
  double share = 1;  // how much it counts
};

// A kind of pages, whose figures are looked at together.
struct PageGroup {
  std::string name;
  std::vector<PageSample> pages;
};

// The sample issues first, which count thrice: they show every defect. Then the folders, each with issues/ and gold/,
// and `generated` pages in each of three degrees of damage, which together count 0.7 of the others.
std::vector<PageGroup> ReadPageGroups(const std::vector<std::string>& folders, int generated);

PageGroup ReadPageGroup(const std::string& folder, double share);

// The figures users care about, as one: 0 to 1.
double GoodnessOf(const Figures& figures);

// What a page is read as with `weights`. Names cost most of the time and say nothing about articles: they are left out.
Figures ScorePage(const PageSample& sample, const newspaper::Weights& weights);

// Calls work(i) for 0 to count - 1 from two threads.
void InParallel(size_t count, const std::function<void(size_t)>& work);

}  // namespace jianbao::acceptance

#endif  // JIANBAO_TESTS_ACCEPTANCE_PAGE_SAMPLES_H_
