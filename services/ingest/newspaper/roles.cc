#include "services/ingest/newspaper/roles.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/dates.h"
#include "services/ingest/newspaper/titles.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

constexpr size_t kMaxTitle = 64;
constexpr size_t kMaxMasthead = 120;
constexpr size_t kMaxCaption = 120;
constexpr size_t kMaxCredited = 260;  // of a caption that names its photographer
constexpr size_t kPageTop = 12;       // lines among which the paper's name may stand without another mark
constexpr size_t kMaxCard = 160;
constexpr double kSureTitle = 2.5;
constexpr size_t kShortTitle = 24;
constexpr double kNoTitle = -2.5;  // log-odds below which a line is text, whatever stands around it

struct Inventory {
  size_t han = 0, letters = 0, digits = 0, commas = 0, pauses = 0, stops = 0, semicolons = 0, gaps = 0;
};

Inventory Count(const Page& page, CharRange range) {
  Inventory count;
  const std::u32string_view chars = page.Folded(range);
  for (uint32_t i = 0; i < chars.size(); ++i) {
    const char32_t c = chars[i];
    count.gaps += i > 0 && page.GapBefore(range.begin + i);
    if (text::IsHan(c)) {
      ++count.han;
      continue;
    }
    count.letters += text::IsLatin(c);
    count.digits += text::IsDigit(c);
    count.commas += c == U',';
    count.pauses += c == U'、';
    count.stops += c == U'。';
    count.semicolons += c == U';';
  }
  return count;
}

bool Balanced(std::u32string_view chars, char32_t open, char32_t close) {
  return std::count(chars.begin(), chars.end(), open) == std::count(chars.begin(), chars.end(), close);
}

// White space between Latin words parts no phrases.
bool InsideLatin(const Page& page, uint32_t i) {
  const std::u32string_view around = page.Folded(CharRange{i - 1, i + 1});
  return text::IsLatin(around[0]) && text::IsLatin(around[1]);
}

// Phrases that white space parts; a title set on two lines, or a slogan, has few and even ones.
std::vector<CharRange> Phrases(const Page& page, CharRange range) {
  std::vector<CharRange> out = {{range.begin, range.begin}};
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (i > range.begin && page.GapBefore(i) && !InsideLatin(page, i)) out.push_back({i, i});
    out.back().end = i + 1;
  }
  return out;
}

bool IsNoise(const Inventory& count, size_t size) {
  const size_t readable = count.han + count.letters + count.digits;
  if (readable == 0) return true;
  if (size == 2 && count.gaps == 1 && count.han < 2) return true;
  if (size >= 4 && size <= 12 && count.han <= 1 && (readable * 2 <= size || count.gaps * 2 >= size)) return true;
  if (size == 1) return true;
  return size <= 3 && count.han == 0;
}

// 青禾日报, 云 泽 晚 报 YUNZE EVENING NEWS, 今日青禾: a name in characters, perhaps with its reading or translation.
bool IsPaperName(const Page& page, const NgramIndex& index, CharRange range, bool page_top) {
  std::u32string_view text = page.Folded(range);
  // JIN RI QING HE 今日青禾
  size_t letters = 0;
  while (letters < text.size() && text::IsLatin(text[letters])) ++letters;
  if (letters < text.size()) text.remove_prefix(letters);
  size_t han = 0;
  while (han < text.size() && text::IsHan(text[han])) ++han;
  if (han < 3 || han > 10 || !std::all_of(text.begin() + static_cast<ptrdiff_t>(han), text.end(), text::IsLatin))
    return false;
  const std::u32string_view name = text.substr(0, han);
  if (PrefixIn(name, SectionNames()) == name.size()) return false;
  static constexpr std::u32string_view kNoPapers[] = {U"喜报", U"捷报", U"海报", U"通报", U"预报",
                                                      U"情报", U"汇报", U"警报", U"申报", U"回报"};
  if (letters >= 6 && page_top) return true;
  if (!page_top) return false;
  if (SuffixIn(name, PaperSuffixes()) >= 2) return true;
  // A name set wide: 青 禾 乡 音.
  if (Phrases(page, range).size() == range.size() && han == range.size() && han <= 8) return true;
  if (name.back() == U'报' && SuffixIn(name, kNoPapers) == 0) return true;
  // 今日 and a place the page speaks of; 今日关注 and the like are columns.
  return name.substr(0, 2) == U"今日" && han <= 5 && index.Count(name.substr(2)) >= 4;
}

// QINGHE RIBAO: capitals alone, near the top of the page or with a word for a paper in them.
bool IsLatinName(const Page& page, CharRange range, bool page_top) {
  const std::u32string_view text = page.Printed(range);
  static constexpr std::u32string_view kPapers[] = {U"ribao", U"wanbao", U"chenbao", U"shibao",
                                                    U"daily", U"news",   U"weekly",  U"times"};
  if (!page_top && !ContainsAny(page.Folded(range), kPapers)) return false;
  return text.size() >= 6 && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char32_t c) {
           return (c >= U'A' && c <= U'Z') || c == U'\'' || c == U'’' || c == U'-' || c == U'&' || c == U'.';
         });
}

// 3 民生新闻, 青禾报 综合新闻 2, A05 民生, 要闻 2: the number of a page with the name of its section.
bool IsFolio(const Page& page, CharRange range) {
  if (range.size() > 16 || range.size() < 3) return false;
  const std::vector<CharRange> pieces = Phrases(page, range);
  if (pieces.size() < 2 || pieces.size() > 3) return false;
  size_t numbers = 0;
  for (const CharRange piece : pieces) {
    std::u32string_view text = page.Folded(piece);
    if (text.size() > 1 && text[0] >= U'a' && text[0] <= U'd') text.remove_prefix(1);
    const bool number = text.size() <= 3 && std::all_of(text.begin(), text.end(), text::IsDigit);
    numbers += number;
    if (!number && (text.size() > 6 || !std::all_of(text.begin(), text.end(), text::IsHan))) return false;
  }
  return numbers == 1;
}

// 今日天气:多云转晴 南风3~4级 19℃~32℃
bool IsWeather(std::u32string_view text, const Inventory& count) {
  if (text.size() > 120 || count.stops > 2) return false;
  const bool degrees = text.find(U'℃') != std::u32string_view::npos || text.find(U"°c") != std::u32string_view::npos;
  return degrees && (PrefixIn(text, WeatherMarkers()) > 0 ||
                     (ContainsAny(text, WeatherMarkers()) && text.find(U'风') != std::u32string_view::npos));
}

// How many marks of the paper's own matter a line bears.
size_t MastheadMarks(const Page& page, CharRange range, const Inventory& count) {
  const std::u32string_view text = page.Folded(range);
  size_t marks = CountWords(text, MastheadMarkers());
  const std::vector<DateMention> dates = FindDates(page, range);
  const bool full_date = std::any_of(dates.begin(), dates.end(), [](const DateMention& d) { return d.Full(); });
  const bool dated = full_date && (!WeekdayIn(text).empty() || LunarDateIn(text).size() > 0 || count.gaps > 0);
  if (dated) marks += 2;
  // 总第3399期, 今日8版, 第2版, A02
  static constexpr std::u32string_view kBeforePages[] = {U"第", U"今日", U"本期", U"共", U"今天"};
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    const Number number = ReadNumber(text, i);
    if (number.length == 0) continue;
    const size_t after = i + number.length;
    const bool page_count =
        after < text.size() && text[after] == U'版' && (i == 0 || ContainsAny(text.substr(0, i), kBeforePages));
    const bool issue_number = after < text.size() && text[after] == U'期' &&
                              (text.substr(0, i).find(U"总第") != std::u32string_view::npos ||
                               (i > 0 && text[i - 1] == U'第' && number.value >= 100));
    marks += page_count || issue_number ? 1 : 0;
    i = after - 1;
  }
  const bool page_id = text.size() >= 3 && text.size() <= 24 && text[0] >= U'a' && text[0] <= U'd' &&
                       text::IsDigit(text[1]) && (text.size() < 5 || text::IsDigit(text[2]));
  return marks + (page_id ? 1 : 0);
}

