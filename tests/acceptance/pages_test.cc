// Whole pages against gold annotations: the sample issues always, further pages in ../shared/issues where that folder
// exists beside the repository.
#include <filesystem>
#include <iostream>

#include "gtest/gtest.h"
#include "tests/acceptance/page_folder.h"

namespace jianbao::acceptance {
namespace {

namespace fs = std::filesystem;

void ExpectAtLeast(const Figures& mean, const Figures& floors) {
  for (const auto& [name, floor] : floors) EXPECT_GE(mean.at(name), floor) << name;
}

TEST(PagesTest, TheSampleIssuesAreReadAsTheirGoldSays) {
  const fs::path seeds = fs::path(JIANBAO_SOURCE_DIR) / "seeds";
  const auto pages = ScoreFolder(seeds / "issues", seeds / "gold");
  std::cout << FormatTable(pages);
  ASSERT_GE(pages.size(), 6u);
  for (const auto& [page, figures] : pages) EXPECT_EQ(figures.at("coverage"), 1.0) << page;
  ExpectAtLeast(Mean(pages), {{"articles", 0.95},
                              {"pairs", 0.98},
                              {"roles", 0.97},
                              {"order", 0.95},
                              {"headlines", 0.95},
                              {"heads", 0.90},
                              {"bylines", 0.95},
                              {"facts", 0.92},
                              {"masthead", 0.95},
                              {"persons", 0.96},
                              {"titles", 0.91},
                              {"organizations", 0.95},
                              {"places", 0.76}});
}

// What is reached, not what is aimed at: articles 0.97, headlines 0.95, heads 0.90. The figures may only rise,
// but for those that pages added since lowered.
TEST(PagesTest, PagesOfManyKindsOfPapersAreReadAsWellAsBefore) {
  const fs::path pages_dir = fs::path(JIANBAO_SOURCE_DIR) / "tests" / "acceptance" / "pages";
  const auto read = [&](const char* part, size_t count, const Figures& floors) {
    const auto pages = ScoreFolder(pages_dir / part / "issues", pages_dir / part / "gold");
    std::cout << part << "\n" << FormatTable(pages);
    ASSERT_EQ(pages.size(), count);
    for (const auto& [page, figures] : pages) EXPECT_EQ(figures.at("coverage"), 1.0) << page;
    ExpectAtLeast(Mean(pages), floors);
  };
  read("tuned", 60,
       {{"articles", 0.84},
        {"pairs", 0.95},
        {"roles", 0.97},
        {"order", 0.91},
        {"headlines", 0.85},
        {"bylines", 0.90},
        {"persons", 0.915},
        {"titles", 0.89},
        {"organizations", 0.78},
        {"places", 0.745}});
  read("held", 20,
       {{"articles", 0.81},
        {"pairs", 0.93},
        {"roles", 0.97},
        {"order", 0.86},
        {"headlines", 0.83},
        {"bylines", 0.86},
        {"persons", 0.87},
        {"titles", 0.785},
        {"organizations", 0.695},
        {"places", 0.65}});
}

TEST(PagesTest, FurtherPagesBesideTheRepositoryAreReadWell) {
  const fs::path further = fs::path(JIANBAO_SOURCE_DIR) / ".." / "shared" / "issues";
  if (!fs::exists(further / "gold")) GTEST_SKIP() << "no ../shared/issues";
  const auto pages = ScoreFolder(further, further / "gold");
  std::cout << FormatTable(pages);
  ASSERT_FALSE(pages.empty());
  for (const auto& [page, figures] : pages) EXPECT_EQ(figures.at("coverage"), 1.0) << page;
  ExpectAtLeast(Mean(pages), {{"articles", 0.97},
                              {"pairs", 0.98},
                              {"roles", 0.97},
                              {"order", 0.95},
                              {"headlines", 0.95},
                              {"heads", 0.90},
                              {"bylines", 0.98},
                              {"facts", 0.92},
                              {"masthead", 1.0},
                              {"persons", 0.97},
                              {"titles", 0.92},
                              {"organizations", 0.80},
                              {"places", 0.80}});
}

}  // namespace
}  // namespace jianbao::acceptance
