#include "libs/rpc/config.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/rpc/authorization.h"
#include "libs/rpc/listen_address.h"

namespace jianbao::rpc {
namespace {

void Check(bool right, const char* flag, const std::string& problem, std::vector<std::string>* problems) {
  if (!right) problems->push_back(absl::StrCat("--", flag, ": ", problem));
}

void CheckAddress(const char* flag, const std::string& address, std::vector<std::string>* problems) {
  const absl::Status status = ParseListenAddress(address).status();
  Check(status.ok(), flag, std::string(status.message()), problems);
}

void CheckAuthorization(const ServerConfig& config, std::vector<std::string>* problems) {
  const absl::Status status = Authorization::Load(config.authorization).status();
  Check(status.ok(), "authorization", std::string(status.message()), problems);
  Check(!config.tls.certificate.empty(), "authorization",
        "needs --tls_cert and --tls_key: in clear text anybody can read a token and pass for anybody", problems);
}

}  // namespace

std::vector<std::string> Problems(const ServerConfig& config) {
  std::vector<std::string> problems;
  CheckAddress("listen", config.listen, &problems);
  if (!config.metrics_listen.empty()) CheckAddress("metrics_listen", config.metrics_listen, &problems);
  if (!config.health_listen.empty()) CheckAddress("health_listen", config.health_listen, &problems);
  for (std::string& problem : TlsProblems(config.tls, "", "tls_client_ca")) problems.push_back(std::move(problem));
  Check(config.tls.ca.empty() || !config.tls.certificate.empty(), "tls_client_ca",
        "needs --tls_cert and --tls_key, for clients show certificates over TLS alone", &problems);
  if (!config.authorization.empty()) CheckAuthorization(config, &problems);
  const std::string& level = config.log_level;
  Check(level == "debug" || level == "info" || level == "warning" || level == "error", "log_level",
        absl::StrCat("unknown log level \"", level, "\", want debug, info, warning or error"), &problems);
  Check(config.log_format == "text" || config.log_format == "json", "log_format",
        absl::StrCat("unknown log format \"", config.log_format, "\", want text or json"), &problems);
  return problems;
}

}  // namespace jianbao::rpc
