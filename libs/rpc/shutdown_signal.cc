#include "libs/rpc/shutdown_signal.h"

#include <unistd.h>

#include <csignal>

namespace jianbao::rpc {
namespace {

sigset_t ShutdownSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

ShutdownSignal::ShutdownSignal() {
  const sigset_t signals = ShutdownSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::thread([this] { Watch(); });
}

ShutdownSignal::~ShutdownSignal() {
  stopping_ = true;
  // Wakes the watcher; the signal is blocked in every thread, so none is terminated.
  pthread_kill(watcher_.native_handle(), SIGTERM);  // NOLINT(bugprone-bad-signal-to-kill-thread)
  watcher_.join();
}

void ShutdownSignal::Watch() {
  const sigset_t signals = ShutdownSignals();
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (stopping_) return;
    if (first_.HasBeenNotified()) _exit(128 + signal);
    first_.Notify();
  }
}

}  // namespace jianbao::rpc
