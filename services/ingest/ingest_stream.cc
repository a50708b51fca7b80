#include "services/ingest/ingest_stream.h"

#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libs/base/error.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/status.h"

namespace jianbao::ingest {
namespace {

// Requests in work on one stream: enough to parse one file while others wait for the disk of the index.
constexpr size_t kWindow = 4;

class IngestStream final : public grpc::ServerBidiReactor<v1::IngestIssuesRequest, v1::IngestIssuesResponse> {
 public:
  IngestStream(grpc::CallbackServerContext* context, const Pipeline* pipeline, rpc::WorkerPool* pool)
      : call_(context, absl::InfiniteDuration()), pipeline_(pipeline), pool_(pool) {}

  void Start() {
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
    if (!pool_->TrySchedule([this, slot] { Ingest(slot); })) {
      *slot->response.mutable_error() = rpc::ToProto(Error(absl::StatusCode::kResourceExhausted, "SERVER_OVERLOADED",
                                                           "too many calls are waiting, try again later"));
      Complete(slot);
    }
  }

  void OnWriteDone(bool ok) override {
    std::optional<grpc::Status> end;
    {
      absl::MutexLock lock(&mutex_);
      writing_ = false;
      slots_.pop_front();
      broken_ = broken_ || !ok;
      end = GoOn();
    }
    if (end.has_value()) Finish(*end);
  }

  void OnCancel() override { call_.Cancel(); }
  void OnDone() override { delete this; }

 private:
  struct Slot {
    v1::IngestIssueRequest request;
    v1::IngestIssuesResponse response;
    bool done = false;
  };

  void Ingest(Slot* slot) {
    const absl::Status wanted = call_.Check();
    const absl::StatusOr<v1::IngestIssueResponse> result =
        wanted.ok() ? pipeline_->IngestIssue(slot->request, call_) : absl::StatusOr<v1::IngestIssueResponse>(wanted);
    if (result.ok()) {
      *slot->response.mutable_response() = *result;
    } else {
      *slot->response.mutable_error() = rpc::ToProto(result.status());
    }
    slot->request.Clear();
    Complete(slot);
  }

  void Complete(Slot* slot) {
    std::optional<grpc::Status> end;
    {
      absl::MutexLock lock(&mutex_);
      slot->done = true;
      end = GoOn();
    }
    if (end.has_value()) Finish(*end);
  }

  void HalfClose() {
    std::optional<grpc::Status> end;
    {
      absl::MutexLock lock(&mutex_);
      reading_ = false;
      half_closed_ = true;
      end = GoOn();
    }
    if (end.has_value()) Finish(*end);
  }

  // Starts what can be started. A status means that the stream is at its end: the caller must Finish() with it after
  // letting go of the mutex, as OnDone() may delete this at once.
  std::optional<grpc::Status> GoOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    WriteIfReady();
    ReadIfRoom();
    if (finished_ || reading_ || writing_ || !slots_.empty() || !(half_closed_ || broken_)) return std::nullopt;
    finished_ = true;
    return broken_ ? grpc::Status(grpc::StatusCode::CANCELLED, "the client has gone") : grpc::Status::OK;
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

  const rpc::CallContext call_;
  const Pipeline* const pipeline_;
  rpc::WorkerPool* const pool_;
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
    grpc::CallbackServerContext* context, const Pipeline* pipeline, rpc::WorkerPool* pool) {
  auto* stream = new IngestStream(context, pipeline, pool);
  stream->Start();
  return stream;
}

}  // namespace jianbao::ingest
