// Keeps gRPC's threads listening on a quiet server. Those that serve callbacks wait a second for something to happen
// and then sleep for a tenth of one, deaf to whatever arrives meanwhile (grpc/grpc#25169): of calls that come now and
// then, each may be answered up to 100 ms late. A pulse gives them something to do more often than that: a call on a
// channel that leads nowhere, which fails at once and costs some ten microseconds. One a process is enough.
// Thread-safe.
#ifndef JIANBAO_LIBS_RPC_PULSE_H_
#define JIANBAO_LIBS_RPC_PULSE_H_

#include <thread>

#include "absl/synchronization/notification.h"

namespace jianbao::rpc {

class Pulse {
 public:
  Pulse();
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

 private:
  void Beat();

  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_PULSE_H_
