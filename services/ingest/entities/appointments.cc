#include "services/ingest/entities/appointments.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "services/ingest/entities/character_set.h"

namespace jianbao::entities {
namespace {

// Where a verb may stand.
constexpr uint8_t kBehindName = 1, kInClause = 2, kAnywhere = kBehindName | kInClause;

struct Verb {
  std::u32string_view words;
  OfficeChange change;  // without its office
  uint8_t where = kAnywhere;
};

constexpr OfficeChange kTaken = {}, kLeft = {0, true, false, false}, kWhole = {0, false, true, false},
                       kDuties = {0, true, false, true};

// Of two that start alike the longer one comes first.
constexpr Verb kVerbs[] = {
    {U"为", kWhole, kBehindName},
    {U"任命为", kTaken, kInClause},
    {U"任", kWhole, kBehindName},
    {U"的", kDuties, kBehindName},
    {U"当选为", kTaken},
    {U"当选", kTaken},
    {U"担任", kTaken},
    {U"出任", kTaken},
    {U"就任", kTaken},
    {U"接任", kTaken},
    {U"兼任", kTaken},
    {U"现任", kTaken, kInClause},
    {U"推选为", kTaken, kInClause},
    {U"推举为", kTaken, kInClause},
    {U"聘任为", kTaken, kInClause},
    {U"辞去", kLeft},
    {U"请求辞去", kLeft, kBehindName},
    {U"提出辞去", kLeft, kBehindName},
    {U"免去其", kLeft, kInClause},
    {U"撤销其", kLeft, kInClause},
    {U"免去所任", kLeft, kInClause},
    {U"不再担任", kLeft},
    {U"不再兼任", kLeft},
    {U"卸任", kLeft},
    {U"曾担任", kLeft, kInClause},
    {U"曾经担任", kLeft, kInClause},
    {U"曾出任", kLeft, kInClause},
};

// What the verbs that may stand there begin with, and 0 for the others.
constexpr auto FirstCharacters(uint8_t where) {
  std::array<char32_t, std::size(kVerbs)> first = {};
  for (size_t i = 0; i < first.size(); ++i) {
    if ((kVerbs[i].where & where) != 0) first[i] = kVerbs[i].words.front();
  }
  return first;
}

template <uint8_t where>
OfficeChange ChangeByVerb(std::u32string_view chars, uint32_t at) {
  static constexpr auto kFirst = FirstCharacters(where);
  static constexpr CharacterSet kStarts(std::u32string_view(kFirst.data(), kFirst.size()));
  if (!kStarts.Has(chars[at])) return {};  // asked of every name that may be one, and of every character
  for (const Verb& verb : kVerbs) {
    if ((verb.where & where) == 0 || !chars.substr(at).starts_with(verb.words)) continue;
    OfficeChange change = verb.change;
    change.office = at + static_cast<uint32_t>(verb.words.size());
    return change;
  }
  return {};
}

template <typename List>
bool EndsInAny(std::u32string_view text, const List& ends) {
  return std::any_of(std::begin(ends), std::end(ends), [text](std::u32string_view end) { return text.ends_with(end); });
}

}  // namespace

OfficeChange OfficeChangeAt(std::u32string_view chars, uint32_t at) {
  constexpr std::u32string_view kComrade = U"同志";
  if (at >= chars.size()) return {};
  if (chars.substr(at).starts_with(kComrade)) at += static_cast<uint32_t>(kComrade.size());
  return at < chars.size() ? ChangeByVerb<kBehindName>(chars, at) : OfficeChange{};
}

OfficeChange OfficeChangeInClause(std::u32string_view chars, uint32_t at) { return ChangeByVerb<kInClause>(chars, at); }

bool EndsBeforeAppointee(std::u32string_view before) {
  static constexpr std::u32string_view kEnds[] = {U"任命", U"提名", U"推选", U"推举", U"选举", U"补选", U"增补",
                                                  U"聘任", U"聘请", U"接受", U"批准", U"同意", U"由"};
  return EndsInAny(before, kEnds) || EndsBeforeRemoved(before);
}

bool EndsBeforeRemoved(std::u32string_view before) {
  static constexpr std::u32string_view kEnds[] = {U"免去", U"罢免", U"撤销", U"免去:"};
  return EndsInAny(before, kEnds);
}

}  // namespace jianbao::entities
