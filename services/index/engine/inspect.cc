#include "services/index/engine/inspect.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/engine/records.h"
#include "services/index/engine/segment.h"

namespace jianbao::engine {
namespace {

using storage::Family;

absl::Status CheckSegmentIsThere(const storage::Store& store, const SegmentInfo& segment) {
  const auto it = store.NewIterator(Family::kPostings, nullptr);
  it->Seek(SegmentBegin(segment.id));
  JIANBAO_RETURN_IF_ERROR(it->status());
  if (it->Valid() && it->key() < SegmentEnd(segment.id)) return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, "SEGMENT_CORRUPT",
               absl::StrCat("segment ", segment.id, " is missing; restore a backup"));
}

}  // namespace

absl::StatusOr<IndexSummary> InspectIndex(const storage::Store& store) {
  storage::PinnedValue value;
  JIANBAO_ASSIGN_OR_RETURN(const bool found, store.Get(Family::kRecords, ManifestKey(), nullptr, &value));
  if (!found) return Error(absl::StatusCode::kNotFound, "INDEX_NOT_FOUND", "the folder holds no index");
  JIANBAO_ASSIGN_OR_RETURN(const Manifest manifest, DecodeManifest(value.view()));
  if (manifest.loading) {
    return Error(absl::StatusCode::kFailedPrecondition, "INDEX_BULK_LOAD_INTERRUPTED",
                 "the index is the beginning of a bulk load that did not finish");
  }
  JIANBAO_ASSIGN_OR_RETURN(const bool has_state, store.Get(Family::kRecords, StateKey(), nullptr, &value));
  if (!has_state) return Error(absl::StatusCode::kDataLoss, "RECORD_CORRUPT", "the index has no state");
  JIANBAO_ASSIGN_OR_RETURN(const State state, DecodeState(value.view()));
  for (const SegmentInfo& segment : manifest.segments) {
    JIANBAO_RETURN_IF_ERROR(CheckSegmentIsThere(store, segment));
  }
  return IndexSummary{state.revision, state.issues, state.documents, manifest.format_version,
                      absl::StrCat(manifest.analyzer, " ", manifest.analyzer_version)};
}

}  // namespace jianbao::engine
