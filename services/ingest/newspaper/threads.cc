#include "services/ingest/newspaper/threads.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

// The search keeps this many explanations of the page so far, each with this many articles under way. Both bound the
// work per piece, so a page of any size takes linear time.
constexpr size_t kBeam = 12;
constexpr size_t kUnderWay = 8;
constexpr size_t kWaiting = 4;
constexpr int kMemory = 96;  // pieces back that are asked what they share with the present one

// Log-odds. Staying in file order is likely, so leaving it must be paid for by evidence.
constexpr double kNext = 1.6;         // directly behind, nothing between
constexpr double kAcrossHead = -0.3;  // directly behind but for a head
constexpr double kElsewhere = -0.8;   // other text between
constexpr double kParagraphElsewhere = -0.75;
constexpr double kParagraphAcrossHead = -2.0;
constexpr double kSentenceLost = -1.5;  // the end of a sentence is missing at a column's foot
constexpr double kReportInside = -8.0;  // 本报讯 in the middle of an article
constexpr double kTopic = 1.2;          // weight of what a piece shares with an article
constexpr double kTopicDoubt = 0.3;     // shared weight below which chance explains it
constexpr double kTopicMost = 2.0;
constexpr double kLongPiece = 200;  // characters beyond which a piece counts as no longer
constexpr double kOrphan = -5.1;
constexpr double kOrphanTail = -1.6;           // one that begins in mid-sentence
constexpr double kOrphanBehindPointer = -3.0;  // one behind a head that needs no text
constexpr double kNextOverWaiting = 0.9;       // directly behind, while a head waits for its text
constexpr double kBeside = 0.0;                // other text between, from the article whose head stands beside
constexpr double kAlternating = 0.2;           // other text between, where columns were seen to alternate
constexpr double kSigned = -4.0;               // on behind the signature of an article
constexpr double kMiddleBehindStop = -3.5;     // the middle of a sentence behind a full stop
constexpr double kTextAnnounced = 1.5;         // right behind a byline or card
constexpr double kLate = -2.0;                 // under a head that other heads have followed
constexpr double kTextless = -3.0;             // a head without a text
constexpr double kLeftOpen = -3.75;            // a text that stops in mid-sentence
constexpr double kJumped = -3.0;               // on behind (下转第二版)

struct UnderWay {
  int32_t thread = 0;
  int32_t last = 0;  // line
  int32_t head = kNone;
  float size = 0;          // characters, a long piece counting as kLongPiece
  bool open = false;       // stopped in mid-sentence
  bool jumped = false;     // goes on elsewhere: (下转第二版)
  bool is_signed = false;  // closed by a source, signature or byline
  bool resumed = false;    // other text has interrupted it
};

struct Choice {
  int32_t parent = kNone;  // choice for the piece before
  int32_t line = 0;
  int32_t thread = 0;
  int32_t head = kNone;  // with Link::kFirst
  Link link = Link::kFirst;
};

// One explanation of the page so far.
struct Hypothesis {
  double score = 0;
  int32_t choice = kNone;
  int32_t threads = 0;
  float size = 0;  // of all pieces and of the heads they stand under
  std::array<UnderWay, kUnderWay> under_way;
  size_t under_way_count = 0;
  std::array<int32_t, kWaiting> waiting;
  size_t waiting_count = 0;
};

struct Step {
  double score = 0;
  size_t hypothesis = 0;
  int slot = kNone;     // of under_way
  int waiting = kNone;  // of waiting
  Link link = Link::kFirst;
};

class Search {
 public:
  Search(const Page& page, const Seams& seams, const NgramIndex& index, const std::vector<Line>& lines,
         const Heads& heads)
      : page_(page),
        seams_(seams),
        index_(index),
        lines_(lines),
        heads_(heads),
        ties_(Affinities(page, index, lines)),
        shared_(lines.size(), 0) {
    beam_.resize(1);
  }

