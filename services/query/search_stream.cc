#include "services/query/search_stream.h"

#include <string>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/rpc/call_gate.h"
#include "services/query/page_token.h"
#include "services/query/search_plan.h"

namespace jianbao::query {
namespace {

// Only one thing is under way at any time, a page being found or a hit being written, and each starts the next; so the
// members need no lock.
class SearchStream final : public grpc::ServerWriteReactor<v1::StreamSearchResponse> {
 public:
  SearchStream(grpc::CallbackServerContext* context, const SearchHandler* handler, const rpc::UnaryRunner* runner)
      : call_(runner->gate(), context, rpc::MethodOf<v1::StreamSearchRequest>(), absl::InfiniteDuration()),
        handler_(handler),
        runner_(runner) {}

  void Start(const v1::StreamSearchRequest& request) {
    if (!call_.admitted().ok()) return End(call_.admitted());
    absl::StatusOr<SearchPlan> plan = PlanStreamSearch(request);
    if (!plan.ok()) return End(plan.status());
    plan_ = *std::move(plan);
    ScheduleNextPage();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the client reads no more"));
    WriteNextHit();
  }
  void OnCancel() override { call_.context().Cancel(); }
  void OnDone() override { delete this; }

 private:
  void ScheduleNextPage() {
    const bool scheduled = runner_->pool()->TrySchedule([this] {
      if (const absl::Status found = FindPage(); !found.ok()) return End(found);
      WriteNextHit();
    });
    if (!scheduled) End(runner_->gate()->Shed(rpc::ShedCause::kQueueFull));
  }

  absl::Status FindPage() {
    JIANBAO_RETURN_IF_ERROR(call_.context().Check());
    JIANBAO_ASSIGN_OR_RETURN(page_, handler_->RunPage(plan_, call_.context()));
    next_hit_ = 0;
    return absl::OkStatus();
  }

  void WriteNextHit() {
    if (const absl::Status alive = call_.context().Check(); !alive.ok()) return End(alive);
    if (next_hit_ == page_.response.hits_size()) {
      if (page_.next_cursor.empty()) return End(absl::OkStatus());
      TurnPage();
      return ScheduleNextPage();
    }
    *message_.mutable_hit() = std::move(*page_.response.mutable_hits(next_hit_));
    message_.set_resume_token(ResumeToken(page_.positions[next_hit_] + 1));
    ++next_hit_;
    StartWrite(&message_);
  }

  // Later pages go on in the reading that answered first.
  void TurnPage() {
    plan_.rungs = std::vector<Rung>{page_.rung};
    plan_.retrieve.set_cursor(page_.next_cursor);
    plan_.skip = 0;
  }

  std::string ResumeToken(uint32_t skip) const {
    const auto mode = static_cast<uint32_t>(page_.response.applied_match_mode());
    return EncodePageToken({plan_.fingerprint, mode, skip, TokenCursor(page_.rung, plan_.retrieve.cursor())});
  }

  void End(const absl::Status& status) { Finish(call_.End(status)); }

  rpc::ServedCall call_;
  const SearchHandler* const handler_;
  const rpc::UnaryRunner* const runner_;
  SearchPlan plan_;  // of the page in hand
  SearchPage page_;
  int next_hit_ = 0;
  v1::StreamSearchResponse message_;  // belongs to gRPC while a write is under way
};

}  // namespace

grpc::ServerWriteReactor<v1::StreamSearchResponse>* StartSearchStream(grpc::CallbackServerContext* context,
                                                                      const v1::StreamSearchRequest* request,
                                                                      const SearchHandler* handler,
                                                                      const rpc::UnaryRunner* runner) {
  auto* stream = new SearchStream(context, handler, runner);
  stream->Start(*request);
  return stream;
}

}  // namespace jianbao::query
