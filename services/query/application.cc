#include "services/query/application.h"

#include "libs/base/error.h"

namespace jianbao::query {

void QueryConfig::Register(rpc::Flags* flags) {
  rpc::AddServerFlags(&server, flags);
  flags->Add("index", &index.address, "host:port of the index service");
  flags->Add("index_timeout", &index.timeout, "longest wait for one answer of the index");
}

absl::StatusOr<std::unique_ptr<rpc::Application>> QueryApplication::Create(const QueryConfig& config) {
  if (config.index.address.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "INDEX_ADDRESS_MISSING",
                 "no index is named, want --index=host:port");
  }
  return std::make_unique<QueryApplication>(config);
}

QueryApplication::QueryApplication(const QueryConfig& config)
    : index_(MakeIndexClient(config.index)),
      pool_(config.server.worker_threads, static_cast<size_t>(config.server.max_queued_calls)),
      runner_(&pool_, config.server.default_timeout),
      service_(index_.get(), &runner_) {}

}  // namespace jianbao::query
