#include "tests/acceptance/story.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <utility>

#include "libs/text/chars.h"
#include "tests/acceptance/gold_folder.h"

namespace jianbao::acceptance {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::vector<std::u32string> Lines(std::string_view page) {
  std::vector<std::u32string> lines(1);
  for (const char32_t c : text::FromUtf8(page)) {
    if (c == U'\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  return lines;
}

// As set in type: no space but between Latin words, no markdown.
std::u32string Clean(std::u32string_view text, bool title) {
  std::u32string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == U'*') continue;
    if (!text::IsSpace(text[i])) {
      out += text[i];
      continue;
    }
    const bool words = !out.empty() && i + 1 < text.size() && text::IsLatin(out.back()) && text::IsLatin(text[i + 1]);
    if ((title || words) && !out.empty() && out.back() != U' ') out += U' ';
  }
  while (!out.empty() && out.back() == U' ') out.pop_back();
  return out;
}

bool EndsSentence(std::u32string_view text) {
  size_t end = text.size();
  while (end > 0 && (text[end - 1] == U'”' || text[end - 1] == U'"' || text[end - 1] == U'）' || text[end - 1] == U')'))
    --end;
  return end > 0 && (text::IsSentenceEnd(text[end - 1]) || text[end - 1] == U'…');
}

std::u32string_view Slice(const std::vector<std::u32string>& lines, size_t line, size_t begin, size_t end) {
  const std::u32string_view whole = lines.at(line - 1);
  return whole.substr(begin, std::min(end, whole.size()) - begin);
}

bool IsWhole(const Json& article, const std::string& page_text) {
  static const char* const kJumps[] = {"上接", "紧接", "下转"};
  if (!article["headline"].is_string() || article["jump_to_page"].is_number() || article.value("truncated", false))
    return false;
  if (article["reading_order"].empty()) return false;
  return std::none_of(std::begin(kJumps), std::end(kJumps),
                      [&](const char* jump) { return page_text.find(jump) != std::string::npos; });
}

// Where the annotation says that the article takes something from another one, or holds remains of print.
bool StandsAlone(const Json& article, const std::map<std::string, int>& roles) {
  if (roles.contains("card") || roles.contains("noise")) return false;
  if (article["column"].is_string() && !roles.contains("section_label")) return false;
  return roles.contains("headline");
}

class StoryReader {
 public:
  StoryReader(const Json& page, const std::vector<std::u32string>& lines) : page_(page), lines_(lines) {}

  std::vector<Story> Read() const {
    std::vector<Story> stories;
    for (const Json& article : page_["articles"]) {
      std::map<std::string, int> roles;
      std::string text;
      for (const Json& span : page_["spans"]) {
        if (span["article"] != article["id"]) continue;
        ++roles[span["role"]];
        text += text::ToUtf8(TextOf(span));
      }
      if (IsWhole(article, text) && StandsAlone(article, roles)) stories.push_back(ReadOne(article));
    }
    return stories;
  }

 private:
  std::u32string_view TextOf(const Json& span) const { return Slice(lines_, span["line"], span["start"], span["end"]); }

  Story ReadOne(const Json& article) const {
    Story story;
    story.gold = article;
    std::map<std::pair<size_t, size_t>, std::u32string> subheads;  // before the body piece at (line, start)
    std::u32string waiting;
    bool body_seen = false;
    for (const Json& span : page_["spans"]) {
      if (span["article"] != article["id"]) continue;
      const std::string role = span["role"];
      if (role == "body") {
        body_seen = true;
        if (!waiting.empty()) subheads[{span["line"], span["start"]}] = std::exchange(waiting, {});
      } else if (role == "subhead") {
        waiting = Clean(TextOf(span), true);
      } else {
        const bool title = role != "caption";
        const bool foot = body_seen && role != "headline" && role != "deck" && role != "section_label";
        (foot ? story.foot : story.head).push_back({role, Clean(TextOf(span), title)});
      }
    }
    for (const Json& piece : article["reading_order"]) {
      const auto subhead = subheads.find({piece[0], piece[1]});
      if (subhead != subheads.end()) story.body.push_back({"subhead", subhead->second});
      const std::u32string text = Clean(Slice(lines_, piece[0], piece[1], piece[2]), false);
      const bool goes_on =
          !story.body.empty() && story.body.back().role == "body" && !EndsSentence(story.body.back().text);
      if (goes_on)
        story.body.back().text += text;
      else
        story.body.push_back({"body", text});
    }
    return story;
  }

  const Json& page_;
  const std::vector<std::u32string>& lines_;
};

}  // namespace

std::vector<Story> ReadStoriesOf(const std::string& folder) {
  std::vector<Story> stories;
  for (const AnnotatedPage& page : ReadGoldFolder(fs::path(folder) / "issues", fs::path(folder) / "gold")) {
    const std::vector<std::u32string> lines = Lines(page.source);
    for (Story& story : StoryReader(page.gold, lines).Read()) stories.push_back(std::move(story));
  }
  return stories;
}

}  // namespace jianbao::acceptance
