#include "services/ingest/newspaper/threads.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/cohesion.h"
#include "services/ingest/newspaper/personal_names.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

// Each explanation has at most this many articles under way and heads without a text. With the size of the beam that
// bounds the work per piece, so a page of any size takes linear time.
constexpr size_t kUnderWay = 8;
constexpr size_t kWaiting = 4;
constexpr size_t kMemory = Cohesion::kMemory;  // lines back that are asked what they share with the present one

constexpr size_t kSpan = 400;      // characters of a line in which a speaker may be named
constexpr int32_t kStale = 10;     // lines behind which a complete text is seldom gone on with
constexpr size_t kJumpLine = 20;   // characters within which (上接第一版) ends
constexpr double kHopeless = 8;    // log-odds by which an explanation that falls behind the best one is given up
constexpr int kUnlike = 6;         // characters by which subheads of one article seldom differ
constexpr float kLongPiece = 200;  // characters beyond which a piece counts as no longer

struct UnderWay {
  int32_t thread = 0;
  int32_t last = 0;    // line
  LineSet lines = 0;   // of its text, within memory
  LineSet titles = 0;  // of its head, within memory
  int32_t head = kNone;
  int32_t run = kNone;     // in which the head stands
  float size = 0;          // characters, a long piece counting as kLongPiece
  bool open = false;       // stopped in mid-sentence
  bool jumped = false;     // goes on elsewhere: (下转第二版)
  bool is_signed = false;  // closed by a source, signature or byline
  bool resumed = false;    // other text has interrupted it
  bool from_jump = false;  // begins with (上接第一版)
  int32_t first = 0;       // line
  float refund = 0;        // what it cost to take the text for one without a head
  bool report = false;     // opens as a report
  bool bylined = false;    // names its reporter above the text
  int32_t subheads = 0;
  int32_t subhead_chars = 0;
};

// A step of an explanation: where a piece of text went, how a run of lines was read, or which tail, printed before its
// beginning, was found to belong here.
struct Choice {
  int32_t parent = kNone;
  int32_t line = 0;         // of text
  int32_t thread = kNone;   // kNone: a reading
  int32_t adopted = kNone;  // the thread that goes on where `thread` stops now; no line is placed
  int32_t head = kNone;     // with Link::kFirst
  int32_t run = kNone;      // of a reading
  int32_t reading = 0;
  Link link = Link::kFirst;
  float lead = 0;  // of a text's place: log-odds over the best other one in this explanation
};

// One explanation of the page so far.
struct Hypothesis {
  double score = 0;
  double promise = 0;  // what its tails may get back
  int32_t choice = kNone;
  int32_t threads = 0;
  float size = 0;  // of all pieces and of the heads they stand under
  std::array<UnderWay, kUnderWay> under_way;
  size_t under_way_count = 0;
  std::array<int32_t, kWaiting> waiting;
  size_t waiting_count = 0;
  LineSet texts = 0;          // lines that any article has, within memory
  int32_t reading = 0;        // of the present run
  int32_t previous = kNone;   // the piece of text printed before
  int32_t last_run = kNone;   // of the last head
  bool head_between = false;  // a head stands between that piece and the present one

  double Rank() const { return score + promise; }
};

struct Step {
  double score = 0;
  double promise = 0;
  uint32_t hypothesis = 0;
  int16_t slot = kNone;     // of under_way
  int16_t waiting = kNone;  // of waiting
  Link link = Link::kFirst;
  bool passes = false;  // the line is no text to this hypothesis
  float lead = 0;       // log-odds over the best other place in the same explanation

  double Rank() const { return score + promise; }
};

class Search {
 public:
  Search(const Page& page, const Seams& seams, const NgramIndex& index, const std::vector<Line>& lines,
         const Readings& readings, const Weights& weights, const SearchOptions& options)
      : page_(page),
        seams_(seams),
        index_(index),
        lines_(lines),
        readings_(readings),
        weights_(weights),
        options_(options),
        ties_(Affinities(page, index, seams.language(), lines)),
        cohesion_(page, lines),
        shared_(lines.size(), 0),
        names_speaker_(lines.size(), 0) {
    next_.resize(1);
    HoldNext();
    tails_.resize(lines.size());
    openings_.resize(lines.size());
  }

  Explanation Run() {
    size_t next_run = 0;
    for (size_t i = 0; i < lines_.size();) {
      if (next_run < readings_.runs.size() && readings_.runs[next_run].begin == i) {
        ReadRun(next_run);
        i = readings_.runs[next_run++].end;
      } else {
        Reach(i);
        Place(i++, kNone);
      }
    }
    for (Hypothesis* h : beam_) h->score += Unfinished(*h);
    const auto best = std::max_element(beam_.begin(), beam_.end(),
                                       [](const Hypothesis* a, const Hypothesis* b) { return a->score < b->score; });
    return Collect(**best);
  }

 private:
  CharRange Range(size_t line) const { return lines_[line].part.chars; }
  std::u32string_view Text(size_t line) const { return page_.Folded(lines_[line].part); }
  const Head& HeadOf(int32_t head) const { return readings_.heads[static_cast<size_t>(head)]; }

  // ---- runs

