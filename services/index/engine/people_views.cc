#include "services/index/engine/people_views.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

void AddOnce(std::vector<std::string> from, std::vector<std::string>* into) {
  for (std::string& text : from) {
    if (std::find(into->begin(), into->end(), text) == into->end()) into->push_back(std::move(text));
  }
}

// Calls `visit` with the sightings of each article, oldest first; it says whether to go on.
template <typename Visit>
absl::Status ForEachArticle(const Person& person, const PersonSighting* begin, const Visit& visit) {
  const PersonSighting* const end = person.sightings.data() + person.sightings.size();
  while (begin != end) {
    const PersonSighting* next = begin;
    while (next != end && next->doc == begin->doc) ++next;
    JIANBAO_ASSIGN_OR_RETURN(const bool more, visit(begin, next));
    if (!more) break;
    begin = next;
  }
  return absl::OkStatus();
}

// Reads a person's rows in order: they stand side by side, name by name.
class EvidenceReader {
 public:
  using Decode = absl::StatusOr<Evidence>(std::string_view key, std::string_view value);

  EvidenceReader(const View& view, const Person& person, Decode* decode)
      : view_(view), person_(person), decode_(decode), its_(person.names.size()) {}

  // Of one article.
  absl::StatusOr<Evidence> Read(const PersonSighting* first, const PersonSighting* last) {
    Evidence whole;
    for (const PersonSighting* seen = first; seen != last; ++seen) {
      JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, ReadRow(*seen));
      if (seen == first) {
        whole = std::move(evidence);
      } else {
        AddOnce(std::move(evidence.texts), &whole.texts);
        AddOnce(std::move(evidence.titles), &whole.titles);
        whole.count += evidence.count;
      }
    }
    whole.id = person_.summary.id;
    return whole;
  }

 private:
  absl::StatusOr<Evidence> ReadRow(const PersonSighting& seen) {
    std::unique_ptr<storage::Iterator>& it = its_[seen.name];
    const std::string key = EvidenceKey({kPersonKind, person_.names[seen.name]}, FromDayNumber(seen.day), seen.doc);
    if (it == nullptr) {
      it = view_.store->NewIterator(storage::Family::kRecords, view_.snapshot.get());
      it->Seek(key);
    }
    // Rows between are namesakes'.
    for (int step = 0; step < kStepsBeforeSeeking && it->Valid() && it->key() < key; ++step) it->Next();
    if (it->Valid() && it->key() < key) it->Seek(key);
    JIANBAO_RETURN_IF_ERROR(it->status());
    if (!it->Valid() || it->key() != key) return CorruptEntityRow();
    return decode_(it->key(), it->value());
  }

  static constexpr int kStepsBeforeSeeking = 8;

  const View& view_;
  const Person& person_;
  Decode* const decode_;
  std::vector<std::unique_ptr<storage::Iterator>> its_;  // by name; null: not needed yet
};

}  // namespace

absl::StatusOr<Evidence> ReadEvidence(const View& view, const Person& person, const PersonSighting* first,
                                      const PersonSighting* last) {
  return EvidenceReader(view, person, DecodeEvidence).Read(first, last);
}

absl::StatusOr<EntityTimeline> TimelineOf(const View& view, const Person& person, SearchContext* context) {
  TimelineBuilder builder;
  EvidenceReader reader(view, person, DecodeEvidenceAlone);
  const auto add = [&](const PersonSighting* first, const PersonSighting* last) -> absl::StatusOr<bool> {
    if (context->ShouldStop()) return context->status();
    JIANBAO_ASSIGN_OR_RETURN(const Evidence evidence, reader.Read(first, last));
    builder.Add(evidence);
    return true;
  };
  JIANBAO_RETURN_IF_ERROR(ForEachArticle(person, person.sightings.data(), add));
  EntityTimeline timeline = builder.Finish();
  timeline.entity.summary = person.summary;
  timeline.entity.aliases = person.aliases;
  return timeline;
}

absl::StatusOr<EvidencePage> EvidenceOf(const View& view, const Person& person, const ListEvidenceOptions& options) {
  const auto place = [&](const PersonSighting& seen) {
    return EvidenceKey(options.id, FromDayNumber(seen.day), seen.doc);
  };
  const auto begin = std::partition_point(person.sightings.begin(), person.sightings.end(), [&](const auto& seen) {
    if (!options.after.empty() && place(seen) <= options.after) return true;
    return options.earliest.has_value() && seen.day < ToDayNumber(options.earliest);
  });
  EvidencePage page;
  EvidenceReader reader(view, person, DecodeEvidence);
  std::string last_place;
  const auto take = [&](const PersonSighting* first, const PersonSighting* last) -> absl::StatusOr<bool> {
    if (options.latest.has_value() && first->day > ToDayNumber(options.latest)) return false;
    if (page.rows.size() == options.limit) {
      page.next = last_place;
      return false;
    }
    JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, reader.Read(first, last));
    page.rows.push_back(std::move(evidence));
    last_place = place(*first);
    return true;
  };
  JIANBAO_RETURN_IF_ERROR(ForEachArticle(person, person.sightings.data() + (begin - person.sightings.begin()), take));
  return page;
}

}  // namespace jianbao::engine
