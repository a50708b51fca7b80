// Archives of newspapers with known people: who is named where under which name is planted, so that resolution can be
// judged. All people, places and papers are invented.
#ifndef JIANBAO_TESTS_ACCEPTANCE_ARCHIVE_GENERATOR_H_
#define JIANBAO_TESTS_ACCEPTANCE_ARCHIVE_GENERATOR_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/index/engine/document.h"
#include "services/index/resolution/sighting.h"

namespace jianbao::acceptance {

struct ArchiveOptions {
  int issues = 200;           // of all papers together, spread over six years
  double misread = 0.01;      // chance of a character of a name to be misread
  int namesake_pairs = 40;    // planted people who share a name
  int look_alike_pairs = 40;  // planted people whose names look alike
  uint64_t seed = 1;
};

enum class Misreading : uint8_t { kNone, kLookAlike, kPlainlyWrong };

struct PlantedSighting {
  resolution::Sighting sighting;
  uint32_t person = 0;  // who it really is
  Misreading misreading = Misreading::kNone;
};

// Who held a post of which there is one, in a paper's area.
struct PlantedOffice {
  std::string publication;
  std::string title;
  uint32_t person = 0;
  absl::CivilDay from;
  absl::CivilDay to;
};

struct GeneratedArchive {
  std::vector<std::string> people;  // true names, by number
  std::vector<PlantedSighting> sightings;
  std::vector<PlantedOffice> offices;
  std::vector<std::pair<uint32_t, uint32_t>> namesakes;    // people of one name
  std::vector<std::pair<uint32_t, uint32_t>> look_alikes;  // people of two names that look alike
};

// The same options give the same archive.
GeneratedArchive GenerateArchive(const ArchiveOptions& options);

// The archive as issues an index takes in: each article a sentence that names its people in order, with a mention a
// person of kind `person_kind`.
std::vector<engine::IssueRecord> ToIssues(const GeneratedArchive& archive, uint8_t person_kind);

}  // namespace jianbao::acceptance

#endif  // JIANBAO_TESTS_ACCEPTANCE_ARCHIVE_GENERATOR_H_
