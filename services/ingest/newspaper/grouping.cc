#include "services/ingest/newspaper/grouping.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/titles.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

constexpr int kMaxSeries = 16;    // pieces one label or byline may stand over
constexpr size_t kMaxNoise = 40;  // lines that may be left of one vertical headline

class Grouper {
 public:
  Grouper(const Page& page, const std::vector<Line>& lines, const Explanation& explanation)
      : page_(page), lines_(lines), explanation_(explanation) {
    out_.placements.resize(lines.size());
  }

  Grouping Group(std::vector<Thread> threads) {
    OpenDrafts(std::move(threads));
    PlaceAttached();
    TieNoise();
    TellPictures();
    ShareLabels();
    ShareBylines();
    return std::move(out_);
  }

 private:
  CharRange Range(size_t line) const { return lines_[line].part.chars; }
  std::u32string_view Text(size_t line) const { return page_.Folded(lines_[line].part); }
  Draft& At(int article) { return out_.drafts[static_cast<size_t>(article)]; }

  void Place(size_t line, int article, Role role, double certainty = 1) {
    out_.placements[line] = {article, role, certainty};
  }

  // One draft for each head and each text without one, in the order they begin on the page.
  void OpenDrafts(std::vector<Thread> threads) {
    std::vector<int> thread_of_head(explanation_.heads.size(), kNone);
    std::vector<std::pair<size_t, int>> order;  // first line, and head or ~thread
    for (size_t t = 0; t < threads.size(); ++t) {
      if (threads[t].head != kNone) {
        thread_of_head[static_cast<size_t>(threads[t].head)] = static_cast<int>(t);
      } else {
        order.emplace_back(threads[t].lines.front(), ~static_cast<int>(t));
      }
    }
    for (size_t h = 0; h < explanation_.heads.size(); ++h)
      order.emplace_back(explanation_.heads[h].first, static_cast<int>(h));
    std::sort(order.begin(), order.end());
    head_draft_.assign(explanation_.heads.size(), kNone);
    for (const auto& [line, which] : order) {
      const int article = static_cast<int>(out_.drafts.size());
      Draft draft;
      int thread = which < 0 ? ~which : kNone;
      if (which >= 0) {
        const Head& head = explanation_.heads[static_cast<size_t>(which)];
        draft.headline = head.headline;
        draft.label = head.label;
        draft.bylines = head.bylines;
        head_draft_[static_cast<size_t>(which)] = article;
        thread = thread_of_head[static_cast<size_t>(which)];
      }
      if (thread != kNone) draft.text = std::move(threads[static_cast<size_t>(thread)]);
      for (size_t k = 0; k < draft.text.lines.size(); ++k) {
        Place(draft.text.lines[k], article, Role::kBody, explanation_.certainty[draft.text.lines[k]]);
      }
      out_.drafts.push_back(std::move(draft));
    }
  }

  void PlaceAttached() {
    int above = kNone;
    for (size_t i = 0; i < lines_.size(); ++i) {
      const newspaper::Place& place = explanation_.places[i];
      const double sure = explanation_.certainty[i];
      switch (place.attachment) {
        case Attachment::kText: above = out_.placements[i].article; break;
        case Attachment::kHead: Place(i, head_draft_[static_cast<size_t>(place.head)], place.role, sure); break;
        case Attachment::kNothing: Place(i, kNone, place.role, sure); break;
        case Attachment::kAbove:
          if (StandsOverSeries(i, above)) break;
          Place(i, above, above == kNone ? Role::kNoise : place.role, sure);
          if (above != kNone && lines_[i].shape == Shape::kByline) At(above).bylines.push_back(i);
          break;
        case Attachment::kBelow: break;
      }
    }
    int below = kNone;
    for (size_t i = lines_.size(); i-- > 0;) {
      if (explanation_.places[i].attachment == Attachment::kText) below = out_.placements[i].article;
      const bool unplaced = explanation_.places[i].attachment == Attachment::kAbove &&
                            lines_[i].shape == Shape::kByline && out_.placements[i].article == kNone;
      if (unplaced && below != kNone) {
        Place(i, below, Role::kSignature, explanation_.certainty[i]);
        At(below).bylines.push_back(i);
      }
      if (explanation_.places[i].attachment != Attachment::kBelow) continue;
      Place(i, below, below == kNone ? Role::kNoise : explanation_.places[i].role, explanation_.certainty[i]);
    }
  }

  // A byline below an editor's note names who wrote the pieces that follow, not who wrote the note.
  bool StandsOverSeries(size_t line, int above) {
    if (lines_[line].shape != Shape::kByline || above == kNone || !IsNote(above)) return false;
    return std::any_of(explanation_.places.begin() + static_cast<ptrdiff_t>(line) + 1, explanation_.places.end(),
                       [](const newspaper::Place& place) { return place.attachment == Attachment::kText; });
  }

  // 图片新闻: below the name of a column, what stands under a picture is the text.
  void TellPictures() {
    for (size_t i = 0; i < lines_.size(); ++i) {
      const Placement& placement = out_.placements[i];
      if (placement.role != Role::kCaption || placement.article == kNone) continue;
      Draft& draft = At(placement.article);
      const bool caption_above = !draft.text.lines.empty() && lines_[draft.text.lines.back()].shape == Shape::kCaption;
      if (draft.label == kNone || (!draft.text.lines.empty() && !caption_above)) continue;
      draft.text.links.push_back(caption_above ? Link::kParagraph : Link::kFirst);
      draft.text.moved.push_back(false);
      draft.text.lines.push_back(i);
      out_.placements[i].role = Role::kBody;
    }
  }

