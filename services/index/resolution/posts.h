// What a title printed against a name says of its bearer: which office, where, in what walk of life, and whether two
// such posts can be one person's. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_POSTS_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_POSTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jianbao::resolution {

// A walk of life. People rarely change it, and hardly ever back.
enum class Sphere : uint8_t {
  kUnknown,
  kGovernment,  // party and state, from the township up
  kVillage,     // who runs a village or a neighbourhood
  kResident,    // who lives in one
  kHealth,
  kSchool,
  kBusiness,
  kMedia,
};

// How many people hold a post at a time.
enum class Holders : uint8_t { kOne, kSome, kMany };

// How far an office reaches.
enum class Level : uint8_t { kNone, kVillage, kTown, kCounty, kCity, kProvince };

struct Post {
  std::string office;        // 副区长, 书记, 主任
  std::string organization;  // as printed before the office: 青禾县委, 区人民医院骨科; often empty
  std::string village;       // named ones only, with 村 or 社区
  std::string town;          // with 乡, 镇 or 街道
  std::string county;        // with 县, 区 or 市
  Sphere sphere = Sphere::kUnknown;
  Level level = Level::kNone;
  Holders holders = Holders::kMany;

  std::string text() const { return organization + office; }
};

// The posts of one printed title: 区委副书记、区长 holds two. Former posts (原, 曾任) and titles that say nothing of
// the bearer (同志, 负责人, 党员) are left out.
std::vector<Post> ParsePosts(std::string_view title);

// The village that `place` is, or that an address ends in: 柳溪乡栗园村 -> 栗园村; empty where it is none.
std::string VillageOf(std::string_view place);

enum class Fit : uint8_t {
  kSame,      // one post
  kTogether,  // what one person holds at a time, or one after the other
  kApart,     // nothing speaks for or against
  kClash,     // not one person's
};
// Whether one person can hold both posts, printed at times that overlap or not. Relative posts (区长) are taken to be
// those of one area. Symmetric.
Fit ComparePosts(const Post& a, const Post& b, bool overlap);

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_POSTS_H_
