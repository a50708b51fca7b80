#include "services/ingest/pipeline.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/support/process.h"

namespace jianbao::ingest {
namespace {

constexpr char kPage[] =
    "县里召开春耕动员会\n\n"
    "本报讯(记者柳一鸣)3月15日,全县春耕动员会召开。副县长沈砚秋在会上强调,要抢抓农时,备足种子和农资。\n";

// Remembers what it was given and answers as it is told.
class RecordingSink final : public IndexSink {
 public:
  absl::StatusOr<index::v1::ApplyIssueResponse> Apply(const index::v1::ApplyIssueRequest& request,
                                                      const rpc::CallContext&) override {
    requests.push_back(request);
    if (!status.ok()) return status;
    index::v1::ApplyIssueResponse response;
    response.set_outcome(index::v1::ApplyIssueResponse::CREATED);
    response.set_revision(7);
    return response;
  }

  absl::StatusOr<type::v1::Issue> Fetch(const index::v1::FetchIssueRequest& request, const rpc::CallContext&) override {
    if (!status.ok()) return status;
    if (request.name() == stored.name()) return stored;
    return Error(absl::StatusCode::kNotFound, "ISSUE_NOT_FOUND", "nothing there");
  }

  absl::Status status;
  type::v1::Issue stored;
  std::vector<index::v1::ApplyIssueRequest> requests;
};

class PipelineTest : public ::testing::Test {
 protected:
  PipelineTest() : quarantine_(*Quarantine::Open({.directory = dir_.Join("q")}, Clock::System())) {}

  static v1::IngestIssueRequest Page(const std::string& content = kPage) {
    v1::IngestIssueRequest request;
    request.set_content(content);
    request.set_source_uri("page.txt");
    request.mutable_hints()->set_publication("今日青禾");
    request.mutable_hints()->set_publish_date("2021-03-16");
    return request;
  }
  int Rejected() { return quarantine_->List(100, "")->rejections_size(); }

