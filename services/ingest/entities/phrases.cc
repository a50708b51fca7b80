#include "services/ingest/entities/phrases.h"

#include <algorithm>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/entities/character_set.h"
#include "services/ingest/entities/foreign_places.h"
#include "services/ingest/entities/listed_places.h"
#include "services/ingest/entities/modifiers.h"
#include "services/ingest/entities/name_model.h"
#include "services/ingest/entities/short_places.h"

namespace jianbao::entities {
namespace {

constexpr uint32_t kMaxSiteName = 9;       // characters of a site's name before its head
constexpr int kUnusualCharacter = 75;      // cost from which a character hardly stands for itself
constexpr int kBrandCharacter = 60;        // cost from which a character may be part of a brand
constexpr int kBrand = 140;                // … and two of them are one
constexpr int kRareWord = 90;              // cost from which a word may tell one school from another
constexpr int kBrandWord = 95;             // … and a word is one
constexpr int kUsualWord = 110;            // lexicon cost up to which a word is an everyday one
constexpr uint32_t kMaxLooseModifier = 8;  // characters of a name that no place anchors

class PhraseFinder {
 public:
  PhraseFinder(const Lattice& lattice, PeopleNames people)
      : lattice_(lattice), tokens_(lattice.tokens()), people_(people) {}

  std::vector<Phrase> Find() {
    for (int i = 0; i < static_cast<int>(tokens_.size()); ++i) {
      if (tokens_[i].kind != TokenKind::kWord) {
        AddLatinName(i);
        AddToken(i);
        continue;
      }
      const Token& token = tokens_[i];
      const std::u32string_view chars = lattice_.chars();
      const bool single = token.end - token.begin == 1;
      if (token.begin > 1 && chars[token.begin - 1] == U'、') AddListedName(i);
      if (people_ == PeopleNames::kSurnamesToo) {
        AddSurname(i);
        AddSurnameInWord(i);
      }
      if ((lattice_.StartsAt(token.begin) & kHonorific) != 0) AddHonored(i);
      if (i > 0 && (tokens_[i - 1].classes & kPost) != 0) AddTitled(i);
      AddToken(i);
      if ((lattice_.EndsAt(token.end) & (kOrgSuffix | kOrgWeak)) != 0) AddOrganization(i);
      if ((token.classes & kTrade) != 0) AddBrand(i);
      if ((token.classes & kPost) != 0) AddUnitOfTitle(i);
      AddOwnCommittee(i);
      if ((token.classes & kSiteSuffix) != 0) AddSite(i);
      if (single) AddVillage(i);
      if (single && chars[token.begin] == U'段') AddSection(i);
      if (MayEndList(chars, token.begin)) {
        for (const Phrase& place : FindListedPlaces(lattice_, token.begin, phrases_))
          Add(place.begin, place.end, place.kind);
      }
    }
    AddNamesBeforeListed();
    return std::move(phrases_);
  }

 private:
  uint32_t Length(const Token& token) const { return token.end - token.begin; }

  // Adds a name and drops the ones it covers; a name that would cut another one is dropped itself.
  void Add(uint32_t begin, uint32_t end, PhraseKind kind) {
    while (!phrases_.empty() && phrases_.back().begin >= begin) phrases_.pop_back();
    if (!phrases_.empty() && phrases_.back().end > begin) return;
    phrases_.push_back({begin, end, kind});
  }

  void AddToken(int i) {
    const Token& token = tokens_[i];
    if (const uint32_t place = token.kind == TokenKind::kForeign ? ForeignPlaceEnd(lattice_, i) : 0; place > 0) {
      Add(token.begin, place, PhraseKind::kPlace);
    } else if (token.kind == TokenKind::kPerson || token.kind == TokenKind::kForeign) {
      Add(token.begin, token.end, PhraseKind::kPerson);
    } else if (token.kind == TokenKind::kPlace) {
      Add(WithFirstCharacter(i), token.end, PhraseKind::kPlace);
    } else if (token.kind == TokenKind::kOrganization) {
      Add(token.begin, token.end, PhraseKind::kOrganization);
    } else if ((token.classes & kOrgKnown) != 0) {
      AddKnownOrganization(i);
    } else if (token.kind == TokenKind::kWord && Length(token) >= 3 && (token.classes & kNotName) == 0 &&
               lattice_.LongestStartingAt(token.begin, kPlaceKnown) + 1 == token.end) {
      // 日本人, 上海话: words made of a place; 北京城 is one.
      const bool whole = (lattice_.EndsAt(token.end) & (kAdminSuffix | kSiteSuffix)) != 0;
      Add(token.begin, whole ? token.end : token.end - 1, PhraseKind::kPlace);
    } else if (MayHoldShortPlaces(lattice_, token)) {
      for (const Phrase& place : FindShortPlaces(lattice_, i)) Add(place.begin, place.end, PhraseKind::kPlace);
    }
  }

  // 招贤镇|大|官庄村, 家住|银|杏里小区, 甘草|坪村: where a name starts that its first word was cut off from; the
  // token's own start where none was.
  uint32_t WithFirstCharacter(int i) const {
    static constexpr CharacterSet kNever(U"我全各该本两几每某同邻另任原现一二三四五六七八九十百千万里间个家和与在到");
    static constexpr CharacterSet kLandforms(U"坪坝垭坳坑塆垄嘴洼塬峪"), kUnits(U"村镇乡");
    const Token& token = tokens_[i];
    const std::u32string_view chars = lattice_.chars();
    if (i < 2 || (lattice_.EndsAt(token.end) & (kAdminSuffix | kSiteSuffix)) == 0 || Length(token) > 5)
      return token.begin;
    const Token &first = tokens_[i - 1], &before = tokens_[i - 2];
    if (first.kind != TokenKind::kWord || !NameModel::Get().IsHan(chars[first.begin]) ||
        (first.classes & (kStop | kLocative | kAdminPrefix | kTimeWord | kPost | kSpeech | kAction)) != 0)
      return token.begin;
    const bool hill = Length(token) == 2 && kLandforms.Has(chars[token.begin]) && kUnits.Has(chars[token.end - 1]);
    const bool bounded = before.kind == TokenKind::kPlace || (before.classes & kLocative) != 0;
    const bool single = Length(first) == 1 && !kNever.Has(chars[first.begin]);
    return bounded && (single || (hill && Length(first) == 2)) ? first.begin : token.begin;
  }

