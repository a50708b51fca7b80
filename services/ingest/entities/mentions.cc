#include "services/ingest/entities/mentions.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "absl/strings/match.h"
#include "services/ingest/entities/document.h"

namespace jianbao::entities {
namespace {

using newspaper::Article;
using newspaper::Block;
using newspaper::Role;

// Lines that are not running text; the running text is read from the body, where broken sentences are whole again.
bool IsReadByItself(Role role) {
  switch (role) {
    case Role::kKicker:
    case Role::kHeadline:
    case Role::kDeck:
    case Role::kSubhead:
    case Role::kSignature:
    case Role::kSource:
    case Role::kCaption:
    case Role::kCard: return true;
    default: return false;
  }
}

// 来源:…: where the text was taken from, not what it is about. A unit that signs its own text is both.
bool NamesSource(const Block& block) {
  return block.role == Role::kSource && (absl::StrContains(block.text, ":") || absl::StrContains(block.text, "："));
}

// The bytes of the file behind `span` of a block's text. A block that lost characters in cleaning is pointed at whole.
std::vector<text::ByteSpan> SourceOf(const Block& block, text::ByteSpan span) {
  const bool verbatim =
      block.spans.size() == 1 && block.spans.front().end - block.spans.front().begin == block.text.size();
  if (!verbatim) return block.spans;
  return {{block.spans.front().begin + span.begin, block.spans.front().begin + span.end}};
}

// Names in the bylines are the paper's own people and no mentions.
std::unordered_set<std::string> BylineNames(const Article& article) {
  std::unordered_set<std::string> names;
  for (const newspaper::Byline& byline : article.bylines) names.insert(byline.names.begin(), byline.names.end());
  return names;
}

// Where the text of `body` skips a few bytes of the file, which are the blanks and line ends the page model took out.
std::vector<uint32_t> BlanksIn(const text::AlignedText& body) {
  constexpr uint32_t kMaxBlank = 6;
  std::vector<uint32_t> blanks;
  for (size_t i = 1; i < body.runs.size(); ++i) {
    const uint32_t end = body.runs[i - 1].source.end, begin = body.runs[i].source.begin;
    if (begin > end && begin - end <= kMaxBlank) blanks.push_back(body.runs[i].text.begin);
  }
  return blanks;
}

// Where the pieces of a page stand: each by-itself block of each article, then its body.
struct Place {
  size_t article = 0;
  const Block* block = nullptr;  // null: the body
};

}  // namespace

std::vector<Mention> ExtractMentions(std::string_view utf8) {
  return std::move(ExtractMentions(std::vector<std::string_view>{utf8}).front());
}

std::vector<std::vector<Mention>> ExtractMentions(const std::vector<std::string_view>& texts) {
  Document document(PeopleNames::kSurnamesToo);
  for (const std::string_view text : texts) document.AddPiece(text, Spaces::kDrop);
  document.Propagate();
  std::vector<std::vector<Mention>> mentions;
  for (size_t i = 0; i < texts.size(); ++i) mentions.push_back(document.MentionsOf(i, Bylines::kRead));
  return mentions;
}

std::vector<std::vector<Mention>> ExtractMentions(const newspaper::ParsedIssue& page) {
  return ExtractMentions(page, Costs());
}

std::vector<std::vector<Mention>> ExtractMentions(const newspaper::ParsedIssue& page, const Costs& costs) {
  Document document(PeopleNames::kFull, costs);
  std::vector<Place> places;
  for (size_t i = 0; i < page.articles.size(); ++i) {
    for (const Block& block : page.articles[i].blocks) {
      if (!IsReadByItself(block.role) || NamesSource(block)) continue;
      document.AddPiece(block.text, Spaces::kKeep);
      places.push_back({i, &block});
    }
    document.AddPiece(page.articles[i].body.text, Spaces::kDrop, BlanksIn(page.articles[i].body));
    places.push_back({i, nullptr});
  }
  document.Propagate();
  std::vector<std::vector<Mention>> mentions(page.articles.size());
  std::unordered_set<std::string> bylines;
  for (size_t k = 0; k < places.size(); ++k) {
    const Article& article = page.articles[places[k].article];
    if (k == 0 || places[k].article != places[k - 1].article) bylines = BylineNames(article);
    for (Mention& mention : document.MentionsOf(k, Bylines::kSkip)) {
      if (mention.kind == Kind::kPerson && bylines.count(mention.text) > 0) continue;
      const text::ByteSpan span = mention.spans.front();
      mention.spans =
          places[k].block != nullptr ? SourceOf(*places[k].block, span) : text::ToSource(article.body.runs, span);
      mentions[places[k].article].push_back(std::move(mention));
    }
  }
  return mentions;
}

}  // namespace jianbao::entities
