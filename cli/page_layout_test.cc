#include "cli/page_layout.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace jianbao::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ingest::v1::ParseIssueResponse FromText(const std::string& text) {
  ingest::v1::ParseIssueResponse page;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &page));
  return page;
}

type::v1::Span Bytes(int begin, int end) {
  type::v1::Span span;
  span.set_begin(begin);
  span.set_end(end);
  return span;
}

TEST(PageLayoutTest, LinesAreCountedAsEditorsCountThem) {
  const auto page = FromText(R"(issue { encoding: "UTF-8" })");
  const PageLayout layout(page, "a\nb\r\nc\rd\n");
  EXPECT_EQ(layout.line_count(), 4);
  EXPECT_EQ(layout.Lines(Bytes(0, 1)), "1");
  EXPECT_EQ(layout.Lines(Bytes(2, 3)), "2");
  EXPECT_EQ(layout.Lines(Bytes(5, 8)), "3–4");
}

TEST(PageLayoutTest, PlacesAreThoseOfTheFileInItsOwnEncoding) {
  const auto page = FromText(R"(issue { encoding: "UTF-16LE" })");
  const PageLayout layout(page, std::string("\xFF\xFE\x32\x75\x0A\x00\x59\x4E\x0A\x00", 10));
  EXPECT_EQ(layout.Lines(Bytes(6, 8)), "2");
  EXPECT_EQ(layout.TextAt(Bytes(4, 10)), "乙");
}

TEST(PageLayoutTest, WithoutAReadableFileAPlaceIsItsByte) {
  const auto page = FromText(R"(issue { encoding: "UTF-8" })");
  const PageLayout layout(page, "");
  EXPECT_EQ(layout.Lines(Bytes(310, 320)), "byte 310");
  EXPECT_EQ(layout.TextAt(Bytes(310, 320)), "");
}

TEST(PageLayoutTest, PlacesOutOfBoundsDoNoHarm) {
  const auto page = FromText(R"(issue { encoding: "UTF-8" }
                                articles { blocks { spans { begin: 900 end: 901 } } }
                                articles { body_alignment { source { begin: -5 end: 7 } text { begin: 99 end: 100 } } })");
  const PageLayout layout(page, "甲\n");
  EXPECT_EQ(layout.TextAt(Bytes(-5, 900)), "甲");
  EXPECT_EQ(layout.TextAt(Bytes(9, 2)), "");
  EXPECT_EQ(layout.Lines(Bytes(-5, -9)), "0");
  EXPECT_EQ(layout.LinesOf(1), "");
}

// Article 1 is read 甲, 丙, 乙; article 2 stands between.
constexpr char kInterleaved[] = R"(
  issue { encoding: "UTF-8" }
  articles { body: "甲丙\n乙"
    blocks { text: "甲" spans { begin: 0 end: 3 } } blocks { text: "乙" spans { begin: 8 end: 11 } }
    blocks { text: "丙" spans { begin: 12 end: 15 } }
    body_alignment { text { begin: 0 end: 3 } source { begin: 0 end: 3 } }
    body_alignment { text { begin: 3 end: 6 } source { begin: 12 end: 15 } }
    body_alignment { text { begin: 7 end: 10 } source { begin: 8 end: 11 } } }
  articles { body: "丁" blocks { text: "丁" spans { begin: 4 end: 7 } }
    body_alignment { text { begin: 0 end: 3 } source { begin: 4 end: 7 } } })";

TEST(PageLayoutTest, EveryPieceKnowsItsPlaceInTheTextItBelongsTo) {
  const auto page = FromText(kInterleaved);
  const PageLayout layout(page, "甲\n丁\n乙\n丙\n");
  std::string seen;
  for (const PlacedBlock& placed : layout.blocks()) {
    seen += placed.block->text() + std::to_string(placed.article + 1) + "." + std::to_string(placed.piece);
    seen += std::string(placed.resumes ? " resumes" : "") + (placed.moved ? " moved" : "");
    seen += placed.mid_paragraph ? " mid_paragraph\n" : "\n";
  }
  EXPECT_EQ(seen, "甲1.1\n丁2.1\n乙1.3 resumes moved\n丙1.2 moved mid_paragraph\n");
}

TEST(PageLayoutTest, AnArticleStandsInStretchesBetweenTheOthers) {
  const auto page = FromText(kInterleaved);
  const PageLayout layout(page, "甲\n丁\n乙\n丙\n");
  EXPECT_EQ(layout.LinesOf(0), "1, 3–4");
  EXPECT_EQ(layout.LinesOf(1), "2");
  EXPECT_THAT(layout.ArticlesAt(Bytes(2, 9)), ElementsAre(0, 1));
  EXPECT_THAT(layout.ArticlesAt(Bytes(3, 4)), IsEmpty());
}

}  // namespace
}  // namespace jianbao::cli