  std::vector<Thread> Run() {
    size_t next_head = 0;
    for (size_t i = 0; i < lines_.size(); ++i) {
      for (; next_head < heads_.heads.size() && heads_.heads[next_head].first <= i; ++next_head) Wait(next_head);
      if (lines_[i].shape == Shape::kProse) Place(i);
    }
    for (Hypothesis& h : beam_) h.score += Unfinished(h);
    const auto best = std::max_element(beam_.begin(), beam_.end(),
                                       [](const Hypothesis& a, const Hypothesis& b) { return a.score < b.score; });
    return Collect(*best);
  }

 private:
  CharRange Range(size_t line) const { return lines_[line].part.chars; }
  std::u32string_view Text(size_t line) const { return page_.Folded(lines_[line].part); }

  void Wait(size_t head) {
    head_between_ = true;
    last_run_ = heads_.heads[head].run;
    if (heads_.heads[head].complete) return;
    for (Hypothesis& h : beam_) {
      if (h.waiting_count == kWaiting) {
        std::rotate(h.waiting.begin(), h.waiting.begin() + 1, h.waiting.end());
        --h.waiting_count;
        h.score += kTextless;
      }
      h.waiting[h.waiting_count++] = static_cast<int32_t>(head);
    }
  }

  double Unfinished(const Hypothesis& h) const {
    double score = kTextless * static_cast<double>(h.waiting_count);
    for (size_t k = 0; k < h.under_way_count; ++k)
      score += h.under_way[k].open && !h.under_way[k].jumped ? kLeftOpen : 0;
    return score;
  }

  // ---- one piece of text

  void Place(size_t line) {
    continuity_.clear();
    start_ = seams_.StartOf(lines_[line].part);
    steps_.clear();
    for (const Tie& tie : ties_[line]) shared_[tie.line] = tie.weight;
    for (size_t h = 0; h < beam_.size(); ++h) Propose(h, line);
    for (const Tie& tie : ties_[line]) shared_[tie.line] = 0;
    const size_t keep = std::min(kBeam, steps_.size());
    std::partial_sort(steps_.begin(), steps_.begin() + static_cast<ptrdiff_t>(keep), steps_.end(),
                      [](const Step& a, const Step& b) { return a.score > b.score; });
    next_.clear();
    for (size_t k = 0; k < keep; ++k) next_.push_back(Take(steps_[k], line));
    beam_.swap(next_);
    previous_ = static_cast<int>(line);
    head_between_ = false;
  }

  void Propose(size_t index, size_t line) {
    const Hypothesis& h = beam_[index];
    CompareTopics(h, line);
    for (size_t slot = 0; slot < h.under_way_count; ++slot) {
      const auto [score, link] = GoOn(h, h.under_way[slot], topic_[slot], line);
      steps_.push_back({h.score + score, index, static_cast<int>(slot), kNone, link});
    }
    for (size_t w = 0; w < h.waiting_count; ++w) {
      const bool late = heads_.heads[static_cast<size_t>(h.waiting[w])].run != last_run_;
      steps_.push_back({h.score + Begin(static_cast<size_t>(h.waiting[w]), line) + (late ? kLate : 0), index, kNone,
                        static_cast<int>(w), Link::kFirst});
    }
    steps_.push_back({h.score + Alone(line, h.waiting_count), index, kNone, kNone, Link::kFirst});
  }

  // How much more the piece shares with each article under way than the article's size alone would let expect: topic_.
  void CompareTopics(const Hypothesis& h, size_t line) {
    std::array<double, kUnderWay> shared = {};
    double all_shared = 0;
    const auto add = [&](int32_t thread, size_t at) {
      all_shared += shared_[at];
      for (size_t slot = 0; slot < h.under_way_count; ++slot) {
        if (h.under_way[slot].thread == thread) shared[slot] += shared_[at];
      }
    };
    int32_t c = ties_[line].empty() ? kNone : h.choice;
    for (int steps = 0; c != kNone && steps < kMemory; ++steps) {
      const Choice& choice = choices_[static_cast<size_t>(c)];
      if (shared_[static_cast<size_t>(choice.line)] > 0) add(choice.thread, static_cast<size_t>(choice.line));
      c = choice.parent;
    }
    for (size_t slot = 0; slot < h.under_way_count; ++slot) {
      if (h.under_way[slot].head == kNone) continue;
      for (const size_t title : heads_.heads[static_cast<size_t>(h.under_way[slot].head)].titles) {
        if (shared_[title] > 0) add(h.under_way[slot].thread, title);
      }
    }
    for (size_t slot = 0; slot < h.under_way_count; ++slot) {
      const double expected = std::max<double>(h.under_way[slot].size / (h.size + 1), 0.03);
      const double found = (shared[slot] + kTopicDoubt * expected) / (all_shared + kTopicDoubt);
      topic_[slot] = std::clamp(kTopic * std::log(found / expected), -kTopicMost, kTopicMost);
    }
  }

