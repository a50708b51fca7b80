#include "services/ingest/newspaper/heads.h"

#include <algorithm>
#include <utility>

#include "services/ingest/newspaper/dates.h"
#include "services/ingest/newspaper/titles.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

constexpr size_t kTextsLookedAt = 8;  // pieces of text below a head that may tell what it is about
constexpr double kOwnMatter = 0.15;   // share of a headline that comes back in one text more than in another
constexpr double kStarts = 1.0;       // log-odds above which a title opens an article

class HeadReader {
 public:
  HeadReader(const Page& page, const NgramIndex& index, const Seams& seams, const std::vector<Line>& lines)
      : page_(page), index_(index), seams_(seams), lines_(lines) {
    out_.places.resize(lines.size());
    out_.signed_below.resize(lines.size(), false);
  }

  Heads Read() {
    MeasureHouseStyle();
    for (size_t i = 0; i < lines_.size();) {
      if (lines_[i].shape == Shape::kProse) {
        out_.places[i] = {Attachment::kText, Role::kBody, kNone};
        ++i;
        continue;
      }
      begin_ = i;
      while (i < lines_.size() && lines_[i].shape != Shape::kProse) ++i;
      end_ = i;
      ReadRun();
    }
    return std::move(out_);
  }

 private:
  CharRange Range(size_t line) const { return lines_[line].part.chars; }
  std::u32string_view Text(size_t line) const { return page_.Folded(lines_[line].part); }
  bool AtEnd() const { return end_ == lines_.size(); }
  bool TextAbove() const { return begin_ > 0; }

  // How many of the texts below a title open as a report: a paper that always prints 本报讯 seldom omits it.
  void MeasureHouseStyle() {
    int reports = 0, others = 0;
    for (size_t i = 1; i < lines_.size(); ++i) {
      if (lines_[i].shape != Shape::kProse || lines_[i - 1].shape != Shape::kTitle) continue;
      ++(lines_[i].lead.report ? reports : others);
    }
    report_share_ = reports + others > 0 ? static_cast<double>(reports) / (reports + others) : 0;
  }

  void Attach(size_t line, Attachment attachment, Role role, int head = kNone) {
    out_.places[line] = {attachment, role, head};
  }

  // A group of lines that may be the head of one article.
  struct Group {
    std::vector<size_t> lines;  // all but slogans and noise
    std::vector<size_t> titles;
    bool label = false;  // a bracketed one
    bool pointer = false;
    bool picture = false;
    bool byline = false;
    bool card = false;
  };

  void ReadRun() {
    const size_t body_begin = ReadTail();
    groups_.clear();
    groups_.emplace_back();
    for (size_t i = body_begin; i < end_; ++i) Collect(i);
    for (Group& group : groups_) {
      TakeBanner(&group);
      for (Group& part : SplitHeadlines(std::move(group))) Settle(std::move(part));
    }
  }

  // ---- what signs the article above

  // Returns the first line behind it.
  size_t ReadTail() {
    size_t i = begin_;
    ended_ = false;
    if (!TextAbove()) return i;
    while (i < end_ && (lines_[i].shape == Shape::kUnit || lines_[i].shape == Shape::kDate)) ++i;
    const bool dated = i > begin_ && lines_[i - 1].shape == Shape::kDate;
    const bool notice = !out_.heads.empty() && out_.heads.back().notice;
    const bool signature = dated || i - begin_ >= 2 || notice;
    for (size_t k = begin_; k < i; ++k) Attach(k, Attachment::kAbove, signature ? Role::kSignature : Role::kSource);
    ended_ = ended_ || i > begin_;
    for (; i < end_; ++i) {
      const Shape shape = lines_[i].shape;
      if (shape == Shape::kSource) {
        Attach(i, Attachment::kAbove, Role::kSource);
        ended_ = true;
      } else if (shape == Shape::kCaption) {
        Attach(i, Attachment::kAbove, Role::kCaption);
      } else if (shape == Shape::kByline && ClosesText(i)) {
        Attach(i, Attachment::kAbove, Role::kSignature);
        ended_ = true;
      } else {
        break;
      }
    }
    out_.signed_below[begin_ - 1] = ended_;
    return i;
  }

  // A byline below a text signs it, unless it stands over the pieces that follow an editor's note.
  bool ClosesText(size_t line) const {
    if (note_) return false;
    const bool signed_above = !out_.heads.empty() && (!out_.heads.back().bylines.empty() || reported_);
    return !signed_above;
  }

