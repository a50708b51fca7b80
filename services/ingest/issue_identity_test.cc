#include "services/ingest/issue_identity.h"

#include <string>

#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "services/ingest/records/publication_id.h"

namespace jianbao::ingest {
namespace {

using type::v1::Issue;

Issue Printed(const std::string& publication, const std::string& date) {
  Issue issue;
  issue.set_publication(publication);
  issue.set_publish_date(date);
  issue.set_date_source(Issue::PRINTED);
  return issue;
}

std::string NameOf(const Issue& issue, const v1::IngestIssueRequest& request) {
  const auto name = IdentifyIssue(issue, request);
  return name.ok() ? names::Format(*name) : std::string(name.status().message());
}

TEST(IssueIdentityTest, APrintedMastheadGivesTheNameAlone) {
  v1::IngestIssueRequest request;
  EXPECT_EQ(NameOf(Printed("今日青禾", "2021-03-16"), request), "publications/jin-ri-qing-he/issues/2021-03-16");
}

TEST(IssueIdentityTest, EditionAndPageComeFromTheRequestFirst) {
  v1::IngestIssueRequest request;
  Issue issue = Printed("云泽晚报", "2025-09-18");
  issue.set_page_number(2);
  EXPECT_EQ(NameOf(issue, request), "publications/yun-ze-wan-bao/issues/2025-09-18/pages/02");
  request.set_page(3);
  request.set_edition("late");
  EXPECT_EQ(NameOf(issue, request), "publications/yun-ze-wan-bao/issues/2025-09-18:late/pages/03");
}

TEST(IssueIdentityTest, FilesWithoutTitleOrDateNeverShareAName) {
  v1::IngestIssueRequest one, other;
  one.set_content("one page");
  other.set_content("other page");
  Issue inferred;
  inferred.set_publish_date("2022-10-20");
  inferred.set_date_source(Issue::INFERRED);
  EXPECT_NE(NameOf(inferred, one), NameOf(inferred, other));
  EXPECT_EQ(NameOf(inferred, one), NameOf(inferred, one));
  EXPECT_EQ(NameOf(Issue(), one).rfind("publications/unknown/issues/undated:", 0), 0u);
  EXPECT_NE(NameOf(Issue(), one), NameOf(Issue(), other));
}

TEST(IssueIdentityTest, AnIdIsItsOwnId) {
  for (const std::string title : {"今日青禾", "A 晨报 2", "——"}) {
    const std::string id = records::PublicationId(title);
    EXPECT_EQ(records::PublicationId(id), id);
  }
}

TEST(IssueIdentityTest, ATitleWithoutLettersStillHasAnIdentifier) {
  v1::IngestIssueRequest request;
  EXPECT_EQ(NameOf(Printed("——", "2021-03-16"), request).substr(0, 15), "publications/p-");
}

}  // namespace
}  // namespace jianbao::ingest