  double ContinuityFrom(int32_t last, size_t line) {
    for (const auto& [from, score] : continuity_) {
      if (from == last) return score;
    }
    const double score = seams_.Continuity(lines_[static_cast<size_t>(last)].part, lines_[line].part);
    continuity_.emplace_back(last, score);
    return score;
  }

  // What the place of the piece says: whether it stands right behind the last one of `thread`, behind a head,
  // elsewhere.
  double PlaceScore(const Hypothesis& h, const UnderWay& thread, size_t line, double across_head,
                    double elsewhere) const {
    const bool beside = HasBeside(h, thread);
    if (thread.last == previous_) {
      if (head_between_) return across_head;
      return h.waiting_count > 0 || beside || thread.resumed ? kNextOverWaiting : kNext;
    }
    if (beside) return kBeside;
    if (h.under_way_count > 0 && h.under_way[h.under_way_count - 1].resumed && IsRecent(h, thread)) return kAlternating;
    const int distance = std::min(20, static_cast<int>(line) - static_cast<int>(thread.last));
    return elsewhere - 0.15 * distance;
  }

  // Whether the thread is the one that was under way before the last one.
  static bool IsRecent(const Hypothesis& h, const UnderWay& thread) {
    return h.under_way_count >= 2 && h.under_way[h.under_way_count - 2].thread == thread.thread;
  }

  // Whether the thread's head stands beside another one, so that their columns alternate.
  bool HasBeside(const Hypothesis& h, const UnderWay& thread) const {
    if (thread.head == kNone) return false;
    const size_t run = heads_.heads[static_cast<size_t>(thread.head)].run;
    for (size_t k = 0; k < h.under_way_count; ++k) {
      const UnderWay& other = h.under_way[k];
      if (other.thread != thread.thread && other.head != kNone &&
          heads_.heads[static_cast<size_t>(other.head)].run == run)
        return true;
    }
    return false;
  }

  std::pair<double, Link> GoOn(const Hypothesis& h, const UnderWay& thread, double topic, size_t line) {
    const Line& piece = lines_[line];
    double paragraph = 0.5 + topic + (piece.lead.report ? kReportInside : 0);
    paragraph += PlaceScore(h, thread, line, kParagraphAcrossHead, kParagraphElsewhere);
    if (start_ == StartKind::kMiddle) paragraph += kMiddleBehindStop;
    if (start_ == StartKind::kHalfWord) paragraph -= 0.7;
    if (start_ == StartKind::kParagraph) paragraph += 0.3;
    if (thread.jumped) paragraph += piece.jump_from ? 8 : kJumped;
    if (piece.jump_from && !thread.jumped) paragraph -= 6;
    if (thread.is_signed) paragraph += kSigned;
    if (!thread.open || thread.jumped)
      return {paragraph, thread.jumped && thread.open ? Link::kSentence : Link::kParagraph};
    paragraph += kSentenceLost;
    if (piece.lead.report || piece.jump_from) return {paragraph, Link::kParagraph};
    const double sentence =
        ContinuityFrom(thread.last, line) + topic + PlaceScore(h, thread, line, kAcrossHead, kElsewhere);
    return sentence > paragraph ? std::pair(sentence, Link::kSentence) : std::pair(paragraph, Link::kParagraph);
  }