  // ---- heads

  void Collect(size_t i) {
    Group* group = &groups_.back();
    switch (lines_[i].shape) {
      case Shape::kMasthead: Attach(i, Attachment::kNothing, Role::kMasthead); return;
      case Shape::kSlogan: Attach(i, Attachment::kNothing, Role::kSlogan); return;
      case Shape::kNoise: Attach(i, Attachment::kNothing, Role::kNoise); return;
      case Shape::kTailpiece: Attach(i, Attachment::kBelow, Role::kSubhead); return;
      case Shape::kLabel:
        if (!group->titles.empty()) group = &groups_.emplace_back();
        group->label = true;
        break;
      case Shape::kTitle:
        if (group->card || group->picture || group->pointer) group = &groups_.emplace_back();
        group->titles.push_back(i);
        break;
      case Shape::kPointer: TakePointer(i); return;
      case Shape::kCaption:
        if (group->titles.empty()) {
          Attach(i, TextAbove() ? Attachment::kAbove : Attachment::kBelow, Role::kCaption);
          return;
        }
        group->picture = i + 1 < end_ || AtEnd();
        break;
      case Shape::kByline:
        if (group->card) group = &groups_.emplace_back();
        group->byline = true;
        break;
      case Shape::kCardLabel:
      case Shape::kCard: group->card = true; break;
      default: break;
    }
    group->lines.push_back(i);
  }

  // A banner above the heads: over a notice, which has no kicker; above kicker, headline and deck; above the masthead.
  void TakeBanner(Group* group) {
    if (group->titles.empty() || !IsCouplet(page_, Range(group->titles.front()))) return;
    const bool over_notice = group->titles.size() == 2 && SuffixIn(Text(group->titles[1]), NoticeSuffixes()) > 0;
    const size_t next = group->titles.front() + 1;
    const bool over_masthead = next < end_ && lines_[next].shape == Shape::kMasthead;
    if (!over_notice && !over_masthead && group->titles.size() < 4) return;
    Attach(group->titles.front(), Attachment::kNothing, Role::kSlogan);
    group->lines.erase(std::find(group->lines.begin(), group->lines.end(), group->titles.front()));
    group->titles.erase(group->titles.begin());
  }

  // A pointer belongs to the one title before it; titles above that one have nothing to do with it.
  void TakePointer(size_t i) {
    Group& group = groups_.back();
    if (group.titles.empty()) {
      Attach(i, TextAbove() ? Attachment::kAbove : Attachment::kNothing, TextAbove() ? Role::kBody : Role::kNoise);
      return;
    }
    if (group.titles.size() > 1) {
      Group last;
      last.titles = {group.titles.back()};
      last.lines = {group.titles.back()};
      group.lines.erase(std::find(group.lines.begin(), group.lines.end(), group.titles.back()));
      group.titles.pop_back();
      groups_.push_back(std::move(last));
    }
    groups_.back().pointer = true;
    groups_.back().lines.push_back(i);
    groups_.emplace_back();
  }

  // Two headlines side by side stand over two texts, whose pieces then alternate: each headline has a text of its own.
  std::vector<Group> SplitHeadlines(Group group) const {
    std::vector<Group> out;
    for (size_t k = 1; k < group.titles.size(); ++k) {
      if (!DifferentMatter(group.titles[k - 1], group.titles[k])) continue;
      Group first;
      first.label = group.label;
      first.titles.assign(group.titles.begin(), group.titles.begin() + static_cast<ptrdiff_t>(k));
      const auto cut = std::find(group.lines.begin(), group.lines.end(), group.titles[k]);
      first.lines.assign(group.lines.begin(), cut);
      group.lines.erase(group.lines.begin(), cut);
      group.titles.erase(group.titles.begin(), group.titles.begin() + static_cast<ptrdiff_t>(k));
      out.push_back(std::move(first));
      k = 0;
    }
    out.push_back(std::move(group));
    return out;
  }

