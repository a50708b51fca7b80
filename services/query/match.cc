#include "services/query/match.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/text/chars.h"
#include "libs/text/pinyin.h"
#include "services/query/fields.h"
#include "services/query/query_node.h"

namespace jianbao::query {
namespace {

using language::Node;
using type::v1::KeywordNode;
using type::v1::QueryNode;
using type::v1::SearchField;

constexpr size_t kMaxTextCharacters = 256;  // of one node
constexpr uint32_t kMaxPagesInRange = 100;
constexpr int kMaxTextsWithSenses = 32;

Error Invalid(const char* reason, std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message));
}

SearchField TextField(const std::string& field) {
  if (field == "headline") return type::v1::SEARCH_FIELD_HEADLINE;
  if (field == "heads") return type::v1::SEARCH_FIELD_HEADS;
  if (field == "body") return type::v1::SEARCH_FIELD_BODY;
  if (field == "byline") return type::v1::SEARCH_FIELD_BYLINE;
  return type::v1::SEARCH_FIELD_UNSPECIFIED;
}

// KEY_UNSPECIFIED for fields of text.
KeywordNode::Key KeywordKey(const std::string& field) {
  if (field == "person") return KeywordNode::PERSON;
  if (field == "org") return KeywordNode::ORGANIZATION;
  if (field == "place") return KeywordNode::PLACE;
  if (field == "column") return KeywordNode::COLUMN;
  if (field == "genre") return KeywordNode::GENRE;
  if (field == "publication") return KeywordNode::PUBLICATION;
  return KeywordNode::KEY_UNSPECIFIED;
}

absl::StatusOr<QueryNode> GenreNode(const std::string& value) {
  JIANBAO_ASSIGN_OR_RETURN(const type::v1::Article::Genre genre, ParseGenre(value));
  return KeywordQuery(KeywordNode::GENRE, type::v1::Article::Genre_Name(genre));
}

// An id is taken as it is; a title by its pinyin, of which ids are made.
absl::StatusOr<QueryNode> PublicationNode(const std::string& value) {
  if (names::IsPublicationId(value)) return KeywordQuery(KeywordNode::PUBLICATION, value);
  const std::string id = text::Slug(value);
  if (names::IsPublicationId(id)) return KeywordQuery(KeywordNode::PUBLICATION, id);
  return Invalid("QUERY_PUBLICATION_MALFORMED",
                 absl::StrCat("\"", value, "\" is no newspaper, want its title or the id in its resource name"));
}

absl::StatusOr<QueryNode> NameNode(KeywordNode::Key key, const std::string& value) {
  if (key == KeywordNode::GENRE) return GenreNode(value);
  if (key == KeywordNode::PUBLICATION) return PublicationNode(value);
  const std::string simplified = Simplified(value);
  if (simplified == value) return KeywordQuery(key, value);
  return AnyOfQuery({KeywordQuery(key, value), KeywordQuery(key, simplified)});
}

// Two to five Han characters, or more around the dots of a foreign name.
bool MayBePersonName(const std::string& word) {
  const std::u32string chars = text::FromUtf8(word);
  const bool foreign = chars.find(U'·') != std::u32string::npos;
  return chars.size() >= 2 && chars.size() <= (foreign ? 20 : 5) &&
         std::all_of(chars.begin(), chars.end(), [](char32_t c) { return text::IsHan(c) || c == U'·'; });
}

int CountTexts(const QueryNode& node) {
  int count = node.has_text() ? 1 : 0;
  for (const QueryNode& child : node.all_of().children()) count += CountTexts(child);
  for (const QueryNode& child : node.any_of().children()) count += CountTexts(child);
  if (node.has_none_of()) count += CountTexts(node.none_of().child());
  return count;
}

void AddSenses(QueryNode* node) {
  switch (node->node_case()) {
    case QueryNode::kAllOf:
      for (QueryNode& child : *node->mutable_all_of()->mutable_children()) AddSenses(&child);
      break;
    case QueryNode::kAnyOf:
      for (QueryNode& child : *node->mutable_any_of()->mutable_children()) AddSenses(&child);
      break;
    case QueryNode::kNoneOf: AddSenses(node->mutable_none_of()->mutable_child()); break;
    case QueryNode::kText: {
      const auto& text = node->text();
      const bool plain_word =
          text.whole_words() && text.slop() == 0 && text.field() == type::v1::SEARCH_FIELD_UNSPECIFIED;
      if (!plain_word || !MayBePersonName(text.text())) return;
      QueryNode person = KeywordQuery(KeywordNode::PERSON, Simplified(text.text()));
      *node = AnyOfQuery({std::move(*node), std::move(person)});
      break;
    }
    default: break;
  }
}

