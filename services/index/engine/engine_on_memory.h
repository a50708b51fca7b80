// For tests: an engine on a store in memory, without background work, that can be opened again.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_ENGINE_ON_MEMORY_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_ENGINE_ON_MEMORY_H_

#include <memory>
#include <utility>

#include "libs/base/status_matchers.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/memory_store.h"

namespace jianbao::engine {

class EngineOnMemory : public testing::Test {
 protected:
  EngineOnMemory() { Open(); }

  void Open() {
    engine_.reset();
    EngineOptions options;
    options.background = false;
    auto opened = Engine::Open(store_.get(), options);
    EXPECT_OK(opened);
    engine_ = *std::move(opened);
  }
  void Apply(const IssueRecord& issue) { ASSERT_OK(engine_->ApplyIssue(issue, {})); }

  std::unique_ptr<storage::Store> store_ = storage::NewMemoryStore();
  std::unique_ptr<Engine> engine_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_ENGINE_ON_MEMORY_H_
