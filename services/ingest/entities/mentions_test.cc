#include "services/ingest/entities/mentions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jianbao::entities {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> Names(std::string_view text, Kind kind) {
  std::vector<std::string> names;
  for (const Mention& mention : ExtractMentions(text)) {
    if (mention.kind == kind) names.push_back(mention.text);
  }
  return names;
}

std::vector<std::string> People(std::string_view text) { return Names(text, Kind::kPerson); }
std::vector<std::string> Organizations(std::string_view text) { return Names(text, Kind::kOrganization); }
std::vector<std::string> Places(std::string_view text) { return Names(text, Kind::kPlace); }

std::vector<std::string> TitlesOf(std::string_view text, std::string_view name) {
  for (const Mention& mention : ExtractMentions(text)) {
    if (mention.text == name) return mention.titles;
  }
  return {"no such mention"};
}

TEST(PeopleTest, ATitleBeforeAndAVerbAfterMakeAName) {
  EXPECT_THAT(People("区委书记贺若澜主持会议并讲话。"), ElementsAre("贺若澜"));
  EXPECT_THAT(People("沈砚秋指出，要抓好落实。"), ElementsAre("沈砚秋"));
  EXPECT_THAT(People("村民陆望舒高兴地说。"), ElementsAre("陆望舒"));
}

TEST(PeopleTest, ListsAreCutWithAndWithoutSeparators) {
  EXPECT_THAT(People("区领导贺若澜、沈砚秋、陆望舒等参加。"), ElementsAre("贺若澜", "沈砚秋", "陆望舒"));
  EXPECT_THAT(People("区领导贺若澜、沈砚秋、陆望舒等参加。\n贺若澜沈砚秋陆望舒等参加"),
              ElementsAre("贺若澜", "沈砚秋", "陆望舒", "贺若澜", "沈砚秋", "陆望舒"));
}

TEST(PeopleTest, SpacesInsideANameAreDroppedFromItsTextAndKeptInItsSpan) {
  const std::string text = "区长沈 砚秋说";
  const auto mentions = ExtractMentions(text);
  ASSERT_EQ(mentions.size(), 1u);
  EXPECT_EQ(mentions[0].text, "沈砚秋");
  ASSERT_EQ(mentions[0].spans.size(), 1u);
  EXPECT_EQ(text.substr(mentions[0].spans[0].begin, mentions[0].spans[0].end - mentions[0].spans[0].begin), "沈 砚秋");
}

TEST(PeopleTest, ForeignNamesAreFoundWithAndWithoutMiddleDot) {
  EXPECT_THAT(People("总统安德烈·科瓦连科会见了记者。"), ElementsAre("安德烈·科瓦连科"));
  EXPECT_THAT(People("外长拉莫塔尔表示欢迎。"), ElementsAre("拉莫塔尔"));
}

TEST(PeopleTest, APrepositionEndsAForeignName) {
  EXPECT_THAT(People("检察官莫尼卡·萨兰向媒体介绍。"), ElementsAre("莫尼卡·萨兰"));
  EXPECT_THAT(People("外长拉莫塔尔于6月1日来访。"), ElementsAre("拉莫塔尔"));
}

TEST(PeopleTest, OrdinaryWordsThatStartWithASurnameAreNoNames) {
  EXPECT_THAT(People("全市高质量发展，任务艰巨，方向明确，成果丰硕。"), IsEmpty());
  EXPECT_THAT(People("青石岙村和沈家乡的柳家水库"), IsEmpty());
}

TEST(PeopleTest, ANameAcceptedOnceIsFoundWhereNothingSpeaksForIt) {
  EXPECT_THAT(People("镇长方晚舟表示支持。\n他们把方晚舟又请了去。"), ElementsAre("方晚舟", "方晚舟"));
}

TEST(PeopleTest, ANameOfOneTextIsFoundInTheOthersReadWithIt) {
  const auto mentions =
      ExtractMentions(std::vector<std::string_view>{"他们把方晚舟又请了去。", "镇长方晚舟表示支持。"});
  ASSERT_EQ(mentions.size(), 2u);
  ASSERT_EQ(mentions[0].size(), 1u);
  EXPECT_EQ(mentions[0][0].text, "方晚舟");
}

TEST(PeopleTest, ASurnameStandsForItsBearer) {
  EXPECT_THAT(People("陈老师来了。"), ElementsAre("陈"));
  EXPECT_THAT(People("民警把刘某带走。"), ElementsAre("刘"));
  EXPECT_THAT(People("朱老说，路修好了。"), ElementsAre("朱"));
  EXPECT_THAT(People("张家父子都来了。"), ElementsAre("张"));
  EXPECT_THAT(People("一位姓郑的顾客问。"), ElementsAre("郑"));
}

TEST(PeopleTest, ASurnameAtTheStartOfAClauseIsItsBearerByRankOrTurnToSpeak) {
  EXPECT_THAT(People("潘副乡长说，路修好了。"), ElementsAre("潘"));
  EXPECT_THAT(People("贺：这棵树还能活吗？"), ElementsAre("贺"));
}

TEST(PeopleTest, CharactersThatStandAloneAsGivenNamesMakeShortNamesLikelier) {
  EXPECT_THAT(People("郑岚是县里的农艺师。"), ElementsAre("郑岚"));
}

TEST(PeopleTest, WordsThatLookLikeGivenNamesAreNone) {
  EXPECT_THAT(People("远方宾朋都来了。"), IsEmpty());
  EXPECT_THAT(People("一方方池塘连成片。"), IsEmpty());
  EXPECT_THAT(People("任何事都难不倒他。"), IsEmpty());
}

TEST(PeopleTest, AWordBehindAShortNameIsNoPartOfIt) {
  EXPECT_THAT(People("佟辉则坦言，价格战不可避免。"), ElementsAre("佟辉"));
  EXPECT_THAT(People("会计薛丽垫了三千元。"), ElementsAre("薛丽"));
}