  // Characters of a lost vertical headline stand about as single lines. They belong to the article without a headline
  // whose text they stand over, or to the only one the page has.
  void TieNoise() {
    std::vector<int> headless;
    for (size_t k = 0; k < out_.drafts.size(); ++k) {
      const Draft& draft = out_.drafts[k];
      if (draft.headline == kNone && !draft.text.lines.empty() && lines_[draft.text.lines.front()].lead.report) {
        headless.push_back(static_cast<int>(k));
      }
    }
    if (headless.empty()) return;
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (!IsStrayCharacter(i)) continue;
      size_t end = i;
      while (end < lines_.size() && IsStrayCharacter(end)) ++end;
      const int owner = end - i <= kMaxNoise ? OwnerOfNoise(headless, i, end) : kNone;
      for (size_t k = i; k < end && owner != kNone; ++k) Place(k, owner, Role::kNoise, 0.5);
      i = end - 1;
    }
  }

  bool IsStrayCharacter(size_t i) const {
    return lines_[i].shape == Shape::kNoise && Range(i).size() == 1 && text::IsHan(Text(i)[0]);
  }

  int OwnerOfNoise(const std::vector<int>& headless, size_t begin, size_t end) const {
    const bool text_below = end < lines_.size() && lines_[end].shape == Shape::kProse;
    const int below = text_below ? out_.placements[end].article : kNone;
    if (std::find(headless.begin(), headless.end(), below) != headless.end()) return below;
    int best = kNone;
    size_t most = (end - begin) / 2;
    for (const int article : headless) {
      const size_t first = out_.drafts[static_cast<size_t>(article)].text.lines.front();
      size_t held = 0;
      for (size_t k = begin; k < end; ++k) held += Text(first).find(Text(k)[0]) != std::u32string_view::npos;
      if (held > most) most = held, best = article;
    }
    return best;
  }

  // ---- series

  // A label printed behind its pieces governs all of them from the editor's note, or the text that announces it; that
  // of a digest governs the short items below it.
  void ShareLabels() {
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (out_.placements[i].role != Role::kSectionLabel || out_.placements[i].article == kNone) continue;
      if (explanation_.places[i].attachment == Attachment::kAbove)
        ShareBackwards(i);
      else if (IsDigest(i))
        ShareForwards(i);
    }
  }

  void ShareBackwards(size_t line) {
    const int last = out_.placements[line].article;
    const std::u32string name = text::FromUtf8(ColumnName(page_, Range(line)));
    int first = last;
    for (int k = last; k >= 0 && last - k < kMaxSeries; --k) {
      if (Announces(k, name)) first = k;
      if (IsNote(k)) {
        first = k;
        break;
      }
    }
    for (int k = first; k <= last; ++k) At(k).label = static_cast<int>(line);
    Place(line, first, Role::kSectionLabel);
  }

  bool Announces(int article, std::u32string_view name) {
    const Draft& draft = At(article);
    return !draft.text.lines.empty() &&
           page_.Printed(Range(draft.text.lines.front())).find(name) != std::u32string_view::npos;
  }

  bool IsNote(int article) {
    const Draft& draft = At(article);
    return !draft.text.lines.empty() && PrefixIn(Text(draft.text.lines.front()), NoteOpenings()) > 0;
  }

  bool IsDigest(size_t line) const {
    const std::u32string name = text::FromUtf8(ColumnName(page_, Range(line)));
    return SuffixIn(name, DigestLabels()) > 0;
  }

  // As short as the items of a digest are.
  bool IsShort(const Draft& draft) const {
    constexpr size_t kMostLines = 2;
    constexpr uint32_t kLongest = 200;
    const bool notice =
        draft.headline != kNone && SuffixIn(Text(static_cast<size_t>(draft.headline)), NoticeSuffixes()) > 0;
    return !notice && !draft.text.lines.empty() && draft.text.lines.size() <= kMostLines && draft.bylines.empty() &&
           std::all_of(draft.text.lines.begin(), draft.text.lines.end(),
                       [this](size_t line) { return Range(line).size() <= kLongest; });
  }

  void ShareForwards(size_t line) {
    const int first = out_.placements[line].article;
    for (int k = first + 1; k < static_cast<int>(out_.drafts.size()) && k - first < kMaxSeries; ++k) {
      Draft& draft = At(k);
      if (draft.label != kNone || !IsShort(draft)) return;
      draft.label = static_cast<int>(line);
    }
  }

  // A byline over the first piece of a series stands over those behind it that have none.
  void ShareBylines() {
    for (size_t k = 0; k + 1 < out_.drafts.size(); ++k) {
      const Draft& draft = out_.drafts[k];
      Draft& next = out_.drafts[k + 1];
      if (draft.bylines.empty() || draft.label == kNone || draft.label != next.label || !next.bylines.empty()) continue;
      const bool reported = !next.text.lines.empty() && !lines_[next.text.lines.front()].lead.bylines.empty();
      if (!reported) next.bylines = draft.bylines;
    }
  }

  const Page& page_;
  const std::vector<Line>& lines_;
  const Explanation& explanation_;
  Grouping out_;
  std::vector<int> head_draft_;
};

}  // namespace

Grouping GroupLines(const Page& page, const std::vector<Line>& lines, Explanation explanation) {
  std::vector<Thread> threads = std::move(explanation.threads);
  return Grouper(page, lines, explanation).Group(std::move(threads));
}

}  // namespace jianbao::newspaper