// Telephone numbers and addresses: the paper's, unless a text stands about them.
bool IsContact(std::u32string_view text, const Inventory& count) {
  const bool number = count.digits >= 7 || (count.digits >= 5 && text.find(U':') != std::u32string_view::npos);
  return text.size() <= kMaxMasthead && count.stops == 0 && number && CountWords(text, ContactMarkers()) >= 1;
}

// 联系人:…, 举报电话:…: whom readers of a notice may ask, not the paper.
bool IsNoticeContact(std::u32string_view text) {
  static constexpr std::u32string_view kOfNotices[] = {U"联系人", U"举报", U"咨询", U"报名", U"招聘", U"监督电话",
                                                       U"公司",   U"受理", U"预约", U"订购", U"客服", U"联系电话"};
  static constexpr std::u32string_view kOfPapers[] = {U"本报", U"社址", U"报社",    U"广告",
                                                      U"发行", U"投稿", U"新闻热线"};
  return ContainsAny(text, kOfNotices) && !ContainsAny(text, kOfPapers);
}

bool IsMasthead(const Page& page, const NgramIndex& index, CharRange range, const Inventory& count, bool page_top) {
  const std::u32string_view text = page.Folded(range);
  if (IsWeather(text, count) || IsFolio(page, range)) return true;
  if (text.size() > kMaxMasthead || count.stops > 0 || count.commas > 1) return false;
  const bool site = text.find(U"www.") != std::u32string_view::npos || text.find(U"http") != std::u32string_view::npos;
  if (site && text.size() <= 50) return true;
  if (IsPaperName(page, index, range, page_top) || IsLatinName(page, range, page_top)) return true;
  const size_t marks = MastheadMarks(page, range, count);
  const size_t needed = text.size() <= 40 ? 1 : 2;
  return marks >= needed && !(marks == 1 && count.commas > 0);
}

// 富强 民主 文明 和谐, 社会主义核心价值观:富强 民主 …, 讲文明 树新风: a row of two-character words, most of them a
// campaign's, or short phrases that all urge. No headline is made so.
bool IsCampaign(const Page& page, CharRange range, const Inventory& count) {
  constexpr size_t kLongestPhrase = 4, kFewestWords = 4;
  if (range.size() > 60 || count.stops + count.commas + count.semicolons + count.digits > 0) return false;
  const auto urges = [&](CharRange phrase) { return ContainsAny(page.Folded(phrase), CampaignWords()); };
  bool named = false;
  const size_t colon = page.Folded(range).find(U':');
  if (colon != std::u32string_view::npos) {
    const uint32_t at = range.begin + static_cast<uint32_t>(colon);
    named = urges({range.begin, at});
    if (!named || at + 1 == range.end) return false;
    range.begin = at + 1;
  }
  std::vector<CharRange> phrases = Phrases(page, range);
  const auto is_word = [](CharRange phrase) { return phrase.size() == 2; };
  if (!named && phrases.size() > kFewestWords && !is_word(phrases.front()) && urges(phrases.front())) {
    named = true;
    phrases.erase(phrases.begin());
  }
  const bool han = std::all_of(phrases.begin(), phrases.end(), [&](CharRange phrase) {
    const std::u32string_view words = page.Folded(phrase);
    return std::all_of(words.begin(), words.end(), text::IsHan);
  });
  if (!han || phrases.size() < 2) return false;
  const auto urging = static_cast<size_t>(std::count_if(phrases.begin(), phrases.end(), urges));
  if (phrases.size() >= kFewestWords && std::all_of(phrases.begin(), phrases.end(), is_word))
    return 2 * urging >= phrases.size();
  return urging == phrases.size() &&
         std::all_of(phrases.begin(), phrases.end(), [](CharRange phrase) { return phrase.size() <= kLongestPhrase; });
}

// A row of short even phrases. Two of them may as well be a kicker, unless they are made of campaign words.
bool IsSlogan(const Page& page, CharRange range, const Inventory& count) {
  const std::u32string_view text = page.Folded(range);
  if (text.size() > 60 || count.stops + count.commas + count.semicolons + count.digits > 0) return false;
  const std::vector<CharRange> phrases = Phrases(page, range);
  size_t shortest = text.size(), longest = 0;
  for (const CharRange phrase : phrases) {
    shortest = std::min<size_t>(shortest, phrase.size());
    longest = std::max<size_t>(longest, phrase.size());
  }
  const size_t words = CountWords(text, CampaignWords());
  if (phrases.size() >= 3 && phrases.size() <= 6 && longest == shortest && shortest >= 3) return true;
  if (phrases.size() >= 4 && phrases.size() <= 8 && longest == shortest && shortest >= 2) return true;
  if (phrases.size() >= 3 && shortest >= 2 && longest <= 4) return words >= 2;
  return phrases.size() == 2 && longest <= shortest + 2 && shortest >= 3 && words >= 2;
}

// (左), (右二), (中): a caption tells who stands where.
bool TellsPlaces(std::u32string_view text) {
  for (size_t at = text.find(U'('); at != std::u32string_view::npos; at = text.find(U'(', at + 1)) {
    const std::u32string_view inside = text.substr(at + 1, 4);
    const size_t close = inside.find(U')');
    static constexpr std::u32string_view kSides[] = {U"左", U"右", U"中", U"前", U"后"};
    if (close != std::u32string_view::npos && close > 0 && PrefixIn(inside, kSides) > 0) return true;
  }
  return false;
}

bool IsCaption(std::u32string_view text) {
  if (text.size() > kMaxCredited) return false;
  static constexpr std::u32string_view kTriangles = U"▲△▼";
  const bool triangle = kTriangles.find(text[0]) != std::u32string_view::npos;
  if (PrefixIn(text, CaptionMarkers()) > 0 && text.size() <= kMaxCaption && !triangle) return true;
  if (text.size() < 6) return false;
  if (text.size() <= 50 && TellsPlaces(text)) return true;
  static constexpr std::u32string_view kArts[] = {U"(国画)", U"(书法)", U"(油画)", U"(版画)", U"(漫画)",  U"(剪纸)",
                                                  U"(篆刻)", U"(素描)", U"(水彩)", U"(摄影)", U"(水彩画)"};
  if (text.size() <= 30 && ContainsAny(text, kArts)) return true;
  std::u32string_view tail = text;
  while (!tail.empty() && (tail.back() == U')' || tail.back() == U'。')) tail.remove_suffix(1);
  static constexpr std::u32string_view kCredits[] = {U"摄", U"供图", U"摄影", U"制图", U"配图", U"摄影报道"};
  if (SuffixIn(tail, kCredits) == 0) return triangle && text.size() <= 30;
  const size_t bracket = tail.rfind(U'(');
  const bool in_bracket = bracket != std::u32string_view::npos && tail.size() - bracket <= 24;
  if (text.size() > kMaxCaption) return in_bracket;
  return tail.find(U"记者") != std::u32string_view::npos || tail.find(U"通讯员") != std::u32string_view::npos ||
         tail.find(U'图') != std::u32string_view::npos || in_bracket || tail.rfind(U'。') != std::u32string_view::npos;
}

bool IsCard(std::u32string_view text) {
  if (text.size() > kMaxCard || text.size() < 6) return false;
  static constexpr std::u32string_view kFacts[] = {U"年生,", U"月生,",  U"出生,", U"出生于",   U"岁,",
                                                   U"籍贯",  U"毕业于", U"现任",  U"中共党员", U"男,",
                                                   U"女,",   U"人,",    U"曾任",  U"当选"};
  const size_t comma = text.find(U',');
  return comma >= 2 && comma <= 4 && CountWords(text, kFacts) >= 1;
}