TEST(PeopleTest, BetweenAPostAndAMarkAnUnlikelyNameIsBelieved) {
  EXPECT_THAT(People("科长车建庆。"), ElementsAre("车建庆"));
  EXPECT_THAT(People("团长筱桂兰、副团长贺若澜到场。"), ElementsAre("筱桂兰", "贺若澜"));
  EXPECT_THAT(People("镇干部包村、村干部包户。"), IsEmpty());
  EXPECT_THAT(People("带动农户养蚕。"), IsEmpty());
}

TEST(PeopleTest, AnAgeOrABirthBehindItMakesAName) {
  EXPECT_THAT(People("鲁长河，61岁，退休司机。"), ElementsAre("鲁长河"));
  EXPECT_THAT(People("柏永福，1958年3月生。"), ElementsAre("柏永福"));
}

TEST(PeopleTest, AGivenNameOfUsualCharactersMayBeAWord) {
  EXPECT_THAT(People("昨天郗莹莹来了。"), ElementsAre("郗莹莹"));
  EXPECT_THAT(People("（奚心怡）"), ElementsAre("奚心怡"));
  EXPECT_THAT(People("他曾盛赞此事。"), IsEmpty());
}

TEST(PeopleTest, WhatPeopleDoInStoriesMakesANameToo) {
  EXPECT_THAT(People("送表的姑娘叫宁静宜。"), ElementsAre("宁静宜"));
  EXPECT_THAT(People("知青黎明如今满头白发。"), ElementsAre("黎明"));
  EXPECT_THAT(People("她从怀里摸出两块银元。"), IsEmpty());
}

TEST(TitlesTest, APostThatStartsInsideItsOrganisationIsNamedWithIt) {
  EXPECT_THAT(TitlesOf("荷州市市长贺若澜说。", "贺若澜"), ElementsAre("荷州市市长"));
  EXPECT_THAT(TitlesOf("全国总工会副主席贺若澜讲话。", "贺若澜"), ElementsAre("全国总工会副主席"));
}

TEST(TitlesTest, WhoeverIsSentSomewhereIsNamedWithWhoSentThem) {
  EXPECT_THAT(TitlesOf("埃及驻上海总领事沈砚秋出席。", "沈砚秋"), ElementsAre("埃及驻上海总领事"));
  EXPECT_THAT(TitlesOf("县纪委驻县农业农村局纪检组组长沈砚秋出席。", "沈砚秋"),
              ElementsAre("县纪委驻县农业农村局纪检组组长"));
}

TEST(TitlesTest, ACountOfTermsBelongsToTheTitle) {
  EXPECT_THAT(TitlesOf("第九届全国政协副主席贺若澜到会。", "贺若澜"), ElementsAre("第九届全国政协副主席"));
}

TEST(OrganizationsTest, WhatIsDoneToOneIsNoPartOfItsName) {
  EXPECT_THAT(Organizations("进一步强化云岭县公安局的力量。"), ElementsAre("云岭县公安局"));
}

TEST(OrganizationsTest, ABureauIsNamedByAllItsFields) {
  EXPECT_THAT(Organizations("县文化广电和旅游局布置工作。"), ElementsAre("县文化广电和旅游局"));
  EXPECT_THAT(Organizations("市人力资源和社会保障局开会。"), ElementsAre("市人力资源和社会保障局"));
  EXPECT_THAT(TitlesOf("区自然资源和规划局副局长贺若澜说。", "贺若澜"), ElementsAre("区自然资源和规划局副局长"));
}

TEST(OrganizationsTest, ABranchIsNamedWithItsBureauWhereItsPlaceIsKnown) {
  EXPECT_THAT(Organizations("云岭县开会。市生态环境局云岭分局到场。"), ElementsAre("市生态环境局云岭分局"));
}

TEST(TitlesTest, AClassIsNamedWithItsSchool) {
  EXPECT_THAT(TitlesOf("云岭中学高三(2)班班主任明玉珍说。", "明玉珍"), ElementsAre("云岭中学高三(2)班班主任"));
}

TEST(OrganizationsTest, AMinistryIsNamedWithTheOneCharacterOfItsState) {
  EXPECT_THAT(Organizations("俄外交部副部长贺若澜到访。"), ElementsAre("俄外交部"));
}

TEST(OrganizationsTest, AKnownOneIsNotNamedWithWhoDealsWithIt) {
  EXPECT_THAT(Organizations("埃及同联合国会谈。"), ElementsAre("联合国"));
}

TEST(TitlesTest, TheYearOfWhoLearnsBelongsToTheTitleThatAPostIsPastDoesNot) {
  EXPECT_THAT(TitlesOf("在高三学生宁远家里", "宁远"), ElementsAre("高三学生"));
  EXPECT_THAT(TitlesOf("时任县长贺若澜说", "贺若澜"), ElementsAre("县长"));
}

TEST(PlacesTest, ASectionOfARiverIsNamedByBoth) {
  EXPECT_THAT(Places("白荻溪鹭坪段右岸"), ElementsAre("白荻溪鹭坪段"));
}

TEST(PlacesTest, CanalsAndStationsAreNamedByTheirDirection) {
  EXPECT_THAT(Places("东干渠昨日通水"), ElementsAre("东干渠"));
  EXPECT_THAT(Places("从火车南站出发"), ElementsAre("火车南站"));
}

TEST(PlacesTest, WhatIsPointedAtOrDoneNamesNoPlace) {
  EXPECT_THAT(Places("那段烂泥路通车了"), IsEmpty());
  EXPECT_THAT(Places("要盘活开发区的土地"), IsEmpty());
  EXPECT_THAT(Organizations("他把邻居告上法庭"), IsEmpty());
}

TEST(PeopleTest, CharactersThatNoWordExplainsAreANameBeforeAnHonorific) {
  EXPECT_THAT(People("我去拜访翀昊先生。"), ElementsAre("翀昊"));
}

TEST(TitlesTest, ListsOfAppointmentsNamePosts) {
  EXPECT_THAT(TitlesOf("任命沈砚秋为青禾县卫生健康局局长。", "沈砚秋"), ElementsAre("青禾县卫生健康局局长"));
  EXPECT_THAT(TitlesOf("免去陆望舒的青禾县副县长职务。", "陆望舒"), ElementsAre("青禾县副县长"));
  EXPECT_THAT(TitlesOf("大家称沈砚秋为亲人。", "沈砚秋"), IsEmpty());
}

