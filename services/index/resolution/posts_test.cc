#include "services/index/resolution/posts.h"

#include <string>

#include "gtest/gtest.h"

namespace jianbao::resolution {
namespace {

Post One(const std::string& title) {
  const std::vector<Post> posts = ParsePosts(title);
  EXPECT_EQ(posts.size(), 1u) << title;
  return posts.empty() ? Post() : posts[0];
}

TEST(ParsePostsTest, TitlesAreCutIntoOfficeAndOrganization) {
  struct Row {
    const char* title;
    const char* organization;
    const char* office;
    Sphere sphere;
    Level level;
    Holders holders;
  };
  for (const Row& row : {
           Row{"青禾县委书记", "青禾县委", "书记", Sphere::kGovernment, Level::kCounty, Holders::kOne},
           Row{"区长", "", "区长", Sphere::kGovernment, Level::kCounty, Holders::kOne},
           Row{"常务副县长", "", "常务副县长", Sphere::kGovernment, Level::kCounty, Holders::kSome},
           Row{"县人大常委会主任", "县人大常委会", "主任", Sphere::kGovernment, Level::kCounty, Holders::kOne},
           Row{"市农业农村局局长", "市农业农村局", "局长", Sphere::kGovernment, Level::kCity, Holders::kOne},
           Row{"市场监管局副局长", "市场监管局", "副局长", Sphere::kGovernment, Level::kNone, Holders::kSome},
           Row{"柳溪乡栗园村党支部书记", "柳溪乡栗园村", "党支部书记", Sphere::kVillage, Level::kVillage,
               Holders::kOne},
           Row{"区人民医院骨科主任", "区人民医院骨科", "主任", Sphere::kHealth, Level::kCounty, Holders::kOne},
           Row{"麻石乡中心小学校长", "麻石乡中心小学", "校长", Sphere::kSchool, Level::kTown, Holders::kOne},
           Row{"丰谷合作社理事长", "丰谷合作社", "理事长", Sphere::kBusiness, Level::kNone, Holders::kOne},
           Row{"栗园村村民", "栗园村", "村民", Sphere::kResident, Level::kVillage, Holders::kMany},
           Row{"区领导", "区", "领导", Sphere::kGovernment, Level::kCounty, Holders::kSome},
       }) {
    const Post post = One(row.title);
    EXPECT_EQ(post.organization, row.organization) << row.title;
    EXPECT_EQ(post.office, row.office) << row.title;
    EXPECT_EQ(post.sphere, row.sphere) << row.title;
    EXPECT_EQ(post.level, row.level) << row.title;
    EXPECT_EQ(post.holders, row.holders) << row.title;
  }
}

TEST(ParsePostsTest, NamedPlacesAreKept) {
  const Post post = One("青禾县柳溪乡栗园村党支部书记");
  EXPECT_EQ(post.county, "青禾县");
  EXPECT_EQ(post.town, "柳溪乡");
  EXPECT_EQ(post.village, "栗园村");
  EXPECT_EQ(VillageOf("柳溪乡栗园村"), "栗园村");
  EXPECT_EQ(VillageOf("青禾县"), "");
  EXPECT_EQ(VillageOf("乡村振兴局"), "");
}

TEST(ParsePostsTest, SeveralPostsStandInOneTitleAndFormerOnesAreLeftOut) {
  EXPECT_EQ(ParsePosts("区委副书记、区长").size(), 2u);
  EXPECT_TRUE(ParsePosts("原青禾县委书记").empty());
  EXPECT_TRUE(ParsePosts("老党员").empty());
  EXPECT_TRUE(ParsePosts("").empty());
  EXPECT_TRUE(ParsePosts("、，").empty());
  EXPECT_EQ(ParsePosts("非遗传承人")[0].office, "非遗传承人");
}

TEST(ComparePostsTest, CareersFitAndOtherLivesClash) {
  struct Row {
    const char* a;
    const char* b;
    bool overlap;
    Fit fit;
  };
  for (const Row& row : {
           Row{"县长", "县委书记", false, Fit::kTogether},
           Row{"县委书记", "副市长", false, Fit::kTogether},
           Row{"青禾县委书记", "县委书记", true, Fit::kSame},
           Row{"青禾县县长", "松洲县县长", true, Fit::kClash},
           Row{"青禾县县长", "松洲县县长", false, Fit::kTogether},
           Row{"栗园村党支部书记", "桥头村党支部书记", true, Fit::kClash},
           Row{"栗园村党支部书记", "栗园村村民", true, Fit::kTogether},
           Row{"栗园村党支部书记", "区人民医院骨科主任", false, Fit::kClash},
           Row{"区人民医院骨科主任", "区人民医院副院长", true, Fit::kTogether},
           Row{"区人民医院院长", "区中医院院长", true, Fit::kClash},
           Row{"麻石乡中心小学校长", "望潮街道第二小学校长", false, Fit::kTogether},
           Row{"县长", "栗园村村民", false, Fit::kClash},
           Row{"县教育局局长", "县第一中学校长", false, Fit::kApart},
       }) {
    const Post a = One(row.a), b = One(row.b);
    EXPECT_EQ(ComparePosts(a, b, row.overlap), row.fit) << row.a << " " << row.b;
    EXPECT_EQ(ComparePosts(b, a, row.overlap), row.fit) << row.b << " " << row.a;
  }
}

}  // namespace
}  // namespace jianbao::resolution
