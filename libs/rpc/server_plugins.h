// Which of gRPC's own services a server offers. Linking their libraries switches them on for every server of the
// process, so each server takes out what it does not want. Value type; used while building a server.
#ifndef JIANBAO_LIBS_RPC_SERVER_PLUGINS_H_
#define JIANBAO_LIBS_RPC_SERVER_PLUGINS_H_

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/impl/server_builder_option.h"

namespace jianbao::rpc {

// For ServerBuilder::SetOption(). The names of all services that are registered go to `names`, where it is not null,
// when the server is built.
std::unique_ptr<grpc::ServerBuilderOption> ChoosePlugins(bool reflection, bool channelz,
                                                         std::vector<std::string>* names);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_SERVER_PLUGINS_H_
