#include "tests/production/scenarios.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "libs/base/status.h"
#include "libs/client/client.h"
#include "libs/client/grpc_connection.h"

namespace jianbao::testing {
namespace {

constexpr int kCallers = 4;

// Callers that call without pause on threads of their own until Stop().
class Callers {
 public:
  using Call = std::function<absl::Status()>;
  explicit Callers(const Call& call) {
    for (int i = 0; i < kCallers; ++i) {
      threads_.emplace_back([this, call] {
        while (!stop_) Note(call());
      });
    }
  }
  ~Callers() { Stop(); }

  CallCounts Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
    absl::MutexLock lock(&mutex_);
    return counts_;
  }

  // Waits until so many more calls have been answered; gives up after kPatience.
  void WaitForMore(int calls) {
    const absl::Time patience = absl::Now() + kPatience;
    const int wanted = answered_ + calls;
    while (answered_ < wanted && absl::Now() < patience) absl::SleepFor(absl::Milliseconds(1));
  }

 private:
  void Note(const absl::Status& status) {
    ++answered_;
    absl::MutexLock lock(&mutex_);
    if (status.ok()) {
      ++counts_.succeeded;
    } else {
      ++counts_.failed[status.ToString()];
    }
  }

  std::atomic<bool> stop_ = false;
  std::atomic<int> answered_ = 0;
  absl::Mutex mutex_;
  CallCounts counts_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

absl::CivilDay DayOf(int number) { return absl::CivilDay(1990, 1, 1) + number; }

ingest::v1::IngestIssueRequest MakeIssue(int number) {
  ingest::v1::IngestIssueRequest request;
  request.set_content(absl::StrFormat(
      "第%d号堤防加固完工\n\n本报讯 编号z%d的堤防工段昨日加固完工，沿线两个村的农田不再受淹。\n", number, number));
  request.mutable_hints()->set_publication("今日青禾");
  request.mutable_hints()->set_publish_date(absl::FormatCivilTime(DayOf(number)));
  request.set_request_id(absl::StrCat("term-", number));
  return request;
}

bool IsStored(Cluster& cluster, int number) {
  query::v1::GetIssueRequest request;
  request.set_name(absl::StrCat("publications/jin-ri-qing-he/issues/", absl::FormatCivilTime(DayOf(number))));
  return Call(cluster.query_stub(), &query::v1::QueryService::Stub::GetIssue, request).ok();
}

query::v1::SearchRequest SampleSearch() {
  query::v1::SearchRequest request;
  request.set_query("秸秆禁烧");
  return request;
}

}  // namespace

absl::StatusOr<CallCounts> RollingRestarts(Cluster& cluster, int restarts) {
  std::vector<std::unique_ptr<Service>> services(2);
  for (auto& service : services) {
    JIANBAO_ASSIGN_OR_RETURN(service, cluster.StartQuery());
  }
  const std::string target = absl::StrCat("ipv4:", services[0]->address(), ",", services[1]->address());
  const client::Client client({.query = client::MakeQueryConnection(target, cluster.options().security)});
  Callers callers([&client] { return client.Search(SampleSearch()).status(); });
  for (int i = 0; i < restarts; ++i) {
    callers.WaitForMore(20);
    std::unique_ptr<Service>& service = services[static_cast<size_t>(i % 2)];
    const std::string address = service->address();
    if (const int exit_code = service->Terminate(); exit_code != 0) {
      return absl::InternalError(absl::StrCat("restart ", i, ": the service ended with ", exit_code));
    }
    JIANBAO_ASSIGN_OR_RETURN(service, cluster.StartQuery(address));
  }
  callers.WaitForMore(20);
  return callers.Stop();
}

absl::StatusOr<CallCounts> RotateUnderLoad(Cluster& cluster, const CertificateAuthority& ca, const rpc::TlsFiles& tls,
                                           int rotations) {
  std::atomic<int> connection = 0;
  Callers callers([&]() -> absl::Status {
    // No two channels are alike, so each has a connection and a handshake of its own.
    const auto stub = query::v1::QueryService::NewStub(rpc::MakeChannel(
        cluster.query().address(),
        {.security = cluster.options().security, .retries = false, .max_receive_bytes = (32 << 20) + connection++}));
    return Call(*stub, &query::v1::QueryService::Stub::Search, SampleSearch()).status();
  });
  // The service reads {folder}/current/…, a link that is turned to a new folder each time.
  const std::filesystem::path link = std::filesystem::path(tls.certificate).parent_path();
  for (int i = 0; i < rotations; ++i) {
    callers.WaitForMore(20);
    const std::string folder = absl::StrCat("rotated-", i);
    JIANBAO_RETURN_IF_ERROR(ca.Issue(folder, absl::StrCat("generation-", i)).status());
    const std::filesystem::path fresh = link.string() + ".new";
    std::filesystem::create_directory_symlink(folder, fresh);
    std::filesystem::rename(fresh, link);
    absl::SleepFor(absl::Milliseconds(1500));  // the files are looked at every second
  }
  callers.WaitForMore(20);
  return callers.Stop();
}

absl::StatusOr<IngestCounts> TerminateUnderIngest(Cluster& cluster, int after, int* exit_code) {
  std::atomic<int> next = 0;
  std::atomic<int> acknowledged_count = 0;
  std::atomic<bool> stop = false;
  absl::Mutex mutex;
  std::vector<int> acknowledged;
  IngestCounts counts;
  std::vector<std::thread> writers;
  for (int i = 0; i < kCallers; ++i) {
    writers.emplace_back([&] {
      while (!stop) {
        const int number = next++;
        const bool stored = cluster.Ingest(MakeIssue(number)).ok();
        absl::MutexLock lock(&mutex);
        if (stored) {
          acknowledged.push_back(number);
          ++acknowledged_count;
        } else {
          ++counts.refused;
        }
      }
    });
  }
  const absl::Time patience = absl::Now() + kPatience;
  while (acknowledged_count < after && absl::Now() < patience) absl::SleepFor(absl::Milliseconds(1));
  *exit_code = cluster.index().Terminate();
  stop = true;
  for (std::thread& writer : writers) writer.join();
  JIANBAO_RETURN_IF_ERROR(cluster.RestartIndex());
  counts.acknowledged = static_cast<int>(acknowledged.size());
  for (const int number : acknowledged) counts.missing += IsStored(cluster, number) ? 0 : 1;
  return counts;
}

}  // namespace jianbao::testing
