// The gRPC shell of the index: decodes requests, calls the engine, encodes answers. Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_INDEX_SERVICE_H_
#define JIANBAO_SERVICES_INDEX_INDEX_SERVICE_H_

#include <atomic>

#include "absl/status/statusor.h"
#include "jianbao/index/v1/index_service.grpc.pb.h"
#include "libs/base/clock.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/unary.h"
#include "services/index/backups.h"
#include "services/index/convert.h"
#include "services/index/engine/engine.h"
#include "services/index/entity_edits.h"
#include "services/index/entity_reads.h"

namespace jianbao::index {

class IndexService final : public v1::IndexService::CallbackService {
 public:
  // All must outlive the server this is registered with.
  IndexService(engine::Engine* engine, Backups* backups, const rpc::UnaryRunner* runner, const Clock* clock)
      : engine_(engine), entities_(engine), edits_(engine), backups_(backups), runner_(runner), clock_(clock) {}

  grpc::ServerUnaryReactor* ApplyIssue(grpc::CallbackServerContext* context, const v1::ApplyIssueRequest* request,
                                       v1::ApplyIssueResponse* response) override;
  grpc::ServerUnaryReactor* DeleteIssue(grpc::CallbackServerContext* context, const v1::DeleteIssueRequest* request,
                                        v1::DeleteIssueResponse* response) override;
  grpc::ServerUnaryReactor* Retrieve(grpc::CallbackServerContext* context, const v1::RetrieveRequest* request,
                                     v1::RetrieveResponse* response) override;
  grpc::ServerUnaryReactor* CollectStatistics(grpc::CallbackServerContext* context,
                                              const v1::CollectStatisticsRequest* request,
                                              v1::CollectionStatistics* response) override;
  grpc::ServerUnaryReactor* FetchArticles(grpc::CallbackServerContext* context, const v1::FetchArticlesRequest* request,
                                          v1::FetchArticlesResponse* response) override;
  grpc::ServerUnaryReactor* FetchIssue(grpc::CallbackServerContext* context, const v1::FetchIssueRequest* request,
                                       type::v1::Issue* response) override;
  grpc::ServerUnaryReactor* ScanIssues(grpc::CallbackServerContext* context, const v1::ScanIssuesRequest* request,
                                       v1::ScanIssuesResponse* response) override;
  grpc::ServerUnaryReactor* LookupEntities(grpc::CallbackServerContext* context,
                                           const v1::LookupEntitiesRequest* request,
                                           v1::LookupEntitiesResponse* response) override;
  grpc::ServerUnaryReactor* Suggest(grpc::CallbackServerContext* context, const v1::SuggestRequest* request,
                                    v1::SuggestResponse* response) override;
  grpc::ServerUnaryReactor* ProposeSpellings(grpc::CallbackServerContext* context,
                                             const v1::ProposeSpellingsRequest* request,
                                             v1::ProposeSpellingsResponse* response) override;
  grpc::ServerUnaryReactor* GetEntity(grpc::CallbackServerContext* context, const v1::GetEntityRequest* request,
                                      type::v1::Entity* response) override;
  grpc::ServerUnaryReactor* ListEvidence(grpc::CallbackServerContext* context, const v1::ListEvidenceRequest* request,
                                         v1::ListEvidenceResponse* response) override;
  grpc::ServerUnaryReactor* GetEntityTimeline(grpc::CallbackServerContext* context,
                                              const v1::GetEntityTimelineRequest* request,
                                              v1::EntityTimeline* response) override;
  grpc::ServerUnaryReactor* ListRelatedEntities(grpc::CallbackServerContext* context,
                                                const v1::ListRelatedEntitiesRequest* request,
                                                v1::ListRelatedEntitiesResponse* response) override;
  grpc::ServerUnaryReactor* FindOfficeHolders(grpc::CallbackServerContext* context,
                                              const v1::FindOfficeHoldersRequest* request,
                                              v1::FindOfficeHoldersResponse* response) override;
  grpc::ServerUnaryReactor* GetStatistics(grpc::CallbackServerContext* context, const v1::GetStatisticsRequest* request,
                                          v1::Statistics* response) override;
  grpc::ServerUnaryReactor* CheckIntegrity(grpc::CallbackServerContext* context,
                                           const v1::CheckIntegrityRequest* request,
                                           v1::CheckIntegrityResponse* response) override;

