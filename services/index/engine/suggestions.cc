#include "services/index/engine/suggestions.h"
#include "services/index/engine/search_context.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/records.h"
#include "services/index/engine/spellings.h"

namespace jianbao::engine {
namespace {

// Rows that may be read for the people of one call, and for those of one name.
constexpr uint64_t kStepsOfCall = 600;
constexpr uint64_t kStepsOfName = 200;
// Names that wait to be resolved; more of them can be typed than anybody will look at.
constexpr size_t kMaxToResolve = 256;
// How long a name may take in the background.
constexpr absl::Duration kTimeToResolve = absl::Seconds(5);
// Small archives are read within this; a caller need not hear of it.
constexpr absl::Duration kWaitForLoading = absl::Milliseconds(500);

Suggestion AsRecorded(const NamedEntity& named) {
  EntitySummary summary{named.id, named.id.canonical, named.articles, std::nullopt, FromDayNumber(named.last_day)};
  return {std::move(summary), ""};
}

bool IsShownBefore(const Suggestion& a, const Suggestion& b) {
  if (a.entity.articles != b.entity.articles) return a.entity.articles > b.entity.articles;
  if (a.entity.last != b.entity.last) return a.entity.last > b.entity.last;
  if (a.entity.name != b.entity.name) return a.entity.name < b.entity.name;
  return a.entity.id < b.entity.id;
}

// Gives each of `found`, the suggestions of one kind each, its part of `limit` places.
std::vector<Suggestion> Share(std::vector<std::vector<Suggestion>> found, size_t limit) {
  std::vector<size_t> places(found.size());
  size_t left = limit;
  for (size_t i = 1; i < found.size(); ++i) {
    places[i] = std::min(limit / 8, found[i].size());
    left -= places[i];
  }
  std::vector<Suggestion> shared;
  for (size_t i = 0; i < found.size(); ++i) {
    const size_t more = std::min(left, found[i].size() - places[i]);
    left -= more;
    const auto end = found[i].begin() + static_cast<ptrdiff_t>(places[i] + more);
    shared.insert(shared.end(), std::make_move_iterator(found[i].begin()), std::make_move_iterator(end));
  }
  return shared;
}

}  // namespace

Suggestions::~Suggestions() {
  stopping_ = true;
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

// ---- The directory ------------------------------------------------------------------------------------------------

void Suggestions::Start(CurrentView current_view, bool background) {
  current_view_ = std::move(current_view);
  if (background) {
    thread_ = std::thread([this] { Run(); });
  } else {
    Load();
  }
}

// What is written meanwhile is read again at the end.
bool Suggestions::Load() {
  const auto view = current_view_();
  absl::Status status = names_.Load(*view->store, view->snapshot.get(), [this] { return stopping_.load(); });
  absl::MutexLock refresh_lock(&refresh_mutex_);
  if (status.ok()) {
    status = names_.Refresh(*view->store, {not_refreshed_.begin(), not_refreshed_.end()});
    not_refreshed_.clear();
  }
  if (!status.ok() && !stopping_) log::Error("names to suggest could not be read: {}", status.ToString());
  absl::MutexLock lock(&mutex_);
  loaded_ = true;
  load_status_ = status;
  return status.ok();
}

void Suggestions::Changed(const storage::Store& store, const EntityChanges& changes, const CountedRows& counted) {
  absl::MutexLock refresh_lock(&refresh_mutex_);
  bool loaded = false;
  {
    absl::MutexLock lock(&mutex_);
    loaded = loaded_;
  }
  if (loaded && not_refreshed_.empty() && !changes.removes()) {
    const absl::Status added = names_.Add(counted, changes.newest_days());
    if (added.ok()) return;
    log::Warning("names to suggest are read again: {}", added.ToString());
  }
  for (const auto& [key, count] : counted) not_refreshed_.insert(key);
  if (!loaded) return;
  const absl::Status refreshed = names_.Refresh(store, {not_refreshed_.begin(), not_refreshed_.end()});
  if (refreshed.ok()) {
    not_refreshed_.clear();
  } else {
    log::Warning("names to suggest are behind until the next write: {}", refreshed.ToString());
  }
}

absl::Status Suggestions::WaitUntilLoaded(const ReadControl& control) const {
  absl::MutexLock lock(&mutex_);
  const absl::Time give_up = std::min(control.deadline, absl::Now() + kWaitForLoading);
  if (!mutex_.AwaitWithDeadline(absl::Condition(&loaded_), give_up)) {
    return Error(absl::StatusCode::kUnavailable, "SUGGESTIONS_LOADING",
                 "the names to suggest are being read since the index was opened; try again in a few seconds");
  }
  return Annotate(load_status_, "the names to suggest could not be read");
}

void Suggestions::Run() {
  if (!Load()) return;
  PrepareSpellings();
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stop_ || !to_resolve_.empty(); };
  while (true) {
    std::string name;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&has_work));
      if (stop_) return;
      name = to_resolve_.front();
    }
    SearchContext context(absl::Now() + kTimeToResolve, [this] { return stopping_.load(); });
    if (const auto people = people_->Named(*current_view_(), name, &context); !people.ok() && !stopping_) {
      log::Warning("{} could not be resolved for suggestions: {}", name, people.status().ToString());
    }
    absl::MutexLock lock(&mutex_);
    to_resolve_.pop_front();
  }
}

