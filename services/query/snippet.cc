#include "services/query/snippet.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "libs/text/chars.h"

namespace jianbao::query {
namespace {

using text::ByteSpan;
using type::v1::Article;
using type::v1::SearchField;
using Match = index::v1::FetchArticlesResponse::Match;
using Matches = google::protobuf::RepeatedPtrField<Match>;

bool IsBoundary(std::string_view text, int64_t at) {
  if (at == static_cast<int64_t>(text.size())) return true;
  return at >= 0 && at < static_cast<int64_t>(text.size()) && (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// A half-open range of characters.
struct Window {
  int begin = 0;
  int end = 0;
};

// A text that is indexed by character. Passages are measured in characters, matches in bytes.
class Characters {
 public:
  explicit Characters(std::string_view text) : text_(text) {
    for (uint32_t i = 0; i < text.size(); ++i) {
      if (IsBoundary(text, i)) offsets_.push_back(i);
    }
    offsets_.push_back(static_cast<uint32_t>(text.size()));
  }

  int size() const { return static_cast<int>(offsets_.size()) - 1; }
  int IndexOf(uint32_t byte) const {
    return static_cast<int>(std::lower_bound(offsets_.begin(), offsets_.end(), byte) - offsets_.begin());
  }
  Window ToWindow(ByteSpan span) const { return {IndexOf(span.begin), IndexOf(span.end)}; }
  ByteSpan ToBytes(Window window) const { return {offsets_[window.begin], offsets_[window.end]}; }
  std::string_view At(int i) const { return text_.substr(offsets_[i], offsets_[i + 1] - offsets_[i]); }
  std::string_view Text(Window window) const {
    const ByteSpan bytes = ToBytes(window);
    return text_.substr(bytes.begin, bytes.end - bytes.begin);
  }
  // A new sentence or paragraph begins after this character.
  bool EndsSentence(int i) const {
    const std::string_view c = At(i);
    return c == "\n" || c == "。" || c == "！" || c == "？";
  }

 private:
  const std::string_view text_;
  std::vector<uint32_t> offsets_;
};

// Picks passages one by one, the best of the matches that are left first.
class PassagePicker {
 public:
  PassagePicker(std::string_view text, const std::vector<ByteSpan>& matches, const SnippetOptions& options)
      : text_(text), options_(options) {
    for (const ByteSpan& match : matches) matches_.push_back(text_.ToWindow(match));
    left_ = matches_;
  }

  std::vector<ByteSpan> Run() {
    if (left_.empty()) PickBeginning();
    while (!left_.empty() && static_cast<int>(picked_.size()) < options_.max_passages) {
      const Window passage = Placed(BestCore());
      left_.erase(std::remove_if(left_.begin(), left_.end(),
                                 [&](Window match) { return match.begin < passage.end && passage.begin < match.end; }),
                  left_.end());
      picked_.push_back(passage);
    }
    std::sort(picked_.begin(), picked_.end(), [](Window a, Window b) { return a.begin < b.begin; });
    std::vector<ByteSpan> spans;
    for (const Window& window : picked_) spans.push_back(text_.ToBytes(window));
    return spans;
  }

 private:
  // The run of matches that fits a passage and says most: different matches count before repeated ones.
  Window BestCore() const {
    Window best = left_.front();
    std::pair<int, int> best_score = {-1, 0};
    for (size_t first = 0; first < left_.size(); ++first) {
      absl::flat_hash_set<std::string_view> seen;
      std::pair<int, int> score = {0, 0};  // characters of different matches, of all matches
      Window core = left_[first];
      for (size_t i = first; i < left_.size(); ++i) {
        const Window match = left_[i];
        if (i > first && (match.end - core.begin > options_.characters || IsPickedBetween(core.end, match.begin)))
          break;
        const int length = match.end - match.begin;
        if (seen.insert(text_.Text(match)).second) score.first += length;
        score.second += length;
        core.end = match.end;
      }
      if (score > best_score) {
        best_score = score;
        best = core;
      }
    }
    return best;
  }

  bool IsPickedBetween(int begin, int end) const {
    return std::any_of(picked_.begin(), picked_.end(),
                       [&](Window other) { return other.begin >= begin && other.end <= end; });
  }

  // `core` with context on both sides, beginning with a sentence where one begins near.
  Window Placed(Window core) const {
    int low = 0, high = text_.size();
    for (const Window& other : picked_) {
      if (other.end <= core.begin) low = std::max(low, other.end);
      if (other.begin >= core.end) high = std::min(high, other.begin);
    }
    const int spare = std::max(0, options_.characters - (core.end - core.begin));
    Window window;
    window.begin = std::max(low, core.begin - spare / 2);
    window.end = std::min(high, std::max(core.end, window.begin + options_.characters));
    window.begin =
        std::min(core.begin, std::max(low, window.end - std::max(options_.characters, core.end - core.begin)));
    for (int i = window.begin; i < core.begin; ++i) {
      if (!text_.EndsSentence(i)) continue;
      window.begin = i + 1;
      window.end = std::min(high, std::max(core.end, window.begin + options_.characters));
      break;
    }
    return Trimmed(WithoutCutMatches(window), core);
  }

  // A match is shown whole or not at all.
  Window WithoutCutMatches(Window window) const {
    for (const Window& match : matches_) {
      if (match.begin < window.begin && window.begin < match.end) window.begin = match.end;
      if (match.begin < window.end && window.end < match.end) window.end = match.begin;
    }
    return window;
  }

  // Without line feeds around `core`.
  Window Trimmed(Window window, Window core) const {
    while (window.begin < core.begin && text_.At(window.begin) == "\n") ++window.begin;
    while (window.end > core.end && text_.At(window.end - 1) == "\n") --window.end;
    return window;
  }

  void PickBeginning() {
    int begin = 0;
    while (begin < text_.size() && text_.At(begin) == "\n") ++begin;
    if (begin == text_.size()) return;
    picked_.push_back(Trimmed({begin, std::min(begin + options_.characters, text_.size())}, {begin, begin + 1}));
  }

  const Characters text_;
  const SnippetOptions options_;
  std::vector<Window> matches_;
  std::vector<Window> left_;    // matches that no passage holds yet, in order
  std::vector<Window> picked_;  // passages, in order of picking
};

// The matches of one value of one field: sorted, inside the text, on character boundaries, not overlapping.
std::vector<ByteSpan> SpansOf(const Matches& matches, SearchField field, int index, std::string_view text) {
  std::vector<ByteSpan> spans;
  for (const Match& match : matches) {
    const auto& span = match.span();
    if (match.field() != field || match.index() != index || span.begin() >= span.end()) continue;
    if (!IsBoundary(text, span.begin()) || !IsBoundary(text, span.end())) continue;
    spans.push_back({static_cast<uint32_t>(span.begin()), static_cast<uint32_t>(span.end())});
  }
  return text::Merged(std::move(spans));
}

std::vector<text::AlignedRun> BodyRuns(const Article& article) {
  std::vector<text::AlignedRun> runs;
  runs.reserve(article.body_alignment_size());
  const auto span = [](const type::v1::Span& proto) {
    return ByteSpan{static_cast<uint32_t>(proto.begin()), static_cast<uint32_t>(proto.end())};
  };
  for (const auto& run : article.body_alignment()) runs.push_back({span(run.text()), span(run.source())});
  return runs;
}

// One passage as the contract shows it. `runs`: where the field stands in the file; empty where that is not known.
v1::Snippet ToSnippet(SearchField field, std::string_view text, ByteSpan passage, const std::vector<ByteSpan>& matches,
                      const std::vector<text::AlignedRun>& runs) {
  v1::Snippet snippet;
  snippet.set_field(field);
  std::string shown(text.substr(passage.begin, passage.end - passage.begin));
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  snippet.set_text(std::move(shown));
  snippet.set_leading_ellipsis(passage.begin > 0);
  snippet.set_trailing_ellipsis(passage.end < text.size());
  for (const ByteSpan& match : matches) {
    const ByteSpan inside = {std::max(match.begin, passage.begin), std::min(match.end, passage.end)};
    if (inside.begin >= inside.end) continue;
    auto* highlight = snippet.add_highlights();
    highlight->set_begin(static_cast<int32_t>(inside.begin - passage.begin));
    highlight->set_end(static_cast<int32_t>(inside.end - passage.begin));
    if (runs.empty()) continue;
    auto* source = snippet.add_source_spans();
    for (const ByteSpan& span : text::ToSource(runs, inside)) {
      auto* out = source->add_spans();
      out->set_begin(static_cast<int32_t>(span.begin));
      out->set_end(static_cast<int32_t>(span.end));
    }
  }
  return snippet;
}

// Printed beside the text: what matches count among the heads, behind those that are fields of the article.
bool StandsBesideBody(type::v1::Block::Role role) {
  using type::v1::Block;
  return role == Block::CAPTION || role == Block::CARD || role == Block::SOURCE || role == Block::SIGNATURE;
}

// The values of the heads field, in the order in which matches count them.
std::vector<std::string> Heads(const Article& article) {
  std::vector<std::string> heads;
  if (article.has_kicker()) heads.push_back(article.kicker());
  heads.insert(heads.end(), article.decks().begin(), article.decks().end());
  heads.insert(heads.end(), article.subheads().begin(), article.subheads().end());
  if (article.has_column()) heads.push_back(article.column());
  for (const auto& block : article.blocks()) {
    if (StandsBesideBody(block.role())) heads.push_back(block.text());
  }
  return heads;
}

std::vector<std::string> Reporters(const Article& article) {
  std::vector<std::string> names;
  for (const auto& byline : article.bylines()) names.insert(names.end(), byline.names().begin(), byline.names().end());
  return names;
}

ByteSpan Whole(std::string_view text) { return {0, static_cast<uint32_t>(text.size())}; }

}  // namespace

std::vector<v1::Snippet> BuildSnippets(const Article& article, const Matches& matches, const SnippetOptions& options) {
  std::vector<v1::Snippet> snippets;
  const std::string& headline = article.headline();
  snippets.push_back(ToSnippet(type::v1::SEARCH_FIELD_HEADLINE, headline, Whole(headline),
                               SpansOf(matches, type::v1::SEARCH_FIELD_HEADLINE, 0, headline), {}));
  const auto add_matching = [&](SearchField field, const std::vector<std::string>& values) {
    for (size_t i = 0; i < values.size(); ++i) {
      const auto spans = SpansOf(matches, field, static_cast<int>(i), values[i]);
      if (!spans.empty()) snippets.push_back(ToSnippet(field, values[i], Whole(values[i]), spans, {}));
    }
  };
  add_matching(type::v1::SEARCH_FIELD_HEADS, Heads(article));
  add_matching(type::v1::SEARCH_FIELD_BYLINE, Reporters(article));
  const std::string& body = article.body();
  const auto body_spans = SpansOf(matches, type::v1::SEARCH_FIELD_BODY, 0, body);
  const auto runs = BodyRuns(article);
  for (const ByteSpan& passage : BestPassages(body, body_spans, options)) {
    snippets.push_back(ToSnippet(type::v1::SEARCH_FIELD_BODY, body, passage, body_spans, runs));
  }
  return snippets;
}

std::vector<ByteSpan> BestPassages(std::string_view text, const std::vector<ByteSpan>& matches,
                                   const SnippetOptions& options) {
  return PassagePicker(text, matches, options).Run();
}

}  // namespace jianbao::query
