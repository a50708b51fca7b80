// The three real binaries together: ingest, search, look up, restart.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/support/cluster.h"

namespace jianbao {
namespace {

using google::protobuf::util::MessageDifferencer;
using ingest::v1::IngestIssueRequest;
using ingest::v1::IngestIssueResponse;
using query::v1::QueryService;
using testing::Call;
using testing::Cluster;
using testing::FileRequest;
using ::testing::Not;

std::vector<std::string> SeedFiles() { return testing::ListFiles(JIANBAO_SOURCE_DIR "/seeds/issues", ".txt"); }

// Everything the query service shows of the archive: every issue in full and every article.
std::map<std::string, std::string> Dump(Cluster& cluster) {
  std::map<std::string, std::string> dump;
  const auto list = Call(cluster.query_stub(), &QueryService::Stub::ListIssues, query::v1::ListIssuesRequest());
  EXPECT_OK(list);
  if (!list.ok()) return dump;
  for (const auto& issue : list->issues()) {
    query::v1::GetIssueRequest get;
    get.set_name(issue.name());
    get.set_view(query::v1::SOURCE);
    const auto full = Call(cluster.query_stub(), &QueryService::Stub::GetIssue, get);
    EXPECT_OK(full);
    if (!full.ok()) continue;
    dump[issue.name()] = full->DebugString();
    for (const auto& summary : full->articles()) {
      query::v1::GetArticleRequest get_article;
      get_article.set_name(summary.name());
      const auto article = Call(cluster.query_stub(), &QueryService::Stub::GetArticle, get_article);
      EXPECT_OK(article);
      if (article.ok()) dump[summary.name()] = article->DebugString();
    }
  }
  return dump;
}

class SuiteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto cluster = Cluster::Start();
    ASSERT_OK(cluster);
    cluster_ = *std::move(cluster);
  }

  void IngestSeeds() {
    for (const std::string& path : SeedFiles()) {
      ASSERT_OK_AND_ASSIGN(const IngestIssueResponse response, cluster_->Ingest(FileRequest(path)));
      EXPECT_EQ(response.outcome(), IngestIssueResponse::CREATED);
      EXPECT_GE(response.article_count(), 8) << path;
      last_revision_ = response.revision();
    }
  }

  std::unique_ptr<Cluster> cluster_;
  int64_t last_revision_ = 0;
};

