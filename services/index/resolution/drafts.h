// People in the making: the sightings of one name prepared for comparing, gathered into drafts of persons. Internal to
// the component. Plain values and pure functions; const methods are thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_DRAFTS_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_DRAFTS_H_

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/index/resolution/posts.h"
#include "services/index/resolution/sighting.h"

namespace jianbao::resolution {

// A text as a number, which means the same wherever and whenever it is computed: a hash.
using TextNumber = uint64_t;

inline constexpr int32_t kUndated = std::numeric_limits<int32_t>::max();
inline constexpr TextNumber kNobody = std::numeric_limits<TextNumber>::max();
inline constexpr TextNumber kUnknownPaper = std::numeric_limits<TextNumber>::max();

TextNumber NumberOf(std::string_view text);

// A sighting with its texts as numbers.
struct Seen {
  size_t index;            // in the caller's list
  int32_t day;             // since 1970-01-01; kUndated sorts last
  TextNumber publication;  // kUnknownPaper where it is not known
  TextNumber article;
  std::vector<TextNumber> people;  // each once, ascending
  std::vector<TextNumber> places;  // likewise; dropped once namesakes are apart
  TextNumber before = kNobody;     // who is named right before and after
  TextNumber after = kNobody;
  bool ordered;  // whether it is known who is
  std::string article_name;
  // Usually the beginning of the article's name, of so many bytes; else kept by itself.
  uint32_t issue_size;
  std::unique_ptr<const std::string> other_issue;
  const std::string* form;                 // as printed
  const std::vector<std::string>* titles;  // as printed
  std::span<const Post> posts;             // of all of them

  std::string_view issue() const {
    return other_issue != nullptr ? std::string_view(*other_issue)
                                  : std::string_view(article_name).substr(0, issue_size);
  }
};

// Oldest first, in an order that depends on nothing but their content.
bool ComesBefore(const Seen& a, const Seen& b);

std::string FoldName(std::string_view name);

// All sightings of one folded name, as ComesBefore() says. Stays where it is.
class Sightings {
 public:
  // `of_name`: indices of those of `given` that print the name.
  Sightings(std::string folded, const std::vector<Sighting>& given, const std::vector<size_t>& of_name);
  Sightings(const Sightings&) = delete;
  Sightings& operator=(const Sightings&) = delete;

  const Seen& operator[](uint32_t i) const { return seen_[i]; }
  uint32_t size() const { return static_cast<uint32_t>(seen_.size()); }
  const std::string& folded() const { return folded_; }
  TextNumber number() const { return NumberOf(folded_); }
  // Of somebody who is named around the name.
  const std::string& text(TextNumber person) const;

  // What only telling namesakes apart needs.
  void DropPlaces();

 private:
  using Titles = std::vector<std::string>;

  std::span<const Post> PostsOf(const Sighting& sighting);

  const std::string folded_;
  std::vector<Seen> seen_;
  std::vector<std::pair<TextNumber, std::string>> people_;  // ascending
  // Few differ; nodes stay where they are.
  std::map<std::string, char> forms_;
  std::map<Titles, char> titles_;
  std::map<std::pair<Titles, std::string>, std::vector<Post>> posts_;  // by titles and village
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
  TextNumber publication = 0;
  Days days;
  uint32_t sightings = 0;
};

// How often others appear around a person.
struct Company {
  using Counts = absl::flat_hash_map<TextNumber, uint32_t>;
  Counts people, places, publications, before, after;

  void Add(const Seen& seen);
  uint32_t SharedPeople(const Company& other) const;
};

struct Draft {
  struct Member {
    uint32_t seen;  // of `of`
    double confidence;
  };
  const Sightings* of = nullptr;
  std::vector<Member> members;  // in their order
  std::vector<HeldPost> posts;
  Company company;
  Days days;
  std::vector<TextNumber> articles;  // ascending, each once

  void Add(const Sightings& sightings, uint32_t seen, double confidence);
  // To be called when all are added: puts members and articles in order.
  void Finish(const Sightings& sightings);
};

// Whether two posts printed by papers can be one person's. A post without a named place (区长) means another one in
// another paper, unless the two share people or one of the papers is not known.
Fit CompareHeld(const HeldPost& a, const HeldPost& b, uint32_t shared_people);

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_DRAFTS_H_
