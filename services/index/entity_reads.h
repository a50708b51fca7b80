// What the index says of people, organisations and places over many articles, and of words that nobody wrote: requests
// in, answers out. Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENTITY_READS_H_
#define JIANBAO_SERVICES_INDEX_ENTITY_READS_H_

#include "absl/status/statusor.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "libs/rpc/call_context.h"
#include "services/index/engine/engine.h"

namespace jianbao::index {

// Each function has the errors of the RPC of its name, but for min_revision, which the caller has seen to.
class EntityReads {
 public:
  // `engine` must outlive this.
  explicit EntityReads(const engine::Engine* engine) : engine_(engine) {}

  absl::StatusOr<v1::SuggestResponse> Suggest(const v1::SuggestRequest& request, const rpc::CallContext& call) const;
  absl::StatusOr<v1::ProposeSpellingsResponse> ProposeSpellings(const v1::ProposeSpellingsRequest& request,
                                                                const rpc::CallContext& call) const;
  absl::StatusOr<v1::ListEvidenceResponse> ListEvidence(const v1::ListEvidenceRequest& request,
                                                        const rpc::CallContext& call) const;
  absl::StatusOr<v1::EntityTimeline> GetEntityTimeline(const v1::GetEntityTimelineRequest& request,
                                                       const rpc::CallContext& call) const;
  absl::StatusOr<v1::ListRelatedEntitiesResponse> ListRelatedEntities(const v1::ListRelatedEntitiesRequest& request,
                                                                      const rpc::CallContext& call) const;
  absl::StatusOr<v1::FindOfficeHoldersResponse> FindOfficeHolders(const v1::FindOfficeHoldersRequest& request,
                                                                  const rpc::CallContext& call) const;

 private:
  const engine::Engine* const engine_;
};

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_ENTITY_READS_H_
