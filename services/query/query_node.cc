#include "services/query/query_node.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/text/chars.h"

namespace jianbao::query {
namespace {

using type::v1::KeywordNode;
using type::v1::QueryNode;
using type::v1::SearchField;

// As query.proto says.
constexpr int kMaxNodes = 1024;
constexpr int kMaxLevels = 32;
constexpr int kMaxTextCharacters = 256;
constexpr int kMaxPrefixCharacters = 64;
constexpr int kMaxSlop = 100;

Error Invalid(const char* reason, std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message));
}

// Collects what is to be marked; the structure of the query does not matter for that.
void CollectHighlights(const QueryNode& query, std::vector<QueryNode>* out) {
  switch (query.node_case()) {
    case QueryNode::kText:
    case QueryNode::kPrefix:
    case QueryNode::kLooseText: out->push_back(query); break;
    case QueryNode::kAllOf:
      for (const QueryNode& child : query.all_of().children()) CollectHighlights(child, out);
      break;
    case QueryNode::kAnyOf:
      for (const QueryNode& child : query.any_of().children()) CollectHighlights(child, out);
      break;
    case QueryNode::kBoost: CollectHighlights(query.boost().child(), out); break;
    case QueryNode::kPrefer: CollectHighlights(query.prefer().child(), out); break;
    case QueryNode::kKeyword:
      switch (query.keyword().key()) {
        case KeywordNode::PERSON:
        case KeywordNode::ORGANIZATION:
        case KeywordNode::PLACE:
          out->push_back(TextQuery(query.keyword().value(), type::v1::SEARCH_FIELD_UNSPECIFIED, true));
          break;
        case KeywordNode::COLUMN:
          out->push_back(TextQuery(query.keyword().value(), type::v1::SEARCH_FIELD_HEADS, true));
          break;
        case KeywordNode::REPORTER:
          out->push_back(TextQuery(query.keyword().value(), type::v1::SEARCH_FIELD_BYLINE, true));
          break;
        default: break;
      }
      break;
    default: break;
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
      case QueryNode::kText: return CheckText(node.text().text(), kMaxTextCharacters, node.text().slop());
      case QueryNode::kLooseText: return CheckText(node.loose_text().text(), kMaxTextCharacters, 0);
      case QueryNode::kPrefix: return CheckText(node.prefix().text(), kMaxPrefixCharacters, 0);
      case QueryNode::kAllOf: return CheckAllOf(node.all_of(), level);
      case QueryNode::kAnyOf: return CheckChildren(node.any_of().children(), level);
      case QueryNode::kBoost:
        if (!(node.boost().factor() >= 0 && node.boost().factor() <= 1000)) {
          return Malformed("the factor of a boost must lie between 0 and 1000");
        }
        return Check(node.boost().child(), level + 1);
      case QueryNode::kPrefer:
        for (const QueryNode& preferred : node.prefer().preferred())
          JIANBAO_RETURN_IF_ERROR(Check(preferred, level + 1));
        return Check(node.prefer().child(), level + 1);
      case QueryNode::kKeyword: return CheckKeyword(node.keyword());
      case QueryNode::kDate: return CheckDate(node.date());
      case QueryNode::kMatchAll: return absl::OkStatus();
      case QueryNode::kNoneOf: return Malformed("none_of may only stand in an all_of that has another child");
      case QueryNode::NODE_NOT_SET: break;
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
    if (keyword.key() == KeywordNode::YEAR || keyword.key() == KeywordNode::MONTH) {
      return Malformed("YEAR and MONTH are for facets, want a date node");
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

QueryNode KeywordQuery(KeywordNode::Key key, const std::string& value) {
  QueryNode node;
  node.mutable_keyword()->set_key(key);
  node.mutable_keyword()->set_value(value);
  return node;
}

QueryNode LooseTextQuery(const std::string& text, SearchField field, int minimum_percent) {
  QueryNode node;
  node.mutable_loose_text()->set_text(text);
  node.mutable_loose_text()->set_field(field);
  node.mutable_loose_text()->set_minimum_percent(minimum_percent);
  return node;
}

QueryNode TextQuery(const std::string& text, SearchField field, bool whole_words, int slop) {
  QueryNode node;
  node.mutable_text()->set_text(text);
  node.mutable_text()->set_field(field);
  node.mutable_text()->set_whole_words(whole_words);
  node.mutable_text()->set_slop(slop);
  return node;
}

// Several nodes as one; a single one stays itself.
QueryNode AllOfQuery(std::vector<QueryNode> children) {
  if (children.size() == 1) return std::move(children.front());
  QueryNode node;
  for (QueryNode& child : children) *node.mutable_all_of()->add_children() = std::move(child);
  return node;
}
QueryNode AnyOfQuery(std::vector<QueryNode> children) {
  if (children.size() == 1) return std::move(children.front());
  QueryNode node;
  for (QueryNode& child : children) *node.mutable_any_of()->add_children() = std::move(child);
  return node;
}

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

QueryNode PreferQuery(QueryNode child, std::vector<QueryNode> preferred) {
  if (preferred.empty()) return child;
  QueryNode node;
  *node.mutable_prefer()->mutable_child() = std::move(child);
  for (QueryNode& query : preferred) *node.mutable_prefer()->add_preferred() = std::move(query);
  return node;
}

QueryNode BoostQuery(QueryNode child, float factor) {
  QueryNode node;
  *node.mutable_boost()->mutable_child() = std::move(child);
  node.mutable_boost()->set_factor(factor);
  return node;
}

absl::Status CheckQueryNode(const QueryNode& query) { return TreeChecker().Check(query, 1); }

QueryNode ToHighlightNode(const QueryNode& query) {
  std::vector<QueryNode> texts;
  CollectHighlights(query, &texts);
  return texts.empty() ? QueryNode() : AnyOfQuery(std::move(texts));
}

}  // namespace jianbao::query