std::vector<std::string> FormerTitlesOf(std::string_view text, std::string_view name) {
  for (const Mention& mention : ExtractMentions(text)) {
    if (mention.text == name) return mention.former_titles;
  }
  return {"no such mention"};
}

TEST(PeopleTest, WhoeverComesToAnOfficeOrLeavesItIsFoundWithNothingElseAround) {
  EXPECT_THAT(People("免去苗青的泊安县副县长职务;任命司空瑾为泊安县副县长。"), ElementsAre("苗青", "司空瑾"));
  EXPECT_THAT(People("决定任命司空图为澜州市教育局局长。"), ElementsAre("司空图"));
  EXPECT_THAT(People("提请任命古月为泊安县财政局局长。"), ElementsAre("古月"));
  EXPECT_THAT(People("司空瑾当选为泊安县县长。"), ElementsAre("司空瑾"));
  EXPECT_THAT(People("推举古月为会长。"), ElementsAre("古月"));
  EXPECT_THAT(People("苗青不再担任泊安县副县长职务。"), ElementsAre("苗青"));
  EXPECT_THAT(People("免去:闵学文的澜州市教育局局长职务"), ElementsAre("闵学文"));
  EXPECT_THAT(People("经济工作为县长助理分管，曾为局长。"), IsEmpty());
}

TEST(TitlesTest, AnOfficeSomeoneComesToIsTheTitleOfEveryNameOfTheList) {
  const char* three = "任命苗青、司空瑾、易行之为泊安县人民法院审判员。";
  for (const char* name : {"苗青", "司空瑾", "易行之"})
    EXPECT_THAT(TitlesOf(three, name), ElementsAre("泊安县人民法院审判员"));
  EXPECT_THAT(TitlesOf("任命林晓东同志为泊安县教育局局长。", "林晓东"), ElementsAre("泊安县教育局局长"));
  EXPECT_THAT(TitlesOf("任命司空瑾同志任泊安县副县长。", "司空瑾"), ElementsAre("泊安县副县长"));
  EXPECT_THAT(TitlesOf("由司空瑾兼任泊安县红十字会会长。", "司空瑾"), ElementsAre("泊安县红十字会会长"));
  EXPECT_THAT(TitlesOf("会议补选苗青为泊安县第十届人大代表。", "苗青"), ElementsAre("泊安县第十届人大代表"));
  EXPECT_THAT(TitlesOf("任命:\n柏晓棠为澜州市教育局局长;", "柏晓棠"), ElementsAre("澜州市教育局局长"));
}

TEST(TitlesTest, AnOfficeThatIsLeftIsATitleOfBefore) {
  for (const char* text : {"免去苗青的副县长职务。", "免去苗青同志副县长职务。", "接受苗青辞去副县长职务的请求。",
                           "苗青不再担任副县长职务。", "苗青卸任副县长。"}) {
    EXPECT_THAT(TitlesOf(text, "苗青"), ElementsAre("副县长")) << text;
    EXPECT_THAT(FormerTitlesOf(text, "苗青"), ElementsAre("副县长")) << text;
  }
  for (const char* text : {"任命苗青为副县长。", "苗青当选副县长。", "副县长苗青说，路修好了。"})
    EXPECT_THAT(FormerTitlesOf(text, "苗青"), IsEmpty()) << text;
}

TEST(TitlesTest, AnOfficeMayStandBeforeWhoeverComesToIt) {
  EXPECT_THAT(TitlesOf("接任县长的是苗青。", "苗青"), ElementsAre("县长"));
  const char* replaced = "由司空瑾同志接替苗青同志任泊安县教育局局长。";
  EXPECT_THAT(TitlesOf(replaced, "司空瑾"), ElementsAre("泊安县教育局局长"));
}

TEST(TitlesTest, AnOfficeLeftForAnotherIsRecordedBesideIt) {
  const char* text = "苗青任泊安县副县长，免去其泊安县财政局局长职务。";
  EXPECT_THAT(TitlesOf(text, "苗青"), ElementsAre("泊安县副县长", "泊安县财政局局长"));
  EXPECT_THAT(FormerTitlesOf(text, "苗青"), ElementsAre("泊安县财政局局长"));
}

TEST(TitlesTest, AUnitInsideAnOrganisationMayBeCalledAnything) {
  EXPECT_THAT(TitlesOf("县中医院治未病科主任贺若澜提醒", "贺若澜"), ElementsAre("县中医院治未病科主任"));
  EXPECT_THAT(TitlesOf("泊安市医保中心异地就医科科长贺若澜介绍", "贺若澜"),
              ElementsAre("泊安市医保中心异地就医科科长"));
  EXPECT_THAT(TitlesOf("市教育局体卫艺科科长贺若澜说", "贺若澜"), ElementsAre("市教育局体卫艺科科长"));
}

TEST(TitlesTest, BehindATitleAndItsMarkStandsTheNextOne) {
  EXPECT_THAT(TitlesOf("机务段副段长兼运用车间主任贺若澜说", "贺若澜"), ElementsAre("机务段副段长兼运用车间主任"));
  EXPECT_THAT(TitlesOf("市政府党组成员、青湖风景名胜区管委会主任贺若澜出席", "贺若澜"),
              ElementsAre("市政府党组成员、青湖风景名胜区管委会主任"));
  EXPECT_THAT(TitlesOf("县医院院长沈砚秋教授、县一中校长贺若澜说", "贺若澜"), ElementsAre("县一中校长"));
}

TEST(TitlesTest, ShortNamesInQuotesAndBracketsArePartOfATitle) {
  EXPECT_THAT(TitlesOf("市工商联（总商会）主席贺若澜出席", "贺若澜"), ElementsAre("市工商联（总商会）主席"));
  EXPECT_THAT(TitlesOf("“泊安红色寻亲志愿服务队”队长贺若澜说", "贺若澜"), ElementsAre("“泊安红色寻亲志愿服务队”队长"));
}

