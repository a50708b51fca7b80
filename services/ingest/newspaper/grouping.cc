#include "services/ingest/newspaper/grouping.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/titles.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

constexpr int kMaxWay = 4096;
constexpr int kMaxSeries = 16;

// A stretch of lines that are not running text, between two that are.
struct Run {
  size_t begin = 0;
  size_t end = 0;  // the line of text behind it, or the number of lines
};

class Grouper {
 public:
  Grouper(const Page& page, const NgramIndex& index, const Seams& seams, const std::vector<Line>& lines,
          const std::vector<Thread>& threads)
      : page_(page), index_(index), seams_(seams), lines_(lines), threads_(threads) {
    out_.placements.resize(lines.size());
    children_.resize(lines.size());
    parent_.assign(lines.size(), kNone);
  }

  Grouping Group() {
    MeasureHouseStyle();
    for (size_t i = 0; i < lines_.size();) {
      if (lines_[i].shape != Shape::kProse) {
        Run run{i, i};
        while (run.end < lines_.size() && lines_[run.end].shape != Shape::kProse) ++run.end;
        PlaceRun(run);
        i = run.end;
      } else {
        PlaceText(i++);
      }
    }
    FollowThreads();
    TieNoise();
    ShareOverSeries();
    OrderBodies();
    return std::move(out_);
  }

 private:
  CharRange Range(size_t line) const { return lines_[line].part.chars; }
  std::u32string_view Text(size_t line) const { return page_.Folded(lines_[line].part); }

  void Place(size_t line, int article, Role role, double confidence = 1) {
    out_.placements[line] = {article, role, confidence};
  }

  int NewDraft() {
    out_.drafts.emplace_back();
    return static_cast<int>(out_.drafts.size()) - 1;
  }

  // How many of the texts that follow a head open as a report: a paper that always prints 本报讯 seldom omits it.
  void MeasureHouseStyle() {
    int reports = 0, others = 0;
    for (size_t i = 1; i < lines_.size(); ++i) {
      if (lines_[i].shape != Shape::kProse || lines_[i - 1].shape != Shape::kTitle) continue;
      ++(lines_[i].lead.report ? reports : others);
    }
    report_share_ = reports + others > 0 ? static_cast<double>(reports) / (reports + others) : 0;
  }

  bool HasText(int article) const { return article != kNone && last_text_[static_cast<size_t>(article)] != kNone; }

  // ---- running text

  void PlaceText(size_t line) {
    const bool report = lines_[line].lead.report;
    const bool note = PrefixIn(Text(line), NoteOpenings()) > 0;
    if (current_ == kNone || ((report || note) && HasText(current_))) Open(line);
    Place(line, current_, Role::kBody);
    const size_t article = static_cast<size_t>(current_);
    parent_[line] = last_text_[article];
    last_text_[article] = static_cast<int>(line);
    note_[article] = note_[article] || note;
    reported_[article] = reported_[article] || !lines_[line].lead.bylines.empty();
  }

  void Open(size_t first_line) {
    current_ = NewDraft();
    last_text_.push_back(kNone);
    note_.push_back(false);
    reported_.push_back(false);
    begins_.push_back(first_line);
    current_subheads_ = 0;
  }

  // ---- heads

  void PlaceRun(Run run) {
    size_t i = PlaceTail(run);
    const bool starts = StartsArticle({i, run.end});
    bool opened = false;
    std::vector<size_t> titles;
    for (; i < run.end; ++i) {
      switch (lines_[i].shape) {
        case Shape::kMasthead: Place(i, kNone, Role::kMasthead); break;
        case Shape::kSlogan: Place(i, kNone, Role::kSlogan); break;
        case Shape::kNoise: Place(i, kNone, Role::kNoise); break;
        default:
          if (starts && !opened) {
            Open(i);
            opened = true;
          }
          PlaceHeadLine(i, starts, run.end, &titles);
      }
    }
    if (starts) PlaceTitles(titles);
  }

