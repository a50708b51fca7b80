// docs/ERRORS.md against the contracts and the code: what an RPC promises is explained, what is explained exists.
#include <filesystem>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/support/cluster.h"

namespace jianbao {
namespace {

namespace fs = std::filesystem;

bool IsReasonCharacter(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Words of capitals with an underscore in them that stand between `before` and any other character.
std::set<std::string> Reasons(const std::string& text, const std::string& before) {
  std::set<std::string> reasons;
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && IsReasonCharacter(text[end])) ++end;
    const std::string word = text.substr(i, end - i);
    const bool wanted = i > 0 && before.find(text[i - 1]) != std::string::npos;
    if (wanted && word.size() > 3 && word.find('_') != std::string::npos && word.back() != '_') reasons.insert(word);
    i = end + 1;
  }
  return reasons;
}

std::string ReadAll(const std::string& folder, const std::set<std::string>& endings) {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(absl::StrCat(JIANBAO_SOURCE_DIR, "/", folder))) {
    if (endings.contains(entry.path().extension().string())) absl::StrAppend(&all, testing::ReadWhole(entry.path()));
  }
  return all;
}

const std::set<std::string>& Documented() {
  static const auto* const kReasons = new std::set<std::string>([] {
    std::set<std::string> found = Reasons(testing::ReadWhole(JIANBAO_SOURCE_DIR "/docs/ERRORS.md"), "`");
    for (const char* code : {"INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION",
                             "RESOURCE_EXHAUSTED", "DATA_LOSS", "PERMISSION_DENIED"}) {
      found.erase(code);
    }
    return found;
  }());
  return *kReasons;
}

TEST(ErrorsDocTest, EveryReasonOfTheContractsIsExplained) {
  // In the protos, reasons stand in brackets after what they are the reason for: "(NAME_MALFORMED, DATE_MALFORMED)".
  std::set<std::string> promised;
  const std::string protos = ReadAll("protos/jianbao", {".proto"});
  for (size_t open = protos.find('('); open != std::string::npos; open = protos.find('(', open + 1)) {
    promised.merge(Reasons(protos.substr(open, protos.find(')', open) - open), "( "));
  }
  EXPECT_GT(promised.size(), 25u);
  for (const std::string& reason : promised) EXPECT_TRUE(Documented().contains(reason)) << reason;
}

TEST(ErrorsDocTest, EveryReasonExplainedIsGivenSomewhere) {
  std::set<std::string> given;
  for (const std::string folder : {"services", "libs", "cli"})
    given.merge(Reasons(ReadAll(folder, {".cc", ".h"}), "\""));
  EXPECT_GT(Documented().size(), 90u);
  for (const std::string& reason : Documented()) EXPECT_TRUE(given.contains(reason)) << reason;
}

}  // namespace
}  // namespace jianbao
