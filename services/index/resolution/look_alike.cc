#include "services/index/resolution/look_alike.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>

#include "libs/text/chars.h"
#include "services/index/resolution/glyph_table.h"

namespace jianbao::resolution {
namespace {

// Simple characters whose codes have nothing in common though their strokes nearly coincide. Each string is a group.
constexpr std::u32string_view kNearlyTheSame[] = {
    U"午牛", U"几儿凡", U"东车", U"见贝", U"士土", U"刀力",   U"天夫", U"于千干", U"日目白", U"未末",  U"入人八",
    U"丈文", U"尹丑",   U"又义", U"令今", U"气飞", U"册母舟", U"昶旭", U"主玉王", U"由甲",   U"户尸",  U"乐东",
    U"或武", U"占古",   U"厂广", U"万方", U"小少", U"手毛",   U"元无", U"丘乒乓", U"己已巳", U"戊戌戍"};
constexpr double kNearlyTheSameLikeness = 0.95;

constexpr double kMostAlike = 0.99;  // of two characters

// Log-odds, fitted on pairs that are really confused against pairs of common characters (ADR 17).
constexpr double kBase = -4.1;
constexpr double kPerCorner = 1.42;
constexpr double kThreeCorners = 0.7;
constexpr double kCornersUnknown = 5.7;
constexpr double kParts = 4.5;
constexpr double kPartsSquared = 7.4;
constexpr double kStrokes = -5.4;

const Glyph* Find(char32_t c) {
  const Glyph* const end = kGlyphs + kGlyphCount;
  const Glyph* const at =
      std::lower_bound(kGlyphs, end, c, [](const Glyph& glyph, char32_t value) { return glyph.character < value; });
  return at != end && at->character == c ? at : nullptr;
}

int SameDigits(uint16_t a, uint16_t b) {
  int same = 0;
  for (int i = 0; i < 4; ++i, a /= 10, b /= 10) same += a % 10 == b % 10;
  return same;
}

// Corners that have the same shape, of four; -1 where they are not known.
int SameCorners(const Glyph& a, const Glyph& b) {
  int most = -1;
  for (const uint16_t x : a.corners) {
    for (const uint16_t y : b.corners) {
      if (x != kNoCorners && y != kNoCorners) most = std::max(most, SameDigits(x, y));
    }
  }
  return most;
}

std::string_view PartsOf(const Glyph& glyph) {
  return {glyph.parts.data(),
          static_cast<size_t>(std::find(glyph.parts.begin(), glyph.parts.end(), '\0') - glyph.parts.begin())};
}

// The share of parts two characters have in common, in order.
double SameParts(const Glyph& a, const Glyph& b) {
  const std::string_view x = PartsOf(a);
  const std::string_view y = PartsOf(b);
  if (x.empty() || y.empty()) return 0;
  int common[6][6] = {};
  for (size_t i = 0; i < x.size(); ++i) {
    for (size_t j = 0; j < y.size(); ++j) {
      common[i + 1][j + 1] = x[i] == y[j] ? common[i][j] + 1 : std::max(common[i][j + 1], common[i + 1][j]);
    }
  }
  return 2.0 * common[x.size()][y.size()] / static_cast<double>(x.size() + y.size());
}

bool InOneGroup(char32_t a, char32_t b) {
  return std::any_of(std::begin(kNearlyTheSame), std::end(kNearlyTheSame), [&](std::u32string_view group) {
    return group.find(a) != group.npos && group.find(b) != group.npos;
  });
}

// What speaks for confusing two characters but for their parts.
double OddsWithoutParts(const Glyph& a, const Glyph& b) {
  const int corners = SameCorners(a, b);
  const double strokes = std::abs(a.strokes - b.strokes) / static_cast<double>(std::max(a.strokes, b.strokes));
  return kBase + kStrokes * strokes +
         (corners < 0 ? kCornersUnknown : kPerCorner * corners + (corners >= 3 ? kThreeCorners : 0));
}

// The characters of the groups that `c` is in.
std::u32string GroupsOf(char32_t c) {
  std::u32string found;
  for (const std::u32string_view group : kNearlyTheSame) {
    if (group.find(c) != group.npos) found += group;
  }
  return found;
}

double Likeness(double odds_without_parts, double parts) {
  const double odds = odds_without_parts + kParts * parts + kPartsSquared * parts * parts;
  return std::min(kMostAlike, 1 / (1 + std::exp(-odds)));
}

double Compare(const Glyph& a, const Glyph& b) {
  const double likeness = Likeness(OddsWithoutParts(a, b), SameParts(a, b));
  return InOneGroup(a.character, b.character) ? std::max(likeness, kNearlyTheSameLikeness) : likeness;
}

double Compare(char32_t a, char32_t b) {
  const Glyph* const x = Find(a);
  const Glyph* const y = Find(b);
  return x == nullptr || y == nullptr ? 0 : Compare(*x, *y);
}

// One bit a kind of part, and how many parts.
struct PartSet {
  explicit PartSet(const Glyph& glyph) {
    for (const char part : PartsOf(glyph)) {
      kinds |= 1U << (part % 32);
      ++count;
    }
  }
  // No less than SameParts() of the characters, and quickly told.
  double Bound(const PartSet& other) const {
    const int common = std::popcount(kinds & other.kinds);
    if (common == 0) return 0;
    // A kind may stand there more than once.
    const int repeated = std::min(count - std::popcount(kinds), other.count - std::popcount(other.kinds));
    return std::min(1.0, 2.0 * (common + repeated) / (count + other.count));
  }

