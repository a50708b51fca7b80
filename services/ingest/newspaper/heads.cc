#include "services/ingest/newspaper/heads.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "services/ingest/newspaper/bylines.h"
#include "services/ingest/newspaper/dates.h"
#include "services/ingest/newspaper/titles.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

constexpr size_t kPageTop = 6;         // lines
constexpr uint32_t kLongSubhead = 16;  // characters; few subheads are longer
constexpr size_t kReadings = 6;        // of a run that the page chooses from
constexpr size_t kPartial = 16;        // kept while a run is read
constexpr size_t kLongestRun = 40;     // lines; a longer one is cut, so that time stays linear
constexpr size_t kTextsLookedAt = 8;   // pieces of text below a head that may tell what it is about
constexpr double kOwnMatter = 0.15;    // share of a headline that comes back in one text more than in another

enum class GroupKind { kNothing, kTail, kHead, kInside };

// A group of lines that is the head of one article, as far as it has been read.
struct Group {
  size_t first = 0;
  int titles = 0;
  int labels = 0;  // titles that look like the name of a column
  bool label = false, digest = false, pointer = false, picture = false, byline = false, card = false;

  bool Closed() const { return pointer || picture; }
};

// The reading of a run up to some line.
struct Partial {
  double score = 0;
  absl::InlinedVector<Place, 8> places;  // heads are numbered from 0 within the run
  GroupKind kind = GroupKind::kTail;
  Group group;  // with kHead
  int heads = 0;
  int subheads = 0;
  int subhead_chars = 0;
  bool text_above = false;    // right above: of the page, or a line of the run read as text
  bool signed_above = false;  // the text above the run
  bool byline_above = false;
  bool text_inside = false;       // a line of the run is text
  bool textless_subhead = false;  // a subhead has no text below it yet
};

class RunReader {
 public:
  RunReader(const Page& page, const NgramIndex& index, const Seams& seams, const std::vector<Line>& lines,
            const Weights& weights, std::vector<Head>* heads)
      : page_(page), index_(index), seams_(seams), lines_(lines), weights_(weights), heads_(*heads) {
    MeasureHouseStyle();
  }

  Run Read(size_t begin, size_t end) {
    begin_ = begin;
    end_ = end;
    opening_.assign(end - begin, std::nullopt);
    different_.assign(end - begin, std::nullopt);
    beam_.assign(1, Partial());
    beam_.front().text_above = begin > 0;
    beam_.front().kind = begin > 0 ? GroupKind::kTail : GroupKind::kNothing;
    for (size_t i = begin; i < end; ++i) {
      next_.clear();
      for (const Partial& partial : beam_) Extend(partial, i);
      Keep(kPartial, &next_);
      beam_.swap(next_);
    }
    // Below the last line stands a text, unless the page ends.
    for (Partial& partial : beam_) {
      if (partial.kind == GroupKind::kHead || AtEnd()) partial.score += Closing(partial);
    }
    Keep(kReadings, &beam_);
    Run run{begin, end, {}};
    for (Partial& partial : beam_) run.readings.push_back(Finish(std::move(partial)));
    return run;
  }

 private:
  CharRange Range(size_t line) const { return lines_[line].part.chars; }
  std::u32string_view Text(size_t line) const { return page_.Folded(lines_[line].part); }
  bool AtEnd() const { return end_ == lines_.size(); }

  static void Keep(size_t most, std::vector<Partial>* partials) {
    std::stable_sort(partials->begin(), partials->end(),
                     [](const Partial& a, const Partial& b) { return a.score > b.score; });
    if (partials->size() > most) partials->erase(partials->begin() + static_cast<ptrdiff_t>(most), partials->end());
  }

  // How many of the texts below a title open as a report: a paper that always prints 本报讯 seldom omits it.
  void MeasureHouseStyle() {
    int reports = 0, others = 0;
    for (size_t i = 1; i < lines_.size(); ++i) {
      if (lines_[i].shape != Shape::kProse || lines_[i - 1].shape != Shape::kTitle) continue;
      ++(lines_[i].lead.report ? reports : others);
    }
    report_share_ = reports + others > 0 ? static_cast<double>(reports) / (reports + others) : 0;
  }

  // ---- what a line may be

