#include "services/ingest/newspaper/language_model.h"

#include <string_view>

#include "gtest/gtest.h"

namespace jianbao::newspaper {
namespace {

double Follows(std::u32string_view tail, std::u32string_view head) {
  const LanguageModel& model = **LanguageModel::Installed();
  LanguageModel::Beginning beginning = model.BeginningOf(head);
  LanguageModel::Ending ending = model.EndingOf(tail);
  return model.Follows(&ending, &beginning);
}

TEST(LanguageModelTest, AWordCutInTwoIsFoundAgain) {
  EXPECT_GT(Follows(U"全县各地组织力", U"量开展巡查"), 5);
  EXPECT_GT(Follows(U"会上通报了工作进", U"展情况"), 4);
}

TEST(LanguageModelTest, WordsThatGoTogetherFollowOneAnother) {
  EXPECT_GT(Follows(U"专家提出了评审", U"意见和建议"), 1);
  EXPECT_LT(Follows(U"专家提出了评审", U"桂花开满山坡"), 1);
}

TEST(LanguageModelTest, NothingIsSaidOfWhatItDoesNotKnow) {
  EXPECT_NEAR(Follows(U"。", U"1234"), 0, 1e-4);
  EXPECT_NEAR(Follows(U"", U"村里"), 0, 1e-4);
  EXPECT_NEAR(Follows(U"村里", U""), 0, 1e-4);
  EXPECT_NEAR(Follows(U"\U0001F4F0", U"\U00020000"), 0, 1e-4);
}

TEST(LanguageModelTest, OnlyTheCharactersBesideTheSeamCount) {
  EXPECT_NEAR(Follows(U"甲乙丙丁戊己庚全县组织力", U"量开展巡查工作乙丙丁"), Follows(U"县组织力", U"量开展巡"), 1e-6);
}

}  // namespace
}  // namespace jianbao::newspaper