// 镇农业农村办, 区治水办: an office of a place.
bool IsOffice(std::u32string_view name) {
  constexpr size_t kLongest = 12, kPlace = 5;
  return name.size() <= kLongest && name.back() == U'办' &&
         name.substr(0, kPlace).find_first_of(U"省市州县区镇乡盟旗") != std::u32string_view::npos;
}

bool IsUnitName(std::u32string_view name) {
  if (name.size() > 2 && name.front() == U'(' && name.back() == U')') name = name.substr(1, name.size() - 2);
  if (name.size() < 3 || name.size() > 26) return false;
  if (SuffixIn(name, UnitSuffixes()) == 0 && !IsOffice(name)) return false;
  static constexpr std::u32string_view kActs[] = {
      U"召开", U"举行", U"举办", U"走进", U"开展", U"启动", U"成立", U"揭牌", U"打造", U"建设", U"来到", U"获",
      U"助力", U"夺",   U"陪",   U"了",   U"到",   U"我",   U"您",   U"共建", U"共创", U"联合", U"新增", U"新建",
      U"新设", U"获评", U"入选", U"开放", U"开业", U"投用", U"搬",   U"迎来", U"走出", U"落户", U"亮相", U"调研",
      U"赴",   U":",    U"!",    U"代表", U"表示", U"强调", U"的",   U"在",   U"对",   U"向",   U"把",   U"将"};
  return !ContainsAny(name, kActs);
}

// One name, or several side by side.
bool IsUnit(const Page& page, CharRange range, const Inventory& count) {
  if (range.size() > 80 || count.commas + count.stops + count.semicolons > 0) return false;
  const std::vector<CharRange> names = Phrases(page, range);
  if (names.size() <= 2 && IsUnitName(page.Folded(range))) return true;
  return names.size() > 1 &&
         std::all_of(names.begin(), names.end(), [&](CharRange name) { return IsUnitName(page.Folded(name)); });
}

// (县农业局), (科技处)
bool IsBracketedUnit(std::u32string_view text) {
  if (text.size() < 5 || text.size() > 18 || text.front() != U'(' || text.back() != U')') return false;
  static constexpr std::u32string_view kEnds = U"局办科部室处站队组所院心会校厂司团委";
  const std::u32string_view name = text.substr(1, text.size() - 2);
  return IsUnitName(name) ||
         (kEnds.find(name.back()) != std::u32string_view::npos && std::all_of(name.begin(), name.end(), text::IsHan));
}

// 【民生】, [健康]
bool IsBracketedLabel(std::u32string_view text) {
  return text.size() >= 4 && text.size() <= 14 &&
         ((text.front() == U'【' && text.back() == U'】') || (text.front() == U'[' && text.back() == U']'));
}

// (详见第三版), (图文见4版), 详见A03版, 2版, →3版, ■8版·人物 alone: where the text of a headline stands.
std::optional<int> PointerPage(std::u32string_view text) {
  if (text.size() > 2 && text.front() == U'(' && text.back() == U')') text = text.substr(1, text.size() - 2);
  static constexpr std::u32string_view kArrows = U"▶▷→>》■◆●▲★";
  while (!text.empty() && kArrows.find(text.back()) != std::u32string_view::npos) text.remove_suffix(1);
  while (!text.empty() && kArrows.find(text.front()) != std::u32string_view::npos) text.remove_prefix(1);
  // 8版·人物
  const size_t dot = text.find(U'·');
  if (dot != std::u32string_view::npos && dot >= 2 && text[dot - 1] == U'版') text = text.substr(0, dot);
  if (text.size() < 2 || text.size() > 12 || text.back() != U'版') return std::nullopt;
  static constexpr std::u32string_view kWords[] = {U"详见", U"图文见", U"全文见", U"见", U"刊", U"→", U"▶", U"▷",
                                                   U">>",   U">",      U"》》",   U"》", U"第", U"·", U"…"};
  for (size_t length = PrefixIn(text, kWords); length > 0; length = PrefixIn(text, kWords)) text.remove_prefix(length);
  if (!text.empty() && text[0] >= U'a' && text[0] <= U'd') text.remove_prefix(1);
  const Number number = ReadNumber(text, 0);
  if (number.length == 0 || number.value >= 100 || number.length + 1 != text.size()) return std::nullopt;
  return number.value;
}

bool IsPointer(std::u32string_view text) { return PointerPage(text).has_value(); }

// (下转第二版) on a line of its own.
bool IsJumpAlone(std::u32string_view text) {
  constexpr size_t kLongest = 12;
  static constexpr std::u32string_view kJumps[] = {U"(下转", U"下转第"};
  return text.size() <= kLongest && PrefixIn(text, kJumps) > 0 && JumpPage(text, false).has_value();
}

// 问:… 答:…: running text, however short.
bool IsQuestionOrAnswer(std::u32string_view text) {
  static constexpr std::u32string_view kMarks[] = {U"问:", U"答:", U"q:", U"a:", U"记者:", U"问题一:", U"问一:"};
  return text.size() > 5 && PrefixIn(text, kMarks) > 0;
}

// 特此公告: closes a notice or a letter.
bool IsFormula(std::u32string_view text) {
  static constexpr std::u32string_view kFormulas[] = {U"特此", U"此致", U"敬礼", U"谨此", U"专此"};
  return text.size() <= 8 && PrefixIn(text, kFormulas) > 0;
}

// 校长:您好!: opens a letter.
bool IsGreeting(std::u32string_view text) {
  static constexpr std::u32string_view kGreetings[] = {U"您好!", U"你好!", U"您好", U"你好"};
  return text.size() <= 16 && SuffixIn(text, kGreetings) > 0 && text.find_first_of(U":,") != std::u32string_view::npos;
}

// (作者系某校教师): below a text, about its author.
bool IsAuthorNote(std::u32string_view text) {
  static constexpr std::u32string_view kNotes[] = {U"(作者系", U"(作者为", U"(作者单位", U"(作者:", U"(本文作者"};
  return text.size() <= 40 && text.back() == U')' && PrefixIn(text, kNotes) > 0;
}

// 本报评论员: a role without a name.
bool IsRoleAlone(std::u32string_view text) {
  return text.size() >= 3 && (PrefixIn(text, BylineRoles()) == text.size() ||
                              (text.front() == U'□' && PrefixIn(text.substr(1), BylineRoles()) == text.size() - 1));
}

