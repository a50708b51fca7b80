#include "services/ingest/newspaper/records_builder.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/bylines.h"
#include "services/ingest/newspaper/confidence.h"
#include "services/ingest/newspaper/dates.h"
#include "services/ingest/newspaper/titles.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

constexpr uint32_t kMaxDerivedHeadline = 30;

bool IsTitleRole(Role role) {
  return role == Role::kKicker || role == Role::kHeadline || role == Role::kDeck || role == Role::kSectionLabel ||
         role == Role::kSubhead || role == Role::kSlogan || role == Role::kCard;
}

// Writes text with its alignment. Runs merge where text and source go on in step.
class BodyWriter {
 public:
  BodyWriter(const Page& page, AlignedText* out) : page_(page), out_(*out) {}

  // `parted`: characters before which white space parts two names of a byline.
  void Line(CharRange range, const std::vector<uint32_t>& parted) {
    const std::u32string_view chars = page_.Printed(range);
    for (uint32_t i = 0; i < chars.size(); ++i) {
      const uint32_t at = range.begin + i;
      const bool name = std::find(parted.begin(), parted.end(), at) != parted.end();
      if (i > 0 && (name || KeepsSpace(page_, at))) out_.text += ' ';
      Char(range.begin + i, chars[i]);
    }
  }

  void Break() { out_.text += '\n'; }

 private:
  void Char(uint32_t at, char32_t c) {
    const text::ByteSpan source = page_.CharSource(at);
    const uint32_t begin = static_cast<uint32_t>(out_.text.size());
    text::AppendUtf8(c, &out_.text);
    const uint32_t end = static_cast<uint32_t>(out_.text.size());
    const uint32_t text_width = end - begin, source_width = source.end - source.begin;
    if (!out_.runs.empty() && out_.runs.back().text.end == begin && out_.runs.back().source.end == source.begin &&
        (page_.encoding() == text::Encoding::kUtf8 || (text_width == text_width_ && source_width == source_width_))) {
      out_.runs.back().text.end = end;
      out_.runs.back().source.end = source.end;
    } else {
      out_.runs.push_back({{begin, end}, source});
    }
    text_width_ = text_width;
    source_width_ = source_width;
  }

  const Page& page_;
  AlignedText& out_;
  uint32_t text_width_ = 0;  // of the last character written
  uint32_t source_width_ = 0;
};

class Builder {
 public:
  Builder(const Page& page, const Seams& seams, const std::vector<Line>& lines, const Grouping& grouping,
          ParsedIssue* issue)
      : page_(page), seams_(seams), lines_(lines), grouping_(grouping), issue_(*issue) {}

  std::vector<size_t> Build() {
    std::vector<size_t> order = FileOrder();
    std::vector<size_t> place(grouping_.drafts.size());
    for (size_t k = 0; k < order.size(); ++k) place[order[k]] = k;
    issue_.articles.resize(order.size());
    for (size_t i = 0; i < lines_.size(); ++i) PlaceBlock(i, place);
    for (size_t k = 0; k < order.size(); ++k) Finish(grouping_.drafts[order[k]], &issue_.articles[k]);
    return order;
  }

 private:
  CharRange Range(size_t line) const { return lines_[line].part.chars; }
  std::u32string_view Text(size_t line) const { return page_.Folded(lines_[line].part); }
  std::vector<ByteSpan> Span(size_t line) const { return {page_.Source(lines_[line].part)}; }

  // Drafts that own a line, by their first line. A draft whose lines all went elsewhere is no article.
  std::vector<size_t> FileOrder() const {
    std::vector<size_t> order;
    std::vector<bool> seen(grouping_.drafts.size());
    for (const Placement& placement : grouping_.placements) {
      if (placement.article == kNone || seen[static_cast<size_t>(placement.article)]) continue;
      seen[static_cast<size_t>(placement.article)] = true;
      order.push_back(static_cast<size_t>(placement.article));
    }
    return order;
  }

