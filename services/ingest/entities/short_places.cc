#include "services/ingest/entities/short_places.h"

#include <string_view>
#include <utility>

#include "services/ingest/entities/character_set.h"

namespace jianbao::entities {
namespace {

uint32_t Length(const Token& token) { return token.end - token.begin; }

class ShortPlaceFinder {
 public:
  explicit ShortPlaceFinder(const Lattice& lattice) : lattice_(lattice), tokens_(lattice.tokens()) {}

  std::vector<Phrase> Find(int i) {
    const Token& token = tokens_[i];
    if (Length(token) == 1) {
      if (IsShort(token.begin) && HasEvidence(i)) Add(token.begin, token.end);
    } else if (Length(token) <= 3 && AllShort(token)) {
      if (!AddLine(token.begin, token.end)) AddEach(token.begin, token.end);
    } else if (Length(token) == 2) {
      AddHalf(token);
    } else if (IsState(token.begin) && IsState(token.begin + 1)) {
      AddEach(token.begin, token.begin + 2);  // 中美关系, 日俄战争
    }
    return std::move(places_);
  }

 private:
  void Add(uint32_t begin, uint32_t end) { places_.push_back({begin, end, PhraseKind::kPlace}); }

  void AddEach(uint32_t begin, uint32_t end) {
    for (uint32_t at = begin; at < end; ++at) Add(at, at + 1);
  }

  bool AllShort(const Token& token) const {
    for (uint32_t at = token.begin; at < token.end; ++at) {
      if (!IsShort(at)) return false;
    }
    const std::u32string_view chars = lattice_.chars();
    return chars[token.end - 1] != U'华' && chars[token.begin] != chars[token.begin + 1];  // 蒙蒙 is no two places
  }

  // Whether the neighbours of the single character tokens_[i] make it a place.
  bool HasEvidence(int i) const {
    const Token& token = tokens_[i];
    const std::u32string_view chars = lattice_.chars();
    if (i > 0 && Length(tokens_[i - 1]) == 1 && BindsRight(chars[token.begin - 1], chars[token.begin])) return true;
    if (token.end < chars.size() && BindsLeft(chars[token.end])) return true;
    if (i > 0 && Length(tokens_[i - 1]) == 1 && IsPair(token.begin - 1)) return true;
    return i + 1 < static_cast<int>(tokens_.size()) && Length(tokens_[i + 1]) == 1 && IsPair(token.begin);
  }

  // 访|华, 日|军: a word of two characters, one of them a place.
  void AddHalf(const Token& token) {
    const std::u32string_view chars = lattice_.chars();
    if (IsShort(token.begin + 1) && BindsRight(chars[token.begin], chars[token.begin + 1])) {
      Add(token.begin + 1, token.end);
    } else if (IsShort(token.begin) && BindsLeft(chars[token.end - 1])) {
      Add(token.begin, token.begin + 1);
    }
  }

  // 沪杭|高速铁路: a line named by its ends.
  bool AddLine(uint32_t begin, uint32_t end) {
    for (const std::u32string_view head : {U"高速铁路", U"高速公路", U"铁路", U"高铁", U"线"}) {
      if (lattice_.chars().substr(end, head.size()) != head) continue;
      Add(begin, end + static_cast<uint32_t>(head.size()));
      return true;
    }
    return false;
  }

  // Two states (中美) or two regions (京沪) side by side.
  bool IsPair(uint32_t at) const {
    return at + 1 < lattice_.chars().size() && IsShort(at) && IsShort(at + 1) && IsState(at) == IsState(at + 1);
  }

  bool IsState(uint32_t at) const {
    static constexpr CharacterSet kStates(U"中美日俄英法德韩朝印苏欧越泰缅菲柬");
    return kStates.Has(lattice_.chars()[at]);
  }

  bool IsShort(uint32_t at) const { return (lattice_.StartsAt(at) & kPlaceShort) != 0; }
  // 访|华, 在|沪; 中 and 日 are words of many meanings behind the everyday ones of these.
  static bool BindsRight(char32_t c, char32_t place) {
    static constexpr CharacterSet kBinding(U"访驻赴旅抵援侵返反抗亲"), kEveryday(U"来离在留进对");
    return place != U'中' && (kBinding.Has(c) || (place != U'日' && kEveryday.Has(c)));
  }
  static bool BindsLeft(char32_t c) {
    static constexpr CharacterSet kBound(U"方军裔籍商资胞侨");
    return kBound.Has(c);
  }

  const Lattice& lattice_;
  const std::vector<Token>& tokens_;
  std::vector<Phrase> places_;
};

}  // namespace

std::vector<Phrase> FindShortPlaces(const Lattice& lattice, int i) { return ShortPlaceFinder(lattice).Find(i); }

}  // namespace jianbao::entities
