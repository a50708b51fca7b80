#include "services/ingest/newspaper/issue_date.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/dates.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

constexpr uint32_t kLead = 220;   // characters of a text in which the day it is about is named
constexpr int kNewsLasts = 7;     // days after which a local daily no longer reports a meeting
constexpr int kFiguresLast = 92;  // … the figures of the last months
constexpr int kFarAway = 200;     // days between a report and what it is about; beyond, the date is history

// Words for the days before an issue, as a morning paper uses them.
constexpr std::pair<std::u32string_view, int> kRelativeDays[] = {
    {U"昨天", 1}, {U"昨日", 1}, {U"昨晚", 1}, {U"前天", 2}, {U"前日", 2}};

// The year a page speaks from, and where it says so.
struct YearEvidence {
  std::optional<int> year;
  std::vector<ByteSpan> spans;
  bool plan = false;  // from its place in a five-year plan
};

// The last year of the five-year plan whose numeral (十四) ends before text[five]; the tenth ended in 2005.
std::optional<int> LastYearOfPlan(std::u32string_view text, size_t five) {
  if (five < 1) return std::nullopt;
  const size_t begin = five >= 2 && text[five - 2] == U'十' ? five - 2 : five - 1;
  if (text[begin] != U'十') return std::nullopt;
  const Number plan = ReadNumber(text.substr(0, five), begin);
  if (plan.length == 0 || plan.value < 10 || plan.value > 30) return std::nullopt;
  return 2005 + 5 * (plan.value - 10);
}

class Dater {
 public:
  Dater(const Page& page, const std::vector<Line>& lines, const Grouping& grouping, const std::vector<size_t>& drafts,
        ParsedIssue* out)
      : page_(page), lines_(lines), grouping_(grouping), drafts_(drafts), out_(*out) {}

  void Run(const ParseOptions& options) {
    FindLeadDates();
    if (options.publish_date) {
      Supply(*options.publish_date);
    } else if (!out_.issue.publish_date) {
      Infer();
    }
    SetDatelines();
  }

 private:
  std::u32string_view Text(size_t line) const { return page_.Folded(lines_[line].part); }

  void Supply(absl::CivilDay day) {
    if (out_.issue.publish_date && *out_.issue.publish_date != day) {
      out_.diagnostics.push_back({"DATE_CONTRADICTS_SUPPLIED", Severity::kWarning,
                                  "the masthead prints another date than the one supplied", out_.issue.date_evidence});
    }
    out_.issue.publish_date = day;
    out_.issue.date_source = DateSource::kSupplied;
    out_.issue.date_evidence.clear();
  }

  // ---- what each report is about

