// How a service process listens, logs, protects itself and stops. Plain values; Problems() says what is wrong with
// them.
#ifndef JIANBAO_LIBS_RPC_CONFIG_H_
#define JIANBAO_LIBS_RPC_CONFIG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "libs/rpc/tls.h"

namespace jianbao::rpc {

// Whether every call leaves a line in the log, and at which level.
enum class AccessLog { kOff, kDebug, kInfo };

struct ServerConfig {
  // Printed in log lines and messages, e.g. "jianbao-index".
  std::string program;
  // host:port; port 0 takes a free one. [::1]:0 for IPv6.
  std::string listen = "127.0.0.1:0";
  std::string log_level = "info";   // debug, info, warning, error
  std::string log_format = "text";  // text, json
  AccessLog access_log = AccessLog::kInfo;
  // host:port of Prometheus metrics over HTTP; empty: none. They tell names of methods and amounts, no contents.
  std::string metrics_listen;
  // host:port of a second server with health alone, in clear text, for probes that can show no certificate; empty:
  // none.
  std::string health_listen;
  // TLS with our certificate and key; with a CA (--tls_client_ca), clients must show a certificate of it (mTLS).
  TlsFiles tls;
  // Who may call what (authorization.h); empty: everybody everything. Needs TLS.
  std::string authorization;
  // Answer gRPC reflection and channelz. Without an authorisation they are open to everybody.
  bool reflection = true;
  bool channelz = false;
  int max_receive_bytes = 20 << 20;  // larger requests are RESOURCE_EXHAUSTED
  int max_send_bytes = 64 << 20;
  // Open connections; more are closed at once. Lowered to what the limit of open files leaves room for.
  int max_connections = 8192;
  // Fewer open files than this and the process does not start.
  int min_open_files = 1024;
  // Connections without a call are closed after this; 0: never.
  absl::Duration max_connection_idle = absl::Minutes(10);
  // Connections are closed after this, calls on them have the grace to end; 0: never. A few minutes in a cluster, so
  // that new instances get their share of long-lived clients.
  absl::Duration max_connection_age = absl::ZeroDuration();
  absl::Duration max_connection_age_grace = absl::Minutes(1);
  // What gRPC may hold of messages that are arriving or leaving.
  int max_transport_memory_mib = 1024;
  // How often the server calls itself; after three calls without answer the process ends. 0: never.
  absl::Duration watchdog_interval = absl::Seconds(10);
  // Calls a second, and at once, of one client: a certificate or token, else an address; 0: no limit.
  int client_rate = 0;
  int client_burst = 100;
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
  // A call that would have to wait longer than this for a worker, going by how long calls took lately, is refused at
  // once instead: callers that are let in keep their latency when there are too many. 0: the queue's length alone
  // counts.
  absl::Duration max_queue_wait = absl::Milliseconds(50);
  // Calls in hand, streams among them, and the memory of the requests they hold; more are RESOURCE_EXHAUSTED.
  int max_calls = 4096;
  int max_request_memory_mib = 1024;
  // Deadline of calls whose client sent none.
  absl::Duration default_timeout = absl::Seconds(30);
};

// One line for every setting that cannot be right, in the form "--name: what is wrong, what would be right".
std::vector<std::string> Problems(const ServerConfig& config);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_CONFIG_H_
