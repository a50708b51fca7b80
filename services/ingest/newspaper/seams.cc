#include "services/ingest/newspaper/seams.h"

#include <algorithm>
#include <string>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/bylines.h"
#include "services/ingest/newspaper/personal_names.h"
#include "services/ingest/newspaper/vocabulary.h"
#include "services/ingest/newspaper/words.h"

namespace jianbao::newspaper {
namespace {

constexpr uint32_t kContext = 6;       // characters on either side that decide whether a word spans the seam
constexpr uint32_t kMarkWindow = 240;  // how far back an open quotation or bracket is looked for

constexpr double kLeastEvidence = -1, kMostEvidence = 7;  // of words across a seam, which are not independent

bool IsCloser(char32_t c) {
  static constexpr std::u32string_view kClosers = U"”’」』》〉)）】〕]";
  return kClosers.find(c) != std::u32string_view::npos;
}

bool CannotStart(char32_t c) {
  static constexpr std::u32string_view kMarks =
      U",，.．。、;；:：!！?？%％)）”’」』》〉】〕]…+·的们";  // no word begins with the last two
  return kMarks.find(c) != std::u32string_view::npos;
}

bool IsClauseMark(char32_t c) {
  static constexpr std::u32string_view kMarks = U",、;:-(\"《·/+";
  return kMarks.find(c) != std::u32string_view::npos;
}

bool IsWordChar(char32_t c) { return text::IsHan(c) || text::IsDigit(c) || text::IsLatin(c); }

// A straight quotation mark says nothing of its side; the mark behind it does (妈队"。), and so does an odd number of
// them in text that ends with a sentence: the first closes (再摔。"他笑道。).
bool StraightClosesFirst(std::u32string_view printed) {
  static constexpr std::u32string_view kBehind = U"，。；：！？、,;:!?)）";
  const size_t at = printed.find(U'"');
  if (at == std::u32string_view::npos || at == 0 || printed.substr(0, at).find(U'“') != std::u32string_view::npos)
    return false;
  if (at + 1 == printed.size() || kBehind.find(printed[at + 1]) != std::u32string_view::npos) return true;
  const auto marks = std::count(printed.begin(), printed.end(), U'"');
  const char32_t last = printed.back() == U'"' ? printed[printed.size() - 2] : printed.back();
  return marks % 2 == 1 && text::IsSentenceEnd(last);
}

// What stands open at the end of `chars`: quotations, book titles, brackets.
struct OpenMarks {
  int quotes = 0;
  int titles = 0;
  int brackets = 0;
};

OpenMarks CountOpen(std::u32string_view printed) {
  OpenMarks open;
  int straight = StraightClosesFirst(printed) ? 1 : 0;
  for (const char32_t c : printed) {
    if (c == U'“' || c == U'「') ++open.quotes;
    if ((c == U'”' || c == U'」') && open.quotes > 0) --open.quotes;
    if (c == U'"') straight ^= 1;
    if (c == U'《') ++open.titles;
    if (c == U'》' && open.titles > 0) --open.titles;
    if (c == U'(' || c == U'（') ++open.brackets;
    if ((c == U')' || c == U'）') && open.brackets > 0) --open.brackets;
  }
  open.quotes += straight;
  return open;
}

// The first mark of a pair in `printed` closes something that was never opened there.
bool ClosesFirst(std::u32string_view printed, char32_t open, char32_t close) {
  const size_t at = printed.find(close);
  return at != std::u32string_view::npos && printed.substr(0, at).find(open) == std::u32string_view::npos;
}

}  // namespace

EndKind Seams::EndOf(CharRange block) const {
  const std::u32string_view chars = page_.Folded(block);
  size_t end = chars.size();
  bool closed_bracket = false;
  while (end > 0 && (IsCloser(chars[end - 1]) || chars[end - 1] == U'"')) {
    closed_bracket = closed_bracket || chars[end - 1] == U')';
    --end;
  }
  if (end == 0) return EndKind::kWord;
  if (text::IsSentenceEnd(chars[end - 1]) || chars[end - 1] == U'…') return EndKind::kSentence;
  if (closed_bracket) {
    // A bracket behind a full sentence: (下转第二版), (记者 …).
    const size_t open = chars.rfind(U'(');
    if (open != std::u32string_view::npos && open > 0 && text::IsSentenceEnd(chars[open - 1]))
      return EndKind::kSentence;
  }
  if (end == chars.size() && IsClauseMark(chars[end - 1])) return EndKind::kClause;
  if (!ReadClosingByline(page_, block).empty()) return EndKind::kSentence;
  return EndKind::kWord;
}

StartKind Seams::StartOf(const Part& block) const {
  const std::u32string_view chars = page_.Folded(block);
  if (chars.empty()) return StartKind::kPlain;
  const char32_t first_printed = page_.Printed(block.chars)[0];
  if (CannotStart(first_printed)) return StartKind::kMiddle;
  if (block.indent >= 2) return StartKind::kParagraph;
  // 8万元。…: no sentence is that short.
  const size_t stop = chars.substr(0, 7).find(U'。');
  if (stop != std::u32string_view::npos && stop <= 5) return StartKind::kMiddle;
  if (chars.size() > 1 && IsWordChar(chars[0]) && (chars[1] == U',' || chars[1] == U'、' || chars[1] == U'"')) {
    return PrefixIn(chars.substr(0, 1), SingleStarters()) > 0 ? StartKind::kPlain : StartKind::kMiddle;
  }
  if (PrefixIn(chars, ParagraphOpenings()) > 0) return StartKind::kParagraph;
  // 立即办,…: a clause of two or three characters without a subject, and no time or place (上周日, 三年前).
  static constexpr std::u32string_view kTimeEndings = U"日天年月时晚早午后前间里上下中初末底来外内此是之";
  const size_t comma = chars.find(U',');
  if (comma >= 2 && comma <= 3 && text::IsHan(chars[0]) && text::IsHan(chars[1]) &&
      kTimeEndings.find(chars[comma - 1]) == std::u32string_view::npos &&
      NameScore(chars.substr(0, 2)) <= kPlausibleName && PrefixIn(chars.substr(0, 1), SingleStarters()) == 0) {
    return StartKind::kMiddle;
  }
  // Half a word. A personal name, which no dictionary knows, falls to pieces too.
  const bool name = NameScore(chars.substr(0, 3)) > kPlausibleName || NameScore(chars.substr(0, 2)) > kPlausibleName;
  if (text::IsHan(chars[0]) && !name && PrefixIn(chars.substr(0, 1), SingleStarters()) == 0 &&
      FirstWordLength(chars.substr(0, kContext)) == 1) {
    return StartKind::kHalfWord;
  }
  return StartKind::kPlain;
}

double Seams::WordsAcross(CharRange first, Tail* tail, CharRange second, Opening* opening) const {
  const std::u32string_view a = page_.Folded(first), b = page_.Folded(second);
  if (a.empty() || b.empty() || !IsWordChar(a.back()) || !IsWordChar(b.front())) return 0;
  std::u32string around(a.substr(a.size() - std::min<size_t>(a.size(), kContext)));
  const size_t at = around.size();
  around += b.substr(0, kContext);
  double score = 0;
  // The index does not reach across lines, so whatever it finds is a second witness.
  const std::u32string_view view = around;
  if (index_.Count(view.substr(at - 1, 2)) > 0) score += weights_.seam_pair;
  if (at >= 2 && index_.Count(view.substr(at - 2, 3)) > 0) score += weights_.seam_triple;
  if (view.size() > at + 1 && index_.Count(view.substr(at - 1, 3)) > 0) score += weights_.seam_triple;
  // 的 and its like stand on both sides of many a seam by chance.
  if (SuffixIn(a, FunctionEndings()) != 1 && DoubledCharacter(first, second)) score += weights_.seam_doubled;
  if (score == 0) score = weights_.seam_nothing;
  return score + weights_.seam_words *
                     std::clamp(language_.Follows(&tail->words, &opening->words), kLeastEvidence, kMostEvidence);
}

// 亩产仍有 | 618公斤, 拖欠工钱5 | 8万元
double Seams::NumberAwaited(CharRange first, CharRange second) const {
  static constexpr std::u32string_view kAwaits = U"有达共约超为至到近第";
  const std::u32string_view a = page_.Folded(first), b = page_.Folded(second);
  if (a.empty() || b.empty() || !text::IsDigit(b.front())) return 0;
  if (text::IsDigit(a.back())) return 2 * weights_.seam_number;
  return kAwaits.find(a.back()) != std::u32string_view::npos ? weights_.seam_number : 0;
}

Tail Seams::TailOf(CharRange block) const {
  CharRange last = block;
  if (last.size() > kMarkWindow) last.begin = last.end - kMarkWindow;
  const OpenMarks open = CountOpen(page_.Printed(last));
  Tail tail{EndOf(block), open.quotes > 0, open.titles > 0, open.brackets > 0, {}};
  if (tail.kind == EndKind::kWord) tail.words = language_.EndingOf(page_.Folded(block));
  return tail;
}

Opening Seams::OpeningOf(const Part& block) const {
  CharRange head = block.chars;
  head.end = std::min(head.end, head.begin + kMarkWindow);
  const std::u32string_view next = page_.Printed(head);
  Opening opening;
  opening.kind = StartOf(block);
  opening.words = language_.BeginningOf(page_.Folded(block.chars));
  opening.impossible = !next.empty() && CannotStart(next[0]);
  opening.quotes = ClosesFirst(next, U'“', U'”') || StraightClosesFirst(next);
  opening.opens_quotes = !next.empty() && (next[0] == U'“' || next[0] == U'"');
  opening.titles = ClosesFirst(next, U'《', U'》');
  opening.brackets = ClosesFirst(next, U'(', U')') || ClosesFirst(next, U'（', U'）');
  return opening;
}

double Seams::MarksAcross(const Tail& tail, const Opening& opening) const {
  double score = 0;
  const auto weigh = [&](bool is_open, bool closes) {
    if (closes) score += is_open ? weights_.seam_closes : weights_.seam_closes_nothing;
  };
  weigh(tail.quotes, opening.quotes);
  weigh(tail.titles, opening.titles);
  weigh(tail.brackets, opening.brackets);
  if (tail.quotes && opening.opens_quotes && tail.kind == EndKind::kWord) score += weights_.seam_opens_again;
  return score;
}

double Seams::Continuity(const Part& first, const Part& second) const {
  Tail tail = TailOf(first.chars);
  Opening opening = OpeningOf(second);
  return Continuity(first.chars, &tail, second.chars, &opening);
}

double Seams::Continuity(CharRange first, Tail* tail, CharRange second, Opening* opening) const {
  double score = MarksAcross(*tail, *opening);
  switch (tail->kind) {
    case EndKind::kSentence:
      return score + (opening->kind == StartKind::kMiddle ? weights_.seam_stop_middle : weights_.seam_stop);
    case EndKind::kClause: score += weights_.seam_clause; break;
    case EndKind::kWord: score += WordsAcross(first, tail, second, opening) + NumberAwaited(first, second); break;
  }
  switch (opening->kind) {
    case StartKind::kParagraph: score += weights_.seam_paragraph; break;
    case StartKind::kPlain: score += weights_.seam_plain; break;
    case StartKind::kHalfWord: score += weights_.seam_half_word; break;
    case StartKind::kMiddle: score += weights_.seam_middle; break;
  }
  return score;
}

bool Seams::DoubledCharacter(CharRange first, CharRange second) const {
  const std::u32string_view a = page_.Folded(first), b = page_.Folded(second);
  if (a.size() < 2 || b.size() < 2 || a.back() != b.front() || !text::IsHan(a.back())) return false;
  // 人人, 常常: a doubled character may be a word; then the dictionary knows it.
  const std::u32string_view tail = a.substr(a.size() - std::min<size_t>(a.size(), kContext));
  std::u32string doubled(tail);
  doubled += b.substr(0, kContext);
  if (WordSpans(doubled, tail.size())) return false;
  std::u32string single(tail);
  single += b.substr(1, kContext);
  return WordSpans(single, tail.size()) || index_.Count(std::u32string{b[0], b[1]}) > 1;
}

}  // namespace jianbao::newspaper
