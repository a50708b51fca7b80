#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "libs/base/error.h"
#include "libs/text/chars.h"
#include "services/index/bench/commands.h"

namespace jianbao::bench {
namespace {

constexpr int kWords = 20'000;
constexpr int kCharacters = 3'000;
constexpr int kQueriesOfAClass = 100;

// Words of one to four made-up combinations of characters, drawn as words are in a language: the n-th most usual one
// 1/n as often as the first.
class Language {
 public:
  explicit Language(uint64_t seed) : random_(seed) {
    std::vector<double> character_weights(kCharacters), word_weights(kWords);
    for (int i = 0; i < kCharacters; ++i) character_weights[static_cast<size_t>(i)] = 1.0 / (i + 20);
    for (int i = 0; i < kWords; ++i) word_weights[static_cast<size_t>(i)] = 1.0 / (i + 5);
    std::discrete_distribution<char32_t> character(character_weights.begin(), character_weights.end());
    std::discrete_distribution<int> length({0, 1, 6, 2, 1});
    for (int i = 0; i < kWords; ++i) {
      std::string word;
      for (int n = length(random_); n > 0; --n) text::AppendUtf8(U'一' + 6 * character(random_), &word);
      words_.push_back(word);
    }
    rank_ = std::discrete_distribution<size_t>(word_weights.begin(), word_weights.end());
  }

  const std::string& Word() { return words_[rank_(random_)]; }
  // Draws go on as those of another language of the same words would.
  void Reseed(uint64_t seed) { random_.seed(seed); }
  int Number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  std::string Sentence(int words) {
    std::string sentence;
    for (int i = 0; i < words; ++i) absl::StrAppend(&sentence, i > 0 && i % 7 == 0 ? "，" : "", Word());
    return sentence;
  }

 private:
  std::mt19937_64 random_;
  std::vector<std::string> words_;
  std::discrete_distribution<size_t> rank_;
};

// The words of a headline come back in its body, among others: known-item queries have something to find.
std::string Body(Language& language, const std::string& headline) {
  std::string body = absl::StrCat(headline, "。");
  for (int sentences = language.Number(5, 30); sentences > 0; --sentences) {
    absl::StrAppend(&body, language.Sentence(language.Number(6, 20)), "。");
  }
  return body;
}

std::string Query(Language& language, const std::string& kind) {
  if (kind == "term") return language.Word();
  if (kind == "phrase") return absl::StrCat(language.Word(), language.Word());
  return absl::StrCat(language.Word(), " ", language.Word(), " ", language.Word());
}

}  // namespace

absl::Status RunGenerate(const GenerateOptions& options) {
  Language language(options.seed);
  std::ofstream corpus(options.directory + "/corpus.tsv"), queries(options.directory + "/queries.tsv");
  const absl::CivilDay first_day(2000, 1, 1);
  for (int64_t i = 0; i < options.articles; ++i) {
    const std::string headline = language.Sentence(language.Number(4, 8));
    corpus << "article-" << i << '\t' << absl::FormatCivilTime(first_day + i / 40) << '\t' << headline << '\t'
           << Body(language, headline) << '\n';
    if (i % std::max<int64_t>(1, options.articles / kQueriesOfAClass) == 0) {
      queries << "known\t" << headline << "\tarticle-" << i << '\n';
    }
  }
  language.Reseed(options.seed + 1);  // however many articles there are, the same queries: figures show growth alone
  for (const std::string kind : {"term", "or", "and", "phrase"}) {
    for (int i = 0; i < kQueriesOfAClass; ++i) queries << kind << '\t' << Query(language, kind) << '\n';
  }
  corpus.close();
  queries.close();
  if (corpus.good() && queries.good()) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, "FILE_WRITE_FAILED",
               absl::StrCat("cannot write to ", options.directory, "; is it a folder with room?"));
}

}  // namespace jianbao::bench
