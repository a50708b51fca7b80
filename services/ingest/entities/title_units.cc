#include "services/ingest/entities/title_units.h"

#include <algorithm>
#include <string_view>

#include "services/ingest/entities/character_set.h"

namespace jianbao::entities {
namespace {

constexpr uint32_t kMinUnit = 3, kMaxUnit = 14;  // characters
constexpr int kStrangeCharacter = 60;            // cost from which a character may be part of a brand

// Posts that only companies have.
constexpr std::u32string_view kCompanyPosts[] = {U"董事长",     U"副董事长", U"总经理", U"副总经理",  U"总裁",
                                                 U"副总裁",     U"老板",     U"经理",   U"董事",      U"首席执行官",
                                                 U"法定代表人", U"创始人",   U"掌柜",   U"董事局主席"};

class UnitFinder {
 public:
  UnitFinder(const Lattice& lattice, const std::vector<Phrase>& phrases) : lattice_(lattice), phrases_(phrases) {}

  std::vector<Phrase> Find(const Title& title) {
    const std::u32string_view chars = lattice_.chars();
    std::vector<Phrase> units;
    for (uint32_t begin = title.begin; begin < title.end;) {
      uint32_t end = begin;
      while (end < title.end && chars[end] != U'、' && chars[end] != U'兼') ++end;
      if (const uint32_t unit = UnitEnd(begin, end); unit > begin)
        units.push_back({begin, unit, PhraseKind::kOrganization});
      begin = end + 1;
    }
    return units;
  }

 private:
  // Where the organisation of the title chars[begin, end) ends; `begin` where it shows none.
  uint32_t UnitEnd(uint32_t begin, uint32_t end) const {
    const uint32_t post = lattice_.LongestEndingAt(end, kPost);
    if (post == end || post <= begin) return begin;
    uint32_t unit = post;
    for (uint32_t rank = unit; (rank = lattice_.LongestEndingAt(unit, kRank)) < unit && rank > begin;) unit = rank;
    const bool fits = unit >= begin + kMinUnit && unit <= begin + kMaxUnit;
    if (!fits || IsTaken(begin, unit) || StartsPlainly(begin)) return begin;
    return HeadsUnit(begin, unit) || (IsCompanyPost(post, end) && (IsBrand(begin, unit) || EndsInTrade(begin, unit)))
               ? unit
               : begin;
  }

  // Whether an organisation is known there already, or a name would be cut.
  bool IsTaken(uint32_t begin, uint32_t end) const {
    return std::any_of(phrases_.begin(), phrases_.end(), [begin, end](const Phrase& phrase) {
      if (phrase.end <= begin || phrase.begin >= end) return false;
      return phrase.kind != PhraseKind::kPlace || phrase.begin < begin || phrase.end > end;
    });
  }

  // 公司|财务部, 该|校: a part of what was named before.
  bool StartsPlainly(uint32_t begin) const {
    static constexpr CharacterSet kPlain(U"该本我某各全原");
    if (kPlain.Has(lattice_.chars()[begin])) return true;
    const int i = lattice_.TokenStartingAt(begin);
    return i < 0 || (lattice_.tokens()[i].classes & (kCountable | kNoPlaceName | kPost | kRank)) != 0;
  }

  // Whether chars[begin, end) ends in the head of an organisation's name with something of its own before it. 研发|部,
  // 育秧|中心 and the committees of a party are parts of another one.
  bool HeadsUnit(uint32_t begin, uint32_t end) const {
    static constexpr std::u32string_view kParts[] = {U"部", U"办", U"中心", U"公司", U"党委", U"分局"};
    const uint32_t head = lattice_.LongestEndingAt(end, kOrgSuffix);
    const std::u32string_view word = lattice_.chars().substr(head, end - head);
    return head < end && head >= begin + 2 && std::find(std::begin(kParts), std::end(kParts), word) == std::end(kParts);
  }

  bool IsCompanyPost(uint32_t begin, uint32_t end) const {
    const std::u32string_view post = lattice_.chars().substr(begin, end - begin);
    return std::find(std::begin(kCompanyPosts), std::end(kCompanyPosts), post) != std::end(kCompanyPosts);
  }

  // 百味斋|食品: two or three characters and a trade.
  bool EndsInTrade(uint32_t begin, uint32_t end) const {
    const uint32_t trade = lattice_.LongestEndingAt(end, kTrade);
    return trade < end && trade >= begin + 2 && trade <= begin + 4;
  }

  // 葛|岭|水泥: two characters no word explains, such as a brand is made of.
  bool IsBrand(uint32_t begin, uint32_t end) const {
    const auto strange = [this, end](uint32_t at) {
      const int i = lattice_.TokenStartingAt(at);
      if (i < 0) return false;
      const Token& token = lattice_.tokens()[i];
      return token.kind == TokenKind::kWord && token.end - token.begin == 1 && token.end <= end &&
             token.cost >= kStrangeCharacter && (token.classes & (kStop | kAdminPrefix | kLocalPrefix)) == 0;
    };
    return strange(begin) && strange(begin + 1);
  }

  const Lattice& lattice_;
  const std::vector<Phrase>& phrases_;
};

}  // namespace

void AddUnitsOfTitles(const Lattice& lattice, std::vector<Phrase>* phrases, std::vector<Title>* titles) {
  std::vector<Phrase> units;
  for (const Title& title : *titles) {
    for (const Phrase& unit : UnitFinder(lattice, *phrases).Find(title)) {
      if (units.empty() || units.back().begin < unit.begin) units.push_back(unit);
    }
  }
  if (units.empty()) return;
  std::vector<uint32_t> begins;  // of the persons, to find them again
  for (const Title& title : *titles) begins.push_back((*phrases)[title.person].begin);
  for (const Phrase& unit : units) {
    const auto inside = [&unit](const Phrase& phrase) { return phrase.begin >= unit.begin && phrase.end <= unit.end; };
    phrases->erase(std::remove_if(phrases->begin(), phrases->end(), inside), phrases->end());
    const auto next = std::lower_bound(phrases->begin(), phrases->end(), unit,
                                       [](const Phrase& a, const Phrase& b) { return a.begin < b.begin; });
    phrases->insert(next, unit);
  }
  for (size_t i = 0; i < titles->size(); ++i) {
    const auto person =
        std::find_if(phrases->begin(), phrases->end(), [&](const Phrase& phrase) { return phrase.begin == begins[i]; });
    (*titles)[i].person = static_cast<uint32_t>(person - phrases->begin());
  }
}

}  // namespace jianbao::entities
