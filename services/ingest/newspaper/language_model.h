// How Chinese words follow one another in running text, by the word trigram model of LibIME, which Debian keeps.
// Thread-safe: the one model is loaded at first use, lives as long as the process and is not changed. Endings and
// beginnings refer to the text they were made of, remember what the model said of it and belong to one thread.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_LANGUAGE_MODEL_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_LANGUAGE_MODEL_H_

#include <libime/core/languagemodel.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "services/ingest/newspaper/word_numbers.h"

namespace jianbao::newspaper {

class LanguageModel {
 public:
  // Characters on either side of a place that say whether text goes on there, and characters of a word at most.
  static constexpr size_t kWindow = 4;
  static constexpr size_t kLongestWord = 4;

  class Ending;
  class Beginning;

  // FAILED_PRECONDITION if the model cannot be read.
  static absl::StatusOr<const LanguageModel*> Installed();

  // Whether the model knows `word`, of at most kLongestWord characters, as one.
  bool IsWord(std::u32string_view word) const { return Knows(Find(word)); }

  // log10 P of two characters, as one word or two, whichever is likelier.
  double Usual(char32_t first, char32_t second) const;

  // The last and the first characters of a text.
  Ending EndingOf(std::u32string_view text) const;
  Beginning BeginningOf(std::u32string_view text) const;

  // log P(beginning | ending) - log P(beginning); a word may span the seam. Around 0: one says nothing of the other.
  double Follows(Ending* ending, Beginning* beginning) const;

 private:
  // The likeliest ways to part a text into words up to some place.
  struct Way {
    float score = 0;  // log10 P
    libime::State state;
  };
  struct Ways {
    std::array<Way, 2> best;
    size_t count = 0;

    void Add(const Way& way);
  };
  using Lattice = std::array<Ways, kWindow + 1>;  // by characters behind the start

  struct Word {
    size_t from = 0, to = 0;  // characters
    libime::WordIndex index = 0;
  };
  using WordList = absl::InlinedVector<Word, kWindow*(kWindow + 1) / 2>;

  // What the model said of a word behind a state.
  struct Step {
    libime::State before;
    Way after;  // its score is that of the step
  };

  explicit LanguageModel(std::shared_ptr<const libime::StaticLanguageModelFile> file);

  libime::WordIndex Find(std::u32string_view word) const;
  WordList WordsOf(std::u32string_view window) const;
  Way Ask(const libime::State& before, const Word& word) const;
  void Advance(const Ways& from, const Word& word, Ways* to) const;
  void Walk(const WordList& words, Lattice* lattice) const;
  // Looks up what has not been asked for yet: behind a full stop nobody asks.
  void Look(Ending* ending) const;
  void Look(Beginning* beginning) const;
  Lattice Start() const;
  bool Knows(libime::WordIndex word) const { return word != model_.unknown(); }

  const libime::LanguageModel model_;
  const std::unique_ptr<const WordNumbers> numbers_;  // null: the library is asked
};

class LanguageModel::Ending {
 private:
  friend class LanguageModel;

  std::u32string_view text_;  // at most kWindow characters
  bool looked_up_ = false;
  std::array<Ways, kLongestWord> before_;  // the ways up to so many characters before the end
  float score_ = 0;
};

class LanguageModel::Beginning {
 private:
  friend class LanguageModel;

  // The steps by which word `k` was reached from the start of the text: steps_[first_[k] .. first_[k + 1]).
  const Step* Find(size_t k, const libime::State& before) const;

  std::u32string_view text_;
  bool looked_up_ = false;
  WordList words_;
  std::vector<Step> steps_;
  absl::InlinedVector<size_t, 16> first_;
  float score_ = 0;
};

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_LANGUAGE_MODEL_H_
