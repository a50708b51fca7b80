#include "services/ingest/entities/lattice.h"

#include <algorithm>
#include <bit>

#include "libs/text/chars.h"
#include "services/ingest/entities/appointments.h"
#include "services/ingest/entities/character_set.h"
#include "services/ingest/entities/term_trie.h"

namespace jianbao::entities {
namespace {

constexpr uint32_t kIdiom = 4;         // characters
constexpr int kPlainGiven = 48;        // … up to which most given names are made of them
constexpr uint32_t kMaxPlaceName = 4;  // characters of a place's name before its head

bool IsCloseMark(char32_t c) { return c == U',' || c == U'。' || c == U':' || c == U';' || c == U')' || c == U'('; }

constexpr CharacterSet kDirections(U"东西南北");
constexpr CharacterSet kMiddleDots(U"·•・‧．");

}  // namespace

void Lattice::FindTerms() {
  const TermTrie& vocabulary = TermTrie::Vocabulary();
  hits_.clear();
  for (uint32_t at = 0; at < chars_.size(); ++at) {
    boundaries_[at].hits = static_cast<uint32_t>(hits_.size());
    if (at + 1 < chars_.size()) lexicon_.Prefetch(chars_[at], chars_[at + 1]);  // for RelaxWords()
    vocabulary.ForEachPrefix(chars_.substr(at), [this, at](size_t length, const Term& term) {
      const auto end = static_cast<uint32_t>(at + length);
      boundaries_[at].starts |= term.classes;
      boundaries_[end].ends |= term.classes;
      hits_.push_back({at, end, term.classes, term.cost, boundaries_[end].last_hit});
      boundaries_[end].last_hit = static_cast<int32_t>(hits_.size()) - 1;
    });
  }
  boundaries_[chars_.size()].hits = static_cast<uint32_t>(hits_.size());
}

// Notes for every boundary which of the next few a place's name could reach: bit k for the boundary k characters on.
// Only those where a head starts count, or after two characters the short form of an administration; and no name runs
// over a character that no place's name holds.
void Lattice::FindPlaceHeads() {
  constexpr uint32_t kHead = kAdminSuffix | kSiteSuffix;
  constexpr uint32_t kAll = (2u << kMaxPlaceName) - 1, kNames = kAll & ~1u;
  Boundary* const boundaries = boundaries_.data();
  uint32_t heads = 0, shorts = 0, ends = 0;
  for (size_t at = chars_.size(); at-- > 0;) {
    const uint32_t starts = boundaries[at].starts;
    heads = heads << 1 | static_cast<uint32_t>((starts & kHead) != 0);
    shorts = shorts << 1 | static_cast<uint32_t>((starts & kPartyShort) != 0);
    ends = ends << 1 | static_cast<uint32_t>(names_.IsNeverInPlace(chars_[at]));
    const uint32_t reached = ends ^ (ends - 1);  // up to the first end and with it; all where there is none
    boundaries[at].place_heads = static_cast<uint8_t>(((heads & kNames) | (shorts & 1u << 2)) & reached);
  }
}

// The lexicon counted surnames and 月 of dates as words; alone, such a character is rarely anything but part of a name.
inline bool Lattice::IsLonely(uint32_t at) const {
  if (chars_[at] == U'月') return at == 0 || text::IsHan(chars_[at - 1]);
  return names_.IsMostlySurname(chars_[at]);
}

// Digits, Latin letters and marks are one token each run; returns its end, or `at` where a Chinese character stands.
uint32_t Lattice::RelaxRun(uint32_t at) {
  const auto size = static_cast<uint32_t>(chars_.size());
  const char32_t c = chars_[at];
  uint32_t end = at;
  if (text::IsDigit(c)) {
    while (end < size && (text::IsDigit(chars_[end]) || ((chars_[end] == U'.' || chars_[end] == U',') &&
                                                         end + 1 < size && text::IsDigit(chars_[end + 1])))) {
      ++end;
    }
    Relax(at, end, costs_.other, TokenKind::kNumber);
  } else if (text::IsLatin(c)) {
    while (end < size && (text::IsLatin(chars_[end]) || text::IsDigit(chars_[end]))) ++end;
    Relax(at, end, costs_.other, TokenKind::kLatin);
  } else if (!text::IsHan(c)) {
    Relax(at, ++end, costs_.other, TokenKind::kPunctuation);
  }
  return end;
}

void Lattice::RelaxWords(uint32_t at) {
  Relax(at, at + 1, costs_.unknown_character, TokenKind::kWord);
  word_costs_.fill(0);
  lexicon_.ForEachPrefix(chars_.substr(at, kLongestWord), &words_, [this, at](size_t length, uint16_t cost) {
    if (length == 3 && chars_[at + 1] == U'学' && chars_[at + 2] == U'校') return;  // 中心小学|校园
    const int lonely = length == 1 && IsLonely(at) ? costs_.lonely_surname : 0;
    Relax(at, static_cast<uint32_t>(at + length), cost + lonely, TokenKind::kWord);
    word_costs_[length] = cost;
  });
  for (const CutWord& word : cut_words_) {
    if (word.begin != at) continue;
    Relax(at, word.end, word.end - at == kIdiom ? costs_.idiom : costs_.cut_word, TokenKind::kWord);
  }
  if (boundaries_[at].starts == 0) return;
  for (uint32_t i = boundaries_[at].hits; i < boundaries_[at + 1].hits; ++i) {
    const Hit& hit = hits_[i];
    const uint32_t length = hit.end - hit.begin;
    if (length == 1) continue;  // the lexicon knows every single character better
    const uint16_t known = length <= kLongestWord ? word_costs_[length] : 0;
    int cost = hit.cost != 0 ? hit.cost : costs_.term_default;
    if (known != 0 && known <= cost) cost = known - 1;  // at equal cost, what we know more of
    const TokenKind kind = (hit.classes & kPlaceKnown) != 0    ? TokenKind::kPlace
                           : (hit.classes & kPersonKnown) != 0 ? TokenKind::kPerson
                                                               : TokenKind::kWord;
    if ((hit.classes & kForeignSurname) != 0) {
      RelaxForeignSurname(at, hit);
      if (hit.classes == kForeignSurname) continue;
    }
    Relax(at, hit.end, cost, kind);
  }
}

// Whether the last characters of chars_[begin, end) are the head of an administrative unit's name, as in 沈家镇.
bool Lattice::EndsInAdminSuffix(uint32_t begin, uint32_t end) const {
  const uint32_t suffix = LongestEndingAt(end, kAdminSuffix);
  return suffix < end && suffix > begin;
}

// Whether an office is named from `begin` on, in the same clause. `whole`: up to its end; `duties`: with 职务 behind
// it.
bool Lattice::NamesOffice(uint32_t begin, bool whole, bool duties) const {
  constexpr uint32_t kLongestOffice = 32;
  const auto limit = static_cast<uint32_t>(std::min(chars_.size(), size_t{begin} + kLongestOffice));
  for (uint32_t end = begin + 1; end <= limit; ++end) {
    if ((boundaries_[end].ends & kPost) != 0) {
      const bool closed = end == chars_.size() || !names_.IsHan(chars_[end]) || chars_[end] == U'的';
      if (chars_.substr(end, 2) == U"职务" || (!duties && (!whole || closed))) return true;
    }
    if (end < limit && !names_.IsHan(chars_[end]) && chars_[end] != U'、') return false;
  }
  return false;
}

// 任命|贺若澜|为青禾县县长, 免去|贺若澜|同志的副县长职务: what someone's coming to an office, or going from it, says
// for the name.
int Lattice::AppointmentCue(uint32_t begin, uint32_t end) const {
  const std::u32string_view before = chars_.substr(0, begin);
  const OfficeChange change = OfficeChangeAt(chars_, end);
  if (change.office == 0) {  // 免去|贺若澜|(同志)副县长职务
    return EndsBeforeRemoved(before) && NamesOffice(end, false, true) ? costs_.appointed : 0;
  }
  if (!NamesOffice(change.office, change.whole, change.duties)) return 0;
  const bool asked = EndsBeforeAppointee(before) || (begin > 0 && chars_[begin - 1] == U':') || IsPersonEnding(begin);
  return asked ? costs_.appointed : costs_.in_office;
}

// 洪家坪|机务段: whether the head of an organisation's name starts at `at` that is no plain noun.
bool Lattice::IsOwnerOfUnit(uint32_t at) const {
  const uint32_t head = LongestStartingAt(at, kOrgSuffix);
  return head > at + 1 && LongestStartingAt(at, kCountable) < head;
}

uint32_t Lattice::SessionBefore(uint32_t at) const {
  static constexpr CharacterSet kNumerals(U"第一二三四五六七八九十百");
  if (at < 2 || chars_[at - 1] != U'届') return at;
  uint32_t begin = at - 1;
  while (begin > 0 && (kNumerals.Has(chars_[begin - 1]) || text::IsDigit(chars_[begin - 1]))) --begin;
  return begin + 1 < at ? begin : at;
}

// 61岁, 今年61岁, 1965年3月生: whether an age or a birth is told from `at` on.
bool Lattice::IsAge(uint32_t at) const {
  if (at < chars_.size() && (chars_[at] == U'年' || chars_[at] == U'现')) ++at;  // 年61岁, 现年61岁
  if (chars_.substr(at).starts_with(U"今年")) at += 2;
  uint32_t end = at;
  while (end < chars_.size() && text::IsDigit(chars_[end])) ++end;
  if (end == at) {
    static constexpr CharacterSet kNumerals(U"一二三四五六七八九十");
    while (end < chars_.size() && kNumerals.Has(chars_[end])) ++end;
  }
  if (end == at || end == chars_.size()) return false;
  if (chars_[end] == U'岁') return true;
  const size_t born = chars_.substr(end, 8).find(U'生');
  return end - at == 4 && chars_[end] == U'年' && born != chars_.npos;
}

// What the surroundings say for chars_[begin, end) being a person; negative where they say against it.
int Lattice::PersonCues(uint32_t begin, uint32_t end) const {
  int cues = AppointmentCue(begin, end);
  const uint32_t before = boundaries_[begin].ends, after = boundaries_[end].starts;
  if (begin == 0) {
    cues += costs_.sentence_start;
  } else if (begin > 2 && chars_.substr(begin - 2, 2) == U"同志" && IsPersonEnding(begin - 2)) {
    cues += 0;  // 贺若澜|同志|任…
  } else if ((before & kPost) != 0) {
    cues += costs_.title_before;
  } else if (begin > 3 && chars_.substr(begin - 2, 2) == U"的是" && (boundaries_[begin - 2].ends & kPost) != 0) {
    cues += costs_.appointed;  // 接任县长的是|贺若澜
  } else if (chars_[begin - 1] == U'、') {
    cues += IsPersonEnding(begin - 1) ? costs_.list_of_people : costs_.list_mark;
  } else if (chars_[begin - 1] == U'叫') {
    cues += costs_.called_before;
  } else if ((before & kTakesPerson) != 0) {
    cues += costs_.object_before;
  } else if (chars_[begin - 1] == U'的' && begin > 1 && chars_[begin - 2] == U'岁') {
    cues += costs_.age_before;
  } else if (names_.EndsRole(chars_[begin - 1])) {
    cues += costs_.role_before;
  } else if (IsPersonEnding(begin)) {
    cues += costs_.list_mark;  // names printed in a row without marks
  } else if (chars_[begin - 1] == U'"' && (boundaries_[begin - 1].ends & kPost) != 0) {
    cues += costs_.title_before;  // "路长"|贺若澜
  } else if (!names_.IsHan(chars_[begin - 1])) {
    cues += chars_[begin - 1] == U'《' ? costs_.book_before : costs_.mark_beside;
  }
  if (end == chars_.size()) return cues + costs_.mark_beside;
  if (EndsInAdminSuffix(begin, end)) cues -= costs_.place_head_after;
  if (chars_[end] == U'了' || chars_[end] == U'着') cues -= costs_.aspect_after;
  if ((after & (kHonorific | kPost)) != 0) {
    cues += LongestStartingAtOfAll(end, kHonorific | kPost) > end ? costs_.title_after : costs_.honorific_after;
  } else if ((after & (kAdminSuffix | kSiteSuffix | kTrade)) != 0 || IsOwnerOfUnit(end)) {
    cues -= costs_.place_head_after;
  } else if ((after & kSpeech) != 0) {
    cues += costs_.speech_after;
  } else if ((after & kAction) != 0) {
    cues += LongestStartingAt(end, kAction) > end + 1 ? costs_.action_after : costs_.short_action_after;
  } else if (chars_[end] == U'、' || chars_[end] == U'等') {
    cues += costs_.list_mark + costs_.mark_beside;
  } else if (IsCloseMark(chars_[end])) {
    cues += costs_.mark_beside;
    const bool sex = end + 1 < chars_.size() && (chars_[end + 1] == U'男' || chars_[end + 1] == U'女');
    if (sex && chars_[end] == U',' && (end + 2 == chars_.size() || chars_[end + 2] == U','))
      cues += costs_.sex_after;
    else if (IsAge(end + 1))
      cues += costs_.age_after;
  }
  return cues;
}

// 季春和:, 聂大有, 窦有根, 周小三: what 有, 和 and numerals, which names hardly hold, cost less where they can be no
// words.
int Lattice::WordInName(uint32_t at, uint32_t end) const {
  static constexpr CharacterSet kYoung(U"老小阿"), kNumerals(U"一二三四五六七八九");
  static constexpr CharacterSet kHad(U"根才福财田富贵德为志成明生余龙良金银粮林水土");
  const char32_t second = chars_[at + 1], third = chars_[at + 2];
  if (second == U'有' && kHad.Has(third)) return costs_.word_in_name;
  if (kYoung.Has(second) && kNumerals.Has(third)) return costs_.word_in_name;
  static constexpr CharacterSet kPeace(U"平生顺明林春祥兴民意信根");  // 许和生
  if (second == U'和' && kPeace.Has(third)) return costs_.word_in_name;
  const bool bounded = end == chars_.size() || !names_.IsHan(chars_[end]) || chars_[end] == U'与' ||
                       chars_.substr(end, 2) == U"夫妇" || chars_.substr(end, 2) == U"先生";
  return (third == U'和' || third == U'有') && bounded ? costs_.word_in_name : 0;
}

// 谈|敬之, 蔡|雨晴: what the two usual given-name characters at `at` cost less for being a rare word of the lexicon,
// which holds the names of many.
int Lattice::GivenWord(uint32_t at) {
  constexpr int kRareWord = 84;
  if (names_.IsUnusualGiven(chars_[at]) || names_.IsUnusualGiven(chars_[at + 1])) return 0;
  const int apart = names_.TwoGivenCost(chars_[at], chars_[at + 1]);
  if (apart < kRareWord + 6) return 0;  // not worth a look
  const int word = PairCost(at);
  return word >= kRareWord && word < apart ? apart - word : 0;
}

// 一|张桌子, 八|项任务: a surname that counts things.
bool Lattice::IsCounter(uint32_t at) const {
  static constexpr CharacterSet kCounters(U"张项段章包车方任代门户卷支单"),
      kNumerals(U"一二三四五六七八九十百千两几数每");
  return at > 0 && kCounters.Has(chars_[at]) && (kNumerals.Has(chars_[at - 1]) || text::IsDigit(chars_[at - 1]));
}

// 评论员|文章: what the commentator wrote.
bool Lattice::IsEssay(uint32_t at, uint32_t end) const {
  return chars_.substr(at, end - at) == U"文章" && chars_.substr(0, at).ends_with(U"评论员");
}

// 体卫艺科|科长: what ends in a unit its head is called by.
bool Lattice::IsUnitOfHead(uint32_t end) const {
  static constexpr CharacterSet kUnits(U"科处部局所站队院组班系股室");
  if (end + 1 >= chars_.size() || !kUnits.Has(chars_[end - 1])) return false;
  const std::u32string_view behind = chars_.substr(end);
  return (behind[0] == chars_[end - 1] && behind[1] == U'长') || behind.starts_with(U"主任") ||
         behind.starts_with(U"副");
}

// 关长|佟无忌|。, 局长|车建国|说: whether the post before chars_[at, end) is hardly followed by anything but a name.
// Who there are many of may go on with a verb (干部|包村), and so may a word that is also a surname.
bool Lattice::IsTitled(uint32_t at, uint32_t end) const {
  static constexpr std::u32string_view kMany[] = {U"干部", U"群众", U"居民", U"村民", U"农户", U"农民",
                                                  U"邻居", U"市民", U"代表", U"领导", U"记者", U"职工",
                                                  U"员工", U"学生", U"选手", U"队员"};
  const bool wordy = names_.IsWordLikeSurname(chars_[at]), two = end - at == 2;
  const bool goes_on = end < chars_.size() && names_.IsHan(chars_[end]) && names_.IsWordLikeLast(chars_[end - 1]);
  if (goes_on || LongestEndingAt(end, kOrgSuffix | kAdminSuffix | kSiteSuffix) < end) return false;
  if (!wordy && !two) return true;
  const std::u32string_view before = chars_.substr(0, at);
  return (!wordy || !two) && std::none_of(std::begin(kMany), std::end(kMany),
                                          [before](std::u32string_view many) { return before.ends_with(many); });
}

void Lattice::RelaxNames(uint32_t at) {
  // 陈|女士 is no full name.
  if (LongestStartingAt(at + 1, kHonorific) > at + 2) return;
  const int counter = IsCounter(at) ? costs_.counter_surname : 0;
  const bool twice = at > 0 && chars_[at - 1] == chars_[at];
  names_.ForEachName(chars_.substr(at, 4), [this, at, counter, twice](size_t length, NameModel::Form form, int cost) {
    const auto end = static_cast<uint32_t>(at + length);
    if ((Find(at + 1, end) & (kHonorific | kPost)) != 0) return;  // 陆女士 is no full name
    if (length == 3 && (Find(at + 1, end) & kSpeech) != 0 && names_.IsWordLikeSurname(chars_[at])) return;  // 时|强调
    if (std::find(taken_back_.begin(), taken_back_.end(), end) != taken_back_.end()) return;
    if (IsEssay(at, end) || IsUnitOfHead(end)) return;
    const char32_t second = chars_[at + 1];
    // 王某 hides one, 张家 is the family, 胡老 and 梁总 are addressed so.
    if (second == U'某' || (length == 2 && (second == U'家' || second == U'老' || second == U'总'))) return;
    cost +=
        costs_.person + (form.two_given ? costs_.two_given : costs_.one_given) + (form.compound ? costs_.compound : 0);
    if (form.usual) cost -= form.two_given ? costs_.usual_first : costs_.usual_sole;
    if (length == 2 && second == U'和' && (boundaries_[at].ends & kPost) != 0 &&
        (end == chars_.size() || !names_.IsHan(chars_[end])))
      cost -= costs_.word_in_name;
    if (form.two_given && !form.compound) cost -= WordInName(at, end) + GivenWord(at + 1);
    // The lexicon holds the names of the famous among its words; three characters that look this much like a name are
    // one.
    const int word = word_costs_[length];
    if (length >= 3 && word != 0 && word < cost && cost < costs_.famous_name) cost = word - 1;
    cost += counter;
    const int cues = PersonCues(at, end);
    // Two characters look like a name by chance too often to be believed alone.
    if (length == 2 && cues < costs_.short_believed) cost += costs_.short_alone;
    if (twice && cues < costs_.title_before) cost += costs_.said_twice;
    if (length == 2 && names_.IsUnusualGiven(chars_[at + 1])) cost += costs_.short_alone;
    // 荀蕾|正|带着: 正 before what someone does is hardly part of the name.
    if (length == 3 && chars_[end - 1] == U'正' && end < chars_.size() &&
        (boundaries_[end].starts & (kAction | kStop)) != 0 && (boundaries_[end].starts & kSpeech) == 0)
      cost += costs_.adverb_last;
    // 佟辉|则|坦言, 甄丽|托|本报: the last character goes with what follows.
    if (form.two_given && end < chars_.size() && names_.IsHan(chars_[end]) && names_.IsWordLikeLast(chars_[end - 1]))
      cost += costs_.word_last;
    // 书记员|安静|。: a word between a post and a mark or a verb of saying.
    const bool closed = end == chars_.size() || !names_.IsHan(chars_[end]) || (boundaries_[end].starts & kSpeech) != 0;
    const bool asked = (boundaries_[at].ends & kPost) != 0 || (at > 0 && chars_[at - 1] == U'叫');
    if (closed && asked && IsTitled(at, end)) cost -= costs_.titled_closed;
    if (closed && (boundaries_[at].ends & kPost) != 0 && length == 2 && word_costs_[2] != 0 &&
        (Find(at, end) & ~kNoPlaceName) == 0 && names_.IsUsualGiven(chars_[at + 1]))
      cost -= costs_.word_behind_title;
    const bool bare = cues <= 2 * costs_.mark_beside;
    const bool plain_given = form.two_given && names_.GivenCost(chars_[end - 2]) <= kPlainGiven &&
                             names_.GivenCost(chars_[end - 1]) <= kPlainGiven;
    if (bare && names_.IsWordLikeSurname(chars_[at]) && !plain_given) cost += costs_.wordy_surname;
    // 王宝|莲: the lexicon's word is a name itself.
    const bool plain_name = names_.IsMostlySurname(chars_[at]) && length == 3 &&
                            !names_.IsUnusualGiven(chars_[at + 1]) && !names_.IsUnusualGiven(chars_[at + 2]);
    const bool function = length == 3 && (Find(at, at + 2) & (kStop | kNotName)) != 0;  // 任何|事
    if (bare && length == 3 && !form.compound && (!plain_name || function) && word_costs_[2] != 0 &&
        word_costs_[2] < costs_.usual_word)
      cost += costs_.wordy_name;
    Relax(at, end, cost - cues, TokenKind::kPerson);
  });
}

// 记者|郗若|报道: between 记者 and 报道 stands a name, whatever its characters.
void Lattice::RelaxReporter(uint32_t at) {
  if (!chars_.substr(0, at).ends_with(U"记者")) return;
  for (uint32_t end = at + 2; end <= at + 4 && end < chars_.size() && names_.IsHan(chars_[end - 1]); ++end) {
    const std::u32string_view behind = chars_.substr(end);
    if (names_.IsHan(chars_[at]) && (behind.starts_with(U"报道") || behind.starts_with(U"摄")))
      return Relax(at, end, costs_.reporter, TokenKind::kPerson);
  }
}

// 当|马局长走进教室, 随|雷书记: a function word, and a surname that stands for its bearer.
bool Lattice::IsSurnameOfBearer(uint32_t at) const {
  static constexpr CharacterSet kFunction(U"当随于同向从由因就让请把被");
  return kFunction.Has(chars_[at]) && names_.IsSurname(chars_[at + 1]) &&
         (boundaries_[at + 2].starts & (kHonorific | kPost)) != 0;
}

// 叶利钦, 拉马福萨: a run of characters that write foreign names by sound.
void Lattice::RelaxForeignNames(uint32_t at) {
  const NameModel& model = names_;
  const auto limit = static_cast<uint32_t>(std::min(chars_.size(), size_t{at} + 8));
  int cost = costs_.foreign_name;
  for (uint32_t end = at; end < limit;) {
    const int character = model.TransliterationCost(chars_[end++]);
    if (character == 0) return;
    cost += character;
    if (end - at < 2) continue;
    if (const uint32_t form = LongestEndingAt(end, kHonorific | kPost); form > at && form < end) continue;
    if (end - at == 2 && IsSurnameOfBearer(at)) continue;
    const int cues = PersonCues(at, end);
    if (end - at == 2 && cues < costs_.short_action_after) continue;
    Relax(at, end, cost - cues + (end - at == 2 ? costs_.foreign_short : 0), TokenKind::kForeign);
  }
}

// 山本|一郎: a surname of another country that uses Chinese characters, and up to three more.
void Lattice::RelaxForeignSurname(uint32_t at, const Hit& surname) {
  const NameModel& model = names_;
  const auto limit = static_cast<uint32_t>(std::min(chars_.size(), size_t{surname.end} + 3));
  int cost = costs_.foreign_family;
  uint32_t end = surname.end;
  Relax(at, end, cost + costs_.short_alone + costs_.short_alone - PersonCues(at, end), TokenKind::kForeign);
  while (end < limit && model.IsHan(chars_[end])) {
    cost += model.ForeignGivenCost(chars_[end++]);
    const int cues = PersonCues(at, end);
    if (model.ForeignGivenCost(chars_[end - 1]) > costs_.usual_character && cues < costs_.title_before) return;
    Relax(at, end, cost - cues, TokenKind::kForeign);
  }
}

// 亨利·杜南: the parts around a middle dot, each at most eight characters, most of them such as write foreign names.
void Lattice::RelaxDottedNames(uint32_t at) {
  const NameModel& model = names_;
  int cost = costs_.dotted_name;
  size_t dots = 0, part = 0, strangers = 0;
  for (size_t end = at; end < chars_.size() && end - at < 32; ++end) {
    const char32_t c = chars_[end];
    if (kMiddleDots.Has(c)) {
      if (part == 0) return;
      ++dots;
      part = 0;
      continue;
    }
    const bool initial = text::IsLatin(c) && c < 0x80;
    if ((!text::IsHan(c) && !initial) || ++part > 8) return;
    const bool usual = initial || model.TransliterationCost(c) != 0;
    strangers += usual ? 0 : 1;
    cost += usual ? costs_.dotted_character : costs_.dotted_stranger;
    if (dots > 0 && text::IsHan(c) && strangers * 3 <= end + 1 - at - dots) {
      const auto to = static_cast<uint32_t>(end + 1);
      Relax(at, to, cost - PersonCues(at, to), TokenKind::kForeign);
    }
  }
}

int Lattice::PlaceCues(uint32_t begin, uint32_t end) const {
  if (begin == 0) return costs_.mark_beside;
  const uint32_t before = boundaries_[begin].ends;
  int cues = 0;
  if ((before & (kAdminSuffix | kPlaceKnown)) != 0)
    cues += costs_.place_before;
  else if ((before & kLocative) != 0)
    cues += costs_.locative_before;
  else if (chars_[begin - 1] == U'、' &&
           (boundaries_[begin - 1].ends & (kAdminSuffix | kSiteSuffix | kPlaceKnown)) != 0)
    cues += costs_.place_before;
  else if (chars_[begin - 1] == U'、' || chars_[begin - 1] == U'的')
    cues += costs_.list_mark;
  else if (!names_.IsHan(chars_[begin - 1]))
    cues += costs_.mark_beside;
  return cues;
}

// The classes of the term that is exactly chars_[begin, end).
uint32_t Lattice::Find(uint32_t begin, uint32_t end) const {
  for (uint32_t i = boundaries_[begin].hits; i < boundaries_[begin + 1].hits; ++i) {
    if (hits_[i].end == end) return hits_[i].classes;
  }
  return 0;
}

// Whether chars_[head, end) is what names of streets end in; these are named after anything.
bool Lattice::IsStreet(uint32_t head, uint32_t end) const {
  constexpr std::u32string_view kStreets = U"路街巷弄", kLines = U"铁公速";
  const bool line = end - head >= 2 && kLines.find(chars_[end - 2]) != kLines.npos;
  const bool street = kStreets.find(chars_[end - 1]) != kStreets.npos || chars_.substr(head, end - head) == U"大道";
  return street && !line && chars_[head - 1] != U'条' && chars_[head - 1] != U'里';
}

// 市|檀江区, 三|间旧祠堂, 百亩茶园: the end of another place's name, or a number of things.
bool Lattice::StartsLikeNoPlace(uint32_t at) const {
  static constexpr CharacterSet kUnits(U"县区"), kCounters(U"亩间段场座条个家处台盏块口棵张把件项名位只户栋幢排"),
      kNumerals(U"一二三四五六七八九十百千万两几半多余数");
  static constexpr CharacterSet kVerbs(U"离进看种写叫填铲挖逐哪寄送抽识驻包访几每某");  // 离|村, 种|苞谷, 几点
  static constexpr CharacterSet kWaters(U"江河湖海溪山街路");  // 沿|白荻溪, but 沿江大道
  if (kUnits.Has(chars_[at]) || kVerbs.Has(chars_[at])) return true;
  // 县长|沿白荻溪: the end of a post.
  if (at + 1 < chars_.size() && chars_[at + 1] == U'沿' && LongestEndingAt(at + 1, kPost) < at) return true;
  if (chars_[at] == U'沿' && at + 1 < chars_.size() && !kWaters.Has(chars_[at + 1])) return true;
  if (at + 1 < chars_.size() && chars_[at] == U'市') {
    const char32_t next = chars_[at + 1];
    if (next != U'中' && next != U'南' && next != U'北') return true;
  }
  if (at + 1 < chars_.size() && chars_[at + 1] == U'亩') return true;
  static constexpr CharacterSet kPieces(U"座台盏项场段间块楼");
  if (at + 1 < chars_.size() && kNumerals.Has(chars_[at]) && kPieces.Has(chars_[at + 1])) return true;
  if (at == 0) return false;
  // 那段|烂泥路, 一座|石板桥: what is counted, or pointed at, is described.
  static constexpr CharacterSet kMeasures(U"条段座片块"), kPointers(U"这那每某该");
  if (at > 1 && kMeasures.Has(chars_[at - 1]) && kPointers.Has(chars_[at - 2])) return true;
  const bool counted = kNumerals.Has(chars_[at - 1]) || text::IsDigit(chars_[at - 1]) || chars_[at - 1] == U'逐';
  return kCounters.Has(chars_[at]) && counted;
}

// What the lexicon has the two characters at `at` cost as a word; 0 where it does not know them.
int Lattice::PairCost(uint32_t at) {
  int word = 0;
  lexicon_.ForEachPrefix(chars_.substr(at, 2), &words_, [&word](size_t length, uint16_t cost) {
    if (length == 2) word = cost;
  });
  return word;
}

// 枫林、双桥两|镇, 柳溪桥|桥, 渡头三家|农贸市场: names counted, or named already.
bool Lattice::EndsLikeNoPlace(uint32_t at, uint32_t head, uint32_t end) {
  static constexpr CharacterSet kLandforms(U"嘴梁岩涧沟渡滩堰坎");  // 大|山沟, 一片|荒滩
  static constexpr CharacterSet kCounts(U"两几各"), kCounters(U"家个座处条所层幢栋间"),
      kNumerals(U"一二三四五六七八九十两几");
  static constexpr CharacterSet kCounted(U"县区镇乡市");                        // 盐井三|县
  static constexpr CharacterSet kDone(U"进到过着掉给近活"), kBuilt(U"建修筑");  // 盘活|开发区, 钻进|茶园, 桐湾建|港
  if (kCounts.Has(chars_[head - 1]) || (kDone.Has(chars_[head - 1]) && !IsStreet(head, end))) return true;
  if (chars_[head - 1] == U'小' && end - head >= 2) return true;   // 反诈小|剧场
  static constexpr CharacterSet kGather(U"中体团成贸资聚邮约结");  // 文创|市集, but 云泽市|集中
  const bool fair = chars_[head] == U'市' && end < chars_.size() && chars_[end] == U'集';
  if (fair && (end + 1 == chars_.size() || !kGather.Has(chars_[end + 1]))) return true;
  if (end - head == 1 && kLandforms.Has(chars_[head]) && PairCost(head - 1) != 0) return true;
  if (head - at >= 3 && end - head == 1 && kBuilt.Has(chars_[head - 1])) return true;
  if (head - at >= 2 && kNumerals.Has(chars_[head - 1]) && kCounted.Has(chars_[head])) return true;
  if (head - at >= 2 && end - head == 1 && chars_[head - 1] == chars_[head] && chars_[head] != U'村') return true;
  return head - at >= 3 && kCounters.Has(chars_[head - 1]) && kNumerals.Has(chars_[head - 2]);
}

// 汀|河|两岸, 横跨岚|江: what is said of rivers only stands beside one.
bool Lattice::IsWaterBeside(uint32_t head, const Hit& suffix) const {
  static constexpr CharacterSet kWaters(U"河江溪湖渠");
  if (suffix.end - head != 1 || !kWaters.Has(chars_[head])) return false;
  const std::u32string_view behind = chars_.substr(suffix.end), before = chars_.substr(0, head - 1);
  for (const std::u32string_view word : {U"两岸", U"沿岸", U"流域", U"干流", U"支流", U"上游", U"中游", U"下游",
                                         U"航道", U"水系", U"沿线", U"河道", U"岸边", U"江段", U"河段"}) {
    if (behind.starts_with(word)) return true;
  }
  for (const std::u32string_view word : {U"横跨", U"流经", U"引入", U"汇入", U"注入", U"跨越", U"穿越", U"跨", U"沿"}) {
    if (before.ends_with(word)) return true;
  }
  return false;
}

// What every town has several of and names one by one, after whatever it likes.
bool Lattice::IsNamedWork(const Hit& head) const {
  const std::u32string_view word = chars_.substr(head.begin, head.end - head.begin);
  constexpr std::u32string_view kWorks[] = {U"桥",   U"大桥", U"特大桥", U"小区", U"路口", U"渡口", U"公园",
                                            U"广场", U"大厦", U"小镇",   U"水库", U"隧道", U"公路", U"新村"};
  return std::find(std::begin(kWorks), std::end(kWorks), word) != std::end(kWorks);
}

// What chars_[at, head) costs as the name that a place's head noun follows; negative where it can be none.
int Lattice::PlaceNameCost(uint32_t at, uint32_t head, const Hit& suffix) {
  const uint32_t length = head - at;
  const bool admin = (suffix.classes & kAdminSuffix) != 0;
  if (EndsLikeNoPlace(at, head, suffix.end)) return -1;
  if (length >= 2 && LongestEndingAt(head, kPlaceKnown) == at) return chars_[head] == U'地' ? -1 : costs_.known_place;
  if (chars_[head] == U'省' || (chars_[head] == U'城' && suffix.end - head == 1)) return -1;  // only after a known name
  const uint32_t named = Find(at, head);
  const bool street = IsStreet(head, suffix.end);
  if ((named & kNoPlaceName) != 0 && !(street && (named & kStreetName) != 0)) return -1;
  if (const uint32_t inner = LongestEndingAt(suffix.end, kPlaceKnown); inner > at && inner < suffix.end) return -1;
  if (length == 1 && IsWaterBeside(head, suffix)) return costs_.place_name + names_.PlaceCharacterCost(chars_[at]);
  // 铁|西路: the head of a street holds the direction that belongs to its name.
  if (length == 1 && IsStreet(head, suffix.end) && suffix.end - head == 2 && PlaceCues(at, suffix.end) > 0)
    return costs_.place_name + names_.PlaceCharacterCost(chars_[at]);
  if (length == 1 && !(admin && suffix.end - head == 1)) return -1;
  // 柳村|村, not 山村|村.
  const bool village = length == 2 && chars_[head - 1] == U'村' && chars_[head] == U'村' && word_costs_[2] == 0;
  // 小辛庄|村, 大屯|镇, 越州|市: units that go by the name of an older one.
  static constexpr CharacterSet kOlder(U"庄屯州");
  if (length >= 2 && EndsInAdminSuffix(at, head) && !village && !kOlder.Has(chars_[head - 1])) return -1;
  if (const uint32_t inner = LongestEndingAt(head, kPlaceKnown); inner > at && inner < head) return -1;
  const bool family = chars_[at + 1] == U'家' && names_.IsSurname(chars_[at]);
  if (length == 3 && family && admin && (boundaries_[head - 1].starts & kSiteSuffix) != 0) return costs_.family_place;
  if (length == 2 && family) return admin ? costs_.family_place : costs_.family_site;
  int cost = admin ? costs_.place_name : costs_.site_name;
  for (uint32_t i = at; i < head; ++i) cost += names_.PlaceCharacterCost(chars_[i]);
  if (!admin && suffix.end - head >= 2 && word_costs_[length] != 0) cost += costs_.plain_site;
  if (length == 1) cost += costs_.short_place;
  if (length == 4) cost += costs_.long_place;
  const int word = word_costs_[length] == 0 && (named & kStreetName) != 0 ? costs_.term_default : word_costs_[length];
  // 荷花镇, 人民路: named after an everyday thing. The heads 区 and 市 follow such words too often without naming a
  // place.
  const bool wordy = length >= 2 && ((boundaries_[at].starts & kStop) == 0 || (named & kStreetName) != 0) &&
                     (admin ? word >= 80 && chars_[head] != U'区' && chars_[head] != U'市' && chars_[head] != U'新'
                            : (word != 0 && street) || (word >= costs_.rare_word && IsNamedWork(suffix)));
  return wordy ? std::min(cost, word + costs_.word_place) : cost;
}

// 鹭坪|村, 青石|大道: any name before the head of a place's name.
void Lattice::RelaxPlaces(uint32_t at) {
  if (StartsLikeNoPlace(at)) return;
  for (uint32_t heads = boundaries_[at].place_heads; heads != 0; heads &= heads - 1) {
    RelaxPlacesBefore(at, at + static_cast<uint32_t>(std::countr_zero(heads)));
  }
}

void Lattice::RelaxPlacesBefore(uint32_t at, uint32_t head) {
  if ((boundaries_[head].starts & (kAdminSuffix | kSiteSuffix)) != 0) {
    for (uint32_t i = boundaries_[head].hits; i < boundaries_[head + 1].hits; ++i) {
      const Hit& hit = hits_[i];
      if ((hit.classes & (kAdminSuffix | kSiteSuffix)) == 0) continue;
      int cost = PlaceNameCost(at, head, hit);
      if (cost < 0) continue;
      int cues = PlaceCues(at, hit.end);
      // 乐平|岭县: a known place may be the beginning of the name.
      if (head == at + 1 && (boundaries_[at].ends & kPlaceKnown) != 0) cues = 0;
      const bool border = hit.end + 1 < chars_.size() && chars_[hit.end] == U'以';  // 望江路|以东
      if (border && kDirections.Has(chars_[hit.end + 1])) cues += costs_.locative_before;
      const bool weak = (hit.classes & kAdminSuffix) == 0 && hit.end - head == 1 && cues < costs_.locative_before;
      if (weak && !(IsStreet(head, hit.end) && (Find(at, head) & kStreetName) != 0)) cost += costs_.weak_site;
      Relax(at, hit.end, cost - cues, TokenKind::kPlace);
    }
  }
  // 青禾|县委: the short form of the place before the short form of its administration.
  if (head == at + 2 && (boundaries_[head].starts & kPartyShort) != 0 && (Find(at, head) & kNoPlaceName) == 0) {
    const NameModel& model = names_;
    const int cost =
        costs_.place_name + model.PlaceCharacterCost(chars_[at]) + model.PlaceCharacterCost(chars_[at + 1]);
    Relax(at, head, cost - costs_.place_before - PlaceCues(at, head), TokenKind::kPlace);
  }
}

// 青岚|河, 青岚|烈士陵园: where the head of a site ends that starts at `at`, behind a place the text has established;
// `at` where none does. 青岚|山水, 青岚|路上: a word that starts so is none.
uint32_t Lattice::SiteBehindKnown(uint32_t at) {
  const uint32_t head = LongestStartingAt(at, kSiteSuffix);
  if (head > at + 1) return head;
  if (head == at) return at;
  static constexpr CharacterSet kNamed(U"江河湖溪山岭峰路街巷桥港寺塔岛渠");
  if (!kNamed.Has(chars_[at])) return at;
  return head < chars_.size() && names_.IsHan(chars_[head]) && PairCost(at) != 0 ? at : head;
}

void Lattice::RelaxKnown(uint32_t at, const KnownNames& known) {
  known.ForEachPrefix(chars_.substr(at), [this, at](size_t, const KnownName& name) {
    const auto end = static_cast<uint32_t>(at + name.text.size());
    if (name.kind == KnownKind::kNone) return;
    if (name.kind == KnownKind::kPerson) return Relax(at, end, costs_.known_name, TokenKind::kPerson);
    if (name.kind == KnownKind::kOrganization) return Relax(at, end, costs_.known_name, TokenKind::kOrganization);
    // A unit's name stands for all that is called after it: 石桥镇 makes 石桥村 a place too.
    const uint32_t head = LongestStartingAt(end, kAdminSuffix);
    if (head > end) Relax(at, head, costs_.known_name + costs_.known_place_short, TokenKind::kPlace);
    if (const uint32_t site = SiteBehindKnown(end); site > end)
      Relax(at, site, costs_.known_name + costs_.known_place_short, TokenKind::kPlace);
    const bool short_form = name.kind == KnownKind::kPlace;
    if (short_form && (head == end || (boundaries_[end].starts & kPartyShort) != 0))
      Relax(at, end, costs_.known_name, TokenKind::kPlace);
  });
}

void Lattice::Read(std::u32string_view chars, const KnownNames* known) {
  chars_ = chars;
  dotted_ = std::any_of(chars.begin(), chars.end(), [](char32_t c) { return kMiddleDots.Has(c); });
  static constexpr Boundary kFresh;  // a temporary, just written, would be slow to copy
  boundaries_.assign(chars.size() + 1, kFresh);
  FindTerms();
  FindPlaceHeads();
  cut_words_.clear();
  FindBestPath(known);
  if (!FindCutWords()) return;
  for (Boundary& boundary : boundaries_) {
    boundary.cost = kUnreached;
    boundary.token = -1;
  }
  FindBestPath(known);
}

// Notes the words that names on the best path cut and that the lexicon lacks: idioms such as 祖祖辈辈 and 走马观花, and
// words over either end of a name that nothing speaks for, 顾明联|袂, or in the place of its given name. The word model
// knows many, but is too slow to be asked for every few characters.
bool Lattice::FindCutWords() {
  if (language_ == nullptr) return false;
  for (const Token& token : tokens_) {
    if (token.kind != TokenKind::kPerson) continue;
    const uint32_t first = token.begin - std::min(token.begin, kIdiom - 1);
    for (uint32_t at = first; at < token.end && at + kIdiom <= chars_.size(); ++at) {
      if (language_->IsWord(chars_.substr(at, kIdiom))) cut_words_.push_back({at, at + kIdiom});
    }
    if (PersonCues(token.begin, token.end) > costs_.list_mark) continue;
    for (const uint32_t seam : {token.begin, token.end}) {
      const bool inside =
          seam > 0 && seam < chars_.size() && names_.IsHan(chars_[seam - 1]) && names_.IsHan(chars_[seam]);
      if (inside && IsCutPair(seam - 1)) cut_words_.push_back({seam - 1, seam + 1});
    }
    if (token.end - token.begin != 3) continue;
    // 远|方宾朋, 东|方韵味: what stands for the given name is a word itself; 高血糖: all of it is.
    const uint32_t at = token.begin;
    static constexpr CharacterSet kOftenWords(U"曾韩段季纪祝于向对从和");  // 曾|盛赞, 日韩|重启
    const bool begins = at == 0 || !names_.IsHan(chars_[at - 1]);
    const bool surname = !kOftenWords.Has(chars_[at]) && (begins || names_.IsMostlySurname(chars_[at]));
    const bool plain = surname && names_.IsUsualGiven(chars_[at + 1]) && names_.IsUsualGiven(chars_[at + 2]);
    if (!plain && IsCutPair(token.begin + 1)) cut_words_.push_back({token.begin + 1, token.end});
    if (names_.IsWordLikeSurname(chars_[token.begin]) && language_->IsWord(chars_.substr(token.begin, 3)))
      cut_words_.push_back({token.begin, token.end});
  }
  return !cut_words_.empty();
}

// Whether the word model knows the two characters at `at` and makes a cheaper word of them than the lexicon.
bool Lattice::IsCutPair(uint32_t at) {
  const int known = PairCost(at);
  return (known == 0 || known > costs_.cut_word) && language_->IsWord(chars_.substr(at, 2));
}

void Lattice::FindBestPath(const KnownNames* known) {
  boundaries_[0].cost = 0;
  for (uint32_t at = 0; at < chars_.size();) {
    if (dotted_) RelaxDottedNames(at);
    const NameModel::Starts starts = names_.StartsWith(chars_[at]);
    if (const uint32_t end = starts.han ? at : RelaxRun(at); end > at) {
      at = end;
      continue;
    }
    RelaxWords(at);
    taken_back_.clear();
    if (known != nullptr && known->MayStart(chars_[at])) {
      known->ForEachPrefix(chars_.substr(at), [this, at](size_t, const KnownName& name) {
        if (name.kind == KnownKind::kNone) taken_back_.push_back(at + static_cast<uint32_t>(name.text.size()));
      });
    }
    if (starts.name) RelaxNames(at);
    if (starts.foreign) RelaxForeignNames(at);
    if ((boundaries_[at].ends & kPost) != 0) RelaxReporter(at);
    if (boundaries_[at].place_heads != 0) RelaxPlaces(at);
    if (known != nullptr && known->MayStart(chars_[at])) RelaxKnown(at, *known);
    ++at;
  }
  TraceBack();
}

void Lattice::TraceBack() {
  tokens_.clear();
  for (uint32_t at = static_cast<uint32_t>(chars_.size()); at > 0; at = boundaries_[at].from) {
    const uint32_t from = boundaries_[at].from;
    tokens_.push_back({from, at, boundaries_[at].kind, 0, boundaries_[at].cost - boundaries_[from].cost});
  }
  std::reverse(tokens_.begin(), tokens_.end());
  for (size_t i = 0; i < tokens_.size(); ++i) {
    Token& token = tokens_[i];
    boundaries_[token.begin].token = static_cast<int32_t>(i);
    if (boundaries_[token.begin].starts == 0) continue;
    for (uint32_t h = boundaries_[token.begin].hits; h < boundaries_[token.begin + 1].hits; ++h) {
      if (hits_[h].end == token.end) token.classes = hits_[h].classes;
    }
  }
}

uint32_t Lattice::FindLongestEndingAt(size_t at, uint32_t classes) const {
  uint32_t begin = static_cast<uint32_t>(at);
  for (int32_t i = boundaries_[at].last_hit; i >= 0; i = hits_[i].previous) {
    if ((hits_[i].classes & classes) != 0) begin = std::min(begin, hits_[i].begin);
  }
  return begin;
}

uint32_t Lattice::FindLongestStartingAt(size_t at, uint32_t classes) const {
  uint32_t end = static_cast<uint32_t>(at);
  if (at >= chars_.size()) return end;
  for (uint32_t i = boundaries_[at].hits; i < boundaries_[at + 1].hits; ++i) {
    if ((hits_[i].classes & classes) != 0) end = std::max(end, hits_[i].end);
  }
  return end;
}

uint32_t Lattice::FindLongestStartingAtOfAll(size_t at, uint32_t classes) const {
  uint32_t end = static_cast<uint32_t>(at);
  if (at >= chars_.size()) return end;
  for (uint32_t i = boundaries_[at].hits; i < boundaries_[at + 1].hits; ++i) {
    if ((hits_[i].classes & classes) == classes) end = std::max(end, hits_[i].end);
  }
  return end;
}

int Lattice::TokenEndingAt(size_t at) const {
  if (at == 0) return -1;
  if (at == chars_.size()) return static_cast<int>(tokens_.size()) - 1;
  return boundaries_[at].token > 0 ? boundaries_[at].token - 1 : -1;
}

}  // namespace jianbao::entities
