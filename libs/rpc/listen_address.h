// The address a server listens on. Pure functions; thread-safe.
#ifndef JIANBAO_LIBS_RPC_LISTEN_ADDRESS_H_
#define JIANBAO_LIBS_RPC_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"

namespace jianbao::rpc {

struct ListenAddress {
  std::string host;  // without brackets
  int port = 0;

  // host:port, with brackets around an IPv6 host.
  std::string ToString() const;
};

// InvalidArgument LISTEN_ADDRESS_MALFORMED says what would be right.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text);

// Why `address` cannot be bound, found out by trying; for when gRPC failed to and does not say why.
absl::Status ExplainBindFailure(const ListenAddress& address);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_LISTEN_ADDRESS_H_
