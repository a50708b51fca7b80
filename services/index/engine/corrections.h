// What archivists decided about people, and its history: decisions are only ever added, numbered from 1 on, and one is
// taken back by a later one. Value types and pure functions; thread-safe where const.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_CORRECTIONS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_CORRECTIONS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/index/engine/engine.h"
#include "services/index/resolution/overrides.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

std::string CorrectionKey(uint64_t number);
std::string EncodeCorrection(const Correction& correction);
// DataLoss RECORD_CORRUPT.
absl::StatusOr<Correction> DecodeCorrection(std::string_view bytes);

// All corrections of an index at one point in time. Immutable.
class CorrectionBook {
 public:
  static absl::StatusOr<std::shared_ptr<const CorrectionBook>> Load(const storage::Store& store);
  // This book and one correction more. REQUIRES: its number is next_number().
  std::shared_ptr<const CorrectionBook> With(Correction correction) const;

  // In order of their numbers.
  const std::vector<Correction>& corrections() const { return corrections_; }
  uint64_t next_number() const { return corrections_.size() + 1; }
  // Null where there is none.
  const Correction* Find(uint64_t number) const;
  const Correction* FindRequest(std::string_view request_id) const;
  bool IsRevoked(uint64_t number) const;

  // The names (folded) that corrections tie to `names` (folded), these included; the ties of ties as well.
  std::set<std::string> NamesTiedTo(const std::set<std::string>& names) const;
  // What of the standing corrections is about any of `names`, as resolution takes it.
  std::vector<resolution::Override> About(const std::set<std::string>& names) const;
  // The names (folded) that a correction is about.
  static std::set<std::string> NamesOf(const Correction& correction);

 private:
  void Index();

  std::vector<Correction> corrections_;
  std::set<uint64_t> revoked_;
  std::map<std::string, std::vector<uint64_t>> standing_by_name_;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_CORRECTIONS_H_
