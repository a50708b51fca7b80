#include "services/ingest/index_sink.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/rpc/late_call.h"
#include "libs/rpc/status.h"

namespace jianbao::ingest {
namespace {

using index::v1::IndexService;

constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(1);

class GrpcIndexSink final : public IndexSink {
 public:
  explicit GrpcIndexSink(IndexSinkOptions options)
      : options_(std::move(options)),
        stub_(IndexService::NewStub(
            rpc::MakeChannel(options_.address, {.security = options_.security, .retries = false}))) {}

  absl::StatusOr<index::v1::ApplyIssueResponse> Apply(const index::v1::ApplyIssueRequest& request,
                                                      const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::ApplyIssue, request, call);
  }
  absl::StatusOr<type::v1::Issue> Fetch(const index::v1::FetchIssueRequest& request,
                                        const rpc::CallContext& call) override {
    return Call(&IndexService::Stub::FetchIssue, request, call);
  }

 private:
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (IndexService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                           Response*),
                                const Request& request, const rpc::CallContext& call) const {
    const absl::Time give_up = std::min(call.deadline(), absl::Now() + options_.patience);
    for (absl::Duration pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
      Response response;
      const auto context = call.MakeClientContext();
      absl::Status status = rpc::FromGrpc((stub_.get()->*method)(context.get(), request, &response));
      if (!call.cancelled()) status = rpc::LateCallIsUnavailable(status);
      if (status.ok()) return response;
      if (status.code() != absl::StatusCode::kUnavailable) return status;
      if (absl::Now() + pause >= give_up || call.cancelled()) return Unavailable(status);
      absl::SleepFor(pause);
    }
  }

  absl::Status Unavailable(const absl::Status& cause) const {
    return rpc::WithRetryDelay(Error(absl::StatusCode::kUnavailable, "INDEX_UNAVAILABLE",
                                     absl::StrCat("the index at ", options_.address,
                                                  " cannot be reached, nothing was stored; try again later (",
                                                  rpc::TransportCause(cause), ")"))
                                   .With("index", options_.address),
                               kLongestPause);
  }

  const IndexSinkOptions options_;
  const std::unique_ptr<IndexService::Stub> stub_;
};

}  // namespace

std::unique_ptr<IndexSink> MakeGrpcIndexSink(const IndexSinkOptions& options) {
  return std::make_unique<GrpcIndexSink>(options);
}

}  // namespace jianbao::ingest