  void ReadRun(size_t number) {
    const newspaper::Run& run = readings_.runs[number];
    steps_.clear();
    for (uint32_t h = 0; h < beam_.size(); ++h) {
      for (size_t r = 0; r < run.readings.size(); ++r) {
        const Reading& reading = run.readings[r];
        double score = beam_[h]->score + reading.score + AgainstTextAbove(*beam_[h], reading);
        if (options_.guide != nullptr) score += options_.guide->OfReading(run, reading, readings_.heads);
        steps_.push_back(
            {.score = score, .promise = beam_[h]->promise, .hypothesis = h, .slot = static_cast<int16_t>(r)});
      }
    }
    KeepBest();
    next_.clear();
    for (const Step& step : steps_) TakeReading(step, number, &next_.emplace_back(*beam_[step.hypothesis]));
    HoldNext();
    for (size_t i = run.begin; i < run.end; ++i) {
      Reach(i);
      for (Hypothesis* h : beam_) OpenHeads(run, i, h);
      const bool text =
          std::any_of(beam_.begin(), beam_.end(), [&](const Hypothesis* h) { return IsText(run, *h, i); });
      if (text) Place(i, static_cast<int>(number));
    }
  }

  // Makes room for a line in what explanations remember.
  void Reach(size_t line) {
    cohesion_.Reach(line);
    present_ = line;
    const LineSet others = ~Cohesion::Bit(line);
    for (Hypothesis* h : beam_) {
      h->texts &= others;
      for (size_t k = 0; k < h->under_way_count; ++k) {
        h->under_way[k].lines &= others;
        h->under_way[k].titles &= others;
      }
    }
  }

  static bool IsText(const newspaper::Run& run, const Hypothesis& h, size_t line) {
    return run.readings[static_cast<size_t>(h.reading)].places[line - run.begin].attachment == Attachment::kText;
  }

  void TakeReading(const Step& step, size_t run, Hypothesis* taken) {
    const Reading& reading = readings_.runs[run].readings[static_cast<size_t>(step.slot)];
    Hypothesis& h = *taken;
    h.reading = step.slot;
    h.score = step.score;
    if (h.under_way_count > 0) {
      UnderWay& above = h.under_way[h.under_way_count - 1];
      if (reading.signed_above && above.last == h.previous) above.is_signed = true;
      above.subheads += reading.subheads;
      above.subhead_chars += reading.subhead_chars;
    }
    choices_.push_back({.parent = h.choice, .run = static_cast<int32_t>(run), .reading = h.reading});
    h.choice = static_cast<int32_t>(choices_.size()) - 1;
  }

  // What the text printed above says about a reading: a report seldom has subheads, an article with some has more, and
  // a text with a reporter at its head is not signed below as well.
  double AgainstTextAbove(const Hypothesis& h, const Reading& reading) const {
    if (h.under_way_count == 0) return 0;
    const UnderWay& above = h.under_way[h.under_way_count - 1];
    double score = 0;
    if (reading.subheads > 0 && above.subheads > 0) {
      const int usual = above.subhead_chars / above.subheads, now = reading.subhead_chars / reading.subheads;
      score += weights_.inside_again + (std::abs(usual - now) > kUnlike ? weights_.inside_unlike : 0);
    } else if (reading.subheads > 0) {
      score += weights_.inside_first + (above.report ? weights_.inside_of_report : 0);
    }
    if (reading.byline_above && above.bylined) score += weights_.signed_again;
    return score;
  }

  void OpenHeads(const newspaper::Run& run, size_t line, Hypothesis* h) const {
    const newspaper::Place& place = run.readings[static_cast<size_t>(h->reading)].places[line - run.begin];
    if (place.attachment != Attachment::kHead || HeadOf(place.head).first != line) return;
    h->head_between = true;
    h->last_run = static_cast<int32_t>(run.begin);
    if (HeadOf(place.head).complete) return;
    if (h->waiting_count == kWaiting) {
      std::rotate(h->waiting.begin(), h->waiting.begin() + 1, h->waiting.end());
      --h->waiting_count;
      h->score += weights_.textless;
    }
    h->waiting[h->waiting_count++] = place.head;
  }

  double Unfinished(const Hypothesis& h) const {
    double score = weights_.textless * static_cast<double>(h.waiting_count);
    for (size_t k = 0; k < h.under_way_count; ++k)
      score += h.under_way[k].open && !h.under_way[k].jumped ? weights_.left_open : 0;
    return score;
  }

  // Makes the explanations just found the ones that are gone on with, in their order.
  void HoldNext() {
    held_.swap(next_);
    beam_.clear();
    for (Hypothesis& h : held_) beam_.push_back(&h);
  }

  // Keeps the best explanations, and of several that the rest of the page cannot tell apart the best one.
  void Prune() {
    HoldNext();
    for (Hypothesis* h : beam_) h->promise = Promise(*h);
    std::sort(beam_.begin(), beam_.end(),
              [](const Hypothesis* a, const Hypothesis* b) { return a->Rank() > b->Rank(); });
    states_.clear();
    for (size_t k = 0; k < beam_.size() && states_.size() < options_.beam; ++k) {
      if (beam_[k]->Rank() < beam_[0]->Rank() - kHopeless) break;
      const uint64_t state = StateOf(*beam_[k]);
      if (std::find(states_.begin(), states_.end(), state) != states_.end()) continue;
      beam_[states_.size()] = beam_[k];
      states_.push_back(state);
    }
    beam_.resize(states_.size());
  }

  // A tail that stands alone costs much until its beginning turns up, which gives it back with more. By the score alone
  // the explanation would be given up before.
  double Promise(const Hypothesis& h) const {
    double promise = 0;
    for (size_t k = 0; k < h.under_way_count; ++k) promise += IsTail(h.under_way[k]) ? weights_.tail_promise : 0;
    return promise;
  }

  // A text whose beginning may be printed below.
  static bool IsTail(const UnderWay& thread) { return thread.head == kNone && thread.refund < 0; }

