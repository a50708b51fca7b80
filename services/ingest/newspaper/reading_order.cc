#include "services/ingest/newspaper/reading_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace jianbao::newspaper {
namespace {

// Pieces this far apart are never tied: it bounds the work on a hostile page and is more than any page holds.
constexpr int kWindow = 64;
// Staying in file order is worth this much; a move must pay its price out of the evidence.
constexpr double kStay = 1.5;
constexpr double kMove = 1.6;
constexpr double kMoveBack = 0.8;
constexpr double kMovePerPiece = 0.05;
constexpr double kSure = 3.5;  // a neighbour that continues this well is not looked for elsewhere

struct Candidate {
  int from = 0;  // indices into the pieces
  int to = 0;
  double weight = 0;
  double continuity = 0;
};

// Two pieces of one article must not follow each other in a ring.
class Chains {
 public:
  explicit Chains(size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }
  bool Join(int a, int b) {
    a = Root(a);
    b = Root(b);
    if (a == b) return false;
    parent_[static_cast<size_t>(b)] = a;
    return true;
  }

 private:
  int Root(int i) {
    while (parent_[static_cast<size_t>(i)] != i) {
      parent_[static_cast<size_t>(i)] = parent_[static_cast<size_t>(parent_[static_cast<size_t>(i)])];
      i = parent_[static_cast<size_t>(i)];
    }
    return i;
  }
  std::vector<int> parent_;
};

class Matcher {
 public:
  Matcher(const Seams& seams, const std::vector<Line>& lines) : seams_(seams), lines_(lines) {
    for (size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].shape == Shape::kProse && lines[i].part.chars.size() > 0) pieces_.push_back(static_cast<int>(i));
    }
  }

  std::vector<Thread> Match() {
    Propose();
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](const Candidate& a, const Candidate& b) { return a.weight > b.weight; });
    std::vector<Thread> threads(lines_.size());
    std::vector<bool> ended(pieces_.size()), begun(pieces_.size());
    Chains chains(pieces_.size());
    for (const Candidate& c : candidates_) {
      const size_t from = static_cast<size_t>(c.from), to = static_cast<size_t>(c.to);
      if (ended[from] || begun[to] || !chains.Join(c.from, c.to)) continue;
      ended[from] = begun[to] = true;
      threads[static_cast<size_t>(pieces_[to])] = {pieces_[from], c.continuity, !Adjacent(c.from, c.to)};
    }
    return threads;
  }

 private:
  const Line& At(int piece) const { return lines_[static_cast<size_t>(pieces_[static_cast<size_t>(piece)])]; }

  // Nothing but the two in this order: no headline, byline or other text between.
  bool Adjacent(int from, int to) const {
    return to == from + 1 && pieces_[static_cast<size_t>(to)] == pieces_[static_cast<size_t>(from)] + 1;
  }

  bool MayContinue(int piece) const { return !At(piece).lead.report && !At(piece).jump_from; }

  void Propose() {
    const int count = static_cast<int>(pieces_.size());
    for (int from = 0; from < count; ++from) {
      if (seams_.EndOf(At(from).part.chars) == EndKind::kSentence) continue;
      double best = 0;
      if (from + 1 < count && MayContinue(from + 1) && Adjacent(from, from + 1)) best = Offer(from, from + 1);
      if (best >= kSure) continue;
      for (int to = std::max(0, from - kWindow); to < std::min(count, from + kWindow); ++to) {
        if (to == from || (to == from + 1 && Adjacent(from, to)) || !MayContinue(to)) continue;
        if (Dangles(to)) Offer(from, to);
      }
    }
  }

  // Whether the piece before it in the file leaves the start of this one unexplained.
  bool Dangles(int piece) const {
    if (seams_.StartOf(At(piece).part) == StartKind::kMiddle) return true;
    if (piece == 0 || !Adjacent(piece - 1, piece)) return true;
    return seams_.EndOf(At(piece - 1).part.chars) != EndKind::kSentence;
  }

  double Offer(int from, int to) {
    const double continuity = seams_.Continuity(At(from).part, At(to).part);
    double weight = continuity;
    if (Adjacent(from, to)) {
      weight += kStay;
    } else {
      const int distance = to > from ? to - from - 1 : from - to;
      weight -= kMove + (to < from ? kMoveBack : 0) + kMovePerPiece * distance;
    }
    const bool accepted = Adjacent(from, to) ? weight > kStay : weight > 0;
    if (accepted) candidates_.push_back({from, to, weight, continuity});
    return continuity;
  }

  const Seams& seams_;
  const std::vector<Line>& lines_;
  std::vector<int> pieces_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::vector<Thread> ReadingOrder(const Page& page, const Seams& seams, const std::vector<Line>& lines) {
  return Matcher(seams, lines).Match();
}

}  // namespace jianbao::newspaper
