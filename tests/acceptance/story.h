// Articles as an editor hands them to the printer: what a page generator lays out.
#ifndef JIANBAO_TESTS_ACCEPTANCE_STORY_H_
#define JIANBAO_TESTS_ACCEPTANCE_STORY_H_

#include <string>
#include <vector>

#include "nlohmann/json.hpp"

namespace jianbao::acceptance {

// A line of a story: a title, a paragraph, a signature. Roles are those of the gold format (seeds/README.md).
struct StoryLine {
  std::string role;
  std::u32string text;
};

// An article whole: its paragraphs unbroken and in reading order.
struct Story {
  std::vector<StoryLine> head;  // column label, kicker, headline, deck, byline: above the text
  std::vector<StoryLine> body;  // paragraphs and subheads
  std::vector<StoryLine> foot;  // signature, source, caption
  nlohmann::json gold;          // the article's annotation; spans and reading order are those of another page
};

// The stories of the pages of a folder with `issues/` and `gold/`, in the order of their names, that are whole and
// stand alone: with a headline, without a jump, lost text or a column, card or byline shared with others.
std::vector<Story> ReadStoriesOf(const std::string& folder);

}  // namespace jianbao::acceptance

#endif  // JIANBAO_TESTS_ACCEPTANCE_STORY_H_
