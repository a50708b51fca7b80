#include "services/query/language/lexer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status.h"
#include "services/query/language/characters.h"
#include "unicode/uchar.h"

namespace jianbao::language {
namespace {

bool IsLatin(char32_t c) { return (c < 0x80 && u_isalpha(c)) || c == U'_'; }
bool IsStraightQuote(char32_t c) { return c == U'"' || c == U'＂'; }

// The digit's value, of either width; -1 for all else.
int DigitValue(char32_t c) {
  if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
  if (c >= U'０' && c <= U'９') return static_cast<int>(c - U'０');
  return -1;
}

class Lexer {
 public:
  // `offsets`: the byte at which each character begins, and the size of the text.
  Lexer(std::u32string chars, std::vector<uint32_t> offsets, const FieldCatalog& catalog)
      : chars_(std::move(chars)), offsets_(std::move(offsets)), catalog_(catalog) {}

  absl::StatusOr<std::vector<Token>> Run() {
    while (at_ < chars_.size()) JIANBAO_RETURN_IF_ERROR(Next());
    begin_ = at_;
    Push(TokenKind::kEnd, "");
    return std::move(tokens_);
  }

 private:
  // Reads one token, or skips one character that only parts tokens.
  absl::Status Next() {
    const char32_t c = chars_[at_];
    begin_ = at_;
    if (IsWhiteSpace(c) || IsSeparator(c) || IsColon(c)) {
      ++at_;
      return absl::OkStatus();
    }
    if (IsOpenGroup(c) || IsCloseGroup(c)) {
      ++at_;
      Push(IsOpenGroup(c) ? TokenKind::kOpenGroup : TokenKind::kCloseGroup, "");
      return absl::OkStatus();
    }
    if (IsDoubleQuote(c) || ClosingCorner(c) != 0) return Phrase();
    if (IsDash(c) && MayExclude()) return Exclude();
    return Word();
  }

  // A dash inside or right after something, as in A-B or "A"-B, is a mere character.
  bool MayExclude() const {
    if (at_ == 0) return true;
    const char32_t before = chars_[at_ - 1];
    return IsWhiteSpace(before) || IsSeparator(before) || IsOpenGroup(before) || IsColon(before) || IsDash(before);
  }

  absl::Status Exclude() {
    ++at_;
    if (AtEnd() || IsWhiteSpace(chars_[at_]) || IsSeparator(chars_[at_]) || IsCloseGroup(chars_[at_])) {
      return ErrorAt(Range(), "QUERY_EXCLUDE_ALONE",
                     "\"-\" stands alone, want it directly before what it excludes, or none of it");
    }
    Push(TokenKind::kExclude, "-");
    return absl::OkStatus();
  }

  absl::Status Phrase() {
    const char32_t open = chars_[at_++];
    const size_t close = FindClose(open);
    if (close == std::u32string::npos) {
      const char32_t corner = ClosingCorner(open);
      const std::string wanted = corner != 0 ? ToUtf8({&corner, 1}) : open == U'“' ? "”" : "\"";
      return ErrorAt(Range(begin_, begin_ + 1), "QUERY_QUOTE_UNCLOSED",
                     absl::StrCat("the quote opened here is never closed, want ", wanted, " after the phrase, or \\",
                                  ToUtf8({&open, 1}), " for the sign itself"));
    }
    std::u32string text;
    for (; at_ < close; ++at_) {
      if (chars_[at_] == U'\\') JIANBAO_RETURN_IF_ERROR(Escape());
      text += chars_[at_];
    }
    ++at_;
    if (!AtEnd() && IsTilde(chars_[at_])) return Distance(ToUtf8(text));
    Push(TokenKind::kPhrase, ToUtf8(text));
    return absl::OkStatus();
  }

  // Where the quote that `open` opened before at_ is closed, or npos. Straight quotes may hold curly ones; where no
  // second straight one follows, any double quote closes.
  size_t FindClose(char32_t open) const {
    if (const char32_t corner = ClosingCorner(open); corner != 0) {
      return FindUnescaped([&](char32_t c) { return c == corner; });
    }
    size_t close = std::u32string::npos;
    if (IsStraightQuote(open)) close = FindUnescaped(IsStraightQuote);
    return close != std::u32string::npos ? close : FindUnescaped(IsDoubleQuote);
  }

  template <typename Predicate>
  size_t FindUnescaped(const Predicate& wanted) const {
    for (size_t at = at_; at < chars_.size(); ++at) {
      if (chars_[at] == U'\\') {
        ++at;
      } else if (wanted(chars_[at])) {
        return at;
      }
    }
    return std::u32string::npos;
  }

  // The ~n after a phrase.
  absl::Status Distance(std::string text) {
    const uint32_t tilde = at_++;
    int distance = 0, digits = 0;
    for (; !AtEnd() && DigitValue(chars_[at_]) >= 0; ++at_, ++digits) {
      distance = std::min(distance * 10 + DigitValue(chars_[at_]), 1'000'000);
    }
    if (digits == 0) {
      return ErrorAt(Range(tilde, tilde + 1), "QUERY_DISTANCE_INVALID",
                     "\"~\" after a phrase needs a number, want for example \"…\"~5");
    }
    Push(TokenKind::kNear, std::move(text));
    tokens_.back().distance = distance;
    return absl::OkStatus();
  }

