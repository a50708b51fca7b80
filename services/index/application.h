// The objects of the index process: store, engine, service. Owned by main; used from one thread.
#ifndef JIANBAO_SERVICES_INDEX_APPLICATION_H_
#define JIANBAO_SERVICES_INDEX_APPLICATION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/rpc/config.h"
#include "libs/rpc/service.h"
#include "libs/rpc/unary.h"

namespace jianbao::index {

struct Config {
  rpc::ServerConfig server = {.program = "jianbao-index", .listen = "127.0.0.1:50052", .max_receive_bytes = 64 << 20};
  std::string data_dir = "data/index";
  std::string backup_dir;  // empty: beside the data folder, its name with -backups behind it
  int keep_backups = 0;    // how many of the newest are left after one was made; 0: all
  int block_cache_mib = 256;
};

// Opens the store (created where missing) and the index in it. FailedPrecondition where the data directory is in use or
// of another format; InvalidArgument where the backup folder lies in it or it in the backup folder; DataLoss where it
// is damaged.
absl::StatusOr<std::unique_ptr<rpc::Application>> CreateApplication(const Config& config,
                                                                    const rpc::UnaryRunner* runner);

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_APPLICATION_H_
