// Fills an empty index fast: records and postings are written as sorted runs and ingested, without log or memtable. The
// index answers exactly as if every issue had been applied one after the other.
//
// One thread at a time. Nothing can be searched before Finish(); an index whose load did not finish is refused by
// Engine::Open().
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_BULK_LOADER_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_BULK_LOADER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/delta.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/records.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

struct BulkLoadOptions {
  EngineOptions engine;                             // its limits on documents
  Revision first_revision;                          // the loaded issues' revisions come after it
  uint64_t memory_bytes = uint64_t{512} << 20;      // of postings before they become a segment
  uint64_t sort_window_bytes = uint64_t{64} << 20;  // of issues that are brought into order before they are numbered
};

class BulkLoader {
 public:
  // FailedPrecondition INDEX_NOT_EMPTY unless `store`, which must outlive the loader, is empty.
  static absl::StatusOr<std::unique_ptr<BulkLoader>> Start(storage::Store* store, const BulkLoadOptions& options);

  // Takes an issue in. Issues of one publication should come by date: neighbours compress and skip best; within the
  // sort window they are put in order. InvalidArgument DOCUMENT_INVALID; AlreadyExists DOCUMENT_NAME_TAKEN or
  // ISSUE_NAME_TAKEN. After a failure the load is lost.
  absl::Status Add(IssueRecord issue);
  // `marks`: as ApplyOptions::marks.
  absl::Status Finish(const std::map<std::string, std::string>& marks = {});

 private:
  BulkLoader(storage::Store* store, const BulkLoadOptions& options);
  absl::Status ClaimNames(const IssueRecord& issue);
  // Numbers and analyses the window's issues in order.
  absl::Status DrainWindow();
  absl::Status Take(const IssueRecord& issue);
  // Writes what was taken since the last flush as a segment and a run of records.
  absl::Status Flush();
  absl::Status FlushRecords();

  storage::Store* const store_;
  const BulkLoadOptions options_;
  absl::flat_hash_set<uint64_t> names_;  // hashes of all names seen
  std::vector<IssueRecord> window_;
  uint64_t window_bytes_ = 0;

  DocumentAnalyzer analyzer_;
  std::vector<AnalyzedDocument> analyzed_;
  std::shared_ptr<Delta> delta_;
  State state_;
  Manifest manifest_;
  EntityChanges entities_;
  storage::WriteBatch records_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_BULK_LOADER_H_
