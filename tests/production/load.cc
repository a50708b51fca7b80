#include "tests/production/load.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "jianbao/query/v1/query_service.grpc.pb.h"
#include "libs/rpc/status.h"
#include "tests/support/process.h"

namespace jianbao::testing {
namespace {

using query::v1::QueryService;
using query::v1::SearchRequest;
using query::v1::SearchResponse;

constexpr const char* kQueries[] = {"秸秆禁烧", "医院 OR 学校", "春耕", "顾明澈", "老旧小区", "贺若澜", "水利 灌渠"};
constexpr int kMaxUnderWay = 2000;
constexpr int kConnections = 4;

class Load {
 public:
  explicit Load(const std::string& address) {
    for (int i = 0; i < kConnections; ++i) {
      // Different limits make different channels, else all would share one connection.
      stubs_.push_back(
          QueryService::NewStub(rpc::MakeChannel(address, {.retries = false, .max_receive_bytes = (64 << 20) - i})));
    }
  }

  // Sends the next search; `then` runs when it is answered.
  void Send(std::function<void()> then) {
    {
      absl::MutexLock lock(&mutex_);
      if (under_way_ >= kMaxUnderWay) {
        ++result_.not_sent;
        return;
      }
      ++under_way_;
    }
    auto* call = new Call;
    const size_t number = sent_++;
    call->request.set_query(kQueries[number % std::size(kQueries)]);
    call->request.set_page_size(5);
    call->context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    call->start = absl::Now();
    stubs_[number % kConnections]->async()->Search(&call->context, &call->request, &call->response,
                                                   [this, call, then = std::move(then)](const grpc::Status& status) {
                                                     Note(absl::Now() - call->start, status);
                                                     then();
                                                     delete call;  // not later: the last one that leaves ends us all
                                                     Leave();
                                                   });
  }

  LoadResult Finish(absl::Time start) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](Load* load) ABSL_EXCLUSIVE_LOCKS_REQUIRED(load->mutex_) { return load->under_way_ == 0; }, this));
    result_.took = absl::Now() - start;
    std::sort(result_.admitted_millis.begin(), result_.admitted_millis.end());
    std::sort(result_.shed_millis.begin(), result_.shed_millis.end());
    return std::move(result_);
  }

 private:
  struct Call {
    grpc::ClientContext context;
    SearchRequest request;
    SearchResponse response;
    absl::Time start;
  };

  void Note(absl::Duration took, const grpc::Status& status) {
    const double millis = absl::ToDoubleMilliseconds(took);
    absl::MutexLock lock(&mutex_);
    if (status.ok()) {
      result_.admitted_millis.push_back(millis);
    } else if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      result_.shed_millis.push_back(millis);
    } else {
      ++result_.failures[absl::StrCat(absl::StatusCodeToString(rpc::FromGrpc(status).code()), ": ",
                                      status.error_message())];
    }
  }
  void Leave() {
    absl::MutexLock lock(&mutex_);
    --under_way_;
  }

  std::vector<std::unique_ptr<QueryService::Stub>> stubs_;
  std::atomic<size_t> sent_ = 0;
  absl::Mutex mutex_;
  int under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  LoadResult result_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

double Percentile(const std::vector<double>& sorted, double percent) {
  if (sorted.empty()) return 0;
  const auto index = static_cast<size_t>(percent / 100 * static_cast<double>(sorted.size()));
  return sorted[std::min(index, sorted.size() - 1)];
}

LoadResult ClosedLoad(const std::string& address, int callers, absl::Duration duration) {
  Load load(address);
  const absl::Time start = absl::Now(), end = start + duration;
  const std::function<void()> again = [&] {
    if (absl::Now() < end) load.Send(again);
  };
  for (int i = 0; i < callers; ++i) load.Send(again);
  return load.Finish(start);
}

LoadResult OpenLoad(const std::string& address, double per_second, absl::Duration duration) {
  Load load(address);
  const absl::Time start = absl::Now();
  const auto calls = static_cast<int>(per_second * absl::ToDoubleSeconds(duration));
  for (int i = 0; i < calls; ++i) {
    absl::SleepFor(start + absl::Seconds(i / per_second) - absl::Now());
    load.Send([] {});
  }
  return load.Finish(start);
}

}  // namespace jianbao::testing
