// Parses pages as the ingest service does and scores them. Pure functions but for the files they read.
#ifndef JIANBAO_TESTS_ACCEPTANCE_PAGE_FOLDER_H_
#define JIANBAO_TESTS_ACCEPTANCE_PAGE_FOLDER_H_

#include <filesystem>
#include <map>
#include <string>

#include "tests/acceptance/page_generator.h"
#include "tests/acceptance/page_score.h"

namespace jianbao::acceptance {

// Every page of `gold` whose file lies in `issues`, by file name. A page that cannot be read or parsed is a failure of
// the running test and is left out.
std::map<std::string, Figures> ScoreFolder(const std::filesystem::path& issues, const std::filesystem::path& gold);

// The mean over `pages` pages generated with the seeds first_seed, first_seed + 1, …
Figures ScoreGenerated(const PageGenerator& generator, uint64_t first_seed, int pages);

// What the parser decided about one generated page.
Judgements JudgeGenerated(const PageGenerator& generator, uint64_t seed);

}  // namespace jianbao::acceptance

#endif  // JIANBAO_TESTS_ACCEPTANCE_PAGE_FOLDER_H_
