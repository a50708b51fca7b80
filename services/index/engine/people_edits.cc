// Writing corrections: a person that is asked about becomes sightings that stand for it.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/corrections.h"
#include "services/index/engine/engine_impl.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/name_keys.h"
#include "services/index/engine/people.h"
#include "services/index/engine/people_views.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using storage::Family;

// Places that stand for a person: some of them may go, while one is left it is known who is meant.
constexpr size_t kMaxPlaces = 64;

absl::Status InvalidCorrection(std::string_view reason, std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message));
}

// At most kMaxPlaces of `places`: the first, the last and some between.
std::vector<std::string> Spread(const std::set<std::string>& places) {
  std::vector<std::string> all(places.begin(), places.end());
  if (all.size() <= kMaxPlaces) return all;
  std::vector<std::string> kept;
  for (size_t i = 0; i < kMaxPlaces; ++i) kept.push_back(all[i * (all.size() - 1) / (kMaxPlaces - 1)]);
  return kept;
}

Correction NewCorrection(CorrectionKind kind, const CorrectionNote& note) {
  Correction correction;
  correction.kind = kind;
  correction.author = note.author;
  correction.reason = note.reason;
  correction.request_id = note.request_id;
  return correction;
}

uint64_t HashOf(const Correction& correction, const std::vector<std::string>& asked) {
  std::string all(1, static_cast<char>(correction.kind));
  for (const std::string* text : {&correction.author, &correction.reason}) PutLengthPrefixed(*text, &all);
  for (const std::string& text : asked) PutLengthPrefixed(text, &all);
  return Checksum64(all);
}

// Turns people into anchors. Works on one point in time.
class AnchorMaker {
 public:
  AnchorMaker(const View& view, const People& people)
      : view_(view), people_(people), context_(absl::InfiniteFuture(), nullptr) {}

  absl::StatusOr<PersonPtr> Find(const EntityId& id) {
    if (id.kind != kPersonKind) {
      return InvalidCorrection("ENTITY_KIND_UNSUPPORTED",
                               "people alone are resolved, so they alone can be merged and split");
    }
    return people_.Get(view_, id.canonical, &context_);
  }

  // Sightings of `name` (canonical, in the person's names) that are this person's and nobody else's: issues, or
  // articles of issues that name a namesake as well.
  absl::StatusOr<PersonAnchor> Anchor(const Person& person, const std::string& name) {
    JIANBAO_ASSIGN_OR_RETURN(const std::vector<PersonPtr> named, people_.Named(view_, name, &context_));
    std::set<std::string> shared;
    for (const PersonPtr& other : named) {
      if (other->summary.id == person.summary.id) continue;
      JIANBAO_RETURN_IF_ERROR(
          ForEachPlace(*other, name, [&](const Evidence&, const std::string& issue) { shared.insert(issue); }));
    }
    std::set<std::string> places;
    JIANBAO_RETURN_IF_ERROR(ForEachPlace(person, name, [&](const Evidence& evidence, const std::string& issue) {
      places.insert(issue.empty() || shared.contains(issue) ? evidence.article : issue);
    }));
    return PersonAnchor{name, Spread(places)};
  }

  // Whether the name means this person alone.
  absl::StatusOr<bool> IsOnlyOneOf(const Person& person, const std::string& name) {
    JIANBAO_ASSIGN_OR_RETURN(const std::vector<PersonPtr> named, people_.Named(view_, name, &context_));
    return std::all_of(named.begin(), named.end(), [&](const PersonPtr& other) {
      return other->summary.id == person.summary.id ||
             std::none_of(other->sightings.begin(), other->sightings.end(),
                          [&](const PersonSighting& seen) { return other->names[seen.name] == name; });
    });
  }

  // The recorded name with most sightings: the one the person goes by.
  static std::string MainName(const Person& person) {
    const auto at = std::find(person.names.begin(), person.names.end(), person.summary.name);
    return at == person.names.end() ? person.names.front() : *at;
  }

  template <typename Visit>
  absl::Status ForEachPlace(const Person& person, const std::string& name, const Visit& visit) {
    for (const PersonSighting& seen : person.sightings) {
      if (person.names[seen.name] != name) continue;
      JIANBAO_ASSIGN_OR_RETURN(const Evidence evidence, ReadEvidence(view_, person, &seen, &seen + 1));
      visit(evidence, evidence.around.has_value() ? evidence.around->issue : std::string());
    }
    return absl::OkStatus();
  }

