#include "libs/client/client.h"

#include <utility>

#include "libs/rpc/call_context.h"

namespace jianbao::client {
namespace {

// Connection::*method(request, deadline), with retries.
template <typename Connection, typename Request, typename Response>
absl::StatusOr<Response> Read(const RetryPolicy& policy, Connection* connection,
                              absl::StatusOr<Response> (Connection::*method)(const Request&, absl::Time),
                              const Request& request) {
  return Retry(policy, [&](absl::Time deadline) { return (connection->*method)(request, deadline); });
}

// The same for a write: every attempt carries one request id.
template <typename Connection, typename Request, typename Response>
absl::StatusOr<Response> Write(const RetryPolicy& policy, Connection* connection,
                               absl::StatusOr<Response> (Connection::*method)(const Request&, absl::Time),
                               Request* request) {
  if (request->request_id().empty()) request->set_request_id(rpc::NewRequestId());
  return Read(policy, connection, method, *request);
}

}  // namespace

Client::Client(Connections connections, RetryPolicy policy)
    : connections_(std::move(connections)), policy_(std::move(policy)) {}

absl::Status Client::IngestIssues(int max_in_flight, const IngestSource& source, const IngestSink& sink) const {
  return BulkIngest(connections_.ingest.get(), policy_, max_in_flight, source, sink);
}

absl::Status Client::StreamSearch(const query::v1::StreamSearchRequest& request,
                                  const std::function<bool(const query::v1::StreamSearchResponse&)>& sink) const {
  return connections_.query->StreamSearch(request, policy_.clock->Now() + policy_.timeout, sink);
}

absl::StatusOr<index::v1::Statistics> Client::GetStatistics() const {
  return Read(policy_, connections_.index.get(), &IndexConnection::GetStatistics, index::v1::GetStatisticsRequest());
}

absl::StatusOr<index::v1::CheckIntegrityResponse> Client::CheckIntegrity() const {
  return Read(policy_, connections_.index.get(), &IndexConnection::CheckIntegrity, index::v1::CheckIntegrityRequest());
}

absl::Status Client::DeleteIssue(const std::string& name) const {
  index::v1::DeleteIssueRequest request;
  request.set_name(name);
  request.set_allow_missing(true);
  return Write(policy_, connections_.index.get(), &IndexConnection::DeleteIssue, &request).status();
}

absl::Status Client::DeleteRejection(const std::string& name) const {
  ingest::v1::DeleteRejectionRequest request;
  request.set_name(name);
  request.set_allow_missing(true);
  return Read(policy_, connections_.ingest.get(), &IngestConnection::DeleteRejection, request).status();
}

absl::Status Client::DeleteBackup(const std::string& name) const {
  index::v1::DeleteBackupRequest request;
  request.set_name(name);
  request.set_allow_missing(true);
  return Read(policy_, connections_.index.get(), &IndexConnection::DeleteBackup, request).status();
}

absl::StatusOr<index::v1::CompactResponse> Client::Compact() const {
  return Read(policy_, connections_.index.get(), &IndexConnection::Compact, index::v1::CompactRequest());
}

absl::StatusOr<type::v1::Entity> Client::MergeEntities(index::v1::MergeEntitiesRequest request) const {
  return Write(policy_, connections_.index.get(), &IndexConnection::MergeEntities, &request);
}

absl::StatusOr<index::v1::SplitEntitiesResponse> Client::SplitEntities(index::v1::SplitEntitiesRequest request) const {
  return Write(policy_, connections_.index.get(), &IndexConnection::SplitEntities, &request);
}

absl::StatusOr<index::v1::Correction> Client::RevokeCorrection(index::v1::RevokeCorrectionRequest request) const {
  return Write(policy_, connections_.index.get(), &IndexConnection::RevokeCorrection, &request);
}

absl::StatusOr<index::v1::ListCorrectionsResponse> Client::ListCorrections(
    const index::v1::ListCorrectionsRequest& request) const {
  return Read(policy_, connections_.index.get(), &IndexConnection::ListCorrections, request);
}

absl::StatusOr<ingest::v1::IngestIssueResponse> Client::IngestIssue(ingest::v1::IngestIssueRequest request) const {
  return Write(policy_, connections_.ingest.get(), &IngestConnection::IngestIssue, &request);
}

absl::StatusOr<ingest::v1::IngestIssueResponse> Client::RetryRejection(
    ingest::v1::RetryRejectionRequest request) const {
  return Write(policy_, connections_.ingest.get(), &IngestConnection::RetryRejection, &request);
}

absl::StatusOr<index::v1::Backup> Client::CreateBackup(index::v1::CreateBackupRequest request) const {
  return Write(policy_, connections_.index.get(), &IndexConnection::CreateBackup, &request);
}

absl::StatusOr<ingest::v1::ParseIssueResponse> Client::ParseIssue(const ingest::v1::ParseIssueRequest& request) const {
  return Read(policy_, connections_.ingest.get(), &IngestConnection::ParseIssue, request);
}

absl::StatusOr<ingest::v1::ExtractMentionsResponse> Client::ExtractMentions(
    const ingest::v1::ExtractMentionsRequest& request) const {
  return Read(policy_, connections_.ingest.get(), &IngestConnection::ExtractMentions, request);
}

absl::StatusOr<ingest::v1::ListRejectionsResponse> Client::ListRejections(
    const ingest::v1::ListRejectionsRequest& request) const {
  return Read(policy_, connections_.ingest.get(), &IngestConnection::ListRejections, request);
}

absl::StatusOr<ingest::v1::Rejection> Client::GetRejection(const ingest::v1::GetRejectionRequest& request) const {
  return Read(policy_, connections_.ingest.get(), &IngestConnection::GetRejection, request);
}

absl::StatusOr<query::v1::SearchResponse> Client::Search(const query::v1::SearchRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::Search, request);
}

