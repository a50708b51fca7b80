// Learns the weights of the page model (services/ingest/newspaper/weights.h) from pages with gold annotations: reads
// each page once as the gold says it should be read and once as it is tempting to read it wrongly, and moves the
// weights by the evidence that tells the two apart: D. Chiang, "Hope and Fear for Discriminative Training of
// Statistical Translation Models", 2012. Prints the weights that changed; page_tune takes it from there.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "libs/text/chars.h"
#include "services/ingest/newspaper/heads.h"
#include "services/ingest/newspaper/threads.h"
#include "tests/acceptance/page_samples.h"

namespace jianbao::acceptance {
namespace {

using namespace newspaper;  // NOLINT: this tool is about its insides

constexpr double kNever = 1e9;
constexpr size_t kHopeBeam = 48;
constexpr double kHope = 5;

struct Weight {
  const char* name;
  double Weights::*value;
};

const std::vector<Weight>& AllWeights() {
  static const auto& all = *new std::vector<Weight>{
#define JIANBAO_WEIGHT(name, value, meaning) {#name, &Weights::name},
      JIANBAO_PAGE_WEIGHTS(JIANBAO_WEIGHT)
#undef JIANBAO_WEIGHT
  };
  return all;
}

// What the gold says of every byte of the file.
struct GoldBytes {
  std::vector<int> article;  // 0: none
  std::vector<std::string> role;
  std::vector<int> rank;  // place of a body piece in its article's reading order, -1: no piece
};

GoldBytes PaintBytes(const nlohmann::json& gold, std::string_view source) {
  GoldBytes out;
  out.article.assign(source.size() + 1, 0);
  out.role.assign(source.size() + 1, "");
  out.rank.assign(source.size() + 1, -1);
  const std::u32string chars = text::FromUtf8(source);
  std::vector<size_t> byte_of, line_begin;
  size_t at = 0;
  for (size_t i = 0; i < chars.size(); ++i) {
    if (i == 0 || chars[i - 1] == U'\n') line_begin.push_back(i);
    byte_of.push_back(at);
    at += static_cast<size_t>(text::Utf8Length(chars[i]));
  }
  byte_of.resize(chars.size() + 4096, at);
  const auto bytes = [&](size_t line, size_t start, size_t end) {
    const size_t first = line_begin.at(line - 1);
    return std::pair(byte_of[first + start], byte_of[first + end]);
  };
  for (const auto& span : gold["spans"]) {
    const auto [begin, end] = bytes(span["line"], span["start"], span["end"]);
    for (size_t i = begin; i < end; ++i) {
      out.article[i] = span["article"];
      out.role[i] = span["role"];
    }
  }
  for (const auto& article : gold["articles"]) {
    int rank = 0;
    for (const auto& piece : article["reading_order"]) {
      const auto [begin, end] = bytes(piece[0], piece[1], piece[2]);
      for (size_t i = begin; i < end; ++i) out.rank[i] = rank;
      ++rank;
    }
  }
  return out;
}

struct Sample {
  const PageSample* page = nullptr;
  GoldBytes gold;
};

// A line as the gold sees it.
struct GoldLine {
  int article = 0;
  int rank = -1;
  std::string role;
  double size = 0;  // 0.5 to 2
};

// A page as read with some weights, up to the search.
struct Material {
  Material(std::string_view text, const Weights& w)
      : page(*text::Decode(text, std::nullopt)),
        index(page),
        seams(page, index, **LanguageModel::Installed(), w),
        lines(ClassifyLines(page, index, seams, w)),
        readings(ReadHeads(page, index, seams, lines, w)) {}

  Explanation Explain(const Weights& w, const SearchOptions& options) const {
    return ExplainPage(page, seams, index, lines, readings, w, options);
  }

  const newspaper::Page page;
  const NgramIndex index;
  const Seams seams;
  const std::vector<Line> lines;
  const Readings readings;
};

bool IsTitleRole(const std::string& role) {
  return role == "headline" || role == "kicker" || role == "deck" || role == "section_label";
}

// Counts what is wrong with each decision, `price` a fault.
class Teacher : public Guide {
 public:
  Teacher(const Material& material, const GoldBytes& gold, double price) : price_(price) {
    for (const Line& line : material.lines) lines_.push_back(Look(material.page, line, gold));
    for (size_t i = 0; i < lines_.size(); ++i) {
      const GoldLine& line = lines_[i];
      if (line.rank >= 0) pieces_[line.article].emplace_back(line.rank, i);
      if (IsTitleRole(line.role)) headed_[line.article] = true;
    }
    for (auto& [article, pieces] : pieces_) std::sort(pieces.begin(), pieces.end());
  }

