#include "services/ingest/entities/titles.h"

#include <algorithm>
#include <string_view>

#include "libs/text/chars.h"
#include "services/ingest/entities/appointments.h"
#include "services/ingest/entities/character_set.h"
#include "services/ingest/entities/name_model.h"

namespace jianbao::entities {
namespace {

constexpr uint32_t kMaxModifier = 14;      // characters of plain nouns between an organisation and the post
constexpr uint32_t kMaxBareModifier = 14;  // likewise where nothing but nouns stands before the post
constexpr uint32_t kMaxUnit = 9;           // characters of the name of a unit inside an organisation
constexpr int kContentCharacter = 66;      // cost from which a character alone means something
constexpr uint32_t kLongestOffice = 24;    // characters of an office's name
constexpr uint32_t kMaxToOffice = 40;      // characters between a name and 担任, 当选为, …

// No name of an office or of a part of an organisation holds these.
constexpr CharacterSet kOutsideTitles(U"的在是了和与及或由对把被为向从以于到说让请");

bool IsListMark(char32_t c) { return c == U'、' || c == U'和' || c == U'与' || c == U'及'; }

bool EndsClause(char32_t c) { return c == U'。' || c == U';' || c == U'!' || c == U'?'; }

class TitleFinder {
 public:
  TitleFinder(const Lattice& lattice, const std::vector<Phrase>& phrases)
      : lattice_(lattice), chars_(lattice.chars()), phrases_(phrases) {}

  std::vector<Title> Find() {
    for (uint32_t i = 0; i < phrases_.size(); ++i) {
      if (phrases_[i].kind != PhraseKind::kPerson) continue;
      AddBefore(i);
      AddAfter(i);
      AddAppointment(i);
      AddOffice(i);
      AddApposition(i);
    }
    AddListTitles();
    std::stable_sort(titles_.begin(), titles_.end(),
                     [](const Title& a, const Title& b) { return a.person < b.person; });
    return std::move(titles_);
  }

 private:
  // The organisation or place that ends (starts) at `at`; null where there is none.
  const Phrase* PhraseEndingAt(uint32_t at) const {
    const auto next = std::lower_bound(phrases_.begin(), phrases_.end(), at,
                                       [](const Phrase& phrase, uint32_t end) { return phrase.end < end; });
    return next != phrases_.end() && next->end == at && next->kind != PhraseKind::kPerson ? &*next : nullptr;
  }
  const Phrase* PhraseStartingAt(uint32_t at) const {
    const auto next = std::lower_bound(phrases_.begin(), phrases_.end(), at,
                                       [](const Phrase& phrase, uint32_t begin) { return phrase.begin < begin; });
    return next != phrases_.end() && next->begin == at && next->kind != PhraseKind::kPerson ? &*next : nullptr;
  }

  // The organisation or place that starts before `at` and ends behind it; null where there is none.
  const Phrase* PhraseOver(uint32_t at) const {
    const auto next = std::upper_bound(phrases_.begin(), phrases_.end(), at,
                                       [](uint32_t begin, const Phrase& phrase) { return begin < phrase.end; });
    return next != phrases_.end() && next->begin < at && next->kind != PhraseKind::kPerson ? &*next : nullptr;
  }

  bool IsNoun(const Token& token) const {
    if (IsPartOfNoun(token)) return true;
    return token.kind == TokenKind::kWord && text::IsHan(chars_[token.begin]) &&
           (token.classes & (kStop | kTimeWord | kSpeech | kTakesPerson)) == 0 && !IsFunction(chars_[token.begin]) &&
           !IsFunction(chars_[token.end - 1]) && (token.end - token.begin > 1 || !IsVerb(chars_[token.begin])) &&
           !IsCircumstance(token);
  }

