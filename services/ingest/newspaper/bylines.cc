#include "services/ingest/newspaper/bylines.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/dates.h"
#include "services/ingest/newspaper/personal_names.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

constexpr uint32_t kMaxByline = 160;  // characters; a longer bracket is text
constexpr uint32_t kMaxOpening = 14;  // 据新华社北京3月5日电(记者…
constexpr uint32_t kMaxInline = 60;
constexpr uint32_t kMaxModifier = 8;  // 桐湾都市报记者

bool IsSeparator(char32_t c) {
  return c == U'、' || c == U',' || c == U'/' || c == U'|' || c == U':' || c == U';' || c == U'。' || c == U'(' ||
         c == U')' || c == U'&' || c == U'□' || c == U'■' || c == U'◎' || c == U'●' || c == U'○';
}

bool IsNameChar(char32_t c) { return text::IsHan(c) || text::IsLatin(c) || c == U'·' || c == U'.'; }

// Words that close a byline and name nobody.
size_t ClosingWord(std::u32string_view text) {
  static constexpr std::u32string_view kWords[] = {U"摄影报道", U"摄影", U"报道", U"报导", U"文图",
                                                   U"整理",     U"综合", U"采写", U"通讯"};
  return PrefixIn(text, kWords);
}

// What a role is called without the medium: 本报记者, 晚报记者 and 全媒体记者 are all 记者.
std::u32string_view PlainRole(std::u32string_view role) {
  static constexpr std::u32string_view kPlain[] = {U"记者",       U"实习记者",   U"见习记者", U"特约记者",
                                                   U"通讯员",     U"特约通讯员", U"实习生",   U"评论员",
                                                   U"特约评论员", U"摄影",       U"首席记者", U"学生记者"};
  if (role == U"摄") return U"摄影";
  const size_t plain = SuffixIn(role, kPlain);
  return plain > 0 ? role.substr(role.size() - plain) : role;
}

// Whether a role can stand near the start of `text`: a cheap question, since most lines hold none.
bool MayOpenByline(std::u32string_view text) {
  static constexpr std::u32string_view kRoleCharacters = U"者员生文图摄影撰稿";
  return text.substr(0, kMaxModifier + 4).find_first_of(kRoleCharacters) != std::u32string_view::npos;
}

// A piece of a byline: a run of characters no separator, space or role interrupts.
struct Token {
  CharRange chars;
  bool role = false;
  bool glued = false;  // no separator, only space (or a role) before it
};

class BylineReader {
 public:
  BylineReader(const Page& page, CharRange range, bool certain) : page_(page), range_(range), certain_(certain) {}

  std::vector<Byline> Read(std::vector<uint32_t>* parted = nullptr) {
    if (range_.size() < 3 || range_.size() > kMaxByline || !MayOpenByline(Rest(range_.begin))) return {};
    if (!Tokenise()) return {};
    JoinBrokenNames();
    std::vector<Byline> bylines = Collect();
    if (parted != nullptr && !bylines.empty()) CollectParted(parted);
    return bylines;
  }

 private:
  std::u32string_view Rest(uint32_t i) const { return page_.Folded(CharRange{i, range_.end}); }

  // A role at `i`. One-character roles (文, 图) only where they stand alone, since they are also parts of names.
  uint32_t RoleAt(uint32_t i, bool fresh) const {
    size_t length = PrefixIn(Rest(i), BylineRoles());
    if (length == 1) {
      const uint32_t next = i + 1;  // 摄 closes a credit, so it may be glued to the name before it
      const bool alone = next == range_.end || page_.GapBefore(next) || IsSeparator(Rest(next)[0]);
      return (fresh || Rest(i)[0] == U'摄') && alone ? 1 : 0;
    }
    return length == 0 && fresh ? ModifiedRoleAt(i) : static_cast<uint32_t>(length);
  }

