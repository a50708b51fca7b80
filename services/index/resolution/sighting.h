// What resolution starts from: one article naming one person. Value types; thread-compatible. All text is valid UTF-8.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_SIGHTING_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_SIGHTING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"

namespace jianbao::resolution {

struct Sighting {
  std::string article;      // resource name; together with `name` unique among sightings
  std::string issue;        // resource name
  std::string publication;  // empty where the paper is not known
  std::optional<absl::CivilDay> date;
  std::string name;                 // as printed
  std::vector<std::string> titles;  // printed against the name in this article
  std::vector<std::string> people;  // the others named in this article, in the order they are named in
  // How many of `people` are named before this one; absent where the order is not known.
  std::optional<uint32_t> order;
  std::vector<std::string> places;  // places and organisations named in this article
};

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_SIGHTING_H_
