// The three real services on free ports of loopback, with data in a folder of their own. Not thread-safe.
#ifndef JIANBAO_TESTS_SUPPORT_CLUSTER_H_
#define JIANBAO_TESTS_SUPPORT_CLUSTER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "jianbao/index/v1/index_service.grpc.pb.h"
#include "jianbao/ingest/v1/ingest_service.grpc.pb.h"
#include "jianbao/query/v1/query_service.grpc.pb.h"
#include "libs/rpc/channel.h"
#include "tests/support/process.h"

namespace jianbao::testing {

// Flags beside those that a cluster needs, and how the test and the services call each other.
struct ClusterOptions {
  std::vector<std::string> all, index, ingest, query;
  rpc::ChannelSecurity security = {};
};

// A free address for a server that is to be started on it again: its port is none of those that the kernel hands out,
// so that nobody takes it while the server is down.
std::string LastingAddress();

class Cluster {
 public:
  // Starts all three.
  static absl::StatusOr<std::unique_ptr<Cluster>> Start(const ClusterOptions& options = {});

  const ClusterOptions& options() const { return options_; }
  Service& index() { return *index_; }
  Service& ingest() { return *ingest_; }
  Service& query() { return *query_; }
  index::v1::IndexService::Stub& index_stub() { return *index_stub_; }
  ingest::v1::IngestService::Stub& ingest_stub() { return *ingest_stub_; }
  query::v1::QueryService::Stub& query_stub() { return *query_stub_; }

  // Another query service on the same index.
  absl::StatusOr<std::unique_ptr<Service>> StartQuery(const std::string& address = LastingAddress()) const;
  // Starts the index again on the same address and data, after it was killed or ended, and waits until
  // index_stub() and the query service have found it. Ingest waits for it with every call (--index_patience).
  absl::Status RestartIndex();

  // `--…` flags that point the command line at this cluster.
  std::vector<std::string> CliFlags() const;

  // Calls with a deadline, and the status as it was sent.
  absl::StatusOr<ingest::v1::IngestIssueResponse> Ingest(const ingest::v1::IngestIssueRequest& request);
  absl::StatusOr<query::v1::SearchResponse> Search(const query::v1::SearchRequest& request);
  absl::StatusOr<query::v1::SearchResponse> Search(const std::string& query);

 private:
  explicit Cluster(ClusterOptions options) : options_(std::move(options)) {}

  std::vector<std::string> IndexFlags(const std::string& address) const;
  std::shared_ptr<grpc::Channel> Channel(const Service& service) const;

  const ClusterOptions options_;
  TempDir dir_;
  std::unique_ptr<Service> index_, ingest_, query_;
  std::unique_ptr<index::v1::IndexService::Stub> index_stub_;
  std::unique_ptr<ingest::v1::IngestService::Stub> ingest_stub_;
  std::unique_ptr<query::v1::QueryService::Stub> query_stub_;
};

// Sets a deadline from now.
void SetTimeout(absl::Duration timeout, grpc::ClientContext* context);

// One call of a blocking stub method: Call(stub, &Stub::GetIssue, request).
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request, absl::Duration timeout = kPatience);

// Files of a folder with this ending, sorted.
std::vector<std::string> ListFiles(const std::string& folder, const std::string& ending);
// The request that ingests a page file under its base name.
ingest::v1::IngestIssueRequest FileRequest(const std::string& path);

// A cluster with the sample issues in it.
absl::StatusOr<std::unique_ptr<Cluster>> StartWithSamples(const ClusterOptions& options = {});

absl::Status ToAbsl(const grpc::Status& status);

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request, absl::Duration timeout) {
  grpc::ClientContext context;
  SetTimeout(timeout, &context);
  Response response;
  absl::Status status = ToAbsl((stub.*method)(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_SUPPORT_CLUSTER_H_