  void Extend(const Partial& from, size_t i) {
    switch (lines_[i].shape) {
      case Shape::kNoise: Add(from, 0, {Attachment::kNothing, Role::kNoise}); break;
      case Shape::kMasthead: Add(from, 0, {Attachment::kNothing, Role::kMasthead}); break;
      case Shape::kContact:
        Add(from, from.text_above ? weights_.contact_masthead : 0, {Attachment::kNothing, Role::kMasthead});
        AsText(from, 0);
        break;
      case Shape::kSlogan:
        Add(from, 0, {Attachment::kNothing, Role::kSlogan});
        if (!lines_[i].campaign)
          AsTitle(from, i, weights_.slogan_titles + (TitleBelow(i) ? weights_.slogan_over_title : 0));
        break;
      case Shape::kContents: Add(from, 0, {Attachment::kNothing, Role::kSectionLabel}); break;
      case Shape::kTailpiece: Add(from, 0, {Attachment::kBelow, Role::kSubhead})->kind = GroupKind::kInside; break;
      case Shape::kLabel: AsLabel(from, i); break;
      case Shape::kTitle:
        if (IsDigestName(i) && !ListBelow(i)) AsLabel(from, i);
        AsTitle(from, i, 0);
        AsBanner(from, i);
        AsText(from, -lines_[i].title);
        break;
      case Shape::kPointer: AsPointer(from); break;
      case Shape::kByline: AsByline(from, i); break;
      case Shape::kSource: AsTail(from, i, Role::kSource); break;
      case Shape::kUnit:
        AsTail(from, i, Role::kSignature);
        AsTitle(from, i, UnitIsTitle(from, i));
        break;
      case Shape::kDate: AsTail(from, i, Role::kSignature); break;
      case Shape::kCaption: AsCaption(from, i); break;
      case Shape::kCardLabel:
      case Shape::kCard: AsCard(from, i); break;
      case Shape::kProse: AsText(from, 0); break;
    }
  }

  Partial* Add(const Partial& from, double score, Place place) {
    Partial& to = next_.emplace_back(from);
    to.score += score;
    to.places.push_back(place);
    return &to;
  }

  // Text: what stood above it closes, and whatever follows follows a text.
  void AsText(const Partial& from, double score) {
    Partial* to =
        Add(from, score + (from.kind == GroupKind::kHead ? Closing(from) : 0), {Attachment::kText, Role::kBody});
    to->kind = GroupKind::kTail;
    to->textless_subhead = false;
    to->text_above = to->text_inside = true;
  }

  // Opens a head for a new article.
  Partial* Open(const Partial& from, size_t i, double score, Role role) {
    Partial* to = Add(from, score + Closing(from), {Attachment::kHead, role, from.heads});
    to->kind = GroupKind::kHead;
    to->group = Group{.first = i};
    ++to->heads;
    return to;
  }

  Partial* Join(const Partial& from, double score, Role role) {
    return Add(from, score, {Attachment::kHead, role, from.heads - 1});
  }

  static void AddTitle(bool label, Partial* to) {
    ++to->group.titles;
    to->group.labels += label;
  }