  // 省|建|工, 中|长|跑: a verb of one character behind another character makes the short form of a noun with it.
  bool IsPartOfNoun(const Token& token) const {
    static constexpr CharacterSet kCrafts(U"建跑编运教管检采供修设产发防推考种养征护");
    if (token.end - token.begin != 1 || token.begin == 0 || !kCrafts.Has(chars_[token.begin])) return false;
    const int before = lattice_.TokenEndingAt(token.begin);
    if (before < 0 || lattice_.tokens()[before].kind != TokenKind::kWord) return false;
    const Token& other = lattice_.tokens()[before];
    return other.end - other.begin == 1 && text::IsHan(chars_[other.begin]) &&
           ((other.classes & kStop) == 0 || kCrafts.Has(chars_[other.begin]));
  }

  // 赛后|主教练, 附近|居民, 提起|养路工: when, where or how a sentence comes to speak of someone, and no part of a
  // title.
  bool IsCircumstance(const Token& token) const {
    static constexpr CharacterSet kEnds(U"后前时起到给着开"), kAlone(U"后前时起隔请敲");
    static constexpr std::u32string_view kNearby[] = {U"附近", U"当地", U"周边", U"周围", U"同行",
                                                      U"随行", U"在场", U"隔壁", U"外地", U"本地"};
    const std::u32string_view word = chars_.substr(token.begin, token.end - token.begin);
    if (word.size() == 1) return kAlone.Has(word[0]);
    return word.size() == 2 &&
           (kEnds.Has(word[1]) || std::find(std::begin(kNearby), std::end(kNearby), word) != std::end(kNearby));
  }

  // Characters that start or end a phrase inside what the lexicon calls one word: 他是, 塞到, 一面.
  static bool IsFunction(char32_t c) {
    static constexpr CharacterSet kFunction(U"一两三几是岁有又再却仍");
    return NameModel::Get().IsNeverInPlace(c) || kFunction.Has(c);
  }

  static bool IsVerb(char32_t c) {
    static constexpr CharacterSet kVerbs(
        U"同请到由随跟陪听找问给让派托叫当做劝催送接见会看想说塞替连经拜死靠嫁娶被按据");
    return kVerbs.Has(c);
  }

  // What comes before a post as its own: ranks, the organisation or place, the paper's own 区 or 市. Returns its start.
  uint32_t ExtendLeft(uint32_t at, bool* anchored) const {
    for (;;) {
      if (const Phrase* phrase = PhraseEndingAt(at)) {
        at = SenderBefore(lattice_.SessionBefore(phrase->begin));
        *anchored = true;
      } else if (const uint32_t rank = lattice_.LongestEndingAt(at, kRank); rank < at && StartsToken(rank)) {
        at = rank;
      } else if (const uint32_t prefix =
                     lattice_.LongestEndingAt(at, kAdminPrefix | kLocalPrefix | kOrgSuffix | kPartyShort);
                 prefix < at && StartsToken(prefix) && !*anchored && !IsPointedAt(prefix)) {
        at = prefix;
      } else {
        return at;
      }
    }
  }

  // 塔罗国|驻|上海总领事, 县纪委|(派)驻|县农业局纪检组组长: where the place or organisation starts that has sent
  // someone to the one named from `at` on; `at` where none has.
  uint32_t SenderBefore(uint32_t at) const {
    if (at < 3 || chars_[at - 1] != U'驻') return at;
    const bool two = chars_[at - 2] == U'派' || chars_[at - 2] == U'常';
    const Phrase* sender = PhraseEndingAt(at - (two ? 2 : 1));
    return sender != nullptr ? sender->begin : at;
  }

  // 该|局, 我|院: the paper's word for what it has named before, and no part of a title.
  bool IsPointedAt(uint32_t at) const {
    static constexpr CharacterSet kPointers(U"该本我");
    return at > 0 && kPointers.Has(chars_[at - 1]);
  }

  bool StartsToken(uint32_t at) const { return lattice_.TokenStartingAt(at) >= 0; }

