// What index_service.proto promises of each RPC, its errors above all.
#include <set>
#include <string>

#include "tests/contract/contract_test.h"

namespace jianbao {
namespace {

using namespace index::v1;  // NOLINT(google-build-using-namespace): the messages under test
using Stub = IndexService::Stub;
using testing::Call;

class IndexContractTest : public ContractTest {
 protected:
  static Stub& stub() { return cluster_->index_stub(); }

  static ApplyIssueRequest Issue(const std::string& name, const std::string& hash) {
    ApplyIssueRequest request;
    request.mutable_issue()->set_name(name);
    request.mutable_issue()->set_content_hash(hash);
    request.mutable_issue()->set_source_uri(hash);
    auto* article = request.add_articles();
    article->set_name(name + "/articles/1");
    article->set_headline("标题" + hash);
    article->set_body("正文" + hash);
    return request;
  }
};

TEST_F(IndexContractTest, ApplyIssueIsIdempotentAndGuardsItsNames) {
  const std::string name = "publications/test/issues/2000-01-01";
  ASSERT_OK_AND_ASSIGN(const auto created, Call(stub(), &Stub::ApplyIssue, Issue(name, "one")));
  EXPECT_EQ(created.outcome(), ApplyIssueResponse::CREATED);
  ASSERT_OK_AND_ASSIGN(const auto again, Call(stub(), &Stub::ApplyIssue, Issue(name, "one")));
  EXPECT_EQ(again.outcome(), ApplyIssueResponse::UNCHANGED);
  ApplyIssueRequest other = Issue(name, "two");
  EXPECT_CALL_FAILS(stub(), &Stub::ApplyIssue, other, kAlreadyExists, "ISSUE_NAME_TAKEN");
  other.set_replace_existing(true);
  ASSERT_OK_AND_ASSIGN(const auto replaced, Call(stub(), &Stub::ApplyIssue, other));
  EXPECT_EQ(replaced.outcome(), ApplyIssueResponse::REPLACED);
  EXPECT_GT(replaced.revision(), created.revision());
  EXPECT_CALL_FAILS(stub(), &Stub::ApplyIssue, Issue("publications/../x", "one"), kInvalidArgument, "NAME_MALFORMED");
  ApplyIssueRequest foreign = Issue(name, "three");
  foreign.mutable_articles(0)->set_name(kArticle);
  EXPECT_CALL_FAILS(stub(), &Stub::ApplyIssue, foreign, kInvalidArgument, "ARTICLE_NOT_OF_ISSUE");
}

TEST_F(IndexContractTest, ADeletedIssueLeavesNoTrace) {
  const std::string name = "publications/test/issues/2000-01-02";
  ASSERT_OK(Call(stub(), &Stub::ApplyIssue, Issue(name, "shortlived")));
  DeleteIssueRequest request;
  request.set_name(name);
  ASSERT_OK(Call(stub(), &Stub::DeleteIssue, request));
  EXPECT_CALL_FAILS(stub(), &Stub::DeleteIssue, request, kNotFound, "ISSUE_NOT_FOUND");
  request.set_allow_missing(true);
  EXPECT_OK(Call(stub(), &Stub::DeleteIssue, request));
  FetchIssueRequest fetch;
  fetch.set_name(name);
  EXPECT_CALL_FAILS(stub(), &Stub::FetchIssue, fetch, kNotFound, "ISSUE_NOT_FOUND");
  RetrieveRequest retrieve;
  retrieve.mutable_query()->mutable_text()->set_text("shortlived");
  ASSERT_OK_AND_ASSIGN(const auto hits, Call(stub(), &Stub::Retrieve, retrieve));
  EXPECT_EQ(hits.hits_size(), 0);
  request.set_name("nope");
  EXPECT_CALL_FAILS(stub(), &Stub::DeleteIssue, request, kInvalidArgument, "NAME_MALFORMED");
}

TEST_F(IndexContractTest, RetrieveChecksTreeCursorAndRevision) {
  RetrieveRequest request;
  EXPECT_CALL_FAILS(stub(), &Stub::Retrieve, request, kInvalidArgument, "QUERY_MALFORMED");
  request.mutable_query()->mutable_match_all();
  request.set_cursor("bogus");
  EXPECT_CALL_FAILS(stub(), &Stub::Retrieve, request, kInvalidArgument, "CURSOR_MALFORMED");
  request.clear_cursor();
  request.set_limit(1);
  ASSERT_OK_AND_ASSIGN(const auto page, Call(stub(), &Stub::Retrieve, request));
  ASSERT_FALSE(page.next_cursor().empty());
  RetrieveRequest other = request;
  other.mutable_query()->mutable_text()->set_text("县");
  other.set_cursor(page.next_cursor());
  EXPECT_CALL_FAILS(stub(), &Stub::Retrieve, other, kInvalidArgument, "CURSOR_MALFORMED");
  request.set_min_revision(1'000'000'000);
  EXPECT_THAT(Call(stub(), &Stub::Retrieve, request, kBehindTimeout),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "INDEX_BEHIND"));
  RetrieveRequest large;
  auto* all = large.mutable_query()->mutable_any_of();
  for (int i = 0; i < 2000; ++i) all->add_children()->mutable_text()->set_text("县");
  EXPECT_CALL_FAILS(stub(), &Stub::Retrieve, large, kInvalidArgument, "QUERY_TOO_LARGE");
}

TEST_F(IndexContractTest, RetrieveAsksLooserQueriesInTurnWhileNothingIsFound) {
  ASSERT_OK(Call(stub(), &Stub::ApplyIssue, Issue("publications/test/issues/2000-01-03", "findable")));
  const auto asks_for = [](const std::string& text) {
    type::v1::QueryNode query;
    query.mutable_text()->set_text(text);
    return query;
  };
  RetrieveRequest request;
  *request.mutable_query() = asks_for("nowhere");
  *request.add_loosenings()->mutable_query() = asks_for("neither");
  *request.add_loosenings()->mutable_query() = asks_for("findable");
  *request.mutable_loosenings(1)->mutable_highlight() = asks_for("findable");
  *request.add_loosenings()->mutable_query() = type::v1::QueryNode();  // not asked, so not looked at
  request.add_spell("nowhere");
  request.mutable_hit_articles();
  ASSERT_OK_AND_ASSIGN(const auto found, Call(stub(), &Stub::Retrieve, request));
  EXPECT_EQ(found.loosening(), 2);
  ASSERT_EQ(found.hits_size(), 1);
  EXPECT_EQ(found.hits(0).matches_size(), 2);  // in headline and body
  EXPECT_EQ(found.spellings().results_size(), 1);

  *request.add_counted() = asks_for("nowhere");
  *request.add_counted() = asks_for("findable");
  request.clear_loosenings();
  *request.add_loosenings()->mutable_query() = asks_for("neither");
  ASSERT_OK_AND_ASSIGN(const auto none, Call(stub(), &Stub::Retrieve, request));
  EXPECT_EQ(none.loosening(), 1);
  EXPECT_EQ(none.hits_size(), 0);
  ASSERT_EQ(none.spellings().results_size(), 1);
  EXPECT_EQ(none.spellings().results(0).article_count(), 0);
  ASSERT_EQ(none.counts_size(), 2);
  EXPECT_EQ(none.counts(0).value(), 0);
  EXPECT_EQ(none.counts(1).value(), 1);

  *request.mutable_query() = asks_for("findable");
  ASSERT_OK_AND_ASSIGN(const auto as_asked, Call(stub(), &Stub::Retrieve, request));
  EXPECT_EQ(as_asked.loosening(), 0);
  EXPECT_FALSE(as_asked.has_spellings());

  for (int i = 0; i < 4; ++i) *request.add_loosenings()->mutable_query() = asks_for("neither");
  EXPECT_CALL_FAILS(stub(), &Stub::Retrieve, request, kInvalidArgument, "QUERY_TOO_LARGE");
}

TEST_F(IndexContractTest, PagesOfAPointInTimeShowEachHitOnceWhileIssuesAreReplaced) {
  RetrieveRequest request;
  request.mutable_query()->mutable_match_all();
  request.set_limit(7);
  request.set_exact_total(true);
  std::set<std::string> seen;
  int64_t total = -1;
  int round = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Call(stub(), &Stub::Retrieve, request));
    if (total < 0) total = page.total().value();
    for (const auto& hit : page.hits())
      EXPECT_TRUE(seen.insert(hit.article()).second) << hit.article() << " came twice";
    request.set_cursor(page.next_cursor());
    ApplyIssueRequest replaced = Issue("publications/test/issues/2000-01-03", std::to_string(round++));
    replaced.set_replace_existing(true);
    ASSERT_OK(Call(stub(), &Stub::ApplyIssue, replaced));
  } while (!request.cursor().empty());
  EXPECT_EQ(static_cast<int64_t>(seen.size()), total);
}

