// Looks for better costs of names (services/ingest/entities/costs.h): changes one at a time and keeps what finds the
// people, titles, organisations and places of pages with gold annotations better. Prints the costs that changed.
#include <filesystem>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/records/encode.h"
#include "tests/acceptance/coordinate_search.h"
#include "tests/acceptance/gold_folder.h"
#include "tests/acceptance/page_samples.h"
#include "tests/acceptance/page_score.h"

namespace jianbao::acceptance {
namespace {

namespace fs = std::filesystem;
using entities::Costs;

struct Sample {
  newspaper::ParsedIssue page;
  GoldPage gold;
};

std::vector<Sample> ReadSamples(const std::vector<std::string>& folders) {
  std::vector<Sample> samples;
  for (const std::string& folder : folders) {
    for (const AnnotatedPage& page : ReadGoldFolder(fs::path(folder) / "issues", fs::path(folder) / "gold"))
      samples.push_back({*newspaper::ParseIssue(page.source, {}), GoldPage(page.gold, page.source)});
  }
  return samples;
}

double GoodnessOf(const Sample& sample, const Costs& costs) {
  const Figures f = sample.gold.Score(records::EncodePage(sample.page, ExtractMentions(sample.page, costs)));
  return 0.4 * f.at("persons") + 0.2 * f.at("titles") + 0.2 * f.at("organizations") + 0.2 * f.at("places");
}

double Evaluate(const std::vector<Sample>& samples, const Costs& costs) {
  std::vector<double> goodness(samples.size());
  InParallel(samples.size(), [&](size_t i) { goodness[i] = GoodnessOf(samples[i], costs); });
  return std::accumulate(goodness.begin(), goodness.end(), 0.0) / static_cast<double>(samples.size());
}

int Run(int argc, char** argv) {
  CLI::App app{"Looks for better costs of names, on the sample issues and on folders with issues/ and gold/."};
  std::vector<std::string> folders;
  SearchPlan plan;
  app.add_option("--pages", folders, "further folders with issues/ and gold/");
  app.add_option("--rounds", plan.rounds, "times each cost is tried")->capture_default_str();
  app.add_option("--seed", plan.seed, "of the changes tried")->capture_default_str();
  app.add_option("--restraint", plan.restraint, "what a change of 10 must be worth")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  folders.push_back(std::string(JIANBAO_SOURCE_DIR) + "/seeds");
  const std::vector<Sample> samples = ReadSamples(folders);
  CoordinateSearch<Costs, int>::Knobs knobs{
#define JIANBAO_KNOB(name, value, meaning) {#name, &Costs::name},
      JIANBAO_ENTITY_COSTS(JIANBAO_KNOB)
#undef JIANBAO_KNOB
  };
  std::cout << samples.size() << " pages, " << knobs.size() << " costs\n";
  CoordinateSearch<Costs, int>(
      std::move(knobs), [&](const Costs& costs) { return Evaluate(samples, costs); }, plan)
      .Run();
  return 0;
}

}  // namespace
}  // namespace jianbao::acceptance

int main(int argc, char** argv) { return jianbao::acceptance::Run(argc, argv); }
