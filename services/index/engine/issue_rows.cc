#include "services/index/engine/issue_rows.h"

#include <string>

#include "libs/base/coding.h"

namespace jianbao::engine {

using storage::Family;

void AddIssueRows(const IssueRecord& issue, const std::vector<AnalyzedDocument>& analyzed, State* state,
                  EntityChanges* entities, storage::WriteBatch* batch) {
  state->revision = state->revision.Next();
  IssueRow row;
  row.first = state->next_doc;
  row.summary = {issue.name,         issue.publication, issue.date,      issue.payload,
                 issue.content_hash, issue.request_id,  state->revision, {}};
  for (size_t i = 0; i < issue.documents.size(); ++i) {
    const Document& document = issue.documents[i];
    const DocId doc = state->next_doc;
    std::string number;
    PutBigEndian32(doc.value(), &number);
    batch->Put(Family::kRecords, DocKey(RecordKind::kArticle, doc), EncodeArticle(document, analyzed[i].lengths));
    batch->Put(Family::kRecords, DocKey(RecordKind::kNameOf, doc), document.name);
    batch->Put(Family::kRecords, RecordKey(RecordKind::kName, document.name), number);
    entities->Add(doc, document);
    for (int f = 0; f < kTextFields; ++f) state->total_length[f] += analyzed[i].lengths[f];
    row.summary.documents.push_back(document.name);
    state->next_doc = doc.Next();
  }
  state->documents += issue.documents.size();
  ++state->issues;
  batch->Put(Family::kRecords, RecordKey(RecordKind::kIssue, issue.name), EncodeIssue(row));
  batch->Put(Family::kRecords, IssueByDateKey(issue.publication, issue.date, issue.name), "");
}

}  // namespace jianbao::engine
