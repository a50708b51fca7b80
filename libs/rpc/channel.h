// Client channels, the same for every caller of our services. Pure functions; thread-safe.
#ifndef JIANBAO_LIBS_RPC_CHANNEL_H_
#define JIANBAO_LIBS_RPC_CHANNEL_H_

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"
#include "libs/rpc/tls.h"

namespace jianbao::rpc {

// How a client shows who it is and checks whom it talks to.
struct ChannelSecurity {
  TlsFiles tls;            // with a CA: TLS; with our own certificate too: mTLS
  std::string token_file;  // a bearer token for every call; needs TLS
};

// Lines of the form "--{prefix}tls_ca: what is wrong".
std::vector<std::string> Problems(const ChannelSecurity& security, const std::string& prefix);
// What is wrong with a peer's address, a line each, in terms of --`flag`: want host:port, or a target of gRPC's with
// its scheme, such as dns:///index:50052 or ipv4:10.0.0.1:50052,10.0.0.2:50052.
std::vector<std::string> AddressProblems(const std::string& address, const std::string& flag);

struct ChannelOptions {
  ChannelSecurity security = {};
  // Retry UNAVAILABLE calls up to 4 times with backoff, as protos/service_config.json says. Off for callers with a
  // retry loop of their own.
  bool retries = true;
  int max_receive_bytes = 64 << 20;
  int max_send_bytes = 64 << 20;
};

// `address`: host:port or any gRPC target (dns:///…, unix:…). Connects on the first call; reconnects within two seconds
// after the server is back.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address, const ChannelOptions& options = {});

// The gRPC service config that MakeChannel uses: round robin over all addresses; with retries, that of
// protos/service_config.json.
std::string ServiceConfigJson(const ChannelOptions& options);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_CHANNEL_H_
