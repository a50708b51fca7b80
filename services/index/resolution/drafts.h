// People in the making: sightings prepared for comparing, gathered into drafts of persons. Internal to the component.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_DRAFTS_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_DRAFTS_H_

#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/index/resolution/posts.h"
#include "services/index/resolution/sighting.h"

namespace jianbao::resolution {

inline constexpr int32_t kUndated = std::numeric_limits<int32_t>::max();
inline constexpr uint32_t kNobody = std::numeric_limits<uint32_t>::max();
inline constexpr uint32_t kUnknownPaper = std::numeric_limits<uint32_t>::max();

// A sighting with its texts as numbers, which mean the same for all sightings of a Sightings.
struct Seen {
  const Sighting* sighting;
  size_t index;          // in the caller's list
  std::string folded;    // name
  int32_t day;           // since 1970-01-01; kUndated sorts last
  uint32_t publication;  // kUnknownPaper where it is not known
  uint32_t article;
  std::vector<uint32_t> people;  // each once, ascending
  std::vector<uint32_t> places;  // likewise
  uint32_t before = kNobody;     // who is named right before and after
  uint32_t after = kNobody;
  std::vector<Post> posts;
};

std::string FoldName(std::string_view name);

// All sightings of a block, in an order that depends on nothing but their content. `sightings` must outlive it.
class Sightings {
 public:
  explicit Sightings(const std::vector<Sighting>& sightings);

  const Seen& operator[](uint32_t i) const { return seen_[i]; }
  uint32_t size() const { return static_cast<uint32_t>(seen_.size()); }
  const std::string& text(uint32_t number) const { return texts_[number]; }

 private:
  uint32_t Number(const std::string& text);

  std::vector<Seen> seen_;
  std::vector<std::string> texts_;
  std::unordered_map<std::string, uint32_t> numbers_;
};

// Days from the first to the last sighting.
struct Days {
  int32_t first = kUndated;
  int32_t last = std::numeric_limits<int32_t>::min();

  bool dated() const { return first <= last; }
  void Add(int32_t day);
  void Add(const Days& other);
  bool Overlaps(const Days& other) const { return first <= other.last && other.first <= last; }
  bool Holds(int32_t day, int32_t slack) const { return first - slack <= day && day <= last + slack; }
};

// A post as one paper prints it, and when.
struct HeldPost {
  Post post;
  uint32_t publication = 0;
  Days days;
  uint32_t sightings = 0;
};

// How often others appear around a person.
struct Company {
  std::map<uint32_t, uint32_t> people, places, publications, before, after;

  void Add(const Seen& seen);
  uint32_t SharedPeople(const Company& other) const;
};

struct Draft {
  struct Member {
    uint32_t seen;
    double confidence;
  };
  std::string folded;
  std::vector<Member> members;
  std::vector<HeldPost> posts;
  Company company;
  Days days;
  std::set<uint32_t> articles;

  void Add(const Sightings& sightings, uint32_t seen, double confidence);
};

// Whether two posts printed by papers can be one person's. A post without a named place (区长) means another one in
// another paper, unless the two share people or one of the papers is not known.
Fit CompareHeld(const HeldPost& a, const HeldPost& b, uint32_t shared_people);

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_DRAFTS_H_
