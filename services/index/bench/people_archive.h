// An archive of people of made-up names, the same for the same options.
#ifndef JIANBAO_SERVICES_INDEX_BENCH_PEOPLE_ARCHIVE_H_
#define JIANBAO_SERVICES_INDEX_BENCH_PEOPLE_ARCHIVE_H_

#include <cstdint>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/store.h"

namespace jianbao::bench {

// The i-th of all names of one surname and two other characters, in an order without pattern.
std::string NameOf(uint64_t i, uint64_t names);

// Half of the sightings are of anybody, each name at least once; half of the better known, as cities know a few.
// Thread-compatible.
class PeopleArchive {
 public:
  PeopleArchive(uint64_t names, uint64_t seed) : names_(names), random_(seed) {}

  // Numbers of names, at random.
  uint64_t AnyName();
  uint64_t KnownName();

  // Fills the store; one that holds an archive already is left as it is.
  absl::Status FillOnce(storage::Store* store);

 private:
  const uint64_t names_;
  std::mt19937_64 random_;
};

// Until the engine has read its names, which it does on a thread of its own: that takes a core from what is measured.
absl::Status WaitForNames(const engine::Engine& engine);

}  // namespace jianbao::bench

#endif  // JIANBAO_SERVICES_INDEX_BENCH_PEOPLE_ARCHIVE_H_
