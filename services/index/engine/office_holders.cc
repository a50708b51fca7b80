#include "services/index/engine/office_holders.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/posts.h"
#include "services/index/engine/records.h"
#include "services/index/engine/search_context.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using storage::PinnedValue;

// Names an organisation asked for may be an entity by.
constexpr size_t kMaxOrganizations = 16;

// What one title says of the post asked for. Titles repeat, so each is read once.
struct TitleReading {
  std::string title;
  bool answers = false;
  bool leaves = false;           // answers, but for having been left: 原任县长
  std::string organization;      // that it names for the post; may be empty
  bool names_asked_for = false;  // the organisation asked for stands in it
};

// One article that prints an answering title against a person.
struct PostSighting {
  int32_t day;  // as ToDayNumber(): undated ones are first
  DocId doc;
  const TitleReading* reading = nullptr;
};

// The sightings of one person in the post of one organisation, in order of date.
struct Tenure {
  EntityId person;
  std::string organization;  // the longest form its titles name; empty: they name none
  std::vector<PostSighting> sightings;
  std::optional<absl::CivilDay> left;  // when it was last printed that the person leaves
  bool wanted = true;                  // of the organisation asked for
  bool presumed = false;

  std::optional<absl::CivilDay> first() const {
    const auto dated = std::find_if(sightings.begin(), sightings.end(),
                                    [](const PostSighting& sighting) { return sighting.day != kNoDate; });
    return dated == sightings.end() ? std::nullopt : FromDayNumber(dated->day);
  }
  std::optional<absl::CivilDay> last() const { return FromDayNumber(sightings.back().day); }
};

// Found by views of the texts.
struct HashOfText {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template <typename Value>
using ByText = std::unordered_map<std::string, Value, HashOfText, std::equal_to<>>;

// A tenure's place in the answer: by first sighting, undated ones last.
using Place = std::tuple<int64_t, EntityId, std::string>;

constexpr int64_t kUndatedPlace = int64_t{1} << 40;

Place PlaceOf(const Tenure& tenure) {
  const std::optional<absl::CivilDay> first = tenure.first();
  return {first.has_value() ? ToDayNumber(first) : kUndatedPlace, tenure.person, tenure.organization};
}

std::string EncodePlace(const Place& place) {
  std::string token;
  PutVarint64(ZigZag(std::get<0>(place)), &token);
  token.push_back(static_cast<char>(std::get<1>(place).kind));
  PutLengthPrefixed(std::get<1>(place).canonical, &token);
  PutLengthPrefixed(std::get<2>(place), &token);
  return token;
}

absl::StatusOr<Place> DecodePlace(std::string_view token) {
  uint64_t day = 0;
  std::string_view canonical, organization;
  Place place;
  if (!GetVarint64(&token, &day) || token.empty()) return ForeignPageToken();
  std::get<1>(place).kind = static_cast<uint8_t>(token[0]);
  token.remove_prefix(1);
  if (!GetLengthPrefixed(&token, &canonical) || !GetLengthPrefixed(&token, &organization) || !token.empty()) {
    return ForeignPageToken();
  }
  std::get<0>(place) = UnZigZag(day);
  std::get<1>(place).canonical.assign(canonical);
  std::get<2>(place).assign(organization);
  return place;
}

class HolderFinder {
 public:
  HolderFinder(const View& view, const People& people, const FindHoldersOptions& options)
      : view_(view),
        people_(people),
        options_(options),
        question_(options.title),
        organization_(FoldName(options.organization)),
        context_(options.control.deadline, options.control.cancelled) {}

  absl::StatusOr<HolderPage> Run() {
    if (question_.posts().empty()) {
      return Error(absl::StatusCode::kInvalidArgument, "TITLE_INVALID", "the title has no letter");
    }
    if (context_.CheckNow()) return context_.status();
    JIANBAO_RETURN_IF_ERROR(ReadSightings());
    JIANBAO_RETURN_IF_ERROR(ResolvePeople());
    for (auto& [person, sightings] : by_person_) SplitByOrganization(person, &sightings);
    JIANBAO_RETURN_IF_ERROR(context_.status());
    JIANBAO_RETURN_IF_ERROR(FindOrganizationAskedFor());
    JIANBAO_RETURN_IF_ERROR(KeepWhatIsAskedFor());
    std::sort(tenures_.begin(), tenures_.end(),
              [](const Tenure& a, const Tenure& b) { return PlaceOf(a) < PlaceOf(b); });
    return MakePage();
  }

