#include "services/ingest/newspaper/titles.h"

#include <algorithm>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/dates.h"
#include "services/ingest/newspaper/personal_names.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

// What leaders do in headlines, and not in decks.
Words Inspections() {
  static constexpr std::u32string_view kWords[] = {U"召开", U"举行", U"调研", U"会见",
                                                   U"考察", U"督导", U"走访", U"检查"};
  return kWords;
}

// What a kicker ends in that tells who says what the headline says.
Words SayingVerbs() {
  static constexpr std::u32string_view kWords[] = {U"强调", U"指出", U"要求", U"提出", U"表示", U"时说"};
  return kWords;
}

// What a headline or kicker urges opens with.
Words Purposes() {
  static constexpr std::u32string_view kWords[] = {
      U"为",   U"以",   U"让",   U"用",   U"抓",   U"聚焦", U"围绕", U"深入", U"认真", U"全力", U"坚决", U"扎实",
      U"奋力", U"加快", U"践行", U"贯彻", U"坚持", U"凝心", U"助力", U"打好", U"强化", U"推动", U"推进"};
  return kWords;
}

bool StartsWithName(std::u32string_view text) {
  return NameScore(text.substr(0, 3)) > kPlausibleName || NameScore(text.substr(0, 2)) > kPlausibleName;
}

// Phrases that white space parts.
size_t Pieces(const Page& page, CharRange range) {
  size_t pieces = 1;
  for (uint32_t i = range.begin + 1; i < range.end; ++i) pieces += page.GapBefore(i);
  return pieces;
}

bool IsVivid(std::u32string_view text) { return text.find_first_of(U"\"!?") != std::u32string_view::npos; }

bool HasDigits(std::u32string_view text) { return std::any_of(text.begin(), text.end(), text::IsDigit); }

// Log-odds that the second of two titles is the headline, under a kicker, and not the deck below it.
double KickerAbove(const Page& page, const Weights& w, CharRange first, CharRange second) {
  const std::u32string_view a = page.Folded(first), b = page.Folded(second);
  static constexpr std::u32string_view kMeetings[] = {U"会议", U"召开", U"学习会", U"座谈会", U"常务会", U"推进会"};
  static constexpr std::u32string_view kOfUs[] = {U"我市", U"我县", U"我区", U"我省", U"我校",
                                                  U"全市", U"全县", U"全区", U"全省", U"本市"};
  const bool purpose = PrefixIn(a, Purposes()) > 0, couplet = IsCouplet(page, first);
  double score = w.kicker_base;
  if (first.size() <= 10 && !IsVivid(a)) score += w.kicker_short;
  if (couplet) {
    const bool slogan = first.size() <= 8 || CountWords(a, CampaignWords()) > 0 || purpose;
    score += slogan ? w.kicker_couplet : w.kicker_image;
  }
  if (SuffixIn(a, SayingVerbs()) > 0) score += w.kicker_says;
  static constexpr std::u32string_view kItems[] = {U"研究", U"听取", U"传达", U"审议",
                                                   U"部署", U"学习", U"奋战", U"深刻"};
  const bool resolves = PrefixIn(b, Purposes()) > 0 || PrefixIn(b, kItems) > 0;
  if (SuffixIn(a, kMeetings) > 0) score += w.kicker_meeting * (resolves ? 3 : 1);
  if (SuffixIn(b, kMeetings) > 0 && !purpose && !couplet) score += w.headline_meeting;
  if (purpose) score += w.kicker_purpose;
  if (IsVivid(a)) score += w.kicker_lively;
  if (IsVivid(b)) score += w.headline_lively;
  if (a.find(U',') != std::u32string_view::npos) score += w.kicker_comma;
  if (b.find(U'、') != std::u32string_view::npos) score += w.headline_list;
  if (Pieces(page, second) >= 3) score += w.headline_phrases;
  if (Pieces(page, first) >= 3) score += w.kicker_phrases;
  if (HasDigits(a) && !HasDigits(b)) score += w.kicker_digits;
  if (HasDigits(b) && !HasDigits(a)) score += w.headline_digits;
  if (second.size() > first.size() + 6) score += w.headline_longer;
  if (StartsWithName(a)) score += w.kicker_name;
  if (StartsWithName(b) && ContainsAny(b, Inspections())) score += w.headline_leader;
  if (PrefixIn(b, kOfUs) > 0) score += w.headline_of_us;
  return score;
}

// 最美岚江人, 镜头里的家乡: words that tell of no one thing, as the names of columns do.
bool IsPlainName(std::u32string_view text) {
  static constexpr std::u32string_view kTimes[] = {U"季度", U"月", U"年", U"日"};
  constexpr size_t kLongest = 6;
  return text.size() <= kLongest && std::all_of(text.begin(), text.end(), text::IsHan) &&
         PrefixIn(text, Purposes()) == 0 && !ContainsAny(text, NewsVerbs()) && !ContainsAny(text, kTimes);
}

bool IsCircledNumber(char32_t c) { return (c >= U'①' && c <= U'⑳') || (c >= U'㈠' && c <= U'㈩'); }

}  // namespace

