// What ingest_service.proto promises of each RPC, its errors above all.
#include <string>

#include "tests/contract/contract_test.h"

namespace jianbao {
namespace {

using ingest::v1::IngestIssueRequest;
using ingest::v1::IngestIssueResponse;
using ingest::v1::IngestService;
using ingest::v1::ParseIssueRequest;
using Stub = IngestService::Stub;
using testing::Call;

class IngestContractTest : public ContractTest {
 protected:
  static Stub& stub() { return cluster_->ingest_stub(); }
};

TEST_F(IngestContractTest, ParseIssueNamesWhatIsWrongWithTheBytes) {
  ParseIssueRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::ParseIssue, request, kInvalidArgument, "TEXT_EMPTY");
  request.set_content(" \n\t ");
  EXPECT_CALL_FAILS(stub(), &Stub::ParseIssue, request, kInvalidArgument, "TEXT_EMPTY");
  request.set_content(
      std::string("\x7f"
                  "ELF\x02\x01\x01\0\0\0\0\0\0\0",
                  14));
  EXPECT_CALL_FAILS(stub(), &Stub::ParseIssue, request, kInvalidArgument, "TEXT_BINARY");
  request.set_content("本报讯");
  request.mutable_hints()->set_encoding("ebcdic-klingon");
  EXPECT_CALL_FAILS(stub(), &Stub::ParseIssue, request, kInvalidArgument, "ENCODING_UNKNOWN");
  request.mutable_hints()->set_encoding("UTF-8");
  request.set_content("本报讯\xff");
  EXPECT_CALL_FAILS(stub(), &Stub::ParseIssue, request, kInvalidArgument, "TEXT_NOT_IN_ENCODING");
  request.mutable_hints()->clear_encoding();
  request.set_content("caf\xe9 au lait, d\xe9j\xe0 vu\xff");
  EXPECT_CALL_FAILS(stub(), &Stub::ParseIssue, request, kInvalidArgument, "ENCODING_NOT_DETECTED");
}

TEST_F(IngestContractTest, ParseIssueChecksWhatTheCallerSupplies) {
  ParseIssueRequest request;
  request.set_content("本报讯");
  request.mutable_hints()->set_publish_date("2021-13-01");
  EXPECT_CALL_FAILS(stub(), &Stub::ParseIssue, request, kInvalidArgument, "DATE_MALFORMED");
  request.mutable_hints()->clear_publish_date();
  request.mutable_hints()->set_publication("\n");
  EXPECT_CALL_FAILS(stub(), &Stub::ParseIssue, request, kInvalidArgument, "PUBLICATION_MALFORMED");
}

TEST_F(IngestContractTest, AnErrorCarriesFieldAndPositionForPrograms) {
  ParseIssueRequest request;
  request.set_content("本报讯\xff");
  request.mutable_hints()->set_encoding("UTF-8");
  const auto result = Call(stub(), &Stub::ParseIssue, request);
  const auto detail = GetErrorDetail(result.status());
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->metadata.at("position"), "9");
}

