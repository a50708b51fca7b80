#include "services/query/application.h"

#include <vector>

#include "libs/base/error.h"
#include "libs/rpc/unary.h"
#include "libs/rpc/worker_pool.h"
#include "services/query/query_service.h"

namespace jianbao::query {
namespace {

class QueryApplication final : public rpc::Application {
 public:
  explicit QueryApplication(const Config& config)
      : index_(MakeIndexClient(config.index)),
        pool_(config.server.worker_threads, static_cast<size_t>(config.server.max_queued_calls)),
        runner_(&pool_, config.server.default_timeout),
        service_(index_.get(), &runner_, &pool_) {}

  std::vector<grpc::Service*> services() override { return {&service_}; }

 private:
  const std::unique_ptr<IndexClient> index_;
  rpc::WorkerPool pool_;
  const rpc::UnaryRunner runner_;
  QueryService service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Application>> CreateApplication(const Config& config) {
  if (config.index.address.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "INDEX_ADDRESS_MISSING",
                 "no index is named, want --index=host:port");
  }
  return std::make_unique<QueryApplication>(config);
}

}  // namespace jianbao::query