// The facts of a line that need no neighbour.
Shape ShapeOf(const Page& page, const NgramIndex& index, const Weights& weights, bool page_top, Line* line,
              size_t* previous_card) {
  const CharRange range = line->part.chars;
  const std::u32string_view text = page.Folded(range);
  // Of a longer line nobody asks.
  const Inventory count = text.size() <= kMaxMasthead ? Count(page, range) : Inventory{.han = text.size(), .stops = 2};
  const bool after_card = *previous_card > 0;
  *previous_card = 0;
  if (IsNoise(count, text.size())) return Shape::kNoise;
  if (PrefixIn(text, TailpieceTitles()) == text.size()) return Shape::kTailpiece;
  if (PrefixIn(text, ContentsLabels()) == text.size()) return Shape::kContents;
  if (IsBracketedLabel(text) || IsCommentaryLabel(text)) return Shape::kLabel;
  if (const std::optional<int> page_number = PointerPage(text)) {
    line->jump_to = page_number;
    return Shape::kPointer;
  }
  if (IsJumpAlone(text)) return Shape::kProse;
  if (IsQuestionOrAnswer(text) || IsFormula(text) || IsGreeting(text)) return Shape::kProse;
  if (IsAuthorNote(text)) return Shape::kByline;
  if (text.size() <= 8 && SuffixIn(text, CardLabels()) > 0) {
    *previous_card = 1;
    return Shape::kCardLabel;
  }
  if (after_card && IsCard(text)) {
    *previous_card = 1;
    return Shape::kCard;
  }
  line->bylines = ReadByline(page, range);
  const bool column = PrefixIn(text, DigestLabels()) == text.size() || PrefixIn(text, ColumnSuffixes()) == text.size();
  if (line->bylines.empty() && !column) line->bylines = ReadAuthor(page, range);
  if (!line->bylines.empty() || IsRoleAlone(text)) return Shape::kByline;
  line->lead = ReadLead(page, range);
  line->jump_from = JumpPage(text, true).has_value();
  constexpr size_t kShortestReport = 9;  // 简讯 alone names a column
  if (line->lead.report && text.size() < kShortestReport) line->lead = Lead{.end = range.begin};
  if (line->lead.report) return Shape::kProse;
  if (DateLine(page, range)) return Shape::kDate;
  if (PrefixIn(text, SourceMarkers()) > 0 && text.size() <= 40 && count.stops == 0) return Shape::kSource;
  if (IsCaption(text)) {
    line->bylines = ReadCredit(page, range);
    return Shape::kCaption;
  }
  if (PrefixIn(text, NoteOpenings()) > 0 && text.size() > 12) return Shape::kProse;
  line->title = TitleScore(page, weights, range);
  if (IsMasthead(page, index, range, count, page_top)) return Shape::kMasthead;
  if (IsContact(text, count)) return IsNoticeContact(text) ? Shape::kProse : Shape::kContact;
  if (IsUnit(page, range, count) || IsBracketedUnit(text)) return Shape::kUnit;
  line->campaign = IsCampaign(page, range, count);
  if (line->campaign || IsSlogan(page, range, count)) return Shape::kSlogan;
  return line->title > kNoTitle ? Shape::kTitle : Shape::kProse;
}

// Where a title that stands behind something else on the line may begin: after a sentence end or before a gap.
bool MayCut(const Page& page, CharRange range, uint32_t at) {
  const std::u32string_view text = page.Folded(range);
  const uint32_t i = at - range.begin;
  const char32_t before = text[i - 1];
  // A quotation mark behind white space opens what follows.
  if (before == U'"' && i > 1 && page.GapBefore(at - 1)) return false;
  if (text::IsSentenceEnd(before) || ((before == U'"' || before == U')') && i > 1 && text::IsSentenceEnd(text[i - 2])))
    return true;
  // …任务。(记者 某某)某地召开某会议
  return before == U')' && !ReadClosingByline(page, {range.begin, at}).empty();
}

bool StartsNewMatter(const Page& page, const Weights& weights, const Part* next) {
  if (next == nullptr) return false;
  const CharRange range = next->chars;
  return ReadLead(page, range).report || !ReadByline(page, range).empty() ||
         (range.size() <= kMaxTitle && TitleScore(page, weights, range) > kSureTitle);
}

// …完成了任务。 某地召开某会议: the headline behind the last sentence of the text above it.
uint32_t TitleBehindText(const Page& page, const Seams& seams, const Weights& weights, const Part& part,
                         const Part* next) {
  const CharRange range = part.chars;
  const std::u32string_view text = page.Folded(range);
  if (text.size() < 12) return 0;
  const size_t earliest = text.size() > kMaxTitle ? text.size() - kMaxTitle : 1;
  for (size_t i = text.size() - 4; i > earliest; --i) {
    const uint32_t at = range.begin + static_cast<uint32_t>(i);
    if (!MayCut(page, range, at)) continue;
    const CharRange rest = {at, range.end};
    const bool gap = page.GapBefore(at);
    if (rest.size() < 4 || page.Folded(rest).front() == U'(') return 0;
    const double score = TitleScore(page, weights, rest);
    if (score <= 1 || !ReadByline(page, rest).empty() || !ReadAuthor(page, rest, true).empty()) return 0;
    // …开始卷叶。乡党委书记: a post whose holder the next column names.
    if (!gap && SuffixIn(page.Folded(rest), Posts()) > 0) return 0;
    // 小心!某某里藏着坑: one title with a mark inside.
    if (text.size() <= 30 && TitleScore(page, weights, range) > 1) return 0;
    if (gap || StartsNewMatter(page, weights, next)) return at;
    if (score <= 2 || rest.size() < 6 || rest.size() > kShortTitle || next == nullptr) return 0;
    const bool notice = SuffixIn(page.Folded(rest), NoticeSuffixes()) > 0;
    const bool reads_on = seams.Continuity(page.Split(part, at).second, *next) > 0.5;
    return reads_on && !notice ? 0 : at;
  }
  return 0;
}

// …会议召开 本报讯(记者…): a report that begins behind its headline or behind the end of another text.
uint32_t ReportBehind(const Page& page, const Weights& weights, const Part& part) {
  const CharRange range = part.chars;
  const std::u32string_view text = page.Folded(range);
  for (size_t mark = text.find(U'讯'); mark != std::u32string_view::npos; mark = text.find(U'讯', mark + 1)) {
    if (mark < 7 || PrefixIn(text.substr(mark - 2), ReportOpenings()) != 3) continue;
    const size_t i = mark - 2;
    const uint32_t at = range.begin + static_cast<uint32_t>(i);
    const bool bracket = i + 3 < text.size() && (text[i + 3] == U'(' || page.GapBefore(at + 3));
    if (!bracket) continue;
    if (MayCut(page, range, at) || (i <= kMaxTitle && TitleScore(page, weights, {range.begin, at}) > 1)) return at;
  }
  return 0;
}

// ——某县某事的调查: a deck opens so.
bool IsDash(std::u32string_view text) { return text.size() >= 6 && text.substr(0, 2) == U"--"; }

// 2023年4月18日 星期二 [第2版]: the page's own number, not where a text stands.
bool IsDateOfPage(const Page& page, CharRange before) {
  const std::u32string_view text = page.Folded(before);
  for (const DateMention& date : FindDates(page, before)) {
    if (date.Full() && (date.chars.end == before.end || !WeekdayIn(text).empty() || LunarDateIn(text).size() > 0))
      return true;
  }
  return false;
}

// 总第1846期 今日 [4版]: not where a text stands.
bool CountsPages(const Page& page, CharRange before) {
  static constexpr std::u32string_view kBefore[] = {U"今日", U"本期", U"共", U"第", U"今天"};
  const std::u32string_view text = page.Folded(before);
  return SuffixIn(text, kBefore) > 0 || CountWords(text, MastheadMarkers()) > 0;
}

// 用心做好一件事 人物名片: a card label, a pointer, a deck or a byline behind a title.
uint32_t LabelBehindTitle(const Page& page, const Weights& weights, const Part& part) {
  const CharRange range = part.chars;
  if (range.size() > kMaxTitle || range.size() < 6) return 0;
  for (uint32_t at = range.end - 2; at > range.begin + 3; --at) {
    if (!page.GapBefore(at) && page.Folded(CharRange{at, at + 1})[0] != U'(') continue;
    const CharRange rest = {at, range.end};
    const std::u32string_view text = page.Folded(rest);
    const bool label = text.size() <= 6 && SuffixIn(text, CardLabels()) > 0;
    const CharRange before = {range.begin, at};
    const bool points =
        IsPointer(text) && !CountsPages(page, before) && (text.front() == U'(' || !IsDateOfPage(page, before));
    const bool found =
        label || points || IsDash(text) || (PrefixIn(text, BylineRoles()) >= 2 && !ReadByline(page, rest).empty());
    if (found && TitleScore(page, weights, before) > 0) return ReadByline(page, range).empty() ? at : 0;
  }
  return 0;
}

