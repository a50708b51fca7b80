#include "services/index/engine/people_views.h"

#include <algorithm>
#include <string>
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

}  // namespace

absl::StatusOr<Evidence> ReadEvidence(const View& view, const Person& person, const PersonSighting* first,
                                      const PersonSighting* last) {
  Evidence whole;
  for (const PersonSighting* seen = first; seen != last; ++seen) {
    const std::string key = EvidenceKey({kPersonKind, person.names[seen->name]}, FromDayNumber(seen->day), seen->doc);
    storage::PinnedValue value;
    JIANBAO_ASSIGN_OR_RETURN(const bool found, view.Read(key, &value));
    if (!found) return CorruptEntityRow();
    JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, DecodeEvidence(key, value.view()));
    if (seen == first) {
      whole = std::move(evidence);
    } else {
      AddOnce(std::move(evidence.texts), &whole.texts);
      AddOnce(std::move(evidence.titles), &whole.titles);
      whole.count += evidence.count;
    }
  }
  whole.id = person.summary.id;
  return whole;
}

absl::StatusOr<EntityTimeline> TimelineOf(const View& view, const Person& person, SearchContext* context) {
  TimelineBuilder builder;
  const auto add = [&](const PersonSighting* first, const PersonSighting* last) -> absl::StatusOr<bool> {
    if (context->ShouldStop()) return context->status();
    JIANBAO_ASSIGN_OR_RETURN(const Evidence evidence, ReadEvidence(view, person, first, last));
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
  std::string last_place;
  const auto take = [&](const PersonSighting* first, const PersonSighting* last) -> absl::StatusOr<bool> {
    if (options.latest.has_value() && first->day > ToDayNumber(options.latest)) return false;
    if (page.rows.size() == options.limit) {
      page.next = last_place;
      return false;
    }
    JIANBAO_ASSIGN_OR_RETURN(Evidence evidence, ReadEvidence(view, person, first, last));
    page.rows.push_back(std::move(evidence));
    last_place = place(*first);
    return true;
  };
  JIANBAO_RETURN_IF_ERROR(ForEachArticle(person, person.sightings.data() + (begin - person.sightings.begin()), take));
  return page;
}

}  // namespace jianbao::engine