 private:
  absl::Status ReadSightings() {
    // The last post of the question is in every title that answers, at the end of the post it stands in.
    const std::string prefix = PostPrefix(question_.posts().back());
    const auto it = view_.store->NewIterator(Family::kRecords, view_.snapshot.get());
    uint64_t rows = 0;
    for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
      if (context_.ShouldStop()) return context_.status();
      if (++rows > options_.max_sightings) {
        return Error(
                   absl::StatusCode::kResourceExhausted, "POST_TOO_COMMON",
                   absl::StrCat("more than ", options_.max_sightings,
                                " sightings of posts that end so; ask for a longer title, e.g. 县公安局局长 for 局长"))
            .With("limit", options_.max_sightings);
      }
      JIANBAO_ASSIGN_OR_RETURN(const SightingKey sighting, ParseSightingKey(it->key()));
      JIANBAO_ASSIGN_OR_RETURN(const auto* answering, ReadTitles(it->value()));
      if (answering->empty()) continue;
      std::vector<PostSighting>& sightings = SightingsOf(sighting.id);
      for (const TitleReading* reading : *answering) sightings.push_back({sighting.day, sighting.doc, reading});
    }
    return it->status();
  }

  // Those of a row's titles that answer.
  absl::StatusOr<const std::vector<const TitleReading*>*> ReadTitles(std::string_view row) {
    const auto known = answering_.find(row);
    if (known != answering_.end()) return &known->second;
    JIANBAO_ASSIGN_OR_RETURN(const std::vector<std::string> titles, DecodeTitles(row));
    std::vector<const TitleReading*> answering;
    for (const std::string& title : titles) {
      const TitleReading& reading = Read(title);
      if (reading.answers) answering.push_back(&reading);
    }
    return &answering_.emplace(row, std::move(answering)).first->second;
  }

  // Under a name, as it stands in keys.
  std::vector<PostSighting>& SightingsOf(std::string_view id) {
    const auto known = by_name_.find(id);
    return known != by_name_.end() ? known->second : by_name_[std::string(id)];
  }

  const TitleReading& Read(const std::string& title) {
    const auto [found, is_new] = readings_.try_emplace(title);
    TitleReading& reading = found->second;
    if (is_new) {
      reading.title = title;
      const std::string left = TitleLeft(title);
      const std::string& printed = left.empty() ? title : left;
      reading.answers = question_.IsAnsweredBy(printed);
      reading.leaves = !left.empty();
      reading.organization = question_.OrganizationOf(printed);
      reading.names_asked_for = !organization_.empty() && absl::StrContains(FoldName(title), organization_);
    }
    return reading;
  }

  // Gives the sightings under a name to the people that are meant by it.
  absl::Status ResolvePeople() {
    std::vector<std::string_view> names;
    for (const auto& [bytes, sightings] : by_name_) names.push_back(bytes);
    std::sort(names.begin(), names.end());
    for (const std::string_view bytes : names) {
      const std::vector<PostSighting>& sightings = by_name_.find(bytes)->second;
      const EntityId id = EntityOfIdBytes(bytes);
      std::vector<PersonPtr> named;
      if (id.kind == kPersonKind) {
        JIANBAO_ASSIGN_OR_RETURN(named, people_.Named(view_, id.canonical, &context_));
      }
      for (const PersonPtr& person : named) summaries_[person->summary.id] = person->summary;
      if (named.size() <= 1) {  // every sighting of a name is somebody's
        Append(sightings, &by_person_[named.empty() ? id : named[0]->summary.id]);
        continue;
      }
      absl::flat_hash_map<uint32_t, const Person*> meant;
      for (const PersonPtr& person : named) {
        for (const PersonSighting& seen : person->sightings) {
          if (person->names[seen.name] == id.canonical) meant[seen.doc.value()] = person.get();
        }
      }
      for (const PostSighting& sighting : sightings) {
        const auto at = meant.find(sighting.doc.value());
        by_person_[at == meant.end() ? id : at->second->summary.id].push_back(sighting);
      }
    }
    return absl::OkStatus();
  }

  static void Append(const std::vector<PostSighting>& from, std::vector<PostSighting>* to) {
    to->insert(to->end(), from.begin(), from.end());
  }

