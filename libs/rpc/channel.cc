#include "libs/rpc/channel.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/support/channel_arguments.h"
#include "libs/rpc/listen_address.h"
#include "libs/rpc/service_config.h"

namespace jianbao::rpc {

std::string ServiceConfigJson(const ChannelOptions& options) {
  return options.retries ? kServiceConfig : R"({"loadBalancingConfig": [{"round_robin": {}}]})";
}

std::vector<std::string> Problems(const ChannelSecurity& security, const std::string& prefix) {
  std::vector<std::string> problems = TlsProblems(security.tls, prefix, prefix + "tls_ca");
  if (security.tls.ca.empty() && !security.tls.certificate.empty()) {
    problems.push_back(absl::StrCat("--", prefix, "tls_ca: is missing, a certificate is shown over TLS alone"));
  }
  if (security.tls.ca.empty() && !security.token_file.empty()) {
    problems.push_back(
        absl::StrCat("--", prefix, "token_file: needs --", prefix, "tls_ca, a token is not sent in clear text"));
  }
  return problems;
}

std::vector<std::string> AddressProblems(const std::string& address, const std::string& flag) {
  for (const char* scheme : {"dns:", "ipv4:", "ipv6:", "unix:", "xds:"}) {
    if (absl::StartsWith(address, scheme)) return {};
  }
  const absl::StatusOr<ListenAddress> parsed = ParseListenAddress(address);
  if (parsed.ok() && parsed->port > 0) return {};
  return {absl::StrCat("--", flag, ": \"", address, "\" is no address, want host:port such as 127.0.0.1:50052")};
}

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address, const ChannelOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(ServiceConfigJson(options));
  arguments.SetMaxReceiveMessageSize(options.max_receive_bytes);
  arguments.SetMaxSendMessageSize(options.max_send_bytes);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, options.retries ? 1 : 0);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // In spite of its name, how long one attempt may take: a handshake with a busy server needs more than an instant.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, 16 << 10);
  return grpc::CreateCustomChannel(address, MakeChannelCredentials(options.security.tls, options.security.token_file),
                                   arguments);
}

}  // namespace jianbao::rpc
