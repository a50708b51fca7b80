#include "libs/rpc/wait_limit.h"

#include <algorithm>

namespace jianbao::rpc {
namespace {

constexpr double kWeightOfNewest = 1.0 / 64;
constexpr double kLeastShare = 0.1;

}  // namespace

bool WaitLimit::LetIn(absl::Duration expected) {
  const bool let_in = expected <= Current();
  refused_ += kWeightOfNewest * ((let_in ? 0 : 1) - refused_);
  return let_in;
}

double WaitLimit::Share() const { return std::max(kLeastShare, 1 - refused_); }

}  // namespace jianbao::rpc