  // A title that names no organisation belongs to the one that was named last before it. Breaks off when time is up.
  void SplitByOrganization(const EntityId& person, std::vector<PostSighting>* sightings) {
    std::stable_sort(sightings->begin(), sightings->end(), [](const PostSighting& a, const PostSighting& b) {
      if (a.day != b.day) return a.day < b.day;
      return a.reading->leaves != b.reading->leaves ? b.reading->leaves : a.doc < b.doc;
    });
    const size_t first = tenures_.size();
    size_t latest = first;
    for (const PostSighting& sighting : *sightings) {
      if (context_.ShouldStop()) return;
      const std::string& organization = sighting.reading->organization;
      size_t at = latest;
      if (!organization.empty()) {
        for (at = first; at < tenures_.size(); ++at) {
          if (MayBeSameOrganization(tenures_[at].organization, organization)) break;
        }
      }
      if (sighting.reading->leaves) {
        if (at < tenures_.size()) tenures_[at].left = FromDayNumber(sighting.day);
        continue;
      }
      if (at >= tenures_.size()) {
        at = tenures_.size();
        tenures_.push_back({person, organization, {}});
      }
      Tenure& tenure = tenures_[at];
      if (organization.size() > tenure.organization.size()) tenure.organization = organization;
      tenure.sightings.push_back(sighting);
      latest = at;
    }
  }

  absl::Status FindOrganizationAskedFor() {
    if (organization_.empty()) return absl::OkStatus();
    JIANBAO_ASSIGN_OR_RETURN(const std::vector<EntityId> entities, EntitiesAskedFor());
    for (Tenure& tenure : tenures_) {
      tenure.wanted = std::any_of(tenure.sightings.begin(), tenure.sightings.end(),
                                  [](const PostSighting& sighting) { return sighting.reading->names_asked_for; });
      if (tenure.wanted || !tenure.organization.empty()) continue;
      JIANBAO_ASSIGN_OR_RETURN(tenure.wanted, IsNamedBeside(tenure, entities));
      if (tenure.wanted) tenure.organization = options_.organization;
    }
    return absl::OkStatus();
  }

  // What bears the name asked for.
  absl::StatusOr<std::vector<EntityId>> EntitiesAskedFor() {
    std::vector<EntityId> entities;
    const std::string prefix = FormPrefix(organization_);
    const auto it = view_.store->NewIterator(Family::kRecords, view_.snapshot.get());
    for (it->Seek(prefix); it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Next()) {
      JIANBAO_ASSIGN_OR_RETURN(EntityId id, EntityOfFormKey(it->key()));
      entities.push_back(std::move(id));
      if (entities.size() == kMaxOrganizations) break;
    }
    JIANBAO_RETURN_IF_ERROR(it->status());
    return entities;
  }

  // Whether an article of the tenure names one of `entities`.
  absl::StatusOr<bool> IsNamedBeside(const Tenure& tenure, const std::vector<EntityId>& entities) {
    for (const PostSighting& sighting : tenure.sightings) {
      for (const EntityId& entity : entities) {
        if (context_.ShouldStop()) return context_.status();
        PinnedValue value;
        JIANBAO_ASSIGN_OR_RETURN(const bool found,
                                 view_.Read(EvidenceKey(entity, FromDayNumber(sighting.day), sighting.doc), &value));
        if (found) return true;
      }
    }
    return false;
  }

  bool IncludesDayAskedFor(const Tenure& tenure) const {
    const std::optional<absl::CivilDay> first = tenure.first(), last = tenure.last();
    if (!first.has_value()) return false;
    return (!options_.earliest.has_value() || *last >= *options_.earliest) &&
           (!options_.latest.has_value() || *first <= *options_.latest);
  }

  absl::Status KeepWhatIsAskedFor() {
    const bool any_day = !options_.earliest.has_value() && !options_.latest.has_value();
    std::vector<char> kept(tenures_.size());
    for (size_t i = 0; i < tenures_.size(); ++i) {
      if (context_.ShouldStop()) return context_.status();
      Tenure& tenure = tenures_[i];
      if (!tenure.wanted) continue;
      tenure.presumed = !any_day && !IncludesDayAskedFor(tenure);
      kept[i] = !tenure.presumed || IsSeenLastBefore(tenure);
    }
    std::vector<Tenure> left;
    for (size_t i = 0; i < tenures_.size(); ++i) {
      if (kept[i]) left.push_back(std::move(tenures_[i]));
    }
    tenures_ = std::move(left);
    return absl::OkStatus();
  }

  // Before the days asked for, and until the last of them neither was it printed that the person leaves, nor anybody
  // else in the post of this organisation nor the same person in that of another one.
  bool IsSeenLastBefore(const Tenure& tenure) const {
    const std::optional<absl::CivilDay> last = tenure.last();
    if (!last.has_value() || !options_.earliest.has_value() || *last >= *options_.earliest) return false;
    const bool left = tenure.left.has_value() && *tenure.left >= *last;
    if (left && (!options_.latest.has_value() || *tenure.left <= *options_.latest)) return false;
    return std::none_of(tenures_.begin(), tenures_.end(), [&](const Tenure& other) {
      const std::optional<absl::CivilDay> first = other.first();
      if (!first.has_value() || (options_.latest.has_value() && *first > *options_.latest)) return false;
      return *other.last() > *last &&
             (other.person == tenure.person ||
              (other.wanted && MayBeSameOrganization(other.organization, tenure.organization)));
    });
  }