  // 贺若澜、柏舟、沈砚秋: what stands in a list of names where a name should, and starts with a surname, is one.
  void AddListedName(int i) {
    const std::u32string_view chars = lattice_.chars();
    const uint32_t begin = tokens_[i].begin;
    if (tokens_[i].kind != TokenKind::kWord || !NameModel::Get().IsSurname(chars[begin]) || !IsBehindPerson(begin))
      return;
    static constexpr CharacterSet kEnds(U"等和与及");
    uint32_t end = begin;
    while (end < chars.size() && end - begin < 4 && NameModel::Get().IsHan(chars[end]) &&
           !(end - begin >= 2 && kEnds.Has(chars[end])))
      ++end;
    if (end - begin < 2 || end - begin > 3 ||
        (end < chars.size() && NameModel::Get().IsHan(chars[end]) && !kEnds.Has(chars[end])))
      return;
    const bool word = Length(tokens_[i]) == end - begin && tokens_[i].cost < kUsualWord;
    if (!word && lattice_.LongestEndingAt(end, kOrgSuffix | kAdminSuffix | kPost) == end)
      Add(begin, end, PhraseKind::kPerson);
  }

  // Whether the list mark before `begin` stands behind a person, or behind what is said of one: 贺若澜(一中)、
  bool IsBehindPerson(uint32_t begin) const {
    constexpr uint32_t kMaxRemark = 12;
    const std::u32string_view chars = lattice_.chars();
    if (begin < 2 || chars[begin - 1] != U'、') return false;
    uint32_t end = begin - 1;
    if (chars[end - 1] == U')') {
      const size_t open = chars.substr(0, end).rfind(U'(');
      if (open == chars.npos || end - open > kMaxRemark) return false;
      end = static_cast<uint32_t>(open);
    }
    const auto ends_there = [end](const Phrase& phrase) {
      return phrase.kind == PhraseKind::kPerson && phrase.end == end;
    };
    return std::any_of(phrases_.rbegin(), phrases_.rend(), ends_there);
  }

  // 马莲花、敖登、曲静: the same for what stands before a name of the list, from the last to the first.
  void AddNamesBeforeListed() {
    const std::u32string_view chars = lattice_.chars();
    if (chars.find(U'、') == chars.npos) return;
    for (size_t i = phrases_.size(); i-- > 0;) {
      if (phrases_[i].kind != PhraseKind::kPerson) continue;
      for (uint32_t end = phrases_[i].begin; end > 3 && chars[end - 1] == U'、';) {
        const uint32_t begin = ListedNameBefore(--end);
        if (begin == end || (i > 0 && phrases_[i - 1].end > begin)) break;
        phrases_.insert(phrases_.begin() + static_cast<std::ptrdiff_t>(i), {begin, end, PhraseKind::kPerson});
        end = begin;
      }
    }
  }

  // Where the name that ends at `end` starts, behind a mark or a post; `end` where there is none.
  uint32_t ListedNameBefore(uint32_t end) const {
    const std::u32string_view chars = lattice_.chars();
    for (const uint32_t length : {3u, 2u}) {
      if (end < length) continue;
      const uint32_t begin = end - length;
      const bool bounded = begin == 0 || !NameModel::Get().IsHan(chars[begin - 1]) || chars[begin - 1] == U'的' ||
                           (lattice_.EndsAt(begin) & kPost) != 0;
      if (!bounded || !NameModel::Get().IsSurname(chars[begin])) continue;
      const int i = lattice_.TokenStartingAt(begin);
      if (i < 0 || tokens_[i].kind != TokenKind::kWord) return end;
      const bool word = Length(tokens_[i]) == length && tokens_[i].cost < kUsualWord;
      const bool han =
          std::all_of(chars.begin() + begin, chars.begin() + end, [](char32_t c) { return NameModel::Get().IsHan(c); });
      if (han && !word && lattice_.LongestEndingAt(end, kOrgSuffix | kAdminSuffix | kSiteSuffix | kPost) == end)
        return begin;
      return end;
    }
    return end;
  }

  // 陈|老师, 刘|某, 朱|老, 张|家|父子: a surname that stands for its bearer.
  void AddSurname(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord || Length(token) != 1 || token.end >= lattice_.chars().size()) return;
    const char32_t surname = lattice_.chars()[token.begin], next = lattice_.chars()[token.end];
    if (!NameModel::Get().IsSurname(surname) || lattice_.TokenStartingAt(token.end) < 0) return;
    static constexpr CharacterSet kSome(U"一些种个项方");  // 专注于|某一门手艺
    const bool hidden =
        next == U'某' && (token.end + 1 == lattice_.chars().size() || !kSome.Has(lattice_.chars()[token.end + 1]));
    const bool certain =
        hidden || next == U'氏' || (i > 0 && EndsIn(tokens_[i - 1], U"姓")) || IsElder(token.end) || IsFamiliar(i);
    const bool likely = (lattice_.StartsAt(token.end) & kHonorific) != 0 || IsFamily(token.end) ||
                        ((lattice_.StartsAt(token.end) & kRank) != 0 && NameModel::Get().IsMostlySurname(surname));
    const bool alone = token.begin == 0 || !NameModel::Get().IsHan(lattice_.chars()[token.begin - 1]);
    const bool behind_word =
        i > 0 && (tokens_[i - 1].classes & kStop) != 0 && (token.classes & kStop) == 0;  // 随|彭|局长
    if (certain || (likely && (alone || behind_word || NameModel::Get().IsMostlySurname(surname))) ||
        (alone && IsAddressed(token.begin)))
      Add(token.begin, token.end, PhraseKind::kPerson);
  }

  // 郑|:, 潘|副乡长, 沈|老|一生, 董|家|院里: a surname that a clause starts with, and its bearer's turn to speak, rank,
  // age or house.
  bool IsAddressed(uint32_t at) const {
    const std::u32string_view chars = lattice_.chars();
    const NameModel& model = NameModel::Get();
    if (at + 2 >= chars.size()) return false;
    if (chars[at + 1] == U':') return at == 0 && model.IsMostlySurname(chars[at]);
    if (chars[at + 1] == U'副') return lattice_.LongestStartingAt(at + 1, kPost) > at + 2;
    const bool whole = lattice_.TokenStartingAt(at + 2) >= 0;
    return whole && (chars[at + 1] == U'老' || chars[at + 1] == U'家') && model.IsMostlySurname(chars[at]);
  }