  static uint64_t StateOf(const Hypothesis& h) {
    uint64_t state = 0x9E3779B97F4A7C15ull;
    const auto mix = [&state](int64_t value) {
      state = (state ^ static_cast<uint64_t>(value + 2)) * 0xD6E8FEB86659FD93ull;
      state ^= state >> 32;
    };
    for (size_t k = 0; k < h.under_way_count; ++k) {
      const UnderWay& thread = h.under_way[k];
      // What is complete and lies far back hardly matters to what comes.
      const bool awaited = thread.open || thread.jumped || thread.refund < 0;
      if (!awaited && h.previous - thread.last > kStale) continue;
      mix(int64_t{thread.last} << 32 | static_cast<uint32_t>(thread.head));
      mix(thread.open << 2 | thread.jumped << 1 | thread.is_signed);
    }
    mix(-1);
    for (size_t k = 0; k < h.waiting_count; ++k) mix(h.waiting[k]);
    mix(int64_t{h.reading} << 32 | static_cast<uint32_t>(h.previous));
    mix(int64_t{h.last_run} << 32 | h.head_between);
    return state;
  }

  // ---- one piece of text

  // `run`: the line is text only to the hypotheses that read it so.
  void Place(size_t line, int run) {
    continuity_.clear();
    begins_.clear();
    openings_[line] = seams_.OpeningOf(lines_[line].part);
    tails_[line] = seams_.TailOf(Range(line));
    start_ = openings_[line].kind;
    LookAtEnd(line);
    steps_.clear();
    near_.clear();
    shared_with_.Clear();
    tied_below_ = 0;
    for (const Tie& tie : ties_[line]) {
      shared_[tie.line] = tie.weight;
      if (tie.line < line && line - tie.line < kMemory) near_.push_back(tie);
      if (tie.line > line && tie.line - line < kMemory) tied_below_ += tie.weight;
    }
    FindSpeaker(line);
    best_ = -1e9;
    for (uint32_t h = 0; h < beam_.size(); ++h) {
      if (run != kNone && !IsText(readings_.runs[static_cast<size_t>(run)], *beam_[h], line))
        steps_.push_back({.score = beam_[h]->score, .promise = beam_[h]->promise, .hypothesis = h, .passes = true});
      else
        ProposeAll(h, line);
    }
    for (const Tie& tie : ties_[line]) shared_[tie.line] = 0;
    ForgetSpeaker();
    KeepBest();
    next_.clear();
    for (const Step& step : steps_) {
      Hypothesis& h = next_.emplace_back(*beam_[step.hypothesis]);
      if (step.passes) continue;
      Take(step, line, &h);
      Adopt(line);
    }
    Prune();
  }

  void KeepBest() {
    const auto better = [](const Step& a, const Step& b) { return a.Rank() > b.Rank(); };
    const double best = std::min_element(steps_.begin(), steps_.end(), better)->Rank();
    std::erase_if(steps_, [best](const Step& step) { return step.Rank() < best - kHopeless; });
    const size_t keep = std::min(options_.beam, steps_.size());
    std::partial_sort(steps_.begin(), steps_.begin() + static_cast<ptrdiff_t>(keep), steps_.end(), better);
    steps_.resize(keep);
  }

  // The piece just placed may be the beginning of a tail that was printed before it.
  void Adopt(size_t line) {
    const size_t from = next_.size() - 1;
    const UnderWay beginning = next_[from].under_way[next_[from].under_way_count - 1];
    if (!beginning.open) return;
    for (size_t slot = 0; slot + 1 < next_[from].under_way_count; ++slot) {
      const UnderWay tail = next_[from].under_way[slot];
      if (!IsTail(tail) || beginning.jumped != tail.from_jump) continue;
      const double seam = tail.from_jump ? weights_.adopts_jump : Continuity(line, static_cast<size_t>(tail.first));
      if (seam <= 0) continue;
      Hypothesis h = next_[from];
      if (options_.guide != nullptr) h.score += options_.guide->OfAdopting(line, static_cast<size_t>(tail.first));
      h.score += seam + weights_.adopts - tail.refund + weights_.adopts_topic * TieTo(line, tail.first);
      h.score += std::clamp(weights_.adopts_alike * weights_.cohesion_trust * cohesion_.Likeness(tail.lines),
                            -weights_.cohesion_most, weights_.cohesion_most);
      h.score += weights_.adopts_article * TailAlike(h, slot);
      UnderWay& whole = h.under_way[h.under_way_count - 1];
      whole.last = tail.last;
      whole.open = tail.open;
      whole.jumped = tail.jumped;
      whole.is_signed = tail.is_signed;
      whole.size += tail.size;
      whole.resumed = true;
      whole.lines |= tail.lines;
      choices_.push_back(
          {.parent = h.choice, .line = static_cast<int32_t>(line), .thread = whole.thread, .adopted = tail.thread});
      h.choice = static_cast<int32_t>(choices_.size()) - 1;
      Remove(&h.under_way, &h.under_way_count, slot);
      next_.push_back(h);
    }
  }

  // How much liker in its characters the tail in `slot` is to the article just gone on with than to the page.
  double TailAlike(const Hypothesis& h, size_t slot) const {
    const UnderWay& tail = h.under_way[slot];
    const auto first = static_cast<size_t>(tail.first);
    if (present_ - first >= kMemory) return 0;
    std::array<double, kUnderWay> likeness = {};
    for (size_t k = 0; k < h.under_way_count; ++k) {
      if (k == slot) continue;
      likeness[k] = weights_.cohesion_trust * cohesion_.LikenessOf(first, h.under_way[k].lines | h.under_way[k].titles);
    }
    return ScoreOf(likeness[h.under_way_count - 1] - LikenessToAll(h, likeness, static_cast<int>(slot)));
  }

  float TieTo(size_t line, int32_t other) const {
    for (const Tie& tie : ties_[line]) {
      if (tie.line == static_cast<uint32_t>(other)) return tie.weight;
    }
    return 0;
  }

