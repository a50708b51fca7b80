#include "services/index/application.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/rpc/unary.h"
#include "services/index/backups.h"
#include "services/index/engine/engine.h"
#include "services/index/index_service.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::index {
namespace {

class IndexApplication final : public rpc::Application {
 public:
  IndexApplication(const BackupConfig& backups, std::unique_ptr<storage::Store> store,
                   std::unique_ptr<engine::Engine> engine, const rpc::UnaryRunner* runner)
      : store_(std::move(store)),
        engine_(std::move(engine)),
        backups_(engine_.get(), backups, Clock::System()),
        service_(engine_.get(), &backups_, runner, Clock::System()) {}

  std::vector<grpc::Service*> services() override { return {&service_}; }

  std::vector<Figure> Figures() const override {
    using Kind = Figure::Kind;
    const engine::EngineStatistics statistics = engine_->Statistics();
    std::vector<Figure> figures = store_->Figures();
    const auto add = [&figures](const char* name, const char* help, Kind kind, uint64_t value) {
      figures.push_back({name, help, kind, static_cast<double>(value)});
    };
    add("jianbao_index_issues", "issues stored", Kind::kGauge, statistics.issues);
    add("jianbao_index_articles", "articles stored", Kind::kGauge, statistics.documents);
    add("jianbao_index_deleted_articles", "deleted articles that still take room", Kind::kGauge,
        statistics.deleted_documents);
    add("jianbao_index_segments", "sorted parts of the inverted lists", Kind::kGauge, statistics.segments);
    add("jianbao_index_delta_articles", "articles in memory, not yet in a segment", Kind::kGauge,
        statistics.delta_documents);
    add("jianbao_index_delta_bytes", "memory of these", Kind::kGauge, statistics.delta_bytes);
    add("jianbao_index_pinned_revisions", "points in time kept for searches in pages", Kind::kGauge,
        statistics.pinned_revisions);
    // The store's whole history, not this process's: it does not begin with nought.
    add("jianbao_index_revisions_total", "writes since the index was created", Kind::kCounter,
        statistics.revision.value());
    return figures;
  }

 private:
  const std::unique_ptr<storage::Store> store_;
  const std::unique_ptr<engine::Engine> engine_;
  Backups backups_;
  IndexService service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Application>> CreateApplication(const Config& config,
                                                                    const rpc::UnaryRunner* runner) {
  JIANBAO_ASSIGN_OR_RETURN(const BackupConfig backups,
                           MakeBackupConfig(config.data_dir, config.backup_dir, config.keep_backups));
  storage::RocksDbOptions options;
  options.block_cache_bytes = static_cast<uint64_t>(config.block_cache_mib) << 20;
  JIANBAO_ASSIGN_OR_RETURN(auto store, storage::OpenRocksDbStore(config.data_dir, options));
  JIANBAO_ASSIGN_OR_RETURN(auto engine, engine::Engine::Open(store.get(), {}));
  const engine::EngineStatistics statistics = engine->Statistics();
  log::Info("opened data_dir={} issues={} articles={} revision={}", config.data_dir, statistics.issues,
            statistics.documents, statistics.revision.value());
  return std::make_unique<IndexApplication>(backups, std::move(store), std::move(engine), runner);
}

}  // namespace jianbao::index