  uint32_t kinds = 0;
  int count = 0;
};

// Pairs that were compared, each at the one place its characters give it: names are made of few characters, and the
// same pairs come again and again.
class Compared {
 public:
  double Of(char32_t a, char32_t b) {
    const uint64_t pair = uint64_t{std::min(a, b)} << 32 | std::max(a, b);
    Entry& entry = entries_[pair * 0x9E3779B97F4A7C15U >> (64 - kBits)];
    if (entry.pair != pair) entry = {pair, Compare(std::min(a, b), std::max(a, b))};
    return entry.likeness;
  }

 private:
  static constexpr int kBits = 13;
  struct Entry {
    uint64_t pair = 0;  // none
    double likeness = 0;
  };
  std::array<Entry, size_t{1} << kBits> entries_;
};

}  // namespace

double LookAlike(char32_t a, char32_t b) {
  a = text::FoldChar(a);
  b = text::FoldChar(b);
  if (a == b) return 1;
  thread_local auto compared = std::make_unique<Compared>();
  return compared->Of(a, b);
}

std::vector<LookAlikeCharacter> LookAlikesOf(char32_t c) {
  std::vector<LookAlikeCharacter> found;
  const Glyph* const wanted = Find(text::FoldChar(c));
  if (wanted == nullptr) return found;
  const PartSet parts(*wanted);
  const std::u32string groups = GroupsOf(wanted->character);
  for (size_t i = 0; i < kGlyphCount; ++i) {
    const Glyph& other = kGlyphs[i];
    if (&other == wanted) continue;
    // Most characters are told apart without comparing their parts in order.
    const double most = Likeness(OddsWithoutParts(*wanted, other), parts.Bound(PartSet(other)));
    if (most < kLookAlikeThreshold && groups.find(other.character) == groups.npos) continue;
    const double likeness = Compare(*wanted, other);
    if (likeness < kLookAlikeThreshold || text::FoldChar(other.character) != other.character) continue;
    found.push_back({other.character, likeness});
  }
  return found;
}

std::optional<NameLikeness> CompareNames(std::string_view a, std::string_view b) {
  if (a.size() > 6 * kMaxNameLength || b.size() > 6 * kMaxNameLength) return std::nullopt;
  const std::u32string x = text::FromUtf8(a), y = text::FromUtf8(b);
  if (x.size() != y.size() || x.size() < kMinNameLength || x.size() > kMaxNameLength) return std::nullopt;
  NameLikeness result;
  for (size_t i = 0; i < x.size(); ++i) {
    if (text::FoldChar(x[i]) == text::FoldChar(y[i])) continue;
    if (result.characters.size() == MaxMisread(x.size())) return std::nullopt;
    result.characters.push_back({x[i], y[i], 0});
  }
  if (result.characters.empty()) return std::nullopt;
  for (MisreadCharacter& character : result.characters) {
    character.likeness = LookAlike(character.from, character.to);
    result.likeness = std::min(result.likeness, character.likeness);
    if (character.likeness < kLookAlikeThreshold) return std::nullopt;
  }
  return result;
}

}  // namespace jianbao::resolution
