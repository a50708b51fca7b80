// The connections over gRPC. Connecting happens on the first call. An UNAVAILABLE that comes from the network instead
// of the service becomes SERVICE_UNREACHABLE with the address in its message.
#ifndef JIANBAO_LIBS_CLIENT_GRPC_CONNECTION_H_
#define JIANBAO_LIBS_CLIENT_GRPC_CONNECTION_H_

#include <memory>
#include <string>

#include "libs/client/connection.h"

namespace jianbao::client {

std::unique_ptr<IngestConnection> MakeIngestConnection(const std::string& address);
std::unique_ptr<QueryConnection> MakeQueryConnection(const std::string& address);
std::unique_ptr<IndexConnection> MakeIndexConnection(const std::string& address);

}  // namespace jianbao::client

#endif  // JIANBAO_LIBS_CLIENT_GRPC_CONNECTION_H_
