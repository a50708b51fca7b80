#include "services/query/language/parser.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/status.h"
#include "services/query/language/canonical.h"
#include "services/query/language/lexer.h"
#include "services/query/language/values.h"

namespace jianbao::language {
namespace {

// Where in the groups the parser stands.
struct Scope {
  const FieldSpec* field = nullptr;  // that every leaf here belongs to
  int depth = 0;                     // open groups
};

class Parser {
 public:
  Parser(std::vector<Token> tokens, const FieldCatalog& catalog, const Limits& limits)
      : tokens_(std::move(tokens)), catalog_(catalog), limits_(limits) {}

  absl::StatusOr<Node> Run() {
    JIANBAO_ASSIGN_OR_RETURN(Node tree, Disjunction(Scope{}));
    if (Peek().kind == TokenKind::kCloseGroup) return Unopened();
    if (OnlyExcludes(tree)) return Locate(OnlyExcludesError(), RangeFrom(0));
    if (Depth(tree) > limits_.max_depth) return Locate(TooDeepError(limits_), RangeFrom(0));
    return tree;
  }

 private:
  absl::StatusOr<Node> Disjunction(const Scope& scope) {
    const size_t first = at_;
    std::vector<Node> alternatives;
    bool only_excludes = false;
    do {
      const size_t begin = at_;
      JIANBAO_ASSIGN_OR_RETURN(Node node, Conjunction(scope));
      only_excludes = OnlyExcludes(node);
      const bool alone = begin == first && Peek().kind != TokenKind::kOr;
      if (only_excludes && !alone) return Locate(OnlyExcludesError(), RangeFrom(begin));
      alternatives.push_back(std::move(node));
    } while (Accept(TokenKind::kOr));
    return only_excludes ? std::move(alternatives.front()) : JoinOr(std::move(alternatives));
  }

  absl::StatusOr<Node> Conjunction(const Scope& scope) {
    std::vector<Node> operands, excluded;
    do {
      const size_t begin = at_;
      const bool exclude = Accept(TokenKind::kExclude);
      JIANBAO_ASSIGN_OR_RETURN(Node node, Operand(scope));
      if (exclude && OnlyExcludes(node)) return Locate(OnlyExcludesError(), RangeFrom(begin));
      (exclude ? excluded : operands).push_back(std::move(node));
    } while (Accept(TokenKind::kAnd) || BeginsOperand(Peek().kind));
    return JoinAnd(std::move(operands), std::move(excluded));
  }

  absl::StatusOr<Node> Operand(const Scope& scope) {
    const Token& token = Peek();
    switch (token.kind) {
      case TokenKind::kField: return Field(scope);
      case TokenKind::kOpenGroup: return Group(scope);
      case TokenKind::kWord:
      case TokenKind::kPrefix:
      case TokenKind::kPhrase:
      case TokenKind::kNear: ++at_; return Leaf(token, scope.field);
      default: return OperandMissing();
    }
  }

  absl::StatusOr<Node> Field(const Scope& scope) {
    const Token& name = Peek();
    if (scope.field != nullptr) {
      return ErrorAt(name.range, "QUERY_FIELD_NESTED",
                     absl::StrCat("a field inside the value of field \"", scope.field->name,
                                  "\", want each field outside the other's value"));
    }
    ++at_;
    switch (Peek().kind) {
      case TokenKind::kExclude:
        return ErrorAt(Peek().range, "QUERY_EXCLUDE_MISPLACED",
                       "want the exclusion before the field, as in -headline:word");
      case TokenKind::kAnd:
      case TokenKind::kOr:
      case TokenKind::kCloseGroup:
      case TokenKind::kEnd:
        return ErrorAt(name.range, "QUERY_VALUE_MISSING",
                       absl::StrCat("field \"", name.text, "\" has no value, want one directly after the colon"));
      default: return Operand({catalog_.Find(name.text), scope.depth});
    }
  }

  absl::StatusOr<Node> Group(const Scope& scope) {
    const SourceRange open = Peek().range;
    if (scope.depth >= limits_.max_depth) return Locate(TooDeepError(limits_), open);
    ++at_;
    if (Peek().kind == TokenKind::kCloseGroup) {
      return ErrorAt({open.begin, Peek().range.end}, "QUERY_GROUP_EMPTY",
                     "these parentheses hold nothing to search for, want a word in them");
    }
    if (Peek().kind == TokenKind::kEnd) return Unclosed(open);
    JIANBAO_ASSIGN_OR_RETURN(Node node, Disjunction({scope.field, scope.depth + 1}));
    if (!Accept(TokenKind::kCloseGroup)) return Unclosed(open);
    return node;
  }