  void AsTitle(const Partial& from, size_t i, double score) {
    if (SignatureBelow(i)) score += weights_.title_over_signature;
    const bool in_head = from.kind == GroupKind::kHead;
    const bool deck = LooksLikeDeck(page_, Range(i));
    // Below the name of a column stands a headline, however short.
    const bool named = in_head && from.group.titles == from.group.labels && from.group.titles > 0 &&
                       SuffixIn(Text(i), ColumnSuffixes()) == 0;
    const bool label = !deck && !named && LooksLikeLabel(page_, index_, Range(i));
    if (from.text_above || in_head || from.heads > 0) {
      double opens = score + weights_.opens + OpeningEvidence(from, i) + (deck ? weights_.deck_alone : 0);
      if (label) opens += TitleBelow(i) ? weights_.opens_label : in_head ? -1.5 : 0;
      if (in_head)
        opens += weights_.second_head + (TellsOtherMatter(i) ? weights_.different_matter : 0) +
                 (from.group.Closed() ? 2.5 : 0);
      AddTitle(label, Open(from, i, opens, Role::kHeadline));
    } else {
      AddTitle(label, Open(from, i, score, Role::kHeadline));
    }
    if (in_head && !from.group.Closed() && !from.group.card) {
      double joins = score + (from.group.titles == 0   ? 0.5
                              : from.group.titles == 1 ? weights_.second_title
                              : from.group.titles == 2 ? weights_.third_title
                                                       : weights_.further_title);
      if (from.group.byline && from.group.titles > 0) joins += weights_.behind_byline;
      if (from.group.titles > 0 && ReadsAcross(page_, index_, Range(i - 1), Range(i))) joins = score + 1;
      if (TellsOtherMatter(i)) joins -= 1;
      if (deck && from.group.titles > 0) joins += 1;
      // The name of a column stands above the title below it, or behind a headline.
      if (label && from.group.titles > 0) joins += i + 1 < end_ && lines_[i + 1].shape == Shape::kTitle ? -1 : 1;
      AddTitle(label, Join(from, joins, Role::kHeadline));
    }
    if (!from.text_above || in_head) return;
    if (AtEnd() && !from.text_inside && !TitleLater(i)) {
      Add(from, score + LabelEvidence(i), {Attachment::kAbove, Role::kSectionLabel})->kind = GroupKind::kInside;
      return;
    }
    // Two subheads do not stand upon each other.
    const double stacked = (from.textless_subhead ? weights_.inside_textless : 0) + (deck ? weights_.deck_alone : 0);
    Partial* inside = Add(from, score + SubheadEvidence(i) + stacked, {Attachment::kBelow, Role::kSubhead});
    inside->kind = GroupKind::kInside;
    inside->textless_subhead = true;
    ++inside->subheads;
    inside->subhead_chars += static_cast<int>(Range(i).size());
  }

  bool TitleBelow(size_t i) const {
    return i + 1 < end_ && (lines_[i + 1].shape == Shape::kTitle || lines_[i + 1].shape == Shape::kByline);
  }

  bool TitleLater(size_t i) const {
    for (size_t k = i + 1; k < end_; ++k) {
      if (lines_[k].shape == Shape::kTitle) return true;
    }
    return false;
  }

  // The name of a column behind all of its pieces.
  double LabelEvidence(size_t i) const {
    return LooksLikeLabel(page_, index_, Range(i)) || Announced(i) ? 2.0 : weights_.label_below;
  }

  // The name of the column is quoted in a text of the page.
  bool Announced(size_t title) const {
    const std::u32string_view text = Text(title);
    return text.size() >= 4 && index_.Count(text.substr(0, 6)) >= 2 && text.find(U"--") != std::u32string_view::npos;
  }

  // A banner: a couplet, or one that urges.
  void AsBanner(const Partial& from, size_t i) {
    if (from.kind == GroupKind::kHead) return;
    const bool couplet = IsCouplet(page_, Range(i));
    const size_t urges = CountWords(Text(i), CampaignWords());
    if (!couplet && urges == 0) return;
    const auto is_title = [&](size_t k) { return k < end_ && lines_[k].shape == Shape::kTitle; };
    const auto is_masthead = [&](size_t k) { return k < end_ && lines_[k].shape == Shape::kMasthead; };
    double score = weights_.banner + (couplet ? weights_.banner_couplet : 0) + (urges >= 2 ? weights_.banner_urges : 0);
    if (begin_ == 0 && i < kPageTop) score += weights_.banner_top;
    if (is_masthead(i + 1) || (i > begin_ && is_masthead(i - 1))) score += weights_.banner_masthead;
    if (is_title(i + 1) && SuffixIn(Text(i + 1), NoticeSuffixes()) > 0) score += weights_.banner_notice;
    if (is_title(i + 1) && is_title(i + 2) && is_title(i + 3)) score += weights_.banner_heads;
    if (!is_title(i + 1)) score += weights_.banner_alone;
    if (i >= begin_ + 1 && is_title(i - 1)) score += weights_.banner_below;
    Add(from, score, {Attachment::kNothing, Role::kSlogan});
  }

  void AsLabel(const Partial& from, size_t i) {
    const double score = from.kind == GroupKind::kHead ? weights_.second_head + (from.group.Closed() ? 2.0 : 0) : 0;
    Partial* opened = Open(from, i, score, Role::kSectionLabel);
    opened->group.label = true;
    opened->group.digest = IsDigestName(i);
    if (from.kind == GroupKind::kHead && from.group.titles > 0 && !from.group.label && !from.group.Closed())
      Join(from, -0.5, Role::kSectionLabel)->group.label = true;
    if (from.text_above && from.kind != GroupKind::kHead && !IsCommentaryLabel(Text(i)))
      Add(from, -2.0, {Attachment::kAbove, Role::kSectionLabel});
  }