  void PlaceHeadLine(size_t i, bool starts, size_t end, std::vector<size_t>* titles) {
    if (current_ == kNone) Open(i);
    switch (lines_[i].shape) {
      case Shape::kTailpiece: Place(i, current_, Role::kSubhead); break;
      case Shape::kByline:
        PlaceByline(i);
        break;
      case Shape::kSource: Place(i, current_, Role::kSource); break;
      case Shape::kUnit:
      case Shape::kDate: Place(i, current_, Role::kSignature); break;
      case Shape::kCaption: Place(i, current_, Role::kCaption); break;
      case Shape::kCardLabel:
      case Shape::kCard: Place(i, current_, Role::kCard); break;
      default:
        if (starts) {
          titles->push_back(i);
        } else if (i + 1 >= lines_.size() || end == lines_.size()) {
          Place(i, current_, Role::kSectionLabel);
        } else {
          Place(i, current_, Role::kSubhead);
          ++current_subheads_;
        }
    }
  }

  void PlaceByline(size_t i) {
    Place(i, current_, Role::kSignature);
    out_.drafts[static_cast<size_t>(current_)].bylines.push_back(i);
  }

  void PlaceTitles(const std::vector<size_t>& titles) {
    if (titles.empty()) return;
    std::vector<CharRange> ranges;
    for (const size_t line : titles) ranges.push_back(Range(line));
    const std::vector<Role> roles = TitleRoles(page_, index_, ranges);
    Draft& draft = out_.drafts[static_cast<size_t>(current_)];
    for (size_t k = 0; k < titles.size(); ++k) {
      Place(titles[k], current_, roles[k]);
      if (roles[k] == Role::kSectionLabel) draft.label = static_cast<int>(titles[k]);
      if (roles[k] == Role::kHeadline) draft.headline = static_cast<int>(titles[k]);
    }
  }

  // What signs the article above: source, unit, date, closing byline, caption. Returns the first line behind it.
  size_t PlaceTail(Run run) {
    size_t i = run.begin;
    if (!HasText(current_)) return i;
    const size_t article = static_cast<size_t>(current_);
    while (i < run.end && (lines_[i].shape == Shape::kUnit || lines_[i].shape == Shape::kDate)) ++i;
    const bool dated = i > run.begin && lines_[i - 1].shape == Shape::kDate;
    const bool signature = dated || i - run.begin >= 2 || IsNotice(current_);
    for (size_t k = run.begin; k < i; ++k) Place(k, current_, signature ? Role::kSignature : Role::kSource);
    tail_ended_ = i > run.begin;
    for (; i < run.end; ++i) {
      const Shape shape = lines_[i].shape;
      if (shape == Shape::kSource) {
        Place(i, current_, Role::kSource);
        tail_ended_ = true;
      } else if (shape == Shape::kCaption) {
        Place(i, current_, Role::kCaption);
      } else if (shape == Shape::kByline && !HasByline(article) && !note_[article]) {
        PlaceByline(i);
      } else {
        break;
      }
    }
    return i;
  }

  bool HasByline(size_t article) const {
    return !out_.drafts[article].bylines.empty() || reported_[article];
  }

  bool IsNotice(int article) const {
    const int headline = out_.drafts[static_cast<size_t>(article)].headline;
    return headline != kNone && SuffixIn(Text(static_cast<size_t>(headline)), NoticeSuffixes()) > 0;
  }

  // Whether the heads in `run` open a new article, or stand inside the current one.
  bool StartsArticle(Run run) const {
    const auto has = [&](Shape shape) {
      return std::any_of(lines_.begin() + static_cast<ptrdiff_t>(run.begin), lines_.begin() + static_cast<ptrdiff_t>(run.end),
                         [shape](const Line& line) { return line.shape == shape; });
    };
    if (!has(Shape::kTitle)) return has(Shape::kCardLabel) && HasText(current_);
    if (!HasText(current_)) return current_ == kNone || (out_.drafts[static_cast<size_t>(current_)].headline == kNone);
    if (run.end == lines_.size()) return !IsTrailingLabel(run);
    return StartScore(run, has(Shape::kByline) || has(Shape::kCardLabel)) > 0.5;
  }

