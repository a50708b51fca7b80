#include "services/query/match.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/text/chars.h"

namespace jianbao::query {
namespace {

using language::Node;
using type::v1::KeywordNode;
using type::v1::QueryNode;
using type::v1::SearchField;

constexpr int kMaxNodes = 1024;
constexpr int kMaxLevels = 32;
constexpr int kMaxTextCharacters = 256;
constexpr int kMaxPrefixCharacters = 64;
constexpr int kMaxSlop = 100;
constexpr uint32_t kMaxPagesInRange = 100;

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

QueryNode Keyword(KeywordNode::Key key, const std::string& value) {
  QueryNode node;
  node.mutable_keyword()->set_key(key);
  node.mutable_keyword()->set_value(value);
  return node;
}

QueryNode LooseText(const std::string& text, SearchField field, int minimum_percent) {
  QueryNode node;
  node.mutable_loose_text()->set_text(text);
  node.mutable_loose_text()->set_field(field);
  node.mutable_loose_text()->set_minimum_percent(minimum_percent);
  return node;
}

QueryNode Text(const std::string& text, SearchField field, bool whole_words, int slop = 0) {
  QueryNode node;
  node.mutable_text()->set_text(text);
  node.mutable_text()->set_field(field);
  node.mutable_text()->set_whole_words(whole_words);
  node.mutable_text()->set_slop(slop);
  return node;
}

// Several nodes as one; a single one stays itself.
QueryNode AllOf(std::vector<QueryNode> children) {
  if (children.size() == 1) return std::move(children.front());
  QueryNode node;
  for (QueryNode& child : children) *node.mutable_all_of()->add_children() = std::move(child);
  return node;
}
QueryNode AnyOf(std::vector<QueryNode> children) {
  if (children.size() == 1) return std::move(children.front());
  QueryNode node;
  for (QueryNode& child : children) *node.mutable_any_of()->add_children() = std::move(child);
  return node;
}

absl::StatusOr<QueryNode> GenreNode(const std::string& value) {
  static const auto* const kGenres = new std::map<std::string, std::string>{
      {"消息", "NEWS"},     {"公告", "NOTICE"},     {"通讯", "FEATURE"},
      {"人物", "PROFILE"},  {"评论", "COMMENTARY"}, {"标题新闻", "HEADLINE_ONLY"},
      {"残篇", "FRAGMENT"},
  };
  const auto chinese = kGenres->find(value);
  const std::string name = chinese != kGenres->end() ? chinese->second : absl::AsciiStrToUpper(value);
  type::v1::Article::Genre genre = type::v1::Article::GENRE_UNSPECIFIED;
  if (!type::v1::Article::Genre_Parse(name, &genre) || genre == type::v1::Article::GENRE_UNSPECIFIED) {
    return Invalid("QUERY_GENRE_UNKNOWN",
                   absl::StrCat("unknown genre \"", value,
                                "\", want one of: NEWS (消息), NOTICE (公告), FEATURE (通讯), "
                                "PROFILE (人物), COMMENTARY (评论), HEADLINE_ONLY (标题新闻), FRAGMENT (残篇)"));
  }
  return Keyword(KeywordNode::GENRE, name);
}

absl::StatusOr<QueryNode> NameNode(KeywordNode::Key key, const std::string& value) {
  if (key == KeywordNode::GENRE) return GenreNode(value);
  if (key == KeywordNode::PUBLICATION && !names::IsPublicationId(value)) {
    return Invalid("QUERY_PUBLICATION_MALFORMED",
                   absl::StrCat("\"", value,
                                "\" is no id of a newspaper, want it as in its resource name: "
                                "lower-case letters, digits and \"-\""));
  }
  return Keyword(key, value);
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
    if (mode_ == v1::EXACT) return Text(word.text, TextField(word.field), /*whole_words=*/true);
    return LooseText(word.text, TextField(word.field), mode_ == v1::ALL_TERMS ? 100 : 0);
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::Phrase& phrase) const {
    if (const auto key = KeywordKey(phrase.field); key != KeywordNode::KEY_UNSPECIFIED) {
      return NameNode(key, phrase.text);
    }
    return Text(phrase.text, TextField(phrase.field), /*whole_words=*/false);
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
    return Text(text, TextField(near.field), /*whole_words=*/true, near.distance);
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
      pages.push_back(Keyword(KeywordNode::PAGE, absl::StrCat(page)));
    }
    return AnyOf(std::move(pages));
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::And& conjunction) const {
    std::vector<QueryNode> children;
    std::map<std::string, std::vector<std::string>> loose;  // words by field, to be looked for together
    for (const Node& operand : conjunction.operands) {
      const auto* word = std::get_if<language::Word>(&operand.value);
      if (mode_ == v1::ANY_TERM && word != nullptr && KeywordKey(word->field) == KeywordNode::KEY_UNSPECIFIED) {
        loose[word->field].push_back(word->text);
        continue;
      }
      JIANBAO_ASSIGN_OR_RETURN(QueryNode child, Convert(operand));
      children.push_back(std::move(child));
    }
    if (!loose.empty()) children.push_back(AnyOf(LooseTexts(loose)));
    for (const Node& operand : conjunction.excluded) {
      JIANBAO_ASSIGN_OR_RETURN(QueryNode child, Matcher(v1::EXACT).Convert(operand));
      QueryNode none_of;
      *none_of.mutable_none_of()->mutable_child() = std::move(child);
      children.push_back(std::move(none_of));
    }
    return AllOf(std::move(children));
  }