  bool EndsIn(const Token& token, std::u32string_view end) const {
    return lattice_.chars().substr(token.begin, Length(token)).ends_with(end);
  }

  // 朱|老|说, 梁|总|说: 老 or 总 as a token of its own, before a verb or a mark.
  bool IsElder(uint32_t at) const {
    const char32_t c = lattice_.chars()[at];
    if ((c != U'老' && c != U'总') || Length(tokens_[static_cast<size_t>(lattice_.TokenStartingAt(at))]) != 1)
      return false;
    return at + 1 == lattice_.chars().size() || !NameModel::Get().IsHan(lattice_.chars()[at + 1]) ||
           (lattice_.StartsAt(at + 1) & (kSpeech | kAction)) != 0;
  }

  // 老|刘|说: 老 or 小 before a surname, and a verb or a mark behind it.
  bool IsFamiliar(int i) const {
    if (i == 0 || Length(tokens_[i - 1]) != 1) return false;
    const char32_t before = lattice_.chars()[tokens_[i - 1].begin], after = lattice_.chars()[tokens_[i].end];
    return (before == U'老' || before == U'小') &&
           NameModel::Get().IsMostlySurname(lattice_.chars()[tokens_[i].begin]) &&
           (!NameModel::Get().IsHan(after) || (lattice_.StartsAt(tokens_[i].end) & (kSpeech | kAction)) != 0);
  }

  // 周总理, 老刘: a word of the lexicon made of a surname and what its bearer is called by.
  void AddSurnameInWord(int i) {
    const Token& token = tokens_[i];
    const std::u32string_view chars = lattice_.chars();
    if (Length(token) == 2 && (chars[token.begin] == U'老' || chars[token.begin] == U'小') &&
        NameModel::Get().IsMostlySurname(chars[token.begin + 1]))
      return Add(token.begin + 1, token.end, PhraseKind::kPerson);
    if (Length(token) < 3 || !NameModel::Get().IsMostlySurname(lattice_.chars()[token.begin])) return;
    if (lattice_.LongestStartingAtOfAll(token.begin + 1, kHonorific | kPost) == token.end)
      Add(token.begin, token.begin + 1, PhraseKind::kPerson);
  }

  // 张|家|兄弟
  bool IsFamily(uint32_t at) const {
    return lattice_.chars()[at] == U'家' && at + 1 < lattice_.chars().size() &&
           (lattice_.StartsAt(at + 1) & kHonorific) != 0;
  }

  // 郁之|先生: before what is said of persons only, characters that no word explains are a name.
  void AddHonored(int i) {
    static constexpr std::u32string_view kOfPersons[] = {U"先生", U"女士", U"小姐", U"同志"};
    const std::u32string_view behind = lattice_.chars().substr(tokens_[i].begin);
    if (std::none_of(std::begin(kOfPersons), std::end(kOfPersons),
                     [behind](std::u32string_view word) { return behind.starts_with(word); }))
      return;
    // Up to three, of which each two weigh as much as two unusual ones; 鲁某 hides a name.
    const auto unexplained = [this](int k) {
      const Token& token = tokens_[k];
      return token.kind == TokenKind::kWord && Length(token) == 1 && lattice_.chars()[token.begin] != U'某';
    };
    int first = i;
    while (first > 1 && i - first < 3 && unexplained(first - 1) && unexplained(first - 2) &&
           tokens_[first - 1].cost + tokens_[first - 2].cost >= 2 * kUnusualCharacter)
      first -= first == i ? 2 : 1;
    if (i - first == 2 || (i - first == 3 && NameModel::Get().IsSurname(lattice_.chars()[tokens_[first].begin])))
      Add(tokens_[first].begin, tokens_[i].begin, PhraseKind::kPerson);
  }

  // 团长|筱|桂芬|、, 队长|苏|和|巴|图|带领: between a post that one holds and a mark or a verb of people, what no word
  // explains and given names or foreign ones are made of is a name, whatever it starts with.
  void AddTitled(int i) {
    const uint32_t begin = tokens_[i].begin;
    static constexpr std::u32string_view kHeads[] = {U"长",   U"书记", U"主席", U"主任", U"经理", U"总裁",
                                                     U"总理", U"总统", U"教授", U"院士", U"大臣"};
    if (std::none_of(std::begin(kHeads), std::end(kHeads),
                     [&](std::u32string_view head) { return EndsIn(tokens_[i - 1], head); }))
      return;
    uint32_t end = begin;
    for (int k = i; k < static_cast<int>(tokens_.size()) && end - begin < 4 && MayBeInName(tokens_[k]); ++k)
      end = tokens_[k].end;
    const std::u32string_view name = lattice_.chars().substr(begin, end - begin);
    const NameModel& model = NameModel::Get();
    const bool given = name.size() == 3 && model.IsUsualGiven(name[1]) && model.IsUsualGiven(name[2]);
    const bool sound = name.size() == 4 && std::all_of(name.begin(), name.end(), [&model](char32_t c) {
                         return model.TransliterationCost(c) != 0;
                       });
    if ((given || sound) && IsClosedAt(end)) Add(begin, end, PhraseKind::kPerson);
  }
  bool MayBeInName(const Token& token) const {
    constexpr uint32_t kNever = kStop | kTimeWord | kSpeech | kLocative | kPost | kRank | kHonorific | kNotName |
                                kOrgKnown | kPlaceKnown | kAdminPrefix | kNoPlaceName | kOrgSuffix | kSiteSuffix |
                                kTrade;
    const char32_t first = lattice_.chars()[token.begin];
    return token.kind == TokenKind::kWord && (token.classes & kNever) == 0 && !NameModel::Get().IsNeverInPlace(first) &&
           (Length(token) == 1 || (Length(token) == 2 && token.cost >= kRareWord));
  }
  bool IsClosedAt(uint32_t end) const {
    const std::u32string_view chars = lattice_.chars();
    if (end == chars.size() || !NameModel::Get().IsHan(chars[end]) || (lattice_.StartsAt(end) & kSpeech) != 0)
      return true;
    return lattice_.LongestStartingAt(end, kAction) > end + 1;
  }

