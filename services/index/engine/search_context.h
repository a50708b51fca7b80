// One running search: when it must end, what went wrong, what it cost. One thread at a time.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_SEARCH_CONTEXT_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_SEARCH_CONTEXT_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/index/engine/engine.h"

namespace jianbao::engine {

class SearchContext {
 public:
  // `max_steps`: so often may ShouldStop() be asked before it says yes (ResourceExhausted).
  SearchContext(absl::Time deadline, std::function<bool()> cancelled,
                uint64_t max_steps = std::numeric_limits<uint64_t>::max())
      : deadline_(deadline), cancelled_(std::move(cancelled)), max_steps_(max_steps) {}

  // Asked often; looks at clock and caller now and then. True once the search must end; status() says why.
  bool ShouldStop() { return !status_.ok() || (++steps_ % 256 == 0 && CheckNow()) || (steps_ > max_steps_ && Spent()); }
  bool CheckNow();
  void Fail(absl::Status status) {
    if (status_.ok()) status_ = std::move(status);
  }
  const absl::Status& status() const { return status_; }
  uint64_t steps() const { return steps_; }

  SearchStatistics statistics;

 private:
  bool Spent();

  const absl::Time deadline_;
  const std::function<bool()> cancelled_;
  const uint64_t max_steps_;
  uint64_t steps_ = 0;
  absl::Status status_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_SEARCH_CONTEXT_H_