 private:
  const View& view_;
  const People& people_;
  SearchContext context_;
};

}  // namespace

absl::StatusOr<std::optional<CorrectionResult>> EngineImpl::CorrectionMade(const Correction& wanted) const {
  const ViewPtr view = CurrentView();
  const Correction* made = view->corrections->FindRequest(wanted.request_id);
  if (made == nullptr) return std::nullopt;
  if (made->request_hash != wanted.request_hash) {
    return Error(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                 "this request id made another correction before; use a new id for a new one")
        .Field("request_id");
  }
  return CorrectionResult{*made, view->state.revision, /*changed=*/false};
}

absl::StatusOr<CorrectionResult> EngineImpl::Correct(Correction correction) {
  const ViewPtr view = CurrentView();
  correction.number = view->corrections->next_number();
  correction.time = options_.clock->Now();
  // A clock that was set back must not bring corrections out of order.
  if (!view->corrections->corrections().empty()) {
    correction.time = std::max(correction.time, view->corrections->corrections().back().time);
  }
  State state = view->state;
  state.revision = state.revision.Next();
  storage::WriteBatch batch;
  batch.Put(Family::kRecords, CorrectionKey(correction.number), EncodeCorrection(correction));
  batch.Put(Family::kRecords, StateKey(), EncodeState(state));
  JIANBAO_RETURN_IF_ERROR(store_->Write(batch, /*sync=*/true));
  const Correction* revoked = view->corrections->Find(correction.revokes);
  // Taking back what took something back changes the people of that.
  while (revoked != nullptr && revoked->kind == CorrectionKind::kRevoke) {
    revoked = view->corrections->Find(revoked->revokes);
  }
  std::set<std::string> touched;
  for (const std::string& name : CorrectionBook::NamesOf(revoked != nullptr ? *revoked : correction)) {
    touched.insert(TouchKeyOfName(name));
  }
  people_.Touch(touched, state.revision);
  absl::MutexLock lock(&view_mutex_);
  auto next = std::make_shared<View>(*view_);
  next->state = state;
  next->snapshot = store_->NewSnapshot();
  next->corrections = view->corrections->With(correction);
  view_ = std::move(next);
  return CorrectionResult{std::move(correction), state.revision, /*changed=*/true};
}

absl::StatusOr<CorrectionResult> EngineImpl::MergePeople(const EntityId& target, const std::vector<EntityId>& sources,
                                                         const CorrectionNote& note) {
  Correction correction = NewCorrection(CorrectionKind::kMerge, note);
  std::vector<std::string> asked = {target.canonical};
  for (const EntityId& source : sources) asked.push_back(source.canonical);
  correction.request_hash = HashOf(correction, asked);
  absl::MutexLock lock(&write_mutex_);
  JIANBAO_ASSIGN_OR_RETURN(std::optional<CorrectionResult> made, CorrectionMade(correction));
  if (made.has_value()) return *std::move(made);
  const ViewPtr view = CurrentView();
  AnchorMaker anchors(*view, people_);
  JIANBAO_ASSIGN_OR_RETURN(const PersonPtr into, anchors.Find(target));
  JIANBAO_ASSIGN_OR_RETURN(correction.target, anchors.Anchor(*into, AnchorMaker::MainName(*into)));
  for (const EntityId& source : sources) {
    JIANBAO_ASSIGN_OR_RETURN(const PersonPtr person, anchors.Find(source));
    if (person->summary.id == into->summary.id) continue;
    JIANBAO_ASSIGN_OR_RETURN(PersonAnchor subject, anchors.Anchor(*person, AnchorMaker::MainName(*person)));
    correction.subjects.push_back(std::move(subject));
  }
  if (correction.subjects.empty()) {
    return InvalidCorrection("CORRECTION_EMPTY",
                             "nobody to merge: they are one already, want at least one other person");
  }
  return Correct(std::move(correction));
}

