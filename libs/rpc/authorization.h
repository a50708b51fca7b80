// Who may call what, from a file. What is not allowed there is refused, reflection and health among it. Thread-safe.
//
//   # who                                         may call
//   certificate spiffe://example.org/query         jianbao.index.v1.IndexService/*
//   certificate reader.example.org                 jianbao.query.v1.QueryService/Get*
//   jianbao.query.v1.QueryService/Search token       tokens/reader                      jianbao.query.v1.QueryService/*
//   anyone                                         grpc.health.v1.Health/*
//
// A certificate is named by its SPIFFE id, else by its common name. A token is a file with one line of at least 16
// characters, relative to the folder of this file; clients send it as "authorization: Bearer …". Patterns are names of
// methods, `*` at the end stands for any rest. The file and the tokens are read again when they change; a version with
// a mistake is refused and the one before stays in force.
#ifndef JIANBAO_LIBS_RPC_AUTHORIZATION_H_
#define JIANBAO_LIBS_RPC_AUTHORIZATION_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpc/grpc_security_constants.h"
#include "grpcpp/security/auth_context.h"
#include "grpcpp/support/string_ref.h"

namespace jianbao::rpc {

// What a caller shows of itself. A plain value.
struct Credentials {
  std::string certificate;  // SPIFFE id or common name of a certificate that was verified; empty: none
  std::string token;        // unchecked; empty: none
};

// Of an incoming call.
Credentials CredentialsOf(const grpc::AuthContext* context,
                          const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

// How a caller is called in logs and limits: its certificate; where tokens count, the beginning of its token's digest;
// else the host of its address, "ipv4:10.0.0.1" of "ipv4:10.0.0.1:4242".
std::string ClientName(const Credentials& credentials, const std::string& peer, bool tokens_count);

// Thread-safe.
class Authorization {
 public:
  // InvalidArgument AUTHORIZATION_MALFORMED lists every mistake with its line; NotFound and the like where a file
  // cannot be read.
  static absl::StatusOr<std::unique_ptr<Authorization>> Load(const std::string& path);

  // `method`: "package.Service/Method". Unauthenticated CALLER_UNKNOWN where the caller shows nothing that is known;
  // PermissionDenied CALLER_NOT_ALLOWED where it is known and may not.
  absl::Status Check(const Credentials& credentials, std::string_view method) const;

  // Reads the files again where they have changed; true if they had. A failure leaves what is in force.
  absl::StatusOr<bool> Refresh();

 private:
  struct Rules;

  explicit Authorization(std::string path, std::shared_ptr<const Rules> rules);
  static absl::StatusOr<std::shared_ptr<const Rules>> Read(const std::string& path);
  std::shared_ptr<const Rules> rules() const;

  const std::string path_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Rules> rules_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_AUTHORIZATION_H_
