#include "libs/rpc/config.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/log.h"
#include "libs/rpc/authorization.h"
#include "libs/rpc/listen_address.h"

namespace jianbao::rpc {
namespace {

void Check(bool right, const char* flag, const std::string& problem, std::vector<std::string>* problems) {
  if (!right) problems->push_back(absl::StrCat("--", flag, ": ", problem));
}

void CheckStatus(const char* flag, const absl::Status& status, std::vector<std::string>* problems) {
  Check(status.ok(), flag, std::string(status.message()), problems);
}

void CheckAddress(const char* flag, const std::string& address, std::vector<std::string>* problems) {
  CheckStatus(flag, ParseListenAddress(address).status(), problems);
}

void CheckAuthorization(const ServerConfig& config, std::vector<std::string>* problems) {
  CheckStatus("authorization", Authorization::Load(config.authorization).status(), problems);
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
  CheckStatus("log_level", CheckLogLevel(config.log_level), &problems);
  CheckStatus("log_format", CheckLogFormat(config.log_format), &problems);
  return problems;
}

}  // namespace jianbao::rpc