  bool IsTrailingLabel(Run run) const {
    for (size_t i = run.begin; i < run.end; ++i) {
      if (lines_[i].shape == Shape::kTitle && !LooksLikeLabel(page_, index_, Range(i))) return false;
    }
    return true;
  }

  double StartScore(Run run, bool byline_or_card) const {
    const size_t text = run.end;
    const size_t last = static_cast<size_t>(last_text_[static_cast<size_t>(current_)]);
    double score = 0;
    if (lines_[text].lead.report || byline_or_card) score += 4;
    if (PrefixIn(Text(text), NoteOpenings()) > 0) score += 3;
    if (PrefixIn(Text(text), TimeOpenings()) >= 2) score += 1.5;
    if (tail_ended_ || JumpPage(Text(last), false)) score += 2.5;
    size_t titles = 0;
    for (size_t i = run.begin; i < run.end; ++i) {
      if (lines_[i].shape != Shape::kTitle) continue;
      ++titles;
      if (IsNumbered(Text(i))) score -= 3;
      score += 2.5 * (index_.Overlap(Range(i), TextBehind(text)) - index_.Overlap(Range(i), TextBefore(run.begin)));
      score += Text(i).size() <= 8 ? -0.7 : Text(i).size() >= 14 ? 0.5 : 0;
    }
    if (titles >= 2) score += 1;
    if (report_share_ >= 0.6 && !lines_[text].lead.report) score -= 1;
    if (current_subheads_ > 0) score -= 1;
    const bool interrupted = seams_.EndOf(Range(last)) != EndKind::kSentence &&
                             seams_.Continuity(lines_[last].part, lines_[text].part) > 1;
    return interrupted ? score - 3 : score;
  }

  // The text up to the next head, and the text of the current article, as stretches of the file.
  CharRange TextBehind(size_t line) const {
    size_t end = line;
    while (end + 1 < lines_.size() && lines_[end + 1].shape == Shape::kProse && end - line < 8) ++end;
    return {Range(line).begin, Range(end).end};
  }
  CharRange TextBefore(size_t line) const {
    return {Range(begins_[static_cast<size_t>(current_)]).begin, Range(line - 1).end};
  }

  // ---- after the first pass

