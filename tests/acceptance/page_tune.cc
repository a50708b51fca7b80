// Looks for better weights of the page model (services/ingest/newspaper/weights.h): changes one at a time and keeps
// what reads pages with gold annotations better. Prints the weights that changed, to be put into weights.h by hand.
#include <cmath>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/records/encode.h"
#include "tests/acceptance/gold_folder.h"
#include "tests/acceptance/page_generator.h"
#include "tests/acceptance/page_score.h"

namespace jianbao::acceptance {
namespace {

namespace fs = std::filesystem;
using newspaper::Weights;

// The sample issues show every defect; what reads them worse is no gain.
constexpr double kSeedShare = 3;

struct Weight {
  const char* name;
  double Weights::*value;
};

const std::vector<Weight>& AllWeights() {
  static const auto& all = *new std::vector<Weight>{
#define JIANBAO_WEIGHT(name, value, meaning) {#name, &Weights::name},
      JIANBAO_PAGE_WEIGHTS(JIANBAO_WEIGHT)
#undef JIANBAO_WEIGHT
  };
  return all;
}

struct Sample {
  std::string text;
  GoldPage gold;
  double share = 1;
};

// `share`: how much a page of this folder counts.
void AddFolder(const fs::path& issues, const fs::path& golds, double share, std::vector<Sample>* samples) {
  for (const AnnotatedPage& page : ReadGoldFolder(issues, golds))
    samples->push_back({page.source, GoldPage(page.gold, page.source), share});
}

// Names cost most of the time and say nothing about articles.
std::vector<std::vector<entities::Mention>> NoMentions(size_t articles) {
  return std::vector<std::vector<entities::Mention>>(articles);
}

double Goodness(const Figures& f) {
  return 0.45 * f.at("articles") + 0.15 * f.at("pairs") + 0.1 * f.at("roles") + 0.1 * f.at("order") +
         0.1 * f.at("headlines") + 0.1 * f.at("heads");
}

double Evaluate(const std::vector<Sample>& samples, const Weights& weights) {
  constexpr size_t kThreads = 2;
  double sums[kThreads] = {}, shares[kThreads] = {};
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (size_t i = t; i < samples.size(); i += kThreads) {
        const auto page = newspaper::ParseIssue(samples[i].text, {}, weights);
        if (!page.ok()) continue;
        const auto parsed = records::EncodePage(*page, NoMentions(page->articles.size()));
        sums[t] += samples[i].share * Goodness(samples[i].gold.Score(parsed));
        shares[t] += samples[i].share;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return (sums[0] + sums[1]) / (shares[0] + shares[1]);
}

// Moving far from where one started must be worth it: what fits these pages only does not.
double Distance(const Weights& weights) {
  const Weights start;
  double sum = 0;
  for (const Weight& w : AllWeights()) sum += std::abs(weights.*w.value - start.*w.value);
  return sum;
}

void Print(const Weights& weights, double goodness) {
  const Weights start;
  std::cout << absl::StrFormat("goodness %.5f\n", goodness);
  for (const Weight& w : AllWeights()) {
    if (weights.*w.value != start.*w.value)
      std::cout << absl::StrFormat("  %-24s %7.2f -> %7.2f\n", w.name, start.*w.value, weights.*w.value);
  }
  std::cout << std::flush;
}

void Tune(const std::vector<Sample>& samples, int rounds, uint64_t seed, double restraint) {
  Weights best;
  double goodness = Evaluate(samples, best), worth = goodness;
  Print(best, goodness);
  std::mt19937_64 random(seed);
  for (int round = 0; round < rounds; ++round) {
    std::vector<Weight> order = AllWeights();
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    for (const Weight& w : order) {
      for (const double direction : {1.0, -1.0}) {
        Weights trial = best;
        const double step = (0.2 + 0.25 * std::abs(best.*w.value)) * (0.5 + static_cast<double>(random() % 100) / 60);
        trial.*w.value = std::round((best.*w.value + direction * step) * 100) / 100;
        const double value = Evaluate(samples, trial);
        if (value - restraint * Distance(trial) <= worth) continue;
        best = trial;
        goodness = value;
        worth = value - restraint * Distance(trial);
        break;
      }
    }
    std::cout << "round " << round + 1 << ": ";
    Print(best, goodness);
  }
}

int Run(int argc, char** argv) {
  CLI::App app{
      "Looks for better weights of the page model, on the sample issues, on folders with issues/ and gold/, and on "
      "pages generated from their articles."};
  std::vector<std::string> folders;
  int rounds = 3, pages = 25;
  uint64_t seed = 1;
  double restraint = 0.0002;
  app.add_option("--pages", folders, "further folders with issues/ and gold/");
  app.add_option("--generated", pages, "generated pages a kind")->capture_default_str();
  app.add_option("--rounds", rounds, "times each weight is tried")->capture_default_str();
  app.add_option("--seed", seed, "of the changes tried")->capture_default_str();
  app.add_option("--restraint", restraint, "what a change of 1 must be worth")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const std::string seeds = std::string(JIANBAO_SOURCE_DIR) + "/seeds";
  folders.push_back(seeds);
  std::vector<Sample> samples;
  std::vector<Story> stories;
  for (const std::string& folder : folders) {
    AddFolder(fs::path(folder) / "issues", fs::path(folder) / "gold", folder == seeds ? kSeedShare : 1, &samples);
    for (Story& story : ReadStoriesOf(folder)) stories.push_back(std::move(story));
  }
  const double real = static_cast<double>(samples.size());
  for (const PageDefects& defects :
       {PageDefects{}, PageDefects{.displaced = 0.1}, PageDefects{.displaced = 0.2, .noise = 0.02}}) {
    const PageGenerator generator(stories, defects);
    for (int i = 0; i < pages; ++i) {
      const GeneratedPage page = generator.Generate(500 + static_cast<uint64_t>(i));
      samples.push_back(
          {page.text, GoldPage(nlohmann::json::parse(page.gold_json), page.text), 0.7 * real / (3 * pages)});
    }
  }
  std::cout << samples.size() << " pages, " << AllWeights().size() << " weights\n";
  Tune(samples, rounds, seed, restraint);
  return 0;
}

}  // namespace
}  // namespace jianbao::acceptance

int main(int argc, char** argv) { return jianbao::acceptance::Run(argc, argv); }
