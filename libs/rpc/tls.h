// TLS from PEM files, which are read again when they change, so that certificates can be rotated under traffic. The
// files of one identity must change together: replace the folder they stand in by renaming a link, as Kubernetes does.
// Pure functions; thread-safe.
#ifndef JIANBAO_LIBS_RPC_TLS_H_
#define JIANBAO_LIBS_RPC_TLS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"

namespace jianbao::rpc {

// Paths of PEM files; all empty: clear text.
struct TlsFiles {
  std::string certificate;  // our own, with the chain behind it
  std::string key;          // its private key
  std::string ca;           // whose certificates are believed of the other side

  bool empty() const { return certificate.empty() && key.empty() && ca.empty(); }
};

// Lines of the form "--tls_key: what is wrong" for what cannot work: a file that is missing or no PEM, a key of another
// certificate, a certificate that has expired. `prefix` stands before tls_cert and tls_key; `ca_flag` is whole.
std::vector<std::string> TlsProblems(const TlsFiles& files, const std::string& prefix, const std::string& ca_flag);

// With `files.ca`, clients must show a certificate signed by it. REQUIRES: certificate and key.
std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const TlsFiles& files);

// Believes servers with a certificate of `files.ca` for the name called (of the system's where there is none); shows
// our own where there is one. Clear text where `files` is empty. A token, read from `token_file` and again when it
// changes, goes with every call; never in clear text.
std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const TlsFiles& files, const std::string& token_file);

// For a server that calls itself: shows its own certificate and believes any. Clear text where `files` is empty.
std::shared_ptr<grpc::ChannelCredentials> MakeSelfCredentials(const TlsFiles& files);

// When the first certificate of the file ceases to be valid.
absl::StatusOr<absl::Time> CertificateExpiry(const std::string& path);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_TLS_H_