TEST_F(SuiteTest, WhatIsIngestedIsFoundAtOnceWithItsPlaceInTheFile) {
  IngestSeeds();
  query::v1::SearchRequest request;
  request.set_query("\"秸秆\"");
  request.set_min_revision(last_revision_);
  ASSERT_OK_AND_ASSIGN(const auto response, cluster_->Search(request));
  ASSERT_GT(response.hits_size(), 0);
  EXPECT_EQ(response.applied_match_mode(), query::v1::EXACT);
  int checked = 0;
  for (const auto& hit : response.hits()) {
    const std::string issue_name = hit.article().name().substr(0, hit.article().name().rfind("/articles/"));
    query::v1::GetIssueRequest get;
    get.set_name(issue_name);
    get.set_view(query::v1::SOURCE);
    ASSERT_OK_AND_ASSIGN(const auto issue, Call(cluster_->query_stub(), &QueryService::Stub::GetIssue, get));
    for (const auto& snippet : hit.snippets()) {
      for (int i = 0; i < snippet.source_spans_size(); ++i) {
        std::string printed;
        for (const auto& span : snippet.source_spans(i).spans()) {
          printed +=
              issue.source().substr(static_cast<size_t>(span.begin()), static_cast<size_t>(span.end() - span.begin()));
        }
        std::erase_if(printed, [](char c) { return c == ' ' || c == '\n'; });
        EXPECT_EQ(printed, "秸秆");
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 0);
}

TEST_F(SuiteTest, APersonIsOneRecordOverSeveralPapers) {
  IngestSeeds();
  query::v1::LookupEntitiesRequest lookup;
  lookup.set_text("贺若澜");
  ASSERT_OK_AND_ASSIGN(const auto found, Call(cluster_->query_stub(), &QueryService::Stub::LookupEntities, lookup));
  ASSERT_EQ(found.entities_size(), 1);
  query::v1::GetEntityRequest get;
  get.set_name(found.entities(0).name());
  ASSERT_OK_AND_ASSIGN(const auto person, Call(cluster_->query_stub(), &QueryService::Stub::GetEntity, get));
  EXPECT_EQ(person.display_name(), "贺若澜");
  EXPECT_EQ(person.kind(), type::v1::Mention::PERSON);
  bool was_county_head = false, became_secretary = false;
  for (const auto& tenure : person.titles()) {
    was_county_head |= tenure.title() == "县委副书记、县长";
    became_secretary |= tenure.title() == "县委书记" && tenure.first_seen() == "2023-12-05";
    EXPECT_GT(tenure.articles_size(), 0) << "each title names the articles that prove it";
  }
  EXPECT_TRUE(was_county_head);
  EXPECT_TRUE(became_secretary);
}

TEST_F(SuiteTest, TheSameFileAgainChangesNothing) {
  IngestSeeds();
  const auto before = Dump(*cluster_);
  for (const std::string& path : SeedFiles()) {
    ASSERT_OK_AND_ASSIGN(const IngestIssueResponse response, cluster_->Ingest(FileRequest(path)));
    EXPECT_EQ(response.outcome(), IngestIssueResponse::UNCHANGED);
  }
  EXPECT_EQ(Dump(*cluster_), before);
}

TEST_F(SuiteTest, AnotherFileUnderATakenNameIsRefusedAndKept) {
  IngestSeeds();
  IngestIssueRequest other;
  other.set_content("另一版新闻\n\n本报讯 3月15日,另一件事发生了。\n");
  other.mutable_hints()->set_publication("今日青禾");
  other.mutable_hints()->set_publish_date("2021-03-16");
  other.set_source_uri("another.txt");
  EXPECT_THAT(cluster_->Ingest(other), ErrorIs(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN"));
  ASSERT_OK_AND_ASSIGN(const auto rejections,
                       Call(cluster_->ingest_stub(), &ingest::v1::IngestService::Stub::ListRejections,
                            ingest::v1::ListRejectionsRequest()));
  EXPECT_EQ(rejections.rejections_size(), 1);
  other.set_replace_existing(true);
  ASSERT_OK_AND_ASSIGN(const IngestIssueResponse replaced, cluster_->Ingest(other));
  EXPECT_EQ(replaced.outcome(), IngestIssueResponse::REPLACED);
  ASSERT_OK_AND_ASSIGN(const auto hits, cluster_->Search("\"另一件事\""));
  EXPECT_EQ(hits.hits_size(), 1);
}

TEST_F(SuiteTest, ARestartShowsTheSameArchive) {
  IngestSeeds();
  const auto before = Dump(*cluster_);
  ASSERT_GT(before.size(), 48u);
  EXPECT_EQ(cluster_->index().Terminate(), 0);
  ASSERT_OK(cluster_->RestartIndex());
  EXPECT_EQ(Dump(*cluster_), before);
  cluster_->index().Kill();
  ASSERT_OK(cluster_->RestartIndex());
  EXPECT_EQ(Dump(*cluster_), before);
}

TEST_F(SuiteTest, AnIndexThatIsDownIsSaidClearlyAndNothingIsHalfStored) {
  cluster_->index().Kill();
  const std::string path = SeedFiles().front();
  EXPECT_THAT(cluster_->Ingest(FileRequest(path)), ErrorIs(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE"));
  EXPECT_THAT(cluster_->Search("县长"), ErrorIs(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE"));
  ASSERT_OK(cluster_->RestartIndex());
  ASSERT_OK_AND_ASSIGN(const IngestIssueResponse response, cluster_->Ingest(FileRequest(path)));
  EXPECT_EQ(response.outcome(), IngestIssueResponse::CREATED);
}

TEST_F(SuiteTest, EveryServiceEndsCleanlyWhenAsked) {
  IngestSeeds();
  EXPECT_EQ(cluster_->query().Terminate(), 0);
  EXPECT_EQ(cluster_->ingest().Terminate(), 0);
  EXPECT_EQ(cluster_->index().Terminate(), 0);
}

}  // namespace
}  // namespace jianbao
