// Does text that stops at one place go on at another? One symmetric question, asked with the same function from both
// sides. Thread-safe for reading; page, index, model and weights must outlive the object.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_SEAMS_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_SEAMS_H_

#include "services/ingest/newspaper/language_model.h"
#include "services/ingest/newspaper/ngram_index.h"
#include "services/ingest/newspaper/page.h"
#include "services/ingest/newspaper/weights.h"

namespace jianbao::newspaper {

// How a stretch of running text ends.
enum class EndKind {
  kSentence,  // 。！？ or a closing mark behind one; a jump line
  kClause,    // ，、；: and the like: something must follow
  kWord,      // a bare word: the sentence is cut
};

// How one starts.
enum class StartKind {
  kParagraph,  // words that open a paragraph, a quotation, an indent
  kPlain,      // could be either
  kHalfWord,   // the dictionary knows no word there: perhaps the rest of one, perhaps a word it does not know
  kMiddle,     // a mark that closes, one character before a comma: the middle of a sentence
};

// What a stretch leaves open at its end, and what the next one must close: quotations, book titles, brackets.
struct Tail {
  EndKind kind = EndKind::kWord;
  bool quotes = false, titles = false, brackets = false;
  LanguageModel::Ending words;  // with kWord
};
struct Opening {
  StartKind kind = StartKind::kPlain;
  bool impossible = false;  // with what nothing can start: a closing mark, 的
  bool quotes = false, titles = false, brackets = false;
  bool opens_quotes = false;  // its first character opens a quotation
  LanguageModel::Beginning words;
};

class Seams {
 public:
  Seams(const Page& page, const NgramIndex& index, const LanguageModel& language, const Weights& weights)
      : page_(page), index_(index), language_(language), weights_(weights) {}

  const LanguageModel& language() const { return language_; }

  EndKind EndOf(CharRange block) const;
  StartKind StartOf(const Part& block) const;

  Tail TailOf(CharRange block) const;
  Opening OpeningOf(const Part& block) const;

  // Log-odds that `second` reads on from `first` without a paragraph between. Above 0: yes.
  double Continuity(const Part& first, const Part& second) const;
  // The same, where tail and opening are known; they remember what the model says of them.
  double Continuity(CharRange first, Tail* tail, CharRange second, Opening* opening) const;

  // Whether the last character of `first` is printed again as the first of `second`, where it makes no word.
  bool DoubledCharacter(CharRange first, CharRange second) const;

 private:
  double WordsAcross(CharRange first, Tail* tail, CharRange second, Opening* opening) const;
  double NumberAwaited(CharRange first, CharRange second) const;
  double MarksAcross(const Tail& tail, const Opening& opening) const;

  const Page& page_;
  const NgramIndex& index_;
  const LanguageModel& language_;
  const Weights& weights_;
};

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_SEAMS_H_