  // The start of the word for an office or a role that ends at `end`; `end` where there is none.
  uint32_t PostEndingAt(uint32_t end) const {
    const uint32_t post = lattice_.LongestEndingAt(end, kPost);
    const int i = lattice_.TokenEndingAt(end);
    static constexpr CharacterSet kKin(U"父母兄弟姐妹妻夫子女");
    if (post == end && end > 1 && chars_[end - 2] == U'其' && kKin.Has(chars_[end - 1])) return end - 1;  // 其|弟
    if (post < end || i < 0) return post;
    const Token& token = lattice_.tokens()[i];
    if (token.end - token.begin == 1) return RoleOfTwoTokens(i);
    const bool role = IsNoun(token) && NameModel::Get().EndsRole(chars_[end - 1]);
    return role && (token.classes & (kOrgKnown | kNotName)) == 0 ? token.begin : end;
  }

  // 分拣|员, 采油|工: what a person does, made of a noun and a character for whoever does it. Token `i` is the latter.
  uint32_t RoleOfTwoTokens(int i) const {
    static constexpr CharacterSet kDoers(U"员师工匠手农"), kOthers(U"家商户兵生友迷人");
    const Token& doer = lattice_.tokens()[i];
    const bool usual = kDoers.Has(chars_[doer.begin]);
    if (i == 0 || doer.kind != TokenKind::kWord || (!usual && !kOthers.Has(chars_[doer.begin]))) return doer.end;
    const Token& noun = lattice_.tokens()[i - 1];
    if (!IsNoun(noun)) return doer.end;
    if (noun.end - noun.begin >= 2) return noun.begin;
    if (!usual) return doer.end;
    // 油|锯|手: two characters that no word explains.
    const bool two = i > 1 && IsNoun(lattice_.tokens()[i - 2]) && noun.cost >= kContentCharacter &&
                     lattice_.tokens()[i - 2].end - lattice_.tokens()[i - 2].begin == 1 &&
                     lattice_.tokens()[i - 2].cost >= kContentCharacter;
    return two ? lattice_.tokens()[i - 2].begin : doer.end;
  }

  // The start of the one title that ends at `end`, its organisation included; `end` where there is none.
  uint32_t PartBefore(uint32_t end) const {
    const uint32_t post = PostEndingAt(end);
    if (post == end) return end;
    // 县总工会|副主席, 荷州市|市长: the word for the post is a longer one that starts inside what it is of.
    if (const Phrase* owner = PhraseOver(post)) return SenderBefore(lattice_.SessionBefore(owner->begin));
    bool anchored = false;
    const uint32_t begin = ExtendLeft(post, &anchored);
    if (const uint32_t owner = anchored ? begin : OwnerOfUnit(begin); owner < begin)
      return ExtendLeft(SenderBefore(owner), &anchored);
    uint32_t bare = begin;
    while (!anchored) {
      const int i = lattice_.TokenEndingAt(bare);
      if (i < 0 && bare == post) {
        // 国防部|长: the post shares its first character with the ministry.
        const uint32_t ministry = lattice_.LongestEndingAt(bare + 1, kOrgKnown);
        return ministry < bare ? ministry : begin;
      }
      if (i < 0) break;
      const Token& token = lattice_.tokens()[i];
      if (begin - token.begin > kMaxModifier) break;
      if (const uint32_t grade = std::min(GradeBefore(bare), YearBefore(bare)); grade < bare) {
        bare = ExtendLeft(grade, &anchored);
        continue;
      }
      if (const uint32_t open = EnclosedBefore(bare); open < bare) {
        bare = ExtendLeft(open, &anchored);
        continue;
      }
      if (!IsNoun(token) && !CountsOff(i)) break;
      const bool unit = token.end - token.begin == 1 || (lattice_.EndsAt(token.end) & kOrgSuffix) != 0;
      if (unit && IsPointedAt(token.begin)) break;  // 该|中心|主任
      bare = ExtendLeft(token.begin, &anchored);
    }
    if (const uint32_t mark = BehindTitle(bare); mark < bare) return mark;
    if (!anchored && begin - bare > kMaxBareModifier) return begin;
    return bare + SubjectOfDeck(bare);
  }

