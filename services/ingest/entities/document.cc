#include "services/ingest/entities/document.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "libs/text/utf8.h"
#include "services/ingest/entities/bylines.h"
#include "services/ingest/entities/lexicon.h"
#include "services/ingest/entities/name_model.h"
#include "services/ingest/entities/title_units.h"
#include "services/ingest/entities/values.h"

namespace jianbao::entities {
namespace {

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
  constexpr std::u32string_view kOpening = U"本报讯";  // its blank is gone: 本报讯|市城建局
  const std::u32string_view text = chars.substr(begin);
  if (text.starts_with(kOpening) && text.size() > kOpening.size() && text[kOpening.size()] != U'(')
    return begin + kOpening.size();
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

// What is known from `place`, a unit of administration printed in full: units from the county up are printed without
// their 县 or 区 too, smaller ones where what remains can be nothing else. Longer names are no such units (秸秆禁烧区).
void AddPlace(std::u32string_view place, KnownNames* known) {
  constexpr size_t kLongestUnit = 4;
  const auto ends_in = [place](std::u32string_view heads) { return heads.find(place.back()) != heads.npos; };
  if (place.size() < 3 || place.size() > kLongestUnit || !ends_in(U"省市县区州旗镇乡村")) return;
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

void Document::ReadCharacters(Spaces spaces, const std::vector<uint32_t>& blanks, Piece* into) {
  Piece& piece = *into;
  const std::string_view utf8 = piece.utf8;
  piece.chars.reserve(utf8.size() / 2);
  piece.places.reserve(utf8.size() / 2);
  bool gap = false;
  std::vector<size_t> gaps;  // before which characters white space is gone
  auto blank = blanks.begin();
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
    while (blank != blanks.end() && *blank < at) ++blank;
    if (gap || (blank != blanks.end() && *blank == at)) gaps.push_back(piece.chars.size());
    gap = false;
    piece.chars += fold_(c);
    piece.places.push_back({at, at + length});
  }
  if (spaces == Spaces::kDrop) MarkLists(gaps, into);
}

// 莫如是 侯国栋 邱小莺: where short words that start like names stand in a row, the blanks between them were no
// residue. They become list marks.
void Document::MarkLists(const std::vector<size_t>& gaps, Piece* piece) const {
  constexpr size_t kNames = 3;
  const auto is_name = [&](size_t k) {  // what stands behind gap `k`, up to the next
    const std::u32string_view name = std::u32string_view(piece->chars).substr(gaps[k], gaps[k + 1] - gaps[k]);
    return name.size() >= 2 && name.size() <= 4 && NameModel::Get().IsSurname(name[0]) &&
           std::all_of(name.begin(), name.end(), text::IsHan);
  };
  std::vector<size_t> marks;
  for (size_t first = 0; first + 1 < gaps.size();) {
    size_t last = first;
    while (last + 1 < gaps.size() && is_name(last)) ++last;
    if (last - first >= kNames) marks.insert(marks.end(), gaps.begin() + first + 1, gaps.begin() + last + 1);
    first = std::max(last, first + 1);
  }
  for (size_t k = marks.size(); k-- > 0;) {
    piece->chars.insert(marks[k], 1, U'、');
    const uint32_t at = piece->places[marks[k]].begin;
    piece->places.insert(piece->places.begin() + static_cast<std::ptrdiff_t>(marks[k]), {at, at});
  }
}

void Document::AddPiece(std::string_view utf8, Spaces spaces, const std::vector<uint32_t>& blanks) {
  Piece& piece = pieces_.emplace_back();
  piece.utf8 = utf8;
  ReadCharacters(spaces, blanks, &piece);
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
  recurring_.Observe(lattice_, stretch.phrases);
  for (const Phrase& phrase : stretch.phrases) {
    const int i = phrase.kind == PhraseKind::kPlace ? lattice_.TokenStartingAt(phrase.begin) : -1;
    if (i < 0 || lattice_.tokens()[static_cast<size_t>(i)].kind != TokenKind::kForeign) continue;
    known_.Add(name_of({phrase.begin, lattice_.tokens()[static_cast<size_t>(i)].end}), KnownKind::kPlace);
  }
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

// Where `chars` stands in the pieces.
RecurringNames::Sightings Document::LookFor(std::u32string_view chars) const {
  RecurringNames::Sightings sightings;
  for (const Piece& piece : pieces_) {
    const std::u32string_view text = piece.chars;
    for (size_t at = text.find(chars); at != text.npos; at = text.find(chars, at + chars.size())) {
      const size_t end = at + chars.size();
      ++sightings.count;
      sightings.after |= uint64_t{1} << (end < text.size() ? text[end] & 63 : 0);
    }
  }
  return sightings;
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
      if (name.kind == KnownKind::kNone) {
        missed |= std::any_of(stretch.phrases.begin(), stretch.phrases.end(), [&](const Phrase& phrase) {
          return phrase.begin == at && at + name.text.size() == phrase.end;
        });
        return;
      }
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
  recurring_.Decide(
      lattice_, [this](std::u32string_view chars) { return LookFor(chars); }, &known_);
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

// 石桥镇|文化广场: where the unit of administration ends that the name of a site starts with, itself a place; the
// phrase's begin where there is none.
uint32_t Document::UnitEnd(std::u32string_view chars, const Phrase& phrase) const {
  static constexpr std::u32string_view kUnits = U"县区镇乡村";
  if (phrase.kind != PhraseKind::kPlace || phrase.end < phrase.begin + 5) return phrase.begin;
  for (uint32_t end = phrase.end - 2; end >= phrase.begin + 3; --end) {
    if (kUnits.find(chars[end - 1]) == kUnits.npos) continue;
    const std::u32string_view stem = chars.substr(phrase.begin, end - 1 - phrase.begin);
    bool known = false;
    known_.ForEachPrefix(stem, [&](size_t, const KnownName& name) {
      known |= name.text == stem && (name.kind == KnownKind::kPlace || name.kind == KnownKind::kPlaceStem);
    });
    if (known) return end;
  }
  return phrase.begin;
}

Mention Document::ToMention(const Piece& piece, const Stretch& stretch, const Phrase& phrase) const {
  const uint32_t begin = stretch.begin + phrase.begin, end = stretch.begin + phrase.end;
  Mention mention;
  mention.kind = KindOf(phrase.kind);
  mention.text = mention.canonical = Printed(piece, begin, end);
  mention.spans = {{piece.places[begin].begin, piece.places[end - 1].end}};
  mention.confidence = 0.95;
  return mention;
}

Mention Document::ToMention(const Piece& piece, const Stretch& stretch, size_t index) const {
  Mention mention = ToMention(piece, stretch, stretch.phrases[index]);
  for (const Title& title : stretch.titles) {
    if (title.person != index) continue;
    std::string printed = Printed(piece, stretch.begin + title.begin, stretch.begin + title.end);
    if (std::find(mention.titles.begin(), mention.titles.end(), printed) == mention.titles.end()) {
      if (title.former) mention.former_titles.push_back(printed);
      mention.titles.push_back(std::move(printed));
    }
  }
  if (stretch.phrases[index].kind == PhraseKind::kPerson && mention.titles.empty()) mention.confidence = 0.8;
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
      if (const uint32_t unit = UnitEnd(chars, phrase); unit > phrase.begin) {
        const Phrase inner = {phrase.begin, unit, PhraseKind::kPlace};
        mentions.push_back(ToMention(piece, stretch, inner));
      }
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