  grpc::ServerUnaryReactor* MergeEntities(grpc::CallbackServerContext* context, const v1::MergeEntitiesRequest* request,
                                          type::v1::Entity* response) override;
  grpc::ServerUnaryReactor* SplitEntities(grpc::CallbackServerContext* context, const v1::SplitEntitiesRequest* request,
                                          v1::SplitEntitiesResponse* response) override;
  grpc::ServerUnaryReactor* RevokeCorrection(grpc::CallbackServerContext* context,
                                             const v1::RevokeCorrectionRequest* request,
                                             v1::Correction* response) override;
  grpc::ServerUnaryReactor* ListCorrections(grpc::CallbackServerContext* context,
                                            const v1::ListCorrectionsRequest* request,
                                            v1::ListCorrectionsResponse* response) override;

  grpc::ServerUnaryReactor* CreateBackup(grpc::CallbackServerContext* context, const v1::CreateBackupRequest* request,
                                         v1::Backup* response) override;
  grpc::ServerUnaryReactor* ListBackups(grpc::CallbackServerContext* context, const v1::ListBackupsRequest* request,
                                        v1::ListBackupsResponse* response) override;
  grpc::ServerUnaryReactor* VerifyBackup(grpc::CallbackServerContext* context, const v1::VerifyBackupRequest* request,
                                         v1::VerifyBackupResponse* response) override;
  grpc::ServerUnaryReactor* DeleteBackup(grpc::CallbackServerContext* context, const v1::DeleteBackupRequest* request,
                                         v1::DeleteBackupResponse* response) override;
  grpc::ServerUnaryReactor* Compact(grpc::CallbackServerContext* context, const v1::CompactRequest* request,
                                    v1::CompactResponse* response) override;

 private:
  // Runs `handler` on a worker; its failures leave under the contract's names.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                Handler handler) {
    return runner_->Run(context, request, response,
                        [handler](const Request& r, const rpc::CallContext& call) -> absl::StatusOr<Response> {
                          absl::StatusOr<Response> result = handler(r, call);
                          if (!result.ok()) return ToContractError(result.status());
                          return result;
                        });
  }

  absl::StatusOr<v1::ApplyIssueResponse> Apply(const v1::ApplyIssueRequest& request);
  absl::StatusOr<v1::DeleteIssueResponse> Delete(const v1::DeleteIssueRequest& request);
  absl::StatusOr<v1::RetrieveResponse> Search(const v1::RetrieveRequest& request, const rpc::CallContext& call);
  absl::StatusOr<v1::RetrieveResponse> SearchOnce(const v1::RetrieveRequest& request, const rpc::CallContext& call);
  absl::StatusOr<v1::FetchArticlesResponse> Fetch(const v1::FetchArticlesRequest& request,
                                                  const rpc::CallContext& call);
  absl::StatusOr<v1::ScanIssuesResponse> Scan(const v1::ScanIssuesRequest& request);
  absl::StatusOr<v1::LookupEntitiesResponse> Lookup(const v1::LookupEntitiesRequest& request,
                                                    const rpc::CallContext& call);
  v1::Statistics Count();
  absl::StatusOr<v1::CompactResponse> CompactStore(const rpc::CallContext& call);

  // May `request` replace what is stored under its name? The hash of what it would replace ("" = nothing), so that the
  // write can insist on it, or AlreadyExists ISSUE_NAME_TAKEN.
  absl::StatusOr<std::string> CheckReplacement(const v1::ApplyIssueRequest& request);
  absl::Status WaitForRevision(int64_t min_revision, const rpc::CallContext& call) const;

  engine::Engine* const engine_;
  const EntityReads entities_;
  EntityEdits edits_;
  Backups* const backups_;
  const rpc::UnaryRunner* const runner_;
  const Clock* const clock_;
  std::atomic<bool> compacting_ = false;
};

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_INDEX_SERVICE_H_
