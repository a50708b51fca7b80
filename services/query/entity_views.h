// What the archive says of people, organisations and places over time: where they are named, their titles, who is named
// with them, who held a post. Thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_ENTITY_VIEWS_H_
#define JIANBAO_SERVICES_QUERY_ENTITY_VIEWS_H_

#include "absl/status/statusor.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "libs/rpc/call_context.h"
#include "services/query/index_client.h"

namespace jianbao::query {

// Each function has the errors of the RPC of its name.
class EntityViews {
 public:
  // `index` must outlive this.
  explicit EntityViews(IndexClient* index) : index_(index) {}

  absl::StatusOr<v1::ListMentionsResponse> ListMentions(const v1::ListMentionsRequest& request,
                                                        const rpc::CallContext& call) const;
  absl::StatusOr<v1::EntityTimeline> GetEntityTimeline(const v1::GetEntityTimelineRequest& request,
                                                       const rpc::CallContext& call) const;
  absl::StatusOr<v1::ListRelatedEntitiesResponse> ListRelatedEntities(const v1::ListRelatedEntitiesRequest& request,
                                                                      const rpc::CallContext& call) const;
  absl::StatusOr<v1::FindOfficeHoldersResponse> FindOfficeHolders(const v1::FindOfficeHoldersRequest& request,
                                                                  const rpc::CallContext& call) const;

 private:
  IndexClient* const index_;
};

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_ENTITY_VIEWS_H_