  // John R. Moreau院士: a run of Latin words is a person only where a title says so.
  void AddLatinName(int i) {
    const Token& last = tokens_[i];
    if (last.kind != TokenKind::kLatin) return;
    int first = i;
    while (first > 0 && IsInsideLatinName(tokens_[first - 1])) --first;
    while (first < i && tokens_[first].kind != TokenKind::kLatin) ++first;
    const bool alone = i + 1 == static_cast<int>(tokens_.size()) || !IsInsideLatinName(tokens_[i + 1]);
    if (!alone || last.end - tokens_[first].begin < 4) return;
    const bool titled = (lattice_.StartsAt(last.end) & (kHonorific | kSpeech)) != 0 ||
                        (lattice_.EndsAt(tokens_[first].begin) & kPost) != 0;
    if (titled) Add(tokens_[first].begin, last.end, PhraseKind::kPerson);
  }

  bool IsInsideLatinName(const Token& token) const {
    const char32_t c = lattice_.chars()[token.begin];
    return token.kind == TokenKind::kLatin || c == U' ' || c == U'.' || c == U'·' || c == U'-';
  }

  void AddKnownOrganization(int i) {
    const Token& token = tokens_[i];
    const char32_t next = token.end < lattice_.chars().size() ? lattice_.chars()[token.end] : U'\0';
    if (next == U'员' || next == U'门' || next == U'长') return;  // 共产党|员, 财政部|门, 国防部|长
    uint32_t begin = token.begin;
    if ((token.classes & kPartyShort) != 0) {
      const Modifier modifier = ReadModifier(lattice_, i);
      const int anchor = modifier.anchored ? lattice_.TokenStartingAt(modifier.anchor) : -1;
      if (anchor >= 0 && (tokens_[anchor].kind == TokenKind::kPlace || JoinsPlaces(anchor, i))) begin = modifier.anchor;
      if (begin == token.begin && IsPartOfTitle(i)) return;
    } else if (const uint32_t session = SessionBegin(i); session < begin) {
      begin = session;
    } else if (i > 0 && (tokens_[i - 1].classes & kAdminPrefix) != 0 && Length(tokens_[i - 1]) == 1) {
      begin = tokens_[i - 1].begin;  // 县|红十字会
    } else if (i > 0 && tokens_[i - 1].kind == TokenKind::kPlace && IsCountryWide(lattice_, tokens_[i - 1].begin)) {
      begin = tokens_[i - 1].begin;  // 法国|外交部
    } else if (i > 0 && Length(tokens_[i - 1]) == 1 && (tokens_[i - 1].classes & kPlaceShort) != 0 &&
               Length(token) == 3 && EndsIn(token, U"部")) {
      begin = tokens_[i - 1].begin;  // 俄|外交部
    }
    Add(begin, token.end, PhraseKind::kOrganization);
  }

  // 中共|岷北|市委, 四川省|成都|市委: whether nothing but places stands between the anchor and the committee.
  bool JoinsPlaces(int anchor, int i) const {
    return std::all_of(tokens_.begin() + anchor + 1, tokens_.begin() + i, [](const Token& token) {
      return token.kind != TokenKind::kWord || token.end - token.begin == 1;
    });
  }

  // 本县|同|国务院, 岚州|驻|农业部: whether a word that leads to another stands between `anchor` and token `i`.
  bool IsParted(uint32_t anchor, int i) const {
    static constexpr CharacterSet kLeading(U"同借驻对向与和跟比被让由经请致发报");
    const int first = lattice_.TokenStartingAt(anchor);
    return first >= 0 && std::any_of(tokens_.begin() + first, tokens_.begin() + i, [this](const Token& token) {
             return token.kind == TokenKind::kWord && kLeading.Has(lattice_.chars()[token.end - 1]);
           });
  }

  // 县|十七|届|人大常委会: where the name starts with the place of a counted term; the token's own start otherwise.
  uint32_t SessionBegin(int i) const {
    const uint32_t own = tokens_[i].begin, session = lattice_.SessionBefore(own);
    const int before = session < own ? lattice_.TokenEndingAt(session) : -1;
    if (before < 0) return own;
    const bool prefix = (tokens_[before].classes & kAdminPrefix) != 0 && Length(tokens_[before]) == 1;
    return prefix || tokens_[before].kind == TokenKind::kPlace ? tokens_[before].begin : own;
  }

  // 区委|书记: the bare short form inside a title names no organisation of its own.
  bool IsPartOfTitle(int i) const {
    const Token& token = tokens_[i];
    const char32_t last = lattice_.chars()[token.end - 1], before = lattice_.chars()[token.end - 2];
    if (EndsIn(token, U"人大") && lattice_.chars().substr(token.end).starts_with(U"代表")) return true;
    if ((token.classes & kPartyShort) == 0 || Length(token) > 3 || (last != U'委' && last != U'府')) return false;
    if (before == U'纪' || before == U'监') return false;
    return ((lattice_.StartsAt(token.end) & (kPost | kRank)) != 0) || (lattice_.EndsAt(token.end) & kPost) != 0;
  }

  // 有限公司 and the like stand at the end of a registered name only.
  bool IsCompany(const Token& token) const {
    const std::u32string_view word = lattice_.chars().substr(token.begin, Length(token));
    return word == U"有限公司" || word == U"有限责任公司" || word == U"股份有限公司";
  }

  void AddOrganization(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord) return;
    if ((token.classes & kOrgWeak) != 0) return AddSmallUnit(i);
    if (!HeadsOrganization(token)) return;
    const Modifier modifier = ReadModifier(lattice_, i);
    if ((token.classes & kOrgKnown) != 0 && (!modifier.anchored || IsParted(modifier.anchor, i)))
      return;  // 6月10日电|国务院, 本县同|国务院
    const uint32_t begin = OrganizationBegin(i, modifier);
    if (begin == token.begin) return AddUnanchored(i);
    if (StartsLikeNone(begin) || IsLearning(i, begin)) return;
    if (!IsPlainAfter(i, begin)) Add(WithBureau(begin, token), WithoutOffice(i, begin), PhraseKind::kOrganization);
  }

