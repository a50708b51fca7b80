#include "tests/acceptance/gold_folder.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "gtest/gtest.h"
#include "libs/base/file.h"
#include "libs/base/status_matchers.h"

namespace jianbao::acceptance {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxBytes = 16 << 20;

}  // namespace

std::vector<AnnotatedPage> ReadGoldFolder(const fs::path& issues, const fs::path& gold) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(gold)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<AnnotatedPage> pages;
  for (const fs::path& path : paths) {
    const auto record = ReadFile(path, kMaxBytes);
    EXPECT_OK(record) << path;
    if (!record.ok()) continue;
    nlohmann::json json = nlohmann::json::parse(*record);
    auto source = ReadFile(issues / json["file"].get<std::string>(), kMaxBytes);
    EXPECT_OK(source) << path;
    if (source.ok()) pages.push_back({std::move(json), *std::move(source)});
  }
  return pages;
}

}  // namespace jianbao::acceptance
