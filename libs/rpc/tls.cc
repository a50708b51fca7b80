#include "libs/rpc/tls.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <ctime>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "libs/base/error.h"
#include "libs/base/file.h"

namespace jianbao::rpc {
namespace {

constexpr unsigned int kRefreshSeconds = 1;
constexpr size_t kMaxTokenBytes = 4096;

using File = std::unique_ptr<FILE, int (*)(FILE*)>;
using Certificate = std::unique_ptr<X509, void (*)(X509*)>;
using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

File Open(const std::string& path) { return {std::fopen(path.c_str(), "re"), &std::fclose}; }

// Null where there is none.
Certificate ReadCertificate(const std::string& path) {
  const File file = Open(path);
  return {file == nullptr ? nullptr : PEM_read_X509(file.get(), nullptr, nullptr, nullptr), &X509_free};
}

// A key with a password would ask for it at the terminal.
int NoPassword(char*, int, int, void*) { return 0; }

Key ReadKey(const std::string& path) {
  const File file = Open(path);
  return {file == nullptr ? nullptr : PEM_read_PrivateKey(file.get(), nullptr, &NoPassword, nullptr), &EVP_PKEY_free};
}

std::shared_ptr<grpc::experimental::CertificateProviderInterface> Watch(const TlsFiles& files) {
  return std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(files.key, files.certificate, files.ca,
                                                                              kRefreshSeconds);
}

// Puts the token of a file on every call.
class TokenPlugin final : public grpc::MetadataCredentialsPlugin {
 public:
  explicit TokenPlugin(std::string path) : path_(std::move(path)) {}
  bool IsBlocking() const override { return true; }  // reads a file
  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    const auto token = ReadFile(path_, kMaxTokenBytes);
    if (!token.ok()) return {grpc::StatusCode::UNAUTHENTICATED, std::string(token.status().message())};
    metadata->emplace("authorization", absl::StrCat("Bearer ", std::string(absl::StripAsciiWhitespace(*token))));
    return grpc::Status::OK;
  }

 private:
  const std::string path_;
};

}  // namespace

std::vector<std::string> TlsProblems(const TlsFiles& files, const std::string& prefix, const std::string& ca_flag) {
  std::vector<std::string> problems;
  const auto add = [&problems](const std::string& flag, const std::string& path, const char* what) {
    problems.push_back(absl::StrCat("--", flag, ": ", path.empty() ? "" : absl::StrCat("\"", path, "\" "), what));
  };
  const std::string cert_flag = prefix + "tls_cert", key_flag = prefix + "tls_key";
  if (!files.ca.empty() && ReadCertificate(files.ca) == nullptr) add(ca_flag, files.ca, "holds no certificate in PEM");
  if (files.certificate.empty() != files.key.empty()) {
    add(files.key.empty() ? key_flag : cert_flag, "", "is missing, a certificate and its key go together");
    return problems;
  }
  if (files.certificate.empty()) return problems;
  const Certificate certificate = ReadCertificate(files.certificate);
  const Key key = ReadKey(files.key);
  if (certificate == nullptr) add(cert_flag, files.certificate, "holds no certificate in PEM");
  if (key == nullptr) add(key_flag, files.key, "holds no private key in PEM without a password");
  if (certificate == nullptr || key == nullptr) return problems;
  if (X509_check_private_key(certificate.get(), key.get()) != 1) add(key_flag, files.key, "is of another certificate");
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0)
    add(cert_flag, files.certificate, "has expired");
  return problems;
}

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const TlsFiles& files) {
  grpc::experimental::TlsServerCredentialsOptions options(Watch(files));
  options.watch_identity_key_cert_pairs();
  if (!files.ca.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const TlsFiles& files, const std::string& token_file) {
  if (files.empty()) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files));
  if (!files.ca.empty()) options.watch_root_certs();
  if (!files.certificate.empty()) options.watch_identity_key_cert_pairs();
  auto channel = grpc::experimental::TlsCredentials(options);
  if (token_file.empty()) return channel;
  return grpc::CompositeChannelCredentials(
      channel, grpc::MetadataCredentialsFromPlugin(std::make_unique<TokenPlugin>(token_file)));
}

std::shared_ptr<grpc::ChannelCredentials> MakeSelfCredentials(const TlsFiles& files) {
  if (files.empty()) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files));
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(false);
  options.set_certificate_verifier(std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  options.set_check_call_host(false);
  return grpc::experimental::TlsCredentials(options);
}

absl::StatusOr<absl::Time> CertificateExpiry(const std::string& path) {
  const Certificate certificate = ReadCertificate(path);
  std::tm time{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &time) != 1) {
    return absl::NotFoundError(absl::StrCat("\"", path, "\" holds no certificate in PEM"));
  }
  return absl::FromTM(time, absl::UTCTimeZone());
}

}  // namespace jianbao::rpc
