#include "libs/client/grpc_connection.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"
#include "jianbao/index/v1/index_service.grpc.pb.h"
#include "jianbao/ingest/v1/ingest_service.grpc.pb.h"
#include "jianbao/query/v1/query_service.grpc.pb.h"
#include "libs/base/error.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/late_call.h"
#include "libs/rpc/status.h"

namespace jianbao::client {
namespace {

// Every attempt has a request id and a trace of its own, so that both ends' logs can be laid side by side.
std::unique_ptr<grpc::ClientContext> MakeContext(absl::Time deadline) {
  return rpc::CallContext(deadline).MakeClientContext();
}

// A connection that failed gets so long to come back before the next call on it fails.
constexpr absl::Duration kReconnectWait = absl::Seconds(1);

// A stub and how to speak of its service in errors.
template <typename Service>
class Peer {
 public:
  Peer(std::string service, std::string address, const Security& security)
      // The client has its own retry loop.
      : channel_(rpc::MakeChannel(address, {.security = security, .retries = false})),
        stub_(Service::NewStub(channel_)),
        service_(std::move(service)),
        address_(std::move(address)) {}

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, absl::Time deadline) const {
    AwaitReconnection(deadline);
    const auto context = MakeContext(deadline);
    Response response;
    absl::Status status = ToStatus((stub_.get()->*method)(context.get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }

  absl::Status ToStatus(const grpc::Status& grpc_status) const {
    absl::Status status = rpc::LateCallIsUnavailable(rpc::FromGrpc(grpc_status));
    if (GetErrorDetail(status).has_value()) return status;
    if (status.code() == absl::StatusCode::kUnimplemented) {  // as gRPC answers, without a word
      return Error(absl::StatusCode::kUnimplemented, "CALL_NOT_UNDERSTOOD",
                   absl::StrCat("what listens at ", address_, " does not understand this call of the ", service_,
                                " service: it may be another service or an earlier release, or a text that was sent is "
                                "not UTF-8"))
          .With("address", address_)
          .With("service", service_);
    }
    if (status.code() != absl::StatusCode::kUnavailable) return status;
    return Error(absl::StatusCode::kUnavailable, "SERVICE_UNREACHABLE",
                 absl::StrCat("the ", service_, " service at ", address_, " cannot be reached (",
                              rpc::TransportCause(status), ")"))
        .With("address", address_)
        .With("service", service_)
        .With("cause", std::string(status.message()));
  }

  // To be called before every call. gRPC 1.51 moves a connection on only while somebody waits for it: calls on a failed
  // one return at once and a retry loop sleeps between them, so that by itself it came back every five seconds or
  // never.
  void AwaitReconnection(absl::Time deadline) const {
    if (channel_->GetState(/*try_to_connect=*/false) != GRPC_CHANNEL_TRANSIENT_FAILURE) return;
    const absl::Time now = absl::Now();
    channel_->WaitForConnected(absl::ToChronoTime(now + std::min(kReconnectWait, (deadline - now) / 2)));
  }

  typename Service::Stub* stub() const { return stub_.get(); }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<typename Service::Stub> stub_;
  const std::string service_;
  const std::string address_;
};

using IngestService = ingest::v1::IngestService;
using QueryService = query::v1::QueryService;
using IndexService = index::v1::IndexService;

class GrpcIngestStream final : public IngestStream {
 public:
  explicit GrpcIngestStream(const Peer<IngestService>* peer)
      : peer_(peer), context_(MakeContext(absl::InfiniteFuture())), stream_(Open(*peer, context_.get())) {}
  ~GrpcIngestStream() override { context_->TryCancel(); }

  bool Write(const ingest::v1::IngestIssuesRequest& request) override { return stream_->Write(request); }
  void WritesDone() override { stream_->WritesDone(); }
  bool Read(ingest::v1::IngestIssuesResponse* response) override { return stream_->Read(response); }
  void Cancel() override { context_->TryCancel(); }
  absl::Status Finish() override { return peer_->ToStatus(stream_->Finish()); }

 private:
  using Stream = grpc::ClientReaderWriter<ingest::v1::IngestIssuesRequest, ingest::v1::IngestIssuesResponse>;

  static std::unique_ptr<Stream> Open(const Peer<IngestService>& peer, grpc::ClientContext* context) {
    peer.AwaitReconnection(absl::InfiniteFuture());
    return peer.stub()->IngestIssues(context);
  }

  const Peer<IngestService>* const peer_;
  const std::unique_ptr<grpc::ClientContext> context_;
  const std::unique_ptr<Stream> stream_;
};

class GrpcIngestConnection final : public IngestConnection {
 public:
  GrpcIngestConnection(const std::string& address, const Security& security) : peer_("ingest", address, security) {}

  absl::StatusOr<ingest::v1::ParseIssueResponse> ParseIssue(const ingest::v1::ParseIssueRequest& request,
                                                            absl::Time deadline) override {
    return peer_.Call(&IngestService::Stub::ParseIssue, request, deadline);
  }
  absl::StatusOr<ingest::v1::ExtractMentionsResponse> ExtractMentions(const ingest::v1::ExtractMentionsRequest& request,
                                                                      absl::Time deadline) override {
    return peer_.Call(&IngestService::Stub::ExtractMentions, request, deadline);
  }
  absl::StatusOr<ingest::v1::IngestIssueResponse> IngestIssue(const ingest::v1::IngestIssueRequest& request,
                                                              absl::Time deadline) override {
    return peer_.Call(&IngestService::Stub::IngestIssue, request, deadline);
  }
  std::unique_ptr<IngestStream> IngestIssues() override { return std::make_unique<GrpcIngestStream>(&peer_); }
  absl::StatusOr<ingest::v1::ListRejectionsResponse> ListRejections(const ingest::v1::ListRejectionsRequest& request,
                                                                    absl::Time deadline) override {
    return peer_.Call(&IngestService::Stub::ListRejections, request, deadline);
  }
  absl::StatusOr<ingest::v1::Rejection> GetRejection(const ingest::v1::GetRejectionRequest& request,
                                                     absl::Time deadline) override {
    return peer_.Call(&IngestService::Stub::GetRejection, request, deadline);
  }
  absl::StatusOr<ingest::v1::IngestIssueResponse> RetryRejection(const ingest::v1::RetryRejectionRequest& request,
                                                                 absl::Time deadline) override {
    return peer_.Call(&IngestService::Stub::RetryRejection, request, deadline);
  }
  absl::StatusOr<ingest::v1::DeleteRejectionResponse> DeleteRejection(const ingest::v1::DeleteRejectionRequest& request,
                                                                      absl::Time deadline) override {
    return peer_.Call(&IngestService::Stub::DeleteRejection, request, deadline);
  }

 private:
  const Peer<IngestService> peer_;
};

class GrpcQueryConnection final : public QueryConnection {
 public:
  GrpcQueryConnection(const std::string& address, const Security& security) : peer_("query", address, security) {}

  absl::StatusOr<query::v1::SearchResponse> Search(const query::v1::SearchRequest& request,
                                                   absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::Search, request, deadline);
  }
  absl::Status StreamSearch(const query::v1::StreamSearchRequest& request, absl::Time deadline,
                            const std::function<bool(const query::v1::StreamSearchResponse&)>& sink) override {
    peer_.AwaitReconnection(deadline);
    const auto context = MakeContext(deadline);
    const auto reader = peer_.stub()->StreamSearch(context.get(), request);
    query::v1::StreamSearchResponse response;
    bool stopped = false;
    while (!stopped && reader->Read(&response)) stopped = !sink(response);
    if (stopped) context->TryCancel();
    const grpc::Status status = reader->Finish();
    return stopped ? absl::OkStatus() : peer_.ToStatus(status);
  }
  absl::StatusOr<type::v1::Article> GetArticle(const query::v1::GetArticleRequest& request,
                                               absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::GetArticle, request, deadline);
  }
  absl::StatusOr<query::v1::BatchGetArticlesResponse> BatchGetArticles(
      const query::v1::BatchGetArticlesRequest& request, absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::BatchGetArticles, request, deadline);
  }
  absl::StatusOr<type::v1::Issue> GetIssue(const query::v1::GetIssueRequest& request, absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::GetIssue, request, deadline);
  }
  absl::StatusOr<query::v1::ListIssuesResponse> ListIssues(const query::v1::ListIssuesRequest& request,
                                                           absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::ListIssues, request, deadline);
  }
  absl::StatusOr<query::v1::SuggestResponse> Suggest(const query::v1::SuggestRequest& request,
                                                     absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::Suggest, request, deadline);
  }
  absl::StatusOr<query::v1::SimilarArticlesResponse> SimilarArticles(const query::v1::SimilarArticlesRequest& request,
                                                                     absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::SimilarArticles, request, deadline);
  }
  absl::StatusOr<query::v1::LookupEntitiesResponse> LookupEntities(const query::v1::LookupEntitiesRequest& request,
                                                                   absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::LookupEntities, request, deadline);
  }
  absl::StatusOr<type::v1::Entity> GetEntity(const query::v1::GetEntityRequest& request, absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::GetEntity, request, deadline);
  }
  absl::StatusOr<query::v1::ListMentionsResponse> ListMentions(const query::v1::ListMentionsRequest& request,
                                                               absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::ListMentions, request, deadline);
  }
  absl::StatusOr<query::v1::EntityTimeline> GetEntityTimeline(const query::v1::GetEntityTimelineRequest& request,
                                                              absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::GetEntityTimeline, request, deadline);
  }
  absl::StatusOr<query::v1::ListRelatedEntitiesResponse> ListRelatedEntities(
      const query::v1::ListRelatedEntitiesRequest& request, absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::ListRelatedEntities, request, deadline);
  }
  absl::StatusOr<query::v1::FindOfficeHoldersResponse> FindOfficeHolders(
      const query::v1::FindOfficeHoldersRequest& request, absl::Time deadline) override {
    return peer_.Call(&QueryService::Stub::FindOfficeHolders, request, deadline);
  }

 private:
  const Peer<QueryService> peer_;
};

