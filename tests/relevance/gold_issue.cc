#include "tests/relevance/gold_issue.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/text/chars.h"
#include "libs/text/pinyin.h"

namespace jianbao::relevance {
namespace {

using Json = nlohmann::json;
using type::v1::Article;
using type::v1::Mention;

std::string Text(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

std::vector<std::u32string> Lines(const std::string& page) {
  std::vector<std::u32string> lines(1);
  for (const char32_t c : text::FromUtf8(page)) {
    if (c == U'\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

void AddMention(Mention::Kind kind, const std::string& canonical, const std::string& printed, const Json& titles,
                Article* article) {
  auto* mention = article->add_mentions();
  mention->set_kind(kind);
  mention->set_canonical(canonical);
  mention->set_text(printed);
  for (const Json& title : titles) mention->add_titles(Text(title));
}

void AddMentions(const Json& gold, Article* article) {
  for (const Json& person : gold["persons"]) {
    for (const Json& surface : person["surfaces"]) {
      AddMention(Mention::PERSON, Text(person["name"]), Text(surface), person["titles"], article);
    }
  }
  for (const Json& name : gold["orgs"]) {
    AddMention(Mention::ORGANIZATION, Text(name), Text(name), Json::array(), article);
  }
  for (const Json& name : gold["places"]) AddMention(Mention::PLACE, Text(name), Text(name), Json::array(), article);
}

// Spans [line, start, end] in reading order; the pieces of a sentence are joined, paragraphs are not told apart.
std::string Body(const Json& reading_order, const std::vector<std::u32string>& lines) {
  std::string body;
  for (const Json& span : reading_order) {
    const std::u32string& line = lines.at(span[0].get<size_t>() - 1);
    const size_t begin = span[1], end = span[2];
    body += text::ToUtf8(std::u32string_view(line).substr(begin, end - begin));
  }
  return body;
}

Article GoldArticle(const Json& gold, const std::vector<std::u32string>& lines) {
  Article article;
  article.set_body(Body(gold["reading_order"], lines));
  article.set_headline(Text(gold["headline"]));
  article.set_headline_derived(article.headline().empty());
  if (article.headline_derived()) {
    article.set_headline(text::ToUtf8(std::u32string_view(text::FromUtf8(article.body())).substr(0, 20)));
  }
  if (gold["kicker"].is_string()) article.set_kicker(Text(gold["kicker"]));
  for (const Json& deck : gold["decks"]) article.add_decks(Text(deck));
  for (const Json& subhead : gold["subheads"]) article.add_subheads(Text(subhead));
  if (gold["column"].is_string()) article.set_column(Text(gold["column"]));
  Article::Genre genre = Article::GENRE_UNSPECIFIED;
  if (Article::Genre_Parse(absl::AsciiStrToUpper(Text(gold["genre"])), &genre)) article.set_genre(genre);
  for (const Json& byline : gold["bylines"]) {
    auto* out = article.add_bylines();
    out->set_role(Text(byline["role"]));
    for (const Json& name : byline["names"]) out->add_names(Text(name));
  }
  AddMentions(gold, &article);
  return article;
}

// Captions, cards, signatures and source lines, which no other field of the article holds.
void AddBlocks(const Json& spans, const std::vector<std::u32string>& lines, index::v1::ApplyIssueRequest* request) {
  for (const Json& span : spans) {
    type::v1::Block::Role role = type::v1::Block::ROLE_UNSPECIFIED;
    const int article = span["article"];
    if (article == 0 || !type::v1::Block::Role_Parse(absl::AsciiStrToUpper(Text(span["role"])), &role)) continue;
    if (role == type::v1::Block::BODY) continue;
    const std::u32string& line = lines.at(span["line"].get<size_t>() - 1);
    const size_t begin = span["start"], end = span["end"];
    auto* block = request->mutable_articles(article - 1)->add_blocks();
    block->set_role(role);
    block->set_text(text::ToUtf8(std::u32string_view(line).substr(begin, end - begin)));
  }
}

}  // namespace

index::v1::ApplyIssueRequest GoldIssue(const Json& gold, const std::string& page) {
  const Json& facts = gold["issue"];
  const std::string date = facts["date"].is_string() ? Text(facts["date"]) : Text(facts["inferred_date"]["earliest"]);
  const std::string publication = facts["publication"].is_string() ? text::Slug(Text(facts["publication"])) : "unknown";
  index::v1::ApplyIssueRequest request;
  auto* issue = request.mutable_issue();
  issue->set_name(absl::StrCat("publications/", publication, "/issues/", date));
  issue->set_publish_date(date);
  issue->set_content_hash(ContentHash(page));
  const auto lines = Lines(page);
  for (const Json& article : gold["articles"]) {
    auto* out = request.add_articles();
    *out = GoldArticle(article, lines);
    out->set_name(absl::StrCat(issue->name(), "/articles/", article["id"].get<int>()));
    out->set_publish_date(date);
  }
  AddBlocks(gold["spans"], lines, &request);
  return request;
}

}  // namespace jianbao::relevance