  absl::StatusOr<Node> Leaf(const Token& token, const FieldSpec* field) {
    absl::StatusOr<Node> leaf = UnplacedLeaf(token, field);
    if (!leaf.ok()) return Locate(leaf.status(), token.range);
    terms_ += TermCount(*leaf);
    if (terms_ > limits_.max_terms) return Locate(TooManyTermsError(limits_), token.range);
    return leaf;
  }

  absl::StatusOr<Node> UnplacedLeaf(const Token& token, const FieldSpec* field) const {
    const std::string name = field == nullptr ? "" : field->name;
    const bool plain = token.kind == TokenKind::kWord || token.kind == TokenKind::kPhrase;
    if (field != nullptr && field->type == FieldType::kDate && plain) {
      JIANBAO_ASSIGN_OR_RETURN(DateRange range, ParseDateRange(token.text));
      range.field = name;
      return range;
    }
    if (field != nullptr && field->type == FieldType::kNumber && plain) {
      JIANBAO_ASSIGN_OR_RETURN(NumberRange range, ParseNumberRange(token.text));
      range.field = name;
      return range;
    }
    if (field != nullptr && field->check && plain) JIANBAO_RETURN_IF_ERROR(field->check(token.text));
    switch (token.kind) {
      case TokenKind::kPrefix: return CanonicalLeaf(Prefix{name, token.text}, catalog_, limits_);
      case TokenKind::kPhrase: return CanonicalLeaf(Phrase{name, token.text}, catalog_, limits_);
      case TokenKind::kNear: return CanonicalLeaf(Near{name, {token.text}, token.distance}, catalog_, limits_);
      default: return CanonicalLeaf(Word{name, token.text}, catalog_, limits_);
    }
  }

  // Why no operand stands where one must.
  absl::Status OperandMissing() const {
    const Token& here = Peek();
    if (here.kind == TokenKind::kCloseGroup && (at_ == 0 || !IsOperator(tokens_[at_ - 1].kind))) return Unopened();
    if (at_ == 0 && here.kind == TokenKind::kEnd) {
      return ErrorAt(here.range, "QUERY_EMPTY", "the query holds nothing to search for, want at least one word");
    }
    const bool dangles_after = at_ > 0 && IsOperator(tokens_[at_ - 1].kind);
    const Token& dangling = dangles_after ? tokens_[at_ - 1] : here;
    return ErrorAt(
        dangling.range, "QUERY_OPERATOR_DANGLING",
        absl::StrCat("\"", dangling.text, "\" has nothing ", dangles_after ? "after" : "before",
                     " it to work on, want a word there, or \"", dangling.text, "\" in quotes to search for it"));
  }

  absl::Status Unopened() const {
    return ErrorAt(Peek().range, "QUERY_GROUP_UNOPENED",
                   "this parenthesis closes nothing, want \"(\" before it, or \\) for the sign itself");
  }

  static absl::Status Unclosed(SourceRange open) {
    return ErrorAt(
        open, "QUERY_GROUP_UNCLOSED",
        "the parenthesis opened here is never closed, want \")\" after the group, or \\( for the sign itself");
  }

  static bool IsOperator(TokenKind kind) {
    return kind == TokenKind::kAnd || kind == TokenKind::kOr || kind == TokenKind::kExclude;
  }

  static bool BeginsOperand(TokenKind kind) {
    return kind != TokenKind::kAnd && kind != TokenKind::kOr && kind != TokenKind::kCloseGroup &&
           kind != TokenKind::kEnd;
  }

  const Token& Peek() const { return tokens_[at_]; }

  bool Accept(TokenKind kind) {
    if (Peek().kind != kind) return false;
    ++at_;
    return true;
  }

  // From token `first` to the last one read. REQUIRES: at least one was read since.
  SourceRange RangeFrom(size_t first) const { return {tokens_[first].range.begin, tokens_[at_ - 1].range.end}; }

  const std::vector<Token> tokens_;  // ends with kEnd, which is never passed
  const FieldCatalog& catalog_;
  const Limits& limits_;
  size_t at_ = 0;
  int terms_ = 0;
};

}  // namespace

absl::StatusOr<Node> ParseQuery(std::string_view query, const FieldCatalog& catalog, const Limits& limits) {
  JIANBAO_ASSIGN_OR_RETURN(std::vector<Token> tokens, Tokenize(query, catalog, limits));
  return Parser(std::move(tokens), catalog, limits).Run();
}

}  // namespace jianbao::language
