#include "libs/rpc/authorization.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "libs/base/error.h"
#include "libs/base/file.h"
#include "libs/base/status.h"

namespace jianbao::rpc {
namespace {

constexpr size_t kMaxFileBytes = 1 << 20;
constexpr size_t kMinTokenBytes = 16;

// Tokens are kept and compared as digests, so that the time of a comparison tells nothing about them.
using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest DigestOf(std::string_view token) {
  Digest digest;
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(), digest.data());
  return digest;
}

// Names go into logs: what is not printable ASCII is replaced.
std::string Printable(std::string_view name) {
  std::string result(name.substr(0, 256));
  for (char& c : result) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) c = '?';
  }
  return result;
}

using Patterns = std::vector<std::string>;

bool Matches(const Patterns& patterns, std::string_view method) {
  return std::any_of(patterns.begin(), patterns.end(), [method](const std::string& pattern) {
    if (pattern.back() != '*') return pattern == method;
    return method.substr(0, pattern.size() - 1) == std::string_view(pattern).substr(0, pattern.size() - 1);
  });
}

// A pattern is a service, a slash and a method or the beginning of one; or `*`.
bool IsPattern(std::string_view text) {
  const size_t star = text.find('*');
  if (text == "*") return true;
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() &&
         (star == std::string_view::npos || (star == text.size() - 1 && star > slash));
}

// What is wrong with a pattern that names one method; "" where nothing is known to be. Only services that this program
// knows can be looked up: one file may be for several programs.
std::string MethodProblem(const std::string& pattern) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(pattern, absl::MaxSplits('/', 1));
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(parts.first);
  if (service == nullptr || pattern.back() == '*' || service->FindMethodByName(parts.second) != nullptr) return "";
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(service->method_count()));
  for (int i = 0; i < service->method_count(); ++i) names.push_back(service->method(i)->name());
  return absl::StrCat(parts.first, " has no method ", parts.second, ", want one of ", absl::StrJoin(names, ", "));
}

}  // namespace

struct Authorization::Rules {
  std::map<std::string, Patterns> certificates;
  std::map<Digest, Patterns> tokens;
  Patterns anyone;
  // What was read and when each was written, to see whether anything changed.
  std::map<std::string, std::filesystem::file_time_type> files;

  void Note(const std::string& file) {
    std::error_code ignored;
    files[file] = std::filesystem::last_write_time(file, ignored);
  }
  absl::Status AddLine(const std::string& folder, std::vector<std::string> words);
};

absl::Status Authorization::Rules::AddLine(const std::string& folder, std::vector<std::string> words) {
  const std::string kind = words.front();
  const size_t names = kind == "anyone" ? 1 : 2;
  if (kind != "certificate" && kind != "token" && kind != "anyone") {
    return absl::InvalidArgumentError(absl::StrCat("\"", kind, "\" is unknown, want certificate, token or anyone"));
  }
  if (words.size() <= names) return absl::InvalidArgumentError("want at least one method that may be called");
  for (size_t i = names; i < words.size(); ++i) {
    if (!IsPattern(words[i])) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", words[i], "\" is no method, want package.Service/Method, with * at the end for any"));
    }
    if (const std::string problem = MethodProblem(words[i]); !problem.empty()) {
      return absl::InvalidArgumentError(problem);
    }
  }
  Patterns* patterns = &anyone;
  if (kind == "certificate") patterns = &certificates[words[1]];
  if (kind == "token") {
    const std::string file = (std::filesystem::path(folder) / words[1]).string();
    Note(file);
    JIANBAO_ASSIGN_OR_RETURN(const std::string content, ReadFile(file, kMaxFileBytes));
    const std::string token(absl::StripAsciiWhitespace(content));
    if (token.size() < kMinTokenBytes) {
      return absl::InvalidArgumentError(absl::StrCat("the token in ", file, " is shorter than 16 characters"));
    }
    patterns = &tokens[DigestOf(token)];
  }
  patterns->insert(patterns->end(), words.begin() + static_cast<std::ptrdiff_t>(names), words.end());
  return absl::OkStatus();
}