  const jianbao::testing::TempDir dir_;
  RecordingSink sink_;
  std::unique_ptr<Quarantine> quarantine_;
  Pipeline pipeline_{&sink_, quarantine_.get()};
  rpc::CallContext call_;
};

TEST_F(PipelineTest, ArticlesReachTheIndexUnderTheirIssueWithTheFileItself) {
  ASSERT_OK_AND_ASSIGN(const auto response, pipeline_.IngestIssue(Page(), call_));
  EXPECT_EQ(response.issue(), "publications/jin-ri-qing-he/issues/2021-03-16");
  EXPECT_EQ(response.outcome(), v1::IngestIssueResponse::CREATED);
  EXPECT_EQ(response.revision(), 7);
  ASSERT_EQ(sink_.requests.size(), 1u);
  const auto& sent = sink_.requests[0];
  EXPECT_EQ(sent.issue().source(), kPage);
  ASSERT_EQ(sent.articles_size(), 1);
  EXPECT_EQ(sent.articles(0).name(), response.issue() + "/articles/1");
  EXPECT_EQ(sent.articles(0).headline(), "县里召开春耕动员会");
  EXPECT_EQ(sent.issue().articles(0).headline(), "县里召开春耕动员会");
}

TEST_F(PipelineTest, ValidateOnlyStoresNothing) {
  v1::IngestIssueRequest request = Page();
  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto response, pipeline_.IngestIssue(request, call_));
  EXPECT_EQ(response.outcome(), v1::IngestIssueResponse::VALIDATED);
  EXPECT_TRUE(sink_.requests.empty());
}

TEST_F(PipelineTest, ValidateOnlyFindsANameTakenByAnotherFileAlone) {
  ASSERT_OK(pipeline_.IngestIssue(Page(), call_));
  const std::string hash = sink_.requests[0].issue().content_hash();
  sink_.stored.set_name("publications/jin-ri-qing-he/issues/2021-03-16");
  sink_.stored.set_source_uri("elsewhere.txt");
  sink_.stored.set_content_hash("of another file");
  v1::IngestIssueRequest request = Page();
  request.set_validate_only(true);
  EXPECT_THAT(pipeline_.IngestIssue(request, call_), ErrorIs(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN"));
  request.set_replace_existing(true);
  EXPECT_OK(pipeline_.IngestIssue(request, call_));
  request.set_replace_existing(false);
  sink_.stored.set_content_hash(hash);
  EXPECT_OK(pipeline_.IngestIssue(request, call_));
  sink_.stored.set_content_hash("of an earlier version");
  sink_.stored.set_source_uri("page.txt");
  EXPECT_OK(pipeline_.IngestIssue(request, call_));
  EXPECT_EQ(Rejected(), 0);
  EXPECT_EQ(sink_.requests.size(), 1u);
}

TEST_F(PipelineTest, ArticlesOfAnIssueWhoseDateWasInferredCarryItsBracket) {
  v1::IngestIssueRequest request =
      Page("县里召开春耕动员会\n\n本报讯 2021年3月15日,全县春耕动员会召开。会议要求抢抓农时,备足种子和农资。\n");
  request.mutable_hints()->clear_publish_date();
  ASSERT_OK(pipeline_.IngestIssue(request, call_));
  ASSERT_OK(pipeline_.IngestIssue(Page(), call_));
  const auto& inferred = sink_.requests[0];
  ASSERT_EQ(inferred.issue().date_source(), type::v1::Issue::INFERRED);
  EXPECT_EQ(inferred.articles(0).date_range().earliest(), inferred.issue().date_range().earliest());
  EXPECT_EQ(inferred.articles(0).date_range().latest(), inferred.issue().date_range().latest());
  EXPECT_FALSE(sink_.requests[1].articles(0).has_date_range());
}

TEST_F(PipelineTest, EqualFilesHaveEqualHashesAndOtherHintsMakeAnother) {
  ASSERT_OK(pipeline_.IngestIssue(Page(), call_));
  ASSERT_OK(pipeline_.IngestIssue(Page(), call_));
  v1::IngestIssueRequest hinted = Page();
  hinted.mutable_hints()->set_publish_date("2021-03-17");
  ASSERT_OK(pipeline_.IngestIssue(hinted, call_));
  EXPECT_EQ(sink_.requests[0].issue().content_hash(), sink_.requests[1].issue().content_hash());
  EXPECT_NE(sink_.requests[0].issue().content_hash(), sink_.requests[2].issue().content_hash());
}

TEST_F(PipelineTest, AFileThatCannotBeReadGoesToQuarantineWithItsReason) {
  const std::string binary(
      "\x7f"
      "ELF\x00\x01\x02\x00\x00\x00",
      10);
  const auto result = pipeline_.IngestIssue(Page(binary), call_);
  EXPECT_THAT(result, ErrorIs(absl::StatusCode::kInvalidArgument, "TEXT_BINARY"));
  EXPECT_TRUE(sink_.requests.empty());
  ASSERT_EQ(Rejected(), 1);
  v1::GetRejectionRequest get;
  get.set_name(GetErrorDetail(result.status())->metadata.at("rejection"));
  ASSERT_OK_AND_ASSIGN(const auto rejection, pipeline_.GetRejection(get));
  EXPECT_EQ(rejection.content(), binary);
}

TEST_F(PipelineTest, AnIndexThatIsDownIsNoFaultOfTheFile) {
  sink_.status = Error(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE", "down");
  EXPECT_THAT(pipeline_.IngestIssue(Page(), call_), ErrorIs(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE"));
  EXPECT_EQ(Rejected(), 0);
}

TEST_F(PipelineTest, ATakenNameIsQuarantinedAndCanBeRetriedUnderAnother) {
  sink_.status = Error(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN", "taken");
  const auto refused = pipeline_.IngestIssue(Page(), call_);
  EXPECT_THAT(refused, ErrorIs(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN"));
  EXPECT_EQ(GetErrorDetail(refused.status())->field, "IngestIssueRequest.edition") << "not a field of the index's";
  ASSERT_EQ(Rejected(), 1);
  sink_.status = absl::OkStatus();
  v1::RetryRejectionRequest retry;
  retry.set_name(GetErrorDetail(refused.status())->metadata.at("rejection"));
  retry.set_edition("second");
  ASSERT_OK_AND_ASSIGN(const auto response, pipeline_.RetryRejection(retry, call_));
  EXPECT_EQ(response.issue(), "publications/jin-ri-qing-he/issues/2021-03-16:second");
  EXPECT_EQ(Rejected(), 0);
}

TEST_F(PipelineTest, ARejectionNobodyWantsIsDeletedOnce) {
  const auto refused = pipeline_.IngestIssue(Page(""), call_);
  ASSERT_EQ(Rejected(), 1);
  v1::DeleteRejectionRequest unwanted;
  unwanted.set_name(GetErrorDetail(refused.status())->metadata.at("rejection"));
  ASSERT_OK(pipeline_.DeleteRejection(unwanted));
  EXPECT_EQ(Rejected(), 0);
  EXPECT_THAT(pipeline_.DeleteRejection(unwanted), ErrorIs(absl::StatusCode::kNotFound, "REJECTION_NOT_FOUND"));
  unwanted.set_allow_missing(true);
  EXPECT_OK(pipeline_.DeleteRejection(unwanted));
}

TEST_F(PipelineTest, RequestFaultsAreNamedAndNotQuarantined) {
  const auto expect = [this](const v1::IngestIssueRequest& request, const std::string& reason) {
    EXPECT_THAT(pipeline_.IngestIssue(request, call_), ErrorIs(absl::StatusCode::kInvalidArgument, reason));
  };
  v1::IngestIssueRequest request = Page();
  request.set_edition("../etc");
  expect(request, "EDITION_MALFORMED");
  request = Page();
  request.set_page(0);
  expect(request, "PAGE_OUT_OF_RANGE");
  request = Page();
  request.set_request_id("no spaces please");
  expect(request, "REQUEST_ID_MALFORMED");
  request = Page();
  request.mutable_hints()->set_encoding("klingon");
  expect(request, "ENCODING_UNKNOWN");
  request = Page();
  request.mutable_hints()->set_publish_date("2021-02-30");
  expect(request, "DATE_MALFORMED");
  request = Page();
  request.mutable_hints()->set_publication(" ");
  expect(request, "PUBLICATION_MALFORMED");
  EXPECT_EQ(Rejected(), 0);
}

TEST_F(PipelineTest, ExtractMentionsRefusesWhatItCannotRead) {
  v1::ExtractMentionsRequest request;
  EXPECT_THAT(pipeline_.ExtractMentions(request), ErrorIs(absl::StatusCode::kInvalidArgument, "TEXTS_MISSING"));
  for (int i = 0; i < 1001; ++i) request.add_texts("x");
  EXPECT_THAT(pipeline_.ExtractMentions(request), ErrorIs(absl::StatusCode::kInvalidArgument, "TOO_MANY_TEXTS"));
}

}  // namespace
}  // namespace jianbao::ingest
