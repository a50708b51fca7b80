#include "services/ingest/newspaper/pinyin.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/text/chars.h"
#include "libs/text/pinyin.h"

namespace jianbao::newspaper {
namespace {

constexpr size_t kMaxLetters = 60;
constexpr size_t kMaxStretch = 4;  // syllables looked up at once

constexpr std::array<std::u32string_view, 14> kUsual = {U"今日", U"日报", U"晚报",   U"晨报", U"时报", U"周报", U"时讯",
                                                        U"新闻", U"周刊", U"都市报", U"导报", U"新报", U"商报", U"报"};

using Syllable = uint16_t;  // 0: none

// How characters are read: as a number per syllable. One per thread, for it remembers what it was asked.
class Numbers {
 public:
  Syllable Of(char32_t c) {
    if (c >= of_.size() || !text::IsHan(c)) return 0;
    if (of_[c] == kUnasked) {
      const std::string letters = text::Syllable(c);
      const auto next = static_cast<Syllable>(by_letters_.size() + 1);
      of_[c] = letters.empty() ? 0 : by_letters_.try_emplace(letters, next).first->second;
    }
    return of_[c];
  }
  Syllable Of(const std::string& letters) const {
    const auto found = by_letters_.find(letters);
    return found == by_letters_.end() ? 0 : found->second;
  }

 private:
  static constexpr Syllable kUnasked = UINT16_MAX;

  std::vector<Syllable> of_ = std::vector<Syllable>(0x10000, kUnasked);
  absl::flat_hash_map<std::string, Syllable> by_letters_;
};

// … those of a page, and of what papers are usually called.
class Readings {
 public:
  explicit Readings(std::u32string_view chars) {
    for (const std::u32string_view word : kUsual) Add(word);
    Add(chars);
  }

  Syllable Of(char32_t c) const { return numbers_.Of(c); }
  Syllable Number(const std::string& letters) const {
    const Syllable number = numbers_.Of(letters);
    return number < read_.size() && read_[number] ? number : 0;
  }

 private:
  void Add(std::u32string_view chars) {
    for (const char32_t c : chars) {
      const Syllable number = numbers_.Of(c);
      if (number >= read_.size()) read_.resize(number + 1);
      read_[number] = true;
    }
  }

  static Numbers& ThreadNumbers() {
    thread_local Numbers numbers;
    return numbers;
  }

  Numbers& numbers_ = ThreadNumbers();
  std::vector<bool> read_;  // by syllable
};

// Cuts letters into syllables; white space in print is already gone, so the longest syllable that leaves a rest that
// can be cut wins.
// `dead`: places from which no cut was found.
bool Syllables(const Readings& readings, const std::string& letters, size_t at, std::vector<bool>* dead,
               std::vector<Syllable>* out) {
  if (at == letters.size()) return true;
  if ((*dead)[at]) return false;
  for (size_t length = std::min<size_t>(6, letters.size() - at); length > 0; --length) {
    const Syllable syllable = readings.Number(letters.substr(at, length));
    if (syllable == 0) continue;
    out->push_back(syllable);
    if (Syllables(readings, letters, at + length, dead, out)) return true;
    out->pop_back();
  }
  (*dead)[at] = true;
  return false;
}

bool Spells(const Readings& readings, std::u32string_view text, const Syllable* syllables, size_t count) {
  if (text.size() < count) return false;
  for (size_t i = 0; i < count; ++i) {
    if (readings.Of(text[i]) != syllables[i]) return false;
  }
  return true;
}

// Where the page prints a character that is read as each of `syllables`.
std::vector<std::vector<uint32_t>> Places(std::u32string_view chars, const Readings& readings,
                                          const std::vector<Syllable>& syllables) {
  std::vector<std::vector<uint32_t>> places(syllables.size());
  for (uint32_t at = 0; at < chars.size(); ++at) {
    const Syllable syllable = readings.Of(chars[at]);
    if (syllable == 0) continue;
    for (size_t k = 0; k < syllables.size(); ++k) {
      if (syllables[k] == syllable) places[k].push_back(at);
    }
  }
  return places;
}

// What `count` syllables most likely mean, and how many times the page prints it. `places`: of the first of them.
std::pair<std::u32string, int> Stretch(std::u32string_view chars, const std::vector<uint32_t>& places,
                                       const Readings& readings, const Syllable* syllables, size_t count) {
  for (const std::u32string_view word : kUsual) {
    if (word.size() == count && Spells(readings, word, syllables, count)) return {std::u32string(word), 1000};
  }
  if (count < 2) return {};
  std::map<std::u32string_view, int> seen;
  for (const uint32_t at : places) {
    if (Spells(readings, chars.substr(at, count), syllables, count)) ++seen[chars.substr(at, count)];
  }
  std::pair<std::u32string, int> best;
  for (const auto& [word, times] : seen) {
    if (times > best.second) best = {std::u32string(word), times};
  }
  return best;
}

}  // namespace

std::u32string NameFromPinyin(const Page& page, std::u32string_view pinyin) {
  std::string letters;
  for (const char32_t c : pinyin) {
    if (c >= U'a' && c <= U'z') letters += static_cast<char>(c);
  }
  if (letters.size() < 4 || letters.size() > kMaxLetters) return {};
  const std::u32string_view chars = page.Folded(CharRange{0, page.size()});
  const Readings readings(chars);
  std::vector<Syllable> syllables;
  std::vector<bool> dead(letters.size());
  if (!Syllables(readings, letters, 0, &dead, &syllables) || syllables.size() < 2) return {};
  const std::vector<std::vector<uint32_t>> places = Places(chars, readings, syllables);
  // best[i]: the likeliest words for the first i syllables, with the number of stretches and of times printed.
  struct Cut {
    std::u32string name;
    int stretches = 0;
    int times = 0;
    bool reached = false;
  };
  std::vector<Cut> best(syllables.size() + 1);
  best[0].reached = true;
  for (size_t end = 1; end <= syllables.size(); ++end) {
    for (size_t count = 1; count <= std::min(end, kMaxStretch); ++count) {
      const Cut& before = best[end - count];
      if (!before.reached) continue;
      const auto [word, times] = Stretch(chars, places[end - count], readings, &syllables[end - count], count);
      if (word.empty()) continue;
      const Cut cut{before.name + word, before.stretches + 1, before.times + std::min(times, 1000), true};
      const bool better = !best[end].reached || cut.stretches < best[end].stretches ||
                          (cut.stretches == best[end].stretches && cut.times > best[end].times);
      if (better) best[end] = cut;
    }
  }
  return best.back().name;
}

}  // namespace jianbao::newspaper