  double OfReading(const Run& run, const Reading& reading, const std::vector<Head>& heads) const override {
    double faults = 0;
    for (size_t i = run.begin; i < run.end; ++i) {
      const newspaper::Place& place = reading.places[i - run.begin];
      faults += OfPlace(run, reading, heads, i, place);
      if (i == run.begin || place.attachment != Attachment::kHead) continue;
      const newspaper::Place& before = reading.places[i - run.begin - 1];
      if (before.attachment != Attachment::kHead || lines_[i].article == 0 || lines_[i - 1].article == 0) continue;
      const bool together = before.head == place.head, should = lines_[i].article == lines_[i - 1].article;
      if (together != should) faults += 1;
    }
    return price_ * faults;
  }

  double OfGoingOn(size_t line, size_t last) const override {
    const GoldLine &a = lines_[last], &b = lines_[line];
    if (b.article == 0 || a.article != b.article) return price_ * b.size;
    if (b.rank < 0 || a.rank < 0) return 0;
    return a.rank <= b.rank ? 0 : price_ * 0.6 * b.size;
  }

  double OfBeginning(size_t line, const Head* head) const override {
    const GoldLine& b = lines_[line];
    if (b.article == 0) return head == nullptr ? 0 : price_ * b.size;
    const bool earlier_printed = HasEarlierPieceAbove(line);
    if (head == nullptr) {
      if (earlier_printed) return price_ * b.size;
      if (headed_.contains(b.article) && Predecessor(line)) return price_ * 0.8 * b.size;  // adopted later
      return headed_.contains(b.article) ? price_ * b.size : 0;
    }
    const int article = ArticleOf(*head);
    if (article != b.article) return price_ * b.size;
    return IsFirst(line) ? 0 : price_ * 0.5 * b.size;
  }

  double OfAdopting(size_t line, size_t tail) const override {
    const std::optional<size_t> before = Predecessor(tail);
    return before == line ? -price_ * 0.8 * lines_[tail].size : price_ * lines_[tail].size;
  }

 private:
  static GoldLine Look(const newspaper::Page& page, const Line& line, const GoldBytes& gold) {
    std::map<std::tuple<int, int, std::string>, size_t> counts;
    const text::ByteSpan span = page.Source(line.part.chars);
    for (auto i = static_cast<size_t>(span.begin); i < static_cast<size_t>(span.end); ++i)
      ++counts[{gold.article[i], gold.rank[i], gold.role[i]}];
    GoldLine out;
    size_t most = 0;
    for (const auto& [key, n] : counts) {
      if (n <= most) continue;
      most = n;
      std::tie(out.article, out.rank, out.role) = key;
    }
    out.size = std::clamp(static_cast<double>(line.part.chars.size()) / 60, 0.5, 2.0);
    return out;
  }

  double OfPlace(const Run& run, const Reading& reading, const std::vector<Head>& heads, size_t i,
                 const newspaper::Place& place) const {
    const GoldLine& gold = lines_[i];
    const bool title = IsTitleRole(gold.role);
    const double much = title ? 1.5 : gold.role == "body" ? gold.size : 0.7;
    switch (place.attachment) {
      case Attachment::kText: return gold.role == "body" ? 0 : much;
      case Attachment::kNothing: return gold.article == 0 ? 0 : much;
      case Attachment::kHead: {
        if (gold.article == 0) return much;
        const bool role_right = place.role == Role::kHeadline || place.role == Role::kKicker ||
                                        place.role == Role::kDeck || place.role == Role::kSectionLabel
                                    ? title
                                    : !title && gold.role != "subhead";
        if (!role_right) return much;
        return ArticleOf(heads[static_cast<size_t>(place.head)]) == gold.article ? 0 : much;
      }
      case Attachment::kAbove:
        if (place.role == Role::kSectionLabel) return gold.role == "section_label" ? 0 : much;
        return gold.article != 0 && gold.article == TextFrom(run, reading, i, -1) && !title && gold.role != "subhead"
                   ? 0
                   : much;
      case Attachment::kBelow:
        if (place.role == Role::kSubhead)
          return gold.role == "subhead" && gold.article == TextFrom(run, reading, i, 1) ? 0 : much;
        return !title && gold.article == TextFrom(run, reading, i, 1) ? 0 : much;
    }
    return 0;
  }

