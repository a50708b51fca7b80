// Runs every example of docs/QUERY_LANGUAGE.md.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "libs/base/file.h"
#include "libs/base/status_matchers.h"
#include "services/query/fields.h"
#include "services/query/language/limits.h"
#include "services/query/language/parser.h"
#include "services/query/language/printer.h"

namespace jianbao::query {
namespace {

std::string ReadDocument() {
  auto document = ReadFile(absl::StrCat(JIANBAO_SOURCE_DIR, "/docs/QUERY_LANGUAGE.md"), 1 << 20);
  EXPECT_OK(document);
  return document.value_or("");
}

// The lines of every block fenced with ```kind.
std::vector<std::vector<std::string>> Blocks(const std::string& document, const std::string& kind) {
  std::vector<std::vector<std::string>> blocks;
  bool inside = false;
  for (std::string& line : std::vector<std::string>(absl::StrSplit(document, '\n'))) {
    if (line == absl::StrCat("```", kind)) {
      inside = true;
      blocks.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back().push_back(std::move(line));
    }
  }
  return blocks;
}

TEST(QueryLanguageDocTest, ExamplesPrintAsTheDocumentSays) {
  int examples = 0;
  for (const auto& lines : Blocks(ReadDocument(), "query")) {
    ASSERT_EQ(lines.size() % 2, 0u) << lines.front();
    for (size_t i = 0; i < lines.size(); i += 2, ++examples) {
      ASSERT_OK_AND_ASSIGN(const language::Node tree, language::ParseQuery(lines[i], ArchiveFields()));
      EXPECT_EQ(absl::StrCat("= ", language::PrintQuery(tree)), lines[i + 1]);
    }
  }
  EXPECT_GE(examples, 25);
}

TEST(QueryLanguageDocTest, ErrorsReadAndPointAsTheDocumentSays) {
  int examples = 0;
  for (const auto& lines : Blocks(ReadDocument(), "query-error")) {
    ASSERT_EQ(lines.size(), 3u) << lines.front();
    const absl::Status status = language::ParseQuery(lines[0], ArchiveFields()).status();
    const auto range = language::ErrorRange(status);
    ASSERT_TRUE(range.has_value()) << lines[0];
    EXPECT_EQ(language::CaretSnippet(lines[0], *range), absl::StrCat(lines[0], "\n", lines[1]));
    EXPECT_EQ(std::string(status.message()), lines[2]);
    ++examples;
  }
  EXPECT_GE(examples, 5);
}

TEST(QueryLanguageDocTest, EveryFieldAndItsNamesAreListed) {
  const std::string document = ReadDocument();
  for (const language::FieldSpec& field : ArchiveFields().fields()) {
    std::string row = absl::StrCat("| `", field.name, "` |");
    for (const std::string& alias : field.aliases) absl::StrAppend(&row, " `", alias, "`");
    EXPECT_TRUE(absl::StrContains(document, absl::StrCat(row, " |"))) << row;
  }
}

TEST(QueryLanguageDocTest, LimitsAreThoseOfTheCode) {
  const std::string document = ReadDocument();
  const language::Limits limits;
  EXPECT_EQ(limits.max_bytes, 4096);
  EXPECT_TRUE(absl::StrContains(document, "| the query | 4,096 bytes |"));
  for (const std::string& row :
       {absl::StrCat("| words, phrases, prefixes and ranges | ", limits.max_terms, " |"),
        absl::StrCat("| groups inside groups | ", limits.max_depth, " |"),
        absl::StrCat("| one word or phrase | ", limits.max_term_characters, " characters |"),
        absl::StrCat("| the part before `*` | ", limits.max_prefix_characters, " characters |"),
        absl::StrCat("| `~n` | ", limits.max_distance, " |")}) {
    EXPECT_TRUE(absl::StrContains(document, row)) << row;
  }
}

}  // namespace
}  // namespace jianbao::query