  // 桐湾都市报记者: the name of a medium before a role belongs to it. Behind a name, only what can be a medium does.
  uint32_t ModifiedRoleAt(uint32_t i) const {
    static constexpr std::u32string_view kCores[] = {U"记者", U"通讯员", U"评论员", U"特约撰稿"};
    static constexpr std::u32string_view kMediumEndings = U"报社台网刊体媒心约习席派站";
    for (uint32_t j = 1; j <= kMaxModifier && i + j < range_.end; ++j) {
      if (!text::IsHan(Rest(i)[j]) || page_.GapBefore(i + j)) return 0;
      const size_t core = PrefixIn(Rest(i + j), kCores);
      if (core == 0) continue;
      const bool medium = kMediumEndings.find(Rest(i)[j - 1]) != std::u32string_view::npos;
      return medium || tokens_.empty() ? static_cast<uint32_t>(j + core) : 0;
    }
    return 0;
  }

  // False when a character can stand in no byline.
  bool Tokenise() {
    bool fresh = true, separated = true;
    for (uint32_t i = range_.begin; i < range_.end;) {
      const char32_t c = Rest(i)[0];
      if (IsSeparator(c)) {
        fresh = separated = true;
        ++i;
        continue;
      }
      if (i > range_.begin && page_.GapBefore(i)) fresh = true;
      if (const uint32_t role = RoleAt(i, fresh); role > 0) {
        tokens_.push_back({{i, i + role}, true, false});
        i += role;
        fresh = separated = true;
        continue;
      }
      if (const size_t closing = ClosingWord(Rest(i)); closing > 0 && i + closing == range_.end) break;
      if (!IsNameChar(c)) return false;
      if (fresh || tokens_.empty() || tokens_.back().role) {
        tokens_.push_back({{i, i}, false, !separated});
      }
      tokens_.back().chars.end = ++i;
      fresh = separated = false;
    }
    return true;
  }

  // 徐 家和, 李 明: a space set inside a name, to fill a line or to align two-character names. A character that stands
  // alone belongs to the neighbour with which everyone's name is likelier.
  void JoinBrokenNames() {
    for (size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].role || tokens_[i].chars.size() != 1) continue;
      const bool left = i > 0 && !tokens_[i - 1].role && tokens_[i].glued;
      const bool right = i + 1 < tokens_.size() && !tokens_[i + 1].role && tokens_[i + 1].glued;
      const double with_left = left ? JoinedScore(i - 1) + (right ? Score(i + 1) : 0) : kNever;
      const double with_right = right ? JoinedScore(i) + (left ? Score(i - 1) : 0) : kNever;
      if (std::max(with_left, with_right) <= kNever) continue;
      Join(with_left > with_right ? i - 1 : i);
    }
  }

  static constexpr double kNever = -60;

  double Score(size_t i) const { return tokens_[i].chars.size() > 4 ? 0 : NameScore(page_.Folded(tokens_[i].chars)); }
  double JoinedScore(size_t i) const {
    return NameScore(page_.Folded(CharRange{tokens_[i].chars.begin, tokens_[i + 1].chars.end}));
  }
  void Join(size_t i) {
    tokens_[i].chars.end = tokens_[i + 1].chars.end;
    tokens_.erase(tokens_.begin() + static_cast<ptrdiff_t>(i) + 1);
  }

  std::vector<Byline> Collect() const {
    std::vector<Byline> out;
    size_t names = 0, plausible = 0;
    for (const Token& token : tokens_) {
      const std::u32string_view printed = page_.Printed(token.chars);
      if (token.role) {
        // 文 某某 摄: the role stands behind its name.
        const bool trailing = printed == U"摄" && !out.empty() && out.back().role == "文" && !out.back().names.empty();
        if (trailing)
          out.back().role = "摄影";
        else
          out.push_back({text::ToUtf8(PlainRole(page_.Folded(token.chars))), {}});
        continue;
      }
      if (out.empty()) return {};
      for (const std::u32string_view name : NamesIn(printed)) {
        ++names;
        plausible += IsForeign(name) || NameScore(name) > kPlausibleName ? 1 : 0;
        out.back().names.push_back(text::ToUtf8(name));
      }
    }
    out.erase(std::remove_if(out.begin(), out.end(), [](const Byline& byline) { return byline.names.empty(); }),
              out.end());
    // 文/某某, 文/图 某某: who wrote it, where no picture has another name.
    static constexpr std::string_view kText[] = {"文", "文/图", "图/文", "文图", "文/摄"};
    if (out.size() == 1 && std::find(std::begin(kText), std::end(kText), out[0].role) != std::end(kText))
      out[0].role = "作者";
    return names > 0 && (certain_ || plausible * 2 >= names) ? out : std::vector<Byline>{};
  }

  // Where a name begins that white space alone parts from the name before it.
  void CollectParted(std::vector<uint32_t>* parted) const {
    for (size_t i = 1; i < tokens_.size(); ++i) {
      if (!tokens_[i].role && !tokens_[i - 1].role && tokens_[i].glued) parted->push_back(tokens_[i].chars.begin);
    }
  }

  static bool IsForeign(std::u32string_view name) {
    return name.find(U'·') != std::u32string_view::npos || (!name.empty() && text::IsLatin(name[0]));
  }

  static std::vector<std::u32string_view> NamesIn(std::u32string_view printed) {
    if (IsForeign(printed)) return {printed};
    return CutNames(printed);
  }

  const Page& page_;
  const CharRange range_;
  const bool certain_;
  std::vector<Token> tokens_;
};