  // 市消保委|投诉部, 县医院|胸痛中心: an office inside a house is no organisation, the house is. Returns its end.
  uint32_t WithoutOffice(int i, uint32_t begin) const {
    static constexpr std::u32string_view kOffices[] = {U"部",     U"系",   U"服务厅", U"传习所",
                                                       U"理事会", U"党委", U"展厅",   U"临展厅"};
    const Token& head = tokens_[i];
    const bool office = std::any_of(std::begin(kOffices), std::end(kOffices),
                                    [&](std::u32string_view word) { return EndsIn(head, word); });
    const bool center = EndsIn(head, U"中心"), house_of_its_own = EndsIn(head, U"项目部") || EndsIn(head, U"指挥部") ||
                                                                  EndsIn(head, U"俱乐部") || EndsIn(head, U"营业部");
    if (house_of_its_own) return head.end;
    if (!office && !center) return head.end;
    for (int k = i - 1; k > 0 && tokens_[k].begin > begin; --k) {
      const Token& house = tokens_[k];
      const char32_t last = lattice_.chars()[house.end - 1];
      if (house.kind != TokenKind::kWord || !HeadsOrganization(house)) continue;
      static constexpr CharacterSet kOfParty(U"委社村会"), kHalls(U"局馆院");
      const bool own = EndsIn(head, U"厅") ? !kHalls.Has(last) : kOfParty.Has(last) && !EndsIn(house, U"消费者协会");
      if (center ? last == U'院' : !own || EndsIn(house, U"消保委")) return house.end;
    }
    return head.end;
  }

  // 总算|学会, 江边|学会|了: a verb, unless a land or a town has the society.
  bool IsLearning(int i, uint32_t begin) const {
    const std::u32string_view chars = lattice_.chars();
    if (chars.substr(tokens_[i].begin, Length(tokens_[i])) != U"学会") return false;
    const int first = lattice_.TokenStartingAt(begin);
    const bool owned = first >= 0 && ((tokens_[first].classes & (kAdminPrefix | kPlaceKnown)) != 0 ||
                                      (lattice_.EndsAt(tokens_[first].end) & kAdminSuffix) != 0);
    static constexpr CharacterSet kAdverbs(U"刚才已就能会要都也没未便");  // 刚|学会
    if (kAdverbs.Has(chars[tokens_[i].begin - 1])) return true;
    return !owned || chars.substr(tokens_[i].end).starts_with(U"了");
  }

  // 民政局: needs nothing before it. 县酒厂、棉油厂: stands in a list behind an organisation.
  void AddUnanchored(int i) {
    const Token& token = tokens_[i];
    if ((token.classes & kOrgAlone) != 0) return Add(token.begin, token.end, PhraseKind::kOrganization);
    if (phrases_.empty() || phrases_.back().kind != PhraseKind::kOrganization) return;
    const uint32_t begin = phrases_.back().end + 1;
    const std::u32string_view chars = lattice_.chars();
    if (begin + 3 > token.end || token.end - begin > kMaxLooseModifier || chars[begin - 1] != U'、') return;
    const int first = lattice_.TokenStartingAt(begin);
    if (first < 0 || first == i) return;
    for (int k = first; k < i; ++k) {
      if (tokens_[k].kind != TokenKind::kWord ||
          (tokens_[k].classes & (kStop | kTimeWord | kNoPlaceName | kPost)) != 0 ||
          NameModel::Get().IsNeverInPlace(chars[tokens_[k].begin]))
        return;
    }
    Add(begin, token.end, PhraseKind::kOrganization);
  }

  // 恒|源|机械: a brand no word explains, and the company's trade.
  void AddBrand(int i) {
    const Token& trade = tokens_[i];
    if ((trade.classes & kTrade) == 0 || i < 2) return;
    const auto is_brand = [this](const Token& token, uint32_t length, int cost) {
      return token.kind == TokenKind::kWord && Length(token) == length && token.cost >= cost &&
             NameModel::Get().IsInBrand(lattice_.chars()[token.begin]) &&
             NameModel::Get().IsInBrand(lattice_.chars()[token.end - 1]);
    };
    const Token &first = tokens_[i - 2], &second = tokens_[i - 1];
    if (const uint32_t listed = ListedBrandBegin(i); listed < trade.begin)
      return Add(listed, trade.end, PhraseKind::kOrganization);
    const bool word = is_brand(second, 2, kBrandWord);  // 鼎盛|农机
    const bool strangers = is_brand(first, 1, kBrandCharacter) && is_brand(second, 1, kBrandCharacter) &&
                           first.cost + second.cost >= kBrand;
    if (!word && !strangers) return;
    Add(word ? second.begin : first.begin, trade.end, PhraseKind::kOrganization);
  }

  // 陵钢集团、|天合|化纤: in a list behind an organisation, a brand may be anything. The trade's own start where it is
  // none.
  uint32_t ListedBrandBegin(int i) const {
    const Token& trade = tokens_[i];
    if (phrases_.empty() || phrases_.back().kind != PhraseKind::kOrganization) return trade.begin;
    const uint32_t begin = phrases_.back().end + 1;
    const bool listed = begin + 2 <= trade.begin && trade.begin <= begin + 4 && lattice_.chars()[begin - 1] == U'、';
    if (!listed || lattice_.TokenStartingAt(begin) < 0) return trade.begin;
    for (int k = lattice_.TokenStartingAt(begin); k < i; ++k) {
      if (tokens_[k].kind == TokenKind::kPunctuation || (tokens_[k].classes & (kStop | kNoPlaceName)) != 0)
        return trade.begin;
    }
    return begin;
  }

  // 本报|编辑部, 全市|中小学, 八个|月改成工作室: the paper itself, all there are, or the end of a count.
  bool StartsLikeNone(uint32_t begin) const {
    static constexpr CharacterSet kCounters(U"年月日个枚张名位次种座家条"),
        kNumerals(U"一二三四五六七八九十百千万两几半多余数");
    const std::u32string_view name = lattice_.chars().substr(begin);
    const char32_t before = begin > 0 ? lattice_.chars()[begin - 1] : U'\0';
    static constexpr CharacterSet kUnits(U"省市县区州镇乡村校");
    if (name.starts_with(U"本报") || (before == U'全' && kUnits.Has(name.front()))) return true;
    if (name.starts_with(U"全") && kUnits.Has(name[1])) return true;
    static constexpr CharacterSet kUnitsCounted(U"所家个");
    if (begin > 1 && kUnitsCounted.Has(before) && kNumerals.Has(lattice_.chars()[begin - 2])) return true;
    return kCounters.Has(name.front()) && (kNumerals.Has(before) || text::IsDigit(before));
  }

