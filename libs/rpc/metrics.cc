#include "libs/rpc/metrics.h"

#include <array>
#include <exception>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "libs/base/status.h"
#include "libs/rpc/listen_address.h"
#include "libs/rpc/process_figures.h"
#include "prometheus/counter.h"
#include "prometheus/exposer.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace jianbao::rpc {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                          0.25,   0.5,   1,      2.5,   5,    10,    30};
constexpr int kCodes = static_cast<int>(absl::StatusCode::kUnauthenticated) + 1;

std::string CauseName(ShedCause cause) {
  switch (cause) {
    case ShedCause::kQueueFull: return "queue_full";
    case ShedCause::kQueueSlow: return "queue_slow";
    case ShedCause::kCallsInHand: return "calls_in_hand";
    case ShedCause::kMemory: return "memory";
    case ShedCause::kClientRate: return "client_rate";
  }
  return "";
}

// Figures that are asked for at each scrape.
class Figures final : public prometheus::Collectable {
 public:
  void Add(Metrics::Source source) {
    absl::MutexLock lock(&mutex_);
    sources_.push_back(std::move(source));
  }
  void Clear() {
    absl::MutexLock lock(&mutex_);
    sources_.clear();
  }

  std::vector<prometheus::MetricFamily> Collect() const override {
    std::map<std::string, prometheus::MetricFamily> families;
    absl::MutexLock lock(&mutex_);
    for (const Metrics::Source& source : sources_) {
      for (const Figure& figure : source()) AddTo(&families[figure.name], figure);
    }
    std::vector<prometheus::MetricFamily> result;
    result.reserve(families.size());
    for (auto& [name, family] : families) result.push_back(std::move(family));
    return result;
  }

 private:
  static void AddTo(prometheus::MetricFamily* family, const Figure& figure) {
    const bool counter = figure.kind == Figure::Kind::kCounter;
    family->name = figure.name;
    family->help = figure.help;
    family->type = counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    prometheus::ClientMetric& metric = family->metric.emplace_back();
    for (const auto& [name, value] : figure.labels) metric.label.push_back({name, value});
    (counter ? metric.counter.value : metric.gauge.value) = figure.value;
  }

  mutable absl::Mutex mutex_;
  std::vector<Metrics::Source> sources_ ABSL_GUARDED_BY(mutex_);
};

// What is counted of one method; the counters of codes are made when first seen.
struct MethodMetrics {
  prometheus::Gauge* in_flight = nullptr;
  prometheus::Histogram* duration = nullptr;
  std::array<prometheus::Counter*, kCodes> calls = {};
};

}  // namespace

struct Metrics::Impl {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  std::shared_ptr<Figures> figures = std::make_shared<Figures>();
  std::shared_ptr<Figures> process = std::make_shared<Figures>();
  prometheus::Family<prometheus::Counter>& calls =
      prometheus::BuildCounter().Name("jianbao_rpc_calls_total").Help("calls answered").Register(*registry);
  prometheus::Family<prometheus::Histogram>& duration =
      prometheus::BuildHistogram()
          .Name("jianbao_rpc_duration_seconds")
          .Help("time from the arrival of a call to its answer; of a stream, to its end")
          .Register(*registry);
  prometheus::Family<prometheus::Gauge>& in_flight = prometheus::BuildGauge()
                                                         .Name("jianbao_rpc_in_flight_calls")
                                                         .Help("calls that have arrived and are not answered yet")
                                                         .Register(*registry);
  prometheus::Family<prometheus::Counter>& shed =
      prometheus::BuildCounter()
          .Name("jianbao_rpc_shed_calls_total")
          .Help("calls and messages of streams refused at once because there was no room")
          .Register(*registry);
  prometheus::Histogram& wait = prometheus::BuildHistogram()
                                    .Name("jianbao_rpc_queue_wait_seconds")
                                    .Help("time a call waited for a worker")
                                    .Register(*registry)
                                    .Add({}, kSeconds);
  std::array<prometheus::Counter*, 5> shed_by_cause = {};
  absl::Mutex mutex;
  absl::flat_hash_map<const Method*, MethodMetrics> methods ABSL_GUARDED_BY(mutex);
  std::unique_ptr<prometheus::Exposer> exposer;

  MethodMetrics& Of(const Method& method) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    MethodMetrics& metrics = methods[&method];
    if (metrics.duration == nullptr) {
      metrics.in_flight = &in_flight.Add({{"method", method.name}});
      metrics.duration = &duration.Add({{"method", method.name}}, kSeconds);
    }
    return metrics;
  }
};

Metrics::Metrics(const std::string& program, const std::string& version) : impl_(std::make_unique<Impl>()) {
  prometheus::BuildGauge()
      .Name("jianbao_build_info")
      .Help("always 1; which program this is")
      .Register(*impl_->registry)
      .Add({{"program", program}, {"version", version}})
      .Set(1);
  for (size_t i = 0; i < impl_->shed_by_cause.size(); ++i) {
    impl_->shed_by_cause[i] = &impl_->shed.Add({{"cause", CauseName(static_cast<ShedCause>(i))}});
  }
  impl_->process->Add(ProcessFigures);
}

Metrics::~Metrics() = default;

void Metrics::CallStarted(const Method& method) {
  absl::MutexLock lock(&impl_->mutex);
  impl_->Of(method).in_flight->Increment();
}

void Metrics::CallEnded(const Method& method, absl::StatusCode code, absl::Duration took) {
  prometheus::Histogram* duration = nullptr;
  {
    absl::MutexLock lock(&impl_->mutex);
    MethodMetrics& metrics = impl_->Of(method);
    metrics.in_flight->Decrement();
    prometheus::Counter*& calls = metrics.calls[static_cast<size_t>(code)];
    if (calls == nullptr) {
      calls = &impl_->calls.Add({{"method", method.name}, {"code", absl::StatusCodeToString(code)}});
    }
    calls->Increment();
    duration = metrics.duration;
  }
  duration->Observe(absl::ToDoubleSeconds(took));
}

void Metrics::CallShed(ShedCause cause) { impl_->shed_by_cause[static_cast<size_t>(cause)]->Increment(); }

void Metrics::CallWaited(absl::Duration wait) { impl_->wait.Observe(absl::ToDoubleSeconds(wait)); }

void Metrics::AddSource(Source source) { impl_->figures->Add(std::move(source)); }

void Metrics::RemoveSources() { impl_->figures->Clear(); }

absl::StatusOr<std::string> Metrics::Serve(const std::string& listen) {
  JIANBAO_ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(listen));
  try {  // the exporter says failures by exceptions
    impl_->exposer = std::make_unique<prometheus::Exposer>(address.ToString(), 1);
  } catch (const std::exception&) {
    return ExplainBindFailure(address);
  }
  impl_->exposer->RegisterCollectable(impl_->registry);
  impl_->exposer->RegisterCollectable(impl_->figures);
  impl_->exposer->RegisterCollectable(impl_->process);
  address.port = impl_->exposer->GetListeningPorts().front();
  return address.ToString();
}

std::string Metrics::Text() const {
  std::vector<prometheus::MetricFamily> all = impl_->registry->Collect();
  for (const auto& figures : {impl_->figures, impl_->process}) {
    for (prometheus::MetricFamily& family : figures->Collect()) all.push_back(std::move(family));
  }
  return prometheus::TextSerializer().Serialize(all);
}

}  // namespace jianbao::rpc
