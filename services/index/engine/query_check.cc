#include "services/index/engine/query_check.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"

namespace jianbao::engine {
namespace {

absl::Status Invalid(const char* reason, std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message));
}

// Walks a query and adds up what it would cost.
class Validator {
 public:
  explicit Validator(const QueryLimits& limits) : limits_(limits) {}

  absl::Status Visit(const Query& query, uint32_t depth) {
    if (++nodes_ > limits_.max_nodes) return TooLarge("parts", limits_.max_nodes);
    if (depth > limits_.max_depth) return TooLarge("levels", limits_.max_depth);
    return std::visit([&](const auto& node) { return VisitNode(node, depth); }, query.node);
  }

 private:
  absl::Status TooLarge(const char* what, uint32_t limit) const {
    return Error(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE",
                 absl::StrCat("the query has more than ", limit, " ", what))
        .With("limit", limit);
  }
  absl::Status CheckText(const std::string& text, FieldSet fields) {
    if (fields.empty()) return Invalid("QUERY_INVALID", "a text is to be searched in no field; name at least one");
    if (!text::IsValidUtf8(text)) return Invalid("QUERY_INVALID", "a text in the query is not valid UTF-8");
    text_bytes_ += text.size();
    if (text_bytes_ > limits_.max_text_bytes) return TooLarge("bytes of text", limits_.max_text_bytes);
    return absl::OkStatus();
  }
  absl::Status CheckChildren(const std::vector<Query>& children, uint32_t depth) {
    if (children.empty()) return Invalid("QUERY_INVALID", "a combination of conditions is empty; give at least one");
    for (const Query& child : children) JIANBAO_RETURN_IF_ERROR(Visit(child, depth + 1));
    return absl::OkStatus();
  }
  absl::Status CheckOnly(const std::vector<Query>& child, uint32_t depth) {
    if (child.size() != 1) return Invalid("QUERY_INVALID", "a negation or boost needs exactly one condition");
    return CheckChildren(child, depth);
  }

  absl::Status VisitNode(const Query::AllNode&, uint32_t) { return absl::OkStatus(); }
  absl::Status VisitNode(const Query::TextNode& node, uint32_t) { return CheckText(node.text, node.fields); }
  absl::Status VisitNode(const Query::ProximityNode& node, uint32_t) {
    if (node.slop > limits_.max_slop) return TooLarge("characters of distance", limits_.max_slop);
    return CheckText(node.text, node.fields);
  }
  absl::Status VisitNode(const Query::PrefixNode& node, uint32_t) { return CheckText(node.text, node.fields); }
  absl::Status VisitNode(const Query::AnyOfNode& node, uint32_t) {
    if (node.minimum_percent > 100) return Invalid("QUERY_INVALID", "minimum_percent is more than 100");
    if (node.lead && node.characters) return Invalid("QUERY_INVALID", "single characters are not searched in leads");
    if (node.lead && !node.fields.Has(TextField::kBody)) return Invalid("QUERY_INVALID", "only bodies have a lead");
    return CheckText(node.text, node.fields);
  }
  absl::Status VisitNode(const Query::KeywordNode& node, uint32_t) {
    return CheckText(node.keyword.value, FieldSet::All());
  }
  absl::Status VisitNode(const Query::PublicationNode& node, uint32_t) {
    return CheckText(node.publication, FieldSet::All());
  }
  absl::Status VisitNode(const Query::IssueNode& node, uint32_t) { return CheckText(node.issue, FieldSet::All()); }
  absl::Status VisitNode(const Query::DateNode& node, uint32_t) {
    if (node.earliest.has_value() && node.latest.has_value() && *node.earliest > *node.latest) {
      return Invalid("QUERY_INVALID", "a range of dates ends before it begins");
    }
    return absl::OkStatus();
  }
  absl::Status VisitNode(const Query::PageNode& node, uint32_t) {
    if (node.first > node.last) return Invalid("QUERY_INVALID", "a range of pages ends before it begins");
    return absl::OkStatus();
  }
  absl::Status VisitNode(const Query::AndNode& node, uint32_t depth) { return CheckChildren(node.children, depth); }
  absl::Status VisitNode(const Query::OrNode& node, uint32_t depth) { return CheckChildren(node.children, depth); }
  absl::Status VisitNode(const Query::NotNode& node, uint32_t depth) { return CheckOnly(node.child, depth); }
  absl::Status VisitNode(const Query::BoostNode& node, uint32_t depth) {
    if (!(node.factor >= 0 && node.factor <= 1000)) return Invalid("QUERY_INVALID", "a boost is not within 0 to 1000");
    return CheckOnly(node.child, depth);
  }
  absl::Status VisitNode(const Query::PreferNode& node, uint32_t depth) {
    JIANBAO_RETURN_IF_ERROR(CheckOnly(node.child, depth));
    for (const Query& query : node.preferred) JIANBAO_RETURN_IF_ERROR(Visit(query, depth + 1));
    return absl::OkStatus();
  }

  const QueryLimits& limits_;
  uint32_t nodes_ = 0;
  uint64_t text_bytes_ = 0;
};

}  // namespace

absl::Status ValidateQuery(const Query& query, const QueryLimits& limits) { return Validator(limits).Visit(query, 1); }

}  // namespace jianbao::engine
