#include "services/ingest/entities/modifiers.h"

#include <string_view>
#include <vector>

#include "services/ingest/entities/character_set.h"
#include "services/ingest/entities/name_model.h"

namespace jianbao::entities {
namespace {

constexpr uint32_t kMaxModifier = 16;  // characters between a head and the place its name starts with

uint32_t Length(const Token& token) { return token.end - token.begin; }

// 请来|海洋大学副教授
bool FetchesSomeone(const Token& token) { return (token.classes & kTakesPerson) != 0 && Length(token) >= 2; }

bool IsMaterial(const Token& token) {
  switch (token.kind) {
    case TokenKind::kPunctuation:
    case TokenKind::kPerson: return false;
    case TokenKind::kNumber:
    case TokenKind::kLatin:
    case TokenKind::kForeign:
    case TokenKind::kPlace:
    case TokenKind::kOrganization: return true;
    case TokenKind::kWord:
      if ((token.classes & (kOrgKnown | kOrgSuffix | kAdminPrefix)) != 0) return true;
      return (token.classes & (kStop | kTimeWord | kSpeech | kAction | kHonorific)) == 0 && !FetchesSomeone(token);
  }
  return false;
}

class ModifierReader {
 public:
  explicit ModifierReader(const Lattice& lattice) : lattice_(lattice), tokens_(lattice.tokens()) {}

  Modifier Read(int head) const {
    Modifier modifier;
    modifier.begin = modifier.anchor = modifier.prefix = tokens_[head].begin;
    const uint32_t end = tokens_[head].begin;
    for (int i = head - 1; i >= 0; --i) {
      const Token& token = tokens_[i];
      if (end - token.begin > kMaxModifier) break;
      if (lattice_.chars()[token.begin] == U'"' && token.kind == TokenKind::kPunctuation) {
        const int open = OpeningQuote(i);
        if (open < 0 || end - tokens_[open].begin > kMaxModifier) break;
        i = open;
        modifier.begin = tokens_[open].begin;
        continue;
      }
      if (JoinsNouns(i, head) || JoinsSubjects(i, head)) continue;
      if (LeadsIn(i) || IsSubjectMark(i)) break;
      if (IsBrandPart(i, head)) {
        modifier.begin = token.begin;
        modifier.stranger = true;
        continue;
      }
      if (!IsMaterial(token) || IsMovement(token) || IsCount(i) || IsCounter(i) || StartsWithFunctionWord(token)) break;
      if (modifier.prefixed && token.kind == TokenKind::kPlace && IsCountryWide(lattice_, modifier.prefix) &&
          !IsCountryWide(lattice_, token.begin))
        break;
      modifier.generic = modifier.generic || (token.classes & kNoPlaceName) != 0;
      modifier.begin = token.begin;
      if (token.kind == TokenKind::kPlace || (token.classes & kOrgKnown) != 0) {
        // 上海|中国航海博物馆: a name does not go up from a city to the country.
        if (modifier.anchored && IsCountryWide(lattice_, modifier.anchor) && !IsCountryWide(lattice_, token.begin))
          break;
        modifier.anchored = true;
        modifier.anchor = token.begin;
      } else if ((token.classes & kAdminPrefix) != 0 || IsTown(i, head)) {
        modifier.prefixed = true;
        modifier.prefix = token.begin;
      } else if (token.kind == TokenKind::kForeign || (token.kind == TokenKind::kWord && Length(token) == 1)) {
        modifier.stranger = true;
      }
    }
    return modifier;
  }

