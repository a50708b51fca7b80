// What archivists correct about people: requests in, answers out. Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENTITY_EDITS_H_
#define JIANBAO_SERVICES_INDEX_ENTITY_EDITS_H_

#include "absl/status/statusor.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "services/index/engine/engine.h"

namespace jianbao::index {

// Each function has the errors of the RPC of its name.
class EntityEdits {
 public:
  // `engine` must outlive this.
  explicit EntityEdits(engine::Engine* engine) : engine_(engine) {}

  absl::StatusOr<type::v1::Entity> MergeEntities(const v1::MergeEntitiesRequest& request);
  absl::StatusOr<v1::SplitEntitiesResponse> SplitEntities(const v1::SplitEntitiesRequest& request);
  absl::StatusOr<v1::Correction> RevokeCorrection(const v1::RevokeCorrectionRequest& request);
  absl::StatusOr<v1::ListCorrectionsResponse> ListCorrections(const v1::ListCorrectionsRequest& request) const;

 private:
  // The person, or what the name leads to.
  absl::StatusOr<type::v1::Entity> Read(const engine::EntityId& id) const;

  engine::Engine* const engine_;
};

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_ENTITY_EDITS_H_