TEST(TitlesTest, ACardSaysItBehindAgeAndSex) {
  EXPECT_THAT(TitlesOf("贺若澜，女，61岁，芦滩镇沙湾村党员、巡堤员。", "贺若澜"),
              ElementsAre("芦滩镇沙湾村党员、巡堤员"));
}

TEST(TitlesTest, APostBehindANameBelongsToItUnlessANameFollows) {
  EXPECT_THAT(TitlesOf("主刀的贺若澜主任每天来两次。", "贺若澜"), ElementsAre("主任"));
  EXPECT_THAT(TitlesOf("区领导贺若澜、沈砚秋到会。\n区委书记贺若澜区长沈砚秋到会", "沈砚秋"), ElementsAre("区领导"));
}

TEST(PlacesTest, TheFirstCharacterOfANameIsNotCutOff) {
  EXPECT_THAT(Places("记者在招贤镇大官庄村看到"), ElementsAre("招贤镇", "大官庄村"));
}

TEST(PlacesTest, SitesAreNamedAfterAPlaceTheTextHasEstablished) {
  EXPECT_THAT(Places("青岚县昨日开会。\n青岚河涨水，青岚烈士陵园关闭，青岚路面积水。"),
              ElementsAre("青岚县", "青岚河", "青岚烈士陵园", "青岚"));
}

TEST(OrganizationsTest, CommitteesOfAnInstitutionAreNamedByIt) {
  EXPECT_THAT(Organizations("局团委书记贺若澜、校党委书记沈砚秋参加。"), ElementsAre("局团委", "校党委"));
}

TEST(OrganizationsTest, ALearnerIsNoSociety) {
  EXPECT_THAT(Organizations("他们终于学会了游泳，在江边学会了划船。"), IsEmpty());
  EXPECT_THAT(Organizations("论文获中国铁道学会一等奖。"), ElementsAre("中国铁道学会"));
}

TEST(PeopleTest, TheVerbOfAHeadlineIsNoPartOfANameThatTheTextConfirms) {
  EXPECT_THAT(People("泊安区委书记钟离岳来澜州考察\n9月1日，泊安区委书记钟离岳一行到澜州市考察。"),
              ElementsAre("钟离岳", "钟离岳"));
  EXPECT_THAT(People("村民赵福来和村民赵福田都来了。\n赵福来说好。"), ElementsAre("赵福来", "赵福田", "赵福来"));
}

TEST(PeopleTest, WhatACommentatorWroteIsNobody) {
  for (const char* text : {"本报评论员文章", "评论员文章指出，要抓好落实。", "(评论员 文章)"})
    EXPECT_THAT(People(text), IsEmpty()) << text;
}

TEST(PeopleTest, AFunctionWordBeforeASurnameAndItsPostIsNoForeignName) {
  EXPECT_THAT(People("当马局长走进教室时，大家站了起来。"), ElementsAre("马"));
  newspaper::ParsedIssue page;
  page.articles.emplace_back().body.text = "当马局长走进教室时，大家站了起来。";
  EXPECT_THAT(ExtractMentions(page), ElementsAre(IsEmpty()));
}

TEST(PeopleTest, WhoeverLosesAPaperIsAPerson) {
  EXPECT_THAT(People("纪大海遗失居民身份证，声明作废。"), ElementsAre("纪大海"));
  EXPECT_THAT(Places("纪大海遗失居民身份证，声明作废。"), IsEmpty());
}

TEST(OrganizationsTest, WhoIsFetchedFromAnOrganisationIsNoPartOfItsName) {
  EXPECT_THAT(Organizations("并请来海洋大学副教授沙明远。"), ElementsAre("海洋大学"));
  EXPECT_THAT(TitlesOf("并请来海洋大学副教授沙明远。", "沙明远"), ElementsAre("海洋大学副教授"));
}

TEST(PlacesTest, AFairIsNoCityAndTheEndOfAPostStartsNoRiver) {
  EXPECT_THAT(Places("非遗市集开市，文创市集也开了。"), IsEmpty());
  EXPECT_THAT(Places("县长沿白荻溪察看水情。"), ElementsAre("白荻溪"));
  EXPECT_THAT(Places("青禾县长岭村通了路。"), ElementsAre("青禾县", "长岭村"));
}

TEST(TitlesTest, NumbersThatSayWhichOneBelongToTheTitle) {
  EXPECT_THAT(TitlesOf("312路驾驶员薛海波说", "薛海波"), ElementsAre("312路驾驶员"));
  EXPECT_THAT(TitlesOf("78岁老人薛海波说", "薛海波"), ElementsAre("老人"));
}

TEST(PeopleTest, AnIdiomIsNoName) {
  EXPECT_THAT(People("他们祖祖辈辈住在这里。"), IsEmpty());
  EXPECT_THAT(People("看展览不能走马观花。"), IsEmpty());
}

TEST(OrganizationsTest, LooseWordsBeforeAKnownOrganisationAreNotItsName) {
  EXPECT_THAT(Organizations("据新华社6月10日电国务院召开会议。"), testing::Contains("国务院"));
}

TEST(PeopleTest, AnUnlikelyNameIsBelievedBetweenNames) {
  EXPECT_THAT(People("区领导贺若澜、柏舟、沈砚秋等参加。"), ElementsAre("贺若澜", "柏舟", "沈砚秋"));
}

TEST(PeopleTest, ALatinNameNeedsATitle) {
  EXPECT_THAT(People("促成John R. Moreau院士来访，引进Moreau泵。"), ElementsAre("John R. Moreau"));
}

TEST(PeopleTest, ASurnameStandsForItsBearerInFreeTextOnly) {
  EXPECT_THAT(People("陈老师还说，刘某已离开。"), ElementsAre("陈", "刘"));
  newspaper::ParsedIssue page;
  page.articles.emplace_back().body.text = "陈老师还说，刘某已离开。";
  EXPECT_THAT(ExtractMentions(page), ElementsAre(IsEmpty()));
}