  void PlaceBlock(size_t line, const std::vector<size_t>& place) {
    const Placement& placement = grouping_.placements[line];
    Block block;
    block.role = placement.role;
    block.text = IsTitleRole(placement.role) || placement.role == Role::kSignature ? TitleText(page_, Range(line))
                                                                                   : RunningText(page_, Range(line));
    block.spans = Span(line);
    if (placement.article == kNone) {
      block.confidence = BlockConfidence(placement.certainty, 0);
      issue_.unassigned.push_back(std::move(block));
      return;
    }
    Article& article = issue_.articles[place[static_cast<size_t>(placement.article)]];
    block.confidence = placement.certainty;  // until the whole article is known
    Heads(line, placement.role, &article);
    article.blocks.push_back(std::move(block));
  }

  // What a line other than running text says about its article.
  void Heads(size_t line, Role role, Article* article) {
    const auto title = [&] { return TitleText(page_, Range(line)); };
    switch (role) {
      case Role::kHeadline: article->headline += (article->headline.empty() ? "" : " ") + title(); break;
      case Role::kKicker: article->kicker = article->kicker ? *article->kicker + " " + title() : title(); break;
      case Role::kDeck: article->decks.push_back(title()); break;
      case Role::kSubhead: article->subheads.push_back(title()); break;
      case Role::kBody:
        if (lines_[line].shape == Shape::kPointer) article->jump_to_page = lines_[line].jump_to;
        break;
      case Role::kSource: article->source = SourceName(line); break;
      case Role::kSignature:
        if (lines_[line].shape == Shape::kUnit) AddSignatories(line, article);
        break;
      case Role::kCaption: MergeBylines(lines_[line].bylines, &article->bylines); break;
      default: break;
    }
  }

  // Several units may sign side by side on one line.
  void AddSignatories(size_t line, Article* article) const {
    const CharRange range = Range(line);
    uint32_t begin = range.begin;
    for (uint32_t i = range.begin + 1; i <= range.end; ++i) {
      if (i < range.end && !page_.GapBefore(i)) continue;
      article->signatories.push_back(RunningText(page_, {begin, i}));
      begin = i;
    }
  }

  std::string SourceName(size_t line) const {
    CharRange name = Range(line);
    const std::u32string_view text = Text(line);
    if (!text.empty() && text.front() == U'(' && text.back() == U')') {
      ++name.begin;
      --name.end;
    }
    const size_t colon = page_.Folded(name).find(U':');
    if (colon != std::u32string_view::npos) name.begin += static_cast<uint32_t>(colon) + 1;
    return TitleText(page_, name);
  }

  void Finish(const Draft& draft, Article* article) {
    if (draft.label != kNone) article->column = ColumnName(page_, Range(static_cast<size_t>(draft.label)));
    for (const size_t line : draft.bylines) MergeBylines(lines_[line].bylines, &article->bylines);
    BuildBody(draft.text, article);
    if (!article->source && !draft.text.lines.empty()) article->source = AgencyOf(draft.text.lines.front());
    if (article->headline.empty()) DeriveHeadline(draft, article);
    article->genre = GenreOf(draft, *article);
    SetConfidence(article);
  }

  // 据新华社北京3月5日电: the agency a report was taken from.
  std::optional<std::string> AgencyOf(size_t line) const {
    static constexpr std::u32string_view kAgencies[] = {U"新华社", U"中新社", U"中新网", U"新华网", U"人民网"};
    const std::u32string_view text = Text(line);
    const size_t begin = text.substr(0, 1) == U"据" ? 1 : 0;
    const size_t length = PrefixIn(text.substr(begin), kAgencies);
    return length > 0 ? std::optional(text::ToUtf8(text.substr(begin, length))) : std::nullopt;
  }

  static void SetConfidence(Article* article) {
    double doubt = 0;
    for (const Block& block : article->blocks) doubt += Doubt(block.confidence);
    article->confidence = ArticleConfidence(doubt);
    for (Block& block : article->blocks) block.confidence = BlockConfidence(block.confidence, doubt);
  }