  double Begin(size_t head, size_t line) const {
    const Head& h = heads_.heads[head];
    double score = 1 + (head_between_ ? 0.5 : -0.5);
    if (lines_[line].lead.report) score += 3;
    if (PrefixIn(Text(line), TimeOpenings()) >= 2 || PrefixIn(Text(line), NoteOpenings()) > 0) score += 0.7;
    if (start_ == StartKind::kMiddle) score -= 3;
    if (start_ == StartKind::kHalfWord) score -= h.opens_text ? 0 : 1;
    if (lines_[line].jump_from) score -= 6;
    if (h.opens_text && head_between_) score += kTextAnnounced;
    double overlap = 0;
    for (const size_t title : h.titles) overlap = std::max(overlap, index_.Overlap(Range(title), Range(line)));
    return score + 3 * overlap;
  }

  double Alone(size_t line, size_t waiting) const {
    if (lines_[line].jump_from) return -1;
    if (lines_[line].lead.report) return -0.5;
    if (start_ == StartKind::kMiddle) return kOrphanTail;
    if (head_between_ && waiting == 0) return kOrphanBehindPointer;
    return start_ == StartKind::kHalfWord ? kOrphan + 1 : kOrphan;
  }

  Hypothesis Take(const Step& step, size_t line) {
    Hypothesis h = beam_[step.hypothesis];
    h.score = step.score;
    UnderWay thread;
    if (step.slot != kNone) {
      thread = h.under_way[static_cast<size_t>(step.slot)];
      Remove(&h.under_way, &h.under_way_count, static_cast<size_t>(step.slot));
    } else {
      thread.thread = h.threads++;
      if (step.waiting != kNone) {
        thread.head = h.waiting[static_cast<size_t>(step.waiting)];
        Remove(&h.waiting, &h.waiting_count, static_cast<size_t>(step.waiting));
      }
    }
    choices_.push_back({h.choice, static_cast<int32_t>(line), thread.thread, thread.head, step.link});
    h.choice = static_cast<int32_t>(choices_.size()) - 1;
    thread.resumed = step.slot != kNone && !lines_[line].jump_from && (thread.resumed || thread.last != previous_);
    float size = std::min<float>(static_cast<float>(Range(line).size()), kLongPiece);
    if (step.waiting != kNone) {
      for (const size_t title : heads_.heads[static_cast<size_t>(thread.head)].titles)
        size += static_cast<float>(Range(title).size());
    }
    thread.size += size;
    h.size += size;
    thread.last = static_cast<int32_t>(line);
    thread.jumped = JumpPage(Text(line), false).has_value();
    thread.open = IsOpen(line);
    thread.is_signed = heads_.signed_below[line] || HasClosingByline(line);
    if (h.under_way_count == kUnderWay) {
      h.score += h.under_way[0].open && !h.under_way[0].jumped ? kLeftOpen : 0;
      Remove(&h.under_way, &h.under_way_count, 0);
    }
    h.under_way[h.under_way_count++] = thread;
    return h;
  }

  // Asked for every explanation in which the piece comes last, so answered once per piece.
  bool HasClosingByline(size_t line) {
    if (closing_line_ != static_cast<int>(line)) {
      closing_line_ = static_cast<int>(line);
      closing_ = !ReadClosingByline(page_, Range(line)).empty();
    }
    return closing_;
  }

  // Whether the text stops in mid-sentence, a jump line behind it left aside.
  bool IsOpen(size_t line) const {
    CharRange range = Range(line);
    if (JumpPage(Text(line), false)) {
      const size_t open = Text(line).rfind(U'(');
      if (open != std::u32string_view::npos && open > 0) range.end = range.begin + static_cast<uint32_t>(open);
    }
    return seams_.EndOf(range) != EndKind::kSentence;
  }

  template <typename T, size_t N>
  static void Remove(std::array<T, N>* items, size_t* count, size_t at) {
    std::move(items->begin() + at + 1, items->begin() + *count, items->begin() + at);
    --*count;
  }

  // ---- the page as explained

  bool HeadBetween(size_t first, size_t second) const {
    for (size_t i = first + 1; i < second; ++i) {
      if (heads_.places[i].attachment == Attachment::kHead) return true;
    }
    return false;
  }

