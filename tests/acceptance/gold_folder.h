// Annotated pages on disk: gold records and the page files they name.
#ifndef JIANBAO_TESTS_ACCEPTANCE_GOLD_FOLDER_H_
#define JIANBAO_TESTS_ACCEPTANCE_GOLD_FOLDER_H_

#include <filesystem>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"

namespace jianbao::acceptance {

struct AnnotatedPage {
  nlohmann::json gold;
  std::string source;  // bytes of the page file
};

// Every page of `gold` whose file lies in `issues`, in the order of the gold files' names. A file that cannot be read
// is a failure of the running test, and its page is left out.
std::vector<AnnotatedPage> ReadGoldFolder(const std::filesystem::path& issues, const std::filesystem::path& gold);

}  // namespace jianbao::acceptance

#endif  // JIANBAO_TESTS_ACCEPTANCE_GOLD_FOLDER_H_