  void BuildBody(const Thread& thread, Article* article) {
    const std::vector<size_t>& body = thread.lines;
    BodyWriter writer(page_, &article->body);
    std::vector<Byline> closing;
    for (size_t k = 0; k < body.size(); ++k) {
      CharRange range = Range(body[k]);
      if (k > 0) range = Join(thread, k, &writer);
      std::vector<uint32_t> parted = lines_[body[k]].lead.parted;
      if (k + 1 == body.size()) MergeBylines(ReadClosingByline(page_, Range(body[k]), &parted), &closing);
      writer.Line(range, parted);
      MergeBylines(lines_[body[k]].lead.bylines, &article->bylines);
      if (lines_[body[k]].shape == Shape::kCaption) MergeBylines(lines_[body[k]].bylines, &article->bylines);
      if (const auto page = JumpPage(Text(body[k]), true); page && k == 0) article->jump_from_page = page;
      if (lines_[body[k]].jump_to) article->jump_to_page = lines_[body[k]].jump_to;
    }
    if (body.empty()) return;
    const size_t last = body.back();
    MergeBylines(closing, &article->bylines);
    if (lines_[last].jump_to)
      Diagnose("JUMP_UNRESOLVED", Severity::kInfo, "the text goes on on a page that is not in this file", {last});
    if (article->jump_from_page)
      Diagnose("JUMP_UNRESOLVED", Severity::kInfo, "the text begins on a page that is not in this file",
               {body.front()});
    if (!lines_[last].jump_to && StopsInside(last)) {
      article->truncated = true;
      Diagnose("TEXT_TRUNCATED", Severity::kWarning, "the text stops in mid-sentence and does not go on in this file",
               {last});
    }
  }

  bool StopsInside(size_t line) const { return !lines_[line].verse && seams_.EndOf(Range(line)) != EndKind::kSentence; }

  // 现通告如下: / 一、…; / 二、…: a list goes on below a colon, and below a semicolon with its next item, on a line of
  // its own although the sentence has not ended.
  bool BeginsItem(const Thread& thread, size_t k) const {
    const size_t before = thread.lines[k - 1], line = thread.lines[k];
    if (lines_[before].jump_to || lines_[line].same_line || thread.moved[k]) return false;
    const std::u32string_view above = Text(before), below = Text(line);
    if (above.empty() || below.empty() || below.front() == U'"') return false;
    if (above.back() == U':') return true;
    if (above.back() != U';') return false;
    if (IsNumbered(below)) return true;
    return k > 1 && thread.links[k - 1] == Link::kSentence && BeginsItem(thread, k - 1);
  }

  // Joins two pieces: in one sentence, or as paragraphs. Returns what of the k-th is to be written.
  CharRange Join(const Thread& thread, size_t k, BodyWriter* writer) {
    const size_t before = thread.lines[k - 1], line = thread.lines[k];
    CharRange range = Range(line);
    if (thread.links[k] == Link::kSameLine) return range;
    const bool listed = thread.links[k] == Link::kSentence && BeginsItem(thread, k);
    const bool sentence = thread.links[k] == Link::kSentence && !listed;
    if (lines_[before].jump_to && lines_[line].jump_from) {
      Diagnose("JUMP_RESOLVED", Severity::kInfo, "a text that goes on on another page was tied to its tail",
               {before, line});
    } else if (thread.moved[k]) {
      Diagnose(sentence ? "TAIL_REPLACED" : "PARAGRAPH_REPLACED", Severity::kInfo,
               sentence ? "a piece printed elsewhere was put back where its sentence goes on"
                        : "a paragraph printed elsewhere was put back with its article",
               {before, line});
    } else if (sentence) {
      Diagnose("COLUMN_BREAK_JOINED", Severity::kInfo, "a sentence broken between two lines was joined",
               {before, line});
    }
    if (!sentence) {
      writer->Break();
      if (StopsInside(before) && !lines_[before].jump_to && !listed) {
        Diagnose("SENTENCE_LOST", Severity::kWarning, "the end of a sentence is missing at the foot of a column",
                 {before});
      }
      return range;
    }
    if (seams_.DoubledCharacter(Range(before), Range(line))) {
      ++range.begin;
      Diagnose("DOUBLED_CHARACTER_DROPPED", Severity::kInfo,
               "a character printed twice at a column break was dropped once", {line});
    }
    return range;
  }

