// The objects of the query process: index client, workers, service. Owned by main; used from one thread.
#ifndef JIANBAO_SERVICES_QUERY_APPLICATION_H_
#define JIANBAO_SERVICES_QUERY_APPLICATION_H_

#include <memory>

#include "absl/status/statusor.h"
#include "libs/rpc/config.h"
#include "libs/rpc/service.h"
#include "libs/rpc/unary.h"
#include "services/query/index_client.h"

namespace jianbao::query {

struct Config {
  rpc::ServerConfig server = {.program = "jianbao-query", .listen = "127.0.0.1:50053"};
  IndexClientOptions index;
};

// InvalidArgument INDEX_ADDRESS_MISSING. The index need not be up yet.
absl::StatusOr<std::unique_ptr<rpc::Application>> CreateApplication(const Config& config,
                                                                    const rpc::UnaryRunner* runner);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_APPLICATION_H_