  // 党组成员、|东湖风景名胜区管委会主任, 副段长兼|运用车间主任: between a title with a mark behind it and the next post
  // stands nothing but what that post is of. Where this starts, reading back from `at`; `at` where no title is before
  // it.
  uint32_t BehindTitle(uint32_t at) const {
    uint32_t begin = at;
    while (begin > 1 && at - begin <= kMaxUnit && text::IsHan(chars_[begin - 1]) && chars_[begin - 1] != U'兼' &&
           !kOutsideTitles.Has(chars_[begin - 1]))
      --begin;
    if (begin == at || begin < 2 || (chars_[begin - 1] != U'、' && chars_[begin - 1] != U'兼')) return at;
    return (lattice_.EndsAt(begin - 1) & kPost) != 0 && HoldsOnlyNouns(begin, at) ? begin : at;
  }

  // Whether no person, no time and no verb of saying or finding someone stands between `begin` and `end`.
  bool HoldsOnlyNouns(uint32_t begin, uint32_t end) const {
    return std::none_of(lattice_.tokens().begin(), lattice_.tokens().end(), [begin, end](const Token& token) {
      if (token.begin < begin || token.end > end) return false;
      const bool spoken = (token.classes & (kSpeech | kTakesPerson | kTimeWord | kPost)) != 0;
      return token.kind == TokenKind::kPerson || (spoken && token.end - token.begin > 1);
    });
  }

  // 区中医院|治未病科, 县农业农村局|水产站: whatever a unit inside an organisation is called, it is named behind it.
  // Where that organisation starts, the unit's name ending at `end`; `end` where there is none.
  uint32_t OwnerOfUnit(uint32_t end) const {
    static constexpr CharacterSet kUnits(U"科处室部办股组队站所班系院库");
    if (end < 3 || !kUnits.Has(chars_[end - 1])) return end;
    const Phrase* owner = nullptr;
    for (uint32_t at = end - 1; at > 1 && end - at <= kMaxUnit && owner == nullptr; --at) {
      if (!text::IsHan(chars_[at]) || kOutsideTitles.Has(chars_[at])) return end;
      owner = PhraseEndingAt(at);
    }
    if (owner == nullptr || owner->kind != PhraseKind::kOrganization || end - owner->end < 2) return end;
    return HoldsOnlyNouns(owner->end, end) ? owner->begin : end;
  }

  // "岚州红色寻亲志愿服务队"|队长, 市工商联|(总商会)|主席: where the short name in quotes or brackets that ends at `at`
  // starts; `at` where none ends there.
  uint32_t EnclosedBefore(uint32_t at) const {
    constexpr uint32_t kLongest = 16;
    if (at < 4 || (chars_[at - 1] != U'"' && chars_[at - 1] != U')')) return at;
    const char32_t mark = chars_[at - 1] == U'"' ? U'"' : U'(';
    for (uint32_t open = at - 2; open + kLongest > at; --open) {
      if (chars_[open] == mark) {
        if (mark == U'"') return at - open > 3 && IsNameOfUnit(at - 1) ? open : at;
        return open > 0 && PhraseEndingAt(open) != nullptr ? open : at;
      }
      if (open == 0 || !text::IsHan(chars_[open])) break;
    }
    return at;
  }
  bool IsNameOfUnit(uint32_t end) const { return (lattice_.EndsAt(end) & (kOrgSuffix | kPost)) != 0; }