void Suggestions::ResolveLater(const std::string& name) const {
  if (!thread_.joinable()) return;
  absl::MutexLock lock(&mutex_);
  const bool waits = std::find(to_resolve_.begin(), to_resolve_.end(), name) != to_resolve_.end();
  if (!waits && to_resolve_.size() < kMaxToResolve) to_resolve_.push_back(name);
}

// ---- Suggesting ---------------------------------------------------------------------------------------------------

absl::StatusOr<std::vector<Suggestion>> Suggestions::SuggestPeople(const View& view, const TypedName& typed,
                                                                   size_t limit, const ReadControl& control) const {
  // Namesakes and misread names make more or fewer people of as many names.
  const std::vector<NamedEntity> names = names_.Best(kPersonKind, typed, 2 * limit);
  std::vector<Suggestion> found;
  std::set<EntityId> seen;
  uint64_t steps = kStepsOfCall;
  for (const NamedEntity& named : names) {
    if (found.size() >= limit) break;
    const bool is_dear = named.articles > kStepsOfName;
    SearchContext context(control.deadline, control.cancelled, is_dear ? 0 : std::min(steps, kStepsOfName));
    const auto people = people_->Named(view, named.id.canonical, &context);
    steps -= std::min(steps, context.steps());
    if (people.ok()) {
      for (const PersonPtr& person : *people) {
        if (seen.insert(person->summary.id).second) found.push_back({person->summary, person->post});
      }
    } else if (people.status().code() == absl::StatusCode::kResourceExhausted) {
      ResolveLater(FoldName(named.id.canonical));
      if (seen.insert(named.id).second) found.push_back(AsRecorded(named));
    } else {
      return people.status();
    }
  }
  std::sort(found.begin(), found.end(), IsShownBefore);
  if (found.size() > limit) found.resize(limit);
  return found;
}

absl::StatusOr<std::vector<Suggestion>> Suggestions::Suggest(const View& view, const SuggestOptions& options) const {
  JIANBAO_RETURN_IF_ERROR(WaitUntilLoaded(options.control));
  const TypedName typed(options.typed);
  const size_t limit = std::min<size_t>(options.limit, 100);
  std::vector<std::vector<Suggestion>> found;
  for (const uint8_t kind : options.kinds) {
    std::vector<Suggestion>& of_kind = found.emplace_back();
    if (kind == kPersonKind) {
      JIANBAO_ASSIGN_OR_RETURN(of_kind, SuggestPeople(view, typed, limit, options.control));
      continue;
    }
    for (const NamedEntity& named : names_.Best(kind, typed, limit)) of_kind.push_back(AsRecorded(named));
  }
  return Share(std::move(found), limit);
}

}  // namespace jianbao::engine
