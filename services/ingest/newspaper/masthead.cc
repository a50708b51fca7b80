#include "services/ingest/newspaper/masthead.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/dates.h"
#include "services/ingest/newspaper/pinyin.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

class Reader {
 public:
  Reader(const Page& page, std::vector<Diagnostic>* diagnostics) : page_(page), diagnostics_(*diagnostics) {}

  void Read(const Part& part) {
    const CharRange range = part.chars;
    const std::u32string_view text = page_.Folded(range);
    ReadDate(range, text);
    ReadNumbers(text);
    if (!issue_.page_number) ReadPageNumber(range);
    ReadUnits(range);
    ReadName(range);
  }

  Issue Take() {
    CrossCheck();
    return std::move(issue_);
  }

 private:
  void ReadDate(CharRange range, std::u32string_view text) {
    if (issue_.date_source == DateSource::kUnknown) {
      for (const DateMention& date : FindDates(page_, range)) {
        if (!date.Full()) continue;
        issue_.publish_date = MakeDay(*date.year, *date.month, *date.day);
        if (!issue_.publish_date) continue;
        issue_.date_source = DateSource::kPrinted;
        issue_.date_evidence = {page_.Source(date.chars)};
        break;
      }
    }
    if (const std::u32string weekday = WeekdayIn(text); !weekday.empty() && !issue_.weekday) {
      issue_.weekday = text::ToUtf8(weekday);
    }
    if (const CharRange lunar = LunarDateIn(text); lunar.size() > 0 && !issue_.lunar_date) {
      issue_.lunar_date = RunningText(page_, {range.begin + lunar.begin, range.begin + lunar.end});
    }
  }

  void ReadNumbers(std::u32string_view text) {
    for (size_t i = 0; i < text.size();) {
      const Number number = ReadNumber(text, i);
      if (number.length == 0) {
        ++i;
        continue;
      }
      const size_t after = i + number.length;
      const char32_t unit = after < text.size() ? text[after] : 0;
      const std::u32string_view before = text.substr(0, i);
      const auto ends = [before](std::u32string_view word) {
        return before.size() >= word.size() && before.substr(before.size() - word.size()) == word;
      };
      if (unit == U'期' && (ends(U"总第") || !issue_.issue_number)) issue_.issue_number = number.value;
      if (unit == U'号' && (ends(U"总第") || (ends(U"第") && !issue_.issue_number))) issue_.issue_number = number.value;
      if (unit == U'版' && (ends(U"第") || (i == 0 && !issue_.page_number))) {
        issue_.page_number = number.value;
      } else if (unit == U'版' &&
                 (ends(U"今日") || ends(U"本期") || ends(U"共") || ends(U"今天") || ends(U"本报今日"))) {
        issue_.page_count = number.value;
      }
      i = after;
    }
    if (text.size() >= 3 && text[0] >= U'a' && text[0] <= U'd' && text::IsDigit(text[1]) && !issue_.page_number) {
      issue_.page_number = ReadNumber(text, 1).value;
    }
  }

  // 02版, A02版 or A02 between spaces, behind the date or the paper's name.
  void ReadPageNumber(CharRange range) {
    static constexpr std::u32string_view kCounts[] = {U"今日", U"今天", U"本期", U"共"};
    for (const CharRange piece : Pieces(range)) {
      std::u32string_view text = page_.Folded(piece);
      const bool lettered = text[0] >= U'a' && text[0] <= U'd';
      if (lettered) text.remove_prefix(1);
      const Number number = ReadNumber(text, 0);
      if (number.length == 0 || number.value == 0 || number.value >= 100) continue;
      const std::u32string_view rest = text.substr(number.length);
      if (rest != U"版" && !(rest.empty() && lettered)) continue;
      if (SuffixIn(page_.Folded(CharRange{range.begin, piece.begin}), kCounts) > 0) continue;
      issue_.page_number = number.value;
      return;
    }
  }

  // 某某区委主办, 主办:某某区委 and the like, one for each stretch between spaces.
  void ReadUnits(CharRange range) {
    for (const CharRange piece : Pieces(range)) {
      ReadUnit(piece, {U"主办单位", U"主管主办", U"主管、主办", U"主办", U"机关报"}, &issue_.organizer);
      ReadUnit(piece, {U"承办单位", U"承办", U"出版单位", U"出版"}, &issue_.publisher);
    }
  }

