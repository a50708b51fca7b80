// jianbao-query: answers searches and reads over gRPC from what the index holds.
#include "services/query/application.h"

int main(int argc, char** argv) {
  jianbao::query::QueryConfig config;
  jianbao::rpc::Flags flags("jianbao-query", "Searches newspaper articles and people; the public service of Jianbao.",
                            "jianbao-query --index=127.0.0.1:50052");
  config.Register(&flags);
  if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
  return jianbao::rpc::RunService(config.server, [&] { return jianbao::query::QueryApplication::Create(config); });
}