// The bracket that opens at `at`, without its brackets; empty where none closes soon.
CharRange Bracket(const Page& page, CharRange range, uint32_t at) {
  const std::u32string_view chars = page.Folded(CharRange{at, std::min(range.end, at + kMaxByline)});
  if (chars.empty() || chars[0] != U'(') return {at, at};
  const size_t close = chars.find(U')');
  if (close == std::u32string_view::npos) return {at, at};
  return {at + 1, at + static_cast<uint32_t>(close)};
}

// The end of a byline that stands without brackets before a text, or `at` where none does: 记者 某某 通讯员 某某
// 天还没亮…, 记者某某某某报道:….
uint32_t InlineByline(const Page& page, CharRange range, uint32_t at) {
  const std::u32string_view text = page.Folded(CharRange{at, std::min(range.end, at + kMaxInline)});
  if (PrefixIn(text, BylineRoles()) < 2) return at;
  if (const size_t reports = text.find(U"报道");
      reports != std::u32string_view::npos && reports + 2 < text.size() && text[reports + 2] == U':') {
    return at + static_cast<uint32_t>(reports);
  }
  uint32_t end = at;
  bool after_role = false;
  for (uint32_t begin = at; begin < at + text.size();) {
    uint32_t next = begin + 1;
    while (next < at + text.size() && !page.GapBefore(next)) ++next;
    const std::u32string_view piece = page.Folded(CharRange{begin, next});
    const size_t role = PrefixIn(piece, BylineRoles());
    const std::u32string_view name = piece.substr(role >= 2 ? role : 0);
    const bool plain = std::all_of(name.begin(), name.end(), text::IsHan);
    const bool fits = plain && (name.empty() || (after_role && name.size() <= 3) || (role >= 2 && name.size() <= 12) ||
                                (name.size() <= 4 && NameScore(name) > kPlausibleName));
    if (!fits) break;
    after_role = role >= 2 && name.empty();
    begin = end = next;
  }
  return end;
}

