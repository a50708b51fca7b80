#include "services/ingest/entities/phrases.h"

#include <algorithm>

#include "libs/text/chars.h"
#include "services/ingest/entities/name_model.h"
#include "services/ingest/entities/term_trie.h"

namespace jianbao::entities {
namespace {

constexpr uint32_t kMaxModifier = 16;  // characters between a head and the place its name starts with
constexpr uint32_t kMaxSiteName = 9;
constexpr int kUsualWord = 110;            // lexicon cost up to which a word is an everyday one
constexpr uint32_t kMaxLooseModifier = 8;  // likewise where no place anchors the name

// What stands before a head noun, as far as it can belong to the name.
struct Modifier {
  uint32_t begin = 0;   // leftmost character that can belong to it
  uint32_t anchor = 0;  // leftmost place or established organisation in it
  uint32_t prefix = 0;  // leftmost 省, 区, … that stands for the paper's own place
  bool anchored = false;
  bool prefixed = false;
  bool generic = false;   // holds a word that describes and does not name: 大型, 行业
  bool stranger = false;  // holds a character run no dictionary knows, as invented names do
};

bool IsMaterial(const Token& token) {
  switch (token.kind) {
    case TokenKind::kPunctuation:
    case TokenKind::kPerson:
      return false;
    case TokenKind::kNumber:
    case TokenKind::kLatin:
    case TokenKind::kForeign:
    case TokenKind::kPlace:
      return true;
    case TokenKind::kWord:
      if ((token.classes & (kOrgKnown | kOrgSuffix | kAdminPrefix)) != 0) return true;
      return (token.classes & (kStop | kTimeWord | kSpeech | kAction | kHonorific)) == 0;
  }
  return false;
}

class PhraseFinder {
 public:
  explicit PhraseFinder(const Lattice& lattice) : lattice_(lattice), tokens_(lattice.tokens()) {}

  std::vector<Phrase> Find() {
    for (int i = 0; i < static_cast<int>(tokens_.size()); ++i) {
      AddLatinName(i);
      AddListedName(i);
      AddToken(i);
      AddOrganization(i);
      AddUnitOfTitle(i);
      AddSite(i);
    }
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
    if (token.kind == TokenKind::kPerson || token.kind == TokenKind::kForeign) {
      Add(token.begin, token.end, PhraseKind::kPerson);
    } else if (token.kind == TokenKind::kPlace) {
      Add(token.begin, token.end, PhraseKind::kPlace);
    } else if ((token.classes & kOrgKnown) != 0) {
      AddKnownOrganization(i);
    } else if (token.kind == TokenKind::kWord && Length(token) >= 3 &&
               lattice_.LongestStartingAt(token.begin, kPlaceKnown) + 1 == token.end) {
      // 日本人, 上海话: words made of a place; 北京城 is one.
      const bool whole = (lattice_.EndsAt(token.end) & (kAdminSuffix | kSiteSuffix)) != 0;
      Add(token.begin, whole ? token.end : token.end - 1, PhraseKind::kPlace);
    } else {
      AddShortPlaces(i);
    }
  }

  // 贺若澜、柏舟、沈砚秋: what stands in a list of names where a name should, and starts with a surname, is one.
  void AddListedName(int i) {
    const std::u32string_view chars = lattice_.chars();
    const uint32_t begin = tokens_[i].begin;
    if (begin < 2 || chars[begin - 1] != U'、' || tokens_[i].kind != TokenKind::kWord || !NameModel::Get().IsSurname(chars[begin])) return;
    if (phrases_.empty() || phrases_.back().kind != PhraseKind::kPerson || phrases_.back().end != begin - 1) return;
    uint32_t end = begin;
    while (end < chars.size() && end - begin < 4 && NameModel::Get().IsHan(chars[end]) && chars[end] != U'等') ++end;
    if (end - begin < 2 || end - begin > 3 || end >= chars.size() || (chars[end] != U'、' && chars[end] != U'等')) return;
    const bool word = Length(tokens_[i]) == end - begin && tokens_[i].cost < kUsualWord;
    if (!word && lattice_.LongestEndingAt(end, kOrgSuffix | kAdminSuffix | kPost) == end) Add(begin, end, PhraseKind::kPerson);
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
    if (next == U'员' || next == U'门') return;  // 共产党|员, 民政部|门
    uint32_t begin = token.begin;
    if ((token.classes & kPartyShort) != 0) {
      const Modifier modifier = ModifierBefore(i);
      if (modifier.anchored) begin = modifier.anchor;
      if (begin == token.begin && IsPartOfTitle(i)) return;
    } else if (i > 0 && tokens_[i - 1].kind == TokenKind::kPlace && IsCountryWide(tokens_[i - 1].begin)) {
      begin = tokens_[i - 1].begin;  // 法国|外交部
    }
    Add(begin, token.end, PhraseKind::kOrganization);
  }