  // A piece that reads on from another belongs to that one's article, wherever it is printed, and what follows it in
  // the file follows it there.
  void FollowThreads() {
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].shape != Shape::kProse || threads_[i].from == kNone) continue;
      const int from = threads_[i].from;
      if (parent_[i] == from || Reaches(static_cast<int>(i), from)) continue;
      parent_[i] = from;
    }
    SettleArticles();
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (parent_[i] != kNone) children_[static_cast<size_t>(parent_[i])].push_back(i);
    }
  }

  // Whether `target` follows `line` already, so that tying `line` to it would make a ring. Too long a way counts as yes.
  bool Reaches(int line, int target) const {
    int at = target;
    for (int steps = 0; at != kNone && steps < kMaxWay; ++steps) {
      if (at == line) return true;
      at = parent_[static_cast<size_t>(at)];
    }
    return at != kNone;
  }

  // Articles pass from the first piece of a chain to the last. Chains may be as long as the page, so each piece is
  // settled once.
  void SettleArticles() {
    std::vector<bool> settled(lines_.size());
    std::vector<size_t> way;
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].shape != Shape::kProse) continue;
      for (size_t at = i; !settled[at]; at = static_cast<size_t>(parent_[at])) {
        way.push_back(at);
        settled[at] = true;
        if (parent_[at] == kNone) break;
      }
      for (; !way.empty(); way.pop_back()) {
        const int parent = parent_[way.back()];
        if (parent == kNone) continue;
        out_.placements[way.back()].article = out_.placements[static_cast<size_t>(parent)].article;
      }
    }
  }

  // Characters of a lost vertical headline stand about as single lines; they belong to the one article without a head
  // if its text holds most of them.
  void TieNoise() {
    int headless = kNone, count = 0;
    for (size_t k = 0; k < out_.drafts.size(); ++k) {
      if (out_.drafts[k].headline == kNone && last_text_[k] != kNone) {
        headless = static_cast<int>(k);
        ++count;
      }
    }
    if (count != 1) return;
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].shape != Shape::kNoise || out_.placements[i].article != kNone || Range(i).size() != 1) continue;
      if (page_.Folded(Range(i))[0] < 0x4E00 || page_.Folded(Range(i))[0] > 0x9FFF) continue;
      Place(i, headless, Role::kNoise, 0.5);
    }
  }

  // A label, or a byline over the first piece, stands for all pieces of its series.
  void ShareOverSeries() {
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].shape == Shape::kTitle && out_.placements[i].role == Role::kSectionLabel) ShareLabel(i);
    }
    for (size_t k = 0; k + 1 < out_.drafts.size(); ++k) {
      const Draft& draft = out_.drafts[k];
      Draft& next = out_.drafts[k + 1];
      const bool same_series = draft.label != kNone && draft.label == next.label;
      if (same_series && !draft.bylines.empty() && !HasByline(k + 1)) next.bylines = draft.bylines;
    }
  }

  // A label printed behind its pieces governs all of them from the one whose text announces it by name.
  void ShareLabel(size_t line) {
    const int last = out_.placements[line].article;
    if (last == kNone || out_.drafts[static_cast<size_t>(last)].label == static_cast<int>(line)) return;
    const std::u32string name = text::FromUtf8(ColumnName(page_, Range(line)));
    int first = last;
    for (int k = last; k >= 0 && last - k < kMaxSeries; --k) {
      if (Announces(static_cast<size_t>(k), name)) first = k;
    }
    for (int k = first; k <= last; ++k) out_.drafts[static_cast<size_t>(k)].label = static_cast<int>(line);
    Place(line, first, Role::kSectionLabel);
  }

  bool Announces(size_t article, std::u32string_view name) const {
    const size_t begin = begins_[article];
    for (size_t i = begin; i < std::min(begin + 8, lines_.size()); ++i) {
      if (out_.placements[i].article != static_cast<int>(article)) break;
      if (page_.Printed(Range(i)).find(name) != std::u32string_view::npos) return true;
    }
    return false;
  }

  void OrderBodies() {
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].shape == Shape::kProse && parent_[i] == kNone) Visit(i);
    }
  }

  void Visit(size_t root) {
    std::vector<size_t> stack = {root};
    while (!stack.empty()) {
      const size_t line = stack.back();
      stack.pop_back();
      out_.drafts[static_cast<size_t>(out_.placements[line].article)].body.push_back(line);
      std::vector<size_t>& next = children_[line];
      // What continues the sentence comes first, then what follows in the file; the stack takes them the other way.
      std::stable_partition(next.begin(), next.end(),
                            [&](size_t child) { return threads_[child].from == static_cast<int>(line); });
      for (auto child = next.rbegin(); child != next.rend(); ++child) stack.push_back(*child);
    }
  }

  const Page& page_;
  const NgramIndex& index_;
  const Seams& seams_;
  const std::vector<Line>& lines_;
  const std::vector<Thread>& threads_;
  Grouping out_;
  int current_ = kNone;                      // the article lines are going to
  int current_subheads_ = 0;
  bool tail_ended_ = false;                  // the current article has been signed
  double report_share_ = 0;
  std::vector<int> last_text_;               // per article: its last line of text so far
  std::vector<bool> note_, reported_;        // per article
  std::vector<size_t> begins_;               // per article: its first line
  std::vector<int> parent_;                  // per line of text: the one it follows
  std::vector<std::vector<size_t>> children_;
};

}  // namespace

Grouping GroupLines(const Page& page, const NgramIndex& index, const Seams& seams, const std::vector<Line>& lines,
                    const std::vector<Thread>& threads) {
  return Grouper(page, index, seams, lines, threads).Group();
}

}  // namespace jianbao::newspaper
