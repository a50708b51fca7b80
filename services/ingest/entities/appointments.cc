#include "services/ingest/entities/appointments.h"

#include <algorithm>
#include <iterator>

#include "services/ingest/entities/character_set.h"

namespace jianbao::entities {
namespace {

struct Verb {
  std::u32string_view words;
  OfficeChange change;  // without its office
};

// Of two that start alike the longer one comes first.
constexpr Verb kVerbs[] = {
    {U"为", {0, false, true, false}},
    {U"任", {0, false, true, false}},
    {U"的", {0, true, false, true}},
    {U"当选为", {}},
    {U"当选", {}},
    {U"担任", {}},
    {U"出任", {}},
    {U"就任", {}},
    {U"接任", {}},
    {U"兼任", {}},
    {U"辞去", {0, true, false, false}},
    {U"请求辞去", {0, true, false, false}},
    {U"提出辞去", {0, true, false, false}},
    {U"不再担任", {0, true, false, false}},
    {U"不再兼任", {0, true, false, false}},
    {U"卸任", {0, true, false, false}},
};

template <typename List>
bool EndsInAny(std::u32string_view text, const List& ends) {
  return std::any_of(std::begin(ends), std::end(ends), [text](std::u32string_view end) { return text.ends_with(end); });
}

}  // namespace

OfficeChange OfficeChangeAt(std::u32string_view chars, uint32_t at) {
  constexpr std::u32string_view kComrade = U"同志";
  if (at >= chars.size()) return {};
  if (chars.substr(at).starts_with(kComrade)) at += static_cast<uint32_t>(kComrade.size());
  static constexpr CharacterSet kStarts(U"为任的当担出就接兼辞请提不卸");
  if (at >= chars.size() || !kStarts.Has(chars[at])) return {};  // asked of every name that may be one
  const std::u32string_view behind = chars.substr(at);
  for (const Verb& verb : kVerbs) {
    if (!behind.starts_with(verb.words)) continue;
    OfficeChange change = verb.change;
    change.office = at + static_cast<uint32_t>(verb.words.size());
    return change;
  }
  return {};
}

bool EndsBeforeAppointee(std::u32string_view before) {
  static constexpr std::u32string_view kEnds[] = {U"任命", U"提名", U"推选", U"推举", U"选举", U"补选", U"增补",
                                                  U"聘任", U"聘请", U"接受", U"批准", U"同意", U"由"};
  return EndsInAny(before, kEnds) || EndsBeforeRemoved(before);
}

bool EndsBeforeRemoved(std::u32string_view before) {
  static constexpr std::u32string_view kEnds[] = {U"免去", U"罢免", U"撤销", U"免去:"};
  static constexpr CharacterSet kLast(U"去免销:");
  return !before.empty() && kLast.Has(before.back()) && EndsInAny(before, kEnds);
}

}  // namespace jianbao::entities