  // A pointer belongs to the one title before it.
  void AsPointer(const Partial& from) {
    if (from.kind == GroupKind::kHead && from.group.titles > 0 && !from.group.pointer) {
      Join(from, from.group.titles > 1 ? -1.5 : 1.0, Role::kBody)->group.pointer = true;
    } else {
      Add(from, -2.0,
          {from.text_above ? Attachment::kAbove : Attachment::kNothing, from.text_above ? Role::kBody : Role::kNoise});
    }
  }

  void AsByline(const Partial& from, size_t i) {
    if (from.kind == GroupKind::kHead) {
      Join(from, from.group.Closed() ? -2.0 : 0.5, Role::kSignature)->group.byline = true;
    } else if (from.text_above) {
      Partial* above = Add(from, -0.5, {Attachment::kAbove, Role::kSignature});
      above->signed_above = above->byline_above = true;
    }
    if (!(from.kind == GroupKind::kHead && from.group.titles > 0 && !from.group.byline)) {
      // Over a piece of a series, or over an article whose headline is lost.
      const double series = NoteAbove() ? 4 : 0;
      Open(from, i, weights_.headless + series + (from.kind == GroupKind::kHead ? weights_.second_head : 0),
           Role::kSignature)
          ->group.byline = true;
    }
  }

  // Whether the text above is an editor's note.
  bool NoteAbove() const {
    for (size_t k = begin_; k-- > 0 && begin_ - k < 4 && lines_[k].shape == Shape::kProse;) {
      if (PrefixIn(Text(k), NoteOpenings()) > 0) return true;
    }
    return false;
  }

  // What signs the text above, or stands below a head.
  void AsTail(const Partial& from, size_t i, Role role) {
    if (from.kind == GroupKind::kHead) {
      Join(from, -0.5, role);
      return;
    }
    if (!from.text_above) {
      Add(from, -1, {Attachment::kNothing, Role::kNoise});
      return;
    }
    // A unit alone says who wrote the text; with others, or a date, it signs a notice.
    if (lines_[i].shape == Shape::kUnit && (Text(i).front() == U'(' || !Signs(from, i))) role = Role::kSource;
    Partial* above = Add(from, from.kind == GroupKind::kInside ? -1.5 : 0, {Attachment::kAbove, role});
    above->signed_above = true;
  }

  bool Signs(const Partial& from, size_t i) const {
    const auto signs = [this](size_t k) {
      return k >= begin_ && k < end_ && (lines_[k].shape == Shape::kUnit || lines_[k].shape == Shape::kDate);
    };
    return signs(i + 1) || (i > begin_ && signs(i - 1) && from.places.back().attachment == Attachment::kAbove) ||
           IsNotice(i);
  }

  // The last line of a notice stands over its signature, and a headline does not.
  bool SignatureBelow(size_t i) const {
    if (i + 1 >= end_) return false;
    const Shape below = lines_[i + 1].shape;
    if (below == Shape::kDate) return true;
    return below == Shape::kUnit && i + 2 < end_ &&
           (lines_[i + 2].shape == Shape::kUnit || lines_[i + 2].shape == Shape::kDate);
  }

  // Whether the head above the run's text, as far as can be told, is a notice's.
  bool IsNotice(size_t i) const {
    for (size_t k = std::min(i, begin_); k-- > 0 && begin_ - k < 12;) {
      if (lines_[k].shape == Shape::kTitle) return SuffixIn(Text(k), NoticeSuffixes()) > 0;
    }
    return false;
  }

  void AsCaption(const Partial& from, size_t i) {
    if (from.kind == GroupKind::kHead) {
      const bool picture = from.group.titles > 0 && (i + 1 < end_ || AtEnd());
      Join(from, 0, Role::kCaption)->group.picture = picture;
    }
    if (from.text_above && from.kind != GroupKind::kHead) Add(from, 0, {Attachment::kAbove, Role::kCaption});
    if (!from.text_above && from.kind != GroupKind::kHead) Add(from, 0, {Attachment::kBelow, Role::kCaption});
    const bool titled = from.kind == GroupKind::kHead && from.group.titles > 0 && !from.group.Closed();
    if (IsPictureNews(i) && !titled && (from.kind != GroupKind::kHead || OpensWithDay(i))) {
      const double own = from.text_above && begin_ > 0
                             ? weights_.picture_news + weights_.picture_topic * index_.Overlap(Range(i), TextsAbove())
                             : 0;
      Open(from, i, own, Role::kCaption)->group.picture = true;
    }
  }