  // 区委|书记: the bare short form inside a title names no organisation of its own.
  bool IsPartOfTitle(int i) const {
    const Token& token = tokens_[i];
    const char32_t last = lattice_.chars()[token.end - 1];
    if ((token.classes & kPartyShort) == 0 || Length(token) > 3 || (last != U'委' && last != U'府')) return false;
    return ((lattice_.StartsAt(token.end) & (kPost | kRank)) != 0) || (lattice_.EndsAt(token.end) & kPost) != 0;
  }

  // 中美, 访华, 日军: places of one character, which only their neighbours tell from ordinary words.
  void AddShortPlaces(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord) return;
    const std::u32string_view chars = lattice_.chars();
    if (Length(token) == 1) {
      if (IsShort(token.begin) &&
          ((token.begin > 0 && BindsRight(chars[token.begin - 1])) ||
           (token.end < chars.size() && BindsLeft(chars[token.end])) ||
           (i > 0 && Length(tokens_[i - 1]) == 1 && IsPair(token.begin - 1)) ||
           (i + 1 < static_cast<int>(tokens_.size()) && Length(tokens_[i + 1]) == 1 && IsPair(token.begin)))) {
        Add(token.begin, token.end, PhraseKind::kPlace);
      }
      return;
    }
    if (Length(token) > 3) return;
    bool all = true;
    for (uint32_t at = token.begin; at < token.end; ++at) all = all && IsShort(at);
    if (all && AddLine(token.begin, token.end)) return;
    if (all && chars[token.end - 1] != U'华') {
      for (uint32_t at = token.begin; at < token.end; ++at) Add(at, at + 1, PhraseKind::kPlace);
    } else if (Length(token) == 2 && BindsRight(chars[token.begin]) && IsShort(token.begin + 1)) {
      Add(token.begin + 1, token.end, PhraseKind::kPlace);
    } else if (Length(token) == 2 && IsShort(token.begin) && BindsLeft(chars[token.end - 1])) {
      Add(token.begin, token.begin + 1, PhraseKind::kPlace);
    }
  }

  // 京沪|高速铁路: a line named by its ends.
  bool AddLine(uint32_t begin, uint32_t end) {
    for (const std::u32string_view head : {U"高速铁路", U"高速公路", U"铁路", U"高铁", U"线"}) {
      if (lattice_.chars().substr(end, head.size()) != head) continue;
      Add(begin, end + static_cast<uint32_t>(head.size()), PhraseKind::kPlace);
      return true;
    }
    return false;
  }

  // Two states (中美) or two regions (京沪) side by side.
  bool IsPair(uint32_t at) const {
    constexpr std::u32string_view kStates = U"中美日俄英法德韩朝印苏欧越泰缅菲柬";
    const std::u32string_view chars = lattice_.chars();
    if (at + 1 >= chars.size() || !IsShort(at) || !IsShort(at + 1)) return false;
    return (kStates.find(chars[at]) == kStates.npos) == (kStates.find(chars[at + 1]) == kStates.npos);
  }

  bool IsShort(uint32_t at) const {
    return (TermTrie::Vocabulary().Find(lattice_.chars().substr(at, 1)).classes & kPlaceShort) != 0;
  }
  static bool BindsRight(char32_t c) {
    return std::u32string_view(U"访驻赴来旅抵离援侵在返留反抗进对亲").find(c) != std::u32string_view::npos;
  }
  static bool BindsLeft(char32_t c) {
    return std::u32string_view(U"方军寇机伪裔籍商资胞侨").find(c) != std::u32string_view::npos;
  }