  bool DifferentMatter(size_t first, size_t second) const {
    if (Text(first).size() < 7 || Text(second).size() < 7) return false;
    if (LooksLikeDeck(page_, Range(second)) || LooksLikeLabel(page_, index_, Range(first)) ||
        LooksLikeLabel(page_, index_, Range(second))) {
      return false;
    }
    // A kicker or deck speaks of what its headline speaks of; two headlines each of something the other is silent
    // about.
    double own_first = 0, own_second = 0;
    size_t at_first = 0, at_second = 0;
    for (size_t i = end_; i < lines_.size() && i < end_ + kTextsLookedAt && lines_[i].shape == Shape::kProse; ++i) {
      const double a = index_.Overlap(Range(first), Range(i)), b = index_.Overlap(Range(second), Range(i));
      if (a - b > own_first) own_first = a - b, at_first = i;
      if (b - a > own_second) own_second = b - a, at_second = i;
    }
    if (own_first < kOwnMatter || own_second < kOwnMatter || at_first == at_second) return false;
    const double silent =
        std::max(index_.Overlap(Range(second), Range(at_first)), index_.Overlap(Range(first), Range(at_second)));
    if (silent > 0.25) return false;
    // Where columns alternate, the second text begins while the first is cut off; else the evidence must be strong.
    const size_t later = std::max(at_first, at_second);
    if (lines_[later].lead.report) return true;
    const bool cut_off = later > end_ && seams_.EndOf(Range(later - 1)) != EndKind::kSentence;
    const bool dated = PrefixIn(Text(later), TimeOpenings()) >= 2;
    if (!cut_off && !(dated && std::min(own_first, own_second) > 0.4)) return false;
    return seams_.StartOf(lines_[later].part) != StartKind::kMiddle && PrefixIn(Text(later), ParagraphOpenings()) < 2;
  }

  void Settle(Group group) {
    if (group.lines.empty()) return;
    const bool head = group.pointer || group.card || (group.picture && !group.titles.empty()) ||
                      (group.label && !group.titles.empty()) || OpensArticle(group);
    if (head) {
      OpenHead(group);
    } else {
      PlaceInside(group);
    }
  }

  bool OpensArticle(const Group& group) const {
    if (group.titles.empty()) return group.byline && note_;
    const bool head_in_run = !out_.heads.empty() && article_begin_ >= begin_;
    if (!TextAbove() || out_.heads.empty() || head_in_run) return true;
    if (AtEnd())
      return !std::all_of(group.titles.begin(), group.titles.end(), [&](size_t title) {
        return LooksLikeLabel(page_, index_, Range(title)) || Announced(title);
      });
    return StartScore(group) > kStarts;
  }

  // The name of the column is quoted in a text of the page.
  bool Announced(size_t title) const {
    const std::u32string_view text = Text(title);
    return text.size() >= 4 && index_.Count(text.substr(0, 6)) >= 2 && text.find(U"--") != std::u32string_view::npos;
  }

  double StartScore(const Group& group) const {
    double score = ReportBelow() + (group.byline ? 4 : 0) + (ended_ ? 2.5 : 0);
    if (JumpPage(Text(begin_ - 1), false)) score += 1;
    if (PrefixIn(Text(end_), NoteOpenings()) > 0) score += 3;
    if (PrefixIn(Text(end_), TimeOpenings()) >= 2 || OpensWithDay(end_)) score += 1.5;
    for (const size_t title : group.titles) {
      const std::u32string_view text = Text(title);
      if (IsNumbered(text)) score -= 3;
      if (SuffixIn(text, NoticeSuffixes()) > 0) score += 3;
      score += 2.5 * (index_.Overlap(Range(title), TextsBelow()) - index_.Overlap(Range(title), ArticleAbove()));
      score += text.size() <= 8 ? -0.7 : text.size() >= 14 ? 0.7 : 0;
    }
    if (group.titles.size() >= 2) score += 1.5;
    if (report_share_ >= 0.6 && ReportBelow() == 0) score -= 1;
    score += subheads_ > 0 ? -1 : report_ ? 0.7 : 0;  // a report seldom has subheads
    if (group.titles.size() == 1 && HasParallelBelow(group.titles.front())) score -= 0.7;
    return score;
  }

  // 12月4日上午,…: what happened on a day is news.
  bool OpensWithDay(size_t line) const {
    CharRange start = Range(line);
    start.end = std::min(start.end, start.begin + 6);
    const std::vector<DateMention> dates = FindDates(page_, start);
    return !dates.empty() && dates.front().HasDay() && dates.front().chars.begin == start.begin;
  }