absl::StatusOr<type::v1::Article> Client::GetArticle(const query::v1::GetArticleRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::GetArticle, request);
}

absl::StatusOr<query::v1::BatchGetArticlesResponse> Client::BatchGetArticles(
    const query::v1::BatchGetArticlesRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::BatchGetArticles, request);
}

absl::StatusOr<type::v1::Issue> Client::GetIssue(const query::v1::GetIssueRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::GetIssue, request);
}

absl::StatusOr<query::v1::ListIssuesResponse> Client::ListIssues(const query::v1::ListIssuesRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::ListIssues, request);
}

absl::StatusOr<query::v1::SuggestResponse> Client::Suggest(const query::v1::SuggestRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::Suggest, request);
}

absl::StatusOr<query::v1::SimilarArticlesResponse> Client::SimilarArticles(
    const query::v1::SimilarArticlesRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::SimilarArticles, request);
}

absl::StatusOr<query::v1::LookupEntitiesResponse> Client::LookupEntities(
    const query::v1::LookupEntitiesRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::LookupEntities, request);
}

absl::StatusOr<type::v1::Entity> Client::GetEntity(const query::v1::GetEntityRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::GetEntity, request);
}

absl::StatusOr<query::v1::ListMentionsResponse> Client::ListMentions(
    const query::v1::ListMentionsRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::ListMentions, request);
}

absl::StatusOr<query::v1::EntityTimeline> Client::GetEntityTimeline(
    const query::v1::GetEntityTimelineRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::GetEntityTimeline, request);
}

absl::StatusOr<query::v1::ListRelatedEntitiesResponse> Client::ListRelatedEntities(
    const query::v1::ListRelatedEntitiesRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::ListRelatedEntities, request);
}

absl::StatusOr<query::v1::FindOfficeHoldersResponse> Client::FindOfficeHolders(
    const query::v1::FindOfficeHoldersRequest& request) const {
  return Read(policy_, connections_.query.get(), &QueryConnection::FindOfficeHolders, request);
}

absl::StatusOr<index::v1::ListBackupsResponse> Client::ListBackups(const index::v1::ListBackupsRequest& request) const {
  return Read(policy_, connections_.index.get(), &IndexConnection::ListBackups, request);
}

absl::StatusOr<index::v1::VerifyBackupResponse> Client::VerifyBackup(
    const index::v1::VerifyBackupRequest& request) const {
  return Read(policy_, connections_.index.get(), &IndexConnection::VerifyBackup, request);
}

}  // namespace jianbao::client
