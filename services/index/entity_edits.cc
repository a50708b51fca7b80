#include "services/index/entity_edits.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/time_util.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "services/index/convert.h"
#include "services/index/read_requests.h"

namespace jianbao::index {
namespace {

constexpr int kMaxNames = 50;
constexpr size_t kMaxReasonBytes = 1000;
constexpr size_t kMaxAuthorBytes = 200;
constexpr int kDefaultCorrections = 50;
constexpr int kMaxCorrections = 200;
constexpr size_t kTitlesInFull = 200;

absl::Status Invalid(std::string_view reason, std::string message, std::string_view field) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message)).Field(field);
}

template <typename Request>
absl::StatusOr<engine::CorrectionNote> ToNote(const Request& request, const std::string& message) {
  if (request.reason().size() > kMaxReasonBytes) {
    return Invalid("CORRECTION_NOTE_MALFORMED",
                   absl::StrCat("reason has ", request.reason().size(), " bytes, want at most ", kMaxReasonBytes),
                   message + ".reason");
  }
  if (request.author().size() > kMaxAuthorBytes) {
    return Invalid("CORRECTION_NOTE_MALFORMED",
                   absl::StrCat("author has ", request.author().size(), " bytes, want at most ", kMaxAuthorBytes),
                   message + ".author");
  }
  JIANBAO_RETURN_IF_ERROR(names::CheckRequestId(request.request_id(), message + ".request_id"));
  return engine::CorrectionNote{request.author(), request.reason(), request.request_id()};
}

absl::Status CheckCount(int count, const std::string& field) {
  if (count <= kMaxNames) return absl::OkStatus();
  return Invalid("TOO_MANY_NAMES", absl::StrCat("got ", count, " names, want at most ", kMaxNames), field);
}

std::string CorrectionName(uint64_t number) { return absl::StrCat("corrections/", number); }

absl::StatusOr<uint64_t> ParseCorrectionName(std::string_view name, const std::string& field) {
  const std::string whole(name);
  uint64_t number = 0;
  if (!absl::SimpleAtoi(absl::StripPrefix(whole, "corrections/"), &number) || CorrectionName(number) != whole) {
    return Invalid("NAME_MALFORMED", "malformed name, want corrections/{n}", field);
  }
  return number;
}

void FillAnchor(const engine::PersonAnchor& anchor, v1::Correction::Anchor* out) {
  out->set_text(anchor.name);
  for (const std::string& where : anchor.where) out->add_places(where);
}

v1::Correction ToCorrection(const engine::Correction& correction, bool revoked) {
  v1::Correction out;
  out.set_name(CorrectionName(correction.number));
  switch (correction.kind) {
    case engine::CorrectionKind::kMerge: out.set_kind(v1::Correction::MERGE); break;
    case engine::CorrectionKind::kSplit: out.set_kind(v1::Correction::SPLIT); break;
    case engine::CorrectionKind::kRevoke: out.set_kind(v1::Correction::REVOCATION); break;
  }
  for (const engine::PersonAnchor& subject : correction.subjects) FillAnchor(subject, out.add_subjects());
  if (correction.target.has_value()) FillAnchor(*correction.target, out.mutable_target());
  if (correction.revokes != 0) out.set_revokes(CorrectionName(correction.revokes));
  *out.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(correction.time));
  out.set_author(correction.author);
  out.set_reason(correction.reason);
  out.set_request_id(correction.request_id);
  out.set_revoked(revoked);
  return out;
}

}  // namespace

absl::StatusOr<type::v1::Entity> EntityEdits::Read(const engine::EntityId& id) const {
  JIANBAO_ASSIGN_OR_RETURN(const engine::Entity entity, engine_->GetEntity(id));
  type::v1::Entity out = ToEntity(entity, kTitlesInFull);
  out.set_revision(static_cast<int64_t>(engine_->revision().value()));
  return out;
}