  absl::Status Word() {
    std::u32string text;
    bool escaped = false;
    for (; !AtEnd(); ++at_) {
      const char32_t c = chars_[at_];
      if (c == U'\\') {
        JIANBAO_RETURN_IF_ERROR(Escape());
        escaped = true;
      } else if (IsColon(c)) {
        if (const FieldSpec* field = escaped ? nullptr : catalog_.Find(ToUtf8(text)); field != nullptr) {
          ++at_;
          Push(TokenKind::kField, field->name);
          return absl::OkStatus();
        }
        if (c == U'：' || (!escaped && std::any_of(text.begin(), text.end(), IsHan))) break;
        if (!escaped) JIANBAO_RETURN_IF_ERROR(CheckPlainColon(text));
      } else if (IsStar(c)) {
        return Prefix(text);
      } else if (IsClosingCorner(c) && text.empty()) {
        return ErrorAt(Range(at_, at_ + 1), "QUERY_QUOTE_UNOPENED",
                       absl::StrCat("no quote is open here, want \\", ToUtf8({&c, 1}), " for the sign itself"));
      } else if (EndsOrChangesWord(c)) {
        break;
      }
      text += chars_[at_];
    }
    return PushWord(ToUtf8(text), text, escaped);
  }

  // "8:30" is a word; "autor:" is a mistyped field. What stands before the colon of a headline is Chinese.
  absl::Status CheckPlainColon(std::u32string_view text) const {
    if (!std::all_of(text.begin(), text.end(), IsLatin)) return absl::OkStatus();
    return ErrorAt(Range(begin_, at_), "QUERY_FIELD_UNKNOWN",
                   absl::StrCat("unknown field \"", ToUtf8(text), "\", want one of: ", catalog_.description(),
                                "; or \\: for the sign itself"))
        .With("field", ToUtf8(text));
  }

  absl::Status Prefix(std::u32string_view text) {
    const uint32_t star = at_++;
    const bool ends_word = AtEnd() || (EndsOrChangesWord(chars_[at_]) && chars_[at_] != U'\\' && !IsStar(chars_[at_]));
    if (!ends_word || std::none_of(text.begin(), text.end(), IsSearchable)) {
      return ErrorAt(Range(star, star + 1), "QUERY_STAR_MISPLACED",
                     "\"*\" may only end a word, as in jian*, want \\* for the sign itself");
    }
    Push(TokenKind::kPrefix, ToUtf8(text));
    return absl::OkStatus();
  }

  absl::Status PushWord(std::string text, std::u32string_view chars, bool escaped) {
    if (!escaped && text == "NOT") {
      Push(TokenKind::kExclude, std::move(text));
    } else if (!escaped && (text == "AND" || text == "且")) {
      Push(TokenKind::kAnd, std::move(text));
    } else if (!escaped && (text == "OR" || text == "或" || (chars.size() == 1 && IsOr(chars[0])))) {
      Push(TokenKind::kOr, std::move(text));
    } else if (std::any_of(chars.begin(), chars.end(), IsSearchable)) {
      Push(TokenKind::kWord, std::move(text));
    } else if (!tokens_.empty() &&
               (tokens_.back().kind == TokenKind::kField || tokens_.back().kind == TokenKind::kExclude)) {
      return ErrorAt(Range(), "QUERY_NOTHING_TO_SEARCH",
                     "there is nothing to search for here, want at least one letter or digit");
    }
    return absl::OkStatus();
  }

  // Steps from a backslash to the character it makes plain.
  absl::Status Escape() {
    if (++at_ < chars_.size()) return absl::OkStatus();
    return ErrorAt(Range(at_ - 1, at_), "QUERY_ESCAPE_INCOMPLETE",
                   "nothing follows the backslash, want the character it makes plain, or \\\\ for itself");
  }

  bool AtEnd() const { return at_ >= chars_.size(); }
  SourceRange Range(uint32_t begin, uint32_t end) const { return {offsets_[begin], offsets_[end]}; }
  SourceRange Range() const { return Range(begin_, at_); }
  void Push(TokenKind kind, std::string text) { tokens_.push_back({kind, Range(), std::move(text), 0}); }

  const std::u32string chars_;
  const std::vector<uint32_t> offsets_;
  const FieldCatalog& catalog_;
  std::vector<Token> tokens_;
  uint32_t begin_ = 0;  // of the token being read
  uint32_t at_ = 0;     // the next character to read
};

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view query, const FieldCatalog& catalog, const Limits& limits) {
  if (query.size() > static_cast<size_t>(limits.max_bytes)) {
    return Error(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LONG",
                 absl::StrCat("a query of ", query.size(), " bytes is too long, want at most ", limits.max_bytes))
        .With("limit", limits.max_bytes);
  }
  size_t invalid_at = 0;
  std::u32string chars = FromUtf8(query, &invalid_at);
  if (invalid_at != std::u32string::npos) {
    const auto at = static_cast<uint32_t>(invalid_at);
    return ErrorAt({at, at + 1}, "QUERY_NOT_UTF8", "the query is not UTF-8, want it in UTF-8");
  }
  std::vector<uint32_t> offsets = {0};
  for (const char32_t c : chars) {
    offsets.push_back(offsets.back() + Utf8Length(c));
    if (IsControl(c)) {
      return ErrorAt({offsets[offsets.size() - 2], offsets.back()}, "QUERY_CONTROL_CHARACTER",
                     "a control character stands here, want it removed");
    }
  }
  return Lexer(std::move(chars), std::move(offsets), catalog).Run();
}

bool IsOperatorWord(std::string_view word) {
  return word == "AND" || word == "OR" || word == "NOT" || word == "且" || word == "或";
}

bool EndsOrChangesWord(char32_t c) {
  return c == U'\\' || IsWhiteSpace(c) || IsSeparator(c) || IsOpenGroup(c) || IsCloseGroup(c) || IsColon(c) ||
         IsStar(c) || IsDoubleQuote(c) || ClosingCorner(c) != 0 || IsClosingCorner(c);
}

}  // namespace jianbao::language
