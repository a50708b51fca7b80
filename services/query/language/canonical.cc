#include "services/query/language/canonical.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/query/language/characters.h"
#include "services/query/language/values.h"

namespace jianbao::language {
namespace {

Error Invalid(std::string_view reason, std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message));
}

const char* TypeName(FieldType type) {
  switch (type) {
    case FieldType::kText: return "text";
    case FieldType::kName: return "names";
    case FieldType::kDate: return "dates";
    case FieldType::kNumber: return "numbers";
  }
  return "";
}

// Checks and completes leaves of every kind; one object serves one leaf.
class LeafRules {
 public:
  LeafRules(const FieldCatalog& catalog, const Limits& limits) : catalog_(catalog), limits_(limits) {}

  absl::StatusOr<Node> operator()(Word word) const {
    JIANBAO_RETURN_IF_ERROR(ResolveTextField(&word.field));
    JIANBAO_ASSIGN_OR_RETURN(word.text, CleanTerm(word.text));
    return word;
  }

  absl::StatusOr<Node> operator()(Phrase phrase) const {
    JIANBAO_RETURN_IF_ERROR(ResolveTextField(&phrase.field));
    JIANBAO_ASSIGN_OR_RETURN(phrase.text, CleanTerm(phrase.text));
    return phrase;
  }

  absl::StatusOr<Node> operator()(Prefix prefix) const {
    JIANBAO_RETURN_IF_ERROR(ResolveTextField(&prefix.field));
    JIANBAO_RETURN_IF_ERROR(CheckNotName(prefix.field, "leave out \"*\""));
    JIANBAO_ASSIGN_OR_RETURN(prefix.text, CleanTerm(prefix.text));
    const std::u32string chars = FromUtf8(prefix.text);
    if (static_cast<int>(chars.size()) > limits_.max_prefix_characters) {
      return Invalid("QUERY_PREFIX_TOO_LONG",
                     absl::StrCat("a prefix of ", chars.size(), " characters is too long, want at most ",
                                  limits_.max_prefix_characters))
          .With("limit", limits_.max_prefix_characters);
    }
    const bool has_han = std::any_of(chars.begin(), chars.end(), IsHan);
    if (!has_han && std::count_if(chars.begin(), chars.end(), IsSearchable) < limits_.min_prefix_characters) {
      return Invalid("QUERY_PREFIX_TOO_SHORT", absl::StrCat("a prefix needs at least ", limits_.min_prefix_characters,
                                                            " letters or digits, or one Han character, before \"*\""))
          .With("limit", limits_.min_prefix_characters);
    }
    return prefix;
  }

  absl::StatusOr<Node> operator()(Near near) const {
    JIANBAO_RETURN_IF_ERROR(ResolveTextField(&near.field));
    JIANBAO_RETURN_IF_ERROR(CheckNotName(near.field, "leave out \"~\" and the number"));
    JIANBAO_ASSIGN_OR_RETURN(const std::string text, CleanTerm(absl::StrJoin(near.words, " ")));
    near.words.clear();
    for (std::string& word : std::vector<std::string>(absl::StrSplit(text, ' '))) {
      const std::u32string chars = FromUtf8(word);
      if (std::any_of(chars.begin(), chars.end(), IsSearchable)) near.words.push_back(std::move(word));
    }
    if (near.words.size() < 2) {
      return Invalid("QUERY_PROXIMITY_NEEDS_WORDS", "~n needs two words or more between the quotes, parted by spaces");
    }
    if (near.distance < 0 || near.distance > limits_.max_distance) {
      return Invalid("QUERY_DISTANCE_TOO_LARGE",
                     absl::StrCat("the distance after \"~\" must lie between 0 and ", limits_.max_distance))
          .With("limit", limits_.max_distance);
    }
    return near;
  }

  absl::StatusOr<Node> operator()(DateRange range) const {
    JIANBAO_RETURN_IF_ERROR(ResolveField(FieldType::kDate, &range.field));
    JIANBAO_RETURN_IF_ERROR(CheckRange(range));
    return range;
  }

  absl::StatusOr<Node> operator()(NumberRange range) const {
    JIANBAO_RETURN_IF_ERROR(ResolveField(FieldType::kNumber, &range.field));
    JIANBAO_RETURN_IF_ERROR(CheckRange(range));
    return range;
  }

  absl::StatusOr<Node> operator()(const And&) const { return NoLeaf(); }
  absl::StatusOr<Node> operator()(const Or&) const { return NoLeaf(); }

