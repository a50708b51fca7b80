#include "services/index/hit_article.h"

#include <string>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/index/convert.h"

namespace jianbao::index {
namespace {

using engine::TextField;

// Three lines of body, each ten bytes, a hundred bytes apart in the file.
engine::Document ThreeLines() {
  type::v1::Article article;
  article.set_name("publications/a/issues/2021-03-16/articles/1");
  article.set_headline("春耕开始");
  article.add_decks("副题");
  article.set_truncated(true);
  article.set_publish_date("2021-03-16");
  for (int i = 0; i < 3; ++i) {
    article.add_blocks()->set_text("很长的一行");
    auto* run = article.add_body_alignment();
    run->mutable_text()->set_begin(10 * i);
    run->mutable_text()->set_end(10 * i + 10);
    run->mutable_source()->set_begin(100 * i);
    run->mutable_source()->set_end(100 * i + 10);
    article.add_mentions()->set_text("沈砚秋");
  }
  engine::Document document;
  document.name = article.name();
  document.text(TextField::kBody) = std::string(30, 'x');
  document.payload = article.SerializeAsString();
  return document;
}

TEST(HitArticleTest, IsTheArticleWithoutWhatAHitDoesNotShow) {
  const engine::Document document = ThreeLines();
  ASSERT_OK_AND_ASSIGN(type::v1::Article want, ToArticleForHit(document));
  ASSERT_OK_AND_ASSIGN(const type::v1::Article all, ToHitArticle(document, {{TextField::kBody, {{0, 30}}}}));
  EXPECT_EQ(all.SerializeAsString(), want.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const type::v1::Article none, ToHitArticle(document, {{TextField::kHeadline, {{0, 30}}}}));
  want.clear_body_alignment();
  EXPECT_EQ(none.SerializeAsString(), want.SerializeAsString());
}

TEST(HitArticleTest, KeepsTheRunsThatMatchesTouch) {
  ASSERT_OK_AND_ASSIGN(const auto seam, ToHitArticle(ThreeLines(), {{TextField::kBody, {{9, 11}}}}));
  ASSERT_EQ(seam.body_alignment_size(), 2);
  EXPECT_EQ(seam.body_alignment(1).source().begin(), 100);
  ASSERT_OK_AND_ASSIGN(const auto line, ToHitArticle(ThreeLines(), {{TextField::kBody, {{0, 0}, {10, 20}}}}));
  ASSERT_EQ(line.body_alignment_size(), 1);
  EXPECT_EQ(line.body_alignment(0).text().begin(), 10);
}

TEST(HitArticleTest, DamagedRecordsAreRefusedWhereverTheyEnd) {
  const engine::Document whole = ThreeLines();
  int refused = 0;
  for (size_t size = 0; size < whole.payload.size(); ++size) {
    engine::Document cut = whole;
    cut.payload.resize(size);
    const auto article = ToHitArticle(cut, {{TextField::kBody, {{0, 30}}}});
    if (article.ok()) continue;  // a field ends there
    EXPECT_THAT(article, ErrorIs(absl::StatusCode::kDataLoss, "RECORD_CORRUPT"));
    ++refused;
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace jianbao::index