// 本报3月14日讯, 青禾日报8月27日讯: a medium, perhaps a day, and 讯. Characters of it; 0 for none.
uint32_t MediumOpening(std::u32string_view text) {
  static constexpr std::u32string_view kMedia[] = {U"本报", U"本网", U"本台", U"本刊", U"本社"};
  static constexpr std::u32string_view kMediumEndings = U"报台网社刊";
  size_t i = PrefixIn(text, kMedia);
  if (i == 0) {
    while (i < kMaxModifier && i < text.size() && text::IsHan(text[i]) && text[i] != U'讯' && !text::IsDigit(text[i]) &&
           kMediumEndings.find(text[i]) == std::u32string_view::npos)
      ++i;
    if (i < 2 || i >= text.size() || kMediumEndings.find(text[i]) == std::u32string_view::npos) return 0;
    ++i;
  }
  for (const char32_t unit : {U'月', U'日'}) {
    const Number number = ReadNumber(text, i);
    if (number.length > 0 && i + number.length < text.size() && text[i + number.length] == unit) i += number.length + 1;
  }
  const bool opens = i + 1 < text.size() && (text[i] == U'讯' || text[i] == U'电');
  return opens ? static_cast<uint32_t>(i + 1) : 0;
}

// 【本报讯】, 【记者贺若澜/青禾报导】: an opening in bold brackets; 0 for none.
uint32_t BracketedOpening(std::u32string_view text) {
  if (text.empty() || text[0] != U'【') return 0;
  const size_t close = text.substr(0, 40).find(U'】');
  if (close == std::u32string_view::npos || close + 4 > text.size()) return 0;
  static constexpr std::u32string_view kEndings[] = {U"讯", U"报导", U"报道", U"电"};
  return SuffixIn(text.substr(0, close), kEndings) > 0 ? static_cast<uint32_t>(close + 1) : 0;
}

// Characters of the words a report opens with (本报讯, 青禾晚报讯, 据新华社北京3月5日电); 0 for none.
uint32_t OpeningWords(std::u32string_view text) {
  if (const uint32_t bracket = BracketedOpening(text); bracket > 0) return bracket;
  if (const uint32_t medium = MediumOpening(text); medium > 0) return medium;
  if (const size_t known = PrefixIn(text, ReportOpenings()); known > 0) return static_cast<uint32_t>(known);
  const std::u32string_view head = text.substr(0, kMaxOpening);
  const size_t bracket = head.find(U'(');
  if (bracket == std::u32string_view::npos || bracket < 2) return 0;
  const char32_t last = head[bracket - 1];
  return last == U'讯' || last == U'电' ? static_cast<uint32_t>(bracket) : 0;
}

bool IsAuthorMark(char32_t c) {
  static constexpr std::u32string_view kMarks = U"□■○◎●◆◇▪▫◻◼⊙※";
  return kMarks.find(c) != std::u32string_view::npos;
}

// A unit before its author (县农业局, 心胸外科, 大洼村) or, in a certain place, a post (县医院急诊科主任, 读者).
bool IsAffiliation(std::u32string_view text, bool certain) {
  static constexpr std::u32string_view kPosts[] = {
      U"主任", U"医师",   U"教师", U"老师", U"校长", U"院长", U"局长", U"书记", U"学生", U"教授", U"班长", U"社长",
      U"会长", U"农艺师", U"律师", U"读者", U"家属", U"干部", U"职工", U"工人", U"村民", U"市民", U"委员", U"代表"};
  static constexpr std::u32string_view kUnits = U"局办科部室处站队组所院心会校厂司团委村区镇乡系级班社馆友";
  if (text.size() < 2) return false;
  return SuffixIn(text, UnitSuffixes()) > 0 ||
         (text.size() >= 3 && kUnits.find(text.back()) != std::u32string_view::npos) ||
         (certain && SuffixIn(text, kPosts) > 0);
}

}  // namespace

bool IsCommentaryLabel(std::u32string_view folded) {
  constexpr size_t kLongest = 16;
  static constexpr std::u32string_view kMarks = U"()[]【】□■◆●-·";
  while (!folded.empty() && kMarks.find(folded.front()) != std::u32string_view::npos) folded.remove_prefix(1);
  while (!folded.empty() && kMarks.find(folded.back()) != std::u32string_view::npos) folded.remove_suffix(1);
  static constexpr std::u32string_view kLabels[] = {U"评论员文章"};
  return folded.size() <= kLongest && SuffixIn(folded, kLabels) > 0 &&
         std::all_of(folded.begin(), folded.end(), text::IsHan);
}

