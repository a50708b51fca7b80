#include "services/index/engine/entity_integrity.h"

#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/status.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using storage::Family;

constexpr std::array kRowKinds = {RecordKind::kEvidence, RecordKind::kTitle, RecordKind::kPost};
constexpr std::array kCountKinds = {RecordKind::kEntityCount, RecordKind::kForm, RecordKind::kBlockKey,
                                    RecordKind::kPinyin};
constexpr size_t kParts = 4096;       // of all counts
constexpr size_t kMaxArticles = 100;  // that are compared row by row

size_t PartOf(uint64_t hash) { return hash >> 52; }

uint64_t HashOf(std::string_view key, std::string_view value, std::string* scratch) {
  scratch->clear();
  PutLengthPrefixed(key, scratch);
  scratch->append(value);
  return Checksum64(*scratch);
}

// Evidence may have been stored by an earlier format, with fewer fields; what it says is compared, not its bytes.
std::optional<std::string> Meaning(std::string_view key, std::string_view value, bool with_count) {
  if (static_cast<RecordKind>(key[0]) != RecordKind::kEvidence) return std::string(value);
  const absl::StatusOr<Evidence> evidence = DecodeEvidence(key, value);
  if (!evidence.ok()) return std::nullopt;
  Mention mention;
  mention.texts = evidence->texts;
  mention.titles = evidence->titles;
  mention.count = with_count ? evidence->count : 1;
  return EncodeEvidence(evidence->article, mention, evidence->around.has_value() ? &*evidence->around : nullptr);
}

std::optional<DocId> ArticleOf(std::string_view key) {
  if (static_cast<RecordKind>(key[0]) == RecordKind::kEvidence) {
    constexpr size_t kNumber = sizeof(uint32_t);
    if (key.size() < 3 + 2 * kNumber) return std::nullopt;
    std::string_view tail = key.substr(key.size() - kNumber);
    uint32_t doc = 0;
    GetBigEndian32(&tail, &doc);
    return DocId(doc);
  }
  const absl::StatusOr<Sighting> sighting = DecodeSighting(key);
  if (!sighting.ok()) return std::nullopt;
  return sighting->doc;
}

std::string RowLabel(std::string_view key) {
  return absl::StrCat("row \"", absl::Utf8SafeCHexEscape(std::string(key)), "\"");
}

std::optional<int64_t> CountIn(std::string_view value) {
  uint64_t count = 0;
  if (!GetVarint64(&value, &count) || !value.empty()) return std::nullopt;
  return static_cast<int64_t>(count);
}

// Calls `visit` with every stored row of `kinds`.
template <typename Kinds, typename Visit>
absl::Status ForEachRow(const View& view, const Kinds& kinds, const Visit& visit) {
  for (const RecordKind kind : kinds) {
    const std::string prefix = RecordKey(kind, "");
    const auto it = view.store->NewIterator(Family::kRecords, view.snapshot.get());
    for (it->Seek(prefix); it->Valid() && it->key().substr(0, 1) == prefix; it->Next()) visit(it->key(), it->value());
    JIANBAO_RETURN_IF_ERROR(it->status());
  }
  return absl::OkStatus();
}

// Calls `visit` with every live article. Those that cannot be read are told of elsewhere.
template <typename Visit>
absl::Status ForEachArticle(const View& view, const Visit& visit) {
  const std::string prefix = RecordKey(RecordKind::kArticle, "");
  const auto it = view.store->NewIterator(Family::kRecords, view.snapshot.get());
  for (it->Seek(prefix); it->Valid() && it->key().substr(0, 1) == prefix; it->Next()) {
    std::string_view number = it->key().substr(1);
    uint32_t doc = 0;
    const absl::StatusOr<ArticleRecord> record = DecodeArticle(it->value());
    if (record.ok() && GetBigEndian32(&number, &doc)) visit(DocId(doc), record->document);
  }
  return it->status();
}

}  // namespace

EntityRowChecker::EntityRowChecker(const View& view)
    : view_(view), rows_(view.state.next_doc.value()), counts_(kParts) {}

void EntityRowChecker::Expect(DocId doc, const Document& document) {
  if (doc.value() >= rows_.size()) return;
  changes_.Clear();
  changes_.Add(doc, document);
  std::string scratch;
  for (const auto& [key, value] : changes_.added()) {
    rows_[doc.value()] += HashOf(key, *Meaning(key, value, true), &scratch);
  }
  for (const auto& [key, count] : changes_.counts()) {
    const uint64_t hash = Checksum64(key);
    counts_[PartOf(hash)] += hash * static_cast<uint64_t>(count);
  }
}

