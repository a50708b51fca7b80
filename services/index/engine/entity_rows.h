// Keys and values of the rows that say who and what is named where: docs/formats/keyspace.md. Pure functions;
// thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_ENTITY_ROWS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_ENTITY_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/index/engine/document.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

// DataLoss RECORD_CORRUPT.
absl::Status CorruptEntityRow();
// InvalidArgument PAGE_TOKEN_INVALID.
absl::Status ForeignPageToken();

// How often an article names what `mention` is of.
uint32_t TimesNamed(const Mention& mention);

std::string EvidencePrefix(const EntityId& id);
std::string EvidenceKey(const EntityId& id, const std::optional<absl::CivilDay>& date, DocId doc);
// `around` may be null: the entity is no person.
std::string EncodeEvidence(const std::string& article, const Mention& mention, const Surroundings* around);
absl::StatusOr<Evidence> DecodeEvidence(std::string_view key, std::string_view value);
// The same without `around`, which is most of a person's row.
absl::StatusOr<Evidence> DecodeEvidenceAlone(std::string_view key, std::string_view value);

absl::StatusOr<DocId> DocOfEvidenceKey(std::string_view key);

// kEntityCount.
std::string CountKey(const EntityId& id);
absl::StatusOr<EntityId> EntityOfCountKey(std::string_view key);
std::string EncodeCount(int64_t count);
// 0 where there is no such row.
absl::StatusOr<int64_t> ReadCount(const storage::Store& store, const storage::Snapshot* snapshot, std::string_view key);

// Begins the keys of all entities printed in a form; with `id` behind it, it is the key of that one.
std::string FormPrefix(std::string_view folded);
std::string FormKey(std::string_view folded, const EntityId& id);
absl::StatusOr<EntityId> EntityOfFormKey(std::string_view key);
// REQUIRES: EntityOfFormKey(key) is OK.
std::string_view FormOfKey(std::string_view key);

// Begins the keys of all names of people that `pattern` (resolution/block_keys.h) fits; the folded name follows.
std::string BlockKeyPrefix(std::string_view pattern);
// Begins the keys of all names of people spelled so, in full or by initials; the folded name follows.
std::string PinyinPrefix(std::string_view letters);
// The folded name at the end of such a key.
absl::StatusOr<std::string_view> NameOfKey(std::string_view key);

// One entity's sighting under a title or in a post.
struct Sighting {
  EntityId id;
  std::optional<absl::CivilDay> date;
  DocId doc;
};
std::string TitlePrefix(std::string_view folded);
std::string TitleKey(std::string_view folded, const Sighting& sighting);
// Begins the keys of all posts that end so. The text of a post stands in its key from the last character to the first,
// so these keys lie side by side.
std::string PostPrefix(std::string_view folded);
std::string PostKey(std::string_view folded, const Sighting& sighting);
// Of a TitleKey or PostKey.
absl::StatusOr<Sighting> DecodeSighting(std::string_view key);
// The same as it stands in the key, for who reads many.
struct SightingKey {
  std::string_view id;  // EntityOfIdBytes() decodes it
  int32_t day;          // as ToDayNumber()
  DocId doc;
};
absl::StatusOr<SightingKey> ParseSightingKey(std::string_view key);
// REQUIRES: `bytes` is not empty.
EntityId EntityOfIdBytes(std::string_view bytes);
std::string EncodeTitles(const std::vector<std::string>& titles);
absl::StatusOr<std::vector<std::string>> DecodeTitles(std::string_view value);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_ENTITY_ROWS_H_