  // Reads leftwards from token `head`, which is not part of it.
  Modifier ModifierBefore(int head) const {
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
      if (JoinsNouns(i)) continue;
      if (!IsMaterial(token) || IsCount(i) || StartsWithFunctionWord(token)) break;
      if (modifier.prefixed && token.kind == TokenKind::kPlace && IsCountryWide(modifier.prefix) &&
          !IsCountryWide(token.begin))
        break;
      modifier.generic = modifier.generic || (token.classes & kNoPlaceName) != 0;
      modifier.begin = token.begin;
      if (token.kind == TokenKind::kPlace || (token.classes & kOrgKnown) != 0) {
        // 北京|中国革命博物馆: a name does not go up from a city to the country.
        if (modifier.anchored && IsCountryWide(modifier.anchor) && !IsCountryWide(token.begin)) break;
        modifier.anchored = true;
        modifier.anchor = token.begin;
      } else if ((token.classes & kAdminPrefix) != 0) {
        modifier.prefixed = true;
        modifier.prefix = token.begin;
      } else if (token.kind == TokenKind::kForeign || (token.kind == TokenKind::kWord && Length(token) == 1)) {
        modifier.stranger = true;
      }
    }
    return modifier;
  }

  // 区|发展|和|改革|局: 和 between two nouns, the first straight after what anchors the name.
  bool JoinsNouns(int i) const {
    if (lattice_.chars()[tokens_[i].begin] != U'和' || Length(tokens_[i]) != 1 || i < 2) return false;
    const Token& noun = tokens_[i - 1];
    const Token& anchor = tokens_[i - 2];
    const bool anchored = (anchor.kind == TokenKind::kPlace && (lattice_.EndsAt(anchor.end) & kAdminSuffix) != 0) ||
                          (Length(anchor) == 1 && (anchor.classes & kAdminPrefix) != 0);
    return anchored && noun.kind == TokenKind::kWord && Length(noun) >= 2 && IsMaterial(noun);
  }

  // 也对, 为缓解: words of the lexicon that hold a whole phrase.
  bool StartsWithFunctionWord(const Token& token) const {
    constexpr std::u32string_view kFunction = U"的了是也都就在为被把将各每某该此这那我你他她它们";
    return token.kind == TokenKind::kWord && (token.classes & kOrgKnown) == 0 &&
           kFunction.find(lattice_.chars()[token.begin]) != kFunction.npos;
  }

  // 中国, 中央, 全国: what no smaller place stands before.
  bool IsCountryWide(uint32_t at) const {
    const std::u32string_view word = lattice_.chars().substr(at, 2);
    return word == U"中央" || word == U"国家" || word == U"全国" ||
           lattice_.LongestStartingAtOfAll(at, kPlaceKnown | kCountry) > at;
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

  // The quote that opens what tokens_[close] closes, when what stands between is short; -1 otherwise.
  int OpeningQuote(int close) const {
    for (int i = close - 1; i >= 0 && close - i <= 8; --i) {
      if (lattice_.chars()[tokens_[i].begin] == U'"') return i;
      if (lattice_.chars()[tokens_[i].begin] == U'。') return -1;
    }
    return -1;
  }

  // 有限公司 and the like stand at the end of a registered name only.
  bool IsCompany(const Token& token) const {
    const std::u32string_view word = lattice_.chars().substr(token.begin, Length(token));
    return word == U"有限公司" || word == U"有限责任公司" || word == U"股份有限公司";
  }

  void AddOrganization(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord || !HeadsOrganization(token)) return;
    const Modifier modifier = ModifierBefore(i);
    const uint32_t begin = OrganizationBegin(i, modifier);
    if (begin < token.begin && !IsPlainAfter(i, begin)) Add(begin, token.end, PhraseKind::kOrganization);
  }

