#include "tests/acceptance/page_folder.h"

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "nlohmann/json.hpp"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/records/encode.h"
#include "tests/acceptance/gold_folder.h"

namespace jianbao::acceptance {
namespace {

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
  for (const AnnotatedPage& page : ReadGoldFolder(issues, gold))
    Score(page.gold["file"], page.gold, page.source, &pages);
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
