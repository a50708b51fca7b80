#include "services/ingest/ingest_stream.h"

#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/rpc/call_gate.h"
#include "libs/rpc/status.h"

namespace jianbao::ingest {
namespace {

// Requests in work on one stream: enough to parse one file while others wait for the disk of the index.
constexpr size_t kWindow = 4;

class IngestStream final : public grpc::ServerBidiReactor<v1::IngestIssuesRequest, v1::IngestIssuesResponse> {
 public:
  IngestStream(grpc::CallbackServerContext* context, const Pipeline* pipeline, const rpc::UnaryRunner* runner)
      : call_(runner->gate(), context, rpc::MethodOf<v1::IngestIssuesRequest>(), absl::InfiniteDuration()),
        pipeline_(pipeline),
        runner_(runner) {}

  void Start() {
    if (!call_.admitted().ok()) return Finish(call_.End(call_.admitted()));
    absl::MutexLock lock(&mutex_);
    ReadIfRoom();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return HalfClose();
    Slot* slot = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      reading_ = false;
      slot = slots_.emplace_back(std::make_unique<Slot>()).get();
      slot->response.set_index(next_index_++);
      slot->request = std::move(*incoming_.mutable_request());
      incoming_.Clear();
      ReadIfRoom();
    }
    if (const absl::Status room = Schedule(slot); !room.ok()) {
      *slot->response.mutable_error() = rpc::ToProto(room);
      Complete(slot);
    }
  }

  void OnWriteDone(bool ok) override {
    std::optional<absl::Status> end;
    {
      absl::MutexLock lock(&mutex_);
      writing_ = false;
      slots_.pop_front();
      broken_ = broken_ || !ok;
      end = GoOn();
    }
    if (end.has_value()) Finish(call_.End(*end));
  }

  void OnCancel() override { call_.context().Cancel(); }
  void OnDone() override { delete this; }

 private:
  struct Slot {
    v1::IngestIssueRequest request;
    v1::IngestIssuesResponse response;
    size_t request_bytes = 0;
    bool done = false;
  };

  absl::Status Schedule(Slot* slot) {
    slot->request_bytes = slot->request.ByteSizeLong();
    JIANBAO_RETURN_IF_ERROR(call_.Reserve(slot->request_bytes));
    if (runner_->pool()->TrySchedule([this, slot] { Ingest(slot); })) return absl::OkStatus();
    return runner_->gate()->Shed(rpc::ShedCause::kQueueFull);
  }

  void Ingest(Slot* slot) {
    const rpc::CallContext& call = call_.context();
    const absl::Status wanted = call.Check();
    const absl::StatusOr<v1::IngestIssueResponse> result =
        wanted.ok() ? pipeline_->IngestIssue(slot->request, call) : absl::StatusOr<v1::IngestIssueResponse>(wanted);
    if (result.ok()) {
      *slot->response.mutable_response() = *result;
    } else {
      *slot->response.mutable_error() = rpc::ToProto(result.status());
    }
    Complete(slot);
  }

  void Complete(Slot* slot) {
    slot->request.Clear();
    call_.Release(slot->request_bytes);
    std::optional<absl::Status> end;
    {
      absl::MutexLock lock(&mutex_);
      slot->done = true;
      end = GoOn();
    }
    if (end.has_value()) Finish(call_.End(*end));
  }

  void HalfClose() {
    std::optional<absl::Status> end;
    {
      absl::MutexLock lock(&mutex_);
      reading_ = false;
      half_closed_ = true;
      end = GoOn();
    }
    if (end.has_value()) Finish(call_.End(*end));
  }

  // Starts what can be started. A status means that the stream is at its end: the caller must Finish() with it after
  // letting go of the mutex, as OnDone() may delete this at once.
  std::optional<absl::Status> GoOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    WriteIfReady();
    ReadIfRoom();
    if (finished_ || reading_ || writing_ || !slots_.empty() || !(half_closed_ || broken_)) return std::nullopt;
    finished_ = true;
    if (!broken_) return absl::OkStatus();
    return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the client has gone");
  }

  void ReadIfRoom() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (reading_ || half_closed_ || broken_ || slots_.size() >= kWindow) return;
    reading_ = true;
    StartRead(&incoming_);
  }

  // Answers leave in the order of the requests; on a broken stream they are dropped.
  void WriteIfReady() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    while (broken_ && !writing_ && !slots_.empty() && slots_.front()->done) slots_.pop_front();
    if (broken_ || writing_ || slots_.empty() || !slots_.front()->done) return;
    writing_ = true;
    StartWrite(&slots_.front()->response);
  }

  rpc::ServedCall call_;
  const Pipeline* const pipeline_;
  const rpc::UnaryRunner* const runner_;
  v1::IngestIssuesRequest incoming_;  // belongs to gRPC while a read is under way, else to OnReadDone

  absl::Mutex mutex_;
  std::deque<std::unique_ptr<Slot>> slots_ ABSL_GUARDED_BY(mutex_);  // in request order
  int64_t next_index_ ABSL_GUARDED_BY(mutex_) = 0;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;  // the client sends no more
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;       // the client reads no more
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

grpc::ServerBidiReactor<v1::IngestIssuesRequest, v1::IngestIssuesResponse>* StartIngestStream(
    grpc::CallbackServerContext* context, const Pipeline* pipeline, const rpc::UnaryRunner* runner) {
  auto* stream = new IngestStream(context, pipeline, runner);
  stream->Start();
  return stream;
}

}  // namespace jianbao::ingest
