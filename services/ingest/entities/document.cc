#include "services/ingest/entities/document.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "libs/text/utf8.h"
#include "services/ingest/entities/bylines.h"
#include "services/ingest/entities/lexicon.h"
#include "services/ingest/entities/title_units.h"
#include "services/ingest/entities/values.h"

namespace jianbao::entities {
namespace {

constexpr int kStrangeCharacter = 80;  // cost from which a character hardly stands for itself
constexpr int kSightings = 3, kNeighbours = 2;
constexpr int kLocated = 2;           // times a strange place must stand behind 在, 到, …
constexpr int kPlaceCharacter = 65;   // cost from which a character may be part of one
constexpr size_t kBrandAndTrade = 4;  // characters of the shortest form of a company's name: 澜科|光电
constexpr size_t kMaxStretch = 4096;  // bounds what one hostile line can cost

Kind KindOf(PhraseKind kind) {
  switch (kind) {
    case PhraseKind::kPerson: return Kind::kPerson;
    case PhraseKind::kOrganization: return Kind::kOrganization;
    case PhraseKind::kPlace: return Kind::kPlace;
  }
  return Kind::kPlace;
}

Kind KindOf(ValueKind kind) {
  switch (kind) {
    case ValueKind::kDate: return Kind::kDate;
    case ValueKind::kMoney: return Kind::kMoney;
    case ValueKind::kMeasure: return Kind::kMeasure;
  }
  return Kind::kMeasure;
}

bool EndsSentence(char32_t c) { return c == U'\n' || c == U'。' || c == U'!' || c == U'?' || c == U';'; }

// Where the stretch that starts at `begin` ends: after the mark that ends its sentence, or somewhere when there is
// none.
size_t EndOfStretch(std::u32string_view chars, size_t begin) {
  const size_t limit = std::min(chars.size(), begin + kMaxStretch);
  size_t end = begin;
  while (end < limit && !EndsSentence(chars[end])) ++end;
  return end < limit ? end + 1 : end;
}

// Whether `chars` is a word of its own, as 石桥 of 石桥镇 is.
bool IsWord(std::u32string_view chars) {
  Lexicon::Cursor cursor;
  bool word = false;
  Lexicon::Get().ForEachPrefix(chars, &cursor, [&](size_t length, uint16_t) { word |= length == chars.size(); });
  return word;
}

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

// What is known from `place`, a unit of administration printed in full: units from the county up are printed without
// their 县 or 区 too, smaller ones where what remains can be nothing else.
void AddPlace(std::u32string_view place, KnownNames* known) {
  const auto ends_in = [place](std::u32string_view heads) { return heads.find(place.back()) != heads.npos; };
  if (place.size() < 3 || !ends_in(U"省市县区州旗镇乡村")) return;
  const std::u32string_view stem = place.substr(0, place.size() - 1);
  known->Add(stem, ends_in(U"省市县区州旗") || !IsWord(stem) ? KnownKind::kPlace : KnownKind::kPlaceStem);
}

// The title between 《 and 》 around [begin, end); empty where there is none.
std::u32string_view WorkAround(std::u32string_view chars, size_t begin, size_t end) {
  const size_t open = chars.substr(0, begin).rfind(U'《');
  if (open == chars.npos || begin - open > 60) return {};
  const size_t close = chars.find(U'》', open);
  return close == chars.npos || close < end ? std::u32string_view() : chars.substr(open + 1, close - open - 1);
}

// Whether `phrase` stands in the title of a law or a document: 《浙江省大气污染防治条例》 is about no place,
// 《中国共产党纪律处分条例》 about no organisation. Notices name who gives them.
bool InTitleOfLaw(std::u32string_view chars, const Phrase& phrase) {
  const std::u32string_view title = WorkAround(chars, phrase.begin, phrase.end);
  const auto ends = [title](std::u32string_view kind) { return title.ends_with(kind); };
  constexpr std::u32string_view kLaws[] = {U"法", U"法典", U"条例", U"准则", U"细则", U"规定"},
                                kActs[] = {U"办法", U"通知", U"意见", U"决定", U"通报", U"方案"};
  if (phrase.kind == PhraseKind::kPerson || title.empty()) return false;
  return std::any_of(std::begin(kLaws), std::end(kLaws), ends) ||
         (phrase.kind == PhraseKind::kPlace && std::any_of(std::begin(kActs), std::end(kActs), ends));
}

}  // namespace

void Document::ReadCharacters(Spaces spaces, Piece* into) {
  Piece& piece = *into;
  const std::string_view utf8 = piece.utf8;
  piece.chars.reserve(utf8.size() / 2);
  piece.places.reserve(utf8.size() / 2);
  bool gap = false;
  for (const char *p = utf8.data(), *const end = p + utf8.size(); p < end;) {
    char32_t c = 0;
    uint32_t length = static_cast<uint32_t>(text::DecodeUtf8Char(p, end, &c));
    if (length == 0) {
      length = 1;
      c = 0xFFFD;
    }
    const auto at = static_cast<uint32_t>(p - utf8.data());
    p += length;
    if (text::IsSpace(c) && c != U'\n') {
      gap = true;
      continue;
    }
    if (gap && !piece.chars.empty() &&
        (spaces == Spaces::kKeep || (!text::IsHan(c) && !text::IsHan(piece.chars.back())))) {
      piece.chars += U' ';
      piece.places.push_back({piece.places.back().end, at});
    }
    gap = false;
    piece.chars += fold_(c);
    piece.places.push_back({at, at + length});
  }
}

void Document::AddPiece(std::string_view utf8, Spaces spaces) {
  Piece& piece = pieces_.emplace_back();
  piece.utf8 = utf8;
  ReadCharacters(spaces, &piece);
  for (size_t begin = 0; begin < piece.chars.size();) {
    const size_t end = EndOfStretch(piece.chars, begin);
    Stretch& stretch = piece.stretches.emplace_back();
    stretch.begin = static_cast<uint32_t>(begin);
    stretch.end = static_cast<uint32_t>(end);
    Read(piece, &stretch);
    Note(stretch);
    begin = end;
  }
}

void Document::Read(const Piece& piece, Stretch* stretch) {
  stretch->known = known_.size();
  lattice_.Read(CharsOf(piece, *stretch), &known_);
  stretch->phrases = FindPhrases(lattice_, people_);
  stretch->titles = FindTitles(lattice_, stretch->phrases);
  AddUnitsOfTitles(lattice_, &stretch->phrases, &stretch->titles);
}

// Learns from the stretch that the lattice has just read. A name with a title is a name; so is one seen twice, unless
// two characters met twice by chance.
void Document::Note(const Stretch& stretch) {
  const std::u32string_view chars = lattice_.chars();
  const auto name_of = [chars](const Phrase& phrase) { return chars.substr(phrase.begin, phrase.end - phrase.begin); };
  for (const Title& title : stretch.titles) {
    const std::u32string_view name = name_of(stretch.phrases[title.person]);
    if (name.size() > 1) known_.Add(name, KnownKind::kPerson);
  }
  for (const Phrase& phrase : stretch.phrases) {
    if (phrase.kind != PhraseKind::kPerson || phrase.end - phrase.begin < 3) continue;
    if (++sightings_[std::u32string(name_of(phrase))] == 2) known_.Add(name_of(phrase), KnownKind::kPerson);
  }
  for (const Phrase& phrase : stretch.phrases) {
    const bool honored = (lattice_.StartsAt(phrase.end) & kHonorific) != 0;
    if (phrase.kind == PhraseKind::kPerson && phrase.end - phrase.begin >= 2 && honored)
      known_.Add(name_of(phrase), KnownKind::kPerson);
  }
  for (const Phrase& phrase : stretch.phrases) {
    if (phrase.kind == PhraseKind::kOrganization) NoteCompany(phrase);
  }
  CountStrangers();
  CountStrangePlaces();
  for (const Token& token : lattice_.tokens()) {
    if (token.kind == TokenKind::kPlace) AddPlace(chars.substr(token.begin, token.end - token.begin), &known_);
  }
}

// Learns from 云泽澜科光电材料有限公司 that 澜科光电 and 澜科光电材料 are the same company.
void Document::NoteCompany(const Phrase& phrase) {
  const std::u32string_view chars = lattice_.chars();
  const std::u32string_view name = chars.substr(0, phrase.end);
  size_t end = phrase.end;
  for (const std::u32string_view form : {U"股份有限公司", U"有限责任公司", U"有限公司"}) {
    if (end == phrase.end && name.ends_with(form)) end -= form.size();
  }
  if (end == phrase.end) return;
  uint32_t begin = phrase.begin;
  for (int i = lattice_.TokenStartingAt(begin); i >= 0; i = lattice_.TokenStartingAt(begin)) {
    const Token& token = lattice_.tokens()[static_cast<size_t>(i)];
    const bool prefix = (token.classes & kAdminPrefix) != 0 && token.end - token.begin == 1;
    if (token.end >= end || (token.kind != TokenKind::kPlace && !prefix)) break;
    begin = token.end;
  }
  if (IsWord(chars.substr(begin, 2))) return;  // 公共|交通 is no brand
  for (size_t length = kBrandAndTrade; begin + length <= end; ++length)
    known_.Add(chars.substr(begin, length), KnownKind::kOrganization);
}

// Counts surnames with one or two more characters, all of them read as words of one character for want of a better
// reading, such as a name is that stands without a title.
void Document::CountStrangers() {
  const std::u32string_view chars = lattice_.chars();
  const std::vector<Token>& tokens = lattice_.tokens();
  const auto neighbour = [chars](size_t at) { return uint64_t{1} << (at < chars.size() ? chars[at] & 63 : 0); };
  const auto lone = [chars](const Token& token) {
    return token.kind == TokenKind::kWord && token.end - token.begin == 1 && chars[token.begin] != U'某';
  };
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    const uint32_t begin = tokens[i].begin;
    if (!lone(tokens[i]) || !NameModel::Get().IsSurname(chars[begin])) continue;
    int cost = tokens[i].cost;
    for (size_t k = i + 1; k < tokens.size() && k <= i + 2 && lone(tokens[k]); ++k) {
      cost += tokens[k].cost;
      if (cost < static_cast<int>(k + 1 - i) * kStrangeCharacter) continue;
      Stranger& stranger = strangers_[Packed(chars.substr(begin, tokens[k].end - begin))];
      ++stranger.sightings;
      stranger.before |= neighbour(begin - 1);
      stranger.after |= neighbour(tokens[k].end);
    }
  }
}