  void FindLeadDates() {
    leads_.resize(drafts_.size());
    relative_.resize(drafts_.size());
    ahead_.resize(drafts_.size());
    article_of_draft_.assign(grouping_.drafts.size(), kNone);
    for (size_t k = 0; k < drafts_.size(); ++k) article_of_draft_[drafts_[k]] = static_cast<int>(k);
    signed_.resize(drafts_.size());
    for (size_t k = 0; k < drafts_.size(); ++k) {
      const Draft& draft = grouping_.drafts[drafts_[k]];
      if (draft.text.lines.empty()) continue;
      const Line& first = lines_[draft.text.lines.front()];
      if (first.lead.report && FindWireDate(first.lead.words, k)) continue;
      FindLeadDate({std::max(first.part.chars.begin, first.lead.end), first.part.chars.end}, k);
    }
    for (size_t i = 0; i < lines_.size(); ++i) {
      // A picture with nothing but its caption.
      const std::optional<size_t> k = ArticleOf(i);
      if (lines_[i].shape == Shape::kCaption && k && grouping_.drafts[drafts_[*k]].text.lines.empty()) {
        FindLeadDate(lines_[i].part.chars, *k);
      }
    }
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].shape != Shape::kDate) continue;
      if (const std::optional<size_t> k = ArticleOf(i)) signed_[*k] = i;
    }
  }

  // The article of a line, by its place in the result.
  std::optional<size_t> ArticleOf(size_t line) const {
    const int draft = grouping_.placements[line].article;
    if (draft == kNone || article_of_draft_[static_cast<size_t>(draft)] == kNone) return std::nullopt;
    return static_cast<size_t>(article_of_draft_[static_cast<size_t>(draft)]);
  }

  // 新华社北京3月5日电: the day stands in the opening.
  bool FindWireDate(CharRange opening, size_t article) {
    for (const DateMention& mention : FindDates(page_, opening)) {
      if (!mention.HasDay()) continue;
      leads_[article] = mention;
      return true;
    }
    return false;
  }

  // The first day named in a lead; 昨天 and the like name one where the day of the issue is known.
  void FindLeadDate(CharRange lead, size_t article) {
    lead.end = std::min(lead.end, lead.begin + kLead);
    const std::u32string_view text = page_.Folded(lead);
    size_t relative = text.size();
    for (const auto& [word, days] : kRelativeDays) {
      const size_t at = text.find(word);
      if (at >= relative) continue;
      relative = at;
      relative_[article] = days;
    }
    std::optional<DateMention> ahead;
    for (const DateMention& mention : FindDates(page_, lead)) {
      if (!mention.HasDay()) continue;
      const size_t begin = mention.chars.begin - lead.begin, end = mention.chars.end - lead.begin;
      if (IsDeadline(text, begin, end)) continue;
      if (IsAhead(text, begin, end)) {
        if (!ahead) ahead = mention;
        continue;
      }
      leads_[article] = mention;
      if (mention.chars.begin - lead.begin < relative) relative_[article].reset();
      return;
    }
    ahead_[article] = ahead;
  }

  // 截止时间为4月30日, 4月30日截止, 4月30日前: until when something can be done, not when it is.
  static bool IsDeadline(std::u32string_view text, size_t begin, size_t end) {
    constexpr size_t kBefore = 8;
    static constexpr std::u32string_view kNames[] = {U"截止时间", U"截止日期", U"截止日", U"期限", U"有效期"};
    static constexpr std::u32string_view kEnds[] = {U"截止", U"止", U"前", U"之前", U"以前"};
    static constexpr std::u32string_view kNoEnds[] = {U"前往", U"前来", U"前去", U"前后", U"前夕", U"前赴"};
    std::u32string_view before = text.substr(begin - std::min(begin, kBefore), std::min(begin, kBefore));
    if (const size_t stop = before.find_last_of(U"。,;"); stop != std::u32string_view::npos)
      before.remove_prefix(stop + 1);
    const std::u32string_view after = text.substr(end);
    return ContainsAny(before, kNames) || (PrefixIn(after, kEnds) > 0 && PrefixIn(after, kNoEnds) == 0);
  }

  // 自7月1日起, 定于10月18日, 将于…: what is still to come.
  static bool IsAhead(std::u32string_view text, size_t begin, size_t end) {
    static constexpr std::u32string_view kAims[] = {U"自",   U"从",   U"定于", U"将于", U"拟于",
                                                    U"截至", U"截止", U"至",   U"到"};
    const std::u32string_view before = text.substr(begin - std::min<size_t>(begin, 3), std::min<size_t>(begin, 3));
    const std::u32string_view after = text.substr(end, 6);
    return SuffixIn(before, kAims) > 0 || after.find(U'起') != std::u32string_view::npos;
  }

  void SetDatelines() {
    for (size_t k = 0; k < drafts_.size(); ++k) {
      Article& article = out_.articles[k];
      if (signed_[k]) {
        article.dateline = DateLine(page_, lines_[*signed_[k]].part.chars);
      } else if (relative_[k] && out_.issue.publish_date && out_.issue.date_source != DateSource::kInferred) {
        article.dateline = *out_.issue.publish_date - *relative_[k];
      } else if (leads_[k]) {
        article.dateline = Dateline(*leads_[k]);
      } else if (ahead_[k] && article.genre == Genre::kNews) {
        article.dateline = Dateline(*ahead_[k]);
      }
    }
  }

  std::optional<absl::CivilDay> Dateline(const DateMention& mention) const {
    if (!out_.issue.publish_date)
      return mention.Full() ? MakeDay(*mention.year, *mention.month, *mention.day) : std::nullopt;
    const auto day = Resolve(mention, *out_.issue.publish_date);
    if (!day || *day < *out_.issue.publish_date - kFarAway || *day > *out_.issue.publish_date + kFarAway)
      return std::nullopt;
    return day;
  }

  // ---- the day of the issue, where it is not printed

  void Infer() {
    YearEvidence year = FindYear();
    // A notice is signed in the year of the paper; a year named beside it is what comes.
    if (const YearEvidence signed_in = SignedYear(); signed_in.year && year.year == *signed_in.year + 1 && !year.plan)
      year = signed_in;
    if (!year.year) return;
    std::vector<ByteSpan> spans = year.spans;
    std::optional<DateRange> range = RangeFromDays(*year.year, &spans);
    const bool to_the_day = range.has_value();
    if (!range) range = RangeFromPeriods(*year.year, &spans);
    if (!range) range = DateRange{absl::CivilDay(*year.year, 1, 1), absl::CivilDay(*year.year, 12, 31)};
    // Behind the last day something happened comes the day of the paper; in a month or a year, no day is the best.
    if (to_the_day) out_.issue.publish_date = range->earliest + 1;
    out_.issue.date_source = DateSource::kInferred;
    out_.issue.date_range = range;
    out_.issue.date_evidence = text::Merged(std::move(spans));
    out_.diagnostics.push_back({"DATE_INFERRED", Severity::kInfo,
                                to_the_day ? "no date is printed; it was inferred from the days the reports are about"
                                           : "no date is printed; the page's evidence leaves a month or more open",
                                out_.issue.date_evidence});
  }

  // From the last day that a lead names or a notice is signed on.
  std::optional<DateRange> RangeFromDays(int year, std::vector<ByteSpan>* spans) const {
    const absl::CivilDay reference(year, 12, 31);
    std::optional<absl::CivilDay> latest;
    const auto consider = [&](std::optional<absl::CivilDay> day, ByteSpan span) {
      if (!day || day->year() != year) return;
      if (!latest || *day > *latest) latest = day;
      spans->push_back(span);
    };
    for (const auto& mention : leads_) {
      if (mention) consider(Resolve(*mention, reference), page_.Source(mention->chars));
    }
    for (const auto& line : signed_) {
      if (line) consider(DateLine(page_, lines_[*line].part.chars), page_.Source(lines_[*line].part));
    }
    if (!latest) return std::nullopt;
    return DateRange{*latest, *latest + kNewsLasts};
  }

  // From the last stretch of the year that is spoken of as over: 今年前9月, 1-9月, 上半年, 一季度.
  std::optional<DateRange> RangeFromPeriods(int year, std::vector<ByteSpan>* spans) const {
    int last_month = 0;
    for (const Line& line : lines_) {
      const std::u32string_view text = page_.Folded(line.part);
      for (size_t at = 0; at < text.size(); ++at) {
        const auto [month, length] = PeriodAt(text, at);
        if (month <= last_month) continue;
        last_month = month;
        const uint32_t begin = line.part.chars.begin + static_cast<uint32_t>(at);
        spans->push_back(page_.Source(CharRange{begin, begin + static_cast<uint32_t>(length)}));
      }
    }
    if (last_month == 0) return std::nullopt;
    const absl::CivilDay after = absl::CivilDay(absl::CivilMonth(year, last_month) + 1);
    return DateRange{after, after + kFiguresLast};
  }

  // The last month of the stretch named at `at`, and the characters it takes; {0, 0} for none.
  static std::pair<int, size_t> PeriodAt(std::u32string_view text, size_t at) {
    static constexpr std::pair<std::u32string_view, int> kStretches[] = {{U"今年一季度", 3},   {U"今年上半年", 6},
                                                                         {U"今年前三季度", 9}, {U"一季度,", 3},
                                                                         {U"上半年,", 6},      {U"前三季度,", 9}};
    for (const auto& [word, month] : kStretches) {
      if (text.substr(at, word.size()) == word) return {month, word.size()};
    }
    static constexpr std::u32string_view kOpenings[] = {U"今年前", U"1-", U"1至", U"1~", U"今年1月至", U"今年1-"};
    const size_t opening = PrefixIn(text.substr(at), kOpenings);
    if (opening == 0 || (at > 0 && text::IsDigit(text[at - 1]))) return {0, 0};
    const Number number = ReadNumber(text, at + opening);
    size_t end = at + opening + number.length;
    if (number.length == 0 || number.value < 1 || number.value > 12) return {0, 0};
    if (text.substr(end, 1) == U"个") ++end;
    return text.substr(end, 1) == U"月" ? std::pair(number.value, end + 1 - at) : std::pair(0, size_t{0});
  }

  YearEvidence SignedYear() const {
    YearEvidence latest;
    for (const auto& line : signed_) {
      const auto day = line ? DateLine(page_, lines_[*line].part.chars) : std::nullopt;
      if (day && (!latest.year || day->year() > *latest.year))
        latest = {static_cast<int>(day->year()), {page_.Source(lines_[*line].part)}};
    }
    return latest;
  }

  // The latest year the page speaks of as past or present.
  YearEvidence FindYear() const {
    YearEvidence best;
    const auto consider = [&best](int year, ByteSpan span, bool plan = false) {
      if (best.year && year < *best.year) return;
      if (!best.year || year > *best.year) best = {};
      best.year = year;
      best.plan = best.plan || plan;
      if (best.spans.size() < 8) best.spans.push_back(span);
    };
    for (const Line& line : lines_) {
      const std::u32string_view text = page_.Folded(line.part);
      for (const DateMention& mention : FindDates(page_, line.part.chars)) {
        const size_t begin = mention.chars.begin - line.part.chars.begin,
                     end = mention.chars.end - line.part.chars.begin;
        if (!mention.year || IsTarget(text, begin, end)) continue;
        consider(*mention.year, page_.Source(mention.chars));
      }
      ConsiderPlans(line, text, consider);
    }
    return best;
  }

  // 到2035年, 力争2027年, 2027年底前: a goal, not the present.
  static bool IsTarget(std::u32string_view text, size_t at, size_t end) {
    static constexpr std::u32string_view kEnds[] = {U"底", U"末", U"前"};
    if (PrefixIn(text.substr(end), kEnds) > 0) return true;
    static constexpr std::u32string_view kAims[] = {U"到", U"至", U"力争", U"争取", U"确保", U"预计", U"目标", U"实现"};
    const std::u32string_view before = text.substr(at - std::min<size_t>(at, 3), std::min<size_t>(at, 3));
    return SuffixIn(before, kAims) > 0;
  }

  // “十四五”规划收官之年, “十五五”开局之年: 今年 named by its place in a plan.
  template <typename Consider>
  void ConsiderPlans(const Line& line, std::u32string_view text, Consider consider) const {
    constexpr size_t kNear = 12;
    for (size_t five = text.find(U'五'); five != std::u32string_view::npos; five = text.find(U'五', five + 1)) {
      const auto last = LastYearOfPlan(text, five);
      if (!last) continue;
      const std::u32string_view after = text.substr(five + 1, kNear);
      std::optional<int> year;
      if (after.find(U"收官") != std::u32string_view::npos) year = *last;
      if (after.find(U"开局之年") != std::u32string_view::npos) year = *last - 4;
      const uint32_t at = line.part.chars.begin + static_cast<uint32_t>(five);
      if (year) consider(*year, page_.Source(CharRange{at - 1, at + 1}), true);
    }
  }

  const Page& page_;
  const std::vector<Line>& lines_;
  const Grouping& grouping_;
  const std::vector<size_t>& drafts_;
  ParsedIssue& out_;
  std::vector<std::optional<DateMention>> leads_;  // per article
  std::vector<std::optional<DateMention>> ahead_;  // … the first day still to come
  std::vector<std::optional<int>> relative_;       // per article: days before the issue, where the lead says 昨天
  std::vector<int> article_of_draft_;
  std::vector<std::optional<size_t>> signed_;  // per article: the line of the date under it
};

}  // namespace

void DateIssue(const Page& page, const std::vector<Line>& lines, const Grouping& grouping,
               const std::vector<size_t>& drafts, const ParseOptions& options, ParsedIssue* issue) {
  Dater(page, lines, grouping, drafts, issue).Run(options);
}

}  // namespace jianbao::newspaper