std::vector<Byline> ReadByline(const Page& page, CharRange range, bool certain, std::vector<uint32_t>* parted) {
  if (IsCommentaryLabel(page.Folded(range))) return {};
  return BylineReader(page, range, certain).Read(parted);
}

std::vector<Byline> ReadAuthor(const Page& page, CharRange range, bool certain) {
  constexpr uint32_t kLongest = 30;
  if (range.size() < 2 || range.size() > kLongest) return {};
  const std::u32string_view text = page.Folded(range);
  bool vouched = certain;
  if (text.front() == U'(' && text.back() == U')' && range.size() > 3) {
    range = {range.begin + 1, range.end - 1};
    vouched = true;
  } else if (IsAuthorMark(text.front())) {
    ++range.begin;
    vouched = true;
  }
  if (!vouched) return {};
  std::vector<CharRange> pieces;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const char32_t c = page.Folded(CharRange{i, i + 1})[0];
    if (c == U'。' || c == U',' || c == U'"' || c == U'!' || c == U'?' || c == U':') return {};
    if (pieces.empty() || page.GapBefore(i) || c == U'、') pieces.push_back({i, i});
    if (c == U'、') pieces.back().begin = i + 1;
    pieces.back().end = i + 1;
  }
  std::erase_if(pieces, [](CharRange piece) { return piece.size() == 0; });
  // A name set wide: 川 声.
  const bool wide =
      pieces.size() <= 4 && std::all_of(pieces.begin(), pieces.end(), [](CharRange p) { return p.size() == 1; });
  if (wide) pieces = {{range.begin, range.end}};
  // 刘 敏 朱文斌: a name set wide beside one that is not.
  for (size_t i = 0; i + 1 < pieces.size(); ++i) {
    if (pieces[i].size() == 1 && pieces[i + 1].size() == 1) {
      pieces[i].end = pieces[i + 1].end;
      pieces.erase(pieces.begin() + static_cast<ptrdiff_t>(i) + 1);
    }
  }
  Byline author{"作者", {}};
  bool affiliated = false;
  for (const CharRange piece : pieces) {
    const std::u32string_view name = page.Folded(piece);
    if (&piece != &pieces.back() && IsAffiliation(name, vouched)) {
      affiliated = true;
      continue;
    }
    // Behind a mark or the unit of its bearer a name may be any.
    const bool plausible =
        NameScore(name) > kPlausibleName || ((affiliated || IsAuthorMark(text.front())) && name.size() <= 4);
    const bool han = std::all_of(name.begin(), name.end(), text::IsHan);
    if (!han || name.size() < 2 || name.size() > 4 || !plausible || IsAffiliation(name, false)) return {};
    author.names.push_back(text::ToUtf8(page.Printed(piece)));
  }
  return author.names.empty() ? std::vector<Byline>() : std::vector<Byline>{author};
}

Lead ReadLead(const Page& page, CharRange range) {
  Lead lead;
  lead.end = range.begin;
  const std::u32string_view text = page.Folded(range);
  const uint32_t words = OpeningWords(text);
  uint32_t at = range.begin + words;
  lead.report = words > 0;
  lead.words = {range.begin, at};
  if (words > 4 && text[words - 1] == U'】') {
    lead.end = at;
    lead.bylines = ReadByline(page, {range.begin + 1, at - 1}, false, &lead.parted);
    if (!lead.bylines.empty()) return lead;
  }
  if (words > 0) {
    // 新华社北京3月5日电(记者…): the bracket may stand behind place and day.
    const size_t bracket = text.substr(words, kMaxOpening).find(U'(');
    const std::u32string_view between = text.substr(words, bracket);
    const bool wire = bracket != std::u32string_view::npos && bracket > 0 && between.back() == U'电';
    if (wire) at += static_cast<uint32_t>(bracket);
    lead.words.end = at;
  }
  if (const uint32_t end = InlineByline(page, range, at); end > at && end < range.end) {
    lead.bylines = ReadByline(page, {at, end}, false, &lead.parted);
    if (!lead.bylines.empty()) {
      lead.report = true;
      lead.end = end;
      return lead;
    }
  }
  const CharRange bracket = Bracket(page, range, at);
  lead.bylines = ReadByline(page, bracket, words > 0, &lead.parted);
  if (!lead.bylines.empty()) {
    lead.report = true;
    lead.end = bracket.end + 1;
  } else {
    lead.end = at;
  }
  return lead;
}

