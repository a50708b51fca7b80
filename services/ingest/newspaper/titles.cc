#include "services/ingest/newspaper/titles.h"

#include <algorithm>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/dates.h"
#include "services/ingest/newspaper/personal_names.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

bool StartsWithName(std::u32string_view text) {
  return NameScore(text.substr(0, 3)) > kPlausibleName || NameScore(text.substr(0, 2)) > kPlausibleName;
}

// Phrases that white space parts.
size_t Pieces(const Page& page, CharRange range) {
  size_t pieces = 1;
  for (uint32_t i = range.begin + 1; i < range.end; ++i) pieces += page.GapBefore(i);
  return pieces;
}

// Which of two titles is the headline: the second under a kicker, the first over a deck.
size_t HeadlineOfTwo(const Page& page, CharRange first, CharRange second) {
  if (first.size() <= 10 || IsCouplet(page, first)) return 1;
  return second.size() > first.size() && Pieces(page, second) == 1 ? 0 : 1;
}

bool IsCircledNumber(char32_t c) { return (c >= U'①' && c <= U'⑳') || (c >= U'㈠' && c <= U'㈩'); }

}  // namespace

bool IsCouplet(const Page& page, CharRange range) {
  const uint32_t half = range.size() / 2;
  return range.size() % 2 == 0 && range.size() >= 6 && Pieces(page, range) == 2 && page.GapBefore(range.begin + half);
}

bool LooksLikeDeck(const Page& page, CharRange title) {
  const std::u32string_view text = page.Folded(title);
  if (text.substr(0, 2) == U"--" || text.substr(0, 2) == U"——") return true;
  if (text.size() > 48) return false;
  static constexpr std::u32string_view kHeadlineActs[] = {U"召开", U"举行", U"调研", U"会见",
                                                          U"考察", U"督导", U"走访", U"检查"};
  if (ContainsAny(text, kHeadlineActs)) return false;
  return ContainsAny(text, DeckVerbs()) && StartsWithName(text);
}

bool LooksLikeLabel(const Page& page, const NgramIndex& index, CharRange title) {
  const std::u32string_view text = page.Folded(title);
  if (text.size() < 2 || text.size() > 26) return false;
  const bool numbered = IsCircledNumber(text.back()) || text.find(U"之一") != std::u32string_view::npos ||
                        (text.back() == U'期' && text.find(U'第') != std::u32string_view::npos);
  if (numbered) return true;
  const size_t pieces = Pieces(page, title);
  if (pieces == 1 && text.size() <= 4) return true;
  if (pieces == 1 && text.size() <= 8 && SuffixIn(text, ColumnSuffixes()) > 0) return true;
  if (text.size() <= 18 && ContainsAny(text, SeriesWords())) return true;
  // The name of a campaign, quoted in it and repeated word for word in the text: 某时代“某某工程”.
  return text.size() <= 12 && text.back() == U'"' && std::count(text.begin(), text.end(), U'"') == 2 &&
         text.front() != U'"' && index.Count(text) >= 2;
}

bool IsNumbered(std::u32string_view folded) {
  size_t at = !folded.empty() && folded[0] == U'(' ? 1 : 0;
  if (folded.substr(0, 1) == U"第") at = 1;
  const Number number = ReadNumber(folded, at);
  if (number.length == 0 || number.value > 30 || at + number.length >= folded.size()) return false;
  const char32_t after = folded[at + number.length];
  return after == U'、' || after == U'.' || after == U')' || (at == 0 && number.length == 2 && folded[0] == U'0');
}

std::string ColumnName(const Page& page, CharRange label) {
  const std::u32string_view text = page.Folded(label);
  CharRange name = label;
  for (const std::u32string_view dash : {U"--", U"——"}) {
    if (const size_t at = text.find(dash); at != std::u32string_view::npos && at >= 2) {
      name.end = std::min(name.end, label.begin + static_cast<uint32_t>(at));
    }
  }
  const size_t ordinal = text.find(U'第');
  if (ordinal != std::u32string_view::npos && ordinal >= 3 && text.back() == U'期') {
    name.end = std::min(name.end, label.begin + static_cast<uint32_t>(ordinal));
  }
  const auto trim = [](char32_t c) {
    static constexpr std::u32string_view kMarks = U"【】[]■●◆▲·|-—";
    return kMarks.find(c) != std::u32string_view::npos || IsCircledNumber(c);
  };
  while (name.size() > 1 && trim(page.Printed(name).front())) ++name.begin;
  while (name.size() > 1 && trim(page.Printed(name).back())) --name.end;
  return TitleText(page, name);
}

std::vector<Role> TitleRoles(const Page& page, const NgramIndex& index, const std::vector<CharRange>& titles) {
  std::vector<Role> roles(titles.size(), Role::kHeadline);
  std::vector<size_t> heads;
  for (size_t i = 0; i < titles.size(); ++i) {
    // Behind a headline in two phrases, a short line is the column's name.
    const bool behind = i > 0 && i + 1 == titles.size() && titles[i].size() <= 8 &&
                        titles[i - 1].size() > titles[i].size() && Pieces(page, titles[i]) == 1 &&
                        Pieces(page, titles[i - 1]) == 2;
    if (titles.size() > 1 && (LooksLikeLabel(page, index, titles[i]) || behind)) {
      roles[i] = Role::kSectionLabel;
    } else {
      heads.push_back(i);
    }
  }
  if (titles.empty()) return roles;
  if (heads.empty()) {
    roles.back() = Role::kHeadline;
    return roles;
  }
  while (heads.size() > 1 && LooksLikeDeck(page, titles[heads.back()])) {
    roles[heads.back()] = Role::kDeck;
    heads.pop_back();
  }
  if (heads.size() == 1) return roles;
  // Above a deck stand kickers and the headline; without one, the lines below the headline are the deck.
  const bool deck = roles[titles.size() - 1] == Role::kDeck;
  const size_t headline = deck                ? heads.size() - 1
                          : heads.size() == 2 ? HeadlineOfTwo(page, titles[heads[0]], titles[heads[1]])
                                              : 1;
  for (size_t k = 0; k < heads.size(); ++k) {
    roles[heads[k]] = k < headline ? Role::kKicker : k == headline ? Role::kHeadline : Role::kDeck;
  }
  return roles;
}

}  // namespace jianbao::newspaper
