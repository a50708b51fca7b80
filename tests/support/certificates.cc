#include "tests/support/certificates.h"

#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "libs/base/status.h"

namespace jianbao::testing {
namespace {

// Makes a key and a certificate; `more` are further arguments.
absl::Status MakeCertificate(const std::string& certificate, const std::string& key, const std::string& common_name,
                             const std::string& more) {
  const std::string command = absl::StrCat(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj '/CN=", common_name,
      "' -keyout '", key, "' -out '", certificate, "' ", more, " 2>/dev/null");
  if (std::system(command.c_str()) == 0) return absl::OkStatus();  // NOLINT(concurrency-mt-unsafe)
  return absl::UnavailableError(absl::StrCat("this failed: ", command));
}

}  // namespace

absl::StatusOr<CertificateAuthority> CertificateAuthority::Create(const TempDir& dir, const std::string& name) {
  const std::string certificate = dir.Join(name + ".pem"), key = dir.Join(name + "-key.pem");
  JIANBAO_RETURN_IF_ERROR(MakeCertificate(certificate, key, name, "-addext keyUsage=critical,keyCertSign,cRLSign"));
  return CertificateAuthority(dir.path(), certificate, key);
}

absl::StatusOr<rpc::TlsFiles> CertificateAuthority::Issue(const std::string& folder, const std::string& common_name,
                                                          const std::string& spiffe_id) const {
  const std::string target = absl::StrCat(dir_, "/", folder);
  std::filesystem::create_directories(target);
  rpc::TlsFiles files = {target + "/cert.pem", target + "/key.pem", certificate_};
  std::string names = "DNS:localhost,IP:127.0.0.1";
  if (!spiffe_id.empty()) names += ",URI:" + spiffe_id;
  JIANBAO_RETURN_IF_ERROR(MakeCertificate(
      files.certificate, files.key, common_name,
      absl::StrCat("-CA '", certificate_, "' -CAkey '", key_, "' -addext basicConstraints=critical,CA:FALSE ",
                   "-addext 'subjectAltName=", names, "'")));
  return files;
}

}  // namespace jianbao::testing
