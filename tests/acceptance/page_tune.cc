// Looks for better weights of the page model (services/ingest/newspaper/weights.h): changes one at a time and keeps
// what reads pages with gold annotations better. Prints the weights that changed, to be put into weights.h by hand.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "tests/acceptance/coordinate_search.h"
#include "tests/acceptance/page_samples.h"

namespace jianbao::acceptance {
namespace {

using newspaper::Weights;

double Evaluate(const std::vector<PageSample>& samples, const Weights& weights) {
  std::vector<double> goodness(samples.size());
  InParallel(samples.size(), [&](size_t i) { goodness[i] = GoodnessOf(ScorePage(samples[i], weights)); });
  double sum = 0, shares = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    sum += samples[i].share * goodness[i];
    shares += samples[i].share;
  }
  return sum / shares;
}

int Run(int argc, char** argv) {
  CLI::App app{
      "Looks for better weights of the page model, on the sample issues, on folders with issues/ and gold/, and on "
      "pages generated from their articles."};
  std::vector<std::string> folders, only;
  int generated = 25;
  SearchPlan plan;
  app.add_option("--pages", folders, "further folders with issues/ and gold/");
  app.add_option("--generated", generated, "generated pages a kind")->capture_default_str();
  app.add_option("--only", only, "the weights to change; all when absent");
  app.add_option("--rounds", plan.rounds, "times each weight is tried")->capture_default_str();
  app.add_option("--seed", plan.seed, "of the changes tried")->capture_default_str();
  app.add_option("--restraint", plan.restraint, "what a change of 1 must be worth")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  std::vector<PageSample> samples;
  for (PageGroup& group : ReadPageGroups(folders, generated)) {
    for (PageSample& sample : group.pages) samples.push_back(std::move(sample));
  }
  CoordinateSearch<Weights, double>::Knobs knobs{
#define JIANBAO_KNOB(name, value, meaning) {#name, &Weights::name},
      JIANBAO_PAGE_WEIGHTS(JIANBAO_KNOB)
#undef JIANBAO_KNOB
  };
  if (!only.empty()) {
    std::erase_if(knobs,
                  [&](const auto& knob) { return std::find(only.begin(), only.end(), knob.name) == only.end(); });
  }
  std::cout << samples.size() << " pages, " << knobs.size() << " weights\n";
  CoordinateSearch<Weights, double>(
      std::move(knobs), [&](const Weights& w) { return Evaluate(samples, w); }, plan)
      .Run();
  return 0;
}

}  // namespace
}  // namespace jianbao::acceptance

int main(int argc, char** argv) { return jianbao::acceptance::Run(argc, argv); }
