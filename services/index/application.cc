#include "services/index/application.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/rpc/unary.h"
#include "libs/rpc/worker_pool.h"
#include "services/index/backups.h"
#include "services/index/engine/engine.h"
#include "services/index/index_service.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::index {
namespace {

class IndexApplication final : public rpc::Application {
 public:
  IndexApplication(const Config& config, const BackupConfig& backups, std::unique_ptr<storage::Store> store,
                   std::unique_ptr<engine::Engine> engine)
      : store_(std::move(store)),
        engine_(std::move(engine)),
        backups_(engine_.get(), backups, Clock::System()),
        pool_(config.server.worker_threads, static_cast<size_t>(config.server.max_queued_calls)),
        runner_(&pool_, config.server.default_timeout),
        service_(engine_.get(), &backups_, &runner_, Clock::System()) {}

  std::vector<grpc::Service*> services() override { return {&service_}; }

 private:
  const std::unique_ptr<storage::Store> store_;
  const std::unique_ptr<engine::Engine> engine_;
  Backups backups_;
  rpc::WorkerPool pool_;
  const rpc::UnaryRunner runner_;
  IndexService service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Application>> CreateApplication(const Config& config) {
  JIANBAO_ASSIGN_OR_RETURN(const BackupConfig backups,
                           MakeBackupConfig(config.data_dir, config.backup_dir, config.keep_backups));
  storage::RocksDbOptions options;
  options.block_cache_bytes = static_cast<uint64_t>(config.block_cache_mib) << 20;
  JIANBAO_ASSIGN_OR_RETURN(auto store, storage::OpenRocksDbStore(config.data_dir, options));
  JIANBAO_ASSIGN_OR_RETURN(auto engine, engine::Engine::Open(store.get(), {}));
  const engine::EngineStatistics statistics = engine->Statistics();
  log::Info("opened data_dir={} issues={} articles={} revision={}", config.data_dir, statistics.issues,
            statistics.documents, statistics.revision.value());
  return std::make_unique<IndexApplication>(config, backups, std::move(store), std::move(engine));
}

}  // namespace jianbao::index
