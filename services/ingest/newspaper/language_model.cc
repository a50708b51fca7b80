#include "services/ingest/newspaper/language_model.h"

#include <libime/core/lattice.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <numbers>
#include <string>
#include <utility>

#include "libs/text/chars.h"

namespace jianbao::newspaper {
namespace {

constexpr float kUnknown = -7;  // log10 P of a character the model does not know: a mark, a digit, a rare one

// What the model said of pairs of characters before: text repeats itself, and a look into the model costs ten times as
// much.
class PairMemo {
 public:
  // The answer for the characters whose numbers make up `key`, which is not 0.
  template <typename Ask>
  float Get(uint32_t key, Ask ask) {
    // Two entries share a place: the one asked for last stands first.
    std::array<Entry, 2>& place = places_[uint64_t{key} * 0x9E3779B97F4A7C15ull >> (64 - kBits)];
    if (place[0].key == key) return place[0].answer;
    std::swap(place[0], place[1]);
    if (place[0].key != key) place[0] = {key, ask()};
    return place[0].answer;
  }

 private:
  static constexpr int kBits = 13;
  struct Entry {
    uint32_t key = 0;
    float answer = 0;
  };

  std::vector<std::array<Entry, 2>> places_ = std::vector<std::array<Entry, 2>>(size_t{1} << kBits);
};

// The numbers of the model's words, where they can be read and are as the library says they are.
std::unique_ptr<const WordNumbers> NumbersOf(const libime::LanguageModel& model) {
  auto numbers = WordNumbers::Read(JIANBAO_LANGUAGE_MODEL);
  for (char32_t c = 0x4E00; numbers != nullptr && c < 0x5000; ++c) {
    const std::string word = text::ToUtf8({&c, 1});
    if (numbers->Of(word) != model.index(word)) numbers = nullptr;
  }
  return numbers;
}

// Two characters as one number; 0 where one of them needs more than 16 bits.
uint32_t KeyOf(char32_t first, char32_t second) { return first > 0xFFFF || second > 0xFFFF ? 0 : first << 16 | second; }

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

LanguageModel::LanguageModel(std::shared_ptr<const libime::StaticLanguageModelFile> file)
    : model_(std::move(file)), numbers_(NumbersOf(model_)) {}

void LanguageModel::Ways::Add(const Way& way) {
  if (count == best.size() && way.score <= best[count - 1].score) return;
  if (count < best.size()) ++count;
  size_t at = count - 1;
  for (; at > 0 && best[at - 1].score < way.score; --at) best[at] = best[at - 1];
  best[at] = way;
}

// REQUIRES: 1 to kLongestWord characters.
libime::WordIndex LanguageModel::Find(std::u32string_view word) const {
  std::array<char, 4 * kLongestWord> utf8;
  char* end = utf8.data();
  for (const char32_t c : word) {
    if (c > 0xFFFF) return model_.unknown();
    end = text::PutUtf8(c, end);
  }
  const std::string_view bytes(utf8.data(), static_cast<size_t>(end - utf8.data()));
  return numbers_ != nullptr ? numbers_->Of(bytes) : model_.index(bytes);
}

// All words of the window in the order of their places. A character alone is a word, known or not.
LanguageModel::WordList LanguageModel::WordsOf(std::u32string_view window) const {
  WordList words;
  for (size_t from = 0; from < window.size(); ++from) {
    const size_t longest = text::IsHan(window[from]) ? kLongestWord : 1;
    for (size_t to = from + 1; to <= std::min(window.size(), from + longest); ++to) {
      const libime::WordIndex index = Find(window.substr(from, to - from));
      if (Knows(index) || to == from + 1) words.push_back({from, to, index});
    }
  }
  return words;
}

LanguageModel::Way LanguageModel::Ask(const libime::State& before, const Word& word) const {
  Way after{.score = kUnknown, .state = model_.nullState()};
  if (Knows(word.index)) after.score = model_.score(before, libime::WordNode({}, word.index), after.state);
  return after;
}

void LanguageModel::Advance(const Ways& from, const Word& word, Ways* to) const {
  for (size_t k = 0; k < from.count; ++k) {
    Way way = Ask(from.best[k].state, word);
    way.score += from.best[k].score;
    to->Add(way);
  }
}

void LanguageModel::Walk(const WordList& words, Lattice* lattice) const {
  for (const Word& word : words) Advance((*lattice)[word.from], word, &(*lattice)[word.to]);
}

LanguageModel::Lattice LanguageModel::Start() const {
  Lattice lattice;
  lattice[0].Add({.score = 0, .state = model_.nullState()});
  return lattice;
}

double LanguageModel::Usual(char32_t first, char32_t second) const {
  const std::array<char32_t, 2> pair = {first, second};
  const auto ask = [&] {
    Lattice lattice = Start();
    Walk(WordsOf({pair.data(), pair.size()}), &lattice);
    return lattice[pair.size()].best[0].score;
  };
  const uint32_t key = KeyOf(first, second);
  thread_local PairMemo memo;
  return key == 0 ? ask() : memo.Get(key, ask);
}

LanguageModel::Ending LanguageModel::EndingOf(std::u32string_view text) const {
  Ending out;
  out.text_ = text.substr(text.size() - std::min(text.size(), kWindow));
  return out;
}

void LanguageModel::Look(Ending* ending) const {
  if (std::exchange(ending->looked_up_, true)) return;
  Lattice lattice = Start();
  Walk(WordsOf(ending->text_), &lattice);
  const size_t size = ending->text_.size();
  for (size_t n = 0; n < std::min(kLongestWord, size + 1); ++n) ending->before_[n] = lattice[size - n];
  ending->score_ = lattice[size].best[0].score;
}

LanguageModel::Beginning LanguageModel::BeginningOf(std::u32string_view text) const {
  Beginning out;
  out.text_ = text.substr(0, kWindow);
  return out;
}

void LanguageModel::Look(Beginning* beginning) const {
  if (std::exchange(beginning->looked_up_, true)) return;
  beginning->words_ = WordsOf(beginning->text_);
  beginning->steps_.reserve(2 * beginning->words_.size());
  Lattice lattice = Start();
  for (const Word& word : beginning->words_) {
    beginning->first_.push_back(beginning->steps_.size());
    const Ways& from = lattice[word.from];
    for (size_t k = 0; k < from.count; ++k) {
      Way way = Ask(from.best[k].state, word);
      beginning->steps_.push_back({from.best[k].state, way});
      way.score += from.best[k].score;
      lattice[word.to].Add(way);
    }
  }
  beginning->first_.push_back(beginning->steps_.size());
  beginning->score_ = lattice[beginning->text_.size()].best[0].score;
}

const LanguageModel::Step* LanguageModel::Beginning::Find(size_t k, const libime::State& before) const {
  for (size_t i = first_[k]; i < first_[k + 1]; ++i) {
    if (steps_[i].before == before) return &steps_[i];
  }
  return nullptr;
}

double LanguageModel::Follows(Ending* ending, Beginning* beginning) const {
  Look(ending);
  Look(beginning);
  const std::u32string_view text = beginning->text_;
  Lattice lattice;
  lattice[0] = ending->before_[0];
  std::array<char32_t, kLongestWord> word;
  for (size_t n = 1; n < std::min(kLongestWord, ending->text_.size() + 1); ++n) {
    std::copy(ending->text_.end() - static_cast<ptrdiff_t>(n), ending->text_.end(), word.begin());
    for (size_t m = 1; n + m <= kLongestWord && m <= text.size(); ++m) {
      word[n + m - 1] = text[m - 1];
      const libime::WordIndex index = Find({word.data(), n + m});
      if (Knows(index)) Advance(ending->before_[n], {.index = index}, &lattice[m]);
    }
  }
  // Two words on, the model seldom knows what stood before the seam: most steps are those of the beginning alone.
  for (size_t k = 0; k < beginning->words_.size(); ++k) {
    const Word& word = beginning->words_[k];
    const Ways& from = lattice[word.from];
    for (size_t w = 0; w < from.count; ++w) {
      const Step* known = beginning->Find(k, from.best[w].state);
      Way way = known != nullptr ? known->after : Ask(from.best[w].state, word);
      way.score += from.best[w].score;
      lattice[word.to].Add(way);
    }
  }
  const double joined = lattice[text.size()].best[0].score;
  return std::numbers::ln10 * (joined - ending->score_ - beginning->score_);
}

}  // namespace jianbao::newspaper
