// Who and what is named where, under which titles: one row of evidence for each entity of each article, and counts kept
// beside them. Rows come and go with their article, in the batch that stores or removes it.
//
// Reads are pure functions of a snapshot and thread-safe; an EntityChanges belongs to one writer.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_ENTITY_TABLE_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_ENTITY_TABLE_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/row_counts.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

// Mentions of one entity joined into one, in order of kind and name; empty texts and titles dropped.
std::vector<Mention> JoinMentions(const std::vector<Mention>& mentions);

// At most 16 of `proof`, which is in order: the first, the last and, in between, every so many-th.
template <typename Article>
std::vector<Article> ChooseProof(const std::vector<Article>& proof) {
  constexpr size_t kMaxProofs = 16;
  if (proof.size() <= kMaxProofs) return proof;
  std::vector<Article> kept;
  for (size_t i = 0; i < kMaxProofs; ++i) kept.push_back(proof[i * (proof.size() - 1) / (kMaxProofs - 1)]);
  return kept;
}

// NotFound ENTITY_NOT_FOUND.
absl::Status NoSuchEntity(const EntityId& id);

// Writes the rows of posts that format 1 did not have, unsynced. May be repeated.
absl::Status AddPostRows(storage::Store* store);
// Writes the rows that find people's look-alikes and spellings, and what is printed around people, which format 2 did
// not have, unsynced. The order of print is not known of what it stored. May be repeated.
absl::Status AddPeopleRows(storage::Store* store);

// The counts of titles, months and forms in an entity's evidence.
class TimelineBuilder {
 public:
  // REQUIRES: evidence comes in order of date, undated before all.
  void Add(const Evidence& evidence);
  // Without summary and aliases.
  EntityTimeline Finish();
  // Printed forms other than `name`, most frequent first.
  std::vector<Alias> Aliases(const std::string& name) const;

 private:
  std::map<std::string, TitleRecord> titles_;
  std::map<std::string, uint64_t> forms_;
  std::vector<MonthActivity> months_;
};

// Of the titles printed against a name the one seen last: the post a person holds as far as the archive knows. Of
// several the one that was seen first before the others did, then the first in byte order. Undated sightings are before
// all. Titles that the archive says were left since (see FormerTitle()) are no posts.
class NewestTitle {
 public:
  // In any order.
  void Add(const Evidence& evidence);
  // Empty where there is none.
  std::string title() const;

 private:
  struct Days {
    int32_t first;
    int32_t last;
  };
  bool IsHeld(const std::pair<const std::string, Days>& title) const;

  std::map<std::string, Days> titles_;
};

// Gathers the rows an issue's articles add and the rows the replaced ones remove.
class EntityChanges {
 public:
  void Add(DocId doc, const Document& document) { Change(doc, document, +1); }
  void Remove(DocId doc, const Document& document) { Change(doc, document, -1); }
  // Appends everything to `batch`. What it makes the rows count that count something; `counts` is to be told once the
  // batch is stored.
  absl::StatusOr<CountedRows> Finish(RowCounts* counts, storage::WriteBatch* batch) const;
  // The rows of people alone that format 2 did not have.
  void AddPeople(DocId doc, const Document& document);
  // What was gathered so far: rows, and by how much each count changes.
  const std::map<std::string, std::string>& added() const { return added_; }
  const std::map<std::string, int64_t>& counts() const { return counts_; }
  // Forgets it, but not what was worked out of names.
  void Clear();
  // The newest day of the articles added, by whom they name; as ToDayNumber().
  const std::map<EntityId, int32_t>& newest_days() const { return newest_days_; }
  bool removes() const { return removes_; }
  // Which blocks of people change, as People::Touch() takes it.
  const std::set<std::string>& touched() const { return touched_; }

 private:
  void Change(DocId doc, const Document& document, int sign);
  void ChangeName(const std::string& canonical, int sign);
  const std::vector<std::string>& RowsOfName(const std::string& canonical, const std::string& folded);

  bool removes_ = false;
  std::map<EntityId, int32_t> newest_days_;
  std::vector<std::string> removed_;
  std::map<std::string, std::string> added_;
  std::map<std::string, int64_t> counts_;  // by key of the count
  std::set<std::string> touched_;
  std::map<std::string, std::vector<std::string>> rows_of_name_;  // keys of counts, by canonical name: dear to make
};

class EntityTable {
 public:
  // `snapshot` may be null; both must outlive the table.
  EntityTable(const storage::Store* store, const storage::Snapshot* snapshot) : store_(store), snapshot_(snapshot) {}

  absl::StatusOr<Entity> Get(const EntityId& id) const;
  absl::StatusOr<EntityTimeline> Timeline(const EntityId& id, const ReadControl& control) const;
  // Whom a name fits, with the articles that print it so. At most 10,000.
  absl::StatusOr<std::map<EntityId, uint64_t>> Find(const LookupEntitiesOptions& options) const;
  absl::StatusOr<EvidencePage> ListEvidence(const ListEvidenceOptions& options) const;
  absl::StatusOr<EvidencePage> FindByTitle(const FindByTitleOptions& options) const;
  // With 0 articles where no article names it.
  absl::StatusOr<EntitySummary> Summarize(const EntityId& id) const;

 private:
  const storage::Store* const store_;
  const storage::Snapshot* const snapshot_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_ENTITY_TABLE_H_