  absl::StatusOr<QueryNode> ConvertNode(const language::Or& disjunction) const {
    std::vector<QueryNode> children;
    for (const Node& operand : disjunction.operands) {
      JIANBAO_ASSIGN_OR_RETURN(QueryNode child, Convert(operand));
      children.push_back(std::move(child));
    }
    return AnyOf(std::move(children));
  }

  // As few nodes as the limit of a text's length allows.
  static std::vector<QueryNode> LooseTexts(const std::map<std::string, std::vector<std::string>>& words_by_field) {
    std::vector<QueryNode> nodes;
    for (const auto& [field, words] : words_by_field) {
      std::string text;
      size_t characters = 0;
      for (const std::string& word : words) {
        const size_t added = text::FromUtf8(word).size() + 1;
        if (!text.empty() && characters + added > kMaxTextCharacters) {
          nodes.push_back(LooseText(text, TextField(field), 0));
          text.clear();
          characters = 0;
        }
        absl::StrAppend(&text, text.empty() ? "" : " ", word);
        characters += added;
      }
      nodes.push_back(LooseText(text, TextField(field), 0));
    }
    return nodes;
  }

  const v1::MatchMode mode_;
};

// Collects what is to be marked; the structure of the query does not matter for that.
void CollectHighlights(const QueryNode& query, std::vector<QueryNode>* out) {
  switch (query.node_case()) {
    case QueryNode::kText:
    case QueryNode::kPrefix:
    case QueryNode::kLooseText:
      out->push_back(query);
      break;
    case QueryNode::kAllOf:
      for (const QueryNode& child : query.all_of().children()) CollectHighlights(child, out);
      break;
    case QueryNode::kAnyOf:
      for (const QueryNode& child : query.any_of().children()) CollectHighlights(child, out);
      break;
    case QueryNode::kBoost:
      CollectHighlights(query.boost().child(), out);
      break;
    case QueryNode::kKeyword:
      switch (query.keyword().key()) {
        case KeywordNode::PERSON:
        case KeywordNode::ORGANIZATION:
        case KeywordNode::PLACE:
          out->push_back(Text(query.keyword().value(), type::v1::SEARCH_FIELD_UNSPECIFIED, true));
          break;
        case KeywordNode::COLUMN:
          out->push_back(Text(query.keyword().value(), type::v1::SEARCH_FIELD_HEADS, true));
          break;
        case KeywordNode::REPORTER:
          out->push_back(Text(query.keyword().value(), type::v1::SEARCH_FIELD_BYLINE, true));
          break;
        default:
          break;
      }
      break;
    default:
      break;
  }
}

