#include "libs/base/command_line.h"

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace jianbao {

std::vector<std::string> CommandLineWords(int argc, char** argv) {
  std::vector<std::string> words;
  bool options = true;
  for (int i = 1; i < argc; ++i) {
    const absl::string_view word = argv[i];
    options = options && word != "--";
    const bool is_empty_value = options && absl::StartsWith(word, "--") && word.find('=') == word.size() - 1;
    words.emplace_back(is_empty_value ? word.substr(0, word.size() - 1) : word);
    if (is_empty_value) words.emplace_back();
  }
  return words;
}

}  // namespace jianbao
