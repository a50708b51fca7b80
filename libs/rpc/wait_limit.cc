#include "libs/rpc/wait_limit.h"

#include <algorithm>

namespace jianbao::rpc {
namespace {

constexpr double kWeightOfNewest = 1.0 / 64;
constexpr double kLeastShare = 0.1;

}  // namespace

bool WaitLimit::LetIn(absl::Duration expected) {
  const bool let_in = expected <= Current();
  // Of two calls at the same moment one may go uncounted; a mean can bear it.
  const double refused = refused_.load(std::memory_order_relaxed);
  refused_.store(refused + kWeightOfNewest * ((let_in ? 0 : 1) - refused), std::memory_order_relaxed);
  return let_in;
}

double WaitLimit::Share() const { return std::max(kLeastShare, 1 - refused_.load(std::memory_order_relaxed)); }

}  // namespace jianbao::rpc