TEST(TitlesTest, TheLongestTitleWithItsOrganisationIsTaken) {
  EXPECT_THAT(TitlesOf("云泽市委常委、青禾区委书记贺若澜说", "贺若澜"), ElementsAre("云泽市委常委、青禾区委书记"));
  EXPECT_THAT(TitlesOf("区委副书记、代区长沈砚秋主持会议", "沈砚秋"), ElementsAre("区委副书记、代区长"));
  EXPECT_THAT(TitlesOf("据石桥镇鹭坪村党支部书记陆望舒介绍", "陆望舒"), ElementsAre("石桥镇鹭坪村党支部书记"));
}

TEST(TitlesTest, ACollectiveTitleGovernsEveryNameOfItsList) {
  for (const char* name : {"贺若澜", "沈砚秋", "陆望舒"}) {
    EXPECT_THAT(TitlesOf("县领导贺若澜、沈砚秋、陆望舒等参加", name), ElementsAre("县领导"));
    EXPECT_THAT(TitlesOf("贺若澜、沈砚秋、陆望舒等县领导参加", name), ElementsAre("县领导"));
  }
}

TEST(TitlesTest, ATitleOfOneHolderIsNotPassedOn) {
  EXPECT_THAT(TitlesOf("区委书记贺若澜、沈砚秋等参加", "沈砚秋"), IsEmpty());
}

TEST(TitlesTest, TitlesAfterTheNameAndOfficesTakenCount) {
  EXPECT_THAT(TitlesOf("邀请贺若澜院士作报告", "贺若澜"), ElementsAre("院士"));
  EXPECT_THAT(TitlesOf("陆望舒，1985年生，2020年8月当选为石桥村党支部书记、村民主任。", "陆望舒"),
              ElementsAre("石桥村党支部书记、村民主任"));
}

TEST(OrganizationsTest, AnOrganisationStartsWithItsPlace) {
  EXPECT_THAT(Organizations("云泽市青禾区综合行政执法局发布通告。"), ElementsAre("云泽市青禾区综合行政执法局"));
  EXPECT_THAT(Organizations("与浙江澄湖食品有限公司签约"), ElementsAre("浙江澄湖食品有限公司"));
  EXPECT_THAT(Organizations("据区农业农村局测算"), ElementsAre("区农业农村局"));
}

TEST(OrganizationsTest, ABareNounIsNoOrganisation) {
  EXPECT_THAT(Organizations("这家公司和那所学校都参加了，银行也来了。"), IsEmpty());
}

TEST(OrganizationsTest, ANameOfItsOwnNeedsNoPlace) {
  EXPECT_THAT(Organizations("引进澄湖数字科技有限公司。"), ElementsAre("澄湖数字科技有限公司"));
  EXPECT_THAT(Organizations("青禾县委与区发展和改革局"), ElementsAre("青禾县委", "区发展和改革局"));
}

TEST(PlacesTest, OneCharacterIsAPlaceOnlyNextToItsLike) {
  EXPECT_THAT(Places("中美关系"), ElementsAre("中", "美"));
  EXPECT_THAT(Places("美好的中午"), IsEmpty());
}

TEST(PlacesTest, TheTitleOfALawNamesNoPlace) {
  EXPECT_THAT(Places("根据《浙江省大气污染防治条例》，在浙江省执行。"), ElementsAre("浙江省"));
}

TEST(PlacesTest, EveryLevelOfTheTreeIsAPlaceOfItsOwn) {
  EXPECT_THAT(Places("来自浙江省云泽市青禾县石桥镇鹭坪村"),
              ElementsAre("浙江省", "云泽市", "青禾县", "石桥镇", "鹭坪村"));
  EXPECT_THAT(Places("从法国飞往日内瓦"), ElementsAre("法国", "日内瓦"));
}

TEST(PlacesTest, AShortFormIsKnownFromTheFullOne) {
  EXPECT_THAT(Places("桐湾区今年发展很快。\n桐湾经验值得推广。"), ElementsAre("桐湾区", "桐湾"));
}

TEST(ValuesTest, DatesMoneyAndMeasuresCarryTheirValues) {
  const auto mentions = ExtractMentions("2023年10月21日投资2.86亿元，征地三百五十亩，10月18日完工。");
  std::vector<std::string> values;
  for (const Mention& mention : mentions) values.push_back(mention.value.value_or("none"));
  EXPECT_THAT(values, ElementsAre("2023-10-21", "CNY 286000000", "350 mu", "--10-18"));
}

TEST(HostileTextTest, AnyBytesAreReadWithoutHarm) {
  EXPECT_THAT(ExtractMentions(""), IsEmpty());
  ExtractMentions(std::string(100000, '\xFF'));
  ExtractMentions(std::string(50000, '('));
  std::string names, dots;
  for (int i = 0; i < 20000; ++i) names += "王";
  for (int i = 0; i < 20000; ++i) dots += "·阿";
  EXPECT_LE(ExtractMentions(names).size(), 20000u);
  EXPECT_LE(ExtractMentions(dots).size(), 20000u);
}

newspaper::ParsedIssue OnePage() {
  newspaper::ParsedIssue page;
  newspaper::Article& article = page.articles.emplace_back();
  article.headline = "青禾区召开会议";
  article.bylines = {{"记者", {"陆望舒"}}};
  article.blocks.push_back({newspaper::Role::kHeadline, "青禾区召开会议", {{100, 121}}, 1});
  // The body starts at byte 200 of the file; one space was dropped before 澜.
  article.body.text = "本报讯(记者陆望舒)青禾区委书记贺若澜讲话。";
  const auto cut = static_cast<uint32_t>(article.body.text.find("澜"));
  const auto size = static_cast<uint32_t>(article.body.text.size());
  article.body.runs = {{{0, cut}, {200, 200 + cut}}, {{cut, size}, {201 + cut, 201 + size}}};
  return page;
}