  void ReadUnit(CharRange piece, std::initializer_list<std::u32string_view> marks, std::optional<std::string>* out) {
    const std::u32string_view text = page_.Folded(piece);
    for (const std::u32string_view mark : marks) {
      const size_t at = text.find(mark);
      if (at == std::u32string_view::npos || *out) continue;
      // 连续出版物号, 出版日期: what is published, and when, not by whom.
      static constexpr std::u32string_view kNoUnits[] = {U"物", U"号", U"日期", U"时间"};
      if (PrefixIn(text.substr(at + mark.size()), kNoUnits) > 0) continue;
      CharRange name = piece;
      if (at + mark.size() == text.size()) {
        name.end = piece.begin + static_cast<uint32_t>(at);
      } else {
        name.begin = piece.begin + static_cast<uint32_t>(at + mark.size());
        if (page_.Folded(name).front() == U':') ++name.begin;
      }
      if (name.size() >= 2) *out = RunningText(page_, name);
      return;
    }
  }

  // The paper's name in characters, or else in pinyin.
  void ReadName(CharRange range) {
    std::vector<CharRange> pieces = Pieces(range);
    pieces.insert(pieces.begin(), LeadingHan(range));  // a name set wide: 云 泽 晚 报
    for (const CharRange piece : pieces) {
      const std::u32string_view text = page_.Folded(piece);
      const bool han = std::all_of(text.begin(), text.end(), text::IsHan);
      const bool today = text.substr(0, 2) == U"今日" && piece == range;
      if (PrefixIn(text, SectionNames()) == text.size()) continue;
      const bool paper = SuffixIn(text, PaperSuffixes()) >= 2 || text.back() == U'报';
      if (han && text.size() >= 3 && text.size() <= 10 && (paper || today) && !issue_.publication) {
        issue_.publication = RunningText(page_, piece);
      }
    }
    if (issue_.publication) return;
    const std::u32string_view text = page_.Folded(range);
    size_t begin = 0;
    while (begin < text.size() && !text::IsLatin(text[begin])) ++begin;
    size_t end = begin;
    while (end < text.size() && text::IsLatin(text[end])) ++end;
    if (end - begin < 6) return;
    if (const std::u32string name = NameFromPinyin(page_, text.substr(begin, end - begin)); !name.empty()) {
      issue_.publication = text::ToUtf8(name);
      Diagnose("PUBLICATION_FROM_PINYIN", Severity::kInfo, "the paper's name was read from its pinyin", range);
    }
  }

  CharRange LeadingHan(CharRange range) const {
    const std::u32string_view text = page_.Folded(range);
    uint32_t end = 0;
    while (end < text.size() && text::IsHan(text[end])) ++end;
    const bool alone = std::all_of(text.begin() + end, text.end(), text::IsLatin);
    return {range.begin, range.begin + (alone ? end : 0)};
  }

  std::vector<CharRange> Pieces(CharRange range) const {
    std::vector<CharRange> out;
    for (uint32_t i = range.begin; i < range.end; ++i) {
      if (i == range.begin || page_.GapBefore(i)) out.push_back({i, i});
      out.back().end = i + 1;
    }
    return out;
  }

  void CrossCheck() {
    if (!issue_.publish_date) return;
    const absl::CivilDay day = *issue_.publish_date;
    if (issue_.weekday) {
      const std::u32string printed = text::FromUtf8(*issue_.weekday);
      const char32_t name = printed.back() == U'天' ? U'日' : printed.back();
      if (name != WeekdayName(day).back()) {
        Diagnose("WEEKDAY_CONTRADICTS_DATE", Severity::kWarning, "the weekday printed is not that of the date printed",
                 {});
      }
    }
    if (issue_.lunar_date && text::FromUtf8(*issue_.lunar_date).find(LunarDate(day)) == std::u32string::npos) {
      Diagnose("LUNAR_DATE_CONTRADICTS_DATE", Severity::kWarning,
               "the lunar date printed is not that of the date printed", {});
    }
  }

  void Diagnose(std::string code, Severity severity, std::string message, CharRange at) {
    std::vector<ByteSpan> spans = issue_.date_evidence;
    if (at.size() > 0) spans = {page_.Source(at)};
    diagnostics_.push_back({std::move(code), severity, std::move(message), std::move(spans)});
  }

  const Page& page_;
  std::vector<Diagnostic>& diagnostics_;
  Issue issue_;
};

}  // namespace

Issue ReadMasthead(const Page& page, const std::vector<Part>& masthead, std::vector<Diagnostic>* diagnostics) {
  Reader reader(page, diagnostics);
  for (const Part& part : masthead) reader.Read(part);
  return reader.Take();
}

}  // namespace jianbao::newspaper
