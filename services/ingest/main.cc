// jianbao-ingest: turns page files into article records and hands them to the index.

#include "libs/rpc/channel.h"
#include "libs/rpc/flags.h"
#include "libs/rpc/service.h"
#include "services/ingest/application.h"

int main(int argc, char** argv) {
  jianbao::ingest::Config config;
  jianbao::rpc::Flags flags("jianbao-ingest",
                            "Turns newspaper page files into article records and hands them to the index.",
                            "jianbao-ingest --index=127.0.0.1:50052 --quarantine_dir=/var/lib/jianbao/quarantine");
  jianbao::rpc::AddServerFlags(&config.server, &flags);
  flags.Add("index", &config.index.address, "address of jianbao-index");
  flags.AddCheck([&config] { return jianbao::rpc::AddressProblems(config.index.address, "index"); });
  jianbao::rpc::AddChannelFlags("index_", "the index", &config.index.security, &flags);
  flags.Add("index_patience", &config.index.patience, "how long an index that is down is waited for");
  flags.Add("quarantine_dir", &config.quarantine_dir,
            "folder of the files that could not be ingested, created where missing");
  if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
  return jianbao::rpc::RunService(
      config.server, [&config](const auto* runner) { return jianbao::ingest::CreateApplication(config, runner); });
}
