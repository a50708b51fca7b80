// Whether a piece of text uses the same characters as others: a piece about a harvest repeats 稻, 田 and 收 even where
// no word of it comes back. Follows a walk down the page and remembers the last kMemory lines; texts are sets of them,
// so that many readings of a page can be compared cheaply. One per walk, not thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_COHESION_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_COHESION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/ingest/newspaper/page.h"
#include "services/ingest/newspaper/roles.h"

namespace jianbao::newspaper {

// Lines within memory: bit i % 64 for line i.
using LineSet = uint64_t;

// What has been found out of sets of lines, until it is cleared. It may forget: whoever asks must be able to find out
// again.
template <typename Answer>
class LineSetMemo {
 public:
  void Clear() { ++round_; }

  template <typename Ask>
  const Answer& Get(LineSet set, Ask ask) {
    Entry& entry = entries_[set * 0x9E3779B97F4A7C15 >> (64 - kBits)];
    if (entry.set != set || entry.round != round_) entry = {set, round_, ask()};
    return entry.answer;
  }

 private:
  static constexpr int kBits = 8;
  struct Entry {
    LineSet set = 0;
    uint64_t round = 0;
    Answer answer = {};
  };

  uint64_t round_ = 1;
  std::array<Entry, size_t{1} << kBits> entries_;
};

class Cohesion {
 public:
  static constexpr size_t kMemory = 64;

  Cohesion(const Page& page, const std::vector<Line>& lines);

  static LineSet Bit(size_t line) { return LineSet{1} << line % kMemory; }

  // Goes on to `line`, which must be the one behind the last. The line kMemory above it is forgotten: sets that hold it
  // must be cleared of its bit, which is now this line's.
  void Reach(size_t line);

  // log P(the present line | it belongs to `text`) - log P(it | the page). `text` must not hold the present line; 0 if
  // it is empty.
  double Likeness(LineSet text) {
    return known_.Get(text, [&] { return FindLikeness(text); });
  }

  // The same of any line in memory, worked out anew: for the few that are asked about again.
  double LikenessOf(size_t line, LineSet text) const;

 private:
  struct Character {
    LineSet lines = 0;   // that have it, of those in memory
    uint32_t count = 0;  // lines of the page that have it
    uint32_t last = 0;   // line that has it, + 1
  };
  struct Present {
    LineSet lines = 0;
    float rarity = 0;  // of the character on this page: 1 / P
  };

  float SizeOf(LineSet text) const;
  double FindLikeness(LineSet text) const;

  std::vector<Character> characters_;      // of the page, in the order of their first places
  std::vector<uint16_t> used_;             // which characters each line has, line by line
  std::vector<uint32_t> first_;            // of each line, in used_
  std::vector<Present> present_;           // the characters of the present line that stand in others
  std::array<float, kMemory> sizes_ = {};  // characters of the lines in memory
  double all_ = 0;                         // … of the present line
  LineSetMemo<double> known_;              // of the present line
};

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_COHESION_H_