  // The article of the first text above or below a line.
  int TextFrom(const Run& run, const Reading& reading, size_t line, int step) const {
    for (int64_t i = static_cast<int64_t>(line) + step; i >= 0 && i < static_cast<int64_t>(lines_.size()); i += step) {
      const auto k = static_cast<size_t>(i);
      const bool text = k >= run.begin && k < run.end ? reading.places[k - run.begin].attachment == Attachment::kText
                                                      : lines_[k].role == "body";
      if (text) return lines_[k].article;
    }
    return -1;
  }

  int ArticleOf(const Head& head) const {
    const auto line = head.headline != kNone ? static_cast<size_t>(head.headline)
                      : !head.titles.empty() ? head.titles.front()
                                             : head.first;
    return lines_[line].article;
  }

  const std::vector<std::pair<int, size_t>>& PiecesOf(int article) const {
    static const std::vector<std::pair<int, size_t>> none;
    const auto found = pieces_.find(article);
    return found == pieces_.end() ? none : found->second;
  }

  // The line that should be read before, if it is printed below.
  std::optional<size_t> Predecessor(size_t line) const {
    const auto& pieces = PiecesOf(lines_[line].article);
    for (size_t k = 1; k < pieces.size(); ++k) {
      if (pieces[k].second == line && pieces[k - 1].second > line) return pieces[k - 1].second;
    }
    return std::nullopt;
  }

  bool HasEarlierPieceAbove(size_t line) const {
    for (const auto& [rank, other] : PiecesOf(lines_[line].article)) {
      if (other == line) return false;
      if (other < line) return true;
    }
    return false;
  }

  bool IsFirst(size_t line) const {
    const auto& pieces = PiecesOf(lines_[line].article);
    return pieces.empty() || pieces.front().second == line || lines_[line].rank <= pieces.front().first;
  }

  double price_;
  std::vector<GoldLine> lines_;
  std::map<int, std::vector<std::pair<int, size_t>>> pieces_;  // rank and line
  std::map<int, bool> headed_;
};

// Allows one explanation only.
class Follower : public Guide {
 public:
  Follower(const Explanation& explanation, size_t lines) : explanation_(explanation), before_(lines), adopter_(lines) {
    for (const Thread& thread : explanation.threads) {
      for (size_t k = 0; k < thread.lines.size(); ++k) {
        const size_t line = thread.lines[k];
        if (k > 0 && thread.lines[k - 1] < line)
          before_[line] = thread.lines[k - 1];
        else if (k > 0)
          adopter_[line] = thread.lines[k - 1];
        else if (thread.head != kNone)
          head_[line] = explanation.heads[static_cast<size_t>(thread.head)].first;
      }
    }
  }

  double OfReading(const Run& run, const Reading& reading, const std::vector<Head>& heads) const override {
    for (size_t i = run.begin; i < run.end; ++i) {
      const newspaper::Place &ours = reading.places[i - run.begin], &wanted = explanation_.places[i];
      if (ours.attachment != wanted.attachment || ours.role != wanted.role) return -kNever;
      if (ours.attachment == Attachment::kHead &&
          heads[static_cast<size_t>(ours.head)].first != explanation_.heads[static_cast<size_t>(wanted.head)].first)
        return -kNever;
    }
    return 0;
  }
  double OfGoingOn(size_t line, size_t last) const override { return before_[line] == last ? 0 : -kNever; }
  double OfBeginning(size_t line, const Head* head) const override {
    if (before_[line]) return -kNever;
    const auto found = head_.find(line);
    if (head == nullptr) return found == head_.end() ? 0 : -kNever;
    return found != head_.end() && found->second == head->first ? 0 : -kNever;
  }
  double OfAdopting(size_t line, size_t tail) const override { return adopter_[tail] == line ? 0 : -kNever; }

