// jianbao-index: keeps article records and inverted lists in RocksDB and answers ingest and query. With `restore` or
// `rebuild` as its first word it works on data folders instead, while no index runs on them.

#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libs/rpc/flags.h"
#include "libs/rpc/service.h"
#include "services/index/application.h"
#include "services/index/backups.h"
#include "services/index/offline.h"

namespace {

using jianbao::rpc::Flags;

// Prints what was done, or why it was not; the exit code.
int Report(const char* program, const absl::StatusOr<std::string>& done) {
  if (done.ok()) {
    std::printf("%s\n", done->c_str());
    return 0;
  }
  std::fprintf(stderr, "%s: %s\n", program, std::string(done.status().message()).c_str());
  return done.status().code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
}

// What a check answers.
std::vector<std::string> Lines(const absl::Status& status) {
  if (status.ok()) return {};
  return {std::string(status.message())};
}

std::vector<std::string> Missing(const std::map<std::string, std::string>& wanted) {
  std::vector<std::string> problems;
  for (const auto& [flag, value] : wanted) {
    if (value.empty()) problems.push_back("--" + flag + ": is missing, want a folder");
  }
  return problems;
}

int Restore(int argc, char** argv) {
  jianbao::index::RestoreConfig config;
  constexpr char kProgram[] = "jianbao-index restore";
  Flags flags(kProgram, "Writes a backup into a new data folder, after every checksum was compared.",
              "jianbao-index restore --backup_dir=data/index-backups --backup=backups/3 --data_dir=data/restored");
  flags.Add("backup_dir", &config.backup_dir, "folder of the backups");
  flags.Add("backup", &config.backup, "backups/{n}; empty: the newest");
  flags.Add("data_dir", &config.data_dir, "folder to put it in: not there yet, or empty");
  flags.AddCheck([&] { return Missing({{"backup_dir", config.backup_dir}, {"data_dir", config.data_dir}}); });
  if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
  return Report(kProgram, jianbao::index::RestoreBackup(config));
}

int Rebuild(int argc, char** argv) {
  jianbao::index::RebuildConfig config;
  constexpr char kProgram[] = "jianbao-index rebuild";
  Flags flags(kProgram, "Makes a new index from the records of one that does not run; that one stays as it is.",
              "jianbao-index rebuild --from=data/index --data_dir=data/rebuilt");
  flags.Add("from", &config.from, "data folder of the index whose records are read");
  flags.Add("data_dir", &config.data_dir, "folder to put the new one in: not there yet, or empty");
  flags.AddCheck([&] { return Missing({{"from", config.from}, {"data_dir", config.data_dir}}); });
  flags.Add("memory_mib", &config.memory_mib, 16, 1 << 20, "memory for lists before they are written, MiB");
  if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
  return Report(kProgram, jianbao::index::RebuildDataFolder(config));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "restore") return Restore(argc - 1, argv + 1);
  if (command == "rebuild") return Rebuild(argc - 1, argv + 1);
  jianbao::index::Config config;
  Flags flags("jianbao-index",
              "Keeps article records and inverted lists in RocksDB.\n"
              "Offline: jianbao-index restore --help, jianbao-index rebuild --help.",
              "jianbao-index --data_dir=/var/lib/jianbao/index --listen=127.0.0.1:50052");
  jianbao::rpc::AddServerFlags(&config.server, &flags);
  flags.Add("data_dir", &config.data_dir, "folder of the RocksDB database, created where missing");
  flags.Add("backup_dir", &config.backup_dir,
            "folder for backups; empty: beside data_dir, with -backups behind its name");
  flags.AddCheck([&config] {
    return Lines(jianbao::index::MakeBackupConfig(config.data_dir, config.backup_dir, config.keep_backups).status());
  });
  flags.Add("keep_backups", &config.keep_backups, 0, 10'000, "newest backups left after one was made; 0 keeps all");
  flags.Add("block_cache_mib", &config.block_cache_mib, 8, 1 << 20, "memory for cached blocks of the database, MiB");
  if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
  return jianbao::rpc::RunService(
      config.server, [&config](const auto* runner) { return jianbao::index::CreateApplication(config, runner); });
}