TEST_F(IndexContractTest, FetchArticlesListsWhatIsMissing) {
  FetchArticlesRequest request;
  request.add_names(kArticle);
  request.add_names("publications/none/issues/2000-01-01/articles/1");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(stub(), &Stub::FetchArticles, request));
  EXPECT_EQ(response.results_size(), 1);
  EXPECT_EQ(response.missing_size(), 1);
  request.add_names("garbage");
  EXPECT_CALL_FAILS(stub(), &Stub::FetchArticles, request, kInvalidArgument, "NAME_MALFORMED");
  request.clear_names();
  for (int i = 0; i < 1001; ++i) request.add_names(kArticle);
  EXPECT_CALL_FAILS(stub(), &Stub::FetchArticles, request, kInvalidArgument, "TOO_MANY_NAMES");
}

TEST_F(IndexContractTest, IssueReadsCheckNamesDatesAndTokens) {
  FetchIssueRequest fetch;
  fetch.set_name("publications/x");
  EXPECT_CALL_FAILS(stub(), &Stub::FetchIssue, fetch, kInvalidArgument, "NAME_MALFORMED");
  ScanIssuesRequest scan;
  scan.set_publication("Not An Id");
  EXPECT_CALL_FAILS(stub(), &Stub::ScanIssues, scan, kInvalidArgument, "NAME_MALFORMED");
  scan.clear_publication();
  scan.set_earliest("yesterday");
  EXPECT_CALL_FAILS(stub(), &Stub::ScanIssues, scan, kInvalidArgument, "DATE_MALFORMED");
  scan.clear_earliest();
  scan.set_page_token("\x01\x02");
  EXPECT_CALL_FAILS(stub(), &Stub::ScanIssues, scan, kInvalidArgument, "PAGE_TOKEN_MALFORMED");
}

