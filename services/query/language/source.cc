#include "services/query/language/source.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "services/query/language/characters.h"

namespace jianbao::language {
namespace {

// Code points shown on either side of the place an error points at.
constexpr size_t kContext = 30;

int Columns(std::u32string_view chars) {
  int columns = 0;
  for (const char32_t c : chars) columns += ColumnWidth(c);
  return columns;
}

}  // namespace

Error ErrorAt(SourceRange range, std::string_view reason, std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message))
      .With("position", range.begin)
      .With("end", range.end);
}

absl::Status Locate(const absl::Status& status, SourceRange range) {
  const ErrorDetail detail = GetErrorDetail(status).value_or(ErrorDetail{});
  Error located(status.code(), detail.reason, std::string(status.message()));
  for (const auto& [key, value] : detail.metadata) located.With(key, value);
  return located.Field(detail.field).With("position", range.begin).With("end", range.end);
}

std::optional<SourceRange> ErrorRange(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  if (!detail.has_value()) return std::nullopt;
  const auto begin = detail->metadata.find("position"), end = detail->metadata.find("end");
  SourceRange range;
  if (begin == detail->metadata.end() || !absl::SimpleAtoi(begin->second, &range.begin)) return std::nullopt;
  if (end == detail->metadata.end() || !absl::SimpleAtoi(end->second, &range.end)) return std::nullopt;
  return range;
}

std::string CaretSnippet(std::string_view query, SourceRange range) {
  std::u32string chars = FromUtf8(query);
  for (char32_t& c : chars) {
    if (IsWhiteSpace(c) || IsControl(c)) c = U' ';
  }
  const size_t begin = FromUtf8(query.substr(0, range.begin)).size();
  const size_t end = std::max(begin, FromUtf8(query.substr(0, range.end)).size());
  const size_t from = begin > kContext ? begin - kContext : 0;
  const size_t to = std::min(chars.size(), std::min(end, begin + kContext) + kContext);
  const std::u32string_view all = chars;
  std::u32string line = from > 0 ? U"…" : U"";
  const int indent = Columns(line) + Columns(all.substr(from, begin - from));
  line += all.substr(from, to - from);
  if (to < chars.size()) line += U"…";
  const int carets = std::max(1, Columns(all.substr(begin, std::min(end, to) - begin)));
  return ToUtf8(line) + "\n" + std::string(indent, ' ') + std::string(carets, '^');
}

}  // namespace jianbao::language