  absl::StatusOr<HolderPage> MakePage() {
    auto begin = tenures_.begin();
    if (!options_.after.empty()) {
      JIANBAO_ASSIGN_OR_RETURN(const Place after, DecodePlace(options_.after));
      begin = std::find_if(begin, tenures_.end(), [&](const Tenure& tenure) { return PlaceOf(tenure) > after; });
    }
    HolderPage page;
    for (; begin != tenures_.end(); ++begin) {
      if (page.holders.size() == options_.limit) {
        page.next = EncodePlace(PlaceOf(*(begin - 1)));
        break;
      }
      JIANBAO_ASSIGN_OR_RETURN(Holder holder, ToHolder(*begin));
      page.holders.push_back(std::move(holder));
    }
    return page;
  }

  // Each title with the days on which it was printed itself: a person may be seen in a post under one and later under
  // another.
  static std::vector<TitleRecord> TitlesOf(const Tenure& tenure) {
    std::map<const TitleReading*, TitleRecord> printed;
    for (const PostSighting& sighting : tenure.sightings) {
      TitleRecord& record = printed[sighting.reading];
      ++record.articles;
      if (sighting.day == kNoDate) continue;
      record.last = FromDayNumber(sighting.day);
      if (!record.first.has_value()) record.first = record.last;
    }
    std::vector<TitleRecord> titles;
    for (auto& [reading, record] : printed) {
      record.title = reading->title;
      titles.push_back(std::move(record));
    }
    std::sort(titles.begin(), titles.end(), [](const TitleRecord& a, const TitleRecord& b) {
      const auto place = [](const TitleRecord& record) {
        return record.first.has_value() ? ToDayNumber(record.first) : kUndatedPlace;
      };
      return std::pair(place(a), a.title) < std::pair(place(b), b.title);
    });
    return titles;
  }

  absl::StatusOr<Holder> ToHolder(const Tenure& tenure) {
    Holder holder;
    const auto resolved = summaries_.find(tenure.person);
    if (resolved != summaries_.end()) {
      holder.person = resolved->second;
    } else {
      JIANBAO_ASSIGN_OR_RETURN(holder.person, EntityTable(view_.store, view_.snapshot.get()).Summarize(tenure.person));
    }
    holder.organization = tenure.organization;
    holder.presumed = tenure.presumed;
    holder.titles = TitlesOf(tenure);
    TitleRecord& record = holder.tenure;
    record.first = tenure.first();
    record.last = tenure.last();
    std::vector<DocId> docs;
    for (const PostSighting& sighting : tenure.sightings) {
      if (docs.empty() || docs.back() != sighting.doc) docs.push_back(sighting.doc);
    }
    record.articles = docs.size();
    const auto most = std::max_element(holder.titles.begin(), holder.titles.end(), [](const auto& a, const auto& b) {
      if (a.articles != b.articles) return a.articles < b.articles;
      return a.title.size() != b.title.size() ? a.title.size() < b.title.size() : a.title > b.title;
    });
    record.title = most->title;
    for (const DocId doc : ChooseProof(docs)) {
      PinnedValue value;
      JIANBAO_ASSIGN_OR_RETURN(const bool found, view_.Read(DocKey(RecordKind::kNameOf, doc), &value));
      if (!found) return CorruptEntityRow();
      record.proof.emplace_back(value.view());
    }
    return holder;
  }

  const View& view_;
  const People& people_;
  const FindHoldersOptions& options_;
  const PostQuestion question_;
  const std::string organization_;  // folded; empty: any
  SearchContext context_;
  std::map<std::string, TitleReading> readings_;        // by title; nodes stay where they are
  ByText<std::vector<const TitleReading*>> answering_;  // by row
  ByText<std::vector<PostSighting>> by_name_;
  std::map<EntityId, std::vector<PostSighting>> by_person_;
  std::map<EntityId, EntitySummary> summaries_;  // of resolved people
  std::vector<Tenure> tenures_;
};

}  // namespace

absl::StatusOr<HolderPage> FindHolders(const View& view, const People& people, const FindHoldersOptions& options) {
  return HolderFinder(view, people, options).Run();
}

}  // namespace jianbao::engine