 private:
  static absl::StatusOr<Node> NoLeaf() {
    assert(false && "REQUIRES: a leaf");
    return Invalid("QUERY_TREE_INVALID", "a group stands where a term must");
  }

  // Text may be searched for in no field in particular, in text and in names.
  absl::Status ResolveTextField(std::string* field) const {
    if (field->empty()) return absl::OkStatus();
    const FieldSpec* spec = catalog_.Find(*field);
    if (spec != nullptr && spec->type == FieldType::kName) {
      *field = spec->name;
      return absl::OkStatus();
    }
    return ResolveField(FieldType::kText, field);
  }

  absl::Status CheckNotName(const std::string& name, const char* want) const {
    const FieldSpec* field = catalog_.Find(name);
    if (field == nullptr || field->type != FieldType::kName) return absl::OkStatus();
    return Invalid("QUERY_NAME_NOT_WHOLE",
                   absl::StrCat("field \"", name, "\" holds names, which are compared as a whole; ", want))
        .With("field", name);
  }

  absl::Status ResolveField(FieldType type, std::string* field) const {
    const FieldSpec* spec = catalog_.Find(*field);
    if (spec == nullptr) {
      return Invalid("QUERY_FIELD_UNKNOWN",
                     absl::StrCat("unknown field \"", *field, "\", want one of: ", catalog_.description()))
          .With("field", *field);
    }
    if (spec->type != type) {
      return Invalid("QUERY_FIELD_TYPE", absl::StrCat("field \"", spec->name, "\" holds ", TypeName(spec->type),
                                                      ", want one of them as its value"))
          .With("field", spec->name);
    }
    *field = spec->name;
    return absl::OkStatus();
  }

  // Single spaces inside, none around; at least one character an index can find.
  absl::StatusOr<std::string> CleanTerm(const std::string& text) const {
    size_t invalid_at = 0;
    const std::u32string chars = FromUtf8(text, &invalid_at);
    if (invalid_at != std::u32string::npos || std::any_of(chars.begin(), chars.end(), IsControl)) {
      return Invalid("QUERY_TERM_INVALID", "a term must be UTF-8 without control characters");
    }
    if (static_cast<int>(chars.size()) > limits_.max_term_characters) {
      return Invalid("QUERY_TERM_TOO_LONG",
                     absl::StrCat("a word or phrase of ", chars.size(), " characters is too long, want at most ",
                                  limits_.max_term_characters))
          .With("limit", limits_.max_term_characters);
    }
    if (std::none_of(chars.begin(), chars.end(), IsSearchable)) {
      return Invalid("QUERY_NOTHING_TO_SEARCH",
                     "there is nothing to search for here, want at least one letter or digit");
    }
    std::u32string clean;
    for (const char32_t c : chars) {
      if (!IsWhiteSpace(c)) {
        clean += c;
      } else if (!clean.empty() && clean.back() != U' ') {
        clean += U' ';
      }
    }
    if (clean.back() == U' ') clean.pop_back();
    return ToUtf8(clean);
  }

  const FieldCatalog& catalog_;
  const Limits& limits_;
};

void Append(std::vector<Node> nodes, std::vector<Node>* out) {
  std::move(nodes.begin(), nodes.end(), std::back_inserter(*out));
}

absl::StatusOr<Node> CanonicalAt(const Node& tree, int depth, const FieldCatalog& catalog, const Limits& limits);

absl::StatusOr<std::vector<Node>> CanonicalAll(const std::vector<Node>& nodes, int depth, const FieldCatalog& catalog,
                                               const Limits& limits) {
  std::vector<Node> out;
  for (const Node& node : nodes) {
    JIANBAO_ASSIGN_OR_RETURN(Node canonical, CanonicalAt(node, depth, catalog, limits));
    out.push_back(std::move(canonical));
  }
  return out;
}

// The result may be one that OnlyExcludes(): inside an And it is harmless.
absl::StatusOr<Node> CanonicalAt(const Node& tree, int depth, const FieldCatalog& catalog, const Limits& limits) {
  const auto* conjunction = std::get_if<And>(&tree.value);
  const auto* disjunction = std::get_if<Or>(&tree.value);
  if (conjunction == nullptr && disjunction == nullptr) return CanonicalLeaf(tree, catalog, limits);
  if (depth >= limits.max_depth) return TooDeepError(limits);
  const auto& operands = conjunction != nullptr ? conjunction->operands : disjunction->operands;
  JIANBAO_ASSIGN_OR_RETURN(auto nodes, CanonicalAll(operands, depth + 1, catalog, limits));
  if (conjunction != nullptr) {
    JIANBAO_ASSIGN_OR_RETURN(auto excluded, CanonicalAll(conjunction->excluded, depth + 1, catalog, limits));
    if (std::any_of(excluded.begin(), excluded.end(), OnlyExcludes)) return OnlyExcludesError();
    if (!nodes.empty() || !excluded.empty()) return JoinAnd(std::move(nodes), std::move(excluded));
  } else if (!nodes.empty()) {
    if (std::any_of(nodes.begin(), nodes.end(), OnlyExcludes)) return OnlyExcludesError();
    return JoinOr(std::move(nodes));
  }
  return Invalid("QUERY_GROUP_EMPTY", "a group holds nothing, want a word in it");
}

}  // namespace

