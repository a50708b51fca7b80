// Calls the server of its own process now and then, over a fresh connection. When it does not answer any more although
// the process lives, the process ends, so that whoever supervises it starts another: a server that nobody can reach is
// worse than one that is being restarted. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_WATCHDOG_H_
#define JIANBAO_LIBS_RPC_WATCHDOG_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "libs/rpc/tls.h"

namespace jianbao::rpc {

// Asks the health service at `address` over a connection of its own. True where anything at all answers within
// `patience`, be it a refusal: who refuses can hear.
bool Answers(const std::string& address, const TlsFiles& tls, absl::Duration patience);

class Watchdog {
 public:
  // Looks every `interval`; after three failures in a row calls `deaf`, once, from its own thread.
  Watchdog(absl::Duration interval, std::function<bool()> answers, std::function<void()> deaf);
  // Waits for a look that is under way.
  ~Watchdog();
  // Looks no more and says nothing more; does not wait. Once.
  void Stop() { stop_.Notify(); }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void Watch();

  const absl::Duration interval_;
  const std::function<bool()> answers_;
  const std::function<void()> deaf_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_WATCHDOG_H_
