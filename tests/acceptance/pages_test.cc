// Whole pages against gold annotations: the sample issues always, further pages in ../shared/issues where that folder
// exists beside the repository.
#include <filesystem>
#include <iostream>
#include <map>
#include <string>

#include "gtest/gtest.h"
#include "libs/base/file.h"
#include "libs/base/status_matchers.h"
#include "nlohmann/json.hpp"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/records/encode.h"
#include "tests/acceptance/page_score.h"

namespace jianbao::acceptance {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxBytes = 16 << 20;

std::map<std::string, Figures> ScoreFolder(const fs::path& issues, const fs::path& gold) {
  std::map<std::string, Figures> pages;
  for (const auto& entry : fs::directory_iterator(gold)) {
    if (entry.path().extension() != ".json") continue;
    const auto gold_json = ReadFile(entry.path(), kMaxBytes);
    EXPECT_OK(gold_json);
    if (!gold_json.ok()) continue;
    const std::string file = nlohmann::json::parse(*gold_json)["file"];
    const auto source = ReadFile(issues / file, kMaxBytes);
    EXPECT_OK(source);
    if (!source.ok()) continue;
    const auto page = newspaper::ParseIssue(*source, {});
    EXPECT_OK(page);
    if (!page.ok()) continue;
    const auto parsed = records::EncodePage(*page, entities::ExtractMentions(*page));
    pages[file] = ScorePage(*gold_json, *source, parsed);
  }
  std::cout << FormatTable(pages);
  return pages;
}

void ExpectAtLeast(const Figures& mean, const Figures& floors) {
  for (const auto& [name, floor] : floors) EXPECT_GE(mean.at(name), floor) << name;
}

TEST(PagesTest, TheSampleIssuesAreReadAsTheirGoldSays) {
  const fs::path seeds = fs::path(JIANBAO_SOURCE_DIR) / "seeds";
  const auto pages = ScoreFolder(seeds / "issues", seeds / "gold");
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
                              {"persons", 0.90},
                              {"titles", 0.85},
                              {"organizations", 0.80},
                              {"places", 0.72}});
}

TEST(PagesTest, FurtherPagesBesideTheRepositoryAreReadWell) {
  const fs::path further = fs::path(JIANBAO_SOURCE_DIR) / ".." / "shared" / "issues";
  if (!fs::exists(further / "gold")) GTEST_SKIP() << "no ../shared/issues";
  const auto pages = ScoreFolder(further, further / "gold");
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
