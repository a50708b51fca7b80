#include "services/ingest/newspaper/cohesion.h"

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

class CohesionTest : public ::testing::Test {
 protected:
  void Read(const std::string& file) {
    lines_.clear();
    page_ = std::make_unique<Page>(text::Decode(file, text::Encoding::kUtf8).value());
    for (const Part& part : page_->lines()) lines_.emplace_back().part = part;
    cohesion_ = std::make_unique<Cohesion>(*page_, lines_);
  }

  void ReachAll() {
    for (size_t i = 0; i < lines_.size(); ++i) cohesion_->Reach(i);
  }

  std::unique_ptr<Page> page_;
  std::vector<Line> lines_;
  std::unique_ptr<Cohesion> cohesion_;
};

// The rest of a page: a thousand characters that nothing else uses.
std::string OtherMatter() {
  std::u32string text;
  for (char32_t c = 0x8000; c < 0x8000 + 1000; ++c) text += c % 40 == 0 ? std::u32string{U'\n', c} : std::u32string{c};
  return text::ToUtf8(text) + "\n";
}

TEST_F(CohesionTest, APieceIsLikeTheTextWhoseCharactersItUses) {
  Read(OtherMatter() +
       "晚稻开镰，田里机声不断，稻谷堆满了晒场\n"
       "书屋迎来新书，孩子放学就来借阅\n"
       "今年的稻子谷粒饱满，晒三天就能进仓\n");
  ReachAll();
  const size_t last = lines_.size() - 1;
  EXPECT_GT(cohesion_->Likeness(Cohesion::Bit(last - 2)), cohesion_->Likeness(Cohesion::Bit(last - 1)) + 0.5);
}

TEST_F(CohesionTest, APieceReadBeforeIsComparedAsThePresentOneIs) {
  Read(OtherMatter() + "晚稻开镰，田里机声不断\n书屋迎来新书\n今年的稻子谷粒饱满，镰刀3把\n");
  ReachAll();
  const size_t last = lines_.size() - 1;
  const LineSet text = Cohesion::Bit(last - 2);
  EXPECT_NEAR(cohesion_->LikenessOf(last, text), cohesion_->Likeness(text), 1e-6);
  EXPECT_GT(cohesion_->LikenessOf(last - 2, Cohesion::Bit(last)),
            cohesion_->LikenessOf(last - 2, Cohesion::Bit(last - 1)));
  EXPECT_EQ(cohesion_->LikenessOf(last, 0), 0);
}

TEST_F(CohesionTest, HowATextCountsAndQuotesCountsToo) {
  Read(OtherMatter() + "甲1%\n乙“丙”\n丁1%\n");
  ReachAll();
  const size_t last = lines_.size() - 1;
  EXPECT_GT(cohesion_->Likeness(Cohesion::Bit(last - 2)), 0);
  EXPECT_LT(cohesion_->Likeness(Cohesion::Bit(last - 1)), 0);
}

TEST_F(CohesionTest, NoTextIsLikeAnything) {
  Read("晚稻开镰\n稻谷入仓\n");
  ReachAll();
  EXPECT_EQ(cohesion_->Likeness(0), 0);
}

TEST_F(CohesionTest, WhatAllOfThePageUsesSaysLittle) {
  const auto likeness = [this](const std::string& others) {
    Read("晚稻开镰\n" + others + "稻田里\n");
    ReachAll();
    return cohesion_->Likeness(Cohesion::Bit(0));
  };
  EXPECT_GT(likeness("桥头村\n湖边人\n山下屋\n"), likeness("稻草村\n稻边人\n山下稻\n"));
}

TEST_F(CohesionTest, LinesFarAboveAreForgotten) {
  std::string file = "晚稻开镰\n";
  for (size_t i = 1; i < Cohesion::kMemory; ++i) file += "无关\n";
  Read(file + "稻\n稻\n");
  for (size_t i = 0; i < Cohesion::kMemory; ++i) cohesion_->Reach(i);
  cohesion_->Reach(Cohesion::kMemory);  // its bit is that of the first line
  cohesion_->Reach(Cohesion::kMemory + 1);
  EXPECT_GT(cohesion_->Likeness(Cohesion::Bit(Cohesion::kMemory)), 0);
  EXPECT_LT(cohesion_->Likeness(Cohesion::Bit(1)), 0);
}

}  // namespace
}  // namespace jianbao::newspaper