// Walks a client's tree with the limits of query.proto.
class TreeChecker {
 public:
  absl::Status Check(const QueryNode& node, int level) {
    if (level > kMaxLevels || ++nodes_ > kMaxNodes) {
      return Invalid("QUERY_TOO_LARGE",
                     absl::StrCat("want at most ", kMaxLevels, " levels and ", kMaxNodes, " nodes in a query"));
    }
    switch (node.node_case()) {
      case QueryNode::kText:
        return CheckText(node.text().text(), kMaxTextCharacters, node.text().slop());
      case QueryNode::kLooseText:
        return CheckText(node.loose_text().text(), kMaxTextCharacters, 0);
      case QueryNode::kPrefix:
        return CheckText(node.prefix().text(), kMaxPrefixCharacters, 0);
      case QueryNode::kAllOf:
        return CheckAllOf(node.all_of(), level);
      case QueryNode::kAnyOf:
        return CheckChildren(node.any_of().children(), level);
      case QueryNode::kBoost:
        if (!(node.boost().factor() >= 0 && node.boost().factor() <= 1000)) {
          return Malformed("the factor of a boost must lie between 0 and 1000");
        }
        return Check(node.boost().child(), level + 1);
      case QueryNode::kKeyword:
        return CheckKeyword(node.keyword());
      case QueryNode::kDate:
        return CheckDate(node.date());
      case QueryNode::kMatchAll:
        return absl::OkStatus();
      case QueryNode::kNoneOf:
        return Malformed("none_of may only stand in an all_of that has another child");
      case QueryNode::NODE_NOT_SET:
        break;
    }
    return Malformed("a node is not set, or of a kind this server does not know");
  }

 private:
  static absl::Status Malformed(std::string message) { return Invalid("QUERY_MALFORMED", std::move(message)); }

  static absl::Status CheckText(const std::string& text, int max_characters, int slop) {
    if (!text::IsValidUtf8(text) || text.empty() || text::FromUtf8(text).size() > static_cast<size_t>(max_characters)) {
      return Malformed(absl::StrCat("a text must hold 1 to ", max_characters, " characters of UTF-8"));
    }
    if (slop < 0 || slop > kMaxSlop) return Malformed(absl::StrCat("slop must lie between 0 and ", kMaxSlop));
    return absl::OkStatus();
  }

  absl::Status CheckAllOf(const type::v1::AllOfNode& all_of, int level) {
    bool has_positive = false;
    for (const QueryNode& child : all_of.children()) {
      has_positive |= !child.has_none_of();
      const bool excludes = child.has_none_of();
      if (excludes) ++nodes_;
      JIANBAO_RETURN_IF_ERROR(Check(excludes ? child.none_of().child() : child, level + (excludes ? 2 : 1)));
    }
    if (!has_positive) return Malformed("an all_of needs a child that is no none_of");
    return absl::OkStatus();
  }

  template <typename Children>
  absl::Status CheckChildren(const Children& children, int level) {
    if (children.empty()) return Malformed("an any_of needs a child");
    for (const QueryNode& child : children) JIANBAO_RETURN_IF_ERROR(Check(child, level + 1));
    return absl::OkStatus();
  }

  static absl::Status CheckKeyword(const KeywordNode& keyword) {
    if (keyword.key() == KeywordNode::KEY_UNSPECIFIED || !KeywordNode::Key_IsValid(keyword.key())) {
      return Malformed("the key of a keyword is not set, or not one this server knows");
    }
    return CheckText(keyword.value(), kMaxTextCharacters, 0);
  }

  static absl::Status CheckDate(const type::v1::DateNode& date) {
    if (date.has_earliest()) JIANBAO_RETURN_IF_ERROR(names::ParseDate(date.earliest(), "DateNode.earliest").status());
    if (date.has_latest()) JIANBAO_RETURN_IF_ERROR(names::ParseDate(date.latest(), "DateNode.latest").status());
    return absl::OkStatus();
  }

  int nodes_ = 0;
};

}  // namespace

absl::StatusOr<QueryNode> ToQueryNode(const Node& tree, v1::MatchMode mode) { return Matcher(mode).Convert(tree); }

void AddRequired(QueryNode extra, QueryNode* query) {
  if (query->node_case() == QueryNode::NODE_NOT_SET) {
    *query = std::move(extra);
    return;
  }
  if (!query->has_all_of()) {
    QueryNode first = std::move(*query);
    query->Clear();
    *query->mutable_all_of()->add_children() = std::move(first);
  }
  if (extra.has_all_of()) {
    for (QueryNode& child : *extra.mutable_all_of()->mutable_children()) {
      *query->mutable_all_of()->add_children() = std::move(child);
    }
  } else {
    *query->mutable_all_of()->add_children() = std::move(extra);
  }
}

QueryNode ToHighlightNode(const QueryNode& query) {
  std::vector<QueryNode> texts;
  CollectHighlights(query, &texts);
  return texts.empty() ? QueryNode() : AnyOf(std::move(texts));
}

absl::Status CheckQueryNode(const QueryNode& query) { return TreeChecker().Check(query, 1); }

}  // namespace jianbao::query