  // 33|路, 2013|级, 2018|年度, 第三|纪检监察组, 民|一|庭: a number that says which one, and not how many.
  bool CountsOff(int i) const {
    const Token& token = lattice_.tokens()[i];
    if (token.kind == TokenKind::kWord) {
      static constexpr CharacterSet kNumerals(U"一二三四五六七八九十"), kUnits(U"庭厂队班组科院区");
      if (chars_[token.begin] == U'第' && token.end - token.begin > 1) return true;
      static constexpr CharacterSet kRanks(U"线级等");  // 一线, 二级, 二等
      if (token.end - token.begin == 2 && kNumerals.Has(chars_[token.begin]) && kRanks.Has(chars_[token.end - 1]))
        return true;
      return token.end - token.begin == 1 && kNumerals.Has(chars_[token.begin]) && token.end < chars_.size() &&
             kUnits.Has(chars_[token.end]);
    }
    static constexpr std::u32string_view kOrdinals[] = {U"路", U"级", U"届", U"年度", U"号", U"米"};
    const std::u32string_view behind = chars_.substr(token.end);
    return token.kind == TokenKind::kNumber &&
           std::any_of(std::begin(kOrdinals), std::end(kOrdinals),
                       [behind](std::u32string_view word) { return behind.starts_with(word); });
  }

  // 高三(6)|班: where the class before `at` starts with its grade; `at` where there is none.
  uint32_t GradeBefore(uint32_t at) const {
    static constexpr CharacterSet kYears(U"一二三四五六"), kSchools(U"高初");
    if (at < 5 || chars_[at - 1] != U')' || chars_[at] != U'班') return at;
    uint32_t open = at - 1;
    while (open > 2 && text::IsDigit(chars_[open - 1])) --open;
    const bool grade = chars_[open - 1] == U'(' && kYears.Has(chars_[open - 2]) && kSchools.Has(chars_[open - 3]);
    return grade ? open - 3 : at;
  }

  // 高三|学生, 大一|新生: where the year of who learns starts; `at` where there is none.
  uint32_t YearBefore(uint32_t at) const {
    static constexpr CharacterSet kYears(U"一二三四"), kSchools(U"高初大");
    return at >= 2 && kYears.Has(chars_[at - 1]) && kSchools.Has(chars_[at - 2]) && StartsToken(at - 2) ? at - 2 : at;
  }

  // ——记某院退休教授: characters to leave out.
  uint32_t SubjectOfDeck(uint32_t at) const {
    const bool deck = at > 0 && (chars_[at - 1] == U'—' || chars_[at - 1] == U'-');
    return deck && (chars_[at] == U'记' || chars_[at] == U'访') ? 1 : 0;
  }

  // 父亲、钢筋工: of two titles, kinship says whose and is none.
  bool IsKin(uint32_t begin, uint32_t end) const {
    static constexpr std::u32string_view kKin[] = {U"父亲", U"母亲", U"丈夫", U"妻子", U"儿子", U"女儿",
                                                   U"哥哥", U"弟弟", U"姐姐", U"妹妹", U"师傅", U"徒弟"};
    const std::u32string_view word = chars_.substr(begin, end - begin);
    return std::find(std::begin(kKin), std::end(kKin), word) != std::end(kKin);
  }

  // 燕振铎|少将、县法院院长|计维周: a title behind a name belongs to that one.
  bool IsBehindPerson(uint32_t at) const {
    return std::any_of(phrases_.begin(), phrases_.end(),
                       [at](const Phrase& phrase) { return phrase.kind == PhraseKind::kPerson && phrase.end == at; });
  }

  // Titles joined by 、 or 兼 are one.
  uint32_t WholeBefore(uint32_t end) const {
    uint32_t begin = PartBefore(end);
    while (begin < end && begin > 1) {
      const bool joined = chars_[begin - 1] == U'、' || chars_[begin - 1] == U'兼';
      const uint32_t part = joined ? PartBefore(begin - 1) : begin;
      if (!joined || part == begin - 1 || IsKin(part, begin - 1) || IsBehindPerson(part)) break;
      begin = part;
    }
    return begin;
  }

  void Add(uint32_t person, uint32_t begin, uint32_t end, bool former = false) {
    titles_.push_back({person, begin, end, former});
  }