  // A caption that tells a story of its own: it names a day or time and is as long as a short report.
  bool IsPictureNews(size_t i) const {
    std::u32string_view text = Text(i);
    while (!text.empty() && std::u32string_view(U"▲△▼").find(text.front()) != std::u32string_view::npos)
      text.remove_prefix(1);
    return text.size() >= 30 && (OpensWithDay(i) || PrefixIn(text, TimeOpenings()) >= 2);
  }

  void AsCard(const Partial& from, size_t i) {
    if (from.kind == GroupKind::kHead && !from.group.Closed())
      Join(from, 0, Role::kCard)->group.card = true;
    else
      Open(from, i, weights_.headless, Role::kCard)->group.card = true;
  }

  // What the group that ends here lacks.
  double Closing(const Partial& partial) const {
    if (partial.kind == GroupKind::kInside) return partial.textless_subhead ? weights_.inside_textless : 0;
    if (partial.kind != GroupKind::kHead || partial.heads == 0) return 0;
    const Group& group = partial.group;
    if (group.titles == 0 && group.label) return group.digest ? 0 : -2;
    return group.titles > 0 && group.titles == group.labels && !group.Closed() ? weights_.label_headline : 0;
  }

  // ---- whether a title opens an article

  double OpeningEvidence(const Partial& from, size_t i) {
    if (!from.text_above) return 0;
    std::optional<double>& known = opening_[i - begin_];
    if (!known) known = OpeningEvidence(i);
    return *known + (from.signed_above && !from.text_inside ? weights_.opens_signed : 0);
  }

  // All of it that does not depend on how the lines above are read.
  double OpeningEvidence(size_t i) const {
    const std::u32string_view text = Text(i);
    double score = 0;
    if (i > 0 && lines_[i - 1].shape == Shape::kProse && lines_[i - 1].jump_to) score += weights_.opens_jumped;
    if (!AtEnd() && PrefixIn(Text(end_), NoteOpenings()) > 0 && Text(end_).substr(0, 2) != U"编后")
      score += weights_.opens_note;
    if (ListBelow(i)) score += weights_.opens_list;
    if (!AtEnd() && (PrefixIn(Text(end_), TimeOpenings()) >= 2 || OpensWithDay(end_))) score += weights_.opens_time;
    if (HasTwoPhrases(i)) score += weights_.opens_phrases;
    if (IsNumbered(text)) score += weights_.opens_numbered;
    if (IsQuoted(text)) score += weights_.opens_quoted;
    if (SuffixIn(text, NoticeSuffixes()) > 0) score += weights_.opens_notice;
    if (!AtEnd()) {
      score += weights_.opens_topic * (index_.Overlap(Range(i), TextsBelow()) - index_.Overlap(Range(i), TextsAbove()));
    }
    if (text.size() <= 8) score += weights_.opens_short;
    if (text.size() >= 14) score += weights_.opens_long;
    if (i + 1 < end_ && lines_[i + 1].shape == Shape::kTitle) score += weights_.opens_titled;
    if (i + 1 < end_ && lines_[i + 1].shape == Shape::kByline) score += weights_.opens_bylined;
    if (report_share_ >= 0.6 && !ReportBelow()) score += weights_.opens_unreported;
    if (HasParallelBelow(i)) score += weights_.opens_parallel;
    if (lines_[i].same_line) score += page_.GapBefore(Range(i).begin) ? weights_.opens_merged : weights_.opens_glued;
    if (i > 0 && lines_[i - 1].shape == Shape::kProse && !lines_[i].same_line) {
      const bool apart = lines_[i].part.blank_before > 0;
      if (page_.parted() && !apart) score += weights_.opens_adjacent;
      if (page_.grouped()) score += apart ? weights_.opens_group : weights_.opens_in_group;
    }
    if (DigestAbove(i)) score += weights_.opens_digest;
    return score;
  }

  static bool IsQuoted(std::u32string_view text) { return text.front() == U'"' && text.back() == U'"'; }

