#include "services/ingest/entities/recurring_names.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/entities/character_set.h"
#include "services/ingest/entities/lexicon.h"
#include "services/ingest/entities/name_model.h"

namespace jianbao::entities {
namespace {

constexpr int kStrangeCharacter = 80;  // cost from which a character hardly stands for itself
constexpr int kRareCharacter = 95;     // … and never does
constexpr int kPlaceCharacter = 65;    // cost from which a character may be part of a place's name
constexpr int kSightings = 3, kNeighbours = 2;
constexpr int kLocated = 2;      // times a strange place must stand behind 在, 到, …
constexpr int kBoundGiven = 88;  // cost of a character up to which it may be half of a word that is a given name

// What no given name of two characters is as a word.
constexpr uint32_t kNeverGiven = kPost | kHonorific | kRank | kSpeech | kStop | kTimeWord | kAdminSuffix | kSiteSuffix |
                                 kOrgSuffix | kNotName | kTrade | kLocative | kPlaceKnown | kOrgKnown;

// Up to three characters as one number, and back.
constexpr int kCharacterBits = 21;
uint64_t Packed(std::u32string_view chars) {
  uint64_t packed = 0;
  for (const char32_t c : chars) packed = packed << kCharacterBits | c;
  return packed;
}
std::u32string Unpacked(uint64_t packed) {
  std::u32string chars;
  for (; packed != 0; packed >>= kCharacterBits) chars.insert(chars.begin(), packed & ((1u << kCharacterBits) - 1));
  return chars;
}

uint64_t Sieve(std::u32string_view chars, size_t at) { return uint64_t{1} << (at < chars.size() ? chars[at] & 63 : 0); }

uint32_t Length(const Token& token) { return token.end - token.begin; }

bool IsLoneCharacter(const Lattice& lattice, const Token& token) {
  return token.kind == TokenKind::kWord && Length(token) == 1 && lattice.chars()[token.begin] != U'某';
}

// Whether a word of two characters could be a given name.
bool MayBeGivenName(const Lattice& lattice, const Token& word) {
  if (word.kind != TokenKind::kWord || Length(word) != 2 || (word.classes & kNeverGiven) != 0) return false;
  const NameModel& model = NameModel::Get();
  const std::u32string_view given = lattice.chars().substr(word.begin, 2);
  return model.GivenCost(given[0]) <= kBoundGiven && model.GivenCost(given[1]) <= kBoundGiven;
}

// The entries of a table in an order of their own, so that one text has one answer.
template <typename Map>
auto Sorted(const Map& map) {
  std::vector<std::pair<typename Map::key_type, typename Map::mapped_type>> entries(map.begin(), map.end());
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return entries;
}

}  // namespace

void RecurringNames::Observe(const Lattice& lattice, const std::vector<Phrase>& phrases) {
  CountStrangers(lattice);
  CountRarePairs(lattice);
  CountStrangePlaces(lattice);
  CountPeople(lattice, phrases);
}

// Counts surnames with one or two more characters that are read as words for want of a better reading, such as a name
// is that stands without a title: 贺|军, 冯|月牙.
void RecurringNames::CountStrangers(const Lattice& lattice) {
  const std::vector<Token>& tokens = lattice.tokens();
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    const uint32_t begin = tokens[i].begin;
    if (!IsLoneCharacter(lattice, tokens[i]) || !NameModel::Get().IsSurname(lattice.chars()[begin])) continue;
    if (i + 2 < tokens.size() && IsLoneCharacter(lattice, tokens[i + 1]) && IsLoneCharacter(lattice, tokens[i + 2]))
      ++triples_[Packed(lattice.chars().substr(begin, 3))];
    int cost = tokens[i].cost;
    for (size_t k = i + 1; k < tokens.size() && k <= i + 2 && IsLoneCharacter(lattice, tokens[k]); ++k) {
      cost += tokens[k].cost;
      if (cost >= static_cast<int>(k + 1 - i) * kStrangeCharacter) CountStranger(lattice, begin, tokens[k].end);
    }
    if (MayBeGivenName(lattice, tokens[i + 1])) CountStranger(lattice, begin, tokens[i + 1].end);
  }
}