  void AddBefore(uint32_t i) {
    uint32_t end = phrases_[i].begin;
    AddSuccession(i);
    const bool quoted = end > 2 && chars_[end - 1] == U'"';                                 // "路长"|贺若澜
    const bool copula = end > 2 && (chars_[end - 1] == U'为' || chars_[end - 1] == U'是');  // 审判长|为|乌力吉
    if (quoted || copula) --end;
    if (copula) {
      const uint32_t begin = WholeBefore(end);
      const bool subject = begin == 0 || (!NameModel::Get().IsHan(chars_[begin - 1]) && chars_[begin - 1] != U'、');
      if (begin < end && subject && (lattice_.EndsAt(end) & kPost) != 0) Add(i, begin, end);
      return;
    }
    const uint32_t begin = WholeBefore(end);
    if (begin < end && (!quoted || (begin > 0 && chars_[begin - 1] == U'"'))) Add(i, begin, end);
  }

  // 接任县长的是|苗青, 当选为县长的是…: the office stands before the name.
  void AddSuccession(uint32_t i) {
    static constexpr std::u32string_view kWho[] = {U"的是", U"的为", U"的则是", U"的正是"};
    // The name may have titles of its own before it.
    const uint32_t name = WholeBefore(phrases_[i].begin);
    const std::u32string_view before = chars_.substr(0, name);
    for (const std::u32string_view who : kWho) {
      if (!before.ends_with(who)) continue;
      const auto end = static_cast<uint32_t>(before.size() - who.size());
      const uint32_t first = end > kLongestOffice ? end - kLongestOffice : 0;
      for (uint32_t at = end; at-- > first && !EndsClause(chars_[at]) && chars_[at] != U',';) {
        const OfficeChange change = OfficeChangeInClause(chars_, at);
        if (change.office != 0 && TitleFrom(change.office) == end) return Add(i, change.office, end, change.former);
      }
    }
  }

  void AddAfter(uint32_t i) {
    const uint32_t begin = phrases_[i].end;
    const uint32_t end = lattice_.LongestStartingAtOfAll(begin, kHonorific | kPost);
    // 同志 and 老师 are said to anyone.
    const std::u32string_view title = chars_.substr(begin, end - begin);
    const bool next =
        i + 1 < phrases_.size() && phrases_[i + 1].kind == PhraseKind::kPerson && phrases_[i + 1].begin == end;
    if (end > begin && !next && title != U"同志" && title != U"老师") Add(i, begin, end);
  }

  // 余长水,61岁,芦滩镇沙湾村党员、巡堤员。: what a card says of someone, behind age, sex and birth.
  void AddApposition(uint32_t i) {
    constexpr int kMaxRemarks = 5;
    const uint32_t end = phrases_[i].end;
    const uint32_t begin = phrases_[i].begin;
    if (end >= chars_.size() || chars_[end] != U',' || (begin > 0 && text::IsHan(chars_[begin - 1]))) return;
    uint32_t at = end + 1;
    int remarks = 0;
    for (; remarks < kMaxRemarks; ++remarks) {
      const uint32_t next = RemarkEnd(at);
      if (next == at || next >= chars_.size() || chars_[next] != U',') break;
      at = next + 1;
    }
    const uint32_t title = TitleFrom(at);
    const bool closed = title == chars_.size() || chars_[title] == U',' || EndsClause(chars_[title]);
    if (remarks > 0 && title > at && closed) Add(i, at, title);
  }

  // 男, 61岁, 1965年3月生, 汉族, 中共党员: where the remark on a person that starts at `at` ends; `at` where none
  // starts.
  uint32_t RemarkEnd(uint32_t at) const {
    constexpr uint32_t kLongest = 12;
    uint32_t end = at;
    while (end < chars_.size() && end - at < kLongest && (text::IsHan(chars_[end]) || text::IsDigit(chars_[end])))
      ++end;
    const std::u32string_view remark = chars_.substr(at, end - at);
    const bool counted = !remark.empty() && (text::IsDigit(remark[0]) || remark.starts_with(U"今年"));
    const bool said = remark == U"男" || remark == U"女" || remark == U"中共党员" || remark == U"党员" ||
                      (remark.size() <= 4 && remark.ends_with(U"族")) || remark.ends_with(U"学历") ||
                      (counted && (remark.ends_with(U"岁") || remark.ends_with(U"生") || remark.ends_with(U"入党")));
    return said ? end : at;
  }

