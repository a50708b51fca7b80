// What the client needs of the three services: one attempt of one RPC each. The gRPC implementations are in
// grpc_connection.h; tests of code that uses the client replace them by the mocks of mock_connection.h.
//
// Implementations are thread-safe, except that one IngestStream has one writing and one reading thread.
#ifndef JIANBAO_LIBS_CLIENT_CONNECTION_H_
#define JIANBAO_LIBS_CLIENT_CONNECTION_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "jianbao/query/v1/query_service.pb.h"

namespace jianbao::client {

// One IngestIssues stream.
class IngestStream {
 public:
  virtual ~IngestStream() = default;
  // False when the stream is broken; Finish() says why.
  virtual bool Write(const ingest::v1::IngestIssuesRequest& request) = 0;
  virtual void WritesDone() = 0;
  // False at the end of the stream.
  virtual bool Read(ingest::v1::IngestIssuesResponse* response) = 0;
  // Ends Write() and Read() of other threads.
  virtual void Cancel() = 0;
  // After Read() has returned false and no Write() runs.
  virtual absl::Status Finish() = 0;
};

class IngestConnection {
 public:
  virtual ~IngestConnection() = default;
  virtual absl::StatusOr<ingest::v1::ParseIssueResponse> ParseIssue(const ingest::v1::ParseIssueRequest& request,
                                                                    absl::Time deadline) = 0;
  virtual absl::StatusOr<ingest::v1::ExtractMentionsResponse> ExtractMentions(
      const ingest::v1::ExtractMentionsRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<ingest::v1::IngestIssueResponse> IngestIssue(const ingest::v1::IngestIssueRequest& request,
                                                                      absl::Time deadline) = 0;
  virtual std::unique_ptr<IngestStream> IngestIssues() = 0;
  virtual absl::StatusOr<ingest::v1::ListRejectionsResponse> ListRejections(
      const ingest::v1::ListRejectionsRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<ingest::v1::Rejection> GetRejection(const ingest::v1::GetRejectionRequest& request,
                                                             absl::Time deadline) = 0;
  virtual absl::StatusOr<ingest::v1::IngestIssueResponse> RetryRejection(
      const ingest::v1::RetryRejectionRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<ingest::v1::DeleteRejectionResponse> DeleteRejection(
      const ingest::v1::DeleteRejectionRequest& request, absl::Time deadline) = 0;
};

class QueryConnection {
 public:
  virtual ~QueryConnection() = default;
  virtual absl::StatusOr<query::v1::SearchResponse> Search(const query::v1::SearchRequest& request,
                                                           absl::Time deadline) = 0;
  // Calls `sink` for every hit; it returns false to stop.
  virtual absl::Status StreamSearch(const query::v1::StreamSearchRequest& request, absl::Time deadline,
                                    const std::function<bool(const query::v1::StreamSearchResponse&)>& sink) = 0;
  virtual absl::StatusOr<type::v1::Article> GetArticle(const query::v1::GetArticleRequest& request,
                                                       absl::Time deadline) = 0;
  virtual absl::StatusOr<query::v1::BatchGetArticlesResponse> BatchGetArticles(
      const query::v1::BatchGetArticlesRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<type::v1::Issue> GetIssue(const query::v1::GetIssueRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<query::v1::ListIssuesResponse> ListIssues(const query::v1::ListIssuesRequest& request,
                                                                   absl::Time deadline) = 0;
  virtual absl::StatusOr<query::v1::SuggestResponse> Suggest(const query::v1::SuggestRequest& request,
                                                             absl::Time deadline) = 0;
  virtual absl::StatusOr<query::v1::SimilarArticlesResponse> SimilarArticles(
      const query::v1::SimilarArticlesRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<query::v1::LookupEntitiesResponse> LookupEntities(
      const query::v1::LookupEntitiesRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<type::v1::Entity> GetEntity(const query::v1::GetEntityRequest& request,
                                                     absl::Time deadline) = 0;
  virtual absl::StatusOr<query::v1::ListMentionsResponse> ListMentions(const query::v1::ListMentionsRequest& request,
                                                                       absl::Time deadline) = 0;
  virtual absl::StatusOr<query::v1::EntityTimeline> GetEntityTimeline(
      const query::v1::GetEntityTimelineRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<query::v1::ListRelatedEntitiesResponse> ListRelatedEntities(
      const query::v1::ListRelatedEntitiesRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<query::v1::FindOfficeHoldersResponse> FindOfficeHolders(
      const query::v1::FindOfficeHoldersRequest& request, absl::Time deadline) = 0;
};

// The operator's and the archivist's side of the index; its reads belong to the query service.
class IndexConnection {
 public:
  virtual ~IndexConnection() = default;
  virtual absl::StatusOr<index::v1::Statistics> GetStatistics(const index::v1::GetStatisticsRequest& request,
                                                              absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::DeleteIssueResponse> DeleteIssue(const index::v1::DeleteIssueRequest& request,
                                                                     absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::Backup> CreateBackup(const index::v1::CreateBackupRequest& request,
                                                         absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::ListBackupsResponse> ListBackups(const index::v1::ListBackupsRequest& request,
                                                                     absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::VerifyBackupResponse> VerifyBackup(const index::v1::VerifyBackupRequest& request,
                                                                       absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::CheckIntegrityResponse> CheckIntegrity(
      const index::v1::CheckIntegrityRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::DeleteBackupResponse> DeleteBackup(const index::v1::DeleteBackupRequest& request,
                                                                       absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::CompactResponse> Compact(const index::v1::CompactRequest& request,
                                                             absl::Time deadline) = 0;
  virtual absl::StatusOr<type::v1::Entity> MergeEntities(const index::v1::MergeEntitiesRequest& request,
                                                         absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::SplitEntitiesResponse> SplitEntities(const index::v1::SplitEntitiesRequest& request,
                                                                         absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::Correction> RevokeCorrection(const index::v1::RevokeCorrectionRequest& request,
                                                                 absl::Time deadline) = 0;
  virtual absl::StatusOr<index::v1::ListCorrectionsResponse> ListCorrections(
      const index::v1::ListCorrectionsRequest& request, absl::Time deadline) = 0;
};

}  // namespace jianbao::client

#endif  // JIANBAO_LIBS_CLIENT_CONNECTION_H_
