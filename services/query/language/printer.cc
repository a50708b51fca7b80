#include "services/query/language/printer.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/query/language/characters.h"
#include "services/query/language/lexer.h"
#include "services/query/language/values.h"

namespace jianbao::language {
namespace {

std::string FieldPrefix(const std::string& field) { return field.empty() ? "" : absl::StrCat(field, ":"); }

std::string Escaped(std::string_view text, bool (*is_special)(char32_t)) {
  std::string out;
  for (const char32_t c : FromUtf8(text)) {
    if (is_special(c)) out += '\\';
    AppendUtf8(c, &out);
  }
  return out;
}

std::string WordText(const std::string& text) {
  std::string out = Escaped(text, EndsOrChangesWord);
  const bool reads_as_operator = IsOperatorWord(text) || IsDash(FromUtf8(text).front());
  return reads_as_operator ? "\\" + out : out;
}

std::string Quoted(std::string_view text) {
  return absl::StrCat("\"", Escaped(text, [](char32_t c) { return IsDoubleQuote(c) || c == U'\\'; }), "\"");
}

std::string Print(const Node& node, bool inside_group);

std::string PrintAll(const std::vector<Node>& nodes, const char* separator, const char* before_each) {
  return absl::StrJoin(nodes, separator, [&](std::string* out, const Node& node) {
    absl::StrAppend(out, before_each, Print(node, true));
  });
}

std::string Grouped(std::string text, bool inside_group) {
  return inside_group ? absl::StrCat("(", text, ")") : std::move(text);
}

std::string Print(const Node& node, bool inside_group) {
  return std::visit(
      Overloaded{
          [](const Word& word) { return FieldPrefix(word.field) + WordText(word.text); },
          [](const Prefix& prefix) { return absl::StrCat(FieldPrefix(prefix.field), WordText(prefix.text), "*"); },
          [](const Phrase& phrase) { return FieldPrefix(phrase.field) + Quoted(phrase.text); },
          [](const Near& near) {
            return absl::StrCat(FieldPrefix(near.field), Quoted(absl::StrJoin(near.words, " ")), "~", near.distance);
          },
          [](const DateRange& range) { return FieldPrefix(range.field) + FormatDateRange(range); },
          [](const NumberRange& range) { return FieldPrefix(range.field) + FormatNumberRange(range); },
          [&](const And& conjunction) {
            std::string text = PrintAll(conjunction.operands, " ", "");
            if (!conjunction.excluded.empty()) {
              absl::StrAppend(&text, " ", PrintAll(conjunction.excluded, " ", "-"));
            }
            return Grouped(std::move(text), inside_group);
          },
          [&](const Or& disjunction) { return Grouped(PrintAll(disjunction.operands, " OR ", ""), inside_group); },
      },
      node.value);
}

}  // namespace

std::string PrintQuery(const Node& tree) { return Print(tree, false); }

}  // namespace jianbao::language
