// Completions while somebody types: the best names of the directory, with the people behind them resolved as far as
// that takes no time. A thread of its own reads the directory when the index is opened, and resolves the people that
// were suggested without it.
//
// Thread-safe. What is given to it must outlive it.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_SUGGESTIONS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_SUGGESTIONS_H_

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/name_directory.h"
#include "services/index/engine/people.h"
#include "services/index/engine/view.h"

namespace jianbao::engine {

class Suggestions {
 public:
  using CurrentView = std::function<std::shared_ptr<const View>()>;

  explicit Suggestions(const People* people) : people_(people) {}
  ~Suggestions();

  // Reads the directory. In the background: on the thread, and `Suggest` waits for it; else at once, and there is no
  // thread: people who take long are never resolved. Where it cannot be read, `Suggest` says so and all else works.
  // REQUIRES: called once, before all else.
  void Start(CurrentView current_view, bool background);

  // Tells of a write that is stored, and what EntityChanges::Finish() said of it. One call at a time.
  void Changed(const storage::Store& store, const EntityChanges& changes, const CountedRows& counted);

  // Engine::Suggest().
  absl::StatusOr<std::vector<Suggestion>> Suggest(const View& view, const SuggestOptions& options) const;

  // The names that suggestions are made of; none while they are being read.
  const NameDirectory& names() const { return names_; }

 private:
  bool Load();  // false where it cannot be read
  void Run();
  absl::Status WaitUntilLoaded(const ReadControl& control) const;
  // The first `limit` people in order of suggestion.
  absl::StatusOr<std::vector<Suggestion>> SuggestPeople(const View& view, const TypedName& typed, size_t limit,
                                                        const ReadControl& control) const;
  void ResolveLater(const std::string& name) const;

  const People* const people_;
  CurrentView current_view_;
  NameDirectory names_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;

  // Keeps loading and changes apart. Taken before mutex_.
  absl::Mutex refresh_mutex_;
  std::set<std::string> not_refreshed_
      ABSL_GUARDED_BY(refresh_mutex_);  // keys that changed since the directory was read

  mutable absl::Mutex mutex_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  bool loaded_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status load_status_ ABSL_GUARDED_BY(mutex_);
  mutable std::deque<std::string> to_resolve_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_SUGGESTIONS_H_
