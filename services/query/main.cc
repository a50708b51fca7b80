// jianbao-query: answers searches and reads from what the index holds.

#include <algorithm>
#include <thread>

#include "absl/time/time.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/flags.h"
#include "libs/rpc/service.h"
#include "services/query/application.h"

int main(int argc, char** argv) {
  jianbao::query::Config config;
  // Searches take milliseconds of a core and of the index's: more of them at a time, or longer queues, make all of them
  // slow and none of them more.
  config.server.worker_threads = std::max(4, 2 * static_cast<int>(std::thread::hardware_concurrency()));
  config.server.max_queue_wait = absl::Milliseconds(20);
  jianbao::rpc::Flags flags("jianbao-query", "Searches newspaper articles and people.",
                            "jianbao-query --index=127.0.0.1:50052 --listen=127.0.0.1:50053");
  jianbao::rpc::AddServerFlags(&config.server, &flags);
  flags.Add("index", &config.index.address, "address of jianbao-index");
  flags.AddCheck([&config] { return jianbao::rpc::AddressProblems(config.index.address, "index"); });
  jianbao::rpc::AddChannelFlags("index_", "the index", &config.index.security, &flags);
  flags.Add("index_timeout", &config.index.timeout, "how long one answer of the index is waited for");
  if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
  return jianbao::rpc::RunService(
      config.server, [&config](const auto* runner) { return jianbao::query::CreateApplication(config, runner); });
}