 private:
  const Explanation& explanation_;
  std::vector<std::optional<size_t>> before_, adopter_;
  std::map<size_t, size_t> head_;  // line of text -> first line of its head
};

// The score of an explanation as it is, without any guide's likes.
double PlainScore(std::string_view text, const Explanation& explanation, const Weights& w, size_t lines) {
  const Material material(text, w);
  if (material.lines.size() != lines) return std::numeric_limits<double>::quiet_NaN();
  const Follower follower(explanation, lines);
  // Two: an adoption is a choice to be made beside the explanation without it.
  const double score = material.Explain(w, {.beam = 2, .guide = &follower}).score;
  return score < -kNever / 2 ? std::numeric_limits<double>::quiet_NaN() : score;
}

// Whether evidence is multiplied by the weight, rather than shaped by it.
bool IsFactor(const Weight& weight) {
  return weight.value != &Weights::topic_doubt && weight.value != &Weights::topic_most &&
         weight.value != &Weights::cohesion_trust && weight.value != &Weights::cohesion_most &&
         weight.value != &Weights::cohesion_other && weight.value != &Weights::tail_promise;
}

// d score / d weight: the evidence an explanation counts, by weight.
std::optional<std::vector<double>> EvidenceOf(std::string_view text, const Explanation& explanation, const Weights& w,
                                              size_t lines, double* score) {
  constexpr double kStep = 1e-4;
  *score = PlainScore(text, explanation, w, lines);
  if (std::isnan(*score)) return std::nullopt;
  std::vector<double> evidence;
  Weights moved = w;
  for (const Weight& weight : AllWeights()) {
    if (!IsFactor(weight)) {
      evidence.push_back(0);
      continue;
    }
    moved.*weight.value += kStep;
    const double value = PlainScore(text, explanation, moved, lines);
    moved.*weight.value = w.*weight.value;
    const double slope = (value - *score) / kStep;
    // A threshold crossed is no slope.
    evidence.push_back(std::isnan(slope) || std::abs(slope) > 100 ? 0 : slope);
  }
  return evidence;
}

struct Lesson {
  bool any = false;
  std::vector<double> towards;  // evidence of the good explanation less that of the tempting one
  double faults = 0;            // of the tempting one beyond the good one's
};

Lesson Study(const Sample& sample, const Weights& w, double margin) {
  const Material material(sample.page->text, w);
  const Teacher hope(material, sample.gold, -kHope), fear(material, sample.gold, margin);
  const Explanation good = material.Explain(w, {.beam = kHopeBeam, .guide = &hope});
  const Explanation bad = material.Explain(w, {.guide = &fear});
  double good_score = 0, bad_score = 0;
  const size_t lines = material.lines.size();
  const auto good_evidence = EvidenceOf(sample.page->text, good, w, lines, &good_score);
  const auto bad_evidence = EvidenceOf(sample.page->text, bad, w, lines, &bad_score);
  if (!good_evidence || !bad_evidence) return {};
  const double good_faults = (good_score - good.score) / kHope, bad_faults = (bad.score - bad_score) / margin;
  Lesson lesson{.any = bad_faults > good_faults + 0.01, .towards = {}, .faults = bad_faults - good_faults};
  for (size_t k = 0; k < good_evidence->size(); ++k) lesson.towards.push_back((*good_evidence)[k] - (*bad_evidence)[k]);
  return lesson;
}

void Print(const Weights& weights) {
  const Weights start;
  std::cout << "goodness\n";
  for (const Weight& w : AllWeights()) {
    if (std::abs(weights.*w.value - start.*w.value) >= 0.005)
      std::cout << absl::StrFormat("  %-24s %7.2f -> %7.2f\n", w.name, start.*w.value, weights.*w.value);
  }
  std::cout << std::flush;
}

struct Plan {
  int epochs = 10;
  double margin = 1, step = 0.3;
  uint64_t seed = 1;
};

class Learner {
 public:
  // `shown` is scored and not learnt from. Both must outlive the learner.
  Learner(const std::vector<PageGroup>& groups, const std::vector<PageGroup>& shown, Plan plan)
      : groups_(groups), shown_(shown), plan_(plan), seen_(AllWeights().size(), 0), sum_(AllWeights().size(), 0) {
    for (const PageGroup& group : groups) {
      for (const PageSample& page : group.pages) samples_.push_back({&page, PaintBytes(page.json, page.text)});
    }
  }