absl::StatusOr<Node> Canonical(const Node& tree, const FieldCatalog& catalog, const Limits& limits) {
  JIANBAO_ASSIGN_OR_RETURN(Node canonical, CanonicalAt(tree, 0, catalog, limits));
  if (OnlyExcludes(canonical)) return OnlyExcludesError();
  if (TermCount(canonical) > limits.max_terms) return TooManyTermsError(limits);
  return canonical;
}

absl::StatusOr<Node> CanonicalLeaf(const Node& leaf, const FieldCatalog& catalog, const Limits& limits) {
  return std::visit(LeafRules(catalog, limits), leaf.value);
}

Node JoinAnd(std::vector<Node> operands, std::vector<Node> excluded) {
  And result;
  for (Node& node : operands) {
    if (auto* inner = std::get_if<And>(&node.value)) {
      Append(std::move(inner->operands), &result.operands);
      Append(std::move(inner->excluded), &result.excluded);
    } else {
      result.operands.push_back(std::move(node));
    }
  }
  for (Node& node : excluded) {
    if (auto* inner = std::get_if<Or>(&node.value)) {
      Append(std::move(inner->operands), &result.excluded);
    } else {
      result.excluded.push_back(std::move(node));
    }
  }
  if (result.operands.size() == 1 && result.excluded.empty()) return Node(std::move(result.operands.front()));
  return result;
}

Node JoinOr(std::vector<Node> operands) {
  assert(!operands.empty());
  Or result;
  for (Node& node : operands) {
    if (auto* inner = std::get_if<Or>(&node.value)) {
      Append(std::move(inner->operands), &result.operands);
    } else {
      result.operands.push_back(std::move(node));
    }
  }
  if (result.operands.size() == 1) return Node(std::move(result.operands.front()));
  return result;
}

bool OnlyExcludes(const Node& node) {
  const auto* conjunction = std::get_if<And>(&node.value);
  return conjunction != nullptr && conjunction->operands.empty();
}

int Depth(const Node& node) {
  int deepest = 0;
  const auto visit = [&deepest](const std::vector<Node>& nodes) {
    for (const Node& inner : nodes) deepest = std::max(deepest, Depth(inner));
  };
  if (const auto* conjunction = std::get_if<And>(&node.value)) {
    visit(conjunction->operands);
    visit(conjunction->excluded);
    return deepest + 1;
  }
  if (const auto* disjunction = std::get_if<Or>(&node.value)) {
    visit(disjunction->operands);
    return deepest + 1;
  }
  return 0;
}

int TermCount(const Node& node) {
  int count = 0;
  const auto visit = [&count](const std::vector<Node>& nodes) {
    for (const Node& inner : nodes) count += TermCount(inner);
  };
  if (const auto* conjunction = std::get_if<And>(&node.value)) {
    visit(conjunction->operands);
    visit(conjunction->excluded);
    return count;
  }
  if (const auto* disjunction = std::get_if<Or>(&node.value)) {
    visit(disjunction->operands);
    return count;
  }
  const auto* near = std::get_if<Near>(&node.value);
  return near == nullptr ? 1 : static_cast<int>(near->words.size());
}

absl::Status OnlyExcludesError() {
  return Invalid("QUERY_ONLY_EXCLUDES",
                 "this only excludes, and everything else in the archive is no answer; add a word to search for");
}

absl::Status TooManyTermsError(const Limits& limits) {
  return Invalid("QUERY_TOO_MANY_TERMS", absl::StrCat("too many terms, want at most ", limits.max_terms))
      .With("limit", limits.max_terms);
}

absl::Status TooDeepError(const Limits& limits) {
  return Invalid("QUERY_TOO_DEEP",
                 absl::StrCat("groups are nested too deep, want at most ", limits.max_depth, " levels"))
      .With("limit", limits.max_depth);
}

}  // namespace jianbao::language
