// One point in time of the index: what a reader holds while it reads. Immutable and thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_VIEW_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_VIEW_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/index/engine/doc_set.h"
#include "services/index/engine/plan.h"
#include "services/index/engine/records.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

class CorrectionBook;

struct View {
  const storage::Store* store = nullptr;
  std::shared_ptr<const storage::Snapshot> snapshot;  // of the records
  State state;
  Leaves leaves;  // neighbours in order; together all articles
  std::shared_ptr<const DocSet> deleted;
  std::shared_ptr<const CorrectionBook> corrections;  // never null in a view that is read

  // False where there is no such record.
  absl::StatusOr<bool> Read(std::string_view key, storage::PinnedValue* value) const {
    return store->Get(storage::Family::kRecords, key, snapshot.get(), value);
  }
  absl::StatusOr<std::optional<IssueRow>> FindIssue(std::string_view name) const;
  absl::StatusOr<std::optional<DocId>> FindDocument(std::string_view name) const;
  // NotFound ARTICLE_NOT_FOUND.
  absl::StatusOr<ArticleRecord> ReadArticle(DocId doc) const;
  // The same without what is most of it: DecodeMentions().
  absl::StatusOr<Document> ReadMentions(DocId doc) const;
  PlanHost MakePlanHost() const;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_VIEW_H_