  // The end of the title that starts at `begin`; `begin` where there is none.
  uint32_t TitleFrom(uint32_t begin) const {
    uint32_t end = begin, at = begin;
    while (at < chars_.size() && at - begin < 4 * kMaxModifier) {
      if (const Phrase* phrase = PhraseStartingAt(at)) {
        at = phrase->end;
      } else if (const uint32_t post = lattice_.LongestStartingAt(at, kPost); post > at) {
        end = at = post;
      } else if (chars_[at] == U'、' && at == end && end > begin) {
        ++at;
      } else {
        const int i = lattice_.TokenStartingAt(at);
        if (i < 0) break;
        const Token& token = lattice_.tokens()[i];
        if (!IsNoun(token) && ((token.classes & kRank) == 0 || token.end - token.begin < 2)) break;
        at = token.end;
      }
    }
    return end;
  }

  // 任命贺若澜、沈砚秋为青禾县副县长; 免去沈砚秋同志的副县长职务: what lists of appointments say.
  void AddAppointment(uint32_t i) {
    const uint32_t at = phrases_[i].end;
    const uint32_t first = FirstOfList(i);
    const std::u32string_view before = chars_.substr(0, phrases_[first].begin);
    OfficeChange change = OfficeChangeAt(chars_, at);
    if (change.office == 0 && EndsBeforeRemoved(before)) {  // 免去|沈砚秋|同志|副县长|职务
      change = {chars_.substr(at).starts_with(U"同志") ? at + 2 : at, true, false, true};
    }
    if (change.office == 0 || (!change.whole && !change.duties)) return;  // the others: AddOffice()
    const uint32_t end = TitleFrom(change.office);
    if (end == change.office) return;
    const bool duties = chars_.substr(end, 2) == U"职务";
    const bool closed = end == chars_.size() || !NameModel::Get().IsHan(chars_[end]) ||
                        (chars_[end] == U'的' && EndsBeforeAppointee(before));
    if (!duties && (change.duties || !closed)) return;
    // 由|沈砚秋|接替|贺若澜|任县长: the successor takes the office.
    if (before.ends_with(U"接替") && first > 0 && phrases_[first - 1].kind == PhraseKind::kPerson)
      return Add(first - 1, change.office, end, change.former);
    const bool listed = EndsBeforeAppointee(before) || before.empty() || !NameModel::Get().IsHan(before.back());
    for (uint32_t k = listed ? first : i; k <= i; ++k) Add(k, change.office, end, change.former);
  }

  // The first person of the list of names that ends with person `i`.
  uint32_t FirstOfList(uint32_t i) const {
    while (i > 0 && phrases_[i - 1].kind == PhraseKind::kPerson && NextInList(i - 1) == i) --i;
    return i;
  }

  // 贺若澜,1985年生,当选为石桥村党支部书记: the office a sentence says someone took or left.
  void AddOffice(uint32_t i) {
    const uint32_t begin = phrases_[i].end;
    uint32_t limit = std::min<uint32_t>(static_cast<uint32_t>(chars_.size()), begin + kMaxToOffice);
    for (uint32_t k = i + 1; k < phrases_.size() && phrases_[k].begin < limit; ++k) {
      if (phrases_[k].kind == PhraseKind::kPerson) limit = phrases_[k].begin;
    }
    const uint32_t taken = chars_.substr(begin).starts_with(U"同志任") ? begin + 2 : begin;
    uint32_t at = begin;
    bool found = false;  // 任县委书记,免去其县长职务: behind the office taken comes what was left for it
    if (taken < chars_.size() && chars_[taken] == U'任') {  // 谷一鸣|任|秘书长
      if (const uint32_t end = TitleFrom(taken + 1); end > taken + 1) {
        Add(i, taken + 1, end);
        found = true;
        at = end;
      }
    }
    for (; at < limit && !EndsClause(chars_[at]); ++at) {
      const OfficeChange change = OfficeChangeInClause(chars_, at);
      if (change.office == 0 || (found && !change.former)) continue;
      const uint32_t end = TitleFrom(change.office);
      if (end > change.office) Add(i, change.office, end, change.former);
      if (found || change.former || end == change.office) return;
      found = true;
      at = end - 1;
    }
  }