  std::vector<Thread> Collect(const Hypothesis& best) const {
    std::vector<Thread> threads(static_cast<size_t>(best.threads));
    std::vector<const Choice*> way;
    for (int32_t c = best.choice; c != kNone; c = choices_[static_cast<size_t>(c)].parent)
      way.push_back(&choices_[static_cast<size_t>(c)]);
    int previous = kNone;
    for (auto choice = way.rbegin(); choice != way.rend(); ++choice) {
      Thread& thread = threads[static_cast<size_t>((*choice)->thread)];
      thread.head = (*choice)->head;
      const size_t line = static_cast<size_t>((*choice)->line);
      thread.moved.push_back(!thread.lines.empty() && (static_cast<int>(thread.lines.back()) != previous ||
                                                       HeadBetween(thread.lines.back(), line)));
      thread.lines.push_back(static_cast<size_t>((*choice)->line));
      thread.links.push_back((*choice)->link);
      previous = (*choice)->line;
    }
    return threads;
  }

  const Page& page_;
  const Seams& seams_;
  const NgramIndex& index_;
  const std::vector<Line>& lines_;
  const Heads& heads_;
  const std::vector<std::vector<Tie>> ties_;
  std::vector<float> shared_;                 // per line, of the present piece; zero between pieces
  std::array<double, kUnderWay> topic_ = {};  // per article under way of the hypothesis looked at
  std::vector<Hypothesis> beam_, next_;
  std::vector<Step> steps_;
  std::vector<Choice> choices_;
  std::vector<std::pair<int32_t, double>> continuity_;  // of the present piece, by the line before
  StartKind start_ = StartKind::kPlain;
  int closing_line_ = kNone;
  bool closing_ = false;
  int previous_ = kNone;       // the piece printed before
  size_t last_run_ = 0;        // of heads
  bool head_between_ = false;  // a head stands between it and the present one
};

// A tail printed before its own article: a text without head or opening, tied to one that stops in mid-sentence.
void AdoptTails(const Seams& seams, const std::vector<Line>& lines, std::vector<Thread>* threads) {
  constexpr double kSure = 2.0;
  constexpr size_t kMost = 64;  // texts compared, so that a page of nothing but fragments stays linear
  std::vector<size_t> tails, open;
  for (size_t k = 0; k < threads->size(); ++k) {
    const Thread& thread = (*threads)[k];
    const Line& first = lines[thread.lines.front()];
    if (thread.head == kNone && !first.lead.report && !first.jump_from && tails.size() < kMost) tails.push_back(k);
    if (seams.EndOf(lines[thread.lines.back()].part.chars) != EndKind::kSentence && open.size() < kMost)
      open.push_back(k);
  }
  for (const size_t tail : tails) {
    double best = kSure;
    size_t owner = tail;
    for (const size_t k : open) {
      if (k == tail || (*threads)[k].lines.empty()) continue;
      const double score =
          seams.Continuity(lines[(*threads)[k].lines.back()].part, lines[(*threads)[tail].lines.front()].part);
      if (score > best) best = score, owner = k;
    }
    if (owner == tail) continue;
    Thread& to = (*threads)[owner];
    Thread& from = (*threads)[tail];
    from.links.front() = Link::kSentence;
    from.moved.front() = true;
    to.lines.insert(to.lines.end(), from.lines.begin(), from.lines.end());
    to.links.insert(to.links.end(), from.links.begin(), from.links.end());
    to.moved.insert(to.moved.end(), from.moved.begin(), from.moved.end());
    from = Thread();
  }
  threads->erase(std::remove_if(threads->begin(), threads->end(), [](const Thread& t) { return t.lines.empty(); }),
                 threads->end());
}

}  // namespace

std::vector<Thread> FindThreads(const Page& page, const Seams& seams, const NgramIndex& index,
                                const std::vector<Line>& lines, const Heads& heads) {
  std::vector<Thread> threads = Search(page, seams, index, lines, heads).Run();
  AdoptTails(seams, lines, &threads);
  return threads;
}

}  // namespace jianbao::newspaper