// Counts two rare characters in a row, such as write the name of someone without a surname.
void RecurringNames::CountRarePairs(const Lattice& lattice) {
  const std::vector<Token>& tokens = lattice.tokens();
  const auto rare = [&lattice](const Token& token) {
    return IsLoneCharacter(lattice, token) && token.cost >= kRareCharacter;
  };
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (!rare(tokens[i]) || !rare(tokens[i + 1]) || NameModel::Get().IsSurname(lattice.chars()[tokens[i].begin]))
      continue;
    if (i + 2 < tokens.size() && rare(tokens[i + 2])) continue;
    CountStranger(lattice, tokens[i].begin, tokens[i + 1].end);
  }
}

void RecurringNames::CountStranger(const Lattice& lattice, uint32_t begin, uint32_t end) {
  const std::u32string_view chars = lattice.chars();
  Stranger& stranger = strangers_[Packed(chars.substr(begin, end - begin))];
  ++stranger.sightings;
  stranger.before |= Sieve(chars, begin - 1);
  stranger.after |= Sieve(chars, end);
  if ((lattice.EndsAt(begin) & (kLocative | kPlaceKnown | kAdminSuffix)) != 0 ||
      (lattice.StartsAt(end) & (kAdminSuffix | kSiteSuffix | kOrgSuffix | kTrade)) != 0)
    ++stranger.located;
  if ((lattice.EndsAt(begin) & (kPost | kTakesPerson)) != 0 || (lattice.StartsAt(end) & (kSpeech | kAction)) != 0)
    ++stranger.acting;
}

// Counts two or three characters in a row that no word explains and that stand where a place would.
void RecurringNames::CountStrangePlaces(const Lattice& lattice) {
  const std::u32string_view chars = lattice.chars();
  const std::vector<Token>& tokens = lattice.tokens();
  const auto strange = [&](const Token& token) {
    return token.cost >= kPlaceCharacter && Length(token) == 1 && token.kind == TokenKind::kWord &&
           (token.classes & (kLocative | kStop | kAction)) == 0 && !NameModel::Get().IsNeverInPlace(chars[token.begin]);
  };
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    if ((lattice.EndsAt(tokens[i].begin) & kLocative) == 0 || !strange(tokens[i])) continue;
    size_t end = i + 1;
    while (end < tokens.size() && strange(tokens[end])) ++end;
    if (end - i == 2 || end - i == 3) ++places_[Packed(chars.substr(tokens[i].begin, end - i))];
    i = end - 1;
  }
}

void RecurringNames::CountPeople(const Lattice& lattice, const std::vector<Phrase>& phrases) {
  const std::u32string_view chars = lattice.chars();
  for (const Phrase& phrase : phrases) {
    const uint32_t length = phrase.end - phrase.begin;
    if (phrase.kind == PhraseKind::kPerson && length == 4)
      ++long_people_[std::u32string(chars.substr(phrase.begin, 4))];
    if (phrase.kind != PhraseKind::kPerson || length < 2 || length > 3) continue;
    Person& person = people_[Packed(chars.substr(phrase.begin, length))];
    const char32_t next = phrase.end < chars.size() ? chars[phrase.end] : U'\0';
    person.next = person.sightings == 0 || person.next == next ? next : U'\0';
    ++person.sightings;
  }
}

void RecurringNames::Decide(const Lattice& lattice, const Look& look, KnownNames* known) const {
  DecidePeople(lattice, look, known);
  DecideVerbBehind(known);
  DecideStrangers(lattice, look, known);
  DecidePlaces(lattice, look, known);
}