// …谱写新篇章。 区科技局 / 来源:…: what signs a text, on the line of its last sentence.
uint32_t SignatureBehindText(const Page& page, const Part& part) {
  const CharRange range = part.chars;
  if (range.size() < 12) return 0;
  const uint32_t earliest = range.end - std::min<uint32_t>(range.size() - 1, 30);
  for (uint32_t at = range.end - 2; at > earliest; --at) {
    if (!MayCut(page, range, at)) continue;
    const CharRange rest = {at, range.end};
    const std::u32string_view text = page.Folded(rest);
    const bool source = PrefixIn(text, SourceMarkers()) > 1;
    const bool unit = (page.GapBefore(at) && IsUnit(page, rest, Count(page, rest))) || IsBracketedUnit(text);
    return source || unit ? at : 0;
  }
  return 0;
}

// 某县某镇: where the person named behind it is from.
bool IsWhereabouts(std::u32string_view text) {
  constexpr size_t kLongest = 12;
  static constexpr std::u32string_view kPlaces[] = {U"省", U"市", U"县", U"区", U"镇", U"乡", U"村", U"街道", U"社区"};
  return text.size() <= kLongest && SuffixIn(text, kPlaces) > 0 && std::all_of(text.begin(), text.end(), text::IsHan) &&
         !ContainsAny(text, NewsVerbs());
}

// 关于某事的通告 某时将至,…: a text behind its headline, parted by white space. In a page that has white space wherever
// a printed line ended, only that of a notice is told.
uint32_t TextBehindTitle(const Page& page, const Weights& weights, const Part& part, bool spaced) {
  constexpr uint32_t kShortestText = 24, kShortestHead = 4, kLongestHead = 40;
  const CharRange range = part.chars;
  if (range.size() < kShortestText) return 0;
  for (uint32_t at = range.begin + kShortestHead; at < range.begin + kLongestHead && at + kShortestText < range.end;
       ++at) {
    if (!page.GapBefore(at) || InsideLatin(page, at)) continue;
    const CharRange head = {range.begin, at};
    if (SuffixIn(page.Folded(head), NoticeSuffixes()) >= 2) return at;
    if (spaced || IsWhereabouts(page.Folded(head)) || TitleScore(page, weights, head) <= 2) return 0;
    const Inventory rest = Count(page, {at, range.end});
    return rest.stops > 0 && rest.gaps == 0 ? at : 0;
  }
  return 0;
}

// Whether white space stands wherever a printed line ended.
bool IsSpaced(const Page& page) {
  constexpr uint32_t kUsual = 50;  // characters between two spaces
  uint32_t gaps = 0;
  for (uint32_t i = 0; i < page.size(); ++i) gaps += page.GapBefore(i);
  return gaps * kUsual > page.size();
}

// The parts of the page's lines. `same_line` says of each whether it stands behind another part of its line.
std::vector<Part> CutMergedLines(const Page& page, const Seams& seams, const Weights& weights,
                                 std::vector<bool>* same_line) {
  std::vector<Part> out;
  const std::vector<Part>& lines = page.lines();
  out.reserve(lines.size() + 8);
  const bool spaced = IsSpaced(page);
  for (size_t i = 0; i < lines.size(); ++i) {
    const Part* next = i + 1 < lines.size() ? &lines[i + 1] : nullptr;
    Part rest = lines[i];
    // Each cut takes a piece off the front, so the loop ends; a line that is cut oftener than this is not a line of
    // print.
    bool behind = false;
    for (int cuts = 0; cuts < 4; ++cuts) {
      uint32_t at = LabelBehindTitle(page, weights, rest);
      if (at == 0) at = TextBehindTitle(page, weights, rest, spaced);
      if (at == 0) at = ReportBehind(page, weights, rest);
      if (at == 0) at = SignatureBehindText(page, rest);
      if (at == 0) at = TitleBehindText(page, seams, weights, rest, next);
      if (at <= rest.chars.begin) break;
      const auto [first, second] = page.Split(rest, at);
      out.push_back(first);
      same_line->push_back(std::exchange(behind, true));
      rest = second;
    }
    out.push_back(rest);
    same_line->push_back(behind);
  }
  return out;
}

// A line of words and pauses between a title and the opening of a report: no text would stand there.
bool IsDeckInForm(const Page& page, const std::vector<Line>& lines, size_t i) {
  if (lines[i].shape != Shape::kProse || lines[i].lead.report || i == 0 || i + 1 >= lines.size()) return false;
  if (lines[i - 1].shape != Shape::kTitle || !lines[i + 1].lead.report) return false;
  const std::u32string_view text = page.Folded(lines[i].part);
  return text.size() >= 6 && text.size() <= 40 && text.find(U'。') == std::u32string_view::npos &&
         !text::IsSentenceEnd(text.back()) && text.back() != U',' && std::count(text.begin(), text.end(), U',') <= 1;
}

// 本报:…? 专家:…: who speaks again and again stands before text.
void MarkSpeakers(const Page& page, std::vector<Line>* lines) {
  constexpr size_t kLongestName = 8, kTimes = 3;
  std::map<std::u32string_view, size_t> times;
  const auto speaker = [&](const Line& line) {
    const std::u32string_view text = page.Folded(line.part);
    const size_t colon = text.substr(0, kLongestName + 1).find(U':');
    return colon == std::u32string_view::npos || colon < 1 || colon + 1 == text.size() ? std::u32string_view()
                                                                                       : text.substr(0, colon);
  };
  for (const Line& line : *lines) ++times[speaker(line)];
  for (Line& line : *lines) {
    const std::u32string_view name = speaker(line);
    if (!name.empty() && times[name] >= kTimes && line.shape == Shape::kTitle) line.shape = Shape::kProse;
  }
}

// ▲…: bullets open short items below a name as short as a column's; ●… also the rows of a list.
void MarkItems(const Page& page, std::vector<Line>* lines) {
  constexpr size_t kLongestName = 8, kShortest = 16;
  static constexpr std::u32string_view kBullets = U"▲△▼◆◇★☆※▓▇◈■□○◎";
  const auto first_char = [&](size_t i) {
    const std::u32string_view text = i < lines->size() ? page.Folded((*lines)[i].part) : std::u32string_view();
    return text.empty() ? U' ' : text.front();
  };
  static constexpr std::u32string_view kReports[] = {U"简讯", U"短讯", U"快讯", U"短波", U"快报"};
  bool named = false;   // no title of another length has come since the name
  bool digest = false;  // … which tells of short reports
  const auto triangle = [&](size_t i) {
    if (i >= lines->size() || (*lines)[i].shape == Shape::kTitle) return false;
    const std::u32string_view text = page.Folded((*lines)[i].part);
    return !text.empty() && std::u32string_view(U"▲△▼").find(text.front()) != std::u32string_view::npos;
  };
  for (size_t i = 0; i < lines->size(); ++i) {
    Line& line = (*lines)[i];
    const std::u32string_view text = page.Folded(line.part);
    if (text.empty()) continue;
    // Of several in a row none points to a picture.
    if (line.shape == Shape::kCaption && line.bylines.empty() && text.size() >= kShortest && triangle(i) && i > 0 &&
        (triangle(i - 1) || triangle(i + 1)))
      line.shape = Shape::kProse;
    const bool listed = text[0] == U'●' && text.size() >= kShortest &&
                        ((i > 0 && first_char(i - 1) == U'●') || first_char(i + 1) == U'●');
    if (line.shape == Shape::kTitle && listed && !digest &&
        !(i + 1 < lines->size() && (*lines)[i + 1].shape == Shape::kPointer))
      line.shape = Shape::kProse;
    const bool mark = kBullets.find(text[0]) != std::u32string_view::npos || (digest && text[0] == U'●');
    const bool bullet = mark && text.size() >= kShortest;
    if (line.shape == Shape::kProse) {
      line.item = named && bullet;
    } else {
      named = text.size() <= kLongestName || (named && line.shape != Shape::kTitle);
      digest = named && (digest || SuffixIn(text, kReports) > 0);
    }
  }
}