 private:
  // 永嘉|汇|达|货运有限公司, 浦宁恒|扣|服饰有限公司: what looks like a verb or a person inside a company's registered
  // name.
  bool IsBrandPart(int i, int head) const {
    const std::u32string_view chars = lattice_.chars();
    const Token& token = tokens_[i];
    const std::u32string_view unit = chars.substr(tokens_[head].begin, Length(tokens_[head]));
    if (!unit.ends_with(U"公司") && !unit.ends_with(U"厂") && !unit.ends_with(U"集团")) return false;
    if (token.kind == TokenKind::kPerson && !unit.ends_with(U"有限公司")) return false;
    if (token.kind == TokenKind::kPerson)
      return Length(token) == 3 && i + 1 < head && (lattice_.EndsAt(token.begin) & kPost) == 0;
    static constexpr CharacterSet kNever(U"是由在与和对向从被把将为的了到去来");
    return token.kind == TokenKind::kWord && Length(token) == 1 && (token.classes & kStop) != 0 &&
           NameModel::Get().IsInBrand(chars[token.begin]) && !kNever.Has(chars[token.begin]) && i + 1 < head &&
           Length(tokens_[i + 1]) >= 1 && i > 0 && Length(tokens_[i - 1]) == 1;
  }

  // 经|校庆|筹备|委员会: a preposition at the start of its clause; in 省|经|信|厅 it is part of a word.
  bool LeadsIn(int i) const {
    const Token& token = tokens_[i];
    if (Length(token) != 1 || (token.classes & kLocative) == 0) return false;
    return i == 0 || tokens_[i - 1].kind == TokenKind::kPunctuation;
  }

  // ——记|土木工程学院退休教授…: what a deck starts with.
  bool IsSubjectMark(int i) const {
    const std::u32string_view chars = lattice_.chars();
    const char32_t c = chars[tokens_[i].begin];
    return Length(tokens_[i]) == 1 && (c == U'记' || c == U'访') && i > 0 && chars[tokens_[i].begin - 1] == U'-';
  }

  // 镇|卫生院, 乡|司法所: the town the paper speaks of, straight before what belongs to it.
  bool IsTown(int i, int head) const {
    const std::u32string_view chars = lattice_.chars();
    const char32_t c = chars[tokens_[i].begin];
    const std::u32string_view unit = chars.substr(tokens_[head].begin, Length(tokens_[head]));
    if (Length(tokens_[i]) != 1 || (c != U'镇' && c != U'乡') || head - i > 2) return false;
    if (unit == U"政府" || unit == U"党委") return false;  // hardly more than the town itself
    static constexpr CharacterSet kBound(U"各该本全两几多城集");
    return i == 0 || (tokens_[i - 1].kind != TokenKind::kNumber && !kBound.Has(chars[tokens_[i].begin - 1]));
  }

  // 材料|科学|与|工程|学院: what a college teaches, or an institute studies.
  bool JoinsSubjects(int i, int head) const {
    const std::u32string_view chars = lattice_.chars();
    const char32_t join = chars[tokens_[i].begin];
    const std::u32string_view unit = chars.substr(tokens_[head].begin, Length(tokens_[head]));
    if ((join != U'与' && join != U'和') || Length(tokens_[i]) != 1 || i < 1 || i + 1 == head) return false;
    if (unit != U"学院" && unit != U"研究院" && unit != U"研究所" && unit != U"学会") return false;
    const Token& subject = tokens_[i - 1];
    return subject.kind == TokenKind::kWord && Length(subject) >= 2 && IsMaterial(subject) &&
           (subject.classes & (kOrgSuffix | kPost)) == 0;
  }

  // 区|发展|和|改革|局, 县|文化|广电|和|旅游|局: 和 among nouns, behind what anchors the name. Several may stand before
  // it only in the name of a bureau.
  bool JoinsNouns(int i, int head) const {
    constexpr int kMaxNouns = 3;
    const char32_t join = lattice_.chars()[tokens_[i].begin];
    if ((join != U'和' && join != U'与') || Length(tokens_[i]) != 1) return false;
    const int most = lattice_.chars()[tokens_[head].end - 1] == U'局' ? kMaxNouns : 1;
    for (int k = i - 1; k > 0 && i - k <= most; --k) {
      const Token& noun = tokens_[k];
      if (noun.kind != TokenKind::kWord || Length(noun) < 2 || !IsMaterial(noun) ||
          (noun.classes & (kOrgSuffix | kPost)) != 0)
        return false;
      if (IsAnchor(tokens_[k - 1])) return true;
    }
    return false;
  }
  bool IsAnchor(const Token& token) const {
    return (token.kind == TokenKind::kPlace && (lattice_.EndsAt(token.end) & kAdminSuffix) != 0) ||
           (Length(token) == 1 && (token.classes & kAdminPrefix) != 0);
  }