TEST(PageTest, SpansPointIntoTheFile) {
  const auto mentions = ExtractMentions(OnePage());
  ASSERT_EQ(mentions.size(), 1u);
  const auto person =
      std::find_if(mentions[0].begin(), mentions[0].end(), [](const Mention& m) { return m.kind == Kind::kPerson; });
  ASSERT_NE(person, mentions[0].end());
  EXPECT_EQ(person->text, "贺若澜");
  EXPECT_THAT(person->titles, ElementsAre("青禾区委书记"));
  const auto at = static_cast<uint32_t>(OnePage().articles[0].body.text.find("贺若澜"));
  EXPECT_EQ(person->spans, (std::vector<text::ByteSpan>{{200 + at, 206 + at}, {207 + at, 210 + at}}));
  EXPECT_EQ(mentions[0].front().spans, (std::vector<text::ByteSpan>{{100, 109}}))
      << "the headline's 青禾区 comes first";
}

TEST(PageTest, BylinesAreNotMentions) {
  const auto mentions = ExtractMentions(OnePage());
  ASSERT_THAT(mentions[0], Not(IsEmpty()));
  for (const Mention& mention : mentions[0]) EXPECT_NE(mention.text, "陆望舒");
}

TEST(PeopleTest, ASurnameAloneIsItsBearerWhereSomeoneIsAddressedByIt) {
  EXPECT_THAT(People("老葛想：今年的收成好。"), ElementsAre("葛"));
  EXPECT_THAT(People("村里人叫她柴大姐。"), ElementsAre("柴"));
  EXPECT_THAT(People("龚氏三兄弟坐到一起。"), ElementsAre("龚"));
}

TEST(PeopleTest, WhatNoWordExplainsIsANameWhenItKeepsComingBack) {
  EXPECT_THAT(People("客人记得卜芮的菜。"), IsEmpty());
  EXPECT_THAT(People("客人记得卜芮的菜。昨晚卜芮又来了。大家夸卜芮能干。"), ElementsAre("卜芮", "卜芮", "卜芮"));
}

TEST(TitlesTest, WhatSomeoneDoesIsATitleAlsoWhenNoListHasIt) {
  EXPECT_THAT(TitlesOf("垃圾分拣员洪春妹说。", "洪春妹"), ElementsAre("垃圾分拣员"));
  EXPECT_THAT(TitlesOf("古籍修补师龚静宜说。", "龚静宜"), ElementsAre("古籍修补师"));
  EXPECT_THAT(TitlesOf("我院急诊科护士桑小雨说。", "桑小雨"), ElementsAre("急诊科护士"));
}

TEST(PeopleTest, AVerbEndsTheNameBeforeIt) { EXPECT_THAT(People("民警文涛趴在车底。"), ElementsAre("文涛")); }

TEST(PlacesTest, StreetsAreNamedAfterEverydayWordsLinesAreNot) {
  EXPECT_THAT(Places("对人民东路、青年路、建设路停水。"), ElementsAre("人民东路", "青年路", "建设路"));
  EXPECT_THAT(Places("高速铁路有哪些优势，这条致富路越走越宽。"), IsEmpty());
}

TEST(PlacesTest, WhatDescribesAHeadNamesNoPlace) {
  EXPECT_THAT(Places("村民在院坝里围成一圈，察看病险水库。"), IsEmpty());
  EXPECT_THAT(Places("他召集县直部门开会，资金直达村集体。天刚蒙蒙亮，他走进中控室。"), IsEmpty());
}

TEST(OrganizationsTest, TheUnitsOfACountyAreKnownByTheirShortForms) {
  EXPECT_THAT(Organizations("县发改局、县住建局、县红十字会参加。"), ElementsAre("县发改局", "县住建局", "县红十字会"));
  EXPECT_THAT(Organizations("市发改委价格监测中心说，全市12家乡镇卫生院已开诊。"), ElementsAre("市发改委价格监测中心"));
}

TEST(OrganizationsTest, WhatAnAdministrationRunsIsFoundByItsPurpose) {
  EXPECT_THAT(Organizations("县农科所的田里，青禾县救助管理站派了人。"), ElementsAre("县农科所", "青禾县救助管理站"));
  EXPECT_THAT(Organizations("镇卫生院和乡司法所都来了，全镇卫生院却没有一家。"), ElementsAre("镇卫生院", "乡司法所"));
}

TEST(OrganizationsTest, AnAssemblyIsNamedWithItsTermABranchWithItsBureau) {
  EXPECT_THAT(Organizations("县十七届人大常委会举行会议。"), ElementsAre("县十七届人大常委会"));
  EXPECT_THAT(Organizations("云泽市公安局青禾分局通报案情。"), ElementsAre("云泽市公安局青禾分局"));
}

TEST(OrganizationsTest, AllSchoolsOfAPlaceAreNoOrganisation) {
  EXPECT_THAT(Organizations("全市中小学开学，县里建了三所公办幼儿园。"), IsEmpty());
}

TEST(OrganizationsTest, ACollegeIsNamedByAllItsSubjects) {
  EXPECT_THAT(Organizations("材料科学与工程学院、数学与统计学院来了新生。"),
              ElementsAre("材料科学与工程学院", "数学与统计学院"));
}

TEST(OrganizationsTest, ACompanysShortFormIsKnownByItsFullName) {
  EXPECT_THAT(Organizations("浙江翊科光电材料有限公司投产。\n他说，翊科光电今年不愁订单。"),
              ElementsAre("浙江翊科光电材料有限公司", "翊科光电"));
  EXPECT_THAT(Organizations("她先后走进恒润机械和一家大型机械厂。"), ElementsAre("恒润机械"));
}

TEST(OrganizationsTest, AParkOrAnAddressBeforeACompanyIsNotItsName) {
  EXPECT_THAT(Organizations("走进青禾高新区鑫屿电子有限公司的车间"), ElementsAre("鑫屿电子有限公司"));
  EXPECT_THAT(Organizations("我县鑫屿电子有限公司上榜"), ElementsAre("鑫屿电子有限公司"));
}

TEST(OrganizationsTest, TheTitleOfALawNamesNoOrganisationANoticeDoes) {
  EXPECT_THAT(Organizations("学习《中国共产党纪律处分条例》。"), IsEmpty());
  EXPECT_THAT(Organizations("印发《云泽市人民政府关于治水的通知》。"), ElementsAre("云泽市人民政府"));
}