absl::StatusOr<CorrectionResult> EngineImpl::SplitPerson(const EntityId& id, const std::vector<std::string>& forms,
                                                         const std::vector<std::string>& articles,
                                                         const CorrectionNote& note) {
  Correction correction = NewCorrection(CorrectionKind::kSplit, note);
  std::vector<std::string> asked = {id.canonical};
  asked.insert(asked.end(), forms.begin(), forms.end());
  asked.emplace_back();
  asked.insert(asked.end(), articles.begin(), articles.end());
  correction.request_hash = HashOf(correction, asked);
  absl::MutexLock lock(&write_mutex_);
  JIANBAO_ASSIGN_OR_RETURN(std::optional<CorrectionResult> made, CorrectionMade(correction));
  if (made.has_value()) return *std::move(made);
  const ViewPtr view = CurrentView();
  AnchorMaker anchors(*view, people_);
  JIANBAO_ASSIGN_OR_RETURN(const PersonPtr person, anchors.Find(id));
  std::set<std::string> wanted(forms.begin(), forms.end());
  size_t taken = 0;  // sightings
  for (const std::string& name : person->names) {
    const bool whole = wanted.erase(name) > 0;
    std::set<std::string> places;
    size_t here = 0;
    JIANBAO_RETURN_IF_ERROR(
        anchors.ForEachPlace(*person, name, [&](const Evidence& evidence, const std::string& issue) {
          bool named = std::any_of(articles.begin(), articles.end(), [&](const std::string& article) {
            return article == evidence.article || article == issue;
          });
          for (const std::string& text : evidence.texts) {
            if (std::find(forms.begin(), forms.end(), text) == forms.end()) continue;
            wanted.erase(text);
            named = true;
          }
          here += whole || named ? 1 : 0;
          if (named) places.insert(evidence.article);
        }));
    if (here == 0) continue;
    taken += here;
    if (!whole) {
      correction.subjects.push_back({name, std::vector<std::string>(places.begin(), places.end())});
      continue;
    }
    // A form that means nobody else is somebody else wherever it is printed from now on.
    JIANBAO_ASSIGN_OR_RETURN(const bool only, anchors.IsOnlyOneOf(*person, name));
    PersonAnchor subject{name, {}};
    if (!only) {
      JIANBAO_ASSIGN_OR_RETURN(subject, anchors.Anchor(*person, name));
    }
    correction.subjects.push_back(std::move(subject));
  }
  if (!wanted.empty()) {
    return Error(absl::StatusCode::kNotFound, "FORM_NOT_FOUND",
                 absl::StrCat(person->summary.name, " is not recorded as ", *wanted.begin(),
                              "; want one of its aliases as printed"))
        .With("form", *wanted.begin());
  }
  if (taken == 0) {
    return InvalidCorrection("CORRECTION_EMPTY",
                             "nothing to take out: want an alias or an article that names the person");
  }
  if (taken == person->sightings.size()) {
    return InvalidCorrection("CORRECTION_TOO_WIDE", "nothing would be left of the person; leave out its name");
  }
  return Correct(std::move(correction));
}

absl::StatusOr<CorrectionResult> EngineImpl::RevokeCorrection(uint64_t number, const CorrectionNote& note) {
  Correction correction = NewCorrection(CorrectionKind::kRevoke, note);
  correction.revokes = number;
  correction.request_hash = HashOf(correction, {absl::StrCat(number)});
  absl::MutexLock lock(&write_mutex_);
  JIANBAO_ASSIGN_OR_RETURN(std::optional<CorrectionResult> made, CorrectionMade(correction));
  if (made.has_value()) return *std::move(made);
  const ViewPtr view = CurrentView();
  if (view->corrections->Find(number) == nullptr) {
    return Error(absl::StatusCode::kNotFound, "CORRECTION_NOT_FOUND", absl::StrCat("there is no correction ", number));
  }
  if (view->corrections->IsRevoked(number)) {
    return Error(absl::StatusCode::kFailedPrecondition, "CORRECTION_REVOKED",
                 absl::StrCat("correction ", number, " was taken back before"));
  }
  return Correct(std::move(correction));
}

std::vector<CorrectionState> EngineImpl::ListCorrections(uint64_t after, uint32_t limit) const {
  const ViewPtr view = CurrentView();
  std::vector<CorrectionState> states;
  for (const Correction& correction : view->corrections->corrections()) {
    if (correction.number <= after) continue;
    if (states.size() == limit) break;
    states.push_back({correction, view->corrections->IsRevoked(correction.number)});
  }
  return states;
}

}  // namespace jianbao::engine