  // A short title from the lead: its first clauses, without opening and byline.
  void DeriveHeadline(const Draft& draft, Article* article) {
    article->headline_derived = true;
    CharRange source;
    if (!draft.text.lines.empty()) {
      source = Range(draft.text.lines.front());
      source.begin = std::max(source.begin, lines_[draft.text.lines.front()].lead.end);
    }
    article->headline = source.size() > 0 ? ShortTitle(source) : "";
    if (article->headline.empty() && !article->blocks.empty()) article->headline = article->blocks.front().text;
    if (article->headline.empty()) article->headline = "…";
    if (!draft.text.lines.empty()) {
      Diagnose("HEADLINE_DERIVED", Severity::kWarning, "the headline is lost; one was made from the lead",
               {draft.text.lines.front()});
    }
  }

  std::string ShortTitle(CharRange source) const {
    const std::u32string_view text = page_.Folded(source);
    uint32_t begin = 0;
    // 10月15日上午, …: a time tells less than what follows it.
    const size_t comma = text.substr(0, 14).find(U',');
    if (comma != std::u32string_view::npos && text.size() > comma + 6) begin = static_cast<uint32_t>(comma) + 1;
    uint32_t end = begin;
    while (end < text.size() && end - begin < kMaxDerivedHeadline && text[end] != U'。' && text[end] != U';' &&
           !(text[end] == U',' && end - begin >= 8)) {
      ++end;
    }
    return RunningText(page_, {source.begin + begin, source.begin + end});
  }

  Genre GenreOf(const Draft& draft, const Article& article) const {
    const std::u32string headline = text::FromUtf8(article.headline);
    if (draft.text.lines.empty()) return Genre::kHeadlineOnly;
    if (!article.headline_derived && SuffixIn(headline, NoticeSuffixes()) > 0) return Genre::kNotice;
    const bool card =
        std::any_of(article.blocks.begin(), article.blocks.end(), [](const Block& b) { return b.role == Role::kCard; });
    if (card) return Genre::kProfile;
    const bool labelled = draft.label != kNone && IsCommentaryLabel(Text(static_cast<size_t>(draft.label)));
    const bool comment = labelled || std::any_of(article.bylines.begin(), article.bylines.end(), [](const Byline& b) {
                           return b.role == "评论员" || b.role == "特约评论员";
                         });
    if (comment || PrefixIn(Text(draft.text.lines.front()), NoteOpenings()) > 0) return Genre::kCommentary;
    if (article.headline_derived && !lines_[draft.text.lines.front()].lead.report && article.bylines.empty())
      return Genre::kFragment;
    if (article.subheads.size() >= 2 && !lines_[draft.text.lines.front()].lead.report) return Genre::kFeature;
    return Genre::kNews;
  }

  void Diagnose(std::string code, Severity severity, std::string message, const std::vector<size_t>& at) {
    Diagnostic diagnostic{std::move(code), severity, std::move(message), {}};
    for (const size_t line : at) diagnostic.spans.push_back(page_.Source(lines_[line].part));
    issue_.diagnostics.push_back(std::move(diagnostic));
  }

  const Page& page_;
  const Seams& seams_;
  const std::vector<Line>& lines_;
  const Grouping& grouping_;
  ParsedIssue& issue_;
};

}  // namespace

std::vector<size_t> BuildRecords(const Page& page, const Seams& seams, const std::vector<Line>& lines,
                                 const Grouping& grouping, ParsedIssue* issue) {
  return Builder(page, seams, lines, grouping, issue).Build();
}

}  // namespace jianbao::newspaper