class GrpcIndexConnection final : public IndexConnection {
 public:
  GrpcIndexConnection(const std::string& address, const Security& security) : peer_("index", address, security) {}

  absl::StatusOr<index::v1::Statistics> GetStatistics(const index::v1::GetStatisticsRequest& request,
                                                      absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::GetStatistics, request, deadline);
  }
  absl::StatusOr<index::v1::DeleteIssueResponse> DeleteIssue(const index::v1::DeleteIssueRequest& request,
                                                             absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::DeleteIssue, request, deadline);
  }
  absl::StatusOr<index::v1::Backup> CreateBackup(const index::v1::CreateBackupRequest& request,
                                                 absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::CreateBackup, request, deadline);
  }
  absl::StatusOr<index::v1::ListBackupsResponse> ListBackups(const index::v1::ListBackupsRequest& request,
                                                             absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::ListBackups, request, deadline);
  }
  absl::StatusOr<index::v1::VerifyBackupResponse> VerifyBackup(const index::v1::VerifyBackupRequest& request,
                                                               absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::VerifyBackup, request, deadline);
  }
  absl::StatusOr<index::v1::CheckIntegrityResponse> CheckIntegrity(const index::v1::CheckIntegrityRequest& request,
                                                                   absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::CheckIntegrity, request, deadline);
  }
  absl::StatusOr<index::v1::DeleteBackupResponse> DeleteBackup(const index::v1::DeleteBackupRequest& request,
                                                               absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::DeleteBackup, request, deadline);
  }
  absl::StatusOr<index::v1::CompactResponse> Compact(const index::v1::CompactRequest& request,
                                                     absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::Compact, request, deadline);
  }
  absl::StatusOr<type::v1::Entity> MergeEntities(const index::v1::MergeEntitiesRequest& request,
                                                 absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::MergeEntities, request, deadline);
  }
  absl::StatusOr<index::v1::SplitEntitiesResponse> SplitEntities(const index::v1::SplitEntitiesRequest& request,
                                                                 absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::SplitEntities, request, deadline);
  }
  absl::StatusOr<index::v1::Correction> RevokeCorrection(const index::v1::RevokeCorrectionRequest& request,
                                                         absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::RevokeCorrection, request, deadline);
  }
  absl::StatusOr<index::v1::ListCorrectionsResponse> ListCorrections(const index::v1::ListCorrectionsRequest& request,
                                                                     absl::Time deadline) override {
    return peer_.Call(&IndexService::Stub::ListCorrections, request, deadline);
  }

 private:
  const Peer<IndexService> peer_;
};

}  // namespace

std::vector<std::string> SecurityProblems(const Security& security) { return rpc::Problems(security, ""); }

std::unique_ptr<IngestConnection> MakeIngestConnection(const std::string& address, const Security& security) {
  return std::make_unique<GrpcIngestConnection>(address, security);
}
std::unique_ptr<QueryConnection> MakeQueryConnection(const std::string& address, const Security& security) {
  return std::make_unique<GrpcQueryConnection>(address, security);
}
std::unique_ptr<IndexConnection> MakeIndexConnection(const std::string& address, const Security& security) {
  return std::make_unique<GrpcIndexConnection>(address, security);
}

}  // namespace jianbao::client
