#include "services/query/language/canonical.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/query/language/printer.h"

namespace jianbao::language {
namespace {

const FieldCatalog& Catalog() {
  static const auto* const kCatalog = new FieldCatalog({{"headline", {"标题"}, FieldType::kText},
                                                        {"date", {"日期"}, FieldType::kDate},
                                                        {"page", {}, FieldType::kNumber}});
  return *kCatalog;
}

struct GoodRow {
  Node tree;
  std::string printed;
};

TEST(CanonicalTest, TreesFromClientsTakeTheShapeOfParsedOnes) {
  const std::vector<GoodRow> rows = {
      {Word{"标题", " 春耕 "}, "headline:春耕"},
      {Phrase{"", "a\t b"}, "\"a b\""},
      {Near{"", {"春耕 夏收", "&", "秋种"}, 4}, "\"春耕 夏收 秋种\"~4"},
      {And{{Word{"", "甲"}}, {}}, "甲"},
      {And{{And{{Word{"", "甲"}, Word{"", "乙"}}, {Word{"", "丙"}}}, Word{"", "丁"}}, {}}, "甲 乙 丁 -丙"},
      {And{{Word{"", "甲"}, And{{}, {Word{"", "乙"}}}}, {}}, "甲 -乙"},
      {And{{Word{"", "甲"}}, {Or{{Word{"", "乙"}, Word{"", "丙"}}}}}, "甲 -乙 -丙"},
      {Or{{Or{{Word{"", "甲"}, Word{"", "乙"}}}, Word{"", "丙"}}}, "甲 OR 乙 OR 丙"},
  };
  for (const GoodRow& row : rows) {
    ASSERT_OK_AND_ASSIGN(const Node tree, Canonical(row.tree, Catalog(), Limits()));
    EXPECT_EQ(PrintQuery(tree), row.printed);
  }
}

struct BadRow {
  Node tree;
  std::string reason;
};

TEST(CanonicalTest, BrokenRulesAreNamed) {
  const std::vector<BadRow> rows = {
      {Word{"autor", "甲"}, "QUERY_FIELD_UNKNOWN"},
      {Word{"date", "2023"}, "QUERY_FIELD_TYPE"},
      {DateRange{"headline", absl::CivilDay(2023, 1, 1), std::nullopt}, "QUERY_FIELD_TYPE"},
      {DateRange{"", absl::CivilDay(2023, 1, 1), std::nullopt}, "QUERY_FIELD_UNKNOWN"},
      {DateRange{"date", std::nullopt, std::nullopt}, "QUERY_RANGE_OPEN"},
      {DateRange{"date", absl::CivilDay(12023, 1, 1), std::nullopt}, "QUERY_DATE_INVALID"},
      {NumberRange{"page", 4, 1}, "QUERY_RANGE_REVERSED"},
      {NumberRange{"page", 4'000'000'000u, std::nullopt}, "QUERY_NUMBER_INVALID"},
      {Word{"", "&"}, "QUERY_NOTHING_TO_SEARCH"},
      {Word{"", "甲\xff"}, "QUERY_TERM_INVALID"},
      {Word{"", std::string("甲\0", 4)}, "QUERY_TERM_INVALID"},
      {Near{"", {"甲", "乙"}, -1}, "QUERY_DISTANCE_TOO_LARGE"},
      {Prefix{"", "a"}, "QUERY_PREFIX_TOO_SHORT"},
      {And{{}, {Word{"", "甲"}}}, "QUERY_ONLY_EXCLUDES"},
      {And{}, "QUERY_GROUP_EMPTY"},
      {Or{}, "QUERY_GROUP_EMPTY"},
      {Or{{Word{"", "甲"}, And{{}, {Word{"", "乙"}}}}}, "QUERY_ONLY_EXCLUDES"},
      {And{{Word{"", "甲"}}, {And{{}, {Word{"", "乙"}}}}}, "QUERY_ONLY_EXCLUDES"},
  };
  for (const BadRow& row : rows) {
    EXPECT_THAT(Canonical(row.tree, Catalog(), Limits()), ErrorIs(absl::StatusCode::kInvalidArgument, row.reason));
  }
}

TEST(CanonicalTest, DeepTreesAreRefusedBeforeTheyAreWalkedDown) {
  Node tree = Word{"", "甲"};
  for (int i = 0; i < 13; ++i) tree = Or{{std::move(tree)}};
  EXPECT_THAT(Canonical(tree, Catalog(), Limits()), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_DEEP"));
}

}  // namespace
}  // namespace jianbao::language
