// What an operator watches, in Prometheus' terms: rate, errors and duration of every RPC, the workers' queue, calls
// that were shed, the process, and whatever figures the service adds. docs/OPERATIONS.md lists the names. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_METRICS_H_
#define JIANBAO_LIBS_RPC_METRICS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/figure.h"
#include "libs/rpc/method.h"

namespace jianbao::rpc {

// Why a call was not let in.
enum class ShedCause { kQueueFull, kQueueSlow, kCallsInHand, kMemory, kClientRate };

class Metrics {
 public:
  // `version` goes into jianbao_build_info.
  Metrics(const std::string& program, const std::string& version);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void CallStarted(const Method& method);
  // REQUIRES: CallStarted(method) before.
  void CallEnded(const Method& method, absl::StatusCode code, absl::Duration took);
  void CallShed(ShedCause cause);
  // How long a call waited for a worker.
  void CallWaited(absl::Duration wait);

  // Asked at every scrape, from a thread of the exporter. May be called at any time.
  using Source = std::function<std::vector<Figure>()>;
  void AddSource(Source source);
  // Forgets all sources; returns when none of them runs any more.
  void RemoveSources();

  // Serves GET /metrics at `listen` ("host:port", port 0 takes a free one) until destroyed; the address that was bound.
  // InvalidArgument LISTEN_ADDRESS_MALFORMED, Unavailable ADDRESS_IN_USE or ADDRESS_NOT_BINDABLE.
  absl::StatusOr<std::string> Serve(const std::string& listen);

  // What a scrape reads.
  std::string Text() const;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_METRICS_H_
