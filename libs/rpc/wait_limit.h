// How long a call may wait for a thread. A short crowd is let in and waits; when most calls must be refused anyway, a
// long queue only makes those that are let in late, so that the more are refused, the less the others may wait
// (B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015, tells standing queues from crowds to the same end).
// Thread-compatible.
#ifndef JIANBAO_LIBS_RPC_WAIT_LIMIT_H_
#define JIANBAO_LIBS_RPC_WAIT_LIMIT_H_

#include "absl/time/time.h"

namespace jianbao::rpc {

class WaitLimit {
 public:
  // `most`: while none are refused; infinite: none ever is.
  explicit WaitLimit(absl::Duration most) : most_(most) {}

  // Whether a call that would wait for `expected` is let in; remembers the answer.
  bool LetIn(absl::Duration expected);
  // As it stands now: from a tenth of the most to all of it.
  absl::Duration Current() const { return most_ * Share(); }
  // Of the most, 0.1 to 1.
  double Share() const;

 private:
  const absl::Duration most_;
  double refused_ = 0;  // the share of the last calls
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_WAIT_LIMIT_H_
