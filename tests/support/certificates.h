// Certificates for tests, made by the openssl command in a folder of the test. Not thread-safe.
#ifndef JIANBAO_TESTS_SUPPORT_CERTIFICATES_H_
#define JIANBAO_TESTS_SUPPORT_CERTIFICATES_H_

#include <string>

#include "absl/status/statusor.h"
#include "libs/rpc/tls.h"
#include "tests/support/process.h"

namespace jianbao::testing {

class CertificateAuthority {
 public:
  // `name` stands in its certificate and in the names of its files, which go to `dir`.
  static absl::StatusOr<CertificateAuthority> Create(const TempDir& dir, const std::string& name);

  // A certificate with this common name, for 127.0.0.1 and localhost, and with `spiffe_id` where it is not empty. The
  // files are {dir}/{folder}/cert.pem and key.pem; the CA is ours.
  absl::StatusOr<rpc::TlsFiles> Issue(const std::string& folder, const std::string& common_name,
                                      const std::string& spiffe_id = "") const;

  const std::string& certificate() const { return certificate_; }

 private:
  CertificateAuthority(std::string dir, std::string certificate, std::string key)
      : dir_(std::move(dir)), certificate_(std::move(certificate)), key_(std::move(key)) {}

  std::string dir_;
  std::string certificate_;
  std::string key_;
};

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_SUPPORT_CERTIFICATES_H_