// Turns one tree at one step of loosening.
class Matcher {
 public:
  explicit Matcher(v1::MatchMode mode) : mode_(mode) {}

  absl::StatusOr<QueryNode> Convert(const Node& node) const {
    return std::visit([this](const auto& alternative) { return ConvertNode(alternative); }, node.value);
  }

 private:
  absl::StatusOr<QueryNode> ConvertNode(const language::Word& word) const {
    if (const auto key = KeywordKey(word.field); key != KeywordNode::KEY_UNSPECIFIED) return NameNode(key, word.text);
    if (mode_ == v1::EXACT) return TextQuery(word.text, TextField(word.field), /*whole_words=*/true);
    return LooseTextQuery(word.text, TextField(word.field), mode_ == v1::ALL_TERMS ? 100 : 0);
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::Phrase& phrase) const {
    if (const auto key = KeywordKey(phrase.field); key != KeywordNode::KEY_UNSPECIFIED) {
      return NameNode(key, phrase.text);
    }
    return TextQuery(phrase.text, TextField(phrase.field), /*whole_words=*/false);
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::Prefix& prefix) const {
    QueryNode node;
    node.mutable_prefix()->set_text(prefix.text);
    node.mutable_prefix()->set_field(TextField(prefix.field));
    return node;
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::Near& near) const {
    std::string text;
    for (const std::string& word : near.words) absl::StrAppend(&text, text.empty() ? "" : " ", word);
    return TextQuery(text, TextField(near.field), /*whole_words=*/true, near.distance);
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::DateRange& range) const {
    QueryNode node;
    auto* date = node.mutable_date();
    if (range.first) date->set_earliest(names::FormatDate(*range.first));
    if (range.last) date->set_latest(names::FormatDate(*range.last));
    return node;
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::NumberRange& range) const {
    const uint32_t first = range.first.value_or(1);
    if (!range.last || *range.last - first >= kMaxPagesInRange) {
      return Invalid("QUERY_PAGE_RANGE_TOO_WIDE", absl::StrCat("want at most ", kMaxPagesInRange, " pages, as in ",
                                                               first, "..", first + kMaxPagesInRange - 1));
    }
    std::vector<QueryNode> pages;
    for (uint32_t page = first; page <= *range.last; ++page) {
      pages.push_back(KeywordQuery(KeywordNode::PAGE, absl::StrCat(page)));
    }
    return AnyOfQuery(std::move(pages));
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::And& conjunction) const {
    const bool pool_words =
        mode_ == v1::ANY_TERM && std::any_of(conjunction.operands.begin(), conjunction.operands.end(), IsLooseWord);
    std::vector<QueryNode> required, optional;
    std::map<std::string, std::vector<std::string>> words;  // by field
    for (const Node& operand : conjunction.operands) {
      if (pool_words && IsLooseWord(operand)) {
        const auto& word = std::get<language::Word>(operand.value);
        words[word.field].push_back(word.text);
        continue;
      }
      JIANBAO_ASSIGN_OR_RETURN(QueryNode child, Convert(operand));
      (pool_words && IsText(child) ? optional : required).push_back(std::move(child));
    }
    if (pool_words) {
      for (QueryNode& node : LooseTexts(words)) optional.push_back(std::move(node));
      required.push_back(AnyOfQuery(std::move(optional)));
    }
    for (const Node& operand : conjunction.excluded) {
      JIANBAO_ASSIGN_OR_RETURN(QueryNode child, Matcher(v1::EXACT).Convert(operand));
      QueryNode none_of;
      *none_of.mutable_none_of()->mutable_child() = std::move(child);
      required.push_back(std::move(none_of));
    }
    return AllOfQuery(std::move(required));
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::Or& disjunction) const {
    std::vector<QueryNode> children;
    for (const Node& operand : disjunction.operands) {
      JIANBAO_ASSIGN_OR_RETURN(QueryNode child, Convert(operand));
      children.push_back(std::move(child));
    }
    return AnyOfQuery(std::move(children));
  }

