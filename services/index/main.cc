// jianbao-index: keeps article records and inverted lists in RocksDB and answers ingest and query.

#include "libs/rpc/flags.h"
#include "libs/rpc/service.h"
#include "services/index/application.h"

int main(int argc, char** argv) {
  jianbao::index::Config config;
  jianbao::rpc::Flags flags("jianbao-index", "Keeps article records and inverted lists in RocksDB.",
                            "jianbao-index --data_dir=/var/lib/jianbao/index --listen=127.0.0.1:50052");
  jianbao::rpc::AddServerFlags(&config.server, &flags);
  flags.Add("data_dir", &config.data_dir, "folder of the RocksDB database, created where missing");
  flags.Add("backup_dir", &config.backup_dir, "folder for backups; empty: beside data_dir, with -backups behind its name");
  flags.Add("keep_backups", &config.keep_backups, 0, 10'000, "newest backups left after one was made; 0 keeps all");
  flags.Add("block_cache_mib", &config.block_cache_mib, 8, 1 << 20, "memory for cached blocks of the database, MiB");
  if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
  return jianbao::rpc::RunService(config.server, [&config] { return jianbao::index::CreateApplication(config); });
}
