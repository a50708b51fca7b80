#include "libs/names/names.h"

#include <string>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"

namespace jianbao::names {
namespace {

TEST(NamesTest, EveryFormOfIssueNameRoundTrips) {
  for (const std::string name : {
           "publications/jin-ri-qing-he/issues/2021-03-16",
           "publications/jin-ri-qing-he/issues/2021-03-16:evening",
           "publications/jin-ri-qing-he/issues/2021-03-16/pages/02",
           "publications/jin-ri-qing-he/issues/2021-03-16:b/pages/112",
           "publications/unknown/issues/undated:0f3a",
       }) {
    ASSERT_OK_AND_ASSIGN(const IssueName parsed, ParseIssueName(name, "f"));
    EXPECT_EQ(Format(parsed), name);
    ASSERT_OK_AND_ASSIGN(const ArticleName article, ParseArticleName(name + "/articles/12", "f"));
    EXPECT_EQ(article.issue, parsed);
    EXPECT_EQ(Format(article), name + "/articles/12");
  }
}

TEST(NamesTest, MalformedIssueNamesSayWhereAndWhatIsWanted) {
  for (const std::string name : {
           "",
           "publications",
           "publications/",
           "publications/../issues/2021-03-16",
           "publications/a b/issues/2021-03-16",
           "publications/a/issues/2021-02-30",
           "publications/a/issues/2021-3-16",
           "publications/a/issues/undated",
           "publications/a/issues/2021-03-16:",
           "publications/a/issues/2021-03-16:UP",
           "publications/a/issues/2021-03-16/pages/0",
           "publications/a/issues/2021-03-16/pages/00",
           "publications/a/issues/2021-03-16/pages/012",
           "publications/a/issues/2021-03-16/",
           "publications/今日/issues/2021-03-16",
           "/publications/a/issues/2021-03-16",
       }) {
    EXPECT_THAT(ParseIssueName(name, "GetIssueRequest.name"),
                ErrorIs(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED"))
        << name;
  }
  const auto detail = GetErrorDetail(ParseIssueName("publications/a/issues/nope", "GetIssueRequest.name").status());
  EXPECT_EQ(detail->field, "GetIssueRequest.name");
  EXPECT_EQ(detail->metadata.at("position"), "22");
}

TEST(NamesTest, ArticleNumbersHaveNoLeadingZeroAndNoTail) {
  const std::string issue = "publications/a/issues/2021-03-16";
  for (const std::string tail :
       {"/articles/", "/articles/0", "/articles/01", "/articles/1/", "/articles/x", "/articles/12345"}) {
    EXPECT_THAT(ParseArticleName(issue + tail, "f"), StatusIs(absl::StatusCode::kInvalidArgument)) << tail;
  }
}

TEST(NamesTest, EntityNamesHaveAKnownKindAndAHexadecimalId) {
  ASSERT_OK_AND_ASSIGN(const EntityName name, ParseEntityName("entities/person/0a1b", "f"));
  EXPECT_EQ(Format(name), "entities/person/0a1b");
  EXPECT_THAT(ParseEntityName("entities/ghost/0a1b", "f"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseEntityName("entities/person/贺若澜", "f"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(NamesTest, HostileBytesAreEscapedInTheMessage) {
  const absl::Status status = ParseIssueName(std::string("publications/\x1b[31m\0x", 20), "f").status();
  EXPECT_EQ(status.message().find('\x1b'), std::string::npos);
  EXPECT_EQ(status.message().find('\0'), std::string::npos);
}

TEST(NamesTest, ChineseIsShownAsItIsInTheMessage) {
  const auto message = [](const std::string& name) {
    return std::string(ParsePublicationName(name, "f").status().message());
  };
  EXPECT_NE(message("publications/今日青禾").find("\"publications/今日青禾\""), std::string::npos);
  EXPECT_NE(message("publications/今\xe6\x97").find("\"publications/今\\xe6\\x97\""), std::string::npos);
  EXPECT_NE(message("publications/\u202e").find("\"publications/\\xe2\\x80\\xae\""), std::string::npos);
  std::string whole = "\"publications/今日";
  EXPECT_NE(message("publications/今日" + std::string(200, 'A')).find(whole + "AAA"), std::string::npos);
  EXPECT_NE(message("publications/" + std::string(66, 'A') + "今日").find("A今…\""), std::string::npos);
}

TEST(NamesTest, ARequestIdIsShortAndPlainOrNotThere) {
  EXPECT_OK(CheckRequestId("", "f"));
  EXPECT_OK(CheckRequestId("Nightly-2021_03", "f"));
  EXPECT_OK(CheckRequestId(std::string(64, 'a'), "f"));
  for (const std::string& id : {std::string(65, 'a'), std::string("a b"), std::string("a/b"), std::string("号")}) {
    const absl::Status status = CheckRequestId(id, "Message.request_id");
    EXPECT_THAT(status, ErrorIs(absl::StatusCode::kInvalidArgument, "REQUEST_ID_MALFORMED")) << id;
    EXPECT_EQ(GetErrorDetail(status)->field, "Message.request_id");
  }
}

TEST(NamesTest, DatesMustExist) {
  EXPECT_THAT(ParseDate("2024-02-29", "f"), IsOkAndHolds(absl::CivilDay(2024, 2, 29)));
  EXPECT_THAT(ParseDate("2023-02-29", "f"), ErrorIs(absl::StatusCode::kInvalidArgument, "DATE_MALFORMED"));
  EXPECT_THAT(ParseDate("2023-2-9", "f"), ErrorIs(absl::StatusCode::kInvalidArgument, "DATE_MALFORMED"));
}

}  // namespace
}  // namespace jianbao::names