  // A title that any number of people hold at once: 区领导, 副主任, 委员, 农户; not 书记, 局长, 总统.
  bool IsCollective(const Title& title) const {
    const uint32_t post = lattice_.LongestEndingAt(title.end, kPost);
    const std::u32string_view word = chars_.substr(post, title.end - post);
    if (word.empty() || word.front() == U'副') return true;
    constexpr std::u32string_view kHeads[] = {U"长",   U"书记", U"主席", U"主任", U"总统",   U"总理",  U"首相",
                                              U"经理", U"总裁", U"政委", U"司令", U"司令员", U"负责人"};
    return std::none_of(std::begin(kHeads), std::end(kHeads), [word](std::u32string_view head) {
      return word.size() >= head.size() && word.substr(word.size() - head.size()) == head;
    });
  }

  // Where the list of names that starts with person `i` goes on: the next person, or 0.
  uint32_t NextInList(uint32_t i) const {
    if (i + 1 >= phrases_.size() || phrases_[i + 1].kind != PhraseKind::kPerson) return 0;
    const uint32_t gap = phrases_[i + 1].begin - phrases_[i].end;
    return gap == 0 || (gap == 1 && IsListMark(chars_[phrases_[i].end])) ? i + 1 : 0;
  }

  // 区领导贺若澜、沈砚秋; 贺若澜、沈砚秋等区领导: one title for every name of the list.
  void AddListTitles() {
    const std::vector<Title> own = titles_;
    std::vector<bool> titled(phrases_.size());
    for (const Title& title : own)
      titled[title.person] = titled[title.person] || title.end <= phrases_[title.person].begin;
    for (uint32_t first = 0; first < phrases_.size(); ++first) {
      if (phrases_[first].kind != PhraseKind::kPerson) continue;
      uint32_t last = first;
      for (uint32_t next = NextInList(last); next != 0 && !titled[next]; next = NextInList(last)) last = next;
      for (const Title& title : own) {
        if (title.person != first || title.end > phrases_[first].begin || !IsCollective(title)) continue;
        for (uint32_t k = first + 1; k <= last; ++k) Add(k, title.begin, title.end);
      }
      AddTitleBehind(first, last);
      first = last;
    }
  }

  void AddTitleBehind(uint32_t first, uint32_t last) {
    const uint32_t at = phrases_[last].end;
    if (at >= chars_.size() || chars_[at] != U'等') return;
    const uint32_t counted = SkipCount(at + 1);
    const uint32_t end = TitleFrom(counted);
    if (chars_.substr(counted, end - counted) == U"同志") return;
    if (end == counted || ((lattice_.EndsAt(end) & kCollective) == 0 && counted == at + 1)) return;
    for (uint32_t k = first; k <= last; ++k) Add(k, counted, end);
  }

  // 等|10名|优秀企业家: where what is counted starts; `at` where nothing is.
  uint32_t SkipCount(uint32_t at) const {
    static constexpr CharacterSet kNumerals(U"一二三四五六七八九十百千两余多");
    uint32_t end = at;
    while (end < chars_.size() && (text::IsDigit(chars_[end]) || kNumerals.Has(chars_[end]))) ++end;
    return end > at && end < chars_.size() && (chars_[end] == U'名' || chars_[end] == U'位') ? end + 1 : at;
  }

  const Lattice& lattice_;
  const std::u32string_view chars_;
  const std::vector<Phrase>& phrases_;
  std::vector<Title> titles_;
};

}  // namespace

std::vector<Title> FindTitles(const Lattice& lattice, const std::vector<Phrase>& phrases) {
  return TitleFinder(lattice, phrases).Find();
}

}  // namespace jianbao::entities