  // 福|寿|康|药店: a shop goes by its brand. The head's own start where there is none.
  uint32_t ShopBegin(int i) const {
    static constexpr std::u32string_view kShops[] = {U"药店",   U"药房", U"超市", U"饭店",   U"酒楼",
                                                     U"餐饮店", U"餐馆", U"商店", U"经营部", U"维修部"};
    const Token& head = tokens_[i];
    const std::u32string_view chars = lattice_.chars();
    const std::u32string_view word = chars.substr(head.begin, Length(head));
    if (std::find(std::begin(kShops), std::end(kShops), word) == std::end(kShops)) return head.begin;
    uint32_t begin = head.begin;
    for (int k = i - 1; k >= 0 && head.begin - tokens_[k].begin <= 4; --k) {
      const Token& token = tokens_[k];
      const bool brand = (token.kind == TokenKind::kWord || token.kind == TokenKind::kPerson) && Length(token) <= 3 &&
                         (token.classes & (kStop | kTimeWord | kNoPlaceName | kAdminPrefix)) == 0 &&
                         std::all_of(chars.begin() + token.begin, chars.begin() + token.end,
                                     [](char32_t c) { return NameModel::Get().IsInBrand(c); });
      if (!brand || (Length(token) > 1 && token.kind == TokenKind::kWord && token.cost < kBrandWord)) break;
      begin = token.begin;
    }
    return head.begin - begin >= 2 ? begin : head.begin;
  }

  // 县|农科|所, 湖阳市|救助|管理|站: what an administration runs, named by it and by what it is for.
  void AddSmallUnit(int i) {
    const Token& token = tokens_[i];
    const Modifier modifier = ReadModifier(lattice_, i);
    const uint32_t begin = OrganizationBegin(i, modifier);
    const int first = lattice_.TokenStartingAt(begin);
    if (const uint32_t shop = ShopBegin(i); shop < token.begin) return Add(shop, token.end, PhraseKind::kOrganization);
    if (begin == token.begin || first < 0) return;
    const Token& owner = tokens_[first];
    for (int k = first + 1; k < i; ++k) {
      if (HeadsOrganization(tokens_[k])) return;
    }
    const uint32_t purpose = token.begin - owner.end;
    const bool run = owner.kind == TokenKind::kPlace
                         ? (lattice_.EndsAt(owner.end) & kAdminSuffix) != 0
                         : (owner.classes & (kAdminPrefix | kLocalPrefix)) != 0 && Length(owner) == 1;
    if (run && purpose >= 2 && purpose <= kMaxLooseModifier) Add(begin, token.end, PhraseKind::kOrganization);
  }

  // 云泽市公安局|青禾分局: a branch is named with the bureau it is a branch of.
  uint32_t WithBureau(uint32_t begin, const Token& head) const {
    const std::u32string_view name = lattice_.chars().substr(begin, head.end - begin);
    const int bank = lattice_.TokenEndingAt(begin);  // 农商银行|双塘支行
    if (bank >= 0 && (name.ends_with(U"支行") || name.ends_with(U"分行")) &&
        (EndsIn(tokens_[bank], U"银行") || EndsIn(tokens_[bank], U"农商行")))
      return tokens_[bank].begin;
    if (name.find(U"分局") == name.npos) return begin;
    // The place the branch is for may be a phrase of its own.
    const auto last =
        std::find_if(phrases_.rbegin(), phrases_.rend(), [begin](const Phrase& phrase) { return phrase.end <= begin; });
    if (last == phrases_.rend() || last->kind != PhraseKind::kOrganization) return begin;
    return last->end == begin && lattice_.chars()[last->end - 1] == U'局' ? last->begin : begin;
  }

  // Whether the token is, or ends in, the head noun of an organisation's name.
  bool HeadsOrganization(const Token& token) const {
    if ((lattice_.EndsAt(token.end) & kOrgSuffix) == 0) return false;
    const uint32_t suffix = lattice_.LongestEndingAt(token.end, kOrgSuffix);
    if (suffix <= token.begin) return true;
    // 西北部 is a direction, 部门 no ministry.
    constexpr std::u32string_view kDirections = U"东西南北中内外上下前后腹";
    const std::u32string_view end = lattice_.chars().substr(token.end - 2, 2);
    if (Length(token) < 3 || end == U"干部" || end == U"展厅") return false;
    return kDirections.find(lattice_.chars()[token.end - 2]) == kDirections.npos;
  }

  // Where the name headed by token `i` starts; the token's own start where it is no name.
  uint32_t OrganizationBegin(int i, const Modifier& modifier) const {
    const Token& token = tokens_[i];
    const uint32_t length = token.begin - modifier.begin;
    if (const uint32_t own = BehindAddress(i, modifier.begin); own > modifier.begin) return own;
    if (modifier.anchored) {
      // 市|发改委|价格监测中心
      const int anchor = lattice_.TokenStartingAt(modifier.anchor);
      const bool prefixed = anchor > 0 && modifier.prefixed && modifier.prefix == tokens_[anchor - 1].begin &&
                            Length(tokens_[anchor - 1]) == 1;
      return prefixed && !IsOurs(modifier.prefix) ? modifier.prefix : WithoutForeignState(modifier.anchor);
    }
    if (modifier.prefixed) return modifier.prefix + (IsOurs(modifier.prefix) && IsCompany(token) ? 1 : 0);
    if (IsCompany(token) && length >= 2) return modifier.begin;
    if (Length(token) < 2 || length < 2 || length > kMaxLooseModifier) return token.begin;
    if (IsLocal(i, modifier)) return modifier.begin;
    const int first = lattice_.TokenStartingAt(modifier.begin);
    const bool ours = IsOurs(modifier.begin) && Length(tokens_[static_cast<size_t>(first)]) == 1;  // 我|校|工程学院
    if (modifier.stranger || ((token.classes & kOrgNamed) != 0 && !modifier.generic))
      return modifier.begin + (ours ? 1 : 0);
    return token.begin;
  }

  // 城南|派出所, 柏树|中学: what every town has, told apart by one rare word.
  bool IsLocal(int i, const Modifier& modifier) const {
    static constexpr std::u32string_view kHeads[] = {U"派出所", U"中学", U"小学", U"管委会", U"法庭"};
    const std::u32string_view head = lattice_.chars().substr(tokens_[i].begin, Length(tokens_[i]));
    if (std::find(std::begin(kHeads), std::end(kHeads), head) == std::end(kHeads)) return false;
    const Token& name = tokens_[i - 1];
    return !modifier.generic && name.begin == modifier.begin && name.kind == TokenKind::kWord && Length(name) <= 3 &&
           (name.cost >= kRareWord || head == U"管委会");
  }