TEST_F(IngestContractTest, AFileLargerThanTheServerAcceptsIsRefused) {
  ParseIssueRequest request;
  request.set_content(std::string(24 << 20, 'a'));
  EXPECT_THAT(Call(stub(), &Stub::ParseIssue, request), StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(IngestContractTest, ParseIssueStoresNothing) {
  ParseIssueRequest request;
  request.set_content("今日青禾 1999年9月9日\n\n独一无二的标题在此\n\n本报讯 9月8日,独一无二的事情发生了。\n");
  ASSERT_OK(Call(stub(), &Stub::ParseIssue, request));
  ASSERT_OK_AND_ASSIGN(const auto hits, cluster_->Search("\"独一无二的事情\""));
  EXPECT_EQ(hits.hits_size(), 0);
}

TEST_F(IngestContractTest, ExtractMentionsFindsPeopleWithTitles) {
  ingest::v1::ExtractMentionsRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::ExtractMentions, request, kInvalidArgument, "TEXTS_MISSING");
  request.add_texts("县委书记贺若澜主持会议并讲话。");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(stub(), &Stub::ExtractMentions, request));
  ASSERT_EQ(response.results_size(), 1);
  bool found = false;
  for (const auto& mention : response.results(0).mentions()) {
    if (mention.text() != "贺若澜") continue;
    found = true;
    EXPECT_EQ(mention.kind(), type::v1::Mention::PERSON);
    ASSERT_EQ(mention.titles_size(), 1);
    EXPECT_EQ(mention.titles(0), "县委书记");
    EXPECT_EQ(request.texts(0).substr(static_cast<size_t>(mention.spans(0).begin()), 9), "贺若澜");
  }
  EXPECT_TRUE(found);
  for (int i = 0; i < 1001; ++i) request.add_texts("x");
  EXPECT_CALL_FAILS(stub(), &Stub::ExtractMentions, request, kInvalidArgument, "TOO_MANY_TEXTS");
}

TEST_F(IngestContractTest, IngestIssueChecksItsOwnFields) {
  IngestIssueRequest request;
  request.set_content("本报讯 昨日,会议召开。");
  request.set_edition("A B");
  EXPECT_CALL_FAILS(stub(), &Stub::IngestIssue, request, kInvalidArgument, "EDITION_MALFORMED");
  request.clear_edition();
  request.set_page(1000);
  EXPECT_CALL_FAILS(stub(), &Stub::IngestIssue, request, kInvalidArgument, "PAGE_OUT_OF_RANGE");
  request.clear_page();
  request.set_request_id("a/b");
  EXPECT_CALL_FAILS(stub(), &Stub::IngestIssue, request, kInvalidArgument, "REQUEST_ID_MALFORMED");
}

TEST_F(IngestContractTest, ARepeatedRequestIdAnswersAsTheFirstCallDid) {
  IngestIssueRequest request = IssueOfDay("1998-08-08", "水库加固工程动工\n\n本报讯 8月7日,水库加固工程动工。\n");
  request.set_request_id("only-once");
  ASSERT_OK_AND_ASSIGN(const IngestIssueResponse first, Call(stub(), &Stub::IngestIssue, request));
  ASSERT_OK_AND_ASSIGN(const IngestIssueResponse second, Call(stub(), &Stub::IngestIssue, request));
  EXPECT_EQ(first.issue(), second.issue());
  EXPECT_EQ(first.revision(), second.revision());
}