// A stranger that keeps coming back among different neighbours is a name. One that holds a word is one only where that
// word never stands without it.
void RecurringNames::DecideStrangers(const Lattice& lattice, const Look& look, KnownNames* known) const {
  for (const auto& [packed, stranger] : Sorted(strangers_)) {
    if (stranger.sightings < kSightings || std::popcount(stranger.before) < kNeighbours ||
        std::popcount(stranger.after) < kNeighbours)
      continue;
    const std::u32string name = Unpacked(packed);
    // The word model knows the famous too, by usual surnames.
    if (lattice.IsWord(name) && !NameModel::Get().IsMostlySurname(name[0])) continue;
    const std::u32string_view given = std::u32string_view(name).substr(1);
    if (given.size() == 2 && lattice.IsWord(given) && look(given).count > look(name).count) continue;
    const bool surname = NameModel::Get().IsSurname(name[0]);
    if (!surname && (stranger.sightings <= kSightings || stranger.acting == 0)) continue;
    const bool place = stranger.located > stranger.acting && 3 * stranger.located >= stranger.sightings;
    known->Add(name, place ? KnownKind::kPlace : KnownKind::kPerson);
  }
}

void RecurringNames::DecidePlaces(const Lattice& lattice, const Look& look, KnownNames* known) const {
  for (const auto& [packed, located] : Sorted(places_)) {
    const std::u32string place = Unpacked(packed);
    if (located >= kLocated && look(place).count >= kSightings && !lattice.IsWord(place))
      known->Add(place, KnownKind::kPlace);
  }
}

// 邬连|起 wherever he is named is 邬连起; 荀蕾正|带着 where 荀蕾 is met elsewhere was 荀蕾.
void RecurringNames::DecidePeople(const Lattice& lattice, const Look& look, KnownNames* known) const {
  for (const auto& [packed, person] : Sorted(people_)) {
    const std::u32string name = Unpacked(packed);
    if (name.size() == 2 && !lattice.IsWord(name) && GoesOn(name, person, look)) {
      known->Add(name + person.next, KnownKind::kPerson);
      known->TakeBack(name);
    }
    if (name.size() != 3 || !NameModel::Get().IsUnusualGiven(name[2])) continue;
    const std::u32string shorter = name.substr(0, 2);
    const auto found = people_.find(Packed(shorter));
    if (found == people_.end() || found->second.sightings <= person.sightings) continue;
    known->Add(shorter, KnownKind::kPerson);
    known->TakeBack(name);
  }
}

// 钟离岳|来云泽考察: a headline's verb that was read as the end of a name.
void RecurringNames::DecideVerbBehind(KnownNames* known) const {
  for (const auto& [packed, person] : Sorted(people_)) {
    const std::u32string name = Unpacked(packed);
    if (name.size() == 3) DecideVerbBehind(name, person.sightings, known);
  }
  for (const auto& [name, sightings] : Sorted(long_people_)) DecideVerbBehind(name, sightings, known);
}

// The name is without its last character where that may be a verb and the rest was read as a name no less often.
void RecurringNames::DecideVerbBehind(const std::u32string& name, int sightings, KnownNames* known) const {
  static constexpr CharacterSet kVerbs(U"来赴到在抵率会谈作主访看问说称讲赠获任当向对为将赞");
  const std::u32string shorter = name.substr(0, name.size() - 1);
  if (!kVerbs.Has(name.back())) return;
  const auto found = people_.find(Packed(shorter));
  if (found == people_.end() || found->second.sightings < sightings) return;
  known->Add(shorter, KnownKind::kPerson);
  known->TakeBack(name);
}

// Whether the name of two characters has a third one wherever it stands.
bool RecurringNames::GoesOn(const std::u32string& name, const Person& person, const Look& look) const {
  static constexpr CharacterSet kNever(U"的了是不在说和与及等对把被将从为向也就都又还家某老总");
  if (person.next == U'\0' || !NameModel::Get().IsHan(person.next) || kNever.Has(person.next)) return false;
  // The text is long: it is searched only for what was seen often enough.
  const std::u32string whole = name + person.next;
  const auto apart = triples_.find(Packed(whole));
  if (person.sightings + (apart == triples_.end() ? 0 : apart->second) < kSightings) return false;
  const Sightings longer = look(whole);
  return longer.count >= kSightings && std::popcount(longer.after) >= kNeighbours && longer.count == look(name).count;
}

}  // namespace jianbao::entities