TEST_F(IndexContractTest, EntityReadsCheckTextTokenAndName) {
  LookupEntitiesRequest lookup;
  EXPECT_CALL_FAILS(stub(), &Stub::LookupEntities, lookup, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  lookup.set_text("贺若澜");
  lookup.set_page_token("x");
  EXPECT_CALL_FAILS(stub(), &Stub::LookupEntities, lookup, kInvalidArgument, "PAGE_TOKEN_MALFORMED");
  GetEntityRequest get;
  get.set_name("entities/ghost/00");
  EXPECT_CALL_FAILS(stub(), &Stub::GetEntity, get, kInvalidArgument, "NAME_MALFORMED");
  get.set_name("entities/person/00ff");
  EXPECT_CALL_FAILS(stub(), &Stub::GetEntity, get, kNotFound, "ENTITY_NOT_FOUND");
}

TEST_F(IndexContractTest, SuggestionsAndSpellingsCheckWhatIsTyped) {
  SuggestRequest suggest;
  EXPECT_CALL_FAILS(stub(), &Stub::Suggest, suggest, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  suggest.set_prefix("hrl");
  suggest.set_limit(101);
  EXPECT_CALL_FAILS(stub(), &Stub::Suggest, suggest, kInvalidArgument, "LIMIT_OUT_OF_RANGE");
  suggest.set_limit(1);
  ASSERT_OK_AND_ASSIGN(const auto suggested, Call(stub(), &Stub::Suggest, suggest));
  ASSERT_EQ(suggested.suggestions_size(), 1);
  EXPECT_EQ(suggested.suggestions(0).entity().display_name(), "贺若澜");
  EXPECT_NE(suggested.suggestions(0).post(), "");
  EXPECT_GT(suggested.revision(), 0);

  ProposeSpellingsRequest propose;
  EXPECT_CALL_FAILS(stub(), &Stub::ProposeSpellings, propose, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  propose.add_texts("");
  EXPECT_CALL_FAILS(stub(), &Stub::ProposeSpellings, propose, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  for (int i = 0; i < 8; ++i) propose.add_texts("秸杆禁烧");
  EXPECT_CALL_FAILS(stub(), &Stub::ProposeSpellings, propose, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  propose.clear_texts();
  propose.add_texts("秸杆禁烧");
  propose.add_texts("秸秆禁烧");
  ASSERT_OK_AND_ASSIGN(const auto proposed, Call(stub(), &Stub::ProposeSpellings, propose));
  ASSERT_EQ(proposed.results_size(), 2);
  EXPECT_EQ(proposed.results(0).article_count(), 0);
  ASSERT_GT(proposed.results(0).spellings_size(), 0);
  EXPECT_EQ(proposed.results(0).spellings(0).text(), "秸秆禁烧");
  EXPECT_EQ(proposed.results(0).spellings(0).article_count(), proposed.results(1).article_count());
}

TEST_F(IndexContractTest, StatisticsCountWhatIsStored) {
  ASSERT_OK_AND_ASSIGN(const auto statistics, Call(stub(), &Stub::GetStatistics, GetStatisticsRequest()));
  EXPECT_GE(statistics.issue_count(), 6);
  EXPECT_GE(statistics.article_count(), 48);
  EXPECT_GT(statistics.disk_size_bytes(), 0);
  EXPECT_FALSE(statistics.analyzer().empty());
}

TEST_F(IndexContractTest, EveryListAgreesWithEveryRecord) {
  ASSERT_OK_AND_ASSIGN(const auto report, Call(stub(), &Stub::CheckIntegrity, CheckIntegrityRequest()));
  EXPECT_EQ(report.faults_size(), 0) << report.DebugString();
  EXPECT_GE(report.articles_checked(), 48);
  EXPECT_GT(report.postings_checked(), 10'000);
}

TEST_F(IndexContractTest, ACompactedIndexIsSound) {
  ASSERT_OK_AND_ASSIGN(const auto compacted, Call(stub(), &Stub::Compact, CompactRequest()));
  EXPECT_GT(compacted.size_bytes_before(), 0);
  EXPECT_GT(compacted.size_bytes(), 0);
  ASSERT_OK_AND_ASSIGN(const auto report, Call(stub(), &Stub::CheckIntegrity, CheckIntegrityRequest()));
  EXPECT_EQ(report.faults_size(), 0) << report.DebugString();
}

TEST_F(IndexContractTest, EntityReadsCheckTheirRequests) {
  ListEvidenceRequest evidence;
  EXPECT_CALL_FAILS(stub(), &Stub::ListEvidence, evidence, kInvalidArgument, "NAME_MALFORMED");
  evidence.set_name("entities/person/00ff");
  EXPECT_CALL_FAILS(stub(), &Stub::ListEvidence, evidence, kNotFound, "ENTITY_NOT_FOUND");
  evidence.set_earliest("2021");
  EXPECT_CALL_FAILS(stub(), &Stub::ListEvidence, evidence, kInvalidArgument, "DATE_MALFORMED");
  evidence.clear_earliest();
  evidence.set_page_token("garbage");
  EXPECT_CALL_FAILS(stub(), &Stub::ListEvidence, evidence, kInvalidArgument, "PAGE_TOKEN_MALFORMED");
  GetEntityTimelineRequest timeline;
  timeline.set_name("entities/person/00ff");
  EXPECT_CALL_FAILS(stub(), &Stub::GetEntityTimeline, timeline, kNotFound, "ENTITY_NOT_FOUND");
  timeline.set_min_revision(1'000'000'000);
  EXPECT_THAT(Call(stub(), &Stub::GetEntityTimeline, timeline, kBehindTimeout),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "INDEX_BEHIND"));
  ListRelatedEntitiesRequest related;
  related.set_name("entities/person/00ff");
  EXPECT_CALL_FAILS(stub(), &Stub::ListRelatedEntities, related, kNotFound, "ENTITY_NOT_FOUND");
  related.set_page_token("x");
  EXPECT_CALL_FAILS(stub(), &Stub::ListRelatedEntities, related, kInvalidArgument, "PAGE_TOKEN_MALFORMED");
  FindOfficeHoldersRequest holders;
  EXPECT_CALL_FAILS(stub(), &Stub::FindOfficeHolders, holders, kInvalidArgument, "TITLE_MALFORMED");
  holders.set_title(std::string(300, 'x'));
  EXPECT_CALL_FAILS(stub(), &Stub::FindOfficeHolders, holders, kInvalidArgument, "ENTITY_TEXT_MALFORMED");
  holders.set_title("县长");
  holders.set_page_token("AAAA");
  EXPECT_CALL_FAILS(stub(), &Stub::FindOfficeHolders, holders, kInvalidArgument, "PAGE_TOKEN_MALFORMED");
}

TEST_F(IndexContractTest, BackupsAreMadeOnceARequestListedVerifiedAndRemoved) {
  CreateBackupRequest create;
  create.set_request_id("no spaces");
  EXPECT_CALL_FAILS(stub(), &Stub::CreateBackup, create, kInvalidArgument, "REQUEST_ID_MALFORMED");
  create.set_request_id("nightly-1");
  ASSERT_OK_AND_ASSIGN(const Backup backup, Call(stub(), &Stub::CreateBackup, create));
  EXPECT_EQ(backup.name(), "backups/1");
  EXPECT_GT(backup.size_bytes(), 0);
  EXPECT_GT(backup.revision(), 0);
  EXPECT_GE(backup.article_count(), 48);
  EXPECT_GT(backup.create_time().seconds(), 1'600'000'000);
  EXPECT_FALSE(backup.analyzer().empty());
  ASSERT_OK_AND_ASSIGN(const Backup again, Call(stub(), &Stub::CreateBackup, create));
  EXPECT_EQ(again.SerializeAsString(), backup.SerializeAsString());
  create.set_request_id("nightly-2");
  ASSERT_OK(Call(stub(), &Stub::CreateBackup, create));

  ListBackupsRequest list;
  list.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, Call(stub(), &Stub::ListBackups, list));
  ASSERT_EQ(page.backups_size(), 1);
  EXPECT_EQ(page.backups(0).SerializeAsString(), backup.SerializeAsString());
  list.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto last, Call(stub(), &Stub::ListBackups, list));
  ASSERT_EQ(last.backups_size(), 1);
  EXPECT_EQ(last.backups(0).name(), "backups/2");
  EXPECT_EQ(last.next_page_token(), "");
  list.set_page_token("x");
  EXPECT_CALL_FAILS(stub(), &Stub::ListBackups, list, kInvalidArgument, "PAGE_TOKEN_MALFORMED");

  VerifyBackupRequest verify;
  verify.set_name("backups/1");
  ASSERT_OK_AND_ASSIGN(const auto report, Call(stub(), &Stub::VerifyBackup, verify));
  EXPECT_EQ(report.faults_size(), 0) << report.DebugString();
  EXPECT_GT(report.files_checked(), 3);
  verify.set_name("backups/99");
  EXPECT_CALL_FAILS(stub(), &Stub::VerifyBackup, verify, kNotFound, "BACKUP_NOT_FOUND");
  verify.set_name("backups/../1");
  EXPECT_CALL_FAILS(stub(), &Stub::VerifyBackup, verify, kInvalidArgument, "NAME_MALFORMED");

  DeleteBackupRequest remove;
  remove.set_name("backups/1");
  ASSERT_OK(Call(stub(), &Stub::DeleteBackup, remove));
  EXPECT_CALL_FAILS(stub(), &Stub::DeleteBackup, remove, kNotFound, "BACKUP_NOT_FOUND");
  remove.set_allow_missing(true);
  EXPECT_OK(Call(stub(), &Stub::DeleteBackup, remove));
  remove.set_name("");
  EXPECT_CALL_FAILS(stub(), &Stub::DeleteBackup, remove, kInvalidArgument, "NAME_MALFORMED");
}

}  // namespace
}  // namespace jianbao