// Counts two or three characters in a row that no word explains and that stand where a place would.
void Document::CountStrangePlaces() {
  const std::u32string_view chars = lattice_.chars();
  const std::vector<Token>& tokens = lattice_.tokens();
  const auto strange = [&](const Token& token) {
    return token.cost >= kPlaceCharacter && token.end - token.begin == 1 && token.kind == TokenKind::kWord &&
           (token.classes & (kLocative | kStop | kAction)) == 0 && !NameModel::Get().IsNeverInPlace(chars[token.begin]);
  };
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    if ((lattice_.EndsAt(tokens[i].begin) & kLocative) == 0 || !strange(tokens[i])) continue;
    size_t end = i + 1;
    while (end < tokens.size() && strange(tokens[end])) ++end;
    if (end - i == 2 || end - i == 3) ++strange_places_[Packed(chars.substr(tokens[i].begin, end - i))];
    i = end - 1;
  }
}

// How often `chars` stands in the pieces.
int Document::CountOccurrences(std::u32string_view chars) const {
  int count = 0;
  for (const Piece& piece : pieces_) {
    const std::u32string_view text = piece.chars;
    for (size_t at = text.find(chars); at != text.npos; at = text.find(chars, at + chars.size())) ++count;
  }
  return count;
}

// A stranger that keeps coming back among different neighbours is a name.
void Document::NoteStrangers() {
  std::vector<std::u32string> names, places;
  for (const auto& [packed, stranger] : strangers_) {
    if (stranger.sightings < kSightings || std::popcount(stranger.before) < kNeighbours ||
        std::popcount(stranger.after) < kNeighbours)
      continue;
    std::u32string name = Unpacked(packed);
    if (!lattice_.IsWord(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());  // one text, one answer
  for (const std::u32string& name : names) known_.Add(name, KnownKind::kPerson);
  for (const auto& [packed, located] : strange_places_) {
    std::u32string place = Unpacked(packed);
    if (located >= kLocated && CountOccurrences(place) >= kSightings && !lattice_.IsWord(place))
      places.push_back(std::move(place));
  }
  std::sort(places.begin(), places.end());
  for (const std::u32string& place : places) known_.Add(place, KnownKind::kPlace);
}

// Whether a name established after the stretch was read stands in it where nothing was found.
bool Document::Misses(const Piece& piece, const Stretch& stretch) const {
  if (stretch.known == known_.size()) return false;
  const std::u32string_view chars = CharsOf(piece, stretch);
  bool missed = false;
  for (size_t at = 0; at < chars.size() && !missed; ++at) {
    if (!known_.MayStart(chars[at])) continue;
    known_.ForEachPrefix(chars.substr(at), [&](size_t number, const KnownName& name) {
      if (number < stretch.known) return;
      missed |= std::none_of(stretch.phrases.begin(), stretch.phrases.end(), [&](const Phrase& phrase) {
        // A place inside a longer name may be where that name really starts.
        const bool starts = name.kind == KnownKind::kPerson ? phrase.begin <= at : phrase.begin == at;
        return starts && at + name.text.size() <= phrase.end;
      });
    });
  }
  return missed;
}

void Document::Propagate() {
  NoteStrangers();
  for (Piece& piece : pieces_) {
    for (Stretch& stretch : piece.stretches) {
      if (Misses(piece, stretch)) Read(piece, &stretch);
    }
  }
}

std::string Document::Printed(const Piece& piece, uint32_t begin, uint32_t end) const {
  std::string printed;
  for (uint32_t i = begin; i < end; ++i) {
    const text::ByteSpan place = piece.places[i];
    const bool between_words =
        i > begin && i + 1 < end && !text::IsHan(piece.chars[i - 1]) && !text::IsHan(piece.chars[i + 1]);
    if (piece.chars[i] != U' ') {
      printed += piece.utf8.substr(place.begin, place.end - place.begin);
    } else if (between_words) {
      printed += ' ';  // Martin K. Lindqvist
    }
  }
  return printed;
}

Mention Document::ToMention(const Piece& piece, const Stretch& stretch, size_t index) const {
  const Phrase& phrase = stretch.phrases[index];
  const uint32_t begin = stretch.begin + phrase.begin, end = stretch.begin + phrase.end;
  Mention mention;
  mention.kind = KindOf(phrase.kind);
  mention.text = mention.canonical = Printed(piece, begin, end);
  for (const Title& title : stretch.titles) {
    if (title.person != index) continue;
    std::string printed = Printed(piece, stretch.begin + title.begin, stretch.begin + title.end);
    if (std::find(mention.titles.begin(), mention.titles.end(), printed) == mention.titles.end()) {
      mention.titles.push_back(std::move(printed));
    }
  }
  mention.spans = {{piece.places[begin].begin, piece.places[end - 1].end}};
  const bool person = phrase.kind == PhraseKind::kPerson;
  mention.confidence = !person || !mention.titles.empty() ? 0.95 : 0.8;
  return mention;
}

std::vector<Mention> Document::MentionsOf(size_t i, Bylines bylines) const {
  const Piece& piece = pieces_[i];
  std::vector<Mention> mentions;
  for (const Stretch& stretch : piece.stretches) {
    const std::u32string_view chars =
        std::u32string_view(piece.chars).substr(stretch.begin, stretch.end - stretch.begin);
    const std::vector<BylineRange> skipped =
        bylines == Bylines::kSkip ? FindBylines(chars, stretch.phrases) : std::vector<BylineRange>();
    for (size_t k = 0; k < stretch.phrases.size(); ++k) {
      const Phrase& phrase = stretch.phrases[k];
      const auto holds = [&phrase](const BylineRange& range) {
        return phrase.begin >= range.begin && phrase.end <= range.end;
      };
      if (std::any_of(skipped.begin(), skipped.end(), holds)) continue;
      if (InTitleOfLaw(chars, phrase)) continue;
      mentions.push_back(ToMention(piece, stretch, k));
    }
    for (Value& value : FindValues(chars)) {
      Mention mention;
      mention.kind = KindOf(value.kind);
      mention.text = mention.canonical = Printed(piece, stretch.begin + value.begin, stretch.begin + value.end);
      mention.value = std::move(value.value);
      mention.spans = {
          {piece.places[stretch.begin + value.begin].begin, piece.places[stretch.begin + value.end - 1].end}};
      mentions.push_back(std::move(mention));
    }
  }
  std::stable_sort(mentions.begin(), mentions.end(),
                   [](const Mention& a, const Mention& b) { return a.spans.front().begin < b.spans.front().begin; });
  return mentions;
}

}  // namespace jianbao::entities