  void ProposeAll(uint32_t index, size_t line) {
    proposed_count_ = 0;
    Propose(index, line);
    if (options_.guide != nullptr) AskGuide(*beam_[index], line);
    double best = proposed_[0].score, second = -1e9;
    for (size_t k = 1; k < proposed_count_; ++k) {
      second = std::max(second, std::min(best, proposed_[k].score));
      best = std::max(best, proposed_[k].score);
    }
    for (size_t k = 0; k < proposed_count_; ++k) best_ = std::max(best_, proposed_[k].Rank());
    for (size_t k = 0; k < proposed_count_; ++k) {
      Step& step = proposed_[k];
      if (step.Rank() < best_ - kHopeless) continue;
      step.lead = static_cast<float>(step.score - (step.score == best ? second : best));
      steps_.push_back(step);
    }
  }

  void AskGuide(const Hypothesis& h, size_t line) {
    for (size_t k = 0; k < proposed_count_; ++k) {
      Step& step = proposed_[k];
      if (step.link == Link::kSameLine) continue;  // there was no choice
      if (step.slot != kNone)
        step.score +=
            options_.guide->OfGoingOn(line, static_cast<size_t>(h.under_way[static_cast<size_t>(step.slot)].last));
      else
        step.score += options_.guide->OfBeginning(
            line, step.waiting == kNone ? nullptr : &HeadOf(h.waiting[static_cast<size_t>(step.waiting)]));
    }
  }

  void Propose(uint32_t index, size_t line) {
    const Hypothesis& h = *beam_[index];
    const double base = h.score + weights_.text;
    if (lines_[line].same_line && h.previous == static_cast<int32_t>(line) - 1) {
      const size_t slot = SlotOf(h, h.previous);
      if (slot < h.under_way_count) {
        proposed_[proposed_count_++] = {h.score, h.promise, index, static_cast<int16_t>(slot), kNone, Link::kSameLine};
        return;
      }
    }
    CompareTopics(h);
    for (size_t slot = 0; slot < h.under_way_count; ++slot) {
      const double topic = topic_[slot] + SpeakerScore(h, h.under_way[slot]) + AdjacentScore(h.under_way[slot], line);
      const auto [score, link] = GoOn(h, h.under_way[slot], topic, line);
      proposed_[proposed_count_++] = {base + score, h.promise, index, static_cast<int16_t>(slot), kNone, link};
    }
    for (size_t w = 0; w < h.waiting_count; ++w) {
      const bool late = static_cast<int32_t>(HeadOf(h.waiting[w]).run) != h.last_run;
      const double score = Begin(h, h.waiting[w], line) + other_topic_ + (late ? weights_.begins_late : 0);
      proposed_[proposed_count_++] = {base + score, h.promise, index, kNone, static_cast<int16_t>(w), Link::kFirst};
    }
    const double promise = MayBeTail(line) ? h.promise + weights_.tail_promise : h.promise;
    proposed_[proposed_count_++] = {base + Alone(h, line) + other_topic_, promise, index, kNone, kNone, Link::kFirst};
  }

  // 某某强调,…, 会议指出,…: who says what the piece reports, and which lines within memory name the same.
  void FindSpeaker(size_t line) {
    speaker_lines_.clear();
    const std::u32string_view speaker = SpeakerOf(Text(line));
    if (speaker.empty()) return;
    for (size_t k = line > kMemory ? line - kMemory : 0; k < line; ++k) {
      if (lines_[k].shape != Shape::kTitle && lines_[k].shape != Shape::kProse) continue;
      if (Text(k).substr(0, kSpan).find(speaker) == std::u32string_view::npos) continue;
      names_speaker_[k] = 1;
      speaker_lines_.push_back(k);
    }
  }

  void ForgetSpeaker() {
    for (const size_t k : speaker_lines_) names_speaker_[k] = 0;
  }

  static std::u32string_view SpeakerOf(std::u32string_view text) {
    constexpr size_t kReach = 10, kFewest = 2, kMost = 3;
    const std::u32string_view opening = text.substr(0, kReach);
    const Words verbs = SpeechVerbs();
    for (size_t at = kFewest; at + 1 < opening.size() && text::IsHan(opening[at - 1]); ++at) {
      if (PrefixIn(opening.substr(at), verbs) == 0) continue;
      std::u32string_view speaker = opening.substr(0, at);
      while (speaker.size() > kFewest &&
             std::u32string_view(U"还也又则在").find(speaker.back()) != std::u32string_view::npos)
        speaker.remove_suffix(1);
      if (speaker.size() > kMost) speaker.remove_prefix(speaker.size() - kMost);
      return speaker;
    }
    return AddressedIn(text);
  }

  // 尤女士, 万师傅: the first one a piece speaks of so.
  static std::u32string_view AddressedIn(std::u32string_view text) {
    constexpr size_t kReach = 160;
    const std::u32string_view near = text.substr(0, kReach);
    const Words addresses = Addresses();
    for (size_t at = 1; at + 1 < near.size(); ++at) {
      const size_t address = PrefixIn(near.substr(at), addresses);
      if (address > 0 && NameScore(std::u32string{near[at - 1], U'明'}) > kPlausibleName)
        return near.substr(at - 1, 1 + address);
    }
    return {};
  }

  double SpeakerScore(const Hypothesis& h, const UnderWay& thread) const {
    if (speaker_lines_.empty()) return 0;
    for (const size_t k : speaker_lines_) {
      if (thread.lines & Cohesion::Bit(k)) return weights_.speaker_known;
    }
    if (thread.head != kNone) {
      for (const size_t title : HeadOf(thread.head).titles) {
        if (names_speaker_[title]) return weights_.speaker_known;
      }
    }
    return weights_.speaker_unknown;
  }

