#include "cli/page_layout.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/text/chars.h"

namespace jianbao::cli {
namespace {

using ingest::v1::ParseIssueResponse;
using type::v1::AlignedRun;
using type::v1::Article;
using type::v1::Block;
using type::v1::Span;

int Begin(const Block& block) { return block.spans().empty() ? 0 : block.spans(0).begin(); }
int End(const Block& block) { return block.spans().empty() ? 0 : block.spans(block.spans_size() - 1).end(); }

text::DecodedText DecodeOrNothing(std::string_view file, const std::string& encoding_name) {
  const auto encoding = text::ParseEncoding(encoding_name);
  if (!encoding.ok()) return {};
  auto decoded = text::Decode(file, *encoding);
  return decoded.ok() ? *std::move(decoded) : text::DecodedText();
}

bool BeginsParagraph(const Article& article, const AlignedRun& run) {
  const int at = run.text().begin();
  return at <= 0 || at > static_cast<int>(article.body().size()) || article.body()[static_cast<size_t>(at) - 1] == '\n';
}

}  // namespace

PageLayout::PageLayout(const ParseIssueResponse& page, std::string_view file)
    : file_size_(static_cast<int64_t>(file.size())), file_(DecodeOrNothing(file, page.issue().encoding())) {
  FindLines();
  PlaceBlocks(page);
  NumberPieces(page);
  FindInterruptions();
}

// Line feeds, carriage returns, or both together: what editors count, not everything that ends a line in Unicode.
void PageLayout::FindLines() {
  const std::u32string& chars = file_.chars;
  if (!chars.empty()) line_begins_.push_back(0);
  for (size_t i = 0; i + 1 < chars.size(); ++i) {
    if (chars[i] == U'\n' || (chars[i] == U'\r' && chars[i + 1] != U'\n')) line_begins_.push_back(file_.offsets[i + 1]);
  }
}

void PageLayout::PlaceBlocks(const ParseIssueResponse& page) {
  for (int i = 0; i < page.articles_size(); ++i) {
    for (const Block& block : page.articles(i).blocks()) blocks_.push_back({&block, i});
  }
  for (const Block& block : page.unassigned()) blocks_.push_back({&block});
  std::stable_sort(blocks_.begin(), blocks_.end(),
                   [](const PlacedBlock& a, const PlacedBlock& b) { return Begin(*a.block) < Begin(*b.block); });
  for (const PlacedBlock& placed : blocks_) {
    for (const Span& span : placed.block->spans()) owners_.push_back({span.begin(), span.end(), placed.article});
  }
  std::stable_sort(owners_.begin(), owners_.end(),
                   [](const OwnedSpan& a, const OwnedSpan& b) { return a.begin < b.begin; });
}

// The body's alignment is in reading order: the first run out of a block says which piece of the text it is.
void PageLayout::NumberPieces(const ParseIssueResponse& page) {
  std::vector<int> pieces(static_cast<size_t>(page.articles_size()), 0);
  for (int i = 0; i < page.articles_size(); ++i) {
    for (const AlignedRun& run : page.articles(i).body_alignment()) {
      const int at = run.source().begin();
      auto placed = std::upper_bound(blocks_.begin(), blocks_.end(), at,
                                     [](int byte, const PlacedBlock& b) { return byte < Begin(*b.block); });
      if (placed == blocks_.begin()) continue;
      --placed;
      if (placed->article != i || placed->piece != 0 || at >= End(*placed->block)) continue;
      placed->piece = ++pieces[static_cast<size_t>(i)];
      placed->mid_paragraph = !BeginsParagraph(page.articles(i), run);
    }
  }
}

void PageLayout::FindInterruptions() {
  std::vector<int> last_piece;
  int last_article = kNoArticle;
  for (PlacedBlock& placed : blocks_) {
    if (placed.article == kNoArticle) continue;
    const auto article = static_cast<size_t>(placed.article);
    if (article >= last_piece.size()) last_piece.resize(article + 1, kNoArticle);
    const bool seen = last_piece[article] != kNoArticle;
    placed.resumes = seen && last_article != placed.article;
    placed.moved = placed.piece != 0 && placed.piece != std::max(last_piece[article], 0) + 1;
    last_piece[article] = placed.piece != 0 ? placed.piece : std::max(last_piece[article], 0);
    last_article = placed.article;
  }
}

int PageLayout::LineAt(int64_t byte) const {
  return static_cast<int>(std::upper_bound(line_begins_.begin(), line_begins_.end(), byte) - line_begins_.begin());
}

std::string PageLayout::Range(int64_t begin, int64_t end) const {
  if (line_begins_.empty()) return absl::StrCat("byte ", begin);
  const int first = LineAt(begin), last = LineAt(std::max(end - 1, begin));
  return first == last ? absl::StrCat(first) : absl::StrCat(first, "–", last);
}

std::string PageLayout::Lines(const Span& span) const { return Range(span.begin(), span.end()); }

std::string PageLayout::Lines(const Block& block) const { return Range(Begin(block), End(block)); }

std::string PageLayout::LinesOf(int article) const {
  std::string lines;
  for (size_t i = 0; i < blocks_.size(); ++i) {
    if (blocks_[i].article != article) continue;
    size_t last = i;
    while (last + 1 < blocks_.size() && blocks_[last + 1].article == article) ++last;
    absl::StrAppend(&lines, lines.empty() ? "" : ", ", Range(Begin(*blocks_[i].block), End(*blocks_[last].block)));
    i = last;
  }
  return lines;
}

std::vector<int> PageLayout::ArticlesAt(const Span& span) const {
  std::vector<int> articles;
  auto owner = std::partition_point(owners_.begin(), owners_.end(),
                                    [&](const OwnedSpan& owned) { return owned.end <= span.begin(); });
  for (; owner != owners_.end() && owner->begin < span.end(); ++owner) {
    if (owner->article == kNoArticle) continue;
    if (std::find(articles.begin(), articles.end(), owner->article) == articles.end()) {
      articles.push_back(owner->article);
    }
  }
  return articles;
}

std::string PageLayout::TextAt(const Span& span) const {
  const auto index_of = [&](int byte) {
    const auto at = std::lower_bound(file_.offsets.begin(), file_.offsets.end(), byte,
                                     [](uint32_t offset, int wanted) { return static_cast<int64_t>(offset) < wanted; });
    return std::min(static_cast<size_t>(at - file_.offsets.begin()), file_.chars.size());
  };
  size_t begin = index_of(span.begin()), end = index_of(span.end());
  while (begin < end && text::IsSpace(file_.chars[begin])) ++begin;
  while (begin < end && text::IsSpace(file_.chars[end - 1])) --end;
  return begin < end ? text::ToUtf8(std::u32string_view(file_.chars).substr(begin, end - begin)) : "";
}

}  // namespace jianbao::cli
