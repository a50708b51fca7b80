#include "libs/base/clock.h"

namespace jianbao {
namespace {

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace

const Clock* Clock::System() {
  static const SystemClock* const kClock = new SystemClock();
  return kClock;
}

}  // namespace jianbao