  // Subheads come in several, alike in length, each over a few pieces of text that open like no report.
  bool HasParallelBelow(size_t title) const {
    size_t i = end_;
    while (i < lines_.size() && lines_[i].shape == Shape::kProse && i - end_ < kTextsLookedAt) ++i;
    if (i + 1 >= lines_.size() || lines_[i].shape != Shape::kTitle) return false;
    if (lines_[i + 1].shape != Shape::kProse || lines_[i + 1].lead.report) return false;
    const size_t a = Text(title).size(), b = Text(i).size();
    return std::max(a, b) - std::min(a, b) <= 3;
  }

  double ReportBelow() const {
    for (size_t i = end_; i < lines_.size() && i < end_ + 3 && lines_[i].shape == Shape::kProse; ++i) {
      if (lines_[i].lead.report) return i == end_ ? 4 : 3;
    }
    return 0;
  }

  CharRange TextsBelow() const {
    size_t last = end_;
    while (last + 1 < lines_.size() && lines_[last + 1].shape == Shape::kProse && last - end_ < kTextsLookedAt) ++last;
    return {Range(end_).begin, Range(last).end};
  }

  CharRange ArticleAbove() const { return {Range(article_begin_).begin, Range(begin_ - 1).end}; }

  void OpenHead(const Group& group) {
    const int id = static_cast<int>(out_.heads.size());
    Head head;
    head.first = group.lines.front();
    head.run = begin_;
    head.titles = group.titles;
    head.complete = group.pointer || group.picture;
    head.opens_text = group.byline || group.card;
    std::vector<CharRange> ranges;
    for (const size_t title : group.titles) ranges.push_back(Range(title));
    const std::vector<Role> roles = TitleRoles(page_, index_, ranges);
    for (size_t k = 0; k < group.titles.size(); ++k) {
      Attach(group.titles[k], Attachment::kHead, roles[k], id);
      if (roles[k] == Role::kHeadline) head.headline = static_cast<int>(group.titles[k]);
      if (roles[k] == Role::kSectionLabel) head.label = static_cast<int>(group.titles[k]);
    }
    for (const size_t line : group.lines) {
      if (lines_[line].shape == Shape::kTitle) continue;
      Attach(line, Attachment::kHead, RoleOf(lines_[line].shape), id);
      if (lines_[line].shape == Shape::kLabel) head.label = static_cast<int>(line);
      if (lines_[line].shape == Shape::kByline) head.bylines.push_back(line);
    }
    head.notice = head.headline != kNone && SuffixIn(Text(static_cast<size_t>(head.headline)), NoticeSuffixes()) > 0;
    out_.heads.push_back(std::move(head));
    article_begin_ = group.lines.front();
    subheads_ = 0;
    note_ = !AtEnd() && PrefixIn(Text(end_), NoteOpenings()) > 0;
    reported_ = !AtEnd() && !lines_[end_].lead.bylines.empty();
    report_ = ReportBelow() > 0;
  }

  static Role RoleOf(Shape shape) {
    switch (shape) {
      case Shape::kLabel: return Role::kSectionLabel;
      case Shape::kPointer: return Role::kBody;
      case Shape::kCaption: return Role::kCaption;
      case Shape::kCardLabel:
      case Shape::kCard: return Role::kCard;
      case Shape::kSource: return Role::kSource;
      default: return Role::kSignature;
    }
  }

  // Subheads, and whatever else stands between two pieces of one article.
  void PlaceInside(const Group& group) {
    for (const size_t line : group.lines) {
      if (lines_[line].shape != Shape::kTitle) {
        Attach(line, Attachment::kAbove, RoleOf(lines_[line].shape));
      } else if (AtEnd()) {
        Attach(line, Attachment::kAbove, Role::kSectionLabel);
      } else {
        Attach(line, Attachment::kBelow, Role::kSubhead);
        ++subheads_;
      }
    }
  }

  const Page& page_;
  const NgramIndex& index_;
  const Seams& seams_;
  const std::vector<Line>& lines_;
  Heads out_;
  std::vector<Group> groups_;
  size_t begin_ = 0, end_ = 0;  // the run being read
  size_t article_begin_ = 0;    // first line of the last head
  bool ended_ = false;          // the text above has been signed, or goes on elsewhere
  bool note_ = false;           // the article above is an editor's note
  bool reported_ = false;       // the article above names its reporter
  bool report_ = false;         // the article above opens as a report
  int subheads_ = 0;
  double report_share_ = 0;
};

}  // namespace

Heads ReadHeads(const Page& page, const NgramIndex& index, const Seams& seams, const std::vector<Line>& lines) {
  return HeadReader(page, index, seams, lines).Read();
}

}  // namespace jianbao::newspaper
