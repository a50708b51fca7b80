// GoogleMock versions of the connections, for tests of code that uses the client.
#ifndef JIANBAO_LIBS_CLIENT_MOCK_CONNECTION_H_
#define JIANBAO_LIBS_CLIENT_MOCK_CONNECTION_H_

#include <functional>
#include <memory>

#include "gmock/gmock.h"
#include "libs/client/connection.h"

namespace jianbao::client {

class MockIngestConnection : public IngestConnection {
 public:
  MOCK_METHOD(absl::StatusOr<ingest::v1::ParseIssueResponse>, ParseIssue,
              (const ingest::v1::ParseIssueRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<ingest::v1::ExtractMentionsResponse>, ExtractMentions,
              (const ingest::v1::ExtractMentionsRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<ingest::v1::IngestIssueResponse>, IngestIssue,
              (const ingest::v1::IngestIssueRequest&, absl::Time), (override));
  MOCK_METHOD(std::unique_ptr<IngestStream>, IngestIssues, (), (override));
  MOCK_METHOD(absl::StatusOr<ingest::v1::ListRejectionsResponse>, ListRejections,
              (const ingest::v1::ListRejectionsRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<ingest::v1::Rejection>, GetRejection, (const ingest::v1::GetRejectionRequest&, absl::Time),
              (override));
  MOCK_METHOD(absl::StatusOr<ingest::v1::IngestIssueResponse>, RetryRejection,
              (const ingest::v1::RetryRejectionRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<ingest::v1::DeleteRejectionResponse>, DeleteRejection,
              (const ingest::v1::DeleteRejectionRequest&, absl::Time), (override));
};

class MockQueryConnection : public QueryConnection {
 public:
  MOCK_METHOD(absl::StatusOr<query::v1::SearchResponse>, Search, (const query::v1::SearchRequest&, absl::Time),
              (override));
  MOCK_METHOD(absl::Status, StreamSearch,
              (const query::v1::StreamSearchRequest&, absl::Time,
               (const std::function<bool(const query::v1::StreamSearchResponse&)>&)),
              (override));
  MOCK_METHOD(absl::StatusOr<type::v1::Article>, GetArticle, (const query::v1::GetArticleRequest&, absl::Time),
              (override));
  MOCK_METHOD(absl::StatusOr<query::v1::BatchGetArticlesResponse>, BatchGetArticles,
              (const query::v1::BatchGetArticlesRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<type::v1::Issue>, GetIssue, (const query::v1::GetIssueRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<query::v1::ListIssuesResponse>, ListIssues,
              (const query::v1::ListIssuesRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<query::v1::SuggestResponse>, Suggest, (const query::v1::SuggestRequest&, absl::Time),
              (override));
  MOCK_METHOD(absl::StatusOr<query::v1::SimilarArticlesResponse>, SimilarArticles,
              (const query::v1::SimilarArticlesRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<query::v1::LookupEntitiesResponse>, LookupEntities,
              (const query::v1::LookupEntitiesRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<type::v1::Entity>, GetEntity, (const query::v1::GetEntityRequest&, absl::Time),
              (override));
  MOCK_METHOD(absl::StatusOr<query::v1::ListMentionsResponse>, ListMentions,
              (const query::v1::ListMentionsRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<query::v1::EntityTimeline>, GetEntityTimeline,
              (const query::v1::GetEntityTimelineRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<query::v1::ListRelatedEntitiesResponse>, ListRelatedEntities,
              (const query::v1::ListRelatedEntitiesRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<query::v1::FindOfficeHoldersResponse>, FindOfficeHolders,
              (const query::v1::FindOfficeHoldersRequest&, absl::Time), (override));
};

class MockIndexConnection : public IndexConnection {
 public:
  MOCK_METHOD(absl::StatusOr<index::v1::Statistics>, GetStatistics,
              (const index::v1::GetStatisticsRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::DeleteIssueResponse>, DeleteIssue,
              (const index::v1::DeleteIssueRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::Backup>, CreateBackup, (const index::v1::CreateBackupRequest&, absl::Time),
              (override));
  MOCK_METHOD(absl::StatusOr<index::v1::ListBackupsResponse>, ListBackups,
              (const index::v1::ListBackupsRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::VerifyBackupResponse>, VerifyBackup,
              (const index::v1::VerifyBackupRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::CheckIntegrityResponse>, CheckIntegrity,
              (const index::v1::CheckIntegrityRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::DeleteBackupResponse>, DeleteBackup,
              (const index::v1::DeleteBackupRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::CompactResponse>, Compact, (const index::v1::CompactRequest&, absl::Time),
              (override));
  MOCK_METHOD(absl::StatusOr<type::v1::Entity>, MergeEntities, (const index::v1::MergeEntitiesRequest&, absl::Time),
              (override));
  MOCK_METHOD(absl::StatusOr<index::v1::SplitEntitiesResponse>, SplitEntities,
              (const index::v1::SplitEntitiesRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::Correction>, RevokeCorrection,
              (const index::v1::RevokeCorrectionRequest&, absl::Time), (override));
  MOCK_METHOD(absl::StatusOr<index::v1::ListCorrectionsResponse>, ListCorrections,
              (const index::v1::ListCorrectionsRequest&, absl::Time), (override));
};

}  // namespace jianbao::client

#endif  // JIANBAO_LIBS_CLIENT_MOCK_CONNECTION_H_
