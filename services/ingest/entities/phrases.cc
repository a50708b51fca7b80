#include "services/ingest/entities/phrases.h"

#include <algorithm>

#include "libs/text/chars.h"
#include "services/ingest/entities/term_trie.h"

namespace jianbao::entities {
namespace {

constexpr uint32_t kMaxModifier = 16;      // characters between a head and the place its name starts with
constexpr uint32_t kMaxSiteName = 9;
constexpr uint32_t kMaxLooseModifier = 8;  // likewise where no place anchors the name

// What stands before a head noun, as far as it can belong to the name.
struct Modifier {
  uint32_t begin = 0;   // leftmost character that can belong to it
  uint32_t anchor = 0;  // leftmost place or established organisation in it
  uint32_t prefix = 0;  // leftmost 省, 区, … that stands for the paper's own place
  bool anchored = false;
  bool prefixed = false;
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
      return (token.classes & (kStop | kTimeWord | kSpeech | kAction | kHonorific)) == 0 ||
             (token.classes & (kOrgKnown | kOrgSuffix | kAdminPrefix)) != 0;
  }
  return false;
}

class PhraseFinder {
 public:
  explicit PhraseFinder(const Lattice& lattice) : lattice_(lattice), tokens_(lattice.tokens()) {}

  std::vector<Phrase> Find() {
    for (int i = 0; i < static_cast<int>(tokens_.size()); ++i) {
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
      const Modifier modifier = ModifierBefore(i);
      const bool extends = (token.classes & kPartyShort) != 0 && modifier.anchored;
      if (!extends && IsPartOfTitle(i)) return;
      Add(extends ? modifier.anchor : token.begin, token.end, PhraseKind::kOrganization);
    } else if (token.kind == TokenKind::kWord && Length(token) >= 3 &&
               lattice_.LongestStartingAt(token.begin, kPlaceKnown) + 1 == token.end) {
      // 日本人, 上海话: words made of a place; 北京城 is one.
      const bool whole = (lattice_.EndsAt(token.end) & (kAdminSuffix | kSiteSuffix)) != 0;
      Add(token.begin, whole ? token.end : token.end - 1, PhraseKind::kPlace);
    } else {
      AddShortPlaces(i);
    }
  }

  // 区委|书记: the bare short form inside a title names no organisation of its own.
  bool IsPartOfTitle(int i) const {
    const Token& token = tokens_[i];
    if ((token.classes & kPartyShort) == 0 || Length(token) > 3) return false;
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
           (i > 0 && Length(tokens_[i - 1]) == 1 && IsShort(token.begin - 1)) ||
           (i + 1 < static_cast<int>(tokens_.size()) && Length(tokens_[i + 1]) == 1 && IsShort(token.end)))) {
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
      if (!IsMaterial(token) || IsCount(i)) break;
      if (modifier.prefixed && token.kind == TokenKind::kPlace && IsCountryWide(modifier.prefix)) break;
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

  // 中国, 中央, 全国: what no smaller place stands before.
  bool IsCountryWide(uint32_t at) const {
    const std::u32string_view word = lattice_.chars().substr(at, 2);
    return word == U"中央" || word == U"国家" || word == U"全国" || lattice_.LongestStartingAtOfAll(at, kPlaceKnown | kCountry) > at;
  }

  // 五个, 4个, 2024年: a number of things or a time, not part of a name.
  bool IsCount(int i) const {
    constexpr std::u32string_view kCounters = U"个家名位项次种支只条年月日届第";
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
    if (token.kind != TokenKind::kWord || Length(token) == 0) return;
    const uint32_t suffix = lattice_.LongestEndingAt(token.end, kOrgSuffix);
    if (suffix == token.end) return;
    const bool whole = suffix <= token.begin;
    if (!whole && (Length(token) < 3 || token.end - suffix < 1)) return;
    const Modifier modifier = ModifierBefore(i);
    uint32_t begin = token.begin;
    if (modifier.anchored) {
      begin = modifier.anchor;
    } else if (modifier.prefixed) {
      begin = modifier.prefix;
    } else if (IsCompany(token) && token.begin - modifier.begin >= 2 && token.begin - modifier.begin <= kMaxModifier) {
      begin = modifier.begin;
    } else if (Length(token) >= 2 && token.begin - modifier.begin >= 2 && modifier.stranger &&
               token.begin - modifier.begin <= kMaxLooseModifier) {
      begin = modifier.begin;
    } else {
      return;
    }
    if (begin == token.begin) return;
    // 法国|政府: the state itself, named by its place.
    if (lattice_.chars().substr(token.begin, Length(token)) == U"政府" && tokens_[i - 1].begin == begin && IsCountryWide(begin)) return;
    // 区委中心(工作): a plain noun straight after an organisation's short form.
    const Token& before = tokens_[i - 1];
    if (before.begin == begin && (before.classes & kPartyShort) != 0 && (token.classes & kCountable) != 0 &&
        (token.classes & kOrgSuffix) != 0 && token.end - token.begin == 2 && lattice_.chars()[token.begin] == U'中') {
      return;
    }
    Add(begin, token.end, PhraseKind::kOrganization);
  }

  // 芬兰|农林|部长: the title holds the last character of its organisation's name.
  void AddUnitOfTitle(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord || Length(token) != 2 || lattice_.chars()[token.end - 1] != U'长') return;
    if ((token.classes & kPost) == 0 || lattice_.LongestEndingAt(token.begin + 1, kOrgSuffix) != token.begin) return;
    const Modifier modifier = ModifierBefore(i);
    if (modifier.anchored && tokens_[i - 1].kind == TokenKind::kWord) Add(modifier.anchor, token.begin + 1, PhraseKind::kOrganization);
  }

  void AddSite(int i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord || (token.classes & kSiteSuffix) == 0 || Length(token) < 2) return;
    const Modifier modifier = ModifierBefore(i);
    if (modifier.anchored && token.begin - modifier.anchor <= kMaxSiteName) Add(modifier.anchor, token.end, PhraseKind::kPlace);
  }

  const Lattice& lattice_;
  const std::vector<Token>& tokens_;
  std::vector<Phrase> phrases_;
};

}  // namespace

std::vector<Phrase> FindPhrases(const Lattice& lattice) { return PhraseFinder(lattice).Find(); }

}  // namespace jianbao::entities
