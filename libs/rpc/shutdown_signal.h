// SIGTERM and SIGINT as an event to wait for, taken by a thread with sigwait() instead of in a handler, where next to
// nothing is allowed. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_SHUTDOWN_SIGNAL_H_
#define JIANBAO_LIBS_RPC_SHUTDOWN_SIGNAL_H_

#include <atomic>
#include <thread>

#include "absl/synchronization/notification.h"

namespace jianbao::rpc {

class ShutdownSignal {
 public:
  // Blocks both signals in this thread and all it starts from now on. REQUIRES: no other thread runs yet.
  ShutdownSignal();
  ~ShutdownSignal();
  ShutdownSignal(const ShutdownSignal&) = delete;
  ShutdownSignal& operator=(const ShutdownSignal&) = delete;

  // Returns after the first signal. A second one ends the process at once.
  void Wait() { first_.WaitForNotification(); }

 private:
  void Watch();

  std::atomic<bool> stopping_{false};
  absl::Notification first_;
  std::thread watcher_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_SHUTDOWN_SIGNAL_H_