  // 抽进, 寄往, 告上: what is done to where it goes.
  bool IsMovement(const Token& token) const {
    static constexpr CharacterSet kWhither(U"进到往给着过掉近活"), kWhereabouts(U"网线海水陆路地马身江河湖天");
    const char32_t last = lattice_.chars()[token.end - 1];
    if (token.kind != TokenKind::kWord || Length(token) != 2 || token.classes != 0) return false;
    return kWhither.Has(last) || (last == U'上' && !kWhereabouts.Has(lattice_.chars()[token.begin]));
  }

  // 也会, 为推动: words of the lexicon that hold a whole phrase.
  bool StartsWithFunctionWord(const Token& token) const {
    static constexpr CharacterSet kFunction(U"的了是也都就还又在由为被把将各每某该此这那我你他她它们"),
        kEnds(U"是了着");
    return token.kind == TokenKind::kWord && (token.classes & kOrgKnown) == 0 &&
           (kFunction.Has(lattice_.chars()[token.begin]) || kEnds.Has(lattice_.chars()[token.end - 1]));
  }

  // 五个, 4个, 2024年: a number of things or a time, not part of a name.
  bool IsCount(int i) const {
    constexpr std::u32string_view kCounters = U"个家名位项次种支只条年月日届第所套轮亩批座";
    const Token& token = tokens_[i];
    const std::u32string_view chars = lattice_.chars();
    if (token.kind == TokenKind::kNumber)
      return token.end < chars.size() && kCounters.find(chars[token.end]) != kCounters.npos;
    constexpr std::u32string_view kNumerals = U"一二三四五六七八九十两几";
    return token.kind == TokenKind::kWord && Length(token) >= 2 &&
           kNumerals.find(chars[token.begin]) != kNumerals.npos &&
           kCounters.find(chars[token.end - 1]) != kCounters.npos;
  }

  // 120|家, 百|所: what is counted behind it is no name.
  bool IsCounter(int i) const {
    constexpr std::u32string_view kCounters = U"个家名位项次支只条届所套批座枚台",
                                  kNumerals = U"一二三四五六七八九十百千万两几多余数";
    const std::u32string_view chars = lattice_.chars();
    if (i == 0 || Length(tokens_[i]) != 1 || kCounters.find(chars[tokens_[i].begin]) == kCounters.npos) return false;
    return tokens_[i - 1].kind == TokenKind::kNumber || kNumerals.find(chars[tokens_[i].begin - 1]) != kNumerals.npos;
  }

  // The quote that opens what tokens_[close] closes, when what stands between is short; -1 otherwise.
  int OpeningQuote(int close) const {
    for (int i = close - 1; i >= 0 && close - i <= 8; --i) {
      if (lattice_.chars()[tokens_[i].begin] == U'"') return i;
      if (lattice_.chars()[tokens_[i].begin] == U'。') return -1;
    }
    return -1;
  }

  const Lattice& lattice_;
  const std::vector<Token>& tokens_;
};

}  // namespace

Modifier ReadModifier(const Lattice& lattice, int head) { return ModifierReader(lattice).Read(head); }

bool IsCountryWide(const Lattice& lattice, uint32_t at) {
  const std::u32string_view word = lattice.chars().substr(at, 2);
  return word == U"中央" || word == U"国家" || word == U"全国" ||
         lattice.LongestStartingAtOfAll(at, kPlaceKnown | kCountry) > at;
}

}  // namespace jianbao::entities
