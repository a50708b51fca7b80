// How well resolution tells people, judged against a generated archive.
#ifndef JIANBAO_TESTS_ACCEPTANCE_RESOLUTION_SCORE_H_
#define JIANBAO_TESTS_ACCEPTANCE_RESOLUTION_SCORE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tests/acceptance/archive_generator.h"

namespace jianbao::acceptance {

// A share with what it is a share of.
struct Share {
  double right = 0;
  double all = 0;

  void Add(bool is_right) { right += is_right, ++all; }
  double value() const { return all == 0 ? 1 : right / all; }
};

struct ResolutionScore {
  Share joins;           // sightings under another name than their person's display name that are rightly there
  Share misread;         // misread sightings, looking alike or not, of people rightly printed four times or more, found
  Share look_alike;      // … of those that were misread as a look-alike
  Share namesakes;       // pairs of sightings of planted namesakes that stand apart
  Share look_alikes;     // … of planted people whose names look alike
  Share together;        // rightly printed sightings that stand with the most of their person's
  Share office_holders;  // days on which who held a post is answered rightly
  size_t blocks = 0;
  size_t largest_block = 0;              // sightings
  double seconds = 0;                    // to group and resolve all
  std::vector<std::string> wrong_joins;  // "printed -> joined to (true name): reason"
  std::vector<std::string> missed;       // "printed (true name)", misread as a look-alike
};

ResolutionScore ScoreResolution(const GeneratedArchive& archive);

// One figure a line, for people.
std::string Describe(const ResolutionScore& score);

}  // namespace jianbao::acceptance

#endif  // JIANBAO_TESTS_ACCEPTANCE_RESOLUTION_SCORE_H_
