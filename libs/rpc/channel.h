// Client channels, the same for every caller of our services. Pure functions; thread-safe.
#ifndef JIANBAO_LIBS_RPC_CHANNEL_H_
#define JIANBAO_LIBS_RPC_CHANNEL_H_

#include <memory>
#include <string>

#include "grpcpp/channel.h"

namespace jianbao::rpc {

struct ChannelOptions {
  // Retry UNAVAILABLE calls up to 4 times with backoff. Off for callers with a retry loop of their own.
  bool retries = true;
  int max_receive_bytes = 64 << 20;
  int max_send_bytes = 64 << 20;
};

// `address`: host:port or any gRPC target (dns:///…, unix:…). Connects on the first call; reconnects within two seconds
// after the server is back.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address, const ChannelOptions& options = {});

// The gRPC service config that MakeChannel uses: round robin over all addresses, retries on UNAVAILABLE only.
std::string ServiceConfigJson(const ChannelOptions& options);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_CHANNEL_H_