TEST(PlacesTest, AListThatCountsItsUnitsNamesPlaces) {
  EXPECT_THAT(Places("考核验收的芦滩、前垄两镇要抓紧。"), ElementsAre("芦滩", "前垄"));
  EXPECT_THAT(Places("旱情较重的是柳坑、双岙等乡镇。"), ElementsAre("柳坑", "双岙"));
  EXPECT_THAT(People("贺若澜、沈砚秋等市领导参加。"), ElementsAre("贺若澜", "沈砚秋"));
}

TEST(PlacesTest, UnitsGoByTheNamesOfOlderOnes) {
  EXPECT_THAT(Places("在大辛庄镇后屯村"), ElementsAre("大辛庄镇", "后屯村"));
  EXPECT_THAT(Places("南川镇何家湾村的路"), ElementsAre("南川镇", "何家湾村"));
  EXPECT_THAT(Places("越州市青禾区"), ElementsAre("越州市", "青禾区"));
}

TEST(PlacesTest, RiversAndStreetsAreToldByWhatLiesBesideThem) {
  EXPECT_THAT(Places("汀河两岸，绿树成荫。"), ElementsAre("汀河"));
  EXPECT_THAT(Places("望江路以东、环城东路以西停水。"), ElementsAre("望江路", "环城东路"));
}

TEST(PlacesTest, ThingsCountedAreNoPlace) {
  EXPECT_THAT(Places("教室是一间旧祠堂，他家有百亩茶园，修了五座公路桥。"), IsEmpty());
}

TEST(PlacesTest, ASiteWithANameOfItsOwnIsNamedWithoutItsTown) {
  EXPECT_THAT(Places("家住临江区仓前街的老人"), ElementsAre("临江区", "仓前街"));
  EXPECT_THAT(Places("桐湾镇农贸市场"), ElementsAre("桐湾镇农贸市场", "桐湾镇"));
}

TEST(PlacesTest, AVillagesNameWithoutItsHeadIsKnownWhereItIsNoWord) {
  EXPECT_THAT(Places("前岙村通了路。\n他说，前岙从前没有车。"), ElementsAre("前岙村", "前岙"));
}

TEST(PeopleTest, AgesAndCallingStandBeforeNames) {
  EXPECT_THAT(People("72岁的窦有根来了，送表的姑娘叫栾静仪，她爱笑。"), ElementsAre("窦有根", "栾静仪"));
  EXPECT_THAT(People("公示如下：\n樊立群,男,汉族。"), ElementsAre("樊立群"));
  EXPECT_THAT(People("孟义和：再跑三年。"), ElementsAre("孟义和"));
}

TEST(PeopleTest, NamesOfPeoplesOfChinaWrittenBySoundAreFoundBehindATitle) {
  EXPECT_THAT(People("副县长俄木阿呷，县长达瓦次仁汇报了情况。"), ElementsAre("俄木阿呷", "达瓦次仁"));
}

TEST(PeopleTest, EverydayAndRareWordsBehindASurnameMayBeItsGivenName) {
  EXPECT_THAT(People("县邮政局局长邢万里特意来了。"), ElementsAre("邢万里"));
  EXPECT_THAT(People("副总经理蔡雨晴介绍"), ElementsAre("蔡雨晴"));
  EXPECT_THAT(People("住在贫困户苗老四家里"), ElementsAre("苗老四"));
}

TEST(PeopleTest, VerbsThatTakeAPersonStandBeforeNames) {
  EXPECT_THAT(People("决定任命涂海洋为市水利局局长。"), ElementsAre("涂海洋"));
}

TEST(PeopleTest, AnAdverbBehindANameIsNoPartOfIt) {
  EXPECT_THAT(People("18岁的鹿鸣正在往吊斗里码砖。"), ElementsAre("鹿鸣"));
}

TEST(PeopleTest, WordsThatLookLikeNamesNeedACue) {
  EXPECT_THAT(People("雨后水色时浑浊。"), IsEmpty());
  EXPECT_THAT(People("贴到每一张桌角，对照八项攻坚任务。"), IsEmpty());
}

TEST(OrganizationsTest, WhatStandsBeforeAPostAndEndsLikeAUnitIsOne) {
  EXPECT_THAT(Organizations("粮油业同业公会理事长贺若澜说"), ElementsAre("粮油业同业公会"));
  EXPECT_THAT(Organizations("葛岭水泥董事长贺若澜说"), ElementsAre("葛岭水泥"));
  EXPECT_THAT(Organizations("公司财务部经理贺若澜说"), IsEmpty());
}

TEST(OrganizationsTest, AnOfficeInsideAHouseIsNone) {
  EXPECT_THAT(Organizations("市消保委投诉部接到电话"), ElementsAre("市消保委"));
  EXPECT_THAT(Organizations("县人民医院胸痛中心建成"), ElementsAre("县人民医院"));
  EXPECT_THAT(Organizations("县委组织部发出通知"), ElementsAre("县委组织部"));
}

TEST(OrganizationsTest, AUnitInAListBehindAnotherNeedsNoTown) {
  EXPECT_THAT(Organizations("他们走访了县棉纺厂、地毯厂"), ElementsAre("县棉纺厂", "地毯厂"));
}

TEST(PlacesTest, CharactersNoWordExplainsAreAPlaceWhereTheyKeepStandingLikeOne) {
  EXPECT_THAT(Places("他在枫塘住了三年。\n我到枫塘去看他。\n枫塘的纸有名。"), ElementsAre("枫塘", "枫塘", "枫塘"));
  EXPECT_THAT(Places("枫塘的纸有名。"), IsEmpty());
}

TEST(PlacesTest, CountedUnitsAndVerbsAreNoPartOfANamedPlace) {
  EXPECT_THAT(Places("这条路修到离村八百米的地方"), IsEmpty());
}