  // Prints the figures of each epoch, and the mean of the weights so far.
  void Run() {
    Report("start", weights_);
    std::mt19937_64 random(plan_.seed);
    for (int epoch = 1; epoch <= plan_.epochs; ++epoch) {
      std::vector<size_t> order(samples_.size());
      std::iota(order.begin(), order.end(), 0);
      std::shuffle(order.begin(), order.end(), random);
      StudyAll(order, epoch > 1);
      Report(absl::StrFormat("epoch %d", epoch), weights_);
      if (steps_ == 0) continue;
      Weights mean;
      for (size_t k = 0; k < sum_.size(); ++k) mean.*AllWeights()[k].value = sum_[k] / steps_;
      Report("  mean", mean);
      Print(mean);
    }
  }

 private:
  void StudyAll(const std::vector<size_t>& order, bool count) {
    constexpr size_t kBatch = 8;
    for (size_t b = 0; b < order.size(); b += kBatch) {
      std::vector<Lesson> lessons(std::min(kBatch, order.size() - b));
      InParallel(lessons.size(), [&](size_t i) { lessons[i] = Study(samples_[order[b + i]], weights_, plan_.margin); });
      for (const Lesson& lesson : lessons) Learn(lesson);
      if (!count) continue;
      for (size_t k = 0; k < sum_.size(); ++k) sum_[k] += weights_.*AllWeights()[k].value;
      ++steps_;
    }
  }

  // Evidence that is seldom seen moves its weight further: J. Duchi et al., "Adaptive Subgradient Methods", 2011.
  void Learn(const Lesson& lesson) {
    double lead = 0;
    for (size_t k = 0; k < lesson.towards.size(); ++k) lead += lesson.towards[k] * (weights_.*AllWeights()[k].value);
    if (!lesson.any || lead >= plan_.margin * lesson.faults) return;
    for (size_t k = 0; k < lesson.towards.size(); ++k) {
      const double slope = lesson.towards[k];
      seen_[k] += slope * slope;
      weights_.*AllWeights()[k].value += plan_.step * slope / std::sqrt(1 + seen_[k]);
    }
  }

  void Report(const std::string& when, const Weights& weights) const {
    std::cout << when;
    for (const auto* all : {&groups_, &shown_}) {
      for (const PageGroup& group : *all) {
        std::vector<Figures> figures(group.pages.size());
        InParallel(figures.size(), [&](size_t i) { figures[i] = ScorePage(group.pages[i], weights); });
        double goodness = 0, articles = 0;
        for (const Figures& f : figures) goodness += GoodnessOf(f), articles += f.at("articles");
        const auto n = static_cast<double>(std::max<size_t>(1, figures.size()));
        std::cout << absl::StrFormat("  %s %.4f/%.4f", group.name, goodness / n, articles / n);
      }
    }
    std::cout << std::endl;
  }

  const std::vector<PageGroup>& groups_;
  const std::vector<PageGroup>& shown_;
  const Plan plan_;
  std::vector<Sample> samples_;
  Weights weights_;
  std::vector<double> seen_;  // squares of all slopes, by weight
  std::vector<double> sum_;   // of the weights after each batch
  double steps_ = 0;
};

int Run(int argc, char** argv) {
  CLI::App app{
      "Learns the weights of the page model from the sample issues, folders with issues/ and gold/, and pages "
      "generated "
      "from their articles. Figures are goodness/articles; goodness is what page_tune maximises."};
  std::vector<std::string> folders, shown_folders;
  int generated = 15;
  Plan plan;
  app.add_option("--pages", folders, "further folders with issues/ and gold/");
  app.add_option("--show", shown_folders, "folders that are scored and not learnt from");
  app.add_option("--generated", generated, "generated pages a kind")->capture_default_str();
  app.add_option("--epochs", plan.epochs, "times each page is studied")->capture_default_str();
  app.add_option("--seed", plan.seed, "of the order of pages")->capture_default_str();
  app.add_option("--margin", plan.margin, "log-odds a fault should cost")->capture_default_str();
  app.add_option("--step", plan.step, "how far a weight moves at first")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const std::vector<PageGroup> groups = ReadPageGroups(folders, generated);
  std::vector<PageGroup> shown;
  for (const std::string& folder : shown_folders) shown.push_back(ReadPageGroup(folder, 1));
  Learner(groups, shown, plan).Run();
  return 0;
}

}  // namespace
}  // namespace jianbao::acceptance

int main(int argc, char** argv) { return jianbao::acceptance::Run(argc, argv); }