absl::Status EntityRowChecker::Compare(absl::FunctionRef<void(std::string)> report) {
  JIANBAO_RETURN_IF_ERROR(AddUpRows(report));
  JIANBAO_RETURN_IF_ERROR(AddUpCounts(report));
  JIANBAO_RETURN_IF_ERROR(CompareRows(report));
  return CompareCounts(report);
}

absl::Status EntityRowChecker::AddUpRows(absl::FunctionRef<void(std::string)> report) {
  std::string scratch;
  return ForEachRow(view_, kRowKinds, [&](std::string_view key, std::string_view value) {
    const std::optional<DocId> doc = ArticleOf(key);
    const std::optional<std::string> meaning = Meaning(key, value, true);
    if (!doc.has_value() || !meaning.has_value()) {
      report(absl::StrCat(RowLabel(key), " cannot be read"));
    } else if (doc->value() >= rows_.size()) {
      report(absl::StrCat(RowLabel(key), " is of an article that does not exist"));
    } else {
      rows_[doc->value()] -= HashOf(key, *meaning, &scratch);
    }
  });
}

absl::Status EntityRowChecker::AddUpCounts(absl::FunctionRef<void(std::string)> report) {
  return ForEachRow(view_, kCountKinds, [&](std::string_view key, std::string_view value) {
    const std::optional<int64_t> count = CountIn(value);
    if (!count.has_value()) return report(absl::StrCat(RowLabel(key), " cannot be read"));
    const uint64_t hash = Checksum64(key);
    counts_[PartOf(hash)] -= hash * static_cast<uint64_t>(*count);
  });
}

absl::Status EntityRowChecker::CompareRows(absl::FunctionRef<void(std::string)> report) {
  std::map<uint32_t, Rows> stored;  // of the articles whose sums differ
  for (uint32_t doc = 0; doc < rows_.size() && stored.size() < kMaxArticles; ++doc) {
    if (rows_[doc] != 0) stored[doc];
  }
  if (stored.empty()) return absl::OkStatus();
  JIANBAO_RETURN_IF_ERROR(ForEachRow(view_, kRowKinds, [&](std::string_view key, std::string_view value) {
    const std::optional<DocId> doc = ArticleOf(key);
    const auto at = doc.has_value() ? stored.find(doc->value()) : stored.end();
    if (at != stored.end()) at->second.emplace(key, value);
  }));
  for (auto& [doc, rows] : stored) {
    const std::string article = absl::StrCat("article ", doc, ": ");
    const absl::StatusOr<ArticleRecord> record = view_.ReadArticle(DocId(doc));
    changes_.Clear();
    if (record.ok()) changes_.Add(DocId(doc), record->document);
    for (const auto& [key, value] : changes_.added()) {
      const auto row = rows.find(key);
      if (row == rows.end()) {
        report(absl::StrCat(article, RowLabel(key), " is missing"));
        continue;
      }
      // Format 1 did not count how often an article names somebody.
      const bool counted = Meaning(key, row->second, true) == row->second;
      if (Meaning(key, row->second, counted) != Meaning(key, value, counted)) {
        report(absl::StrCat(article, RowLabel(key), " does not say what the record says"));
      }
      rows.erase(row);
    }
    for (const auto& [key, value] : rows) report(absl::StrCat(article, RowLabel(key), " is not of its record"));
  }
  return absl::OkStatus();
}

absl::Status EntityRowChecker::CompareCounts(absl::FunctionRef<void(std::string)> report) {
  std::map<std::string, int64_t> differences;  // of the counts whose sums differ
  const auto differs = [&](std::string_view key) { return counts_[PartOf(Checksum64(key))] != 0; };
  if (counts_ == std::vector<uint64_t>(kParts)) return absl::OkStatus();
  JIANBAO_RETURN_IF_ERROR(ForEachArticle(view_, [&](DocId doc, const Document& document) {
    changes_.Clear();
    changes_.Add(doc, document);
    for (const auto& [key, count] : changes_.counts()) {
      if (differs(key)) differences[key] += count;
    }
  }));
  JIANBAO_RETURN_IF_ERROR(ForEachRow(view_, kCountKinds, [&](std::string_view key, std::string_view value) {
    if (differs(key)) differences[std::string(key)] -= CountIn(value).value_or(0);
  }));
  for (const auto& [key, difference] : differences) {
    if (difference == 0) continue;
    report(absl::StrCat(RowLabel(key), " counts ", difference > 0 ? difference : -difference, " articles too ",
                        difference > 0 ? "few" : "many"));
  }
  return absl::OkStatus();
}

}  // namespace jianbao::engine