  static size_t SlotOf(const Hypothesis& h, int32_t line) {
    size_t slot = 0;
    while (slot < h.under_way_count && h.under_way[slot].last != line) ++slot;
    return slot;
  }

  // Pieces that no blank line parts, where one parts all others.
  double AdjacentScore(const UnderWay& thread, size_t line) const {
    const bool adjacent = page_.parted() && lines_[line].part.blank_before == 0 && !lines_[line].item;
    return adjacent && thread.last == static_cast<int32_t>(line) - 1 ? weights_.adjacent : 0;
  }

  // How much more the piece shares with each article under way than the article's size alone would let expect: topic_.
  void CompareTopics(const Hypothesis& h) {
    std::array<double, kUnderWay> shared;
    double all_shared = SharedWith(h.texts);
    for (size_t slot = 0; slot < h.under_way_count; ++slot) shared[slot] = SharedWith(h.under_way[slot].lines);
    for (size_t slot = 0; slot < h.under_way_count; ++slot) {
      if (h.under_way[slot].head == kNone) continue;
      for (const size_t title : HeadOf(h.under_way[slot].head).titles) {
        if (shared_[title] > 0 && static_cast<int>(title) != HeadOf(h.under_way[slot].head).label) {
          all_shared += shared_[title];
          shared[slot] += shared_[title];
        }
      }
    }
    CompareCharacters(h);
    CompareWithBelow(all_shared);
    if (all_shared == 0) return;
    for (size_t slot = 0; slot < h.under_way_count; ++slot) {
      const double expected = Expected(h, slot);
      const double found = (shared[slot] + weights_.topic_doubt * expected) / (all_shared + weights_.topic_doubt);
      topic_[slot] +=
          std::clamp(weights_.topic * std::log(found / expected), -weights_.topic_most, weights_.topic_most);
    }
  }

  // What the piece shares with some of the lines within memory.
  double SharedWith(LineSet lines) {
    return shared_with_.Get(lines, [&] {
      double shared = 0;
      for (const Tie& tie : near_) shared += (Cohesion::Bit(tie.line) & lines) != 0 ? tie.weight : 0;
      return shared;
    });
  }

  // A head's titles, as far as they are within memory.
  LineSet TitlesOf(int32_t head) const {
    LineSet titles = 0;
    for (const size_t title : HeadOf(head).titles) {
      if (present_ - title < kMemory) titles |= Cohesion::Bit(title);
    }
    return titles;
  }

  // The share of a page that an article has had so far.
  static double Expected(const Hypothesis& h, size_t slot) {
    return std::max<double>(h.under_way[slot].size / (h.size + 1), 0.03);
  }

  // A piece of an article whose head or beginning is printed below shares more with what stands there.
  void CompareWithBelow(double shared_above) {
    constexpr double kExpected = 0.4;  // of all that is shared
    if (tied_below_ + shared_above == 0) return;
    const double found =
        (tied_below_ + weights_.topic_doubt * kExpected) / (tied_below_ + shared_above + weights_.topic_doubt);
    other_topic_ += weights_.other_topic * std::log(found / kExpected);
  }

  // How much liker in its characters the piece is to each article under way than to all of the page: topic_, and
  // how much liker to none of them: other_topic_.
  void CompareCharacters(const Hypothesis& h) {
    std::array<double, kUnderWay> likeness;
    for (size_t slot = 0; slot < h.under_way_count; ++slot)
      likeness[slot] = weights_.cohesion_trust * cohesion_.Likeness(h.under_way[slot].lines | h.under_way[slot].titles);
    const double all = LikenessToAll(h, likeness, kNone);
    for (size_t slot = 0; slot < h.under_way_count; ++slot) topic_[slot] = ScoreOf(likeness[slot] - all);
    other_topic_ = h.under_way_count > 0 ? weights_.other_alike * ScoreOf(-all) : 0;
  }

  // How like a piece is to the page: to the articles under way but `without`, each as long as it is, and to those that
  // are not, which it is as like to as to the page.
  double LikenessToAll(const Hypothesis& h, const std::array<double, kUnderWay>& likeness, int without) const {
    double most = 0, all = 0;
    for (size_t slot = 0; slot < h.under_way_count; ++slot) {
      if (static_cast<int>(slot) != without) most = std::max(most, likeness[slot]);
    }
    for (size_t slot = 0; slot < h.under_way_count; ++slot) {
      if (static_cast<int>(slot) != without)
        all += Expected(h, slot) * (likeness[slot] == most ? 1 : std::exp(likeness[slot] - most));
    }
    constexpr double kLeast = 0.001;  // a share, whatever the weights are tuned to
    return most + std::log(all + std::max(weights_.cohesion_other, kLeast) * std::exp(-most));
  }

  double ScoreOf(double likeness) const {
    return std::clamp(weights_.cohesion * likeness, -weights_.cohesion_most, weights_.cohesion_most);
  }

  double Continuity(size_t first, size_t second) {
    return seams_.Continuity(Range(first), &tails_[first], Range(second), &openings_[second]);
  }

  double ContinuityFrom(int32_t last, size_t line) {
    for (const auto& [from, score] : continuity_) {
      if (from == last) return score;
    }
    const double score = Continuity(static_cast<size_t>(last), line);
    continuity_.emplace_back(last, score);
    return score;
  }

  // The text without the (下转第二版) at its end.
  CharRange BeforeJump(size_t line) const {
    CharRange range = Range(line);
    const size_t open = Text(line).rfind(U'(');
    if (open != std::u32string_view::npos && open > 0) range.end = range.begin + static_cast<uint32_t>(open);
    return range;
  }