// What the lines around a short line without a stop say of it: a title, or the foot of a column.
class TitleContext {
 public:
  TitleContext(const Page& page, const NgramIndex& index, const Weights& weights, std::vector<Line>* lines)
      : page_(page), index_(index), weights_(weights), lines_(*lines) {}

  void Weigh() {
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (!IsDeckInForm(page_, lines_, i) && !IsDatedBracket(i)) continue;
      lines_[i].shape = Shape::kTitle;
      lines_[i].title = std::max(lines_[i].title, 1.0);
    }
    if (page_.parted()) {
      for (size_t i = 0; i < lines_.size(); ++i) i = FindStanza(i);
    }
    for (size_t i = 0; i < lines_.size(); ++i) i = FindVerse(i);
    for (size_t i = 0; i < lines_.size(); ++i) FindPaperName(i);
    for (size_t i = 0; i + 1 < lines_.size(); ++i) FindShortHeadline(i);
    for (size_t i = 1; i + 1 < lines_.size(); ++i) FindAuthor(i);
    for (size_t i = 1; i < lines_.size(); ++i) FindWriters(i);
    for (size_t i = lines_.size(); i-- > 2;) FindSignatory(i - 1);
    for (size_t i = 1; i < lines_.size(); ++i) FindCaptionOfCredit(i);
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].shape == Shape::kTitle && IsNumbered(Text(i)) && NumberedProseNear(i))
        lines_[i].title -= 2 * weights_.title_numbered;
      if (lines_[i].shape == Shape::kTitle && IsAlone(i))
        lines_[i].title += IsMarkedTitle(i) ? weights_.title_marked_alone : weights_.title_unmarked_alone;
    }
  }

 private:
  std::u32string_view Text(size_t i) const { return page_.Folded(lines_[i].part); }
  bool IsProse(size_t i) const { return i < lines_.size() && lines_[i].shape == Shape::kProse; }

  // (2021年12月22日), (某年某月某日某会议通过): below a title.
  bool IsDatedBracket(size_t i) const {
    const std::u32string_view text = Text(i);
    if (i == 0 || lines_[i - 1].shape != Shape::kTitle || text.size() < 8 || text.size() > 64) return false;
    if (text.front() != U'(' || text.back() != U')' || lines_[i].shape == Shape::kByline) return false;
    const CharRange range = lines_[i].part.chars;
    const std::vector<DateMention> dates = FindDates(page_, {range.begin + 1, range.begin + 12});
    return !dates.empty() && dates.front().Full() && dates.front().chars.begin == range.begin + 1;
  }

  // The paper's name stands beside what else it prints of itself.
  void FindPaperName(size_t i) {
    constexpr size_t kLongestName = 8;
    // The first line of all, over the date: the paper's name, or that of the page.
    const bool first = i == 0 && lines_.size() > 1 && lines_[1].shape == Shape::kMasthead &&
                       Text(0).size() <= kLongestName && std::all_of(Text(0).begin(), Text(0).end(), text::IsHan);
    if (first && lines_[0].shape != Shape::kByline) lines_[0].shape = Shape::kMasthead;
    const bool below = i > 0 && lines_[i - 1].shape == Shape::kMasthead;
    const bool beside = below || (i + 1 < lines_.size() && lines_[i + 1].shape == Shape::kMasthead);
    // 第2版, A02版 below the date, or over it on the first line: the number of the page.
    if (lines_[i].shape == Shape::kPointer && (below || (i == 0 && beside)) && IsPageNumber(Text(i))) {
      lines_[i].shape = Shape::kMasthead;
      lines_[i].jump_to.reset();
    }
    if (lines_[i].shape != Shape::kTitle || Text(i).size() > 40) return;
    const CharRange range = lines_[i].part.chars;
    if (beside && (IsPaperName(page_, index_, range, true) || IsLatinName(page_, range, true)))
      lines_[i].shape = Shape::kMasthead;
  }

  // 第2版, A02版: without the words or marks that point to another page.
  static bool IsPageNumber(std::u32string_view text) {
    return text.front() == U'第' || text::IsDigit(text.front()) || (text.front() >= U'a' && text.front() <= U'd');
  }

  // Short lines in a row without a full stop, more than any head has: a poem or a table below its title and author. The
  // last line of the row is returned.
  size_t FindVerse(size_t first) {
    constexpr size_t kShortestVerse = 6;
    size_t end = first;
    while (end < lines_.size() && lines_[end].shape == Shape::kTitle && !lines_[end].same_line &&
           Text(end).size() <= kLongestVerse)
      ++end;
    if (end - first < kShortestVerse) return std::max(first + 1, end) - 1;
    const bool titled = first > 0 && lines_[first - 1].shape == Shape::kByline;
    for (size_t i = titled ? first : first + 2; i < end; ++i) MarkVerse(i);
    return end - 1;
  }

  // A stanza: in a page with blank lines between its pieces, short lines without one, again more than any head has or
  // below the name of an author or another stanza. The last line of the stanza is returned.
  size_t FindStanza(size_t first) {
    constexpr size_t kShortestStanza = 4, kShortestFurther = 2;
    size_t end = first;
    size_t titles = 0;
    while (end < lines_.size() && IsVerseLine(end) && (end == first || lines_[end].part.blank_before == 0)) {
      titles += lines_[end].shape == Shape::kTitle;
      ++end;
    }
    const bool apart = end < lines_.size() && lines_[end].part.blank_before > 0;
    const bool signed_above = first > 0 && lines_[first - 1].shape == Shape::kByline;
    const bool below = signed_above || FollowsStanza(first);
    // A head stands over the name of its author.
    if (end < lines_.size() && lines_[end].shape == Shape::kByline && !signed_above)
      return std::max(first + 1, end) - 1;
    if (titles == 0 || end - first < (below ? kShortestFurther : kShortestStanza) || (!apart && end < lines_.size()))
      return std::max(first + 1, end) - 1;
    for (size_t i = first; i < end; ++i) MarkVerse(i);
    stanza_end_ = end;
    return end - 1;
  }

  void MarkVerse(size_t i) {
    lines_[i].shape = Shape::kProse;
    lines_[i].verse = true;
  }

  // Right behind a stanza, or behind one and the short title of the next.
  bool FollowsStanza(size_t first) const {
    constexpr size_t kLongestTitle = 8;
    if (stanza_end_ == 0) return false;
    return stanza_end_ == first || (stanza_end_ + 1 == first && Text(stanza_end_).size() <= kLongestTitle);
  }

  bool IsVerseLine(size_t i) const {
    const Line& line = lines_[i];
    if (line.same_line || line.lead.report || line.item || Text(i).size() < 2 || Text(i).size() > kLongestVerse)
      return false;
    if (line.shape != Shape::kTitle && line.shape != Shape::kProse && line.shape != Shape::kSlogan) return false;
    const bool figures = std::any_of(Text(i).begin(), Text(i).end(), text::IsDigit);
    return !text::IsSentenceEnd(Text(i).back()) && Text(i).substr(0, 2) != U"--" &&
           (!figures || Text(i).find(U':') == std::u32string_view::npos);
  }

  // 等雨: two characters over the name of an author; 文讯: over a headline.
  void FindShortHeadline(size_t i) {
    if (lines_[i].shape != Shape::kProse || lines_[i].verse || Text(i).size() != 2 ||
        lines_[i + 1].shape == Shape::kProse)
      return;
    const bool label = lines_[i + 1].shape == Shape::kTitle && Text(i + 1).size() > 4 && !lines_[i].same_line;
    const bool author =
        label || lines_[i + 1].shape == Shape::kByline ||
        (lines_[i + 1].shape == Shape::kTitle && !ReadAuthor(page_, lines_[i + 1].part.chars, true).empty());
    if (!author || !text::IsHan(Text(i)[0]) || !text::IsHan(Text(i)[1])) return;
    lines_[i].shape = Shape::kTitle;
    lines_[i].title = weights_.title_base;
  }

  // A name right above the date or the other units that sign a notice.
  void FindSignatory(size_t i) {
    if (lines_[i].shape != Shape::kTitle || i + 1 >= lines_.size() || Text(i).size() > 24) return;
    const bool signs_below = lines_[i + 1].shape == Shape::kDate ||
                             (lines_[i + 1].shape == Shape::kUnit && i + 2 < lines_.size() &&
                              (lines_[i + 2].shape == Shape::kDate || lines_[i + 2].shape == Shape::kUnit));
    const bool text_above = lines_[i - 1].shape == Shape::kProse || lines_[i - 1].shape == Shape::kUnit ||
                            lines_[i - 1].shape == Shape::kTitle || lines_[i - 1].shape == Shape::kContact;
    if (!signs_below || !text_above || ContainsAny(Text(i), NewsVerbs()) || SuffixIn(Text(i), NoticeSuffixes()) > 0)
      return;
    static constexpr std::u32string_view kNoName[] = {U"的", U"在", U"讲话", U"会议", U"!", U"?", U":", U"\""};
    if (ContainsAny(Text(i), kNoName)) return;
    if (Phrases(page_, lines_[i].part.chars).size() == 1) lines_[i].shape = Shape::kUnit;
  }

  // 本报记者 某某 摄 on a line of its own: the text above it tells what the picture shows.
  void FindCaptionOfCredit(size_t i) {
    constexpr size_t kLongestCredit = 20;
    const bool short_title = lines_[i].shape == Shape::kTitle && Text(i).size() <= 8;
    if (lines_[i].shape != Shape::kCaption && lines_[i].shape != Shape::kByline && !short_title) return;
    const std::u32string_view text = Text(i);
    if (text.size() > kLongestCredit || text.size() < 3 || text.back() != U'摄' ||
        text.find(U'文') != std::u32string_view::npos)
      return;
    if (lines_[i].bylines.empty()) lines_[i].bylines = ReadCredit(page_, lines_[i].part.chars);
    lines_[i].shape = Shape::kCaption;
    Line& above = lines_[i - 1];
    if (above.shape == Shape::kProse && !above.lead.report && Text(i - 1).size() <= kMaxCredited)
      above.shape = Shape::kCaption;
  }

  // A name alone between a headline and its text.
  void FindAuthor(size_t i) {
    if (lines_[i].same_line || lines_[i - 1].shape == Shape::kByline) return;
    const bool short_text = lines_[i].shape == Shape::kProse && Text(i).size() <= 3;
    if (lines_[i].shape != Shape::kTitle && !short_text) return;
    const bool below_headline = lines_[i - 1].shape == Shape::kTitle && IsProse(i + 1) && !lines_[i + 1].lead.report;
    // 某村 某某: with where its writer is from, below a letter.
    const bool below_text = IsProse(i - 1) && Phrases(page_, lines_[i].part.chars).size() == 2;
    if (!below_headline && !below_text) return;
    std::vector<Byline> author = ReadAuthor(page_, lines_[i].part.chars, true);
    if (author.empty() && below_headline && IsPenName(i)) {
      author = {{"作者", {text::ToUtf8(page_.Printed(lines_[i].part.chars))}}};
    }
    if (author.empty()) return;
    lines_[i].bylines = std::move(author);
    lines_[i].shape = Shape::kByline;
  }

  // 某乡七户社员: who wrote the letter above.
  void FindWriters(size_t i) {
    constexpr size_t kLongest = 12, kReach = 8;
    static constexpr std::u32string_view kMore[] = {U"社员", U"业主", U"学生", U"群众", U"住户", U"一读者"};
    if (lines_[i].shape != Shape::kTitle || !IsProse(i - 1) || Text(i).size() > kLongest) return;
    if (SuffixIn(Text(i), Posts()) + SuffixIn(Text(i), kMore) == 0) return;
    for (size_t k = i; k-- > 0 && i - k < kReach && IsProse(k);) {
      const size_t colon = Text(k).substr(0, kLongest).find(U':');
      if (colon == std::u32string_view::npos || SuffixIn(Text(k).substr(0, colon), Addressees()) == 0) continue;
      lines_[i].shape = Shape::kByline;
      return;
    }
  }

  // 余墨: two or three characters below a headline that is longer than the name of a column would be.
  bool IsPenName(size_t i) const {
    constexpr size_t kLongestLabel = 4;
    const std::u32string_view name = Text(i), above = Text(i - 1);
    if (name.size() < 2 || name.size() > 3 || !std::all_of(name.begin(), name.end(), text::IsHan)) return false;
    return above.size() > kLongestLabel && SuffixIn(above, ColumnSuffixes()) == 0 &&
           SuffixIn(name, ColumnSuffixes()) != name.size() && SuffixIn(name, DigestLabels()) != name.size() &&
           SuffixIn(name, NoticeSuffixes()) != name.size();
  }

  // A single line in the middle of text: a subhead, or the first words of a paragraph that the column cut off.
  bool IsAlone(size_t i) const {
    for (size_t k = i + 1; IsProse(k) && k < i + 4; ++k) {
      if (lines_[k].lead.report) return false;  // it may be the headline of that report, other text having come between
    }
    return lines_[i].shape == Shape::kTitle && i > 0 && IsProse(i - 1) && IsProse(i + 1) &&
           PrefixIn(Text(i + 1), TimeOpenings()) < 2 && PrefixIn(Text(i + 1), NoteOpenings()) == 0;
  }

  // 一、…。: where whole sentences are counted so, 二、… is one that the column cut off.
  bool NumberedProseNear(size_t i) const {
    constexpr size_t kReach = 8;
    const int number = ReadNumber(Text(i), 0).value;
    if (ReadNumber(Text(i), 0).length == 0) return false;
    for (size_t k = i > kReach ? i - kReach : 0; k < std::min(lines_.size(), i + kReach); ++k) {
      if (!IsProse(k) || !IsNumbered(Text(k)) || text::IsDigit(Text(k)[0]) != text::IsDigit(Text(i)[0])) continue;
      const Number other = ReadNumber(Text(k), 0);
      if (other.length > 0 && std::abs(other.value - number) == 1) return true;
    }
    return false;
  }

  // Something in its form, its fellows or the text below says that it is a title.
  bool IsMarkedTitle(size_t i) const {
    static constexpr std::u32string_view kMarks = U":\"!?";
    const std::u32string_view text = Text(i);
    if (text.size() > 26) return false;
    if (Phrases(page_, lines_[i].part.chars).size() > 1 || text.find_first_of(kMarks) != std::u32string_view::npos)
      return true;
    if (SuffixIn(text, NoticeSuffixes()) > 0 || text.find(U"--") != std::u32string_view::npos) return true;
    return HasFellow(i) || index_.Overlap(lines_[i].part.chars, lines_[i + 1].part.chars) >= 0.4;
  }

  // Another single line of about its length a few pieces of text away: subheads come in several.
  bool HasFellow(size_t i) const {
    constexpr size_t kReach = 10;
    const size_t size = Text(i).size();
    for (size_t k = i > kReach ? i - kReach : 1; k < std::min(lines_.size(), i + kReach); ++k) {
      const bool near = k + 1 < i || k > i + 1;
      if (near && (IsAlone(k) || lines_[k].shape == Shape::kTailpiece) &&
          std::max(size, Text(k).size()) - std::min(size, Text(k).size()) <= 5)
        return true;
    }
    return false;
  }

  static constexpr size_t kLongestVerse = 22;

  const Page& page_;
  const NgramIndex& index_;
  const Weights& weights_;
  std::vector<Line>& lines_;
  size_t stanza_end_ = 0;  // behind the last stanza found
};

}  // namespace