  static bool IsLooseWord(const Node& node) {
    const auto* word = std::get_if<language::Word>(&node.value);
    return word != nullptr && KeywordKey(word->field) == KeywordNode::KEY_UNSPECIFIED;
  }

  static bool IsText(const QueryNode& node) { return node.has_text() || node.has_prefix(); }

  // As few nodes as the limit of a text's length allows.
  static std::vector<QueryNode> LooseTexts(const std::map<std::string, std::vector<std::string>>& words_by_field) {
    std::vector<QueryNode> nodes;
    for (const auto& [field, words] : words_by_field) {
      std::string text;
      size_t characters = 0;
      for (const std::string& word : words) {
        const size_t added = text::FromUtf8(word).size() + 1;
        if (!text.empty() && characters + added > kMaxTextCharacters) {
          nodes.push_back(LooseTextQuery(text, TextField(field), 0));
          text.clear();
          characters = 0;
        }
        absl::StrAppend(&text, text.empty() ? "" : " ", word);
        characters += added;
      }
      nodes.push_back(LooseTextQuery(text, TextField(field), 0));
    }
    return nodes;
  }

  const v1::MatchMode mode_;
};

// The reverse of TextField(); "" for every field.
const char* FieldName(SearchField field) {
  switch (field) {
    case type::v1::SEARCH_FIELD_HEADLINE: return "headline";
    case type::v1::SEARCH_FIELD_HEADS: return "heads";
    case type::v1::SEARCH_FIELD_BODY: return "body";
    case type::v1::SEARCH_FIELD_BYLINE: return "byline";
    default: return "";
  }
}

Node FromText(const type::v1::TextNode& text) {
  const std::string field = FieldName(text.field());
  if (text.slop() == 0 && text.whole_words()) return language::Word{field, text.text()};
  if (text.slop() == 0) return language::Phrase{field, text.text()};
  return language::Near{field, {text.text()}, text.slop()};
}

std::optional<Node> FromKeyword(const KeywordNode& keyword) {
  for (const char* field : {"person", "org", "place", "column", "genre", "publication"}) {
    if (KeywordKey(field) == keyword.key()) return language::Word{field, keyword.value()};
  }
  uint32_t page = 0;
  if (keyword.key() != KeywordNode::PAGE || !absl::SimpleAtoi(keyword.value(), &page)) return std::nullopt;
  return language::NumberRange{"page", page, page};
}

Node FromDate(const type::v1::DateNode& date) {
  language::DateRange range{"date", std::nullopt, std::nullopt};
  if (date.has_earliest()) range.first = *names::ParseDate(date.earliest(), "");
  if (date.has_latest()) range.last = *names::ParseDate(date.latest(), "");
  return range;
}

std::optional<Node> FromAllOf(const type::v1::AllOfNode& all_of) {
  language::And conjunction;
  for (const QueryNode& child : all_of.children()) {
    auto node = FromQueryNode(child.has_none_of() ? child.none_of().child() : child);
    if (!node.has_value()) return std::nullopt;
    (child.has_none_of() ? conjunction.excluded : conjunction.operands).push_back(*std::move(node));
  }
  return conjunction;
}

std::optional<Node> FromAnyOf(const type::v1::AnyOfNode& any_of) {
  language::Or disjunction;
  for (const QueryNode& child : any_of.children()) {
    auto node = FromQueryNode(child);
    if (!node.has_value()) return std::nullopt;
    disjunction.operands.push_back(*std::move(node));
  }
  return disjunction;
}

}  // namespace

absl::StatusOr<QueryNode> ToQueryNode(const Node& tree, v1::MatchMode mode) { return Matcher(mode).Convert(tree); }

std::optional<Node> FromQueryNode(const QueryNode& query) {
  switch (query.node_case()) {
    case QueryNode::kText: return FromText(query.text());
    case QueryNode::kPrefix: return language::Prefix{FieldName(query.prefix().field()), query.prefix().text()};
    case QueryNode::kAllOf: return FromAllOf(query.all_of());
    case QueryNode::kAnyOf: return FromAnyOf(query.any_of());
    case QueryNode::kKeyword: return FromKeyword(query.keyword());
    case QueryNode::kDate: return FromDate(query.date());
    default: return std::nullopt;
  }
}

void AddPersonSense(QueryNode* query) {
  if (CountTexts(*query) <= kMaxTextsWithSenses) AddSenses(query);
}

}  // namespace jianbao::query