bool ReadsAcross(const Page& page, const NgramIndex& index, CharRange first, CharRange second) {
  const std::u32string_view a = page.Folded(first), b = page.Folded(second);
  if (a.size() < 4 || b.size() < 3) return false;
  std::u32string seam(a.substr(a.size() - 2));
  seam += b.substr(0, 2);
  static constexpr std::u32string_view kAwaits[] = {U"出", U"成", U"让", U"把", U"使", U"给",
                                                    U"向", U"为", U"的", U"和", U"与"};
  const bool notice = SuffixIn(b, NoticeSuffixes()) > 0 && SuffixIn(a, NoticeSuffixes()) == 0;
  if (notice && (a.substr(0, 2) == U"关于" || (SuffixIn(a, UnitSuffixes()) > 0 && b.substr(0, 2) == U"关于")))
    return true;
  if (SuffixIn(a, SayingVerbs()) > 0) return false;
  return (index.Count(seam) > 0 && Pieces(page, first) == 1 && !ContainsAny(a, NewsVerbs())) ||
         SuffixIn(a, kAwaits) > 0;
}

bool IsCouplet(const Page& page, CharRange range) {
  const uint32_t half = range.size() / 2;
  return range.size() % 2 == 0 && range.size() >= 6 && Pieces(page, range) == 2 && page.GapBefore(range.begin + half);
}

bool LooksLikeDeck(const Page& page, CharRange title) {
  const std::u32string_view text = page.Folded(title);
  if (text.substr(0, 2) == U"--" || text.substr(0, 2) == U"——") return true;
  if (text.front() == U'(' && text.back() == U')' && text.size() >= 8 && text::IsDigit(text[1])) return true;
  if (text.size() > 48) return false;
  if (ContainsAny(text, Inspections())) return false;
  return ContainsAny(text, DeckVerbs()) && StartsWithName(text);
}

bool LooksLikeLabel(const Page& page, const NgramIndex& index, CharRange title) {
  const std::u32string_view text = page.Folded(title);
  if (text.size() < 2 || text.size() > 26) return false;
  const bool numbered = IsCircledNumber(text.back()) || text.find(U"之一") != std::u32string_view::npos ||
                        (text.back() == U'期' && text.find(U'第') != std::u32string_view::npos);
  if (numbered) return true;
  // 信 箱: a name set wide is one.
  const size_t pieces = Pieces(page, title) == text.size() ? 1 : Pieces(page, title);
  if (pieces == 1 && text.size() <= 4) return true;
  if (pieces == 1 && text.size() <= 8 && SuffixIn(text, ColumnSuffixes()) > 0) return true;
  if (text.size() <= 18 && ContainsAny(text, SeriesWords()) && !StartsWithName(text)) return true;
  // The name of a campaign, quoted in it and repeated word for word in the text: 某时代“某某工程”.
  return text.size() <= 12 && text.back() == U'"' && PrefixIn(text, Purposes()) == 0 &&
         std::count(text.begin(), text.end(), U'"') == 2 && text.front() != U'"' && index.Count(text) >= 2;
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

std::vector<Role> TitleRoles(const Page& page, const NgramIndex& index, const Weights& weights,
                             const std::vector<CharRange>& titles) {
  std::vector<Role> roles(titles.size(), Role::kHeadline);
  std::vector<size_t> heads;
  for (size_t i = 0; i < titles.size(); ++i) {
    // Behind a headline in two phrases, a short line is the column's name.
    const bool behind = i > 0 && i + 1 == titles.size() && titles[i].size() <= 8 && !LooksLikeDeck(page, titles[i]) &&
                        titles[i - 1].size() > titles[i].size() && Pieces(page, titles[i]) == 1 &&
                        Pieces(page, titles[i - 1]) == 2;
    // The last of them is the headline, however short, where nothing but its shortness speaks for a label.
    const bool bare =
        i + 1 == titles.size() && titles[i].size() <= 4 && SuffixIn(page.Folded(titles[i]), ColumnSuffixes()) == 0;
    const bool plain = i == 0 && Pieces(page, titles[i]) == 1 && IsPlainName(page.Folded(titles[i]));
    if (titles.size() > 1 && (((LooksLikeLabel(page, index, titles[i]) || plain) && !bare) || behind)) {
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
  // Lines of one headline count as one.
  std::vector<size_t> first = {0};
  for (size_t k = 1; k < heads.size(); ++k) {
    if (!ReadsAcross(page, index, titles[heads[k - 1]], titles[heads[k]])) first.push_back(k);
  }
  // Above a deck stand kickers and the headline; without one, the lines below the headline are the deck.
  const bool deck = roles[titles.size() - 1] == Role::kDeck;
  size_t headline = first.size() == 1 || first.size() > 2 ? first.size() - 1 : 1;
  if (first.size() == 2) {
    const double kicker = KickerAbove(page, weights, titles[heads[0]], titles[heads[first[1]]]);
    headline = kicker + (deck ? weights.kicker_decked : 0) > 0 ? 1 : 0;
  }
  if (first.size() > 2 && !deck) headline = 1;
  const bool says = SuffixIn(page.Folded(titles[heads[0]]), SayingVerbs()) > 0;
  if (says && first.size() > 1) headline = 1;
  for (size_t k = 0, of = 0; k < heads.size(); ++k) {
    if (of + 1 < first.size() && first[of + 1] == k) ++of;
    // Behind 某某在某地强调 stands what was said, on however many lines.
    const bool said = says && of >= headline;
    roles[heads[k]] = of < headline ? Role::kKicker : of == headline || said ? Role::kHeadline : Role::kDeck;
  }
  return roles;
}

}  // namespace jianbao::newspaper