bool IsTableRow(const Page& page, CharRange range) {
  const std::u32string_view text = page.Folded(range);
  // Asked of every line, so first what is cheap: most hold no cells.
  const auto gaps = [&] {
    size_t count = 0;
    for (uint32_t at = range.begin + 1; at < range.end && count < 2; ++at) count += page.GapBefore(at);
    return count;
  };
  if (!text::IsDigit(text.back()) && text.front() != U'(' && gaps() < 2) return false;
  static constexpr std::u32string_view kFigures = U"0123456789.%↑↓/-";
  const auto is_figure = [](char32_t c) { return kFigures.find(c) != std::u32string_view::npos; };
  const auto figures = std::count_if(text.begin(), text.end(), is_figure);
  if (text::IsDigit(text.back()) && 5 * figures >= 2 * static_cast<ptrdiff_t>(text.size())) return true;
  if (text.starts_with(U"(单位:")) return true;
  if (text.find_first_of(U"。,;") != std::u32string_view::npos) return false;
  const std::vector<CharRange> cells = Phrases(page, range);
  size_t bare = 0, priced = 0;
  for (const CharRange cell : cells) {
    const std::u32string_view words = page.Folded(cell);
    bare += std::all_of(words.begin(), words.end(), is_figure);
    priced += text::IsDigit(words.front());
  }
  constexpr size_t kRoster = 6;  // names in a row
  if (cells.size() >= kRoster && text.size() >= 2 * cells.size()) return true;
  return cells.size() >= 3 && (bare > 0 || (priced >= 2 && cells.size() >= 4));
}

