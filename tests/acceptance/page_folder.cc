#include "tests/acceptance/page_folder.h"

#include <cstdint>

#include "gtest/gtest.h"
#include "libs/base/file.h"
#include "libs/base/status_matchers.h"
#include "nlohmann/json.hpp"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/records/encode.h"

namespace jianbao::acceptance {
namespace {

constexpr uint64_t kMaxBytes = 16 << 20;

// Adds the figures of one page under `name`.
void Score(const std::string& name, nlohmann::json gold, const std::string& source,
           std::map<std::string, Figures>* pages) {
  const auto page = newspaper::ParseIssue(source, {});
  ASSERT_OK(page) << name;
  (*pages)[name] =
      GoldPage(std::move(gold), source).Score(records::EncodePage(*page, entities::ExtractMentions(*page)));
}

}  // namespace

std::map<std::string, Figures> ScoreFolder(const std::filesystem::path& issues, const std::filesystem::path& gold) {
  std::map<std::string, Figures> pages;
  for (const auto& entry : std::filesystem::directory_iterator(gold)) {
    if (entry.path().extension() != ".json") continue;
    const auto gold_json = ReadFile(entry.path(), kMaxBytes);
    EXPECT_OK(gold_json);
    if (!gold_json.ok()) continue;
    const nlohmann::json gold_page = nlohmann::json::parse(*gold_json);
    const std::string file = gold_page["file"];
    const auto source = ReadFile(issues / file, kMaxBytes);
    EXPECT_OK(source);
    if (source.ok()) Score(file, gold_page, *source, &pages);
  }
  return pages;
}

Figures ScoreGenerated(const PageGenerator& generator, uint64_t first_seed, int pages) {
  std::map<std::string, Figures> figures;
  for (int i = 0; i < pages; ++i) {
    const GeneratedPage page = generator.Generate(first_seed + static_cast<uint64_t>(i));
    Score(std::to_string(i), nlohmann::json::parse(page.gold_json), page.text, &figures);
  }
  return Mean(figures);
}

Judgements JudgeGenerated(const PageGenerator& generator, uint64_t seed) {
  const GeneratedPage generated = generator.Generate(seed);
  const auto page = newspaper::ParseIssue(generated.text, {});
  EXPECT_OK(page);
  if (!page.ok()) return {};
  const std::vector<std::vector<entities::Mention>> none(page->articles.size());
  return GoldPage(nlohmann::json::parse(generated.gold_json), generated.text).Judge(records::EncodePage(*page, none));
}

}  // namespace jianbao::acceptance