  // Whether the token is, or ends in, the head noun of an organisation's name.
  bool HeadsOrganization(const Token& token) const {
    const uint32_t suffix = lattice_.LongestEndingAt(token.end, kOrgSuffix);
    if (suffix == token.end) return false;
    if (suffix <= token.begin) return true;
    // 西北部 is a direction, 部门 no ministry.
    constexpr std::u32string_view kDirections = U"东西南北中内外上下前后腹";
    if (lattice_.chars().substr(token.end - 2, 2) == U"干部") return false;
    return Length(token) >= 3 && kDirections.find(lattice_.chars()[token.end - 2]) == kDirections.npos;
  }

  // Where the name headed by token `i` starts; the token's own start where it is no name.
  uint32_t OrganizationBegin(int i, const Modifier& modifier) const {
    const Token& token = tokens_[i];
    const uint32_t length = token.begin - modifier.begin;
    if (modifier.anchored) return WithoutForeignState(modifier.anchor);
    if (modifier.prefixed) return modifier.prefix;
    if (IsCompany(token) && length >= 2) return modifier.begin;
    if (Length(token) < 2 || length < 2 || length > kMaxLooseModifier) return token.begin;
    if (modifier.stranger || ((token.classes & kOrgNamed) != 0 && !modifier.generic)) return modifier.begin;
    return token.begin;
  }

  // 瑞典|诺尔达传动公司: the name of a foreign company starts after its country's.
  uint32_t WithoutForeignState(uint32_t begin) const {
    const int i = lattice_.TokenStartingAt(begin);
    if (i < 0 || i + 1 >= static_cast<int>(tokens_.size()) || tokens_[i].kind != TokenKind::kPlace) return begin;
    const bool state = IsCountryWide(begin) && lattice_.chars()[begin] != U'中';
    return state && tokens_[i + 1].kind == TokenKind::kForeign ? tokens_[i].end : begin;
  }

  // A plain noun straight after a place or an organisation: 法国|政府 is the state itself, 美国|公司 any of many.
  bool IsPlainAfter(int i, uint32_t begin) const {
    const Token& token = tokens_[i];
    const Token& before = tokens_[i - 1];
    if (before.begin != begin || (token.classes & kCountable) == 0) return false;
    if (lattice_.chars().substr(token.begin, Length(token)) == U"中心") return true;
    return before.kind == TokenKind::kPlace && IsCountryWide(begin) && lattice_.chars()[token.end - 1] != U'队' &&
           lattice_.chars()[token.end - 1] != U'党';
  }

  // 芬兰|农林|部长: the title holds the last character of its organisation's name.
  void AddUnitOfTitle(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord || Length(token) != 2 || lattice_.chars()[token.end - 1] != U'长') return;
    if ((token.classes & kPost) == 0 || lattice_.LongestEndingAt(token.begin + 1, kOrgSuffix) != token.begin) return;
    const Modifier modifier = ModifierBefore(i);
    const Token& before = tokens_[i > 0 ? i - 1 : 0];
    const bool complete = (before.classes & kOrgKnown) != 0 || HeadsOrganization(before);  // 县法院|院长
    if (modifier.anchored && before.kind == TokenKind::kWord && !complete) {
      Add(modifier.anchor, token.begin + 1, PhraseKind::kOrganization);
    }
  }

  void AddSite(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord || (token.classes & kSiteSuffix) == 0 || Length(token) < 2) return;
    const Modifier modifier = ModifierBefore(i);
    const uint32_t begin = modifier.anchored ? modifier.anchor : modifier.prefixed ? modifier.prefix : token.begin;
    // 县文化馆, 云泽市图书馆: an institution of the administration, and no mere building.
    const bool official = !modifier.anchored || (lattice_.StartsAt(begin) & kPlaceKnown) == 0;
    if ((token.classes & kOrgSuffix) != 0 && official) return;
    if (begin < token.begin && token.begin - begin <= kMaxSiteName) Add(begin, token.end, PhraseKind::kPlace);
  }

  const Lattice& lattice_;
  const std::vector<Token>& tokens_;
  std::vector<Phrase> phrases_;
};

}  // namespace

std::vector<Phrase> FindPhrases(const Lattice& lattice) { return PhraseFinder(lattice).Find(); }

}  // namespace jianbao::entities