Credentials CredentialsOf(const grpc::AuthContext* context,
                          const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  Credentials credentials;
  for (const char* property : {GRPC_PEER_SPIFFE_ID_PROPERTY_NAME, GRPC_X509_CN_PROPERTY_NAME}) {
    if (context == nullptr || !context->IsPeerAuthenticated() || !credentials.certificate.empty()) break;
    const std::vector<grpc::string_ref> values = context->FindPropertyValues(property);
    if (values.size() == 1) credentials.certificate = Printable({values[0].data(), values[0].size()});
  }
  constexpr std::string_view kBearer = "Bearer ";
  const auto it = metadata.find("authorization");
  if (it != metadata.end()) {
    const std::string_view value(it->second.data(), it->second.size());
    if (value.substr(0, kBearer.size()) == kBearer) credentials.token = std::string(value.substr(kBearer.size()));
  }
  return credentials;
}

std::string ClientName(const Credentials& credentials, const std::string& peer, bool tokens_count) {
  if (!credentials.certificate.empty()) return credentials.certificate;
  if (tokens_count && !credentials.token.empty()) {
    const Digest digest = DigestOf(credentials.token);
    return absl::StrCat("token-", absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), 4}));
  }
  return peer.substr(0, peer.rfind(':'));
}

Authorization::Authorization(std::string path, std::shared_ptr<const Rules> rules)
    : path_(std::move(path)), rules_(std::move(rules)) {}

absl::StatusOr<std::unique_ptr<Authorization>> Authorization::Load(const std::string& path) {
  JIANBAO_ASSIGN_OR_RETURN(auto rules, Read(path));
  return std::unique_ptr<Authorization>(new Authorization(path, std::move(rules)));
}

absl::StatusOr<std::shared_ptr<const Authorization::Rules>> Authorization::Read(const std::string& path) {
  auto rules = std::make_shared<Rules>();
  rules->Note(path);
  JIANBAO_ASSIGN_OR_RETURN(const std::string content, ReadFile(path, kMaxFileBytes));
  const std::string folder = std::filesystem::path(path).parent_path().string();
  std::vector<std::string> mistakes;
  const std::vector<std::string> lines = absl::StrSplit(content, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string line = lines[i].substr(0, lines[i].find('#'));
    std::vector<std::string> words = absl::StrSplit(line, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (words.empty()) continue;
    const absl::Status added = rules->AddLine(folder, std::move(words));
    if (!added.ok()) mistakes.push_back(absl::StrCat("line ", i + 1, ": ", std::string(added.message())));
  }
  if (mistakes.empty()) return rules;
  return Error(absl::StatusCode::kInvalidArgument, "AUTHORIZATION_MALFORMED",
               absl::StrCat(path, ": ", absl::StrJoin(mistakes, "; ")));
}

std::shared_ptr<const Authorization::Rules> Authorization::rules() const {
  absl::ReaderMutexLock lock(&mutex_);
  return rules_;
}

absl::Status Authorization::Check(const Credentials& credentials, std::string_view method) const {
  const std::shared_ptr<const Rules> rules = this->rules();
  if (Matches(rules->anyone, method)) return absl::OkStatus();
  const auto certificate = rules->certificates.find(credentials.certificate);
  const bool certificate_known = !credentials.certificate.empty() && certificate != rules->certificates.end();
  const auto token = credentials.token.empty() ? rules->tokens.end() : rules->tokens.find(DigestOf(credentials.token));
  const bool token_known = token != rules->tokens.end();
  if (certificate_known && Matches(certificate->second, method)) return absl::OkStatus();
  if (token_known && Matches(token->second, method)) return absl::OkStatus();
  if (!certificate_known && !token_known) {
    return Error(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN",
                 "the caller shows no certificate or token that this service knows");
  }
  return Error(absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED",
               absl::StrCat("the caller may not call ", std::string(method)));
}

absl::StatusOr<bool> Authorization::Refresh() {
  bool changed = false;
  for (const auto& [file, written] : rules()->files) {
    std::error_code error;
    changed = changed || std::filesystem::last_write_time(file, error) != written || error;
  }
  if (!changed) return false;
  JIANBAO_ASSIGN_OR_RETURN(auto fresh, Read(path_));
  absl::MutexLock lock(&mutex_);
  rules_ = std::move(fresh);
  return true;
}

}  // namespace jianbao::rpc