  // 我|区|浙锋轴承有限公司: the paper's own place, and no part of a name that says where from itself.
  bool IsOurs(uint32_t at) const { return at > 0 && lattice_.chars()[at - 1] == U'我'; }

  // 文昌路126号|颐养中心, 青禾工业园|恒力阀门有限公司: where the name starts behind the address or the park it is in;
  // `begin` where there is none.
  uint32_t BehindAddress(int i, uint32_t begin) const {
    const bool company = EndsIn(tokens_[i], U"公司") || EndsIn(tokens_[i], U"厂") || EndsIn(tokens_[i], U"业");
    bool named = false;
    for (int k = i - 1; k > 0 && tokens_[k].begin >= begin; --k) {
      const Token& token = tokens_[k];
      const bool number =
          lattice_.chars()[token.begin] == U'号' && Length(token) == 1 && tokens_[k - 1].kind == TokenKind::kNumber;
      const bool park = company && (lattice_.EndsAt(token.end) & kSiteSuffix) != 0 && IsPark(token);
      if ((number || (park && named)) && tokens_[i].begin - token.end >= 2) return token.end;
      named = named || (token.kind == TokenKind::kWord && Length(token) == 1);
    }
    return begin;
  }
  bool IsPark(const Token& token) const {
    static constexpr std::u32string_view kParks[] = {U"产业园", U"工业园", U"园区",   U"高新区",
                                                     U"开发区", U"集中区", U"经开区", U"科技园"};
    return std::any_of(std::begin(kParks), std::end(kParks),
                       [this, &token](std::u32string_view park) { return EndsIn(token, park); });
  }

  // 瑞典|诺尔达传动公司: the name of a foreign company starts after its country's.
  uint32_t WithoutForeignState(uint32_t begin) const {
    const int i = lattice_.TokenStartingAt(begin);
    if (i < 0 || i + 1 >= static_cast<int>(tokens_.size()) || tokens_[i].kind != TokenKind::kPlace) return begin;
    const bool state = IsCountryWide(lattice_, begin) && lattice_.chars()[begin] != U'中';
    return state && tokens_[i + 1].kind == TokenKind::kForeign ? tokens_[i].end : begin;
  }

  // A plain noun straight after a place or an organisation: 法国|政府 is the state itself, 美国|公司 any of many.
  bool IsPlainAfter(int i, uint32_t begin) const {
    const Token& token = tokens_[i];
    const Token& before = tokens_[i - 1];
    if (before.begin != begin || (token.classes & kCountable) == 0) return false;
    if (lattice_.chars().substr(token.begin, Length(token)) == U"中心") return true;
    return before.kind == TokenKind::kPlace && IsCountryWide(lattice_, begin) &&
           lattice_.chars()[token.end - 1] != U'队' && lattice_.chars()[token.end - 1] != U'党';
  }

  // 局|团委|书记, 校|党委: what an institution of the paper's own calls its committees.
  void AddOwnCommittee(int i) {
    static constexpr CharacterSet kInstitutions(U"局校院段厂矿场站行社"), kBound(U"该本我各全两几");
    static constexpr std::u32string_view kCommittees[] = {U"党委", U"团委", U"工会", U"纪委", U"妇联"};
    const std::u32string_view chars = lattice_.chars();
    const uint32_t head = tokens_[i].begin;
    if (head == 0 || !kInstitutions.Has(chars[head - 1]) || Length(tokens_[i - 1]) != 1) return;
    const std::u32string_view name = chars.substr(head);
    if (std::none_of(std::begin(kCommittees), std::end(kCommittees),
                     [name](std::u32string_view committee) { return name.starts_with(committee); }))
      return;
    uint32_t begin = head - 1;
    if (begin > 0 && chars[begin] == U'局' && chars[begin - 1] == U'路') --begin;  // 路局: of railways
    const bool bounded =
        begin == 0 || (NameModel::Get().IsHan(chars[begin - 1]) ? (lattice_.EndsAt(begin) & (kStop | kTimeWord)) != 0
                                                                : chars[begin - 1] != U'"');
    if (bounded && (begin == 0 || !kBound.Has(chars[begin - 1]))) Add(begin, head + 2, PhraseKind::kOrganization);
  }

