#include "services/index/engine/unit.h"

#include <algorithm>
#include <set>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/format.h"

namespace jianbao::engine {
namespace {

Unit FromLetters(const LetterStream& stream, size_t begin, size_t end) {
  Unit unit;
  for (size_t i = begin; i < end; ++i) {
    unit.letters.push_back(stream.letters[i].folded);
    if (i + 1 < end) unit.joined.push_back(stream.Joined(i));
  }
  return unit;
}

bool IsOneWord(const LetterStream& stream) {
  return stream.words.size() == 1 && stream.words[0].begin == 0 && stream.words[0].end == stream.letters.size() &&
         stream.letters.size() <= kMaxWordLetters;
}

// Stretches of `text` between white space, as byte ranges.
std::vector<std::string_view> SplitAtSpace(std::string_view text) {
  std::vector<std::string_view> parts;
  const std::u32string chars = text::FromUtf8(text);
  size_t at = 0;
  size_t begin = 0;
  for (const char32_t c : chars) {
    const size_t bytes = static_cast<size_t>(text::Utf8Length(c));
    if (text::IsSpace(c)) {
      if (at > begin) parts.push_back(text.substr(begin, at - begin));
      begin = at + bytes;
    }
    at += bytes;
  }
  if (text.size() > begin) parts.push_back(text.substr(begin));
  return parts;
}

bool MatchesAt(const LetterStream& text, size_t at, const Unit& unit) {
  for (size_t i = 0; i < unit.letters.size(); ++i) {
    if (text.letters[at + i].folded != unit.letters[i]) return false;
    if (i + 1 < unit.letters.size() && text.Joined(at + i) != unit.joined[i]) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<Unit> MakeUnit(std::string_view text, bool whole_words) {
  LetterStream stream;
  ReadLetters(text, &stream);
  Unit unit = FromLetters(stream, 0, stream.letters.size());
  unit.whole_word = whole_words && IsOneWord(stream);
  if (!unit.letters.empty()) return unit;
  if (stream.punctuation.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "QUERY_INVALID",
                 "the text to search for is empty; give at least one character that is not white space");
  }
  std::sort(stream.punctuation.begin(), stream.punctuation.end());
  stream.punctuation.erase(std::unique(stream.punctuation.begin(), stream.punctuation.end()), stream.punctuation.end());
  unit.punctuation.assign(stream.punctuation.begin(), stream.punctuation.end());
  return unit;
}

absl::StatusOr<std::vector<Unit>> MakeUnits(std::string_view text, bool whole_words) {
  std::vector<Unit> units;
  for (const std::string_view part : SplitAtSpace(text)) {
    absl::StatusOr<Unit> unit = MakeUnit(part, whole_words);
    if (unit.ok() && !unit->letters.empty()) units.push_back(*std::move(unit));
  }
  if (!units.empty()) return units;
  JIANBAO_ASSIGN_OR_RETURN(Unit unit, MakeUnit(text, whole_words));
  units.push_back(std::move(unit));
  return units;
}

std::vector<Unit> MakeBag(std::string_view text) {
  std::vector<Unit> bag;
  std::set<std::u32string> seen;
  LetterStream stream;
  const auto add = [&](size_t begin, size_t end, bool whole_word) {
    Unit unit = FromLetters(stream, begin, end);
    unit.whole_word = whole_word;
    if (seen.insert(unit.letters).second) bag.push_back(std::move(unit));
  };
  for (const std::string_view part : SplitAtSpace(text)) {
    ReadLetters(part, &stream);
    const std::vector<Letter>& letters = stream.letters;
    const auto pairs = [&](size_t i) {
      return i + 1 < letters.size() && stream.Joined(i) && !letters[i].alphanumeric && !letters[i + 1].alphanumeric;
    };
    for (size_t i = 0; i < letters.size(); ++i) {
      if (letters[i].alphanumeric) continue;
      if (pairs(i)) {
        add(i, i + 2, false);
      } else if (i == 0 || !pairs(i - 1)) {
        add(i, i + 1, false);
      }
    }
    for (const WordRange& word : stream.words) {
      if (word.end - word.begin <= kMaxWordLetters) add(word.begin, word.end, true);
    }
  }
  return bag;
}

std::vector<Unit> MakeCharacterBag(std::string_view text) {
  std::vector<Unit> bag;
  std::set<char32_t> seen;
  for (const Unit& pair : MakeBag(text)) {
    if (pair.whole_word || pair.letters.size() < 2) continue;
    for (const char32_t letter : pair.letters) {
      if (!seen.insert(letter).second) continue;
      Unit unit;
      unit.letters = std::u32string(1, letter);
      bag.push_back(std::move(unit));
    }
  }
  return bag;
}

std::vector<UnitTerm> TermsOf(const Unit& unit) {
  std::vector<UnitTerm> terms;
  if (unit.whole_word) return {{TermKind::kWord, text::ToUtf8(unit.letters), 0}};
  if (unit.letters.size() == 1) return {{TermKind::kUnigram, text::ToUtf8(unit.letters), 0}};
  uint32_t offset = 0;
  for (size_t i = 0; i + 1 < unit.letters.size(); ++i) {
    const TermKind kind = unit.joined[i] ? TermKind::kBigram : TermKind::kSplitBigram;
    terms.push_back({kind, text::ToUtf8(std::u32string_view(unit.letters).substr(i, 2)), offset});
    offset += unit.joined[i] ? 1 : 2;
  }
  for (const char32_t c : unit.punctuation) {
    terms.push_back({TermKind::kPunctuation, text::ToUtf8(std::u32string_view(&c, 1)), 0});
  }
  return terms;
}

std::vector<Occurrence> FindUnit(const LetterStream& text, const Unit& unit) {
  std::vector<Occurrence> found;
  const size_t n = unit.letters.size();
  if (unit.whole_word) {
    for (const WordRange& word : text.words) {
      if (word.end - word.begin == n && MatchesAt(text, word.begin, unit)) found.push_back({word.begin, word.end});
    }
    return found;
  }
  for (size_t at = 0; n > 0 && at + n <= text.letters.size(); ++at) {
    if (MatchesAt(text, at, unit)) found.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(at + n)});
  }
  return found;
}

std::vector<Occurrence> FindNear(const LetterStream& text, const std::vector<Unit>& units, uint32_t slop) {
  std::vector<std::vector<Occurrence>> places;
  uint32_t wanted = 0;
  for (const Unit& unit : units) {
    if (unit.letters.empty()) continue;
    places.push_back(FindUnit(text, unit));
    wanted += static_cast<uint32_t>(unit.letters.size());
  }
  std::vector<Occurrence> found;
  if (places.empty()) return found;
  for (const Occurrence& first : places[0]) {
    uint32_t end = first.end;
    bool complete = true;
    // The earliest next place is the best one: it leaves most room for the rest.
    for (size_t i = 1; i < places.size() && complete; ++i) {
      const auto next = std::lower_bound(places[i].begin(), places[i].end(), Occurrence{end, 0});
      complete = next != places[i].end();
      if (complete) end = next->end;
    }
    if (complete && end - first.begin - wanted <= slop) found.push_back({first.begin, end});
  }
  return found;
}

bool HasPunctuation(const LetterStream& text, const Unit& unit) {
  return std::all_of(unit.punctuation.begin(), unit.punctuation.end(), [&](char32_t c) {
    return std::find(text.punctuation.begin(), text.punctuation.end(), c) != text.punctuation.end();
  });
}

}  // namespace jianbao::engine