  // Whether the text before (下转第二版) reads on behind (上接第一版).
  double AcrossJump(int32_t last, size_t line) const {
    Part before = lines_[static_cast<size_t>(last)].part, behind = lines_[line].part;
    before.chars = BeforeJump(static_cast<size_t>(last));
    const size_t close = Text(line).substr(0, kJumpLine).find(U')');
    if (close != std::u32string_view::npos && close + 1 < Text(line).size())
      behind.chars.begin += static_cast<uint32_t>(close) + 1;
    behind.indent = 0;
    return seams_.EndOf(before.chars) == EndKind::kSentence ? 0 : seams_.Continuity(before, behind);
  }

  // What the place of the piece says: whether it stands right behind the last one of `thread`, behind a head,
  // elsewhere.
  double PlaceScore(const Hypothesis& h, const UnderWay& thread, bool beside, size_t line, double across_head,
                    double elsewhere) const {
    if (thread.last == h.previous) {
      if (h.head_between) return across_head;
      return h.waiting_count > 0 || beside || thread.resumed ? weights_.next_over_waiting : weights_.next;
    }
    if (beside) return weights_.beside;
    if (h.under_way_count > 0 && h.under_way[h.under_way_count - 1].resumed && IsRecent(h, thread))
      return weights_.alternating;
    const int distance = std::min(20, static_cast<int>(line) - static_cast<int>(thread.last));
    return elsewhere + weights_.distance * distance;
  }

  // Whether the thread is the one that was under way before the last one.
  static bool IsRecent(const Hypothesis& h, const UnderWay& thread) {
    return h.under_way_count >= 2 && h.under_way[h.under_way_count - 2].thread == thread.thread;
  }

  // Whether the thread's head stands beside another one, so that their columns alternate.
  static bool HasBeside(const Hypothesis& h, const UnderWay& thread) {
    if (thread.head == kNone) return false;
    bool beside = false;
    for (size_t k = 0; k < h.under_way_count; ++k)
      beside |= h.under_way[k].run == thread.run && h.under_way[k].thread != thread.thread;
    return beside;
  }

  std::pair<double, Link> GoOn(const Hypothesis& h, const UnderWay& thread, double topic, size_t line) {
    const Line& piece = lines_[line];
    double paragraph = weights_.paragraph + topic + (piece.lead.report ? weights_.report_inside : 0);
    const bool beside = HasBeside(h, thread);
    paragraph += PlaceScore(h, thread, beside, line, weights_.paragraph_across_head, weights_.paragraph_elsewhere);
    if (start_ == StartKind::kMiddle) paragraph += weights_.middle_behind_stop;
    if (openings_[line].impossible) paragraph += weights_.impossible_behind_stop;
    if (start_ == StartKind::kHalfWord) paragraph += weights_.half_word_behind_stop;
    if (start_ == StartKind::kParagraph) paragraph += weights_.opening_behind_stop;
    if (piece.item) paragraph += weights_.item_inside;
    if (!piece.verse && lines_[static_cast<size_t>(thread.last)].verse) paragraph += weights_.prose_behind_verse;
    if (!piece.verse && IsFewWords(line)) paragraph += weights_.short_behind_stop;
    if (thread.jumped)
      paragraph += piece.jump_from ? weights_.jump_joins + AcrossJump(thread.last, line) : weights_.behind_jump;
    if (piece.jump_from && !thread.jumped) paragraph += weights_.jump_from_none;
    // 编后: an afterword stands behind the signature.
    if (thread.is_signed && Text(line).substr(0, 2) != U"编后") paragraph += weights_.behind_signature;
    if (!thread.open || thread.jumped)
      return {paragraph, thread.jumped && thread.open ? Link::kSentence : Link::kParagraph};
    paragraph += weights_.sentence_lost;
    const Tail& tail = tails_[thread.last];
    if (tail.quotes || tail.titles || tail.brackets) paragraph += weights_.closing_lost;
    if (piece.lead.report || piece.jump_from) return {paragraph, Link::kParagraph};
    const double sentence = ContinuityFrom(thread.last, line) + topic +
                            PlaceScore(h, thread, beside, line, weights_.across_head, weights_.elsewhere);
    return sentence > paragraph ? std::pair(sentence, Link::kSentence) : std::pair(paragraph, Link::kParagraph);
  }

  bool IsFewWords(size_t line) const {
    constexpr size_t kFew = 18;
    const std::u32string_view text = Text(line);
    return text.size() <= kFew && text.front() != U'"' && !(page_.parted() && lines_[line].part.blank_before == 0);
  }

  double Begin(const Hypothesis& hypothesis, int32_t head, size_t line) {
    const Head& h = HeadOf(head);
    double score = BeginAnywhere(head, line);
    score += hypothesis.head_between ? weights_.begins_near : -weights_.begins_near;
    if (h.notice && hypothesis.head_between) score += weights_.begins_notice;
    if (h.opens_text && hypothesis.head_between) score += weights_.begins_announced;
    return score;
  }

  // What speaks for the present piece as the first text of a head, wherever the head stands.
  double BeginAnywhere(int32_t head, size_t line) {
    for (const auto& [known, score] : begins_) {
      if (known == head) return score;
    }
    const Head& h = HeadOf(head);
    double score = weights_.begins;
    if (lines_[line].lead.report) score += weights_.begins_report;
    if (PrefixIn(Text(line), TimeOpenings()) >= 2 || PrefixIn(Text(line), NoteOpenings()) > 0)
      score += weights_.begins_time;
    if (start_ == StartKind::kMiddle) score += weights_.begins_middle;
    if (openings_[line].impossible) score += weights_.impossible_behind_stop;
    if (start_ == StartKind::kHalfWord) score += h.opens_text ? 0 : weights_.begins_half_word;
    if (lines_[line].jump_from) score += weights_.jump_from_none;
    double overlap = 0;
    for (const size_t title : h.titles) overlap = std::max(overlap, index_.Overlap(Range(title), Range(line)));
    score += weights_.begins_topic * overlap;
    begins_.emplace_back(head, score);
    return score;
  }