TEST(TitlesTest, NumbersOfCourtsGradesAndGroupsBelongToTheTitle) {
  EXPECT_THAT(TitlesOf("区人民法院民一庭庭长贺若澜说", "贺若澜"), ElementsAre("区人民法院民一庭庭长"));
  EXPECT_THAT(TitlesOf("高三(6)班学生贺若澜说", "贺若澜"), ElementsAre("高三(6)班学生"));
}

TEST(TitlesTest, AVerbBeforeATitleIsNoPartOfIt) {
  EXPECT_THAT(TitlesOf("他提名老工程师贺若澜当顾问。", "贺若澜"), ElementsAre("老工程师"));
  EXPECT_THAT(TitlesOf("连副厂长贺若澜也来了。", "贺若澜"), ElementsAre("副厂长"));
}

TEST(TitlesTest, KinshipIsNoPartOfATitleOthersFollow) {
  EXPECT_THAT(TitlesOf("她的父亲、钢筋工贺若澜正在绑扎钢筋。", "贺若澜"), ElementsAre("钢筋工"));
}

TEST(TitlesTest, WhenAndWhereASentenceSpeaksIsNoPartOfATitle) {
  EXPECT_THAT(TitlesOf("赛后主教练贺若澜表示满意。", "贺若澜"), ElementsAre("主教练"));
  EXPECT_THAT(TitlesOf("附近居民贺若澜打来电话。", "贺若澜"), ElementsAre("居民"));
}

TEST(TitlesTest, AnOfficeStandsBehindItsVerbOrBeforeIt) {
  EXPECT_THAT(TitlesOf("沈砚秋任秘书长。", "沈砚秋"), ElementsAre("秘书长"));
  EXPECT_THAT(TitlesOf("审判长为贺若澜。", "贺若澜"), ElementsAre("审判长"));
}

TEST(TitlesTest, AListCountedAtItsEndSharesTheTitle) {
  EXPECT_THAT(TitlesOf("表彰贺若澜、沈砚秋等10名优秀企业家。", "沈砚秋"), ElementsAre("优秀企业家"));
}

TEST(PeopleTest, ASurnameAndAWordThatNeverStandsWithoutItAreAName) {
  EXPECT_THAT(People("一早,冯月牙又上了山。\n山上只有冯月牙的茅屋。\n冯月牙已经走远。"),
              ElementsAre("冯月牙", "冯月牙", "冯月牙"));
}

TEST(PeopleTest, WhatFollowsANameWhereverItStandsIsPartOfIt) {
  EXPECT_THAT(People("创始人邬连起不识字。\n有一次,邬连起出差回来。\n孩子们成了邬连起关注的人。"),
              ElementsAre("邬连起", "邬连起", "邬连起"));
}

TEST(PeopleTest, InAListNamesVouchForTheirNeighbours) {
  EXPECT_THAT(People("前三名是:马莲花、敖登、沈砚秋。"), ElementsAre("马莲花", "敖登", "沈砚秋"));
  EXPECT_THAT(People("获奖的有:贺若澜(一中)、丛树林(二中)。"), ElementsAre("贺若澜", "丛树林"));
}

TEST(PeopleTest, BlanksPartAListOfNames) {
  EXPECT_THAT(People("名单如下:侯国栋 邱小莺 温石生 骆冰 麦少芬。"),
              ElementsAre("侯国栋", "邱小莺", "温石生", "骆冰", "麦少芬"));
}

TEST(PlacesTest, ForeignNamesAreToldFromPeopleByWhatStandsAroundThem) {
  EXPECT_THAT(Places("他在首都莫拉瓦举行记者会。"), ElementsAre("莫拉瓦"));
  EXPECT_THAT(Places("莫拉瓦总统塔罗诺夫说"), ElementsAre("莫拉瓦"));
  EXPECT_THAT(People("莫拉瓦总统塔罗诺夫说"), ElementsAre("塔罗诺夫"));
}

TEST(PlacesTest, AUnitThatTheNameOfASiteStartsWithIsAPlaceToo) {
  EXPECT_THAT(Places("比赛在石桥镇综合市场举行。"), ElementsAre("石桥镇综合市场", "石桥镇"));
}

TEST(OrganizationsTest, ARegisteredNameMayHoldWhatLooksLikeAVerb) {
  EXPECT_THAT(Organizations("涉案的永嘉汇达货运代理有限公司已停业。"), ElementsAre("永嘉汇达货运代理有限公司"));
}

std::vector<std::string> NamesOnAPage(std::string_view body) {
  newspaper::ParsedIssue page;
  const auto size = static_cast<uint32_t>(body.size());
  newspaper::Article& article = page.articles.emplace_back();
  article.body.text = std::string(body);
  article.body.runs = {{{0, size}, {0, size}}};
  const auto mentions = ExtractMentions(page);
  std::vector<std::string> names;
  for (const Mention& mention : mentions[0]) names.push_back(mention.text);
  return names;
}

TEST(PageTest, WhoSentATextOrReportsItIsNoMention) {
  EXPECT_THAT(NamesOnAPage("古树挂了牌。(贺若澜)"), IsEmpty());
  EXPECT_THAT(NamesOnAPage("古树挂了牌。(县林业局 贺若澜)"), ElementsAre("县林业局"));
  EXPECT_THAT(NamesOnAPage("云泽日报讯 镇里开会。"), IsEmpty());
  EXPECT_THAT(NamesOnAPage("路灯亮了。(石桥镇 贺若澜)"), ElementsAre("石桥镇", "贺若澜"))
      << "who writes a letter says where from";
}

TEST(PageTest, WhoReportsFromElsewhereAndWhoMadeThePageIsNoMention) {
  EXPECT_THAT(NamesOnAPage("云岭6月1日电(贺若澜 沈砚秋)路灯亮了。"), Not(testing::Contains("贺若澜")));
  EXPECT_THAT(NamesOnAPage("本报云岭6月1日讯记者贺若澜、沈砚秋报道:路灯亮了。"), Not(testing::Contains("沈砚秋")));
  EXPECT_THAT(NamesOnAPage("路灯亮了。\n责任编辑:贺若澜 校对:沈砚秋、陆望舒"), IsEmpty());
}

}  // namespace
}  // namespace jianbao::entities
