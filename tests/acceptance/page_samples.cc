#include "tests/acceptance/page_samples.h"

#include <filesystem>
#include <thread>
#include <utility>

#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/records/encode.h"
#include "tests/acceptance/gold_folder.h"
#include "tests/acceptance/page_generator.h"

namespace jianbao::acceptance {

namespace fs = std::filesystem;

PageGroup ReadPageGroup(const std::string& folder, double share) {
  PageGroup group{fs::path(folder).filename().string(), {}};
  for (const AnnotatedPage& page : ReadGoldFolder(fs::path(folder) / "issues", fs::path(folder) / "gold"))
    group.pages.push_back({page.source, page.gold, GoldPage(page.gold, page.source), share});
  return group;
}

std::vector<PageGroup> ReadPageGroups(const std::vector<std::string>& folders, int generated) {
  constexpr double kSeedShare = 3, kGeneratedShare = 0.7;
  std::vector<std::string> all = {std::string(JIANBAO_SOURCE_DIR) + "/seeds"};
  all.insert(all.end(), folders.begin(), folders.end());
  std::vector<PageGroup> groups;
  // Articles of one paper name the same people and places, which those of many papers do not.
  std::vector<Story> of_one_paper, of_many;
  double pages = 0;
  for (const std::string& folder : all) {
    groups.push_back(ReadPageGroup(folder, folder == all.front() ? kSeedShare : 1));
    pages += static_cast<double>(groups.back().pages.size());
    for (Story& story : ReadStoriesOf(folder)) {
      if (folder == all.front()) of_one_paper.push_back(story);
      of_many.push_back(std::move(story));
    }
  }
  const double share = kGeneratedShare * pages / (3 * generated);
  for (const auto& [name, defects] : std::vector<std::pair<std::string, PageDefects>>{
           {"ordinary", {}}, {"displaced", {.displaced = 0.1}}, {"damaged", {.displaced = 0.2, .noise = 0.02}}}) {
    const PageGenerator one(of_one_paper, defects), many(of_many, defects);
    PageGroup group{name, {}};
    for (int i = 0; i < generated; ++i) {
      const GeneratedPage page = (i % 2 == 0 ? one : many).Generate(500 + static_cast<uint64_t>(i));
      const auto gold = nlohmann::json::parse(page.gold_json);
      group.pages.push_back({page.text, gold, GoldPage(gold, page.text), share});
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

double GoodnessOf(const Figures& f) {
  return 0.45 * f.at("articles") + 0.15 * f.at("pairs") + 0.1 * f.at("roles") + 0.1 * f.at("order") +
         0.1 * f.at("headlines") + 0.1 * f.at("heads");
}

Figures ScorePage(const PageSample& sample, const newspaper::Weights& weights) {
  const auto page = newspaper::ParseIssue(sample.text, {}, weights);
  const std::vector<std::vector<entities::Mention>> no_mentions(page->articles.size());
  return sample.gold.Score(records::EncodePage(*page, no_mentions));
}

void InParallel(size_t count, const std::function<void(size_t)>& work) {
  constexpr size_t kThreads = 2;
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (size_t i = t; i < count; i += kThreads) work(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace jianbao::acceptance
