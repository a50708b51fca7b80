// How a service process listens, logs and stops. Plain values; validated by Server::Start().
#ifndef JIANBAO_LIBS_RPC_CONFIG_H_
#define JIANBAO_LIBS_RPC_CONFIG_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace jianbao::rpc {

struct ServerConfig {
  // Printed in log lines and messages, e.g. "jianbao-index".
  std::string program;
  // host:port; port 0 takes a free one. [::1]:0 for IPv6.
  std::string listen = "127.0.0.1:0";
  std::string log_level = "info";   // debug, info, warning, error
  std::string log_format = "text";  // text, json
  // Answer gRPC reflection. It bypasses every check of the handlers, so switch it off where contracts are not public.
  bool reflection = true;
  int max_receive_bytes = 20 << 20;  // larger requests are RESOURCE_EXHAUSTED
  int max_send_bytes = 64 << 20;
  // Calls at a time on one connection; more wait at the client.
  int max_concurrent_streams = 256;
  // After SIGTERM: how long to answer NOT_SERVING and still take calls, so that load balancers notice; a few seconds in
  // a cluster, nothing on a laptop.
  absl::Duration drain_wait = absl::ZeroDuration();
  // Then: how long calls in hand may take before they are cancelled. The supervisor's patience must be longer than
  // both.
  absl::Duration drain_grace = absl::Seconds(10);
  // Calls handled at a time, and calls that may wait for that; more are RESOURCE_EXHAUSTED.
  int worker_threads = 8;
  int max_queued_calls = 256;
  // Deadline of calls whose client sent none.
  absl::Duration default_timeout = absl::Seconds(30);
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_CONFIG_H_
