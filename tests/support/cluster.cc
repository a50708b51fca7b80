#include "tests/support/cluster.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "absl/random/random.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/status.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/status.h"

namespace jianbao::testing {
namespace {

void Append(const std::vector<std::string>& more, std::vector<std::string>* flags) {
  flags->insert(flags->end(), more.begin(), more.end());
}

bool IsFree(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return bound;
}

// What `call`, which is given the time to give up, ends with once that is not UNAVAILABLE.
absl::Status OnceReachable(const std::function<absl::Status(absl::Time)>& call) {
  const absl::Time patience = absl::Now() + kPatience;
  while (true) {
    absl::Status status = call(patience);
    if (status.code() != absl::StatusCode::kUnavailable || absl::Now() > patience) return status;
    absl::SleepFor(absl::Milliseconds(20));
  }
}

}  // namespace

std::string LastingAddress() {
  static absl::BitGen random;
  constexpr int kTries = 100;
  uint16_t port = 0;
  for (int i = 0; i < kTries; ++i) {
    port = absl::Uniform<uint16_t>(random, 10'000, 32'000);  // Linux hands out 32,768 and above
    if (IsFree(port)) break;
  }
  return absl::StrCat("127.0.0.1:", port);
}

std::vector<std::string> Cluster::IndexFlags(const std::string& address) const {
  std::vector<std::string> flags = {absl::StrCat("--listen=", address), absl::StrCat("--data_dir=", dir_.Join("index")),
                                    "--log_level=warning"};
  Append(options_.all, &flags);
  Append(options_.index, &flags);
  return flags;
}

// Tests restart servers: their stubs must see UNAVAILABLE, not a retry of the channel's own.
std::shared_ptr<grpc::Channel> Cluster::Channel(const Service& service) const {
  return rpc::MakeChannel(service.address(), {.security = options_.security, .retries = false});
}

absl::StatusOr<std::unique_ptr<Cluster>> Cluster::Start(const ClusterOptions& options) {
  std::unique_ptr<Cluster> cluster(new Cluster(options));
  JIANBAO_ASSIGN_OR_RETURN(cluster->index_, Service::Start("jianbao-index", cluster->IndexFlags(LastingAddress())));
  std::vector<std::string> ingest = {"--listen=127.0.0.1:0", absl::StrCat("--index=", cluster->index_->address()),
                                     "--log_level=warning", "--index_patience=5s",
                                     absl::StrCat("--quarantine_dir=", cluster->dir_.Join("quarantine"))};
  Append(options.all, &ingest);
  Append(options.ingest, &ingest);
  JIANBAO_ASSIGN_OR_RETURN(cluster->ingest_, Service::Start("jianbao-ingest", ingest));
  JIANBAO_ASSIGN_OR_RETURN(cluster->query_, cluster->StartQuery());
  cluster->index_stub_ = index::v1::IndexService::NewStub(cluster->Channel(*cluster->index_));
  cluster->ingest_stub_ = ingest::v1::IngestService::NewStub(cluster->Channel(*cluster->ingest_));
  cluster->query_stub_ = query::v1::QueryService::NewStub(cluster->Channel(*cluster->query_));
  return cluster;
}

absl::StatusOr<std::unique_ptr<Service>> Cluster::StartQuery(const std::string& address) const {
  std::vector<std::string> flags = {absl::StrCat("--listen=", address), absl::StrCat("--index=", index_->address()),
                                    "--log_level=warning"};
  Append(options_.all, &flags);
  Append(options_.query, &flags);
  return Service::Start("jianbao-query", flags);
}

absl::Status Cluster::RestartIndex() {
  const std::string address = index_->address();
  index_.reset();
  JIANBAO_ASSIGN_OR_RETURN(index_, Service::Start("jianbao-index", IndexFlags(address)));
  // The longer the start took, the longer gRPC waits before it connects again, and only a call that waits for a
  // connection moves it on.
  JIANBAO_RETURN_IF_ERROR(OnceReachable([this](absl::Time patience) {
    grpc::ClientContext context;
    SetTimeout(patience - absl::Now(), &context);
    context.set_wait_for_ready(true);
    index::v1::Statistics statistics;
    return ToAbsl(index_stub_->GetStatistics(&context, {}, &statistics));
  }));
  return OnceReachable([this](absl::Time) {
    return Call(*query_stub_, &query::v1::QueryService::Stub::ListIssues, query::v1::ListIssuesRequest()).status();
  });
}

std::vector<std::string> Cluster::CliFlags() const {
  return {absl::StrCat("--ingest_address=", ingest_->address()), absl::StrCat("--query_address=", query_->address()),
          absl::StrCat("--index_address=", index_->address())};
}

absl::StatusOr<ingest::v1::IngestIssueResponse> Cluster::Ingest(const ingest::v1::IngestIssueRequest& request) {
  return Call(*ingest_stub_, &ingest::v1::IngestService::Stub::IngestIssue, request);
}

absl::StatusOr<query::v1::SearchResponse> Cluster::Search(const query::v1::SearchRequest& request) {
  return Call(*query_stub_, &query::v1::QueryService::Stub::Search, request);
}

absl::StatusOr<query::v1::SearchResponse> Cluster::Search(const std::string& query) {
  query::v1::SearchRequest request;
  request.set_query(query);
  return Search(request);
}

void SetTimeout(absl::Duration timeout, grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
}

std::vector<std::string> ListFiles(const std::string& folder, const std::string& ending) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (absl::EndsWith(entry.path().string(), ending)) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

ingest::v1::IngestIssueRequest FileRequest(const std::string& path) {
  ingest::v1::IngestIssueRequest request;
  request.set_content(ReadWhole(path));
  request.set_source_uri(path.substr(path.rfind('/') + 1));
  return request;
}

absl::StatusOr<std::unique_ptr<Cluster>> StartWithSamples(const ClusterOptions& options) {
  JIANBAO_ASSIGN_OR_RETURN(auto cluster, Cluster::Start(options));
  for (const std::string& path : ListFiles(JIANBAO_SOURCE_DIR "/seeds/issues", ".txt")) {
    JIANBAO_RETURN_IF_ERROR(cluster->Ingest(FileRequest(path)).status());
  }
  return cluster;
}

absl::Status ToAbsl(const grpc::Status& status) { return rpc::FromGrpc(status); }

}  // namespace jianbao::testing
