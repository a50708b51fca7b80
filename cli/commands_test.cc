// Commands from the command line to standard output, with the services replaced by mocks.
#include "cli/commands.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/client/mock_connection.h"
#include "libs/rpc/status.h"

namespace jianbao::cli {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Property;
using ::testing::Return;

class CommandsTest : public testing::Test {
 protected:
  CommandsTest() {
    folder_ =
        std::filesystem::temp_directory_path() /
        absl::StrCat("jianbao_cli_", getpid(), "_", testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  ~CommandsTest() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& content) {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }

  // Runs `jianbao arguments…`; what it printed is in out_ and err_.
  int Run(std::vector<std::string> arguments) {
    App app(
        [this](const Settings&) { return client::Connections{.ingest = ingest_, .query = query_, .index = index_}; });
    AddParseCommands(&app);
    AddIngestCommands(&app);
    AddRejectionCommands(&app);
    AddSearchCommands(&app);
    AddReadCommands(&app);
    AddEntityCommands(&app);
    AddCorrectionCommands(&app);
    AddOperatorCommands(&app);
    arguments.insert(arguments.begin(), "jianbao");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit_code = app.Main(static_cast<int>(argv.size()), argv.data());
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  std::filesystem::path folder_;
  std::string out_, err_;
  std::shared_ptr<client::MockIngestConnection> ingest_ = std::make_shared<client::MockIngestConnection>();
  std::shared_ptr<client::MockQueryConnection> query_ = std::make_shared<client::MockQueryConnection>();
  std::shared_ptr<client::MockIndexConnection> index_ = std::make_shared<client::MockIndexConnection>();
};

TEST_F(CommandsTest, AWrongCommandLineExitsWithTwo) {
  EXPECT_EQ(Run({}), kExitUsage);
  EXPECT_EQ(Run({"serach", "x"}), kExitUsage);
  EXPECT_EQ(Run({"search"}), kExitUsage);
  EXPECT_EQ(Run({"search", "\xff\xfe"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("query: not UTF-8"));
  EXPECT_EQ(Run({"search", "x", "--page_size=0"}), kExitUsage);
  EXPECT_EQ(Run({"search", "x", "--facet=colour"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("unknown facet \"colour\", want"));
  EXPECT_EQ(Run({"search", "x", "--ranking=colour=1"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("with one of headline, heads"));
  EXPECT_EQ(Run({"search", "x", "--ranking=headline=much"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("want a number"));
  EXPECT_EQ(Run({"search", "x", "--ranking=headline"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("want name=value"));
  EXPECT_EQ(Run({"search", "x", "--ranking=freshness=0.5"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("--ranking=reference_date=2023-12-31"));
  EXPECT_EQ(Run({"export", "x", "--ranking=headline"}), kExitUsage);
}

TEST_F(CommandsTest, AnEmptyValueTakesNothingFromTheNextWord) {
  EXPECT_EQ(Run({"search", "x", "--from=", "--to=2023-01-01"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("--from: \"\" is no day"));
  EXPECT_CALL(*query_, Search(_, _)).WillOnce([](const query::v1::SearchRequest& request, absl::Time) {
    EXPECT_EQ(request.query(), "海洋");
    EXPECT_EQ(request.publication(), "");
    return query::v1::SearchResponse();
  });
  EXPECT_EQ(Run({"search", "--publication=", "海洋"}), kExitOk);
}

TEST_F(CommandsTest, ADayThatIsNoneIsAWrongCommandLineEverywhere) {
  const std::string page = Write("a.txt", "page");
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"search", "x", "--from=2021-13-01"},
                                             {"search", "x", "--to=2021-3-1"},
                                             {"export", "x", "--from=yesterday"},
                                             {"issues", "--to=2021"},
                                             {"office", "县长", "--on=2021-02-30"},
                                             {"parse", page, "--date=tomorrow"},
                                             {"ingest", page, "--date=foo"},
                                             {"rejections", "retry", "rejections/0f3a", "--date=foo"}}) {
    EXPECT_EQ(Run(command), kExitUsage) << command[0];
    EXPECT_THAT(err_, HasSubstr("is no day, want YYYY-MM-DD")) << command[0];
  }
}

TEST_F(CommandsTest, NothingThatFitsIsAnAnswer) {
  EXPECT_CALL(*query_, Search(_, _)).WillRepeatedly(Return(query::v1::SearchResponse()));
  EXPECT_CALL(*query_, StreamSearch(_, _, _)).WillRepeatedly(Return(absl::OkStatus()));
  EXPECT_CALL(*query_, SimilarArticles(_, _)).WillRepeatedly(Return(query::v1::SimilarArticlesResponse()));
  EXPECT_CALL(*query_, Suggest(_, _)).WillRepeatedly(Return(query::v1::SuggestResponse()));
  EXPECT_CALL(*query_, ListIssues(_, _)).WillRepeatedly(Return(query::v1::ListIssuesResponse()));
  EXPECT_CALL(*query_, LookupEntities(_, _)).WillRepeatedly(Return(query::v1::LookupEntitiesResponse()));
  EXPECT_CALL(*query_, FindOfficeHolders(_, _)).WillRepeatedly(Return(query::v1::FindOfficeHoldersResponse()));
  EXPECT_CALL(*ingest_, ListRejections(_, _)).WillRepeatedly(Return(ingest::v1::ListRejectionsResponse()));
  EXPECT_CALL(*index_, ListCorrections(_, _)).WillRepeatedly(Return(index::v1::ListCorrectionsResponse()));
  EXPECT_CALL(*index_, ListBackups(_, _)).WillRepeatedly(Return(index::v1::ListBackupsResponse()));
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"search", "x"},
                                             {"export", "x"},
                                             {"similar", "publications/p/issues/2021-03-16/articles/1"},
                                             {"suggest", "x"},
                                             {"issues"},
                                             {"person", "无名"},
                                             {"org", "无名"},
                                             {"place", "无名", "--view=timeline"},
                                             {"entity", "无名", "--format=json"},
                                             {"office", "县长"},
                                             {"rejections", "list"},
                                             {"corrections", "list"},
                                             {"backup", "list"}}) {
    EXPECT_EQ(Run(command), kExitOk) << command[0];
  }
}

TEST_F(CommandsTest, AnUnknownCommandIsNamedWithTheOneThatWasMeant) {
  EXPECT_EQ(Run({"serach", "x"}), kExitUsage);
  EXPECT_EQ(err_, "jianbao: there is no command \"serach\", did you mean search? (see jianbao --help)\n");
  EXPECT_EQ(Run({"rejections", "drop"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("there is no command \"drop\", want one of list, show, retry, delete"));
  EXPECT_EQ(Run({"help", "serach"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("did you mean search?"));
  EXPECT_EQ(Run({"help", "rejections", "drop"}), kExitUsage);
}

TEST_F(CommandsTest, AnUnknownOptionIsNamedWithTheOneThatWasMeant) {
  EXPECT_EQ(Run({"search", "电梯", "--page-size=1"}), kExitUsage);
  EXPECT_EQ(err_, "jianbao: there is no option --page-size, did you mean --page_size? (see jianbao search --help)\n");
  EXPECT_EQ(Run({"search", "电梯", "--forma=json"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("did you mean --format?"));
  EXPECT_EQ(Run({"search", "--query=电梯"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("there is no option --query (see jianbao search --help)"));
}

TEST_F(CommandsTest, AnAddressHasAHostAndAPort) {
  EXPECT_EQ(Run({"search", "电梯", "--query_address=127.0.0.1"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("\"127.0.0.1\" is no address of a service, want host:port"));
  EXPECT_EQ(Run({"search", "电梯", "--query_address=http://127.0.0.1:50053"}), kExitUsage);
}

TEST_F(CommandsTest, AGroupAndItsCommandsShowTheExamplesThatFit) {
  EXPECT_EQ(Run({"backup", "--help"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("Examples:\n  jianbao backup create --timeout=1h\n  jianbao backup list\n"),
                          Not(HasSubstr("jianbao parse"))));
  EXPECT_EQ(Run({"corrections", "--help"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("jianbao corrections revoke corrections/3"), Not(HasSubstr("backup"))));
  EXPECT_EQ(Run({"rejections", "retry", "--help"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("Example:\n  jianbao rejections retry"), Not(HasSubstr("rejections list"))));
}

TEST_F(CommandsTest, AQueryWhoseQuotesWereForgottenIsToldSo) {
  EXPECT_EQ(Run({"search", "秸秆", "禁烧"}), kExitUsage);
  EXPECT_EQ(err_, "jianbao: a query of several words is quoted: jianbao search '… 禁烧' (see jianbao search --help)\n");
}

TEST_F(CommandsTest, HelpIsACommandToo) {
  EXPECT_EQ(Run({"help"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("rejections"));
  EXPECT_EQ(Run({"help", "office"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("县委书记, not 书记"));
}

TEST_F(CommandsTest, AQueryThatBeginsWithAMinusStandsBehindTwo) {
  EXPECT_EQ(Run({"search", "-会议 春耕"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("a query that begins with - is quoted and comes last, behind all options and --: "
                              "jianbao search [options] -- '-会议"));
  EXPECT_CALL(*query_, Search(Property(&query::v1::SearchRequest::query, "-会议 春耕"), _))
      .WillOnce(Return(query::v1::SearchResponse()));
  EXPECT_EQ(Run({"search", "--", "-会议 春耕"}), kExitOk);
}

TEST_F(CommandsTest, AnOptionOfAGroupHasAnEnvironmentVariableOfItsOwn) {
  EXPECT_EQ(Run({"rejections", "list", "--help"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("JIANBAO_REJECTIONS_LIST_PAGE_SIZE"));
  EXPECT_EQ(Run({"corrections", "list", "--help"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("JIANBAO_CORRECTIONS_LIST_PAGE_SIZE"));
}

TEST_F(CommandsTest, AnExportHasTabsBetweenDateHeadlineAndName) {
  EXPECT_CALL(*query_, StreamSearch(_, _, _))
      .WillOnce([](const query::v1::StreamSearchRequest&, absl::Time,
                   const std::function<bool(const query::v1::StreamSearchResponse&)>& sink) {
        query::v1::StreamSearchResponse response;
        auto* article = response.mutable_hit()->mutable_article();
        article->set_publish_date("2023-12-05");
        article->set_headline("春耕\t开始");
        article->set_name("publications/p/issues/2023-12-05/articles/1");
        sink(response);
        return absl::OkStatus();
      });
  EXPECT_EQ(Run({"export", "春耕"}), kExitOk);
  EXPECT_EQ(out_, "2023-12-05\t春耕 开始\tpublications/p/issues/2023-12-05/articles/1\n");
}

TEST_F(CommandsTest, AnExportHoldsWhatWasAskedForUnlessMoreIsWanted) {
  std::vector<query::v1::MatchMode> modes;
  EXPECT_CALL(*query_, StreamSearch(_, _, _))
      .Times(2)
      .WillRepeatedly([&](const query::v1::StreamSearchRequest& request, absl::Time,
                          const std::function<bool(const query::v1::StreamSearchResponse&)>&) {
        modes.push_back(request.search().match_mode());
        return absl::OkStatus();
      });
  EXPECT_EQ(Run({"export", "春耕"}), kExitOk);
  EXPECT_THAT(err_, HasSubstr("--match=auto"));
  EXPECT_EQ(Run({"export", "春耕", "--match=auto"}), kExitOk);
  EXPECT_THAT(modes, testing::ElementsAre(query::v1::EXACT, query::v1::AUTO));
}

TEST_F(CommandsTest, AnIssueIsLookedAtAndDeleted) {
  type::v1::Issue issue;
  issue.set_name("publications/p/issues/2021-03-16");
  issue.set_source_uri("/p/a.txt");
  issue.add_articles();
  EXPECT_CALL(*query_, GetIssue(_, _))
      .WillOnce(Return(issue))
      .WillOnce(Return(Error(absl::StatusCode::kNotFound, "ISSUE_NOT_FOUND", "no such issue")));
  index::v1::DeleteIssueRequest sent;
  EXPECT_CALL(*index_, DeleteIssue(_, _))
      .WillOnce(testing::DoAll(testing::SaveArg<0>(&sent), Return(index::v1::DeleteIssueResponse())));
  EXPECT_EQ(Run({"delete", "publications/p/issues/2021-03-16"}), kExitOk);
  EXPECT_EQ(out_, "removed publications/p/issues/2021-03-16  1 article  /p/a.txt\n");
  EXPECT_EQ(sent.name(), "publications/p/issues/2021-03-16");
  EXPECT_TRUE(sent.allow_missing());
  EXPECT_FALSE(sent.request_id().empty());
  EXPECT_EQ(Run({"delete", "publications/p/issues/2021-03-16"}), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("ISSUE_NOT_FOUND"));
}

TEST_F(CommandsTest, ARejectionIsLookedAtAndDeleted) {
  ingest::v1::Rejection rejection;
  rejection.set_name("rejections/0f3a");
  rejection.set_source_uri("/p/a.txt");
  EXPECT_CALL(*ingest_, GetRejection(Property(&ingest::v1::GetRejectionRequest::name, "rejections/0f3a"), _))
      .WillOnce(Return(rejection))
      .WillOnce(Return(Error(absl::StatusCode::kNotFound, "REJECTION_NOT_FOUND", "no such rejection")));
  EXPECT_CALL(*ingest_, DeleteRejection(Property(&ingest::v1::DeleteRejectionRequest::name, "rejections/0f3a"), _))
      .WillOnce(Return(ingest::v1::DeleteRejectionResponse()));
  EXPECT_EQ(Run({"rejections", "delete", "rejections/0f3a"}), kExitOk);
  EXPECT_EQ(out_, "removed rejections/0f3a  /p/a.txt\n");
  EXPECT_EQ(Run({"rejections", "delete", "rejections/0f3a"}), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("REJECTION_NOT_FOUND"));
}

TEST_F(CommandsTest, WhatIsWrongWithAnOptionOfIngestIsSaidBeforeAFileIsSent) {
  const std::string page = Write("a.txt", "page");
  for (const std::string flag : {"--edition=A B", "--encoding=latin1"}) {
    EXPECT_EQ(Run({"ingest", page, flag}), kExitUsage) << flag;
    EXPECT_THAT(err_, AnyOf(HasSubstr("EDITION_MALFORMED"), HasSubstr("ENCODING_UNKNOWN")));
    EXPECT_EQ(Run({"rejections", "retry", "rejections/0f3a", flag}), kExitUsage) << flag;
  }
}

TEST_F(CommandsTest, SearchSendsEveryOption) {
  query::v1::SearchRequest sent;
  EXPECT_CALL(*query_, Search(_, _)).WillOnce([&](const query::v1::SearchRequest& request, absl::Time) {
    sent = request;
    return query::v1::SearchResponse();
  });
  EXPECT_EQ(
      Run({"search", "秸秆", "--from=2021-01-01", "--to=2021-12-31", "--publication=jin-ri-qing-he", "--match=exact",
           "--sort=newest", "--page_size=5", "--facet=org", "--facet=column", "--min_revision=7", "--exact_total",
           "--ranking=headline=3.5", "--ranking=half_life_days=90", "--ranking=reference_date=2021-12-31"}),
      kExitOk);
  EXPECT_EQ(sent.query(), "秸秆");
  EXPECT_EQ(sent.publication(), "publications/jin-ri-qing-he");
  EXPECT_EQ(sent.match_mode(), query::v1::EXACT);
  EXPECT_EQ(sent.sort_order(), query::v1::NEWEST);
  ASSERT_EQ(sent.facets_size(), 2);
  EXPECT_EQ(sent.facets(0).key(), type::v1::KeywordNode::ORGANIZATION);
  EXPECT_EQ(sent.min_revision(), 7);
  EXPECT_EQ(sent.earliest(), "2021-01-01");
  EXPECT_EQ(sent.latest(), "2021-12-31");
  EXPECT_EQ(sent.page_size(), 5);
  EXPECT_TRUE(sent.exact_total());
  EXPECT_EQ(sent.ranking().headline(), 3.5F);
  EXPECT_EQ(sent.ranking().half_life_days(), 90);
  EXPECT_EQ(sent.ranking().reference_date(), "2021-12-31");
  EXPECT_FALSE(sent.ranking().has_body());
}

TEST_F(CommandsTest, ANewspaperIsNamedByItsTitleOrItsId) {
  std::vector<std::string> searched, listed;
  EXPECT_CALL(*query_, Search(_, _)).WillRepeatedly([&](const query::v1::SearchRequest& request, absl::Time) {
    searched.push_back(request.publication());
    return query::v1::SearchResponse();
  });
  EXPECT_CALL(*query_, ListIssues(_, _)).WillRepeatedly([&](const query::v1::ListIssuesRequest& request, absl::Time) {
    listed.push_back(request.parent());
    return query::v1::ListIssuesResponse();
  });
  for (const std::string paper : {"今日青禾", "jin-ri-qing-he", "publications/jin-ri-qing-he"}) {
    EXPECT_EQ(Run({"search", "x", "--publication=" + paper}), kExitOk);
    EXPECT_EQ(Run({"issues", "--publication=" + paper}), kExitOk);
  }
  EXPECT_EQ(Run({"issues"}), kExitOk);
  const std::string name = "publications/jin-ri-qing-he";
  EXPECT_THAT(searched, testing::ElementsAre(name, name, name));
  EXPECT_THAT(listed, testing::ElementsAre(name, name, name, ""));
}

TEST_F(CommandsTest, JsonPrintsEveryPrimitiveFieldAndEnumsByName) {
  query::v1::SearchResponse response;
  response.mutable_total()->set_relation(query::v1::Total::EXACT);
  EXPECT_CALL(*query_, Search(_, _)).WillOnce(Return(response));
  EXPECT_EQ(Run({"search", "x", "--format=json"}), kExitOk);
  EXPECT_THAT(out_,
              AllOf(HasSubstr("\"value\": \"0\""), HasSubstr("\"relation\": \"EXACT\""), HasSubstr("\"hits\": []")));
}

TEST_F(CommandsTest, AnErrorOfTheServiceIsPrintedAndExitsWithOne) {
  EXPECT_CALL(*query_, GetArticle(_, _))
      .WillOnce(Return(Error(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND", "no such article")));
  EXPECT_EQ(Run({"article", "publications/p/issues/2021-03-16/articles/9"}), kExitFailed);
  EXPECT_EQ(err_,
            "jianbao: NOT_FOUND ARTICLE_NOT_FOUND: no such article; jianbao issue lists the articles of an issue\n");
  EXPECT_EQ(out_, "");
}

TEST_F(CommandsTest, ASearchWhileTheServiceIsDownSaysOnceThatItTriesAgain) {
  const absl::Status down = Error(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE", "the index is down");
  EXPECT_CALL(*query_, Search(_, _))
      .WillOnce(Return(down))
      .WillOnce(Return(down))
      .WillOnce(Return(query::v1::SearchResponse()));
  EXPECT_EQ(Run({"search", "x", "--timeout=20s"}), kExitOk);
  EXPECT_EQ(err_, "jianbao: the index is down; trying again for up to 20s\n");
}

TEST_F(CommandsTest, APersonIsLookedUpByNameAndShownInFull) {
  query::v1::LookupEntitiesResponse found;
  found.add_entities()->set_name("entities/person/1");
  type::v1::Entity whole;
  whole.set_display_name("贺若澜");
  whole.add_titles()->set_title("县长");
  whole.mutable_titles(0)->add_articles("publications/p/issues/2021-03-16/articles/3");
  query::v1::BatchGetArticlesResponse proofs;
  proofs.add_articles()->set_name("publications/p/issues/2021-03-16/articles/3");
  proofs.mutable_articles(0)->set_headline("春耕现场会");
  EXPECT_CALL(*query_, LookupEntities(Property(&query::v1::LookupEntitiesRequest::text, "贺若澜"), _))
      .WillOnce(Return(found));
  EXPECT_CALL(*query_, GetEntity(Property(&query::v1::GetEntityRequest::name, "entities/person/1"), _))
      .WillOnce(Return(whole));
  EXPECT_CALL(*query_, BatchGetArticles(_, _)).WillOnce(Return(proofs));
  EXPECT_EQ(Run({"person", "贺若澜"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("县长"), HasSubstr("春耕现场会  publications/p")));
}

TEST_F(CommandsTest, AViewOfAPersonIsThatOfTheOneFoundByName) {
  query::v1::LookupEntitiesResponse found;
  found.add_entities()->set_name("entities/person/1");
  found.add_entities()->set_name("entities/person/2");
  EXPECT_CALL(*query_, LookupEntities(_, _)).WillRepeatedly(Return(found));
  query::v1::EntityTimeline timeline;
  timeline.mutable_entity()->set_display_name("贺若澜");
  EXPECT_CALL(*query_, GetEntityTimeline(Property(&query::v1::GetEntityTimelineRequest::name, "entities/person/1"), _))
      .WillOnce(Return(timeline));
  EXPECT_EQ(Run({"person", "贺若澜", "--view=timeline"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("贺若澜"));
  EXPECT_THAT(err_, HasSubstr("the most often named of several"));
  EXPECT_CALL(*query_, ListMentions(AllOf(Property(&query::v1::ListMentionsRequest::page_size, 5),
                                          Property(&query::v1::ListMentionsRequest::page_token, "t")),
                                    _))
      .WillOnce(Return(query::v1::ListMentionsResponse()));
  EXPECT_EQ(Run({"person", "贺若澜", "--view=mentions", "--page_size=5", "--page_token=t"}), kExitOk);
  EXPECT_CALL(*query_, ListRelatedEntities(_, _)).WillOnce(Return(query::v1::ListRelatedEntitiesResponse()));
  EXPECT_EQ(Run({"person", "entities/person/1", "--view=related"}), kExitOk);
}

TEST_F(CommandsTest, OfficeAsksForOneDayOrARange) {
  query::v1::FindOfficeHoldersRequest sent;
  EXPECT_CALL(*query_, FindOfficeHolders(_, _))
      .WillRepeatedly([&](const query::v1::FindOfficeHoldersRequest& request, absl::Time) {
        sent = request;
        return query::v1::FindOfficeHoldersResponse();
      });
  EXPECT_EQ(Run({"office", "县长", "--on=2021-03-16", "--organization=青禾县"}), kExitOk);
  EXPECT_EQ(sent.title(), "县长");
  EXPECT_EQ(sent.organization(), "青禾县");
  EXPECT_EQ(sent.earliest(), "2021-03-16");
  EXPECT_EQ(sent.latest(), "2021-03-16");
  EXPECT_EQ(Run({"office", "县长", "--from=2021-03-16", "--page_size=7"}), kExitOk);
  EXPECT_EQ(sent.earliest(), "2021-03-16");
  EXPECT_FALSE(sent.has_latest());
  EXPECT_EQ(sent.page_size(), 7);
  EXPECT_EQ(err_, "");
  EXPECT_EQ(Run({"office", "书记"}), kExitOk);
  EXPECT_THAT(err_, HasSubstr("try 县委书记"));
  EXPECT_EQ(Run({"office", "县长", "--on=2021-03-16", "--to=2021-03-17"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("--on is one day"));
}

TEST_F(CommandsTest, NobodyFoundIsSaid) {
  EXPECT_CALL(*query_, LookupEntities(_, _)).WillRepeatedly(Return(query::v1::LookupEntitiesResponse()));
  EXPECT_EQ(Run({"person", "无名"}), kExitOk);
  EXPECT_THAT(err_, HasSubstr("nobody and nothing named 无名"));
  EXPECT_EQ(Run({"person", "无名", "--format=json"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("\"entities\": []"));
}

TEST_F(CommandsTest, AnEntityNamedOutrightThatIsNotThereIsAFailure) {
  EXPECT_CALL(*query_, GetEntity(_, _))
      .WillOnce(Return(Error(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND", "no such entity")));
  EXPECT_EQ(Run({"person", "entities/person/0a"}), kExitFailed);
}

TEST_F(CommandsTest, APlaceIsShownWithItsMonthsCompanyAndArticles) {
  query::v1::LookupEntitiesResponse found;
  found.add_entities()->set_name("entities/place/1");
  type::v1::Entity whole;
  whole.set_name("entities/place/1");
  whole.set_kind(type::v1::Mention::PLACE);
  whole.set_display_name("青禾县");
  EXPECT_CALL(*query_, LookupEntities(_, _)).WillRepeatedly(Return(found));
  EXPECT_CALL(*query_, GetEntity(_, _)).WillRepeatedly(Return(whole));
  query::v1::EntityTimeline timeline;
  timeline.add_months()->set_month("2021-03");
  timeline.mutable_months(0)->set_mention_count(4);
  query::v1::ListRelatedEntitiesResponse related;
  related.add_entities()->mutable_entity()->set_display_name("贺若澜");
  related.mutable_entities(0)->set_weight(2);
  query::v1::ListMentionsResponse mentions;
  mentions.add_mentions()->set_headline("春耕现场会");
  mentions.set_next_page_token("t");
  EXPECT_CALL(*query_, GetEntityTimeline(Property(&query::v1::GetEntityTimelineRequest::name, "entities/place/1"), _))
      .Times(2)
      .WillRepeatedly(Return(timeline));
  EXPECT_CALL(*query_, ListRelatedEntities(_, _)).Times(2).WillRepeatedly(Return(related));
  EXPECT_CALL(*query_, ListMentions(_, _))
      .WillOnce(Return(mentions))
      .WillOnce(Return(Error(absl::StatusCode::kInternal, "INTERNAL", "broken")));
  EXPECT_EQ(Run({"place", "青禾县"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("named, by month\n  2021-03"), HasSubstr("named with\n  贺若澜"),
                          HasSubstr("undated  春耕现场会"), HasSubstr("more: --view=mentions")));
  EXPECT_EQ(Run({"place", "entities/place/1"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("named with"), Not(HasSubstr("articles, oldest first"))));
}

TEST_F(CommandsTest, WhatBearsANameThatIsNobodysIsSaid) {
  query::v1::LookupEntitiesResponse place;
  place.add_entities()->set_kind(type::v1::Mention::PLACE);
  EXPECT_CALL(*query_, LookupEntities(_, _))
      .WillRepeatedly([&](const query::v1::LookupEntitiesRequest& request, absl::Time) {
        return request.kinds().empty() ? place : query::v1::LookupEntitiesResponse();
      });
  EXPECT_EQ(Run({"person", "青禾县"}), kExitOk);
  EXPECT_THAT(err_, HasSubstr("青禾县 is no person: jianbao place 青禾县"));

  query::v1::LookupEntitiesResponse person;
  person.add_entities()->set_kind(type::v1::Mention::PERSON);
  EXPECT_CALL(*query_, LookupEntities(_, _))
      .WillRepeatedly([&](const query::v1::LookupEntitiesRequest& request, absl::Time) {
        return request.title().empty() ? person : query::v1::LookupEntitiesResponse();
      });
  EXPECT_EQ(Run({"person", "贺若澜", "--title=局长"}), kExitOk);
  EXPECT_THAT(err_, HasSubstr("nobody named 贺若澜 has a title that contains 局长"));
}

TEST_F(CommandsTest, AReporterWhomNoTextNamesIsFoundInBylines) {
  EXPECT_CALL(*query_, LookupEntities(_, _)).WillRepeatedly(Return(query::v1::LookupEntitiesResponse()));
  query::v1::SearchResponse response;
  response.mutable_total()->set_value(3);
  EXPECT_CALL(*query_, Search(Property(&query::v1::SearchRequest::query, "记者:骆书瑶"), _)).WillOnce(Return(response));
  EXPECT_EQ(Run({"person", "骆书瑶"}), kExitOk);
  EXPECT_THAT(err_, HasSubstr("in bylines: jianbao search 记者:骆书瑶"));
}

TEST_F(CommandsTest, NamesThatOnlyBeginAsAskedAreSaidToDoSo) {
  query::v1::LookupEntitiesResponse longer;
  longer.add_entities()->set_name("entities/person/1");
  EXPECT_CALL(*query_, LookupEntities(_, _))
      .WillOnce(Return(query::v1::LookupEntitiesResponse()))
      .WillOnce(Return(longer));
  EXPECT_CALL(*query_, GetEntity(_, _)).WillOnce(Return(type::v1::Entity()));
  EXPECT_EQ(Run({"person", "沈"}), kExitOk);
  EXPECT_THAT(err_, HasSubstr("no name is exactly 沈; shown are names that begin so"));
}

TEST_F(CommandsTest, SuggestShowsNamesWithPostsAndAsksForWhatTheFlagsSay) {
  query::v1::SuggestRequest asked;
  query::v1::SuggestResponse response;
  auto* person = response.add_suggestions();
  person->set_text("贺若澜");
  person->set_note("县长");
  person->set_kind(type::v1::Mention::PERSON);
  person->set_article_count(12);
  EXPECT_CALL(*query_, Suggest(_, _))
      .Times(2)
      .WillRepeatedly(testing::DoAll(testing::SaveArg<0>(&asked), Return(response)));
  EXPECT_EQ(Run({"suggest", "hrl", "--limit=5", "--min_revision=7"}), kExitOk);
  EXPECT_EQ(asked.prefix(), "hrl");
  EXPECT_EQ(asked.limit(), 5);
  EXPECT_EQ(asked.min_revision(), 7);
  EXPECT_THAT(out_, HasSubstr("贺若澜  县长  12 articles"));
  EXPECT_EQ(Run({"suggest", "hrl", "--format=json"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("\"note\": \"县长\""));
}

TEST_F(CommandsTest, SuggestFailsAsTheServiceSays) {
  EXPECT_CALL(*query_, Suggest(_, _))
      .WillOnce(Return(Error(absl::StatusCode::kInvalidArgument, "ENTITY_TEXT_MALFORMED", "want 1 to 64 characters")));
  EXPECT_EQ(Run({"suggest", ""}), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("want 1 to 64 characters"));
  EXPECT_EQ(Run({"suggest", "he", "--limit=51"}), kExitUsage);
}

// Answers every request at once: "bad" in the content is rejected, the rest stored under its path.
class EchoStream final : public client::IngestStream {
 public:
  bool Write(const ingest::v1::IngestIssuesRequest& request) override {
    absl::MutexLock lock(&mutex_);
    requests_.push_back(request.request());
    return true;
  }
  void WritesDone() override {
    absl::MutexLock lock(&mutex_);
    done_ = true;
  }
  bool Read(ingest::v1::IngestIssuesResponse* response) override {
    absl::MutexLock lock(&mutex_);
    const auto ready = [this] { return done_ || answered_ < requests_.size(); };
    mutex_.Await(absl::Condition(&ready));
    if (answered_ == requests_.size()) return false;
    const auto& request = requests_[answered_++];
    response->Clear();
    if (request.content() == "bad") {
      *response->mutable_error() =
          rpc::ToProto(Error(absl::StatusCode::kInvalidArgument, "TEXT_BINARY", "the file is binary")
                           .With("rejection", "rejections/0f3a"));
    } else if (request.content() == "full") {
      *response->mutable_error() =
          rpc::ToProto(Error(absl::StatusCode::kResourceExhausted, "QUARANTINE_FULL", "no room"));
    } else if (request.content() == "untitled") {
      response->mutable_response()->set_issue("publications/unknown/issues/2021-03-16:0f3a");
      response->mutable_response()->set_outcome(ingest::v1::IngestIssueResponse::UNCHANGED);
    } else {
      response->mutable_response()->set_issue("publications/p/issues/2021-03-16");
      response->mutable_response()->set_outcome(ingest::v1::IngestIssueResponse::CREATED);
      response->mutable_response()->set_article_count(3);
    }
    return true;
  }
  void Cancel() override {}
  absl::Status Finish() override { return absl::OkStatus(); }

 private:
  absl::Mutex mutex_;
  std::vector<ingest::v1::IngestIssueRequest> requests_;
  size_t answered_ = 0;
  bool done_ = false;
};

TEST_F(CommandsTest, IngestTakesFoldersAndSaysWhatBecameOfEachFile) {
  Write("a.txt", "page");
  Write("sub/b.txt", "page");
  Write("notes.md", "not an issue");
  EXPECT_CALL(*ingest_, IngestIssues()).WillOnce([] { return std::make_unique<EchoStream>(); });
  EXPECT_EQ(Run({"ingest", folder_.string()}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("created    publications/p/issues/2021-03-16  3 articles"), HasSubstr("b.txt")));
  EXPECT_EQ(err_, "jianbao: 2 issues, 6 articles stored\n");
}

TEST_F(CommandsTest, ARejectedFileMakesIngestFailButNotTheOthers) {
  Write("a.txt", "bad");
  Write("b.txt", "page");
  EXPECT_CALL(*ingest_, IngestIssues()).WillOnce([] { return std::make_unique<EchoStream>(); });
  EXPECT_EQ(Run({"ingest", folder_.string()}), kExitFailed);
  EXPECT_THAT(out_, HasSubstr("b.txt"));
  EXPECT_THAT(err_, AllOf(HasSubstr("INVALID_ARGUMENT TEXT_BINARY: "), HasSubstr("a.txt: the file is binary"),
                          HasSubstr("1 issue, 3 articles stored; 1 rejected, see jianbao rejections list")));
}

TEST_F(CommandsTest, OfFilesThatAreOnlyCheckedTheSecondOfANameIsRefused) {
  Write("a.txt", "page");
  Write("b.txt", "page");  // the same file again: it would be unchanged
  Write("c.txt", "another page");
  EXPECT_CALL(*ingest_, IngestIssues()).WillRepeatedly([] { return std::make_unique<EchoStream>(); });
  EXPECT_EQ(Run({"ingest", folder_.string(), "--validate_only"}), kExitFailed);
  EXPECT_THAT(err_, AllOf(HasSubstr("ISSUE_NAME_TAKEN"),
                          HasSubstr("c.txt: publications/p/issues/2021-03-16 is the name "
                                    "of"),
                          HasSubstr("2 issues, 6 articles checked; 1 rejected\n")));
  EXPECT_EQ(Run({"ingest", folder_.string(), "--validate_only", "--replace_existing"}), kExitOk);
}

TEST_F(CommandsTest, OnlyFilesThatWereKeptAreSaidToBeInQuarantine) {
  Write("a.txt", "full");
  EXPECT_CALL(*ingest_, IngestIssues()).WillOnce([] { return std::make_unique<EchoStream>(); });
  EXPECT_EQ(Run({"ingest", folder_.string()}), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("0 issues, 0 articles stored; 1 rejected\n"));
}

TEST_F(CommandsTest, AnIssueWithoutANewspapersNameIsToldHowToGetOne) {
  Write("a.txt", "untitled");
  EXPECT_CALL(*ingest_, IngestIssues()).WillOnce([] { return std::make_unique<EchoStream>(); });
  EXPECT_EQ(Run({"ingest", folder_.string()}), kExitOk);
  EXPECT_THAT(err_, AllOf(HasSubstr("0 issues, 0 articles stored; 1 unchanged"),
                          HasSubstr("1 issue names no newspaper: jianbao delete what was stored under"),
                          HasSubstr("--publication=TITLE")));
}

TEST_F(CommandsTest, IngestPrintsOneJsonLineAFile) {
  Write("a.txt", "page");
  Write("b.txt", "page");
  EXPECT_CALL(*ingest_, IngestIssues()).WillOnce([] { return std::make_unique<EchoStream>(); });
  EXPECT_EQ(Run({"ingest", folder_.string(), "--format=json"}), kExitOk);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 2);
  EXPECT_THAT(out_, HasSubstr("{\"index\":\"1\",\"response\":{"));
}

TEST_F(CommandsTest, PathsThatAreNotThereOrHoldNothingAreNamed) {
  EXPECT_EQ(Run({"ingest", (folder_ / "nowhere").string()}), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("NOT_FOUND FILE_NOT_FOUND: cannot read " + (folder_ / "nowhere").string()));
  EXPECT_EQ(Run({"ingest", folder_.string()}), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("NO_ISSUE_FILES: no *.txt file in"));
}

TEST_F(CommandsTest, ParsePrintsJsonOfThePageWithoutAnyServer) {
  const std::string path = Write("page.txt", "青禾县召开春耕现场会\n本报讯 3月15日,全县春耕现场会召开。\n");
  EXPECT_EQ(Run({"parse", path, "--date=2021-03-16"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("\"publishDate\": \"2021-03-16\""), HasSubstr("\"dateSource\": \"SUPPLIED\""),
                          HasSubstr("\"articles\": [")));
  EXPECT_EQ(Run({"parse", path, "--format=text"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("── the file as printed: line, article.piece, role, text"));
}

TEST_F(CommandsTest, FilesThatCannotBeParsedAreNamedWithTheReason) {
  EXPECT_EQ(Run({"parse", Write("empty.txt", "")}), kExitFailed);
  EXPECT_THAT(err_, AllOf(HasSubstr("TEXT_EMPTY"), HasSubstr("empty.txt")));
  EXPECT_EQ(Run({"parse", Write("x.txt", "x"), "--encoding=klingon"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("ENCODING_UNKNOWN"));
  EXPECT_EQ(Run({"parse", folder_.string()}), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("FILE_NOT_REGULAR"));
}

TEST_F(CommandsTest, MentionsPrintsOneArrayALine) {
  const std::string path = Write("lines.txt", "第一句\n\n第三句");
  EXPECT_EQ(Run({"mentions", path}), kExitOk);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 3);
  EXPECT_EQ(out_[0], '[');
  EXPECT_EQ(Run({"mentions", Write("bad.txt", "ok\n\xff\n")}), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("bad.txt: line 2 is not UTF-8"));
}

TEST_F(CommandsTest, PeopleAreMergedByNameWithReasonAndAuthor) {
  query::v1::LookupEntitiesResponse first, second;
  first.add_entities()->set_name("entities/person/aa");
  second.add_entities()->set_name("entities/person/bb");
  EXPECT_CALL(*query_, LookupEntities(Property(&query::v1::LookupEntitiesRequest::text, "贺若澜"), _))
      .WillOnce(Return(first));
  EXPECT_CALL(*query_, LookupEntities(Property(&query::v1::LookupEntitiesRequest::text, "贺若谰"), _))
      .WillOnce(Return(second));
  index::v1::MergeEntitiesRequest sent;
  type::v1::Entity merged;
  merged.set_display_name("贺若澜");
  EXPECT_CALL(*index_, MergeEntities(_, _)).WillOnce(testing::DoAll(testing::SaveArg<0>(&sent), Return(merged)));
  EXPECT_EQ(Run({"merge", "贺若澜", "贺若谰", "entities/person/cc", "--reason=misread", "--author=lin"}), kExitOk);
  EXPECT_EQ(sent.target(), "entities/person/aa");
  EXPECT_THAT(sent.sources(), testing::ElementsAre("entities/person/bb", "entities/person/cc"));
  EXPECT_EQ(sent.reason(), "misread");
  EXPECT_EQ(sent.author(), "lin");
  EXPECT_FALSE(sent.request_id().empty());
  EXPECT_THAT(out_, HasSubstr("贺若澜"));
}

TEST_F(CommandsTest, ANameOfSeveralPeopleIsNotMerged) {
  query::v1::LookupEntitiesResponse found;
  found.add_entities()->set_name("entities/person/aa");
  found.add_entities()->set_name("entities/person/ab");
  EXPECT_CALL(*query_, LookupEntities(_, _)).WillOnce(Return(found));
  EXPECT_EQ(Run({"merge", "贺若澜", "entities/person/cc"}), kExitFailed);
  EXPECT_THAT(err_, AllOf(HasSubstr("PERSON_AMBIGUOUS"), HasSubstr("entities/person/ab")));
}

TEST_F(CommandsTest, SplitsAndCorrectionsAreSentAndShown) {
  index::v1::SplitEntitiesRequest sent;
  index::v1::SplitEntitiesResponse split;
  split.add_entities()->set_display_name("贺若澜");
  EXPECT_CALL(*index_, SplitEntities(_, _)).WillOnce(testing::DoAll(testing::SaveArg<0>(&sent), Return(split)));
  EXPECT_EQ(Run({"split", "entities/person/aa", "--alias=贺若谰", "--alias=贺若兰", "--article=publications/p"}),
            kExitOk);
  EXPECT_THAT(sent.aliases(), testing::ElementsAre("贺若谰", "贺若兰"));
  EXPECT_THAT(sent.articles(), testing::ElementsAre("publications/p"));

  index::v1::ListCorrectionsResponse list;
  auto* merge = list.add_corrections();
  merge->set_name("corrections/1");
  merge->set_kind(index::v1::Correction::MERGE);
  merge->add_subjects()->set_text("贺若谰");
  merge->mutable_target()->set_text("贺若澜");
  merge->set_reason("misread");
  merge->set_revoked(true);
  EXPECT_CALL(*index_, ListCorrections(_, _)).WillRepeatedly(Return(list));
  EXPECT_EQ(Run({"corrections", "list"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("corrections/1"), HasSubstr("贺若谰 everywhere is 贺若澜 everywhere"),
                          HasSubstr("misread"), HasSubstr("taken back")));
  EXPECT_EQ(Run({"corrections", "list", "--format=json"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("\"kind\": \"MERGE\""));

  index::v1::Correction revocation;
  revocation.set_name("corrections/2");
  revocation.set_kind(index::v1::Correction::REVOCATION);
  revocation.set_revokes("corrections/1");
  EXPECT_CALL(*index_, RevokeCorrection(Property(&index::v1::RevokeCorrectionRequest::name, "corrections/1"), _))
      .WillOnce(Return(revocation));
  EXPECT_EQ(Run({"corrections", "revoke", "corrections/1"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("takes back corrections/1"));
}

TEST_F(CommandsTest, BackupsOfAllPagesAreListedAndDamageIsShown) {
  index::v1::ListBackupsResponse first, second;
  first.add_backups()->set_name("backups/1");
  first.add_damaged("backups/3");
  first.set_next_page_token("1");
  second.add_backups()->set_name("backups/2");
  EXPECT_CALL(*index_, ListBackups(Property(&index::v1::ListBackupsRequest::page_token, ""), _))
      .WillOnce(Return(first));
  EXPECT_CALL(*index_, ListBackups(Property(&index::v1::ListBackupsRequest::page_token, "1"), _))
      .WillOnce(Return(second));
  EXPECT_EQ(Run({"backup", "list"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("backups/1"), HasSubstr("backups/2"), HasSubstr("backups/3  misses files")));

  index::v1::VerifyBackupResponse faults;
  faults.add_faults("shared_checksum/1.sst: damaged");
  EXPECT_CALL(*index_, VerifyBackup(_, _)).WillOnce(Return(faults));
  EXPECT_EQ(Run({"backup", "verify", "backups/1"}), kExitFailed);
  EXPECT_THAT(out_, HasSubstr("1.sst"));
  EXPECT_CALL(*index_, DeleteBackup(Property(&index::v1::DeleteBackupRequest::name, "backups/1"), _))
      .WillOnce(Return(index::v1::DeleteBackupResponse()));
  EXPECT_EQ(Run({"backup", "delete", "backups/1"}), kExitOk);
  EXPECT_EQ(out_, "backups/1 is not there any more\n");

  index::v1::CompactResponse compacted;
  compacted.set_size_bytes_before(3 << 20);
  compacted.set_size_bytes(1 << 20);
  EXPECT_CALL(*index_, Compact(_, _)).WillOnce(Return(compacted));
  EXPECT_EQ(Run({"compact"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("compacted: "));
}

TEST_F(CommandsTest, StatsAreShown) {
  index::v1::Statistics statistics;
  statistics.set_article_count(1234);
  EXPECT_CALL(*index_, GetStatistics(_, _)).WillOnce(Return(statistics));
  EXPECT_EQ(Run({"stats"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("articles  1,234"));
}

}  // namespace
}  // namespace jianbao::cli
