#include "services/ingest/newspaper/language_model.h"

#include <libime/core/lattice.h>

#include <algorithm>
#include <exception>
#include <numbers>
#include <utility>

#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

constexpr float kUnknown = -7;  // log10 P of a character the model does not know: a mark, a digit, a rare one

}  // namespace

absl::StatusOr<const LanguageModel*> LanguageModel::Installed() {
  static const auto& installed =
      *new absl::StatusOr<const LanguageModel*>([]() -> absl::StatusOr<const LanguageModel*> {
        try {
          auto file = libime::DefaultLanguageModelResolver::instance().languageModelFileForLanguage("zh_CN");
          if (file != nullptr) return new LanguageModel(std::move(file));
        } catch (const std::exception&) {
          // Said below.
        }
        return absl::FailedPreconditionError(
            "the language model zh_CN.lm cannot be read; install the package libime-data-language-model");
      }());
  return installed;
}

void LanguageModel::Ways::Add(const Way& way) {
  if (count == best.size() && way.score <= best[count - 1].score) return;
  if (count < best.size()) ++count;
  size_t at = count - 1;
  for (; at > 0 && best[at - 1].score < way.score; --at) best[at] = best[at - 1];
  best[at] = way;
}

LanguageModel::Window::Window(std::u32string_view text) : size(text.size()) {
  for (size_t i = 0; i < size; ++i) {
    text::AppendUtf8(text[i], &utf8);
    offset[i + 1] = utf8.size();
  }
}

std::string_view LanguageModel::Window::Part(size_t from, size_t to) const {
  return std::string_view(utf8).substr(offset[from], offset[to] - offset[from]);
}

// All words of the window in the order of their places. A character alone is a word, known or not.
std::vector<LanguageModel::Word> LanguageModel::WordsOf(const Window& window) const {
  std::vector<Word> words;
  for (size_t from = 0; from < window.size; ++from) {
    for (size_t to = from + 1; to <= std::min(window.size, from + kLongestWord); ++to) {
      const libime::WordIndex index = model_.index(window.Part(from, to));
      if (Knows(index) || to == from + 1) words.push_back({from, to, index});
    }
  }
  return words;
}

void LanguageModel::Advance(const Ways& from, const Word& word, Ways* to) const {
  const libime::WordNode node({}, word.index);
  for (size_t k = 0; k < from.count; ++k) {
    Way way{.score = from.best[k].score + kUnknown, .state = model_.nullState()};
    if (Knows(word.index)) way.score = from.best[k].score + model_.score(from.best[k].state, node, way.state);
    to->Add(way);
  }
}

void LanguageModel::Walk(const std::vector<Word>& words, Lattice* lattice) const {
  for (const Word& word : words) Advance((*lattice)[word.from], word, &(*lattice)[word.to]);
}

double LanguageModel::Usual(std::u32string_view text) const {
  const Window window(text.substr(0, kWindow));
  Lattice lattice;
  lattice[0].Add({.score = 0, .state = model_.nullState()});
  Walk(WordsOf(window), &lattice);
  return lattice[window.size].best[0].score;
}

LanguageModel::Ending LanguageModel::EndingOf(std::u32string_view text) const {
  const Window window(text.substr(text.size() - std::min(text.size(), kWindow)));
  Lattice lattice;
  lattice[0].Add({.score = 0, .state = model_.nullState()});
  Walk(WordsOf(window), &lattice);
  Ending out;
  for (size_t n = 0; n < std::min(kLongestWord, window.size + 1); ++n) {
    out.last[n] = window.Part(window.size - n, window.size);
    out.before[n] = lattice[window.size - n];
  }
  out.score = lattice[window.size].best[0].score;
  return out;
}

LanguageModel::Beginning LanguageModel::BeginningOf(std::u32string_view text) const {
  const Window window(text.substr(0, kWindow));
  Beginning out;
  out.words = WordsOf(window);
  out.size = window.size;
  Lattice lattice;
  lattice[0].Add({.score = 0, .state = model_.nullState()});
  Walk(out.words, &lattice);
  for (size_t n = 0; n < std::min(kLongestWord, window.size + 1); ++n) out.first[n] = window.Part(0, n);
  out.score = lattice[window.size].best[0].score;
  return out;
}

double LanguageModel::Follows(const Ending& ending, const Beginning& beginning) const {
  Lattice lattice;
  lattice[0] = ending.before[0];
  for (size_t n = 1; n < kLongestWord && !ending.last[n].empty(); ++n) {
    for (size_t m = 1; n + m <= kLongestWord && !beginning.first[m].empty(); ++m) {
      const libime::WordIndex index = model_.index(ending.last[n] + beginning.first[m]);
      if (Knows(index)) Advance(ending.before[n], {.index = index}, &lattice[m]);
    }
  }
  Walk(beginning.words, &lattice);
  const double joined = lattice[beginning.size].best[0].score;
  return std::numbers::ln10 * (joined - ending.score - beginning.score);
}

}  // namespace jianbao::newspaper
