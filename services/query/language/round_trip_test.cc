// Properties over random trees and random text: what is printed reads back as the same tree, and no text whatever
// breaks the parser.
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/language/canonical.h"
#include "services/query/language/parser.h"
#include "services/query/language/printer.h"
#include "services/query/language/values.h"

namespace jianbao::language {
namespace {

const FieldCatalog& Catalog() {
  static const auto* const kCatalog = new FieldCatalog({{"headline", {"标题"}, FieldType::kText},
                                                        {"person", {"人物"}, FieldType::kName},
                                                        {"date", {"日期"}, FieldType::kDate},
                                                        {"page", {"版"}, FieldType::kNumber}});
  return *kCatalog;
}

// Pieces that matter to the lexer, mixed with some that do not.
const std::vector<std::string>& Pieces() {
  static const auto* const kPieces = new std::vector<std::string>{"(",          ")",
                                                                  "（",         "）",
                                                                  "\"",         "“",
                                                                  "”",          "「",
                                                                  "」",         "『",
                                                                  "』",         ":",
                                                                  "：",         "*",
                                                                  "＊",         "~",
                                                                  "～",         "-",
                                                                  "－",         "|",
                                                                  "｜",         "\\",
                                                                  " ",          "　",
                                                                  "\n",         "，",
                                                                  "…",          "..",
                                                                  ".",          "OR",
                                                                  "AND",        "NOT",
                                                                  "或",         "且",
                                                                  "标题",       "headline:",
                                                                  "日期：",     "版:",
                                                                  "人物:",      "2023",
                                                                  "2023-02-30", "11",
                                                                  "1..4",       "年",
                                                                  "月",         "日",
                                                                  "春耕",       "夏",
                                                                  "a",          "B",
                                                                  "é",          "𠮷",
                                                                  "0",          "９",
                                                                  "~3",         "\xff",
                                                                  "\xe6\x98",   std::string(1, '\0'),
                                                                  "\xc2\xad",   "\xf0\x9f\x8c\xbe"};
  return *kPieces;
}

class RandomTree {
 public:
  explicit RandomTree(uint32_t seed) : random_(seed) {}

  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  std::string Text() {
    std::string text;
    for (int i = Below(5); i >= 0; --i) text += Pieces()[Below(static_cast<int>(Pieces().size()))];
    return text;
  }

  Node Any(int depth) {
    if (depth > 0 && Below(3) == 0) return And{Some(depth), Below(2) == 0 ? Some(depth) : std::vector<Node>()};
    if (depth > 0 && Below(3) == 0) return Or{Some(depth)};
    return Leaf();
  }

 private:
  std::vector<Node> Some(int depth) {
    std::vector<Node> nodes;
    for (int i = Below(3); i >= 0; --i) nodes.push_back(Any(depth - 1));
    return nodes;
  }

  Node Leaf() {
    const std::string field = Below(2) == 0 ? "" : Below(2) == 0 ? "标题" : "person";
    switch (Below(6)) {
      case 0: return Prefix{field, Text()};
      case 1: return Phrase{field, Text()};
      case 2: return Near{Below(2) == 0 ? "" : "headline", {Text(), Text(), "春"}, Below(101)};
      case 3: return DateRange{"date", Day(), Day()};
      case 4: return NumberRange{"page", Number(), Number()};
      default: return Word{field, Text()};
    }
  }

  // Often the first or last day of a month or year, where the printer shortens.
  std::optional<absl::CivilDay> Day() {
    if (Below(5) == 0) return std::nullopt;
    const absl::CivilDay day(2020 + Below(3), 1 + Below(12), 1);
    return Below(3) == 0 ? day : Below(2) == 0 ? day - 1 : day + Below(40);
  }
  std::optional<uint32_t> Number() {
    if (Below(5) == 0) return std::nullopt;
    return static_cast<uint32_t>(Below(2) == 0 ? Below(10) : Below(static_cast<int>(kMaxNumber) + 1));
  }

  std::mt19937 random_;
};

TEST(RoundTripTest, PrintedTreesReadBackTheSame) {
  int canonical_trees = 0;
  for (uint32_t seed = 0; seed < 60'000; ++seed) {
    RandomTree random(seed);
    const auto tree = Canonical(random.Any(4), Catalog(), Limits());
    if (!tree.ok()) continue;
    ++canonical_trees;
    EXPECT_THAT(Canonical(*tree, Catalog(), Limits()), IsOkAndHolds(*tree)) << PrintQuery(*tree);
    ASSERT_THAT(ParseQuery(PrintQuery(*tree), Catalog()), IsOkAndHolds(*tree)) << PrintQuery(*tree);
  }
  EXPECT_GT(canonical_trees, 5'000);
}

TEST(RoundTripTest, AnyTextParsesOrPointsAtAPlaceInIt) {
  int parsed = 0;
  for (uint32_t seed = 0; seed < 60'000; ++seed) {
    RandomTree random(seed);
    const std::string query = random.Text() + random.Text() + random.Text();
    const auto tree = ParseQuery(query, Catalog());
    if (tree.ok()) {
      ++parsed;
      ASSERT_THAT(ParseQuery(PrintQuery(*tree), Catalog()), IsOkAndHolds(*tree)) << query;
      continue;
    }
    const auto range = ErrorRange(tree.status());
    ASSERT_TRUE(range.has_value()) << query << tree.status();
    EXPECT_LE(range->begin, range->end);
    EXPECT_LE(range->end, query.size());
    EXPECT_NE(CaretSnippet(query, *range).find('^'), std::string::npos);
  }
  EXPECT_GT(parsed, 1'000);
}

// Every sequence of up to four tokens.
TEST(RoundTripTest, EveryShortQueryParsesOrPointsAtAPlaceInIt) {
  const std::vector<std::string> tokens = {"甲", "\"乙\"", "a*",    "-",     "OR",   "AND",
                                           "(",  ")",      "标题:", "日期:", "2023", "~2"};
  const int count = static_cast<int>(tokens.size());
  int parsed = 0;
  for (int code = 0; code < count * count * count * count; ++code) {
    std::string query;
    for (int rest = code, i = 0; i < 4; rest /= count, ++i) query += tokens[rest % count] + (i % 2 == 0 ? " " : "");
    const auto tree = ParseQuery(query, Catalog());
    if (tree.ok()) {
      ++parsed;
      ASSERT_THAT(ParseQuery(PrintQuery(*tree), Catalog()), IsOkAndHolds(*tree)) << query;
    } else {
      ASSERT_TRUE(ErrorRange(tree.status()).has_value()) << query;
    }
  }
  EXPECT_GT(parsed, 1'000);
}

}  // namespace
}  // namespace jianbao::language