double TitleScore(const Page& page, const Weights& weights, CharRange range) {
  const std::u32string_view text = page.Folded(range);
  const size_t size = text.size();
  // 讣告, 简讯: two characters are a title where nothing else they could be is known.
  if (size == 2 && (PrefixIn(text, NoticeSuffixes()) == 2 || PrefixIn(text, DigestLabels()) == 2 ||
                    (page.GapBefore(range.begin + 1) && PrefixIn(text, ColumnSuffixes()) == 2)))
    return weights.title_base;
  if (size < 3 || size > kMaxTitle) return -8;
  if (IsTableRow(page, range)) return -8;
  static constexpr std::u32string_view kJumps[] = {U"(下转", U"(上接", U"(紧接"};
  if (ContainsAny(text, kJumps)) return -8;
  const Inventory count = Count(page, range);
  const char32_t last = text.back();
  if (count.stops > 0 || last == U',' || last == U'、' || last == U';') return -8;
  if (last == U':') {  // 县法院: / …, but not 编辑同志:
    const bool label = size >= 4 && size <= 7 && count.commas + count.pauses == 0;
    return label && SuffixIn(text.substr(0, size - 1), Addressees()) == 0 ? 0.5 : -8;
  }
  double score = weights.title_base - (size <= 24 ? 0 : weights.title_long * static_cast<double>(size - 24));
  score -= 3.0 * static_cast<double>(count.semicolons);
  score -= 0.6 * static_cast<double>(count.pauses * count.pauses);
  const size_t comma = text.find(U',');
  if (count.commas == 1) {
    const double skew = std::abs(static_cast<double>(comma) - static_cast<double>(size - comma - 1));
    const bool lively = last == U'!' || last == U'?' || text.find(U'"') != std::u32string_view::npos;
    score += skew <= 1 && comma >= 4 ? -0.5 : weights.title_comma * (lively ? 0.5 : 1);
  } else {
    score += weights.title_commas * static_cast<double>(count.commas);
  }
  if (IsNumbered(text) && size <= 26) score += weights.title_numbered;
  if (!Balanced(text, U'《', U'》') || !Balanced(text, U'(', U')')) score += weights.title_unbalanced;
  if (std::count(text.begin(), text.end(), U'"') % 2 != 0) score += weights.title_unbalanced;
  // 一渠清水是怎样流到田头的: a question may end so.
  static constexpr std::u32string_view kQuestions[] = {U"怎样", U"怎么", U"如何", U"为何", U"为什么", U"什么", U"咋"};
  const bool asks = ContainsAny(text, kQuestions);
  if (SuffixIn(text, FunctionEndings()) > 0 && last != U'等' && !asks) score += weights.title_function_ending;
  const std::vector<CharRange> phrases = Phrases(page, range);
  // Two phrases of a title's length; in running text white space may have been printed where lines were broken.
  const bool even =
      phrases.size() >= 2 && phrases.size() <= 4 && count.commas == 0 &&
      std::all_of(phrases.begin(), phrases.end(), [](CharRange p) { return p.size() >= 3 && p.size() <= 24; });
  if (even) score += weights.title_even * (size <= 24 ? 1 : 1.5);
  if (SuffixIn(text, NoticeSuffixes()) > 0) score += 1;
  if (ContainsAny(text, NewsVerbs())) score += 0.5;
  if (last == U'!' || last == U'?') score += size <= 24 ? 0.3 : -1;
  if (text.find(U"——") != std::u32string_view::npos || text.find(U"--") != std::u32string_view::npos) score += 0.5;
  if (text.find(U'了') != std::u32string_view::npos && size > 12) score -= 0.7;
  if (PrefixIn(text, ParagraphOpenings()) >= 2 && size > 9) score += weights.title_opening;
  const size_t said = text.substr(0, 12).find(U'说');
  if (said != std::u32string_view::npos && said >= 2 && said + 1 < size &&
      (text[said + 1] == U',' || text[said + 1] == U':')) {
    score += weights.title_said;
  }
  static constexpr std::u32string_view kTimeEnds = U"来日年月天时后前初末底间中";
  if (comma != std::u32string_view::npos && comma >= 2 && comma <= 7 &&
      kTimeEnds.find(text[comma - 1]) != std::u32string_view::npos) {
    score += weights.title_time_first;
  }
  return score;
}

std::optional<int> JumpPage(std::u32string_view folded, bool from) {
  static constexpr std::u32string_view kTo[] = {U"下转", U"详见", U"图文见", U"见"};
  static constexpr std::u32string_view kFrom[] = {U"上接", U"紧接"};
  constexpr size_t kReach = 16;
  if (folded.empty()) return std::nullopt;
  const std::u32string_view near =
      from || folded.size() <= kReach ? folded.substr(0, kReach) : folded.substr(folded.size() - kReach);
  for (const std::u32string_view word : from ? Words(kFrom) : Words(kTo)) {
    size_t at = near.find(word);
    if (at == std::u32string_view::npos || (from && at > 1)) continue;
    if (!from && near.back() != U')' && near.back() != U'版') continue;
    for (at += word.size(); at < near.size() && at < kReach; ++at) {
      const Number number = ReadNumber(near, at);
      if (number.length == 0) continue;
      const size_t after = at + number.length;
      if (after < near.size() && near[after] == U'版') return number.value;
      break;
    }
  }
  return std::nullopt;
}

std::vector<Line> ClassifyLines(const Page& page, const NgramIndex& index, const Seams& seams, const Weights& weights) {
  std::vector<Line> lines;
  size_t previous_card = 0;
  std::vector<bool> same_line;
  for (const Part& part : CutMergedLines(page, seams, weights, &same_line)) {
    Line line;
    line.part = part;
    line.same_line = same_line[lines.size()];
    line.jump_to = JumpPage(page.Folded(part), false);
    line.shape = ShapeOf(page, index, weights, lines.size() < kPageTop, &line, &previous_card);
    line.verse = line.shape == Shape::kProse && part.chars.size() <= kMaxTitle && IsTableRow(page, part.chars);
    // A jump line goes with the text above it.
    if (!lines.empty() && lines.back().shape == Shape::kProse && IsJumpAlone(page.Folded(part))) line.same_line = true;
    lines.push_back(std::move(line));
  }
  MarkSpeakers(page, &lines);
  MarkItems(page, &lines);
  TitleContext(page, index, weights, &lines).Weigh();
  return lines;
}

}  // namespace jianbao::newspaper