absl::StatusOr<type::v1::Entity> EntityEdits::MergeEntities(const v1::MergeEntitiesRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(const engine::EntityId target, ToEntityId(request.target(), "MergeEntitiesRequest.target"));
  JIANBAO_RETURN_IF_ERROR(CheckCount(request.sources_size(), "MergeEntitiesRequest.sources"));
  std::vector<engine::EntityId> sources;
  for (const std::string& source : request.sources()) {
    JIANBAO_ASSIGN_OR_RETURN(engine::EntityId id, ToEntityId(source, "MergeEntitiesRequest.sources"));
    sources.push_back(std::move(id));
  }
  if (sources.empty()) {
    return Invalid("CORRECTION_EMPTY", "nobody to merge, want at least one source", "MergeEntitiesRequest.sources");
  }
  JIANBAO_ASSIGN_OR_RETURN(const engine::CorrectionNote note, ToNote(request, "MergeEntitiesRequest"));
  JIANBAO_ASSIGN_OR_RETURN(const engine::CorrectionResult merged, engine_->MergePeople(target, sources, note));
  // The merged person may go by another of its names now: what it is called is in the anchor.
  return Read({target.kind, merged.correction.target->name});
}

absl::StatusOr<v1::SplitEntitiesResponse> EntityEdits::SplitEntities(const v1::SplitEntitiesRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(const engine::EntityId id, ToEntityId(request.name(), "SplitEntitiesRequest.name"));
  JIANBAO_RETURN_IF_ERROR(CheckCount(request.aliases_size(), "SplitEntitiesRequest.aliases"));
  JIANBAO_RETURN_IF_ERROR(CheckCount(request.articles_size(), "SplitEntitiesRequest.articles"));
  if (request.aliases().empty() && request.articles().empty()) {
    return Invalid("CORRECTION_EMPTY", "nothing to take out, want at least one alias or article",
                   "SplitEntitiesRequest.aliases");
  }
  JIANBAO_ASSIGN_OR_RETURN(const engine::CorrectionNote note, ToNote(request, "SplitEntitiesRequest"));
  JIANBAO_ASSIGN_OR_RETURN(const engine::CorrectionResult split,
                           engine_->SplitPerson(id, {request.aliases().begin(), request.aliases().end()},
                                                {request.articles().begin(), request.articles().end()}, note));
  v1::SplitEntitiesResponse response;
  response.set_correction(CorrectionName(split.correction.number));
  JIANBAO_ASSIGN_OR_RETURN(*response.add_entities(), Read(id));
  std::set<std::string> shown = {response.entities(0).name()};
  for (const engine::PersonAnchor& subject : split.correction.subjects) {
    engine::LookupEntitiesOptions lookup;
    lookup.text = subject.name;
    lookup.kind = id.kind;
    JIANBAO_ASSIGN_OR_RETURN(const auto meant, engine_->LookupEntities(lookup));
    for (const engine::EntitySummary& summary : meant) {
      if (!shown.insert(EntityResourceName(summary.id)).second) continue;
      JIANBAO_ASSIGN_OR_RETURN(*response.add_entities(), Read(summary.id));
    }
  }
  return response;
}

absl::StatusOr<v1::Correction> EntityEdits::RevokeCorrection(const v1::RevokeCorrectionRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(const uint64_t number, ParseCorrectionName(request.name(), "RevokeCorrectionRequest.name"));
  JIANBAO_ASSIGN_OR_RETURN(const engine::CorrectionNote note, ToNote(request, "RevokeCorrectionRequest"));
  JIANBAO_ASSIGN_OR_RETURN(const engine::CorrectionResult revoked, engine_->RevokeCorrection(number, note));
  return ToCorrection(revoked.correction, /*revoked=*/false);
}

absl::StatusOr<v1::ListCorrectionsResponse> EntityEdits::ListCorrections(
    const v1::ListCorrectionsRequest& request) const {
  JIANBAO_ASSIGN_OR_RETURN(uint64_t after,
                           NumberOfPageToken<uint64_t>(request.page_token(), "ListCorrectionsRequest.page_token"));
  const int page_size = Clamped(request.page_size(), kDefaultCorrections, kMaxCorrections);
  v1::ListCorrectionsResponse response;
  for (const engine::CorrectionState& state : engine_->ListCorrections(after, static_cast<uint32_t>(page_size) + 1)) {
    if (response.corrections_size() == page_size) {
      response.set_next_page_token(absl::StrCat(after));
      break;
    }
    after = state.correction.number;
    *response.add_corrections() = ToCorrection(state.correction, state.revoked);
  }
  return response;
}

}  // namespace jianbao::index