  // 某地某事开幕 某人某事夺冠: parted by white space.
  bool HasTwoPhrases(size_t i) const {
    size_t gaps = 0;
    for (uint32_t at = Range(i).begin + 1; at < Range(i).end; ++at) gaps += page_.GapBefore(at);
    return gaps == 1;
  }

  // 简讯: a column of short items stands above.
  bool DigestAbove(size_t i) const {
    constexpr size_t kItems = 14;
    for (size_t k = i; k-- > 0 && i - k < kItems;) {
      if (IsDigestName(k)) return true;
    }
    return false;
  }

  // The rows of a list or table follow, which are no articles.
  bool ListBelow(size_t i) const {
    static constexpr std::u32string_view kReports[] = {U"简讯", U"短讯", U"快讯", U"短波", U"快报"};
    return i + 1 == end_ && !AtEnd() && SuffixIn(Text(i), kReports) == 0 &&
           (Text(end_).front() == U'●' || IsTableRow(page_, Range(end_)));
  }

  bool IsDigestName(size_t i) const {
    constexpr size_t kLongestName = 8;
    return (lines_[i].shape == Shape::kTitle || lines_[i].shape == Shape::kLabel) && Text(i).size() <= kLongestName &&
           SuffixIn(Text(i), DigestLabels()) > 0;
  }

