// From the text of a query to tokens with positions. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_LANGUAGE_LEXER_H_
#define JIANBAO_SERVICES_QUERY_LANGUAGE_LEXER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/language/field_catalog.h"
#include "services/query/language/limits.h"
#include "services/query/language/source.h"

namespace jianbao::language {

enum class TokenKind {
  kWord,     // text: what it stands for, escapes resolved
  kPrefix,   // text: without the star
  kPhrase,   // text: between the quotes, escapes resolved
  kNear,     // a phrase with ~n; distance: n
  kField,    // text: the field's canonical name; the colon belongs to the token
  kExclude,  // - or NOT
  kAnd,      // AND 且
  kOr,       // OR 或 |
  kOpenGroup,
  kCloseGroup,
  kEnd,  // always the last token, empty, at the end of the text
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  SourceRange range;
  std::string text;
  int distance = 0;
};

// Every token of `query`. White space, Chinese punctuation and words without a letter or digit only part tokens.
// InvalidArgument, with a position: QUERY_TOO_LONG, QUERY_NOT_UTF8, QUERY_CONTROL_CHARACTER, QUERY_QUOTE_UNCLOSED,
// QUERY_QUOTE_UNOPENED, QUERY_ESCAPE_INCOMPLETE, QUERY_STAR_MISPLACED, QUERY_DISTANCE_INVALID, QUERY_FIELD_UNKNOWN,
// QUERY_EXCLUDE_ALONE, QUERY_NOTHING_TO_SEARCH.
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view query, const FieldCatalog& catalog, const Limits& limits);

// AND, OR, NOT, 且, 或: a word spelt like this is an operator unless escaped or quoted.
bool IsOperatorWord(std::string_view word);
// Characters that end a word or mean something in it unless escaped.
bool EndsOrChangesWord(char32_t c);

}  // namespace jianbao::language

#endif  // JIANBAO_SERVICES_QUERY_LANGUAGE_LEXER_H_
