// How well pages are read as they get worse: the figures over displaced columns and misread characters.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "tests/acceptance/page_folder.h"
#include "tests/acceptance/page_generator.h"

namespace jianbao::acceptance {
namespace {

void PrintCurve(const std::vector<Story>& stories, const PageDefects& base, uint64_t seed, int pages) {
  constexpr double kDisplaced[] = {0, 0.05, 0.1, 0.2, 0.3, 0.4};
  constexpr double kNoise[] = {0, 0.01, 0.02, 0.04};
  std::cout << absl::StrFormat("%9s %6s %9s %7s %7s %7s %10s %7s %9s\n", "displaced", "noise", "articles", "pairs",
                               "roles", "order", "headlines", "heads", "coverage");
  for (const double noise : kNoise) {
    for (const double displaced : kDisplaced) {
      PageDefects defects = base;
      defects.displaced = displaced;
      defects.noise = noise;
      const Figures mean = ScoreGenerated(PageGenerator(stories, defects), seed, pages);
      std::cout << absl::StrFormat("%9.2f %6.2f %9.3f %7.3f %7.3f %7.3f %10.3f %7.3f %9.4f\n", displaced, noise,
                                   mean.at("articles"), mean.at("pairs"), mean.at("roles"), mean.at("order"),
                                   mean.at("headlines"), mean.at("heads"), mean.at("coverage"))
                << std::flush;
    }
  }
}

// Of the decisions that were said to be as certain as this, how many were right.
void PrintReliability(const char* what, const std::vector<Judged>& judged) {
  constexpr double kBounds[] = {0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01};
  std::cout << absl::StrFormat("%-9s %12s %8s %7s\n", what, "confidence", "count", "right");
  for (size_t b = 0; b + 1 < std::size(kBounds); ++b) {
    double count = 0, right = 0, said = 0;
    for (const Judged& j : judged) {
      if (j.confidence < kBounds[b] || j.confidence >= kBounds[b + 1]) continue;
      ++count;
      right += j.right;
      said += j.confidence;
    }
    if (count > 0) std::cout << absl::StrFormat("%-9s %12.3f %8.0f %7.3f\n", "", said / count, count, right / count);
  }
}

void PrintConfidence(const std::vector<Story>& stories, const PageDefects& base, uint64_t seed, int pages) {
  Judgements all;
  for (const double displaced : {0.0, 0.1, 0.2}) {
    PageDefects defects = base;
    defects.displaced = displaced;
    const PageGenerator generator(stories, defects);
    for (int i = 0; i < pages; ++i) {
      const Judgements page = JudgeGenerated(generator, seed + static_cast<uint64_t>(i));
      all.blocks.insert(all.blocks.end(), page.blocks.begin(), page.blocks.end());
      all.articles.insert(all.articles.end(), page.articles.begin(), page.articles.end());
    }
  }
  PrintReliability("blocks", all.blocks);
  PrintReliability("articles", all.articles);
}

void WritePages(const PageGenerator& generator, const std::filesystem::path& folder, uint64_t seed, int pages) {
  std::filesystem::create_directories(folder / "gold");
  for (int i = 0; i < pages; ++i) {
    const GeneratedPage page = generator.Generate(seed + static_cast<uint64_t>(i));
    const std::string stem = absl::StrFormat("%03d", i);
    nlohmann::json gold = nlohmann::json::parse(page.gold_json);
    gold["file"] = stem + ".txt";
    std::ofstream(folder / (stem + ".txt")) << page.text;
    std::ofstream(folder / "gold" / (stem + ".gold.json")) << gold.dump(1) << "\n";
  }
}

int Run(int argc, char** argv) {
  CLI::App app{
      "Lays out the sample issues' articles on invented pages, prints them as extraction does, parses them and prints "
      "the figures (tests/acceptance/page_score.h) for growing defects.\n\n"
      "  page_curve --pages 40\n"
      "  page_curve --write /tmp/pages --pages 5 --displaced 0.2 --noise 0.02   # to look at"};
  std::vector<std::string> folders;
  std::string write;
  bool confidence = false;
  PageDefects defects;
  uint64_t seed = 1;
  int pages = 40;
  app.add_option("--stories", folders, "folders with issues/ and gold/ to take articles from (default: seeds)");
  app.add_option("--pages", pages, "pages a point of the curve")->capture_default_str();
  app.add_option("--seed", seed, "of the first page")->capture_default_str();
  app.add_flag("--confidence", confidence, "print how often what was said with a confidence was right, instead");
  app.add_option("--write", write, "write the pages and their gold here instead of scoring them");
  app.add_option("--displaced", defects.displaced, "with --write: chance of a column to stand elsewhere");
  app.add_option("--noise", defects.noise, "with --write: chance of a character to be misread");
  CLI11_PARSE(app, argc, argv);
  if (folders.empty()) folders = {std::string(JIANBAO_SOURCE_DIR) + "/seeds"};
  std::vector<Story> stories;
  for (const std::string& folder : folders) {
    for (Story& story : ReadStoriesOf(folder)) stories.push_back(std::move(story));
  }
  if (stories.empty()) {
    std::cerr << "page_curve: no whole articles in the folders given\n";
    return 1;
  }
  std::cout << stories.size() << " articles, " << pages << " pages a point\n";
  if (!write.empty())
    WritePages(PageGenerator(stories, defects), write, seed, pages);
  else if (confidence)
    PrintConfidence(stories, defects, seed, pages);
  else
    PrintCurve(stories, defects, seed, pages);
  return 0;
}

}  // namespace
}  // namespace jianbao::acceptance

int main(int argc, char** argv) { return jianbao::acceptance::Run(argc, argv); }
