// The objects of the ingest process: quarantine, sink, pipeline, service. Owned by main; used from one thread.
#ifndef JIANBAO_SERVICES_INGEST_APPLICATION_H_
#define JIANBAO_SERVICES_INGEST_APPLICATION_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/rpc/config.h"
#include "libs/rpc/service.h"
#include "libs/rpc/unary.h"
#include "services/ingest/index_sink.h"

namespace jianbao::ingest {

struct Config {
  rpc::ServerConfig server = {.program = "jianbao-ingest", .listen = "127.0.0.1:50051"};
  IndexSinkOptions index;
  std::string quarantine_dir = "data/quarantine";
};

absl::StatusOr<std::unique_ptr<rpc::Application>> CreateApplication(const Config& config,
                                                                    const rpc::UnaryRunner* runner);

}  // namespace jianbao::ingest

#endif  // JIANBAO_SERVICES_INGEST_APPLICATION_H_