std::vector<Byline> ReadCredit(const Page& page, CharRange range) {
  const std::u32string_view text = page.Folded(range);
  CharRange tail = {range.end - std::min<uint32_t>(range.size(), 24), range.end};
  if (tail.size() > 1 && text.back() == U')') --tail.end;
  if (tail.size() < 3 || page.Folded(tail).back() != U'摄') return {};
  // From the last stop, space or bracket that leaves a byline, or a bare name, before 摄.
  for (uint32_t begin = tail.begin; begin + 2 < tail.end; ++begin) {
    const std::u32string_view piece = page.Folded(CharRange{begin, tail.end});
    const bool fresh =
        begin == range.begin || page.GapBefore(begin) || !text::IsHan(page.Folded(CharRange{begin - 1, begin})[0]);
    if (!fresh) continue;
    if (std::vector<Byline> bylines = ReadByline(page, {begin, tail.end}); !bylines.empty()) return bylines;
    const std::u32string_view name = piece.substr(0, piece.size() - 1);
    if (name.size() <= 4 && NameScore(name) > kPlausibleName) {
      return {{"摄影", {text::ToUtf8(page.Printed(CharRange{begin, tail.end - 1}))}}};
    }
  }
  return {};
}

std::vector<Byline> ReadClosingByline(const Page& page, CharRange range, std::vector<uint32_t>* parted) {
  const std::u32string_view text = page.Folded(range);
  if (text.empty()) return {};
  if (text.back() == U')') {
    const size_t open = text.rfind(U'(');
    if (open == std::u32string_view::npos || text.size() - open > kMaxByline) return {};
    const CharRange bracket = {range.begin + static_cast<uint32_t>(open), range.end};
    std::vector<Byline> bylines = ReadByline(page, {bracket.begin + 1, bracket.end - 1}, false, parted);
    const bool behind_stop = open > 0 && (text::IsSentenceEnd(text[open - 1]) || text[open - 1] == U'"');
    return bylines.empty() && behind_stop ? ReadAuthor(page, bracket) : bylines;
  }
  // …。本报记者 某某: behind the last stop.
  size_t begin = text.size();
  const size_t earliest = text.size() - std::min<size_t>(text.size(), kMaxInline);
  while (begin > earliest && !text::IsSentenceEnd(text[begin - 1])) --begin;
  if (begin == earliest || begin == text.size()) return {};
  while (begin < text.size() && (text[begin] == U'"' || text[begin] == U')')) ++begin;
  if (text.find(U'(', begin) != std::u32string_view::npos) return {};
  return ReadByline(page, {range.begin + static_cast<uint32_t>(begin), range.end}, false, parted);
}

void MergeBylines(const std::vector<Byline>& more, std::vector<Byline>* bylines) {
  for (const Byline& byline : more) {
    auto same = std::find_if(bylines->begin(), bylines->end(), [&](const Byline& b) { return b.role == byline.role; });
    if (same == bylines->end()) {
      bylines->push_back(byline);
      continue;
    }
    for (const std::string& name : byline.names) {
      if (std::find(same->names.begin(), same->names.end(), name) == same->names.end()) same->names.push_back(name);
    }
  }
}

}  // namespace jianbao::newspaper
