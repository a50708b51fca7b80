// The query service's objects, wired once.
#ifndef JIANBAO_SERVICES_QUERY_APPLICATION_H_
#define JIANBAO_SERVICES_QUERY_APPLICATION_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/rpc/config.h"
#include "libs/rpc/flags.h"
#include "libs/rpc/service.h"
#include "libs/rpc/unary.h"
#include "libs/rpc/worker_pool.h"
#include "services/query/index_client.h"
#include "services/query/query_service.h"

namespace jianbao::query {

struct QueryConfig {
  rpc::ServerConfig server = {.program = "jianbao-query", .listen = "127.0.0.1:50053"};
  IndexClientOptions index;

  void Register(rpc::Flags* flags);
};

class QueryApplication final : public rpc::Application {
 public:
  static absl::StatusOr<std::unique_ptr<rpc::Application>> Create(const QueryConfig& config);
  explicit QueryApplication(const QueryConfig& config);

  std::vector<grpc::Service*> services() override { return {&service_}; }

 private:
  const std::unique_ptr<IndexClient> index_;
  rpc::WorkerPool pool_;
  const rpc::UnaryRunner runner_;
  QueryService service_;
};

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_APPLICATION_H_