  double SubheadEvidence(size_t i) const {
    double score = lines_[i].same_line ? weights_.inside_merged : 0;
    if (!AtEnd() && lines_[end_].lead.report) score += weights_.inside_report;
    if (Range(i).size() > kLongSubhead) score += weights_.inside_long;
    if (IsQuoted(Text(i))) score += weights_.inside_quoted;
    static constexpr std::u32string_view kFirst[] = {U"第一", U"首先", U"一是", U"一、", U"其一", U"1."};
    if (!AtEnd() && PrefixIn(Text(end_), kFirst) > 0) score += weights_.inside_list;
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

  bool ReportBelow() const {
    for (size_t i = end_; i < lines_.size() && i < end_ + 3 && lines_[i].shape == Shape::kProse; ++i) {
      if (lines_[i].lead.report) return true;
    }
    return false;
  }

  CharRange TextsBelow() const {
    size_t last = end_;
    while (last + 1 < lines_.size() && lines_[last + 1].shape == Shape::kProse && last - end_ < kTextsLookedAt) ++last;
    return {Range(end_).begin, Range(last).end};
  }

  // As far as the heads above go.
  CharRange TextsAbove() const {
    if (begin_ == 0) return {};
    size_t first = begin_ - 1;
    while (first > 0 && begin_ - first < kTextsLookedAt && lines_[first - 1].shape == Shape::kProse) --first;
    return {Range(first).begin, Range(begin_ - 1).end};
  }

  bool TellsOtherMatter(size_t i) {
    std::optional<bool>& known = different_[i - begin_];
    if (!known) known = DifferentMatter(i - 1, i);
    return *known;
  }

  // A kicker or deck speaks of what its headline speaks of; two headlines side by side each of something the other is
  // silent about, in texts that alternate below.
  bool DifferentMatter(size_t first, size_t second) const {
    if (lines_[first].shape != Shape::kTitle || Text(first).size() < 7 || Text(second).size() < 7) return false;
    if (LooksLikeDeck(page_, Range(second)) || LooksLikeLabel(page_, index_, Range(first)) ||
        LooksLikeLabel(page_, index_, Range(second))) {
      return false;
    }
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
    const size_t later = std::max(at_first, at_second);
    if (lines_[later].lead.report) return true;
    const bool cut_off = later > end_ && seams_.EndOf(Range(later - 1)) != EndKind::kSentence;
    const bool dated = PrefixIn(Text(later), TimeOpenings()) >= 2;
    if (!cut_off && !(dated && std::min(own_first, own_second) > 0.4)) return false;
    return seams_.StartOf(lines_[later].part) != StartKind::kMiddle && PrefixIn(Text(later), ParagraphOpenings()) < 2;
  }

  // ---- the reading

  Reading Finish(Partial partial) {
    const int first_head = static_cast<int>(heads_.size());
    for (int k = 0; k < partial.heads; ++k) heads_.push_back(MakeHead(&partial, k));
    for (Place& place : partial.places) {
      if (place.attachment == Attachment::kHead) place.head += first_head;
    }
    return {partial.score,        {partial.places.begin(), partial.places.end()},
            partial.signed_above, partial.byline_above,
            partial.subheads,     partial.subhead_chars};
  }

  double UnitIsTitle(const Partial& from, size_t i) const {
    if (Text(i).front() == U'(') return 2 * weights_.unit_titles - 4;  // (县农业局)
    if (IsIssuerOfNotice(i)) return 2.5;
    // Below the name of a column stands a headline, whatever it ends in.
    const bool below_label = from.kind == GroupKind::kHead && i > begin_ && from.group.titles + from.group.label == 1 &&
                             (from.group.label || LooksLikeLabel(page_, index_, Range(i - 1)));
    return below_label ? 0 : weights_.unit_titles;
  }

  // Whether the unit is the first line of a notice's headline, 某某局 / 关于某事的公告: then it signs the notice as
  // well.
  bool IsIssuerOfNotice(size_t i) const {
    constexpr size_t kReach = 16;
    if (i + 1 >= end_ || Text(i + 1).substr(0, 2) != U"关于" || SuffixIn(Text(i + 1), NoticeSuffixes()) == 0)
      return false;
    for (size_t k = i + 2; k < std::min(lines_.size(), i + kReach); ++k) {
      if (lines_[k].shape == Shape::kUnit && Text(k) == Text(i)) return true;
    }
    return false;
  }

  // Gives the titles of the run's k-th head their roles.
  Head MakeHead(Partial* partial, int k) const {
    Head head;
    head.run = begin_;
    head.first = lines_.size();
    std::vector<CharRange> ranges;
    for (size_t i = begin_; i < end_; ++i) {
      Place& place = partial->places[i - begin_];
      if (place.attachment != Attachment::kHead || place.head != k) continue;
      head.first = std::min(head.first, i);
      if (place.role == Role::kHeadline) {
        head.titles.push_back(i);
        ranges.push_back(Range(i));
      }
      if (place.role == Role::kSectionLabel) head.label = static_cast<int>(i);
      if (lines_[i].shape == Shape::kByline) head.bylines.push_back(i);
      head.complete =
          head.complete || place.role == Role::kBody || (place.role == Role::kCaption && IsPicture(*partial, i));
      head.opens_text = head.opens_text || lines_[i].shape == Shape::kByline || place.role == Role::kCard;
    }
    const std::vector<Role> roles = TitleRoles(page_, index_, weights_, ranges);
    for (size_t t = 0; t < head.titles.size(); ++t) {
      partial->places[head.titles[t] - begin_].role = roles[t];
      if (roles[t] == Role::kHeadline) head.headline = static_cast<int>(head.titles[t]);
      if (roles[t] == Role::kSectionLabel) head.label = static_cast<int>(head.titles[t]);
    }
    head.notice = head.headline != kNone && SuffixIn(Text(static_cast<size_t>(head.headline)), NoticeSuffixes()) > 0;
    return head;
  }

  // The caption of a picture that needs no text, rather than of one that stands over a text.
  bool IsPicture(const Partial& partial, size_t i) const {
    const bool alone = i == begin_ || partial.places[i - begin_ - 1].head != partial.places[i - begin_].head;
    return alone || i + 1 < end_ || AtEnd();
  }

  const Page& page_;
  const NgramIndex& index_;
  const Seams& seams_;
  const std::vector<Line>& lines_;
  const Weights& weights_;
  std::vector<Head>& heads_;
  std::vector<Partial> beam_, next_;
  std::vector<std::optional<double>> opening_;  // per line of the run, once asked
  std::vector<std::optional<bool>> different_;
  size_t begin_ = 0, end_ = 0;
  double report_share_ = 0;
};

}  // namespace

Readings ReadHeads(const Page& page, const NgramIndex& index, const Seams& seams, const std::vector<Line>& lines,
                   const Weights& weights) {
  Readings out;
  RunReader reader(page, index, seams, lines, weights, &out.heads);
  for (size_t i = 0; i < lines.size();) {
    if (lines[i].shape == Shape::kProse) {
      ++i;
      continue;
    }
    const size_t begin = i;
    while (i < lines.size() && i - begin < kLongestRun && lines[i].shape != Shape::kProse) ++i;
    out.runs.push_back(reader.Read(begin, i));
  }
  return out;
}

}  // namespace jianbao::newspaper