TEST_F(IngestContractTest, ATakenNameIsAlreadyExistsAndNamesTheRejection) {
  IngestIssueRequest request = IssueOfDay("2021-03-16", "又一份文件\n\n本报讯 3月15日,又一件事。\n");
  request.set_source_uri("elsewhere.txt");
  const auto refused = Call(stub(), &Stub::IngestIssue, request);
  EXPECT_THAT(refused, ErrorIs(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN"));
  const std::string rejection = GetErrorDetail(refused.status())->metadata.at("rejection");

  ingest::v1::GetRejectionRequest get;
  get.set_name(rejection);
  ASSERT_OK_AND_ASSIGN(const auto kept, Call(stub(), &Stub::GetRejection, get));
  EXPECT_EQ(kept.content(), request.content());

  ingest::v1::RetryRejectionRequest retry;
  retry.set_name(rejection);
  retry.set_edition("b");
  ASSERT_OK_AND_ASSIGN(const IngestIssueResponse stored, Call(stub(), &Stub::RetryRejection, retry));
  EXPECT_EQ(stored.issue(), std::string(kIssue) + ":b");
  EXPECT_CALL_FAILS(stub(), &Stub::GetRejection, get, kNotFound, "REJECTION_NOT_FOUND");
}

TEST_F(IngestContractTest, ValidateOnlyAnswersThatANameIsTakenAndKeepsNothing) {
  IngestIssueRequest request = IssueOfDay("2021-03-16", "另一份文件\n\n本报讯 3月15日,另一件事。\n");
  request.set_source_uri("elsewhere.txt");
  request.set_validate_only(true);
  const auto refused = Call(stub(), &Stub::IngestIssue, request);
  EXPECT_THAT(refused, ErrorIs(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN"));
  EXPECT_FALSE(GetErrorDetail(refused.status())->metadata.contains("rejection"));
  request.set_replace_existing(true);
  ASSERT_OK_AND_ASSIGN(const IngestIssueResponse checked, Call(stub(), &Stub::IngestIssue, request));
  EXPECT_EQ(checked.outcome(), IngestIssueResponse::VALIDATED);
  ASSERT_OK_AND_ASSIGN(const auto hits, cluster_->Search("\"另一件事\""));
  EXPECT_EQ(hits.hits_size(), 0);
}

TEST_F(IngestContractTest, ARejectionIsDeletedAndThenNotThere) {
  const auto refused = Call(stub(), &Stub::IngestIssue, IssueOfDay("1997-07-08", std::string("\0\1\2", 3)));
  ASSERT_FALSE(refused.ok());
  ingest::v1::DeleteRejectionRequest unwanted;
  unwanted.set_name("rejections/x");
  EXPECT_CALL_FAILS(stub(), &Stub::DeleteRejection, unwanted, kInvalidArgument, "NAME_MALFORMED");
  unwanted.set_name(GetErrorDetail(refused.status())->metadata.at("rejection"));
  ASSERT_OK(Call(stub(), &Stub::DeleteRejection, unwanted));
  ingest::v1::GetRejectionRequest get;
  get.set_name(unwanted.name());
  EXPECT_CALL_FAILS(stub(), &Stub::GetRejection, get, kNotFound, "REJECTION_NOT_FOUND");
  EXPECT_CALL_FAILS(stub(), &Stub::DeleteRejection, unwanted, kNotFound, "REJECTION_NOT_FOUND");
  unwanted.set_allow_missing(true);
  EXPECT_OK(Call(stub(), &Stub::DeleteRejection, unwanted));
}

TEST_F(IngestContractTest, RejectionsAreListedAndTheirNamesChecked) {
  ingest::v1::ListRejectionsRequest list;
  list.set_page_size(-1);
  EXPECT_CALL_FAILS(stub(), &Stub::ListRejections, list, kInvalidArgument, "PAGE_SIZE_NEGATIVE");
  list.set_page_size(1);
  list.set_page_token("not a token");
  EXPECT_CALL_FAILS(stub(), &Stub::ListRejections, list, kInvalidArgument, "PAGE_TOKEN_MALFORMED");
  ingest::v1::GetRejectionRequest get;
  get.set_name("rejections/../../etc/passwd");
  EXPECT_CALL_FAILS(stub(), &Stub::GetRejection, get, kInvalidArgument, "NAME_MALFORMED");
  get.set_name("rejections/00000000000000000000000000000000");
  EXPECT_CALL_FAILS(stub(), &Stub::GetRejection, get, kNotFound, "REJECTION_NOT_FOUND");
  ingest::v1::RetryRejectionRequest retry;
  retry.set_name("rejections/x");
  EXPECT_CALL_FAILS(stub(), &Stub::RetryRejection, retry, kInvalidArgument, "NAME_MALFORMED");
}

TEST_F(IngestContractTest, TheStreamAnswersEachFileInOrder) {
  grpc::ClientContext context;
  testing::SetTimeout(testing::kPatience, &context);
  auto stream = stub().IngestIssues(&context);
  for (const std::string& content : {std::string("第一件事\n\n本报讯 7月6日,第一件事。\n"), std::string()}) {
    ingest::v1::IngestIssuesRequest request;
    *request.mutable_request() = IssueOfDay("1997-07-07", content);
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  ingest::v1::IngestIssuesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.response().issue(), "publications/jin-ri-qing-he/issues/1997-07-07");
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.index(), 1);
  EXPECT_EQ(response.error().code(), 3);
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

}  // namespace
}  // namespace jianbao
