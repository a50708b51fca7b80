// Jianbao for C++ programs: every RPC as a function, with retries that are safe.
//
//   Client client({.query = MakeQueryConnection("127.0.0.1:50053")});
//   query::v1::SearchRequest request;
//   request.set_query("秸秆禁烧");
//   absl::StatusOr<query::v1::SearchResponse> response = client.Search(request);
//
// Writes get a request_id where the caller set none, so that repeating them is safe. Errors are absl::Status with code,
// reason, field and metadata as the service said them (libs/base/error.h); what is retried is said in retry.h.
// Thread-safe.
#ifndef JIANBAO_LIBS_CLIENT_CLIENT_H_
#define JIANBAO_LIBS_CLIENT_CLIENT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/client/bulk_ingest.h"
#include "libs/client/connection.h"
#include "libs/client/retry.h"

namespace jianbao::client {

// The services a client talks to. Only those that are used need be there.
struct Connections {
  std::shared_ptr<IngestConnection> ingest;
  std::shared_ptr<QueryConnection> query;
  std::shared_ptr<IndexConnection> index;
};

class Client {
 public:
  explicit Client(Connections connections, RetryPolicy policy = {});

  // Ingest service. REQUIRES: connections.ingest.
  absl::StatusOr<ingest::v1::ParseIssueResponse> ParseIssue(const ingest::v1::ParseIssueRequest& request) const;
  absl::StatusOr<ingest::v1::ExtractMentionsResponse> ExtractMentions(
      const ingest::v1::ExtractMentionsRequest& request) const;
  absl::StatusOr<ingest::v1::IngestIssueResponse> IngestIssue(ingest::v1::IngestIssueRequest request) const;
  // See bulk_ingest.h.
  absl::Status IngestIssues(int max_in_flight, const IngestSource& source, const IngestSink& sink) const;
  absl::StatusOr<ingest::v1::ListRejectionsResponse> ListRejections(
      const ingest::v1::ListRejectionsRequest& request) const;
  absl::StatusOr<ingest::v1::Rejection> GetRejection(const ingest::v1::GetRejectionRequest& request) const;
  absl::StatusOr<ingest::v1::IngestIssueResponse> RetryRejection(ingest::v1::RetryRejectionRequest request) const;
  // Removes nothing twice: a rejection that is not there is not an error.
  absl::Status DeleteRejection(const std::string& name) const;

  // Query service. REQUIRES: connections.query.
  absl::StatusOr<query::v1::SearchResponse> Search(const query::v1::SearchRequest& request) const;
  // `sink` returns false to stop. Not retried once a hit has come.
  absl::Status StreamSearch(const query::v1::StreamSearchRequest& request,
                            const std::function<bool(const query::v1::StreamSearchResponse&)>& sink) const;
  absl::StatusOr<type::v1::Article> GetArticle(const query::v1::GetArticleRequest& request) const;
  absl::StatusOr<query::v1::BatchGetArticlesResponse> BatchGetArticles(
      const query::v1::BatchGetArticlesRequest& request) const;
  absl::StatusOr<type::v1::Issue> GetIssue(const query::v1::GetIssueRequest& request) const;
  absl::StatusOr<query::v1::ListIssuesResponse> ListIssues(const query::v1::ListIssuesRequest& request) const;
  absl::StatusOr<query::v1::SuggestResponse> Suggest(const query::v1::SuggestRequest& request) const;
  absl::StatusOr<query::v1::SimilarArticlesResponse> SimilarArticles(
      const query::v1::SimilarArticlesRequest& request) const;
  absl::StatusOr<query::v1::LookupEntitiesResponse> LookupEntities(
      const query::v1::LookupEntitiesRequest& request) const;
  absl::StatusOr<type::v1::Entity> GetEntity(const query::v1::GetEntityRequest& request) const;
  absl::StatusOr<query::v1::ListMentionsResponse> ListMentions(const query::v1::ListMentionsRequest& request) const;
  absl::StatusOr<query::v1::EntityTimeline> GetEntityTimeline(const query::v1::GetEntityTimelineRequest& request) const;
  absl::StatusOr<query::v1::ListRelatedEntitiesResponse> ListRelatedEntities(
      const query::v1::ListRelatedEntitiesRequest& request) const;
  absl::StatusOr<query::v1::FindOfficeHoldersResponse> FindOfficeHolders(
      const query::v1::FindOfficeHoldersRequest& request) const;

  // Index service. REQUIRES: connections.index.
  absl::StatusOr<index::v1::Statistics> GetStatistics() const;
  // Takes an issue and its articles out of the archive. Removes nothing twice: an issue that is not there is not an
  // error.
  absl::Status DeleteIssue(const std::string& name) const;
  absl::StatusOr<index::v1::Backup> CreateBackup(index::v1::CreateBackupRequest request) const;
  absl::StatusOr<index::v1::ListBackupsResponse> ListBackups(const index::v1::ListBackupsRequest& request) const;
  absl::StatusOr<index::v1::VerifyBackupResponse> VerifyBackup(const index::v1::VerifyBackupRequest& request) const;
  // Removes nothing twice: a backup that is not there is not an error.
  absl::Status DeleteBackup(const std::string& name) const;
  absl::StatusOr<index::v1::CompactResponse> Compact() const;
  absl::StatusOr<index::v1::CheckIntegrityResponse> CheckIntegrity() const;
  absl::StatusOr<type::v1::Entity> MergeEntities(index::v1::MergeEntitiesRequest request) const;
  absl::StatusOr<index::v1::SplitEntitiesResponse> SplitEntities(index::v1::SplitEntitiesRequest request) const;
  absl::StatusOr<index::v1::Correction> RevokeCorrection(index::v1::RevokeCorrectionRequest request) const;
  absl::StatusOr<index::v1::ListCorrectionsResponse> ListCorrections(
      const index::v1::ListCorrectionsRequest& request) const;

 private:
  const Connections connections_;
  const RetryPolicy policy_;
};

}  // namespace jianbao::client

#endif  // JIANBAO_LIBS_CLIENT_CLIENT_H_
