#include "services/index/engine/posts.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jianbao::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PostsTest, ATitleIsSplitWhereItJoinsPosts) {
  EXPECT_THAT(PostsIn("区委副书记、区长"), ElementsAre("区委副书记", "区长"));
  EXPECT_THAT(PostsIn("區委 副書記、代區長"), ElementsAre("区委副书记", "代区长"));
  EXPECT_THAT(PostsIn("党组书记兼局长"), ElementsAre("党组书记", "局长"));
  EXPECT_THAT(PostsIn("镇长、镇长"), ElementsAre("镇长"));
  EXPECT_THAT(PostsIn("、 "), IsEmpty());
  EXPECT_THAT(PostsIn(std::string("区\0长", 7)), ElementsAre("区长"));
}

TEST(PostsTest, TitlesThatHoldAPostAnswerTheQuestionForIt) {
  struct Row {
    const char* asked;
    std::vector<const char*> holding;
    std::vector<const char*> others;
  };
  const Row rows[] = {
      {"区长",
       {"区长", "衢江区区长", "衢江区长", "区委副书记、区长", "衢江区委副书记、区长",
        "衢江区委副书记、衢江区人民政府区长", "区长、区委副书记", "區長"},
       {"副区长", "代区长", "衢江区副区长", "区委副书记、代区长", "常务副区长", "代理区长", "衢江区代区长", "原区长",
        "原衢江区区长", "前任区长", "曾任衢江区区长", "区长助理", "小区长廊管理员", "衢江区原区长"}},
      {"副区长", {"副区长", "衢江区副区长", "区委常委、副区长"}, {"区长", "常务副区长"}},
      {"代区长", {"代区长", "衢江区代区长"}, {"区长", "原代区长"}},
      {"县长", {"青禾县县长", "代县县长", "前郭县县长"}, {"副县长", "第一副县长", "助理县长", "前县长", "名誉县长"}},
      {"市长", {"太原市长", "原平市市长", "固原市市长"}, {"太原市副市长", "原市长", "太原市代市长", "原云泽市市长"}},
      {"书记", {"书记", "石桥镇书记"}, {"县委书记", "青禾县委书记", "党委书记", "第一书记", "总书记", "县委副书记"}},
      {"县委书记", {"县委书记", "青禾县委书记", "原阳县委书记"}, {"县委副书记", "原县委书记"}},
      {"党委书记", {"石桥镇党委书记", "党委书记、镇长"}, {"党委副书记", "石桥镇原党委书记"}},
      {"局长",
       {"局长", "县公安局局长", "县公安局长", "青禾县农业农村局党组书记、局长"},
       {"副局长", "县公安局副局长", "原局长", "县公安局原局长", "老局长"}},
      {"公安局长", {"县公安局长", "青禾县公安局长"}, {"公安局副局长"}},
      {"主任", {"县人大常委会主任", "县发改委主任", "办公室主任"}, {"副主任", "总主任"}},
      {"经理", {"青禾集团经理"}, {"总经理", "青禾集团总经理", "副总经理"}},
      {"区委副书记、区长",
       {"区委副书记、区长", "区委副书记，区长", "衢江区委副书记、区长"},
       {"区长", "区委副书记", "区委副书记、代区长", "区长、区委副书记", "党组书记、区委副书记、区长"}},
  };
  for (const Row& row : rows) {
    const PostQuestion question(row.asked);
    for (const char* title : row.holding) EXPECT_TRUE(question.IsAnsweredBy(title)) << row.asked << " of " << title;
    for (const char* title : row.others) EXPECT_FALSE(question.IsAnsweredBy(title)) << row.asked << " of " << title;
  }
}

TEST(PostsTest, AQuestionWithoutALetterIsAnsweredByNothing) {
  EXPECT_FALSE(PostQuestion("、").IsAnsweredBy("区长"));
  EXPECT_FALSE(PostQuestion("").IsAnsweredBy(""));
}

TEST(PostsTest, TheOrganizationIsWhatTheTitleNamesBeforeThePost) {
  const auto organization = [](const char* asked, const char* title) {
    return PostQuestion(asked).OrganizationOf(title);
  };
  EXPECT_EQ(organization("区长", "衢江区区长"), "衢江区");
  EXPECT_EQ(organization("区长", "衢江区长"), "衢江区");
  EXPECT_EQ(organization("区长", "衢江区委副书记、区长"), "衢江区");
  EXPECT_EQ(organization("区长", "衢江区人民政府区长"), "衢江区人民政府");
  EXPECT_EQ(organization("县委书记", "青禾县委书记"), "青禾县");
  EXPECT_EQ(organization("局长", "县农业农村局党组书记、局长"), "县农业农村局");
  EXPECT_EQ(organization("局长", "青禾县公安局长"), "青禾县公安局");
  EXPECT_EQ(organization("主任", "县人大常委会主任"), "县人大常委会");
  EXPECT_EQ(organization("区长", "区委副书记、区长"), "");
  EXPECT_EQ(organization("区长", "区长"), "");
  EXPECT_EQ(organization("副局长", "局长"), "");
}

TEST(PostsTest, ATitleRecordedAsLeftAnswersForNoneOfItsPostsAndGivesWhatWasPrinted) {
  for (const char* title : {"县长", "澜州市教育局局长", "区委副书记、区长", "党组书记兼局长", "代县县长"}) {
    const std::string former = FormerTitle(title);
    for (const char* asked : {"县长", "代县县长", "局长", "市教育局局长", "教育局局长", "区长", "区委副书记"})
      EXPECT_FALSE(PostQuestion(asked).IsAnsweredBy(former)) << asked << " of " << former;
    EXPECT_EQ(TitleLeft(former), title);
    EXPECT_EQ(TitleLeft(title), "");
  }
  EXPECT_EQ(FormerTitle("区委副书记、区长"), "原任区委副书记、原任区长");
  EXPECT_EQ(TitleLeft("原任区委副书记、区长"), "");
}

TEST(PostsTest, OneNameThatEndsTheOtherMayNameTheSameOrganization) {
  EXPECT_TRUE(MayBeSameOrganization("衢江区", "衢州市衢江区"));
  EXPECT_TRUE(MayBeSameOrganization("衢江区", "衢江区人民政府"));
  EXPECT_TRUE(MayBeSameOrganization("中共青禾县", "青禾县"));
  EXPECT_TRUE(MayBeSameOrganization("", "青禾县"));
  EXPECT_FALSE(MayBeSameOrganization("青禾县", "云泽县"));
  EXPECT_FALSE(MayBeSameOrganization("青禾县公安局", "青禾县水利局"));
}

}  // namespace
}  // namespace jianbao::engine