  bool MayBeTail(size_t line) const {
    return lines_[line].jump_from || (!lines_[line].lead.report && start_ != StartKind::kParagraph);
  }

  double Alone(const Hypothesis& h, size_t line) const {
    if (lines_[line].jump_from) return weights_.alone_jumped;
    if (lines_[line].item) return weights_.alone_item;
    if (lines_[line].lead.report) return weights_.alone_report;
    if (start_ == StartKind::kMiddle) return weights_.alone_tail;
    if (h.head_between && h.waiting_count == 0) return weights_.alone_behind_pointer;
    if (BehindStrays(line)) return weights_.alone_behind_strays;
    return start_ == StartKind::kHalfWord ? weights_.alone_half_word : weights_.alone;
  }

  // Whether what is left of a lost headline stands right above: characters one by one.
  bool BehindStrays(size_t line) const {
    constexpr size_t kFewest = 2;
    size_t strays = 0;
    while (strays < line && strays < kFewest && IsStray(lines_[line - strays - 1])) ++strays;
    return strays == kFewest;
  }

  bool IsStray(const Line& line) const {
    return line.shape == Shape::kNoise && line.part.chars.size() == 1 && text::IsHan(page_.Folded(line.part)[0]);
  }

  void Take(const Step& step, size_t line, Hypothesis* taken) {
    Hypothesis& h = *taken;
    h.score = step.score;
    UnderWay thread;
    if (step.slot != kNone) {
      thread = h.under_way[static_cast<size_t>(step.slot)];
      Remove(&h.under_way, &h.under_way_count, static_cast<size_t>(step.slot));
    } else {
      thread.thread = h.threads++;
      if (step.waiting != kNone) {
        thread.head = h.waiting[static_cast<size_t>(step.waiting)];
        thread.run = static_cast<int32_t>(HeadOf(thread.head).run);
        Remove(&h.waiting, &h.waiting_count, static_cast<size_t>(step.waiting));
      }
    }
    choices_.push_back({.parent = h.choice,
                        .line = static_cast<int32_t>(line),
                        .thread = thread.thread,
                        .head = thread.head,
                        .link = step.link,
                        .lead = step.lead});
    h.choice = static_cast<int32_t>(choices_.size()) - 1;
    thread.resumed = step.slot != kNone && !lines_[line].jump_from && (thread.resumed || thread.last != h.previous);
    float size = std::min<float>(static_cast<float>(Range(line).size()), kLongPiece);
    if (step.waiting != kNone) {
      for (const size_t title : HeadOf(thread.head).titles) size += static_cast<float>(Range(title).size());
      thread.titles = TitlesOf(thread.head);
    }
    thread.size += size;
    h.size += size;
    thread.last = static_cast<int32_t>(line);
    thread.jumped = lines_[line].jump_to.has_value();
    thread.open = open_;
    thread.is_signed = closing_;
    if (step.slot == kNone) {
      thread.first = static_cast<int32_t>(line);
      thread.from_jump = lines_[line].jump_from;
      if (thread.head == kNone ? MayBeTail(line) : thread.from_jump)
        thread.refund = static_cast<float>(Alone(*beam_[step.hypothesis], line));
      thread.report = lines_[line].lead.report;
      thread.bylined =
          !lines_[line].lead.bylines.empty() || (thread.head != kNone && !HeadOf(thread.head).bylines.empty());
    }
    thread.lines |= Cohesion::Bit(line);
    h.texts |= Cohesion::Bit(line);
    h.previous = static_cast<int32_t>(line);
    h.head_between = false;
    if (h.under_way_count == kUnderWay) {
      const size_t slot = LeastAwaited(h);
      h.score += h.under_way[slot].open && !h.under_way[slot].jumped ? weights_.left_open : 0;
      Remove(&h.under_way, &h.under_way_count, slot);
    }
    h.under_way[h.under_way_count++] = thread;
  }

  // The article that makes room for another one: the oldest whose text is complete, else the oldest.
  static size_t LeastAwaited(const Hypothesis& h) {
    for (size_t k = 0; k < h.under_way_count; ++k) {
      if (!h.under_way[k].open && !h.under_way[k].jumped) return k;
    }
    return 0;
  }

  // How a piece ends is asked for every explanation in which it comes last, so answered once.
  void LookAtEnd(size_t line) {
    closing_ = !ReadClosingByline(page_, Range(line)).empty();
    const bool jump_alone = lines_[line].same_line && lines_[line].jump_to && BeforeJump(line) == Range(line);
    open_ = jump_alone ? IsOpen(line - 1) : IsOpen(line);
  }

  // Whether the text stops in mid-sentence, a jump line behind it left aside.
  bool IsOpen(size_t line) const {
    if (lines_[line].shape == Shape::kContact || lines_[line].verse) return false;
    if (!lines_[line].jump_to) return tails_[line].kind != EndKind::kSentence;
    return seams_.EndOf(BeforeJump(line)) != EndKind::kSentence;
  }

  template <typename T, size_t N>
  static void Remove(std::array<T, N>* items, size_t* count, size_t at) {
    std::move(items->begin() + at + 1, items->begin() + *count, items->begin() + at);
    --*count;
  }

  // ---- the page as explained

  Explanation Collect(const Hypothesis& best) const {
    std::vector<const Choice*> way;
    for (int32_t c = best.choice; c != kNone; c = choices_[static_cast<size_t>(c)].parent)
      way.push_back(&choices_[static_cast<size_t>(c)]);
    std::reverse(way.begin(), way.end());
    Explanation out;
    out.score = best.score;
    out.places.assign(lines_.size(), {Attachment::kText, Role::kBody, kNone});
    out.certainty.assign(lines_.size(), 1);
    std::vector<int> number(readings_.heads.size(), kNone);
    for (const Choice* choice : way) {
      if (choice->thread == kNone) CollectReading(*choice, &number, &out);
    }
    CollectThreads(best, way, number, &out);
    return out;
  }

