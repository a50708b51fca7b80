#include "libs/client/bulk_ingest.h"

#include <deque>
#include <memory>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libs/base/error.h"
#include "libs/rpc/call_context.h"
#include "libs/rpc/status.h"

namespace jianbao::client {
namespace {

using ingest::v1::IngestIssueRequest;
using ingest::v1::IngestIssueResponse;
using ingest::v1::IngestIssuesRequest;
using ingest::v1::IngestIssuesResponse;

// One run over as many streams as it takes. A writer thread fills the window; the caller's thread reads answers.
class BulkRun {
 public:
  BulkRun(IngestConnection* connection, const RetryPolicy& policy, int max_in_flight, const IngestSource& source,
          const IngestSink& sink)
      : connection_(connection),
        policy_(policy),
        max_in_flight_(static_cast<size_t>(max_in_flight)),
        source_(source),
        sink_(sink),
        backoff_(policy),
        last_answer_(policy.clock->Now()) {}

  absl::Status Run() {
    while (true) {
      const absl::Status status = RunStream();
      if (Finished()) return absl::OkStatus();
      absl::Status error = status.ok() ? EndedEarly() : status;
      if (!IsRetryable(error) || !WaitBeforeRetry(error)) return error;
      RequeueUnanswered();
    }
  }

 private:
  struct Item {
    int64_t index = 0;
    IngestIssuesRequest request;
  };

  static absl::Status EndedEarly() {
    return Error(absl::StatusCode::kUnavailable, "STREAM_ENDED_EARLY", "the ingest service ended the stream early");
  }

  absl::Status RunStream() {
    const std::unique_ptr<IngestStream> stream = connection_->IngestIssues();
    {
      absl::MutexLock lock(&mutex_);
      stream_over_ = false;
    }
    std::thread writer([&] { WriteAll(stream.get()); });
    absl::Status status = absl::OkStatus();
    IngestIssuesResponse response;
    while (status.ok() && stream->Read(&response)) status = TakeAnswer(response);
    if (!status.ok()) stream->Cancel();
    {
      absl::MutexLock lock(&mutex_);
      stream_over_ = true;
    }
    writer.join();
    const absl::Status finish = stream->Finish();
    return status.ok() ? finish : status;
  }

  void WriteAll(IngestStream* stream) {
    while (true) {
      IngestIssuesRequest request;
      {
        absl::MutexLock lock(&mutex_);
        mutex_.Await(absl::Condition(this, &BulkRun::WriterHasWork));
        if (stream_over_) return;
        if (waiting_.empty()) TakeFromSource();
        if (waiting_.empty()) {  // the source has just ended
          if (in_flight_.empty()) break;
          continue;
        }
        request = waiting_.front().request;
        in_flight_.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
      }
      if (!stream->Write(request)) return;  // the reader learns why
    }
    stream->WritesDone();
  }

  bool WriterHasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    const bool has_next = !waiting_.empty() || !source_ended_;
    return stream_over_ || (has_next && in_flight_.size() < max_in_flight_) || (!has_next && in_flight_.empty());
  }

  void TakeFromSource() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (source_ended_) return;
    std::optional<IngestIssueRequest> next = source_();
    if (!next.has_value()) {
      source_ended_ = true;
      return;
    }
    Item item;
    item.index = next_index_++;
    *item.request.mutable_request() = std::move(*next);
    if (item.request.request().request_id().empty())
      item.request.mutable_request()->set_request_id(rpc::NewRequestId());
    waiting_.push_back(std::move(item));
  }

  // Answers come in the order of requests, so the oldest in flight is the one that was answered. A retryable error ends
  // the stream: what failed for it, the index being down, will fail for the next request too.
  absl::Status TakeAnswer(const IngestIssuesResponse& response) {
    absl::Status error = response.has_error() ? rpc::FromProto(response.error()) : absl::OkStatus();
    if (IsRetryable(error)) return error;
    int64_t index = 0;
    {
      absl::MutexLock lock(&mutex_);
      if (in_flight_.empty()) {
        return Error(absl::StatusCode::kInternal, "STREAM_OUT_OF_STEP",
                     "the ingest service answered more than was asked");
      }
      index = in_flight_.front().index;
      in_flight_.pop_front();
    }
    backoff_.Reset();
    last_answer_ = policy_.clock->Now();
    if (error.ok()) {
      sink_(index, response.response());
    } else {
      sink_(index, error);
    }
    return absl::OkStatus();
  }

  bool WaitBeforeRetry(const absl::Status& error) {
    const absl::Duration wait = backoff_.Next(error);
    if (policy_.clock->Now() + wait >= last_answer_ + policy_.timeout) return false;
    if (policy_.on_retry) policy_.on_retry(error, wait);
    policy_.sleep(wait);
    return true;
  }

  void RequeueUnanswered() {
    absl::MutexLock lock(&mutex_);
    waiting_.insert(waiting_.begin(), in_flight_.begin(), in_flight_.end());
    in_flight_.clear();
  }

  bool Finished() const {
    absl::MutexLock lock(&mutex_);
    return source_ended_ && waiting_.empty() && in_flight_.empty();
  }

  IngestConnection* const connection_;
  const RetryPolicy& policy_;
  const size_t max_in_flight_;
  const IngestSource& source_;
  const IngestSink& sink_;

  // Of the reading thread.
  Backoff backoff_;
  absl::Time last_answer_;

  mutable absl::Mutex mutex_;
  std::deque<Item> waiting_ ABSL_GUARDED_BY(mutex_);    // to be sent, before anything new from the source
  std::deque<Item> in_flight_ ABSL_GUARDED_BY(mutex_);  // sent on this stream, unanswered, in order
  int64_t next_index_ ABSL_GUARDED_BY(mutex_) = 0;
  bool source_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool stream_over_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

absl::Status BulkIngest(IngestConnection* connection, const RetryPolicy& policy, int max_in_flight,
                        const IngestSource& source, const IngestSink& sink) {
  return BulkRun(connection, policy, max_in_flight, source, sink).Run();
}

}  // namespace jianbao::client