  // 挪威|渔业|部长: the title holds the last character of its organisation's name.
  void AddUnitOfTitle(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord || Length(token) != 2 || lattice_.chars()[token.end - 1] != U'长') return;
    if ((token.classes & kPost) == 0 || lattice_.LongestEndingAt(token.begin + 1, kOrgSuffix) != token.begin) return;
    if (i > 0 && (lattice_.EndsAt(token.begin) & kRank) != 0) return;  // 统战部|常务副|部长
    const Modifier modifier = ReadModifier(lattice_, i);
    const Token& before = tokens_[i > 0 ? i - 1 : 0];
    const bool complete = (before.classes & kOrgKnown) != 0 || HeadsOrganization(before);  // 县法院|院长
    if (modifier.anchored && before.kind == TokenKind::kWord && !complete) {
      Add(modifier.anchor, token.begin + 1, PhraseKind::kOrganization);
    }
  }

  void AddSite(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord || (token.classes & kSiteSuffix) == 0 || Length(token) < 2) return;
    if (i + 1 < static_cast<int>(tokens_.size()) && IsDwelling(tokens_[i + 1])) return;  // 锦绣|花园|小区
    const Modifier modifier = ReadModifier(lattice_, i);
    // 国家|病险水库 is none of a name.
    const bool prefixed = modifier.prefixed && !IsCountryWide(lattice_, modifier.prefix);
    const uint32_t begin = modifier.anchored ? modifier.anchor : prefixed ? modifier.prefix : token.begin;
    // 县文化馆, 云泽市图书馆: an institution of the administration, and no mere building.
    const bool official = !modifier.anchored || (lattice_.StartsAt(begin) & kPlaceKnown) == 0;
    if ((token.classes & kOrgSuffix) != 0 && official) return;
    const uint32_t own = IsDwelling(token) ? DwellingBegin(i, begin) : NamedSiteBegin(i, begin);
    if (own == token.begin) return AddSiteAsVisited(i, modifier);
    if (own < token.begin && token.begin - own <= kMaxSiteName) Add(own, token.end, PhraseKind::kPlace);
  }

  // 柳庄|村, 何家湾|村: a hamlet or a site that gave a village its name.
  void AddVillage(int i) {
    const Token& token = tokens_[i];
    const char32_t head = lattice_.chars()[token.begin];
    if (Length(token) != 1 || (head != U'村' && head != U'镇' && head != U'乡') || phrases_.empty()) return;
    const Phrase last = phrases_.back();
    static constexpr CharacterSet kUnits(U"省市县区镇乡村州旗国");
    if (last.kind != PhraseKind::kPlace || last.end != token.begin || last.end - last.begin < 2 ||
        kUnits.Has(lattice_.chars()[last.end - 1]) || (lattice_.StartsAt(last.begin) & kPlaceKnown) != 0)
      return;
    Add(last.begin, token.end, PhraseKind::kPlace);
  }

  // 岚江|鹭坪|段: a place on a river.
  void AddSection(int i) {
    static constexpr CharacterSet kRivers(U"江河溪渠");
    const std::u32string_view chars = lattice_.chars();
    uint32_t begin = tokens_[i].begin;
    const auto river = [&](uint32_t end) {
      const auto ends = [end](const Phrase& phrase) { return phrase.kind == PhraseKind::kPlace && phrase.end == end; };
      const auto found = std::find_if(phrases_.rbegin(), phrases_.rend(), ends);
      return found != phrases_.rend() && end - found->begin >= 2 && kRivers.Has(chars[end - 1]) ? found->begin : end;
    };
    for (uint32_t length = 2; length <= 3 && length < tokens_[i].begin; ++length) {
      const uint32_t place = tokens_[i].begin - length;
      if (const uint32_t line = river(place); line < place) begin = line;
    }
    if (begin < tokens_[i].begin) Add(begin, tokens_[i].end, PhraseKind::kPlace);
  }

  // 临江区|仓前街, 石羊乡|桐子湾水库: a site with a name of its own is named without its town; 石羊乡|农贸市场 has
  // none.
  uint32_t NamedSiteBegin(int i, uint32_t begin) const {
    bool named = IsStreetHead(tokens_[i]);
    for (int k = i - 1; k >= 0 && tokens_[k].begin >= begin; --k) {
      const Token& token = tokens_[k];
      if (token.kind == TokenKind::kPlace && (lattice_.EndsAt(token.end) & kAdminSuffix) != 0)
        return named && token.end < tokens_[i].begin ? token.end : begin;
      const bool stranger = token.kind == TokenKind::kWord && Length(token) == 1 && token.cost >= kUnusualCharacter;
      named = named || stranger || token.kind == TokenKind::kPlace;
    }
    return begin;
  }
  bool IsStreetHead(const Token& token) const {
    static constexpr CharacterSet kStreets(U"路街巷弄");
    return kStreets.Has(lattice_.chars()[token.end - 1]);
  }

  // 在|蚕桑|产业园: a site without a name that someone is said to be at.
  void AddSiteAsVisited(int i, const Modifier& modifier) {
    const uint32_t length = tokens_[i].begin - modifier.begin;
    if (length == 0 && IsOneOfATown(tokens_[i])) return Add(tokens_[i].begin, tokens_[i].end, PhraseKind::kPlace);
    if (length < 2 || length > kMaxLooseModifier || modifier.generic || (tokens_[i - 1].classes & kSiteSuffix) != 0)
      return;
    if ((lattice_.EndsAt(modifier.begin) & kLocative) != 0) Add(modifier.begin, tokens_[i].end, PhraseKind::kPlace);
  }

  // What a town has one of, so that the paper names it without the town.
  bool IsOneOfATown(const Token& token) const {
    static constexpr std::u32string_view kSites[] = {U"高新区",   U"经开区",   U"经济开发区", U"汽车东站", U"汽车西站",
                                                     U"汽车南站", U"汽车北站", U"火车东站",   U"火车西站", U"火车南站",
                                                     U"火车北站", U"东干渠",   U"西干渠",     U"南干渠",   U"北干渠"};
    const std::u32string_view word = lattice_.chars().substr(token.begin, Length(token));
    const std::u32string_view behind = lattice_.chars().substr(token.end);
    const bool whole = behind.empty() || !NameModel::Get().IsHan(behind[0]) ||
                       (lattice_.StartsAt(token.end) & (kStop | kAction | kSpeech | kTimeWord)) != 0;  // 火车站|前广场
    return whole && std::find(std::begin(kSites), std::end(kSites), word) != std::end(kSites);
  }

  // Where people live and what is theirs: named by itself, whatever town stands before it.
  bool IsDwelling(const Token& token) const {
    static constexpr std::u32string_view kDwellings[] = {U"小区", U"家属院", U"宿舍", U"大厦", U"新村"};
    const std::u32string_view word = lattice_.chars().substr(token.begin, Length(token));
    return std::find(std::begin(kDwellings), std::end(kDwellings), word) != std::end(kDwellings);
  }

  // Where the name of the dwelling headed by token `i` starts: 东桥街道|锦绣花园小区, 松涛社区|粮食局家属院. `begin`:
  // what its modifiers say.
  uint32_t DwellingBegin(int i, uint32_t begin) const {
    int first = i;
    while (first > 0 && tokens_[first - 1].kind == TokenKind::kWord && i - first < 2 && MayNameDwelling(first - 1))
      --first;
    return first < i && NamesDwelling(i - 1) ? tokens_[first].begin : begin;
  }
  bool MayNameDwelling(int i) const {
    static constexpr CharacterSet kHouses(U"层幢栋间套");  // 四|幢|五层|宿舍
    if (kHouses.Has(lattice_.chars()[tokens_[i].end - 1])) return false;
    return NameModel::Get().IsHan(lattice_.chars()[tokens_[i].begin]) &&
           (tokens_[i].classes & (kStop | kNoPlaceName | kTimeWord | kAdminPrefix)) == 0;
  }
  // 花园, 苑, 城, or the unit whose people live there.
  bool NamesDwelling(int i) const {
    static constexpr std::u32string_view kEnds = U"苑园城里庭湾府居邸庄阁轩坊";
    const uint32_t end = tokens_[i].end;
    return kEnds.find(lattice_.chars()[end - 1]) != kEnds.npos || (lattice_.EndsAt(end) & kOrgSuffix) != 0;
  }

  const Lattice& lattice_;
  const std::vector<Token>& tokens_;
  const PeopleNames people_;
  std::vector<Phrase> phrases_;
};

}  // namespace

std::vector<Phrase> FindPhrases(const Lattice& lattice, PeopleNames people) {
  return PhraseFinder(lattice, people).Find();
}

}  // namespace jianbao::entities