  // The places of a run, its heads numbered anew.
  void CollectReading(const Choice& choice, std::vector<int>* number, Explanation* out) const {
    const newspaper::Run& run = readings_.runs[static_cast<size_t>(choice.run)];
    const Reading& reading = run.readings[static_cast<size_t>(choice.reading)];
    for (size_t i = run.begin; i < run.end; ++i) {
      newspaper::Place place = reading.places[i - run.begin];
      if (place.attachment == Attachment::kHead) {
        int& head = (*number)[static_cast<size_t>(place.head)];
        if (head == kNone) {
          head = static_cast<int>(out->heads.size());
          out->heads.push_back(HeadOf(place.head));
        }
        place.head = head;
      }
      out->certainty[i] = CertaintyOf(run, reading, i);
      out->places[i] = place;
    }
  }

  // Of all readings of a run, the share that give line `i` the same part.
  static double CertaintyOf(const newspaper::Run& run, const Reading& chosen, size_t i) {
    const newspaper::Place& place = chosen.places[i - run.begin];
    double same = 0, all = 0;
    for (const Reading& reading : run.readings) {
      const newspaper::Place& other = reading.places[i - run.begin];
      const double weight = std::exp(reading.score - run.readings.front().score);
      all += weight;
      if (other.attachment == place.attachment && other.role == place.role) same += weight;
    }
    return same / all;
  }

  void CollectThreads(const Hypothesis& best, const std::vector<const Choice*>& way, const std::vector<int>& number,
                      Explanation* out) const {
    out->threads.resize(static_cast<size_t>(best.threads));
    int previous = kNone;
    for (const Choice* choice : way) {
      if (choice->thread == kNone) continue;
      Thread& thread = out->threads[static_cast<size_t>(choice->thread)];
      if (choice->adopted != kNone) {
        Append(&out->threads[static_cast<size_t>(choice->adopted)], &thread);
        continue;
      }
      const size_t line = static_cast<size_t>(choice->line);
      thread.head = choice->head == kNone ? kNone : number[static_cast<size_t>(choice->head)];
      thread.moved.push_back(!thread.lines.empty() && (static_cast<int>(thread.lines.back()) != previous ||
                                                       HeadBetween(*out, thread.lines.back(), line)));
      thread.lines.push_back(line);
      thread.links.push_back(choice->link);
      out->certainty[line] *= 1 / (1 + std::exp(-static_cast<double>(choice->lead)));
      previous = choice->line;
    }
    std::erase_if(out->threads, [](const Thread& thread) { return thread.lines.empty(); });
  }

  // Puts a tail behind its beginning.
  static void Append(Thread* tail, Thread* thread) {
    tail->links.front() = Link::kSentence;
    tail->moved.front() = true;
    thread->lines.insert(thread->lines.end(), tail->lines.begin(), tail->lines.end());
    thread->links.insert(thread->links.end(), tail->links.begin(), tail->links.end());
    thread->moved.insert(thread->moved.end(), tail->moved.begin(), tail->moved.end());
    *tail = Thread();
  }

  static bool HeadBetween(const Explanation& page, size_t first, size_t second) {
    for (size_t i = first + 1; i < second; ++i) {
      if (page.places[i].attachment == Attachment::kHead) return true;
    }
    return false;
  }

  const Page& page_;
  const Seams& seams_;
  const NgramIndex& index_;
  const std::vector<Line>& lines_;
  const Readings& readings_;
  const Weights& weights_;
  const SearchOptions options_;
  const std::vector<std::vector<Tie>> ties_;
  Cohesion cohesion_;
  size_t present_ = 0;                        // line
  std::vector<float> shared_;                 // per line, of the present piece; zero between pieces
  std::vector<uint8_t> names_speaker_;        // per line, of the present piece; zero between pieces
  std::vector<size_t> speaker_lines_;         // … those that do
  LineSetMemo<double> shared_with_;           // of the present piece
  std::vector<Tie> near_;                     // of the present piece, to lines that explanations remember
  double tied_below_ = 0;                     // what it shares with lines printed below it
  std::array<double, kUnderWay> topic_ = {};  // per article under way of the hypothesis looked at
  double other_topic_ = 0;                    // … of an article that is not under way
  std::vector<Hypothesis> held_, next_;
  std::vector<Hypothesis*> beam_;                        // those of held_ that are gone on with
  std::array<Step, kUnderWay + kWaiting + 1> proposed_;  // by one explanation
  size_t proposed_count_ = 0;
  double best_ = 0;  // rank of the best step proposed for the present piece
  std::vector<Step> steps_;
  std::vector<Choice> choices_;
  std::vector<uint64_t> states_;                        // of the explanations kept so far
  std::vector<std::pair<int32_t, double>> continuity_;  // of the present piece, by the line before
  std::vector<std::pair<int32_t, double>> begins_;      // … by the head it would begin
  std::vector<Tail> tails_;                             // per line of text placed so far
  std::vector<Opening> openings_;
  StartKind start_ = StartKind::kPlain;
  bool closing_ = false;  // the present piece ends in a byline
  bool open_ = false;     // … in mid-sentence
};

}  // namespace

Explanation ExplainPage(const Page& page, const Seams& seams, const NgramIndex& index, const std::vector<Line>& lines,
                        const Readings& readings, const Weights& weights, const SearchOptions& options) {
  return Search(page, seams, index, lines, readings, weights, options).Run();
}

}  // namespace jianbao::newspaper
