// The connections over gRPC. Connecting happens on the first call. An UNAVAILABLE that comes from the network instead
// of the service becomes SERVICE_UNREACHABLE with the address in its message. Pure functions; what they make is as
// thread-safe as connection.h says.
#ifndef JIANBAO_LIBS_CLIENT_GRPC_CONNECTION_H_
#define JIANBAO_LIBS_CLIENT_GRPC_CONNECTION_H_

#include <memory>
#include <string>
#include <vector>

#include "libs/client/connection.h"
#include "libs/rpc/channel.h"

namespace jianbao::client {

// TLS, and who we are.
using Security = rpc::ChannelSecurity;
// What is wrong with it, a line each, in terms of the flags --tls_ca, --tls_cert, --tls_key and --token_file.
std::vector<std::string> SecurityProblems(const Security& security);

// In clear text without `security`.
std::unique_ptr<IngestConnection> MakeIngestConnection(const std::string& address, const Security& security = {});
std::unique_ptr<QueryConnection> MakeQueryConnection(const std::string& address, const Security& security = {});
std::unique_ptr<IndexConnection> MakeIndexConnection(const std::string& address, const Security& security = {});

}  // namespace jianbao::client

#endif  // JIANBAO_LIBS_CLIENT_GRPC_CONNECTION_H_
