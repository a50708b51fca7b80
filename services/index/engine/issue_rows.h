// The records an issue consists of in the store. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_ISSUE_ROWS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_ISSUE_ROWS_H_

#include <vector>

#include "services/index/engine/analyzer.h"
#include "services/index/engine/document.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/records.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

// Appends the rows of a new issue and its articles, numbered from state->next_doc on, and moves `state` on by one
// revision. The entities' rows go to `entities`.
void AddIssueRows(const IssueRecord& issue, const std::vector<AnalyzedDocument>& analyzed, State* state,
                  EntityChanges* entities, storage::WriteBatch* batch);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_ISSUE_ROWS_H_
