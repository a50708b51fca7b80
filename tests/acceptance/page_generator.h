// Lays articles out on a page and prints it the way text extraction does: columns cut sentences, tails are printed in
// other places, headlines run into the text above them, characters are misread. Deterministic: the same stories,
// defects and seed give the same page on every machine. Not thread-safe; one generator a thread.
#ifndef JIANBAO_TESTS_ACCEPTANCE_PAGE_GENERATOR_H_
#define JIANBAO_TESTS_ACCEPTANCE_PAGE_GENERATOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/acceptance/story.h"

namespace jianbao::acceptance {

// How much of what goes wrong: chances from 0 to 1. The defaults are those of ordinary pages.
struct PageDefects {
  double displaced = 0;           // of a column of text but an article's first: printed in another place of the page
  double noise = 0;               // of a character: misread, lost or printed in excess
  double merged_lines = 0.05;     // of a headline: printed behind the last line of the text above
  double lost_headlines = 0.03;   // of a head: gone, but for single characters
  double truncated = 0.03;        // of an article: its last column is not on the page
  double interleaved = 0.05;      // of two neighbours: their columns alternate
  double spaces_at_wraps = 0.3;   // of a page: white space wherever a printed line ended
  double without_masthead = 0.5;  // of a page
};

struct GeneratedPage {
  std::string text;       // UTF-8
  std::string gold_json;  // its annotation (seeds/README.md)
};

class PageGenerator {
 public:
  // REQUIRES: not empty.
  PageGenerator(std::vector<Story> stories, PageDefects defects) : stories_(std::move(stories)), defects_(defects) {}

  // A page of 7 to 11 stories.
  GeneratedPage Generate(uint64_t seed) const;

 private:
  std::vector<Story> stories_;
  PageDefects defects_;
};

}  // namespace jianbao::acceptance

#endif  // JIANBAO_TESTS_ACCEPTANCE_PAGE_GENERATOR_H_
